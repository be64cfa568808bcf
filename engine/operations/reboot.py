"""A guest is shut down and booted with another amount of memory, as it had to be before memory could be resized.

No command does it: it stands beside the policies that `compare` sets side by side, with what it costs.
"""

from __future__ import annotations

from typing import cast

import attrs

from engine.commands.model import Workload
from engine.commands.parse import parse
from engine.errors import CommandError
from engine.guest.fresh import Belongings, belongings, booted_anew, laid_out
from engine.guest.guest import Guest
from engine.guest.programs import begin_program
from engine.guest.reporting import request
from engine.guest.surroundings import Surroundings
from engine.guest.workloads import Fill
from engine.host import FRAME
from engine.operation import STALL
from engine.operations.guests.bounds import least_boot
from engine.operations.judgement import settled
from engine.operations.workloads import run_workload
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Pages, Size, short_size, size_text
from engine.world import World


@attrs.define
class Reboot(Process[Surroundings]):
    """Shut a guest down, boot it with other memory, and start its programs again; its file cache is empty then."""

    guest: str
    operation: int
    pages: Pages
    """What it boots with."""
    phase: str = "stop"
    filling: tuple[Belongings, ...] = ()
    """What programs take again, and have not begun to."""
    running: tuple[tuple[str, Pages], ...] = ()
    """Run-on workloads: how each was begun, and the pages it holds."""
    awaited: int = 0
    """The operation of the program that takes its memory again."""
    down: Guest | None = None
    """The guest, while it is shut down."""
    refused: Pages = 0
    """What programs did not get again."""

    @property
    def is_down(self) -> bool:
        """Whether the guest neither runs nor has booted yet."""
        return self.phase != "programs"

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece, on the whole world, which the simulation is."""
        whole = cast("World", world)
        match self.phase:
            case "stop":
                return self._stop(whole)
            case "down":
                return self._shut_down(whole)
            case "boot":
                return self._boot(whole)
            case _:
                return self._start_programs(whole)

    def _stop(self, world: World) -> Wait:
        guest = world.guests[self.guest]
        self.filling = belongings(guest)
        held = {
            number: getattr(world.timeline.processes[number], "pages", 0) for number, _ in guest.workloads
        }
        self.running = tuple((words, held[number]) for number, words in guest.workloads)
        for operation in world.under_way(guest.name):
            if operation.id != self.operation:
                world.cancel(operation.id, "the guest was shut down")
        for process in (*held, *guest.kernel_processes):
            if process in world.timeline.processes:
                world.timeline.stop(process)
        guest.workloads = ()
        self.phase = "down"
        return After(guest.costs.shut_down())

    def _shut_down(self, world: World) -> Wait:
        self.down = world.guests.pop(self.guest)
        world.host.leave(self.guest)
        world.signal("zeroing")
        self.phase = "boot"
        return After(0)

    def _boot(self, world: World) -> Wait:
        assert self.down is not None, "it is shut down"
        guest = self.down
        if world.host.free_frames < self.pages * guest.frames_per_page:
            world.waits(self.operation, world.host.shortage(self.pages * guest.frames_per_page))
            return On("host")
        ram = laid_out(guest, self.pages).ram
        world.host.admit(guest.name, guest.min, guest.max, guest.frames_per_page)
        world.host.give(guest.name, [it.first for it in ram], [it.pages for it in ram])
        world.guests[guest.name] = booted_anew(guest, self.pages)
        request(world, world.guests[guest.name])
        world.progress(self.operation, waits_for=None, detail="boots")
        self.phase, self.down = "booting", None
        return After(guest.costs.boot())

    def _start_programs(self, world: World) -> Wait:
        """Let one program after another take its memory again; those that run on come last, and run on."""
        self.phase = "programs"
        if self.awaited:
            if not settled(world, self.awaited):
                return On(f"op {self.awaited} settled")
            operation = world.operations[self.awaited]
            self.refused += operation.total - operation.done if operation.state != "done" else 0
            self.awaited = 0
        if self.filling:
            first, *rest = self.filling
            self.filling = tuple(rest)
            self.awaited = _refill(world, world.guests[self.guest], first)
            world.progress(self.operation)
            return After(0)
        guest = world.guests[self.guest]
        for words, pages in self.running:
            command = parse(words)
            assert isinstance(command, Workload), "run-on workloads are"
            run_workload(
                world, attrs.evolve(command, amount=Size(pages=min(pages, guest.online_pages))), STALL
            )
        if self.refused:
            lacking = short_size(self.refused * guest.page_size)
            return Done(f"programs got {lacking} less than they had", "partial")
        return Done("booted, with its programs started again and its file cache empty")


def _refill(world: World, guest: Guest, what: Belongings) -> int:
    """Let a program take again what it had; return the operation."""
    number = world.next_operation
    owner = begin_program(guest, what.kind, what.command, world.now, operation=number)
    process = Fill(guest.name, number, what.kind, what.pages, None, owner)
    return world.operate(guest.name, what.command, process, STALL)


def reboot(world: World, guest: Guest, pages: Pages) -> int:
    """Begin to shut a guest down and to boot it with so many pages; return the operation.

    Raises:
        CommandError: no guest boots with that, or the machine has less.
    """
    size, section = pages * guest.page_size, guest.platform.section_size
    if size % section:
        below = size // section * section
        raise CommandError(
            f"a guest boots with whole sections ({size_text(section)})",
            f"{size_text(below)} or {size_text(below + section)}",
        )
    least = least_boot(guest.platform, guest.memory.nodes)
    if size < least:
        raise CommandError(f"{size_text(size)} hardly holds a kernel", f"at least {size_text(least)}")
    host, frames = world.host, pages * guest.frames_per_page
    there = host.free_frames + host.zeroing_frames + host.held(guest.name)
    if frames > there:
        raise CommandError(
            f"without {guest.name} the host has {short_size(there * FRAME)}",
            f"at most {short_size(there * FRAME)}",
        )
    process = Reboot(guest.name, world.next_operation, pages)
    return world.operate(guest.name, "reboot", process, 2**62)
