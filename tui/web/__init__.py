"""A recording as one page for a browser: what it shows is worked out here, the page only draws and moves in time."""
