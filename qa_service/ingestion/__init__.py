"""From paper files to documents: front matter, sections, passages and sentences, each with its place in the text."""
