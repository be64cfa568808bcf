"""What each command does to the world."""
