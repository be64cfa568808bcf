"""A real Linux's memory in: what its kernel told of it, and a guest made of that."""
