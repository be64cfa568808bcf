"""Where scripts come from: a file of the user's, standard input, or a bundled lesson."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from engine.errors import SyntaxRefused, printable, quoted, reason_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from engine.script import Script

LARGEST = 1 << 20
"""Bytes of a script."""
SUFFIX = ".bal"
STDIN = "-"


@attrs.frozen
class Found:
    """A script that was found, not yet read.

    Attributes:
        name: what errors call it.
        data: its bytes.
        folder: where it lies; None where that is no folder of the user's.
    """

    name: str
    data: bytes
    folder: Path | None = None


def lessons() -> dict[str, Traversable]:
    """Return the bundled lessons by name, in order."""
    folder = resources.files("engine") / "lessons"
    found = {
        entry.name.removesuffix(SUFFIX): entry for entry in folder.iterdir() if entry.name.endswith(SUFFIX)
    }
    return dict(sorted(found.items()))


def lesson_title(lesson: Traversable) -> str:
    """Return what a lesson is called at its head."""
    from tui.lessons.head import read_head

    return read_head(lesson.read_text("utf-8")).title


def lesson_text(name: str) -> str:
    """Return the file of a bundled lesson."""
    return lessons()[name].read_text("utf-8")


def lesson_script(name: str) -> Script:
    """Read a bundled lesson."""
    from engine.script import read_script

    return read_script(lessons()[name].read_bytes(), f"{name}{SUFFIX}")


def find(word: str, *, damaged: bool = False) -> Found:
    """Find a script: the file `word`, or else the lesson that is called so; `-` is standard input.

    Args:
        word: what was asked for.
        damaged: whether it may have bytes that are no text's, as a recording that was cut off.

    Raises:
        SyntaxRefused: there is none, or it cannot be a script.
    """
    if word == STDIN:
        if sys.stdin is None:
            raise SyntaxRefused("standard input is closed", "a script, as in ballonet run - < FILE")
        return Found("standard input", _checked(sys.stdin.buffer.read(LARGEST + 1), "standard input"))
    path = Path(word)
    known = lessons()
    if word in known and not path.is_file():
        return Found(f"{word}{SUFFIX}", known[word].read_bytes())
    shown = printable(word, 200)
    try:
        with path.open("rb") as stream:
            return Found(word, _checked(stream.read(LARGEST + 1), shown, damaged=damaged), path.parent)
    except FileNotFoundError:
        near = get_close_matches(word, known, 1)
        wanted = (
            f"did you mean the lesson {near[0]}?"
            if near
            else "name a script file, a capture, a recorded trace's folder, or a lesson: `ballonet demo` lists them"
        )
        raise SyntaxRefused(f"there is no script {quoted(word)}", wanted) from None
    except IsADirectoryError:
        raise SyntaxRefused(f"{shown} is a folder", "name a script file") from None
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise SyntaxRefused(f"{shown} cannot be read: {reason}", "name a script file") from None


def _checked(data: bytes, shown: str, *, damaged: bool = False) -> bytes:
    if len(data) > LARGEST:
        raise SyntaxRefused(f"{shown} is larger than a script may be", "it may have at most 1 MiB")
    if b"\0" in data and not damaged:
        raise SyntaxRefused(f"{shown} is a binary file", "a script is UTF-8 text with a command a line")
    return data
