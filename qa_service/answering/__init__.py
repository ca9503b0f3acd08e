"""From retrieved passages to an answer whose every sentence was checked against what it cites."""
