"""Train the reader: the small cross-encoder that judges whether a sentence answers a question, and supports a claim."""
