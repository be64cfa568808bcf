"""What a page shows of one snapshot, as plain data: the same cells, words and orders as on the terminal.

Sizes are in KiB, for every page is a multiple of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from engine.units import KIB, SECOND, short_size
from tui.render.guests.gauge import has_min, parts, scale
from tui.render.guests.lists import free_lists
from tui.render.host.bar import wishes
from tui.render.map.marks import NO_MARKS, Flashes, Marks
from tui.render.text.glyphs import TYPE_ORDER, UNICODE
from tui.render.told.operations import RUNNING, doing, listed, outcome, share, sign_of
from tui.web.map_frame import grain_of, map_frame

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView, Snapshot, Source
    from engine.units import Bytes, Pages

MOST_CELLS = 4096
"""Of all guests' maps together; where there are more sections, a cell stands for 2^n of them."""
MOST_OPERATIONS = 12
"""That a picture lists."""


@attrs.define
class Framer:
    """Turns one picture after the other into plain data; what has not changed is the same object as before."""

    _flashes: Flashes = attrs.field(factory=Flashes)
    _grains: dict[str, Pages] = attrs.field(factory=dict)
    _drawn: dict[str, tuple[GuestView, Marks, int, dict[str, Any]]] = attrs.field(factory=dict)

    def look(self, source: Source) -> Snapshot:
        """Return what is true now, with all that a picture of it is drawn from."""
        snapshot = source.snapshot(grains=self._grains)
        room = _room(snapshot)
        wanted = {guest.name: pages for guest in snapshot.guests if (pages := grain_of(guest, room))}
        if wanted != self._grains:
            self._grains = wanted
            snapshot = source.snapshot(grains=wanted)
        return snapshot

    def frame(self, snapshot: Snapshot) -> dict[str, Any]:
        """Return what a page shows. Pictures come in order of time."""
        operations = listed(snapshot)
        marks = self._flashes.see(snapshot, operations, snapshot.time / SECOND)
        room = _room(snapshot)
        self._drawn = {
            guest.name: self._guest(guest, marks.get(guest.name, NO_MARKS), room) for guest in snapshot.guests
        }
        host = snapshot.host
        return {
            "host": [_kib(size) for size in (host.total, host.free, host.zeroing, host.promised)],
            "owned": {name: _kib(size) for name, size in host.owned.items()},
            "wish": wishes(snapshot),
            "caption": snapshot.caption,
            "chapter": snapshot.chapter,
            "expect": [snapshot.expectations_passed, snapshot.expectations_failed],
            "guests": {name: drawn[-1] for name, drawn in self._drawn.items()},
            "operations": {
                str(operation.id): _operation(operation, snapshot)
                for operation in operations[:MOST_OPERATIONS]
            },
        }

    def _guest(
        self, guest: GuestView, marks: Marks, room: int
    ) -> tuple[GuestView, Marks, int, dict[str, Any]]:
        before = self._drawn.get(guest.name)
        if before and before[0] is guest and before[1:3] == (marks, room):
            return before
        return guest, marks, room, guest_frame(guest, marks, room)


def _room(snapshot: Snapshot) -> int:
    """Return how many cells each guest's map may have."""
    return MOST_CELLS // max(1, len(snapshot.guests))


def guest_frame(guest: GuestView, marks: Marks = NO_MARKS, room: int = MOST_CELLS) -> dict[str, Any]:
    """Return what a page shows of a guest.

    Args:
        guest: it.
        marks: what just happened to its sections.
        room: how many cells its map may have.
    """
    lists = free_lists(guest)
    held = [name for name in TYPE_ORDER if any(name in zone.free_area for zone in guest.zones)]
    return {
        "facts": _facts(guest),
        "page": _kib(guest.page_size),
        "section": _kib(guest.section_size),
        "large": guest.pageblock_order,
        "map": map_frame(guest, marks, room),
        "sizes": [_kib(size) for _, size in parts(guest)],
        "scale": _kib(scale(guest)),
        "min": _kib(guest.min) if has_min(guest) else -1,
        "target": _kib(guest.target),
        "has": _kib(guest.has),
        "max": _kib(guest.max),
        "online": _kib(guest.online),
        "balloon": _kib(guest.balloon),
        "free": _kib(guest.free),
        "swap": _kib(guest.swap_used),
        "lists": {name: [blocks.get(name, 0) for blocks in lists.blocks] for name in held},
    }


def _facts(guest: GuestView) -> str:
    sections = f"{short_size(guest.section_size)} sections"
    driver = f"{guest.driver} ({guest.driver_learns})"
    return " · ".join((guest.platform, driver, guest.kernel, sections))


def _operation(operation: OperationView, snapshot: Snapshot) -> list[Any]:
    """Return sign, command, state, share in thousandths, words, guest and when it began."""
    running = operation.state in RUNNING
    return [
        sign_of(operation, UNICODE),
        operation.command,
        operation.state,
        int(1000 * share(operation)),
        doing(operation, snapshot, True) if running else outcome(operation),
        operation.guest,
        operation.started,
    ]


def _kib(size: Bytes) -> int:
    return size // KIB
