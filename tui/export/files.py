"""Files that are written on their own: whole or not at all, and never over another."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1000
"""Files of one name."""
SHOWN = 200


def write_new(target: Path, text: str) -> Path:
    """Write a text to a file that is not there yet; where it is, `-2` comes before the suffix, then `-3`.

    What another program sees under the name is empty or complete. If it cannot be written nothing is left behind.

    Args:
        target: the file; `~` is one's home.
        text: all of it.

    Returns:
        The file that was written.

    Raises:
        SyntaxRefused: it cannot be written; it says which file and why.
    """
    try:
        wanted = target.expanduser().absolute()
        whole = wanted.with_name(wanted.name)  # refuses what is no file's name
    except (RuntimeError, ValueError) as error:
        raise _refused(target, str(error)) from None
    if "\0" in str(target):
        raise _refused(target, "there is a zero byte in the name")
    for path in _names(whole):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            continue
        except OSError as error:
            raise _refused(path, error.strerror or str(error)) from None
        os.close(descriptor)
        _fill(path, text)
        return path
    raise _refused(whole, f"there are {MOST} of that name already")


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in range(2, MOST + 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _fill(path: Path, text: str) -> None:
    """Put a text into a file that was just made for it."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("x", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
        part.replace(path)
    except OSError as error:
        for each in (part, path):
            with suppress(OSError):
                each.unlink()
        raise _refused(path, error.strerror or str(error)) from None


def _refused(path: Path, reason: str) -> SyntaxRefused:
    return SyntaxRefused(
        f"{printable(str(path), SHOWN)} cannot be written: {printable(reason, SHOWN)}",
        "name a file in a folder that can be written to",
    )
