"""Settings from the file, the environment, the command line and earlier runs, each with where it is from."""
