"""Guests come and go."""
