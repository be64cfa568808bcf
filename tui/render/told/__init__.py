"""What happens, in sentences: the event log, operations, and what a sentence names that can be gone to."""
