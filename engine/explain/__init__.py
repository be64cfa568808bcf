"""Two pictures of the same memory, predicted and real: what differs, and which rule of the kernel is behind it."""
