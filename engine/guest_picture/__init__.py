"""What one guest looks like now: its tables are copied, and its pages as far as they are in view."""

from engine.guest_picture.grains import grain_view
from engine.guest_picture.guest import guest_view
from engine.guest_picture.pages import pages_views

__all__ = ["grain_view", "guest_view", "pages_views"]
