"""The only code that changes characters; always with a map back to the raw text."""
