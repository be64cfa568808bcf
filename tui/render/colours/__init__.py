"""Themes: read, checked, turned into styles; and which ink each kind of page has."""
