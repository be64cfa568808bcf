"""Keys and values of XenStore as words: what they are made of, and how long they may be.

Sources: xen/include/public/io/xs_wire.h; tools/xenstore/xenstored_core.c:is_valid_nodename and its quotas.
"""

from __future__ import annotations

import re

from engine.errors import CommandError, quoted

LONGEST_KEY = 3072
"""From the root (XENSTORE_ABS_PATH_MAX)."""
LONGEST_VALUE = 2048
"""Bytes (xenstored's quota on the size of a node)."""
_KEY = re.compile(r"/|/?[A-Za-z0-9@_-]+(/[A-Za-z0-9@_-]+)*", re.ASCII)


def read_key(text: str) -> str:
    """Return a key as it is written, from the root or relative to a home.

    Raises:
        CommandError: it is none.
    """
    if len(text) > LONGEST_KEY:
        raise CommandError(f"{quoted(text)} is too long for a key", f"at most {LONGEST_KEY:,} characters")
    if not _KEY.fullmatch(text):
        raise CommandError(
            f"{quoted(text)} is not a key",
            "letters, digits, -, _ and @ between slashes, as /local/domain/1/memory/target",
        )
    return text


def read_value(text: str) -> str:
    """Return a value.

    Raises:
        CommandError: it is too long.
    """
    if len(text.encode()) > LONGEST_VALUE:
        raise CommandError("the value is too long", f"at most {LONGEST_VALUE:,} bytes")
    return text
