"""The app as lines of text, for screen readers, pipes and logs."""
