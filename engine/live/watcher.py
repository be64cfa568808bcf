"""Watches this machine: a look now and then, at a cost that is kept small whatever the machine has."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil

import numpy as np

from engine.capture.page_kinds import ram_in
from engine.capture.paths import KPAGEFLAGS
from engine.capture.record import Capture
from engine.errors import CommandError
from engine.live.kernel_files import KernelFiles
from engine.live.look import Looker
from engine.live.page_map import NEVER, PageMap
from engine.live.portrait import Frame, portrait
from engine.memory.kinds import SectionState
from engine.snapshot import GuestView, WatchView
from engine.units import SECOND

SHARE = 0.03
"""Of one CPU: what looking may take, the texts and the page flags together."""
FIRST = 2.0
"""Seconds of CPU that the first look may take; what it does not get to has its turn later."""
SETTLE = 5.0
"""Seconds between two looks at what changes seldom."""
_LATELY = 10.0
"""Seconds over which the program's share of the CPU is measured."""


class Watcher:
    """What is known of the machine, look by look. Only one thread looks at a time.

    Args:
        files: the kernel's.
        every: seconds between two looks.
        clock, cpu, own: seconds that pass, seconds of CPU that the program used, and that this thread did.
    """

    def __init__(
        self,
        files: KernelFiles,
        every: float,
        clock: Callable[[], float] = time.monotonic,
        cpu: Callable[[], float] = time.process_time,
        own: Callable[[], float] = time.thread_time,
    ) -> None:
        self.every, self.files = every, files
        self._clock, self._cpu, self._own = clock, cpu, own
        self._looker = Looker(files)
        self._settled = -SETTLE
        self._spent: list[tuple[float, float]] = []
        """When looks were, and what the program had used of the CPU by then."""
        self._per_section = 0.0
        """Seconds of CPU that reading one section took lately."""
        self._turn = 0
        """The section from which on they are read next."""
        self._frame: Frame | None = None
        self._frame_of: object = None
        self.pages: PageMap | None = None
        self.capture: Capture | None = None
        self.guest: GuestView | None = None
        self.watch: WatchView | None = None
        self.wanted: tuple[int, ...] = ()
        """Sections whose pages are in view: they are read at each look."""

    def look(self) -> GuestView:
        """Look, and return the machine as it is now.

        Raises:
            CommandError: the kernel says what no kernel says, or its files are gone.
        """
        now, started = self._clock(), self._own()
        if now - self._settled >= SETTLE:
            self._looker.settle()
            self._settled = now
        capture = self._looker.look()
        try:
            changed = self._read_pages(capture, now, started)
        except OSError as error:
            raise CommandError(f"{KPAGEFLAGS} cannot be read: {error.strerror}") from error
        self.capture = capture
        self.guest = guest = portrait(capture, self._frame_for(capture), self.pages, self.wanted)
        self.watch = WatchView(
            every=round(self.every * SECOND),
            look=round((self._own() - started) * SECOND),
            share=self._share(now),
            flags_age=self._age(now),
            unread=self._unread(),
            changed=tuple(changed),
            lit=self.every,
        )
        return guest

    def pages_of(self, sections: tuple[int, ...]) -> GuestView | None:
        """Have the pages of other sections in view, read now."""
        self.wanted = sections
        if self.guest is None or self.capture is None or self._frame is None:
            return self.guest
        if self.pages is not None:
            self.pages.read((s for s in sections if s < self.pages.sections), self._clock())
        self.guest = portrait(self.capture, self._frame, self.pages, sections)
        return self.guest

    def pause_after(self, took: float) -> float:
        """Return the seconds until the next look is due, after one that took so long by the clock."""
        spent = self.watch.look / SECOND if self.watch else 0.0
        return max(self.every - took, spent / SHARE - took, 0.05)

    def _frame_for(self, capture: Capture) -> Frame:
        key = (capture.blocks, tuple((z.name, z.node, z.start, z.spanned) for z in capture.zones))
        if self._frame is None or key != self._frame_of:
            self._frame, self._frame_of = Frame.of(capture, self.pages), key
        return self._frame

    def _read_pages(self, capture: Capture, now: float, started: float) -> list[int]:
        """Read the page flags of some sections in turn, as many as there is time for; at first, of all."""
        if not self._looker.reads_pages:
            self.pages = None
            return []
        last = max(zone.start + zone.spanned for zone in capture.zones)
        sections = ceil(last / capture.section_pages)
        if capture.blocks:
            sections = max(
                sections, (capture.blocks[-1].block + 1) * capture.block_pages // capture.section_pages
            )
        if self.pages is None or self.pages.sections != sections:
            ram = ram_in(capture, sections * capture.section_pages)
            self.pages = PageMap(
                self.files, sections, capture.section_pages, 1 << capture.pageblock_order, ram
            )
            self.pages.huge_kept = _huge_kept(capture)
            self._turn = self._first_turn(self.pages, now)
            return []
        self.pages.huge_kept = _huge_kept(capture)
        present = self._present()
        left = self.every * SHARE - (self._own() - started)
        count = min(len(present), max(1, int(left / max(self._per_section, 1e-6)) - len(self.wanted)))
        at = int(np.searchsorted(present, self._turn))
        turn = [present[(at + i) % len(present)] for i in range(count)]
        self._turn = turn[-1] + 1 if turn else 0
        begun = self._own()
        changed = self.pages.read((*turn, *(s for s in self.wanted if s < sections)), now)
        read = max(1, len({*turn, *self.wanted}))
        self._per_section += ((self._own() - begun) / read - self._per_section) / 4
        return changed

    def _first_turn(self, pages: PageMap, now: float) -> int:
        """Read the flags of all pages, of a large machine of those there is time for; return how far it went."""
        begun, at = self._own(), 0
        while at < pages.sections and self._own() - begun < FIRST:
            pages.read(range(at, min(at + pages.at_once, pages.sections)), now)
            at = min(at + pages.at_once, pages.sections)
        self._per_section = (self._own() - begun) / max(1, at)
        return at

    def _present(self) -> list[int]:
        if self._frame is None:
            return []
        found: list[int] = np.flatnonzero(self._frame.places.state != SectionState.ABSENT).tolist()
        return found

    def _age(self, now: float) -> int | None:
        if self.pages is None:
            return None
        present = [s for s in self._present() if s < self.pages.sections]
        read = self.pages.read_at[present]
        read = read[read != NEVER]
        return round((now - float(read.min())) * SECOND) if len(read) else None

    def _unread(self) -> int:
        if self.pages is None:
            return 0
        return sum(1 for s in self._present() if s < self.pages.sections and self.pages.read_at[s] == NEVER)

    def _share(self, now: float) -> int:
        self._spent.append((now, self._cpu()))
        while len(self._spent) > 2 and now - self._spent[1][0] >= _LATELY:
            self._spent.pop(0)
        (first, before), (last, after) = self._spent[0], self._spent[-1]
        return round(1000 * (after - before) / (last - first)) if last > first else 0


def _huge_kept(capture: Capture) -> int:
    """Return how many huge pages CPUs' lists have room for, each CPU's in each zone."""
    return sum(cpu.count >> capture.pageblock_order for zone in capture.zones for cpu in zone.cpus)
