"""Rows under construction, the two glyph sets, and numbers and times in words."""
