"""Files opened only if they are files: a pipe would block, and a device might never end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from engine.errors import CommandError, printable


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to be read.

    Raises:
        OSError: it cannot be opened.
        CommandError: it is there, and something else.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise CommandError(f"{printable(path.name)} is no file")
    return file
