"""Recordings as text."""

from __future__ import annotations

from collections.abc import Iterable

from engine.script.header import FORMAT
from engine.units import Nanoseconds, duration_text


def recording(seed: int, entries: Iterable[tuple[Nanoseconds, str]], end: Nanoseconds, digest: str) -> str:
    """Return a recording as text.

    Args:
        seed: of the world.
        entries: each command that changed it, as the journal has it (with `try ` where it did not succeed),
            and when.
        end: when the recording ended.
        digest: `sha256:` and 64 hexadecimal digits: what replaying it must give.
    """
    lines = [f"@{duration_text(at)} {text}" for at, text in entries]
    return "\n".join((f"ballonet {FORMAT} seed={seed}", *lines, f"@{duration_text(end)} digest {digest}", ""))
