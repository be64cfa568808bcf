"""Goldens: text that is known to be right, compared whole. Write them anew with BALLONET_GOLDENS=write."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def check(name: str, text: str) -> None:
    """Compare `text` with the golden `name`, or write it if BALLONET_GOLDENS is `write`."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("BALLONET_GOLDENS") == "write":
        path.write_text(text, "utf-8")
    assert path.exists(), f"no golden {name}: BALLONET_GOLDENS=write makes it"
    assert text == path.read_text("utf-8")
