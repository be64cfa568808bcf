"""Small files of the user's, opened without waiting for whoever might write into them."""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import BinaryIO

DEVICES = Path("/dev")
"""A pipe that lies here has its writer, as that of a shell's `<(...)`."""


def open_at_once(path: Path) -> BinaryIO:
    """Open a file to be read.

    Raises:
        OSError: it cannot be opened, or it is a pipe for which nobody may ever write.
    """
    if stat.S_ISFIFO(path.stat().st_mode) and DEVICES not in path.parents:
        raise OSError(errno.EINVAL, "a pipe is no file", str(path))
    return path.open("rb")
