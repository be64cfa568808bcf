"""Which recording is played where none is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused
from tui.paths import last_recording

if TYPE_CHECKING:
    from pathlib import Path


def newest() -> Path:
    """Return what was recorded last.

    Raises:
        SyntaxRefused: nothing was.
    """
    last = last_recording()
    if not last.is_file():
        raise SyntaxRefused(
            f"nothing was recorded yet: there is no {last}", "ballonet replay FILE, or a lesson's name"
        )
    return last
