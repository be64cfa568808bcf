"""What belongs to the whole screen and to no pane: footer, jump mode, tour, list of themes."""
