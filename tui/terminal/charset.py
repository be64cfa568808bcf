"""Which characters the terminal can show."""

from __future__ import annotations

import os
import sys


def ascii_only() -> bool:
    """Say whether the terminal can show no more than ASCII: the Linux console, or a locale without UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return os.environ.get("TERM") == "linux" or not encoding.lower().replace("-", "").startswith("utf8")
