"""What would happen: a guest's memory before and after a command, the difference, and how sure that is."""
