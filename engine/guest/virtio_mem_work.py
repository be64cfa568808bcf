"""The virtio-mem driver at work: plugs or unplugs until as much is plugged as the hypervisor asks for.

Source: drivers/virtio/virtio_mem.c:virtio_mem_run_wq and what it calls.
"""

from __future__ import annotations

import attrs

from engine.events import HostShort, VirtioMemReached, VirtioMemStuck
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import join_line, leave_line, turn_to_come
from engine.guest.surroundings import Surroundings
from engine.guest.virtio_mem import (
    PLUG_ORDER,
    VirtioMem,
    blocks_in,
    plugged_pages,
    subblock_pages,
)
from engine.guest.virtio_mem_plug import add_blocks, plug_more
from engine.guest.virtio_mem_unplug import Unplugging
from engine.timeline import After, Done, On, Process, Wait
from engine.units import SECOND, Nanoseconds, Pages

FIRST_RETRY: Nanoseconds = 50 * SECOND
LAST_RETRY: Nanoseconds = 300 * SECOND
"""The pause after a pass that failed doubles from the one to the other (VIRTIO_MEM_RETRY_TIMER_MIN_MS, _MAX_MS)."""


@attrs.define
class VirtioMemWork(Process[Surroundings]):
    """Goes over the device's memory until what is requested is plugged; where it fails it tries again later."""

    guest: str
    operation: int
    start: Pages = -1
    """What was plugged at first; -1 before the first step."""
    bringing: BringSections | None = None
    """New memory blocks on their way."""
    unplugging: Unplugging | None = None
    """A pass over the memory blocks of which something can be unplugged."""
    retry: Nanoseconds = FIRST_RETRY
    """The pause after the next pass that fails."""
    failed: str = ""
    """Why the last pass failed, while it is the last."""
    warned: bool = False

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece, when it is this operation's turn to change the guest's sections."""
        guest = world.guests[self.guest]
        device = guest.virtio_mem
        assert device is not None, "a device is there as long as its guest"
        join_line(guest, self.operation)
        if turn := turn_to_come(world, guest, self.operation):
            return turn
        if self.start < 0:
            self.start = plugged_pages(guest)
        wait = self._go_on(world, guest, device)
        self._progress(world, guest, device)
        if isinstance(wait, Done):
            leave_line(world, self.guest, self.operation)
        return wait

    def _go_on(self, world: Surroundings, guest: Guest, device: VirtioMem) -> Wait:
        if self.bringing is not None:
            return self._bring(world, guest, device, self.bringing)
        if self.unplugging is not None:
            return self._unplug(world, guest, device, self.unplugging)
        missing, unit = device.requested - plugged_pages(guest), subblock_pages(guest, device.block)
        if missing >= unit:
            return self._plug(world, guest, device, missing // unit * unit)
        if missing <= -unit:
            self.unplugging = Unplugging(self.operation, quiet=bool(self.failed))
            return After(0)
        return self._reached(world, guest, device, missing)

    def _plug(self, world: Surroundings, guest: Guest, device: VirtioMem, missing: Pages) -> Wait:
        more = plug_more(world, guest, device, missing)
        if isinstance(more, After):
            world.waits(self.operation, None)
            return more
        if more == "host":
            return self._wait_for_host(world, guest, missing)
        self.bringing = add_blocks(guest, device, self.operation, missing)
        if self.bringing is None:
            return self._wait_for_online(world, guest, device, missing)
        guest.coming = self.bringing.sections
        return After(0)

    def _bring(self, world: Surroundings, guest: Guest, device: VirtioMem, was: BringSections) -> Wait:
        """Let a copy of what brings new blocks go on: a field is replaced, never changed in place."""
        doing = attrs.evolve(was)
        wait = doing.step(world)
        self.bringing = doing
        if not isinstance(wait, Done):
            return wait
        self.bringing = None
        if wait.ending == "done":
            return After(0)
        return self._try_later(world, guest, device, wait.reason)

    def _unplug(self, world: Surroundings, guest: Guest, device: VirtioMem, was: Unplugging) -> Wait:
        doing = attrs.evolve(was)
        wait = doing.step(world, guest, device)
        self.unplugging = doing
        if isinstance(wait, After):
            return wait
        self.unplugging = None
        if not wait:
            return After(0)
        return self._try_later(world, guest, device, wait)

    def _wait_for_host(self, world: Surroundings, guest: Guest, missing: Pages) -> Wait:
        shortage = world.host.shortage(missing * guest.frames_per_page)
        if not self.warned:
            self.warned = True
            world.emit(HostShort(guest=self.guest, wants=missing * guest.page_size, shortage=shortage))
        world.waits(self.operation, shortage)
        return On("host", SECOND)

    def _wait_for_online(self, world: Surroundings, guest: Guest, device: VirtioMem, missing: Pages) -> Wait:
        """Add no more before somebody puts online what is there (ENOSPC: no timer)."""
        if not self.warned:
            self.warned = True
            world.emit(
                VirtioMemStuck(
                    guest=self.guest,
                    device=device.id,
                    missing=missing * guest.page_size,
                    plugging=True,
                    reason="too much that was added is still offline",
                    retry=None,
                )
            )
        world.waits(self.operation, f"{device.id}: somebody has to put online what was added")
        leave_line(world, self.guest, self.operation)
        return On(f"memory {self.guest}")

    def _try_later(self, world: Surroundings, guest: Guest, device: VirtioMem, reason: str) -> Wait:
        missing = device.requested - plugged_pages(guest)
        again = reason == self.failed
        self.failed = reason
        if not again:
            world.emit(
                VirtioMemStuck(
                    guest=self.guest,
                    device=device.id,
                    missing=abs(missing) * guest.page_size,
                    plugging=missing > 0,
                    reason=reason,
                    retry=self.retry,
                )
            )
        world.waits(self.operation, f"{device.id}: {reason}; it tries again in {self.retry / SECOND:g} s")
        pause, self.retry = self.retry, min(2 * self.retry, LAST_RETRY)
        leave_line(world, self.guest, self.operation)
        return After(pause)

    def _reached(self, world: Surroundings, guest: Guest, device: VirtioMem, missing: Pages) -> Wait:
        plugged = plugged_pages(guest) * guest.page_size
        partial = sum(len(blocks_in(guest, device, state)) for state in PLUG_ORDER)
        if missing:
            return Done("it plugs whole subblocks, and what is missing is less than one", "partial")
        world.emit(VirtioMemReached(guest=self.guest, device=device.id, plugged=plugged, partial=partial))
        return Done(f"{plugged >> 20:,}M plugged, as was asked for")

    def _progress(self, world: Surroundings, guest: Guest, device: VirtioMem) -> None:
        """Count pages, whatever a nested process counted."""
        total, done = abs(device.requested - self.start), abs(plugged_pages(guest) - self.start)
        operation = world.operations[self.operation]
        if (operation.done, operation.total, operation.unit) != (done, total, "pages"):
            world.progress(self.operation, done=done, total=total, unit="pages")

    def undo(self, world: Surroundings) -> None:
        """Keep what is done, undo what is in hand; what is plugged is what was asked for."""
        guest = world.guests[self.guest]
        if self.bringing is not None:
            attrs.evolve(self.bringing).undo(world)
        if self.unplugging is not None:
            attrs.evolve(self.unplugging).undo(guest)
        device = guest.virtio_mem
        if device is not None:
            guest.virtio_mem = attrs.evolve(device, requested=plugged_pages(guest))
        guest.changes += 1
        leave_line(world, self.guest, self.operation)
