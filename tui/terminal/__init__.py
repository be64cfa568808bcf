"""The terminal that the app runs in: taken, given back whatever happens, and what is said when the app fails."""
