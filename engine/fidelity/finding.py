"""Which traces are meant by the folders that somebody names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.capture.opened import folder_meant
from engine.capture.trace import is_trace
from engine.errors import CommandError, printable

MOST_TRACES = 10_000


def traces_in(places: Sequence[str]) -> tuple[Path, ...]:
    """Return the traces named: each place is a trace, or a folder of traces, whose names are sorted.

    Raises:
        CommandError: a place is neither, or cannot be read.
    """
    found: list[Path] = []
    for place in places:
        path, name = folder_meant(Path(place)), printable(place, 200)
        try:
            if "\0" in place or not path.is_dir():
                raise CommandError(f"{name} is no folder", "a trace's folder, or one with traces in it")
            there = [path] if is_trace(path) else sorted(it for it in path.iterdir() if is_trace(it))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}", "a folder of traces") from error
        if not there:
            raise CommandError(f"{name} has no traces", "folders with a scenario.json each")
        found += there
    if len(found) > MOST_TRACES:
        raise CommandError(f"{len(found):,} traces are too many", f"at most {MOST_TRACES:,}")
    return tuple(found)
