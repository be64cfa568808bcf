"""Scripts as tests: many at a time, and what came of each."""
