"""What a guest may be called, and how an error finds the word that was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from engine.errors import CommandError, quoted

NAME = re.compile(r"[a-z][a-z0-9-]{0,15}", re.ASCII)

ROOTS = ("host", "op", "compare", "time", "time_ns", "seed", "expectations", "digest")
"""First words of a path into the snapshot that are not a guest's name."""

RESERVED = frozenset(
    (
        *ROOTS,
        *("at", "balloon", "buddyinfo", "cancel", "expect", "fails", "free", "guest", "help", "hotplug"),
        *("lsmem", "meminfo", "pause", "run", "say", "section", "source", "speed", "step", "try"),
        *("virsh", "wait", "whatif", "why", "workload", "xl"),
        *("chmem", "device_add", "device_del", "drmgr", "info", "object_add", "object_del", "pagetypeinfo"),
        *("qom-set",),
        *("top", "vmstat", "zoneinfo"),
        *("ask", "chapter", "hold", "prompt"),
        *("end", "let", "repeat"),
        # What follows a verb, and what a workload does: `workload stop` must not mean a guest.
        *("add", "deflate", "inflate", "list", "mem-set", "memory", "memory-devices", "offline", "online"),
        *("balance", "compact", "limit", "import", "remove", "set", "setmem", "show"),
        *("age", "churn", "fill", "fragment", "pin", "stop"),
        # Verbs that later versions will have: a script written today must stay readable then.
        *("all", "replay", "reset", "resize", "use", "xenstore"),
    )
)
"""Words that no guest may be called."""

_CLOSE_ENOUGH = 0.65
_COMPARED = 32
"""Characters of a word that are compared with others: the search is quadratic in them."""


def read_guest(text: str) -> str:
    """Return `text` if a guest can be called so.

    Raises:
        CommandError: it cannot.
    """
    if not NAME.fullmatch(text):
        wanted = "a small letter, then at most 15 of a-z, 0-9 and -"
        raise CommandError(f"{quoted(text)} is not a guest's name", wanted)
    if text in RESERVED:
        raise CommandError(f"{quoted(text)} is a word of the language, not a guest's name", "another name")
    return text


def listing(words: Iterable[str], last: str = "or") -> str:
    """Return `a, b or c`."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end


def nearest(text: str, words: Iterable[str]) -> list[str]:
    """Return at most two of `words` that look like `text`, the likeliest first."""
    meant = text[:_COMPARED].lower()
    return difflib.get_close_matches(meant, list(words), n=2, cutoff=_CLOSE_ENOUGH)


def advice(text: str, words: Iterable[str], otherwise: str = "") -> str:
    """Return what to write instead of `text`: the near misses among `words`, else `otherwise`, else all."""
    known = list(words)
    if near := nearest(text, known):
        return f"did you mean {listing(near)}?"
    return otherwise or listing(known)
