"""A host without any cleverness: a dictionary a guest, a list of frames to zero, and nothing is shared."""

from __future__ import annotations

import copy
from itertools import groupby


class ObviousHost:
    def __init__(self, total: int) -> None:
        self.total = total
        self.queue: list[int] = []
        self.bounds: dict[str, tuple[int, int]] = {}
        self.backing: dict[str, dict[int, int]] = {}
        self.written_by: dict[int, str] = {}
        """Frames that still hold what a guest wrote, and which guest's it is."""
        self.swap: dict[str, set[int]] = {}
        self.limits: dict[str, int | None] = {}

    def fork(self) -> ObviousHost:
        return copy.deepcopy(self)

    def owners(self) -> list[str]:
        owners = ["free"] * self.total
        for name, backing in self.backing.items():
            for frame in backing.values():
                assert owners[frame] == "free"
                owners[frame] = name
        for frame in self.queue:
            assert owners[frame] == "free"
            owners[frame] = "zeroing"
        return owners

    def keeps(self, guest: str, pfn: int) -> bool:
        return pfn in self.backing[guest] or pfn in self.swap[guest]

    def kept(self, guest: str) -> int:
        return len(self.backing[guest]) + len(self.swap[guest])

    def free(self) -> list[int]:
        return [frame for frame, owner in enumerate(self.owners()) if owner == "free"]

    def runs(self) -> list[tuple[str, int, int]]:
        runs, first = [], 0
        for owner, group in groupby(self.owners()):
            frames = len(list(group))
            runs.append((owner, first, frames))
            first += frames
        return runs

    def admit(self, guest: str, lo: int, hi: int) -> None:
        self.bounds[guest], self.backing[guest] = (lo, hi), {}
        self.swap[guest], self.limits[guest] = set(), None

    def leave(self, guest: str) -> None:
        backing = self.backing.pop(guest)
        del self.bounds[guest], self.swap[guest], self.limits[guest]
        self.queue += [backing[pfn] for pfn in sorted(backing)]

    def give(self, guest: str, pfns: list[int]) -> int:
        free = self.free()
        if len(free) < len(pfns):
            return 0
        for pfn, frame in zip(pfns, free, strict=False):
            assert frame not in self.written_by
            self.written_by[frame] = guest
            self.backing[guest][pfn] = frame
        return len(pfns)

    def take_back(self, guest: str, pfns: list[int]) -> None:
        self.queue += [self.backing[guest].pop(pfn) for pfn in pfns if pfn not in self.swap[guest]]
        self.swap[guest] -= set(pfns)

    def page_out(self, guest: str, pfns: list[int]) -> None:
        self.queue += [self.backing[guest].pop(pfn) for pfn in pfns]
        self.swap[guest] |= set(pfns)

    def page_in(self, guest: str, pfns: list[int], gone: list[int]) -> None:
        """Bring pages in; the first of them into free frames, as far as may be, the others for those that go."""
        backing, limit = self.backing[guest], self.limits[guest]
        wanted, free = sorted(self.swap[guest] & set(pfns)), self.free()
        room = len(free) if limit is None else min(len(free), max(0, limit - len(backing)))
        for pfn, frame in zip(wanted[:room], free, strict=False):
            self.written_by[frame] = guest
            backing[pfn] = frame
        later = wanted[room:]
        self.swap[guest] -= set(wanted[:room])
        while later and (here := len(backing)):
            some, later = later[: max(1, here // 2)], later[max(1, here // 2) :]
            out, gone = gone[: len(some)], gone[len(some) :]
            for pfn, other in zip(some, out, strict=True):
                backing[pfn] = backing.pop(other)
            self.swap[guest] |= set(out)
            self.swap[guest] -= set(some)
        assert not gone

    def remap(self, guest: str, old: list[int], new: list[int]) -> None:
        for to, of in zip(old, new, strict=True):
            if of in self.swap[guest]:
                self.swap[guest] = self.swap[guest] - {of} | {to}
            else:
                self.backing[guest][to] = self.backing[guest].pop(of)

    def zero(self, frames: int) -> int:
        zeroed, self.queue = self.queue[:frames], self.queue[frames:]
        for frame in zeroed:
            del self.written_by[frame]
        return len(zeroed)

    def everything(self) -> tuple[object, ...]:
        guests = [
            (
                *(name, self.bounds[name], self.limits[name]),
                *(sorted(self.backing[name].items()), sorted(self.swap[name])),
            )
            for name in sorted(self.bounds)
        ]
        return self.total, repr(guests), tuple(self.queue)
