"""Programs begin and end."""

from __future__ import annotations

from engine.commands.model import Workload
from engine.errors import CommandError
from engine.events import WorkloadNoted, counted
from engine.guest.adapting import total_of
from engine.guest.ageing import Age
from engine.guest.churn import Churn
from engine.guest.file_cache import ReadFiles
from engine.guest.guest import Guest
from engine.guest.programs import begin_program, end_program, note_program
from engine.guest.surroundings import Surroundings
from engine.guest.workloads import Fill, Fragment, Free, Pin
from engine.memory.kinds import Kind
from engine.operations.amounts import guest_of, pages_of, share_of
from engine.operations.outcome import Outcome
from engine.timeline import Process
from engine.units import MIB, Nanoseconds, Pages, Percent, short_size
from engine.world import World

AGED = Percent(80_000)
"""How much of free memory ageing uses up, unless the command says."""
CHURNED = Percent(10_000)
"""How much of a guest's online memory a churning workload holds, unless the command says."""
CHURN_RATE = 16 * MIB
"""Bytes a second that change hands, unless the command says."""


def run_workload(world: World, command: Workload, stall: Nanoseconds) -> Outcome:
    """Begin or end what programs do in a guest."""
    guest = guest_of(world, command, command.guest)
    if command.action == "stop":
        return _stop(world, guest, command)
    if command.action == "churn":
        return _churn(world, guest, command)
    process = _process(world, guest, command)
    return Outcome(world.operate(guest.name, command.text, process, stall))


def _amount(guest: Guest, command: Workload, whole: Pages) -> Pages:
    assert command.amount is not None, "the grammar asks for an amount"
    return share_of(guest, command, "amount", command.amount, whole)


def _rate(guest: Guest, command: Workload) -> Pages | None:
    return None if command.rate is None else pages_of(guest, command, "rate", command.rate)


def _process(world: World, guest: Guest, command: Workload) -> Process[Surroundings]:
    kind = Kind[(command.kind or "anon").upper()]
    number, online = world.next_operation, guest.online_pages
    match command.action:
        case "fill":
            pages, rate = _amount(guest, command, online), _rate(guest, command)
            return Fill(
                guest.name,
                number,
                kind,
                pages,
                rate,
                begin_program(guest, kind, command.text, world.now, operation=number),
            )
        case "free":
            unit = guest.memory.layout.pageblock_pages if kind is Kind.HUGETLB else 1
            held = guest.memory.held[kind].count * unit
            if not held:
                place = command.place("kind" if command.kind else "action")
                raise CommandError(
                    f"{guest.name} has no {kind.name.lower()} pages to free", "another kind=", place
                )
            pages = held if command.amount is None else _amount(guest, command, online)
            return Free(guest.name, number, kind, pages, _rate(guest, command))
        case "pin":
            pages = _amount(guest, command, online)
            return Pin(
                guest.name,
                number,
                pages,
                begin_program(guest, Kind.PINNED, command.text, world.now, operation=number),
            )
        case "fragment":
            pages_or_all = None if command.amount is None else _amount(guest, command, online)
            owner = begin_program(guest, Kind.ANON, command.text, world.now, operation=number)
            return Fragment(guest.name, number, pages_or_all, command.pattern or "checkerboard", owner)
        case _:
            free = sum(zone.free_pages for zone in guest.memory.zones)
            amount = command.amount or AGED
            pages = amount.of(free) if isinstance(amount, Percent) else _amount(guest, command, free)
            return Age(guest.name, number, min(pages, free))


def _churn(world: World, guest: Guest, command: Workload) -> Outcome:
    kind = Kind[(command.kind or "anon").upper()]
    pages = share_of(guest, command, "amount", command.amount or CHURNED, guest.online_pages)
    rate = _rate(guest, command) or CHURN_RATE // guest.page_size
    if command.adapts and kind is Kind.FILE:
        raise CommandError(
            "file cache takes what is free, and adapts to nothing", "another kind=", command.place("adapts")
        )
    owner = begin_program(guest, kind, command.text, world.now, rate=rate)
    if kind is Kind.FILE:
        process = world.start(ReadFiles(guest.name, pages, rate, owner))
    else:
        share = (pages, total_of(guest)) if command.adapts else None
        known = guest.uevents.total
        process = world.start(Churn(guest.name, kind, pages, rate, owner, adapts=share, known=known))
    note_program(guest, owner, process=process)
    guest.workloads = (*guest.workloads, (process, command.text))
    guest.changes += 1
    size = guest.page_size
    held, changed = short_size(pages * size), short_size(rate * size)
    text = (
        f"A program reads {changed} of files a second, in a part of {held} that moves on."
        if kind is Kind.FILE
        else f"A program holds {held} of {kind.name.lower()} memory and changes {changed} of it a second."
    )
    if command.adapts:
        text += " It looks at MemTotal again when udev tells it of a memory block."
    world.emit(WorkloadNoted(guest=guest.name, text=text))
    reason = f"runs on until `workload {guest.name} stop`"
    return Outcome(world.record(guest.name, command.text, reason))


def _stop(world: World, guest: Guest, command: Workload) -> Outcome:
    for process, _ in guest.workloads:
        world.timeline.stop(process)
    for owner, program in guest.programs.items():
        if program.process:
            end_program(guest, owner)
    stopped = len(guest.workloads)
    guest.workloads = ()
    guest.changes += 1
    reason = (
        f"{counted(stopped, 'program')} stopped: what was held stays in use" if stopped else "nothing ran on"
    )
    return Outcome(world.record(guest.name, command.text, reason))
