"""Where codes lead, and which numbers are given out."""
