"""The simulator: guests, their memory, a host, and virtual time. It knows no screen."""

from engine.version import __version__

__all__ = ["__version__"]
