"""What recordings of a real Linux showed, held against the engine."""
