"""Text for the terminal's clipboard, by the escape sequence OSC 52: it works over ssh, too."""

from __future__ import annotations

import base64

MOST = 74_000
"""Bytes of text: with more, the sequence is longer than the 100,000 bytes that some terminals take."""


def fits(text: str) -> bool:
    """Say whether a terminal may be expected to take all of a text."""
    return len(_bytes(text)) <= MOST


def primary_sequence(text: str) -> str:
    """Return what makes a text the primary selection, which X11 pastes with the middle button."""
    return f"\x1b]52;p;{base64.b64encode(_bytes(text)).decode('ascii')}\a"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")
