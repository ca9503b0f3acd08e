"""Question answering over scientific literature, each sentence verified against its source."""

__version__ = "0.1.0"
