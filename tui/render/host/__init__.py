"""The machine: the bar over everything, and the map of its frames."""
