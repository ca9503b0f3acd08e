"""The store of conversations: their turns, titles and what readers said of answers, in SQLite or PostgreSQL."""
