"""Measurements of the mechanism on public data; each is a command. The data itself is not part of the project."""
