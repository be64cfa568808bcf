"""Small files that are written as a whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def replace_text(file: Path, text: str) -> None:
    """Write a file, so that whoever reads finds the old one or the new one, whole; its folder is made if need be.

    Raises:
        OSError: it cannot be written; the old one is still there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
