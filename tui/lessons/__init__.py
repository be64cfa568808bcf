"""Lessons: what each says of itself, where they are found, how far somebody has come with them."""
