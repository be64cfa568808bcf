"""Figures over virtual time: a row for each guest at each look, as CSV or as JSON lines.

Columns are only ever added, at the end.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import SyntaxRefused, printable
from engine.units import MILLISECOND, SECOND, Nanoseconds, Pages
from tui.plot.tracks import unusable
from tui.render.told.operations import RUNNING
from tui.verbs.targets import STDOUT, write_target

if TYPE_CHECKING:
    from engine.session import Session
    from engine.snapshot import GuestView, Snapshot

EVERY = 100 * MILLISECOND
"""Virtual time between two looks, where nothing else is asked for."""
ORDERS = 11
"""The orders of which CSV has the unusable free index, from 0 on; JSON lines have all that a guest has."""
COLUMNS = {
    "time": "seconds of virtual time",
    "time_ns": "the same in nanoseconds, exactly",
    "guest": "its name",
    "chapter": "the title of the part of the script that goes on",
    "has": "online memory less the balloon, in bytes as all sizes",
    "online": "memory of sections that are online",
    "present": "memory of all sections that are plugged",
    "managed": "what the page allocator has",
    "free": "MemFree: no isolated pages and none on per-CPU lists",
    "balloon": "what the balloon holds",
    "target": "what it shall have",
    "swap_used": "what is on its swap",
    "file_dirty": "page cache that is not yet written back",
    "largest_free_block": "the largest block on its free lists",
    "unusable_2M": "free memory that is of no use for a block of 2M, in thousandths (unusable free index)",
    **{
        f"unusable_{order}": "the same for each order; empty where the guest has none; of CSV alone"
        for order in range(ORDERS)
    },
    "pages_migrated": "pages that its operations have moved so far",
    "operations": "its operations that are under way",
    "host_free": "the host's memory that nobody has",
    "host_zeroing": "what it is zeroing before somebody else gets it",
    "host_committed": "what all guests hold",
}
"""What CSV has, in that order."""


class MetricsOutput:
    """Rows, kept small in memory until all is over.

    Args:
        target: a file that ends with .csv or .jsonl; - is standard output, for JSON lines.
        every: virtual time between two looks.

    Raises:
        SyntaxRefused: it ends otherwise.
    """

    def __init__(self, target: str, every: Nanoseconds = EVERY) -> None:
        self.target = target
        self.every: Nanoseconds | None = every
        self._csv = _is_csv(target)
        self._small = zlib.compressobj()
        self._kept: list[bytes] = []
        self._last: Nanoseconds = -1
        self._migrated: dict[str, dict[int, Pages]] = {}
        """By guest and operation."""
        if self._csv:
            self._keep(_csv_line(COLUMNS))

    async def look(self, session: Session) -> None:
        """Take the figures of now, once."""
        snapshot = session.snapshot()
        if snapshot.time == self._last:
            return
        self._last = snapshot.time
        for operation in snapshot.operations:
            self._migrated.setdefault(operation.guest, {})[operation.id] = operation.pages_migrated
        for guest in snapshot.guests:
            row = figures(snapshot, guest, sum(self._migrated.get(guest.name, {}).values()))
            self._keep(_csv_row(row) if self._csv else json.dumps(row, ensure_ascii=False) + "\n")

    def _keep(self, text: str) -> None:
        self._kept.append(self._small.compress(text.encode()))

    async def finish(self, _: Session) -> None:
        """Do nothing: nothing is open."""

    def write(self) -> None:
        """Write them."""
        self._kept.append(self._small.flush())
        write_target(self.target, zlib.decompress(b"".join(self._kept)).decode())


def figures(snapshot: Snapshot, guest: GuestView, migrated: Pages) -> dict[str, Any]:
    """Return the figures of one guest.

    Args:
        snapshot: the picture.
        guest: one of its guests.
        migrated: pages that its operations have moved so far.
    """
    mine = [each for each in snapshot.operations if each.guest == guest.name]
    return {
        "time": snapshot.time / SECOND,
        "time_ns": snapshot.time,
        "guest": guest.name,
        "chapter": snapshot.chapter,
        "has": guest.has,
        "online": guest.online,
        "present": guest.present,
        "managed": guest.managed,
        "free": guest.free,
        "balloon": guest.balloon,
        "target": guest.target,
        "swap_used": guest.swap_used,
        "file_dirty": guest.file_dirty,
        "largest_free_block": guest.largest_free_block,
        "unusable_2M": unusable(guest),
        "unusable_free_index": list(guest.unusable_free_index),
        "pages_migrated": migrated,
        "operations": sum(each.state in RUNNING for each in mine),
        "host_free": snapshot.host.free,
        "host_zeroing": snapshot.host.zeroing,
        "host_committed": snapshot.host.committed,
    }


def _csv_row(row: dict[str, Any]) -> str:
    index = row["unusable_free_index"]
    by_order = {f"unusable_{order}": index[order] if order < len(index) else "" for order in range(ORDERS)}
    return _csv_line([{**row, **by_order}[column] for column in COLUMNS])


def _csv_line(values: Any) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()


def _is_csv(target: str) -> bool:
    suffix = Path(target).suffix.lower()
    if target == STDOUT or suffix == ".jsonl":
        return False
    if suffix != ".csv":
        raise SyntaxRefused(
            f"{printable(target, 200)} ends neither with .csv nor with .jsonl", "one of these, or -"
        )
    return True
