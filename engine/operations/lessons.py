"""Scripts that come with the program."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def lesson_names() -> list[str]:
    """Return the names of the bundled scripts, sorted."""
    folder = files("engine") / "lessons"
    return sorted(
        entry.name.removesuffix(".bal") for entry in folder.iterdir() if entry.name.endswith(".bal")
    )


def find_script(name: str, folder: Path | None = None) -> Traversable | None:
    """Return the script of a file name, looked for in `folder` first, or the bundled one of that name; else None."""
    if "\0" not in name:
        path = Path(name) if folder is None else folder / name
        if path.is_file():
            return path
    if name in lesson_names():
        return files("engine") / "lessons" / f"{name}.bal"
    return None
