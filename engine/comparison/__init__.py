"""One change of a guest's memory under several policies at once, each on a fork, and what is measured of it."""
