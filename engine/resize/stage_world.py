"""The world as one stage of a resize sees it."""

from __future__ import annotations

from typing import Any, cast

from engine.events import Event
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.resize.stage import has
from engine.units import Pages


def seen_by_stage(
    world: Surroundings, guest: Guest, operation: int, begun: Pages, target: Pages, *, quiet: bool
) -> Surroundings:
    """Return the world as a stage sees it, for one step: it is no part of the simulation.

    Args:
        world: all else goes there.
        guest: who is resized.
        operation: what the stage reports as its progress is progress of this, in pages towards the target.
        begun: what the guest had at first.
        target: what it shall have.
        quiet: whether sentences that are no warning are left out.
    """
    return cast("Surroundings", _StageWorld(world, guest, operation, begun, target, quiet=quiet))


class _StageWorld:
    """All of the world, but for progress and events."""

    def __init__(
        self,
        world: Surroundings,
        guest: Guest,
        operation: int,
        begun: Pages,
        target: Pages,
        *,
        quiet: bool,
    ) -> None:
        self._world, self._guest, self._operation = world, guest, operation
        self._begun, self._target, self._quiet = begun, target, quiet

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def emit(self, event: Event) -> None:
        """Say that something happened, where it is worth a line."""
        if not self._quiet or event.level != "info":
            self._world.emit(event)

    def progress(self, operation: int, **changes: Any) -> None:
        """Record that the stage got on; what the balloon lends for a while does not count as undone."""
        if operation == self._operation:
            total = abs(self._target - self._begun)
            towards = (has(self._guest) - self._begun) * (1 if self._target >= self._begun else -1)
            done = max(self._world.operations[operation].done, min(max(0, towards), total))
            changes |= {"done": min(done, total), "total": total, "unit": "pages"}
        self._world.progress(operation, **changes)
