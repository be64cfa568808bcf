"""Where pictures and the sentences of the event log come from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import attrs

from engine.machine_view import MachinePage
from engine.snapshot.snapshot import Snapshot
from engine.units import Nanoseconds, Pages, Pfn

NO_GRAINS: Mapping[str, Pages] = MappingProxyType({})


@attrs.frozen
class Unmet:
    """An expectation that does not hold.

    Attributes:
        path: what was looked at, a path of the snapshot's JSON; empty: the digest of a recording.
        wanted: what it was to be, as `>= 64M`.
        found: what it is, in words.
        hint: what may be wrong with the expectation itself; empty: nothing is known.
    """

    path: str
    wanted: str
    found: str
    hint: str = ""


@attrs.frozen
class Sentence:
    """One line of the event log."""

    number: int
    """Counts from 0 without gaps."""
    time: Nanoseconds
    guest: str
    text: str
    level: str = "info"
    """info, warning, error, say, expect or view."""
    output: str = ""
    """What a question of a script was answered with, in whole lines."""
    place: str = ""
    """Of a line of a script that did not do what it must: where it stands, as `file:12:`."""
    unmet: Unmet | None = None
    """What of an expectation does not hold."""


class Source(Protocol):
    """Where pictures come from: a running simulation, a recording, or a real machine."""

    def snapshot(
        self,
        view: tuple[tuple[str, int], ...] = (),
        *,
        machine: bool = False,
        grains: Mapping[str, Pages] = NO_GRAINS,
    ) -> Snapshot:
        """Return the present picture.

        Args:
            view: (guest, section) pairs whose pages are wanted.
            machine: whether `host.machine` is wanted. What the host has not changed since is the same object;
                otherwise it takes milliseconds where guests lie in many pieces.
            grains: by guest, the pages of a stretch where `GuestView.grain` is wanted, a divisor of a section's
                pages. It costs in proportion to the pages of all sections that changed.
        """
        ...

    def machine_page(self, guest: str, pfn: Pfn) -> MachinePage | None:
        """Return what the machine has behind one page of a guest, cheaply; None where that is not known."""
        ...

    def guest_page(self, frame: int) -> tuple[str, Pfn] | None:
        """Return the guest and the page that a frame of the machine backs; None where it backs none.

        It takes time in proportion to the pieces that guests lie in.
        """
        ...

    def sentences(self, after: int) -> tuple[Sentence, ...]:
        """Return the kept sentences whose number is `after` or higher, oldest first."""
        ...
