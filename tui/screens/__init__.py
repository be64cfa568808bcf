"""Screens: which parts there are, where they stand, and what the keys do to them."""
