"""Follow-ups: what a message in a conversation asks, as a question that stands alone."""
