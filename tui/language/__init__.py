"""What the prompt says in the engine's language: what fits, what it means, what comes next."""
