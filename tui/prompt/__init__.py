"""The prompt: the line, what can be recalled and completed, and what is said below it."""
