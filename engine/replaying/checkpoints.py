"""Worlds on the way of a run, from which any time nearby is soon reached: packed, one as a difference to another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import cast

import attrs

from engine.replaying.packing import Laid, compressed, pack, unpack
from engine.replaying.store import LARGEST, DamagedError, Record, Store
from engine.units import Nanoseconds
from engine.world import World

NEAR, GROUP, FAR = 8, 32, 1024
"""Every 1024th world is kept whole; every 32nd of the others as a difference to the last whole one; every 8th of the
others, and all that come after it, as a difference to the last 8th: at most six are unpacked to have one."""
WORLDS, ARRAYS, WHOLE = 3, 6, 4
"""Worlds, arrays of worlds, and those of whole ones that are kept unpacked: those that were wanted last. They share
what is the same. To unpack a whole one takes longest."""
LARGEST_WORLD = 4 << 30
"""Bytes of one, unpacked."""
ROOM = 0.8
"""Of the largest file so much is to be full at the end of a long recording."""
UNSETTLED, UNSETTLED_MOST = Record(0, 0, b""), 4
"""Stands for one that is being compressed, and how many there may be; a thread does that, for it is long work on bytes
alone, which would let the screen wait."""


@attrs.define
class Kept:
    """Where worlds are kept: plain data, as a file of them has it.

    Attributes:
        times: when each was, ascending.
        records: where each is.
        parents: the number of the one that it is a difference to; -1: it is whole.
    """

    times: list[Nanoseconds] = attrs.Factory(list)
    records: list[Record] = attrs.Factory(list)
    parents: list[int] = attrs.Factory(list)


class Checkpoints:
    """Worlds, each as it was after all that was due at its time. They are kept in a store of bounded size.

    In memory are the arrays of the two worlds to which the next ones are differences, and the few that were wanted
    last.
    """

    def __init__(self, store: Store, kept: Kept | None = None) -> None:
        self.store = store
        self.kept = Kept() if kept is None else kept
        self.full = False
        """Whether there is no room for more."""
        self._added = 0
        self._bases: dict[int, tuple[int, Laid]] = {}
        """(number, arrays) of the last whole world, as FAR, and of the last 8th, as NEAR."""
        self._unsettled: deque[tuple[int, Future[bytes]]] = deque()
        """(number, bytes) of those that are being compressed, in order."""
        self._laid: dict[int, Laid] = {}
        self._whole: dict[int, Laid] = {}
        self._worlds: dict[int, World] = {}

    def __len__(self) -> int:
        return len(self.kept.times)

    def sparser(self, share: float = 0.0) -> float:
        """Return how many times as far apart checkpoints are to be, so that there is always room for more of them.

        Args:
            share: of the whole course that they cover so far; 0: that is not known.
        """
        used = self.store.size
        left = max(1, LARGEST - used)
        reserve = LARGEST // 8 if share else LARGEST // 2
        factor = float(1 << (reserve // left).bit_length())
        if share and used > LARGEST // 16:
            factor = max(factor, used / share / (LARGEST * ROOM))
        return factor

    def add(self, world: World) -> None:
        """Keep a world that is later than all that are kept."""
        if self.full:
            return
        number, place = len(self), self._added % FAR
        base = self._bases[NEAR if place % GROUP else FAR] if place else None
        body, laid = pack(fork := world.fork(), None if base is None else base[1])
        if not place % NEAR:
            self._bases[NEAR] = (number, laid)
        if not place:
            self._bases[FAR] = (number, laid)
        self.kept.times.append(world.now)
        self.kept.records.append(UNSETTLED)
        self.kept.parents.append(-1 if base is None else base[0])
        self._added += 1
        _keep(self._worlds, number, fork, WORLDS)
        self._unsettled.append((number, _compressor().submit(compressed, body)))
        self.settle(wait=len(self._unsettled) > UNSETTLED_MOST)

    def settle(self, *, wait: bool = True) -> None:
        """Put into the store what has been compressed.

        Args:
            wait: whether all is to be in it.
        """
        while self._unsettled and (wait or self._unsettled[0][1].done()):
            number, data = self._unsettled.popleft()
            try:
                self.kept.records[number] = self.store.append(data.result())
            except OSError:
                self.full = True
                self._unsettled.clear()
                self._forget(number)

    def cut(self, number: int) -> None:
        """Forget one and all that come after it."""
        self.settle()
        self._forget(number)

    def _forget(self, number: int) -> None:
        kept = self.kept
        del kept.times[number:], kept.records[number:], kept.parents[number:]
        self._bases.clear()
        self._added = 0
        for known in [each for each in (*self._worlds, *self._laid, *self._whole) if each >= number]:
            self._worlds.pop(known, None)
            self._laid.pop(known, None)
            self._whole.pop(known, None)

    def until(self, time: Nanoseconds) -> int:
        """Return the number of the latest one at or before a time; -1: there is none."""
        return bisect_right(self.kept.times, time) - 1

    def before(self, time: Nanoseconds) -> int:
        """Return the number of the latest one before a time; -1: there is none."""
        return bisect_left(self.kept.times, time) - 1

    def world(self, number: int) -> World:
        """Return one as a world of the caller's own.

        Raises:
            DamagedError: it is not there any more.
        """
        world = self._worlds.get(number)
        if world is None:
            world, _ = self._unpacked(number)
        _keep(self._worlds, number, world, WORLDS)
        return world.fork()

    def _unpacked(self, number: int) -> tuple[World, Laid]:
        data, parent = self._read(number), self.kept.parents[number]
        try:
            make, laid = unpack(data, self._base(parent) if parent >= 0 else None, most=LARGEST_WORLD)
            return make(), laid
        except (ValueError, IndexError, OverflowError) as error:
            raise DamagedError(str(error)) from None

    def _read(self, number: int) -> bytes:
        if self.kept.records[number] is UNSETTLED:
            self.settle()
            if number >= len(self):
                raise DamagedError("there was no room for it")
        return self.store.read(self.kept.records[number])

    def _base(self, number: int) -> Laid:
        """Return the arrays of one to which others are differences."""
        parent = self.kept.parents[number]
        known, most = (self._whole, WHOLE) if parent < 0 else (self._laid, ARRAYS)
        laid = known.get(number)
        if laid is None:
            data = self._read(number)
            _, laid = unpack(data, self._base(parent) if parent >= 0 else None, most=LARGEST_WORLD)
        _keep(known, number, laid, most)
        return laid

    def all_there(self) -> None:
        """Heed that no more are added."""
        self._bases.clear()


@cache
def _compressor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "compressing")


def _keep(kept: dict[int, World] | dict[int, Laid], number: int, value: object, most: int) -> None:
    """Let a value be the one that was wanted last, and forget the one that was wanted longest ago."""
    known = cast("dict[int, object]", kept)
    known.pop(number, None)
    known[number] = value
    while len(known) > most:
        del known[next(iter(known))]
