"""The app: it paints an empty screen at once, has the engine built behind it, and then only passes on what is asked.

Each base of the `BallonetApp` adds one thing to the one below.
"""

from tui.app.app import BallonetApp

__all__ = ["BallonetApp"]
