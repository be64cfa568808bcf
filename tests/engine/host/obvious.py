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

    def leave(self, guest: str) -> None:
        backing = self.backing.pop(guest)
        del self.bounds[guest]
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
        self.queue += [self.backing[guest].pop(pfn) for pfn in pfns]

    def remap(self, guest: str, old: list[int], new: list[int]) -> None:
        for to, of in zip(old, new, strict=True):
            self.backing[guest][to] = self.backing[guest].pop(of)

    def zero(self, frames: int) -> int:
        zeroed, self.queue = self.queue[:frames], self.queue[frames:]
        for frame in zeroed:
            del self.written_by[frame]
        return len(zeroed)

    def everything(self) -> tuple[object, ...]:
        guests = [
            (name, self.bounds[name], sorted(self.backing[name].items())) for name in sorted(self.bounds)
        ]
        return self.total, repr(guests), tuple(self.queue)
