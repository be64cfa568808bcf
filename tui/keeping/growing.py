"""A file that grows line by line, and whose last line may be a mark that the next one replaces."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class GrowingFile:
    """A file of our own. What was written is there even if the program dies right after.

    Attributes:
        path: where it lies.
        size: bytes that it has.
    """

    def __init__(self, path: Path) -> None:
        """Make the file; it must not be there yet.

        Raises:
            OSError: it cannot be made.
        """
        self.path = path
        self.size = 0
        self._mark: int | None = None
        """Where the mark begins with which the file ends; None: it does not end with one."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with suppress(OSError):  # some file systems have no locks: then it is not told whose it is
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def append(self, text: str) -> None:
        """Write lines at the end.

        Raises:
            OSError: they cannot be written.
        """
        self._write(text.encode(), self.size)
        self._mark = None

    def mark(self, line: str) -> None:
        """Write a mark; the one before is overwritten if nothing came after it.

        Raises:
            OSError: it cannot be written.
        """
        at = self.size if self._mark is None else self._mark
        text = line.rstrip("\n").ljust(self.size - at - 1) + "\n"
        self._write(text.encode(), at)
        self._mark = at

    def begin_anew(self, text: str) -> None:
        """Have nothing but this.

        Raises:
            OSError: it cannot be written.
        """
        os.ftruncate(self._descriptor, 0)
        self.size = 0
        self.append(text)

    def _write(self, data: bytes, at: int) -> None:
        done = 0
        while done < len(data):
            done += os.pwrite(self._descriptor, data[done:], at + done)
            self.size = max(self.size, at + done)

    def close(self) -> None:
        """Let go of the file; its lock ends with it."""
        with suppress(OSError):
            os.close(self._descriptor)


def is_held(path: Path) -> bool:
    """Say whether a running program writes a file that grows."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
