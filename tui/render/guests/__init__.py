"""Guests in every form: bands with their maps, cards, table and strip; which are shown, and in which order."""
