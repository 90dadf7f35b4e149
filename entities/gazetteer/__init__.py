"""Gazetteers: YAML files to validated values to a compiled index."""
