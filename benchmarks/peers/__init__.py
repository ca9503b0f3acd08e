"""Retrieval of other libraries beside ours: the same texts, questions, model and machine, each in an environment of its own."""
