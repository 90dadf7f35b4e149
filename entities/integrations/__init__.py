"""Adapters for other tools; each is thin and adds nothing to the answers."""
