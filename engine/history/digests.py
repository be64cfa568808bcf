"""The digests that a recording has on its way, so that a replay that drifts says where."""

from __future__ import annotations

import attrs

from engine.digest import DigestCache, digest
from engine.units import SECOND, Nanoseconds
from engine.world import World

EVERY = 10 * SECOND
"""Virtual time between two of them, at first."""
BURST = 40
"""After so many commands there is one at once."""
MOST = 512
"""When there are so many every other one is dropped, and from then on they come half as often: some 50 KB in all."""


@attrs.frozen
class KeptDigest:
    """What the world was.

    Attributes:
        time: when.
        entries: how many entries the journal had.
        digest: `sha256:...`.
    """

    time: Nanoseconds
    entries: int
    digest: str


@attrs.define
class Digests:
    """The digests of a world so far. When they are taken depends on virtual time and on commands alone.

    Attributes:
        due: when the next one is to be taken.
        cache: what was hashed last.
    """

    cache: DigestCache
    due: Nanoseconds = EVERY
    every: Nanoseconds = EVERY
    kept: list[KeptDigest] = attrs.field(factory=list)
    _counted: int = 0
    """Entries of the journal at the last one."""

    @classmethod
    def since(cls, world: World, cache: DigestCache) -> Digests:
        """Begin now."""
        return cls(cache, due=(world.now // EVERY + 1) * EVERY, counted=len(world.journal))

    def after_burst(self, world: World) -> bool:
        """Say whether so much was done since the last one that one is due at once."""
        return len(world.journal) - self._counted >= BURST

    def take(self, world: World) -> None:
        """Take one; nothing more may be due at this instant."""
        self._counted = len(world.journal)
        self.kept.append(KeptDigest(world.now, self._counted, digest(world, self.cache)))
        if len(self.kept) >= MOST:
            self.kept, self.every = self.kept[1::2], 2 * self.every
        self.due = (world.now // self.every + 1) * self.every

    def rewind(self, world: World) -> None:
        """Forget those of a future that was given up: the world is where it was before."""
        self.kept = [it for it in self.kept if it.time <= world.now and it.entries <= len(world.journal)]
        self._counted = self.kept[-1].entries if self.kept else 0
        self.due = (world.now // self.every + 1) * self.every
