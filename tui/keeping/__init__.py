"""What is done in the app is kept in files while it is done: a journal always, a recording where one is wanted."""
