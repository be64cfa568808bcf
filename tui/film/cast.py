"""Films for terminals: asciicast, versions 2 and 3 (docs.asciinema.org/manual/asciicast).

Times are whole microseconds from the start; version 3, which has the time since the event before, takes differences of
these, so that nothing drifts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

Version: TypeAlias = Literal[2, 3]
Code: TypeAlias = Literal["o", "i", "m"]
"""What is shown, what was typed, and where a chapter begins."""
Microseconds: TypeAlias = int
IDLE = 3
"""Seconds that a player waits at most where nothing happens."""
TERM = "xterm-256color"


@attrs.frozen
class Happening:
    """One event."""

    time: Microseconds
    code: Code
    data: str


@attrs.frozen
class Look:
    """The colours of a terminal, as `#rrggbb`."""

    ink: str
    ground: str
    palette: tuple[str, ...]
    """The 16."""


def cast_text(
    version: Version, size: tuple[int, int], title: str, look: Look, happenings: Iterable[Happening]
) -> str:
    """Return a film.

    Args:
        version: of the format.
        size: columns and rows.
        title: what it is called.
        look: the terminal's colours.
        happenings: in order of time.
    """
    theme = {"fg": look.ink, "bg": look.ground, "palette": ":".join(look.palette)}
    columns, rows = size
    if version == 2:
        header = {
            "version": 2,
            "width": columns,
            "height": rows,
            "title": title,
            "idle_time_limit": IDLE,
            "env": {"TERM": TERM},
            "theme": theme,
        }
    else:
        term = {"cols": columns, "rows": rows, "type": TERM, "theme": theme}
        header = {"version": 3, "term": term, "title": title, "idle_time_limit": IDLE}
    lines = [json.dumps(header, ensure_ascii=False)]
    before = 0
    for each in happenings:
        time = each.time - before if version == 3 else each.time
        before = each.time
        data = json.dumps(each.data, ensure_ascii=False)
        lines.append(f'[{time // 1_000_000}.{time % 1_000_000:06d}, "{each.code}", {data}]')
    return "".join(f"{line}\n" for line in lines)
