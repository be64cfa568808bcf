"""The command line's verbs: what each takes, and what it does without the app."""
