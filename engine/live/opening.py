"""Files opened without following a link: what the kernel says, and the one file that is written."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from engine.errors import CommandError, printable, reason_of

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_WRITE = os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_ONLY_THE_OWNER = 0o600
"""Where a machine's pages lie is nobody else's business."""


def open_to_read(path: Path) -> int:
    """Return a descriptor.

    Raises:
        OSError: it cannot be opened; ELOOP: it is a link.
    """
    return os.open(path, _READ)


def open_to_write(path: Path, force: bool) -> int:
    """Return a descriptor of a file that is empty, and that only its owner may read.

    Args:
        path: where it shall be.
        force: a file that is there already is emptied and used; otherwise it is refused.

    Raises:
        CommandError: it is there, is a link or no file, or cannot be written.
    """
    name = printable(str(path), 200)
    try:
        return os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, _ONLY_THE_OWNER)
    except FileExistsError:
        if not force:
            raise CommandError(f"{name} is there already", "another name, or --force") from None
    except (OSError, ValueError) as error:
        raise _unwritable(name, error) from None
    try:
        out = os.open(path, _WRITE)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise CommandError(f"{name} is a link", "a file") from None
        raise _unwritable(name, error) from None
    found = os.fstat(out)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(out)
        raise CommandError(f"{name} is no file, or has a second name", "a file")
    os.ftruncate(out, 0)
    return out


def _unwritable(name: str, error: Exception) -> CommandError:
    reason = reason_of(error)
    return CommandError(f"{name} cannot be written: {reason}", "a file in a folder that exists")
