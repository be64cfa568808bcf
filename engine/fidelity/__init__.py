"""Predictions held against what real kernels did: each step of a recorded trace is done again, and compared."""
