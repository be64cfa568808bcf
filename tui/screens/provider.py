"""The palette's entries: every action of the app, and every command of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.command import Provider


def provider() -> type[Provider]:
    """Return the entries; they are imported only when the palette opens."""
    from tui.screens.palette_entries import Entries

    return Entries
