"""The command `entities`: parse, call, print."""
