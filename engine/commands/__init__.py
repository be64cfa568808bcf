"""The command language: one table of grammar, help, completion and dialects. It executes nothing."""
