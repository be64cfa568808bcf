"""One thing that can be copied or written to a file, with the forms that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from engine.units import SECOND
from tui.export.table import Cell, Table, csv_text, json_text, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.units import Nanoseconds

Form: TypeAlias = Literal["txt", "csv", "json", "jsonl", "svg", "bal"]
"""A file's suffix."""
FORMS: dict[Form, str] = {
    "txt": "text, as people read it",
    "csv": "CSV, sizes in bytes, times in seconds",
    "json": "JSON, sizes in bytes, times in seconds",
    "jsonl": "JSON, an object a line",
    "svg": "a drawing of the lines in sight",
    "bal": "a recording: ballonet run FILE does it again, and checks that it ends alike",
}
"""What each is, in a few words."""


@attrs.frozen(eq=False)
class Extract:
    """What a pane gives away.

    Attributes:
        name: a part of the file's name, as `sections-web`.
        title: for people, as `the sections of web`.
        time: the virtual time of what it shows.
        forms: how it is written; each answers the whole text when it is called. The first one is offered first.
        headed: whether the first line of its text names the columns.
    """

    name: str
    title: str
    time: Nanoseconds
    forms: Mapping[Form, Callable[[], str]]
    headed: bool = False

    def file_name(self, form: Form) -> str:
        """Return what its file is called where no one says otherwise: `ballonet-events-00m31s.csv`."""
        return f"ballonet-{self.name}-{time_name(self.time)}.{form}"


def time_name(time: Nanoseconds) -> str:
    """Return a virtual time as a part of a file's name: `00m31s`, `1h02m03s`."""
    minutes, seconds = divmod(time // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m{seconds:02}s" if hours else f"{minutes:02}m{seconds:02}s"


def of_table(
    name: str,
    title: str,
    time: Nanoseconds,
    table: Callable[[], Table],
    *,
    kind: str = "",
    facts: Mapping[str, Cell] | None = None,
    text: Callable[[], str] | None = None,
) -> Extract:
    """Return a table in all its forms.

    Args:
        name: see `Extract`.
        title: see `Extract`.
        time: see `Extract`.
        table: makes it, when it is asked for.
        kind: what its rows are, for JSON; empty: `name`.
        facts: what holds of all of it, for JSON; the time is among them anyway.
        text: its text, where that is no table.
    """
    known: dict[str, Cell] = {"time": time / SECOND, "time_ns": time, **(facts or {})}
    return Extract(
        name,
        title,
        time,
        {
            "txt": text or (lambda: plain_text(table())),
            "csv": lambda: csv_text(table()),
            "json": lambda: json_text(kind or name, known, table()),
        },
        headed=text is None,
    )


def of_text(name: str, title: str, time: Nanoseconds, text: str) -> Extract:
    """Return what is nothing but text."""
    return Extract(name, title, time, {"txt": lambda: text})
