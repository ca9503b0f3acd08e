"""From documents to an index on disk, and from a question to the passages that may answer it."""
