"""The pictures of a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.digest import digest
from engine.document import document
from engine.host_picture import machine_page
from engine.machine_view import MachinePage
from engine.picture import Painter
from engine.session.scripted import Scripted
from engine.snapshot import Snapshot
from engine.snapshot.replay import ReplayView
from engine.snapshot.source import NO_GRAINS
from engine.units import Pages, Pfn


class Pictured(Scripted):
    """A world that is looked at: a `Source` of pictures."""

    def __init__(self, seed: int, clock: Callable[[], float]) -> None:
        super().__init__(seed, clock)
        self._painter = Painter()

    def snapshot(
        self,
        view: tuple[tuple[str, int], ...] = (),
        *,
        machine: bool = False,
        grains: Mapping[str, Pages] = NO_GRAINS,
    ) -> Snapshot:
        """Return the present picture, with the pages of the (guest, section) pairs in `view`.

        Args:
            view: which pages.
            machine: whether the machine's map is wanted too, as `Snapshot.host.machine`.
            grains: by guest, the pages of a stretch where what stretches hold is wanted, as `GuestView.grain`.
        """
        self._catch_up()
        return self._painter.paint(
            self.world,
            paused=self._paused,
            speed=self._pacer.speed,
            reached=self._pacer.reached,
            view=view,
            machine=machine,
            grains=grains,
            recorded=self.recorded,
            stop=self._stop,
            replay=self._replayed(),
            script=self._followed(),
        )

    def _replayed(self) -> ReplayView | None:
        """Return what is known of the recording that is played; None: this is live."""
        return None

    def machine_page(self, guest: str, pfn: Pfn) -> MachinePage | None:
        """Return what the machine has behind one page of a guest; None: there is no such guest."""
        return machine_page(self.world.host, guest, pfn) if guest in self.world.guests else None

    def guest_page(self, frame: int) -> tuple[str, Pfn] | None:
        """Return the guest and the page that a frame of the machine backs; None where it backs none."""
        return self.world.host.backed(frame)

    def document(self) -> dict[str, Any]:
        """Return the snapshot as the JSON object that `ballonet run --json` writes, with its digest."""
        found = self.digest()
        return document(self.snapshot(), self.world, found)

    def digest(self) -> str:
        """Return what later memory depends on, as `sha256:...`."""
        self.finish_instant()
        return digest(self.world, self._digests)
