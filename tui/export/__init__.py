"""What a pane gives away: pure functions from what it shows to text, and the files that text is written to."""
