"""What is true now as rows of text: pure functions from snapshots to strips."""
