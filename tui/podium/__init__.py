"""Where a presentation meets the engine and the screen."""
