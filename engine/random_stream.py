"""Random numbers that are the same on every machine and with every version of numpy.

Only the raw 64-bit output of PCG64 is used, which numpy promises to keep. What numpy's Generator makes of
it may change between versions, so whatever else is needed is made here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_RAW = 1 << 64
"""Raw numbers are below this."""
_WORD = 1 << 128
"""PCG64's state and increment are below this."""
_SPARSE = 8
"""A choice of fewer than one in so many is drawn one by one; shuffling everything would cost more."""


class RandomStream:
    """One stream of random numbers: one guest's, for one purpose.

    Streams of different keys are independent of each other, so a guest that draws more does not change what
    another one draws.
    """

    __slots__ = ("_bits", "_increment", "_state")

    def __init__(self, state: int, increment: int) -> None:
        if not (0 <= state < _WORD and 0 < increment < _WORD and increment % 2):
            raise ValueError("no state of a PCG64 stream")
        self._state = state
        self._increment = increment
        self._bits: np.random.PCG64 | None = None
        """The running generator; None until the first draw, which makes a copy cost next to nothing."""

    @classmethod
    def of(cls, seed: int, *key: int) -> RandomStream:
        """Return the stream of a seed for a key, as (guest's number, purpose); both are 0 or more."""
        return cls._running(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))

    @classmethod
    def from_state(cls, state: tuple[int, int]) -> RandomStream:
        """Return the stream that `state()` described.

        Raises:
            ValueError: the numbers are out of range, or the increment is even.
        """
        return cls(*state)

    def state(self) -> tuple[int, int]:
        """Return PCG64's state and increment, each below 2**128: all that the stream's future depends on."""
        if self._bits is not None:
            self._state = int(self._bits.state["state"]["state"])
        return self._state, self._increment

    def fork(self) -> RandomStream:
        """Return a stream that draws from now on what this one would draw; neither influences the other."""
        return RandomStream(*self.state())

    def below(self, n: int) -> int:
        """Draw one of 0 .. n - 1, each as likely as the others; n is 1 .. 2**63."""
        fair = _fair(n)
        draw = self._generator().random_raw
        while (raw := int(draw())) >= fair:
            pass
        return raw % n

    def many_below(self, n: int, k: int) -> NDArray[np.int64]:
        """Draw k numbers of 0 .. n - 1: the ones that k calls of `below` would draw."""
        last_fair = np.uint64(_fair(n) - 1)
        raw = self._raw(k)
        while (accepted := raw <= last_fair).sum() < k:
            raw = raw[accepted]
            raw = np.concatenate([raw, self._raw(k - raw.size)])
        return (raw % np.uint64(n)).astype(np.int64)

    def permutation(self, n: int) -> NDArray[np.int64]:
        """Return 0 .. n - 1 in random order."""
        return np.argsort(self._raw(n), kind="stable").astype(np.int64, copy=False)

    def choose(self, n: int, k: int) -> NDArray[np.int64]:
        """Return k different numbers of 0 .. n - 1 in random order; cheap for a small k out of a large n.

        Raises:
            ValueError: k is negative or more than n.
        """
        if not 0 <= k <= n:
            raise ValueError(f"no {k} different numbers below {n}")
        if k * _SPARSE >= n:
            return self.permutation(n)[:k]
        chosen = self.many_below(n, k)
        while True:
            _, first = np.unique(chosen, return_index=True)
            if first.size == k:
                return chosen
            chosen = chosen[np.sort(first)]
            chosen = np.concatenate([chosen, self.many_below(n, k - chosen.size)])

    def __eq__(self, other: object) -> bool:
        return self.state() == other.state() if isinstance(other, RandomStream) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        state, increment = self.state()
        return f"RandomStream({state:#x}, {increment:#x})"

    @classmethod
    def _running(cls, bits: np.random.PCG64) -> RandomStream:
        words = bits.state["state"]
        stream = cls(int(words["state"]), int(words["inc"]))
        stream._bits = bits
        return stream

    def _generator(self) -> np.random.PCG64:
        if self._bits is None:
            self._bits = np.random.PCG64(0)
            self._bits.state = {
                "bit_generator": "PCG64",
                "state": {"state": self._state, "inc": self._increment},
                "has_uint32": 0,
                "uinteger": 0,
            }
        return self._bits

    def _raw(self, k: int) -> NDArray[np.uint64]:
        return np.asarray(self._generator().random_raw(k), np.uint64)


def _fair(n: int) -> int:
    """Return the largest multiple of n up to 2**64: a raw number from there on would favour small results."""
    if not 1 <= n <= 1 << 63:
        raise ValueError(f"no random numbers below {n}")
    return _RAW - _RAW % n
