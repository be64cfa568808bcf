"""What a command would do: it is carried out on a fork of the world, which is thrown away."""

from __future__ import annotations

import re

import attrs
import numpy as np

from engine.commands.grammar import WHATIF, row_of
from engine.commands.model import Command, Whatif
from engine.errors import CommandError, Place
from engine.guest.guest import Guest
from engine.guest.hotplug_remove import TakeSections
from engine.guest.isolating import refusing_page
from engine.guest.target_key import keep_target
from engine.memory.kinds import MOVABLE_KINDS, Kind
from engine.operation import STALL, Operation
from engine.operations.amounts import guest_of
from engine.operations.at_work import at_work
from engine.operations.certainty import certainty_of
from engine.operations.changes import change
from engine.operations.dialects import native
from engine.operations.outcome import Outcome
from engine.operations.trial import fork_of
from engine.units import SECOND, Nanoseconds
from engine.whatif.answer import Answer, Asked, Landing
from engine.whatif.outlook import Outlook, in_the_way
from engine.whatif.spans import plain
from engine.whatif.standing import Standing, standing_of
from engine.whatif.text import answer_lines, unknown_lines
from engine.world import World

MOST_STEPS = 200_000
"""Steps of processes after which a command is given up."""
PATIENCE: Nanoseconds = 10 * SECOND
"""Virtual time without progress after which it is given up: it would be tried again and again."""
PATIENCE_OF_MIGRATION: Nanoseconds = SECOND
"""The same for a memory block whose pages find no place: it is tried again all the time, and that is work."""
LONGEST: Nanoseconds = 24 * 3600 * SECOND
"""Virtual time that it may take at all."""
_MOVED = (*MOVABLE_KINDS, Kind.BALLOON)


def whatif(world: World, command: Whatif) -> Outcome:
    """Answer what a command would do to its guest; the world stays as it is.

    Raises:
        CommandError: it is no command about one guest's memory, or it would be refused.
    """
    guest = guest_asked(world, command.command, command.place("command"))
    answer = tried(fork_of(world, guest.name), guest.name, command.command)
    lines = answer_lines(answer)
    if guest.origin is not None and guest.origin.unknown:
        lines += [(), *unknown_lines(guest.origin.unknown)]
    return Outcome(output=plain(lines))


def guest_asked(world: World, command: Command, place: Place) -> Guest:
    """Return the guest whose memory a command is about.

    Args:
        world: where it is.
        command: in its own words.
        place: where the command stands.

    Raises:
        CommandError: there is none, or the command changes no memory of a guest.
    """
    name = getattr(command, "guest", None)
    if row_of(command).verb in WHATIF.may_not_hold or not isinstance(name, str):
        wanted = "one of hotplug, section, balloon, resize, workload, or an operators' command for a guest"
        raise CommandError(f"{command.text.split()[0]} changes no guest's memory", wanted, place)
    return guest_of(world, command, name)


def ask(world: World, name: str, command: Command) -> Answer:
    """Say what comes of a command; a refusal is an answer too. See `tried`."""
    try:
        return tried(world, name, command)
    except CommandError as error:
        now = standing_of(world.guests[name])
        return Answer(command=command.text, state="refused", reason=str(error), before=now, after=now)


def tried(world: World, name: str, command: Command) -> Answer:
    """Carry out a command on a world that is there to be tried on, and say what came of it.

    Args:
        world: a fork; it is as after the command then, so that a second one can be asked on it.
        name: whose memory it is about.
        command: in its own words.

    Raises:
        CommandError: it is refused; nothing was changed.
    """
    guest, began = world.guests[name], world.now
    before, counts = standing_of(guest), guest.memory.counts.copy()
    command = native(world, command)
    done = change(world, command, STALL)
    number = done.operation if done is not None else None
    operation = _follow(world, number) if number is not None else None
    guest = world.guests[name]
    after = standing_of(guest)
    answer = Answer(
        command=command.text,
        state="done" if operation is None else operation.state if operation.over else "will retry",
        reason="" if operation is None else operation.reason or operation.waits_for or "",
        took=world.now - began,
        moved=operation.pages_migrated if operation is not None else 0,
        before=before,
        after=after,
        asked=_asked(guest, before, after, operation) if operation is not None else (),
        landing=_landing(guest, counts, after),
        arrived=tuple(sorted(_online(after) - _online(before))),
    )
    return attrs.evolve(answer, certainty=certainty_of(guest, command, answer))


def _follow(world: World, number: int) -> Operation:
    """Let time pass until an operation has ended or gets nowhere; then it is given up, as by a signal."""
    until = world.now + LONGEST
    for _ in range(MOST_STEPS):
        operation = world.operations[number]
        migrates = isinstance(at_work(world.timeline.processes.get(operation.process)), TakeSections)
        patience = PATIENCE_OF_MIGRATION if migrates else PATIENCE
        if operation.over or world.now - operation.progressed > patience or not world.step_one(until):
            break
    operation = world.operations[number]
    if not operation.over:
        world.cancel(number, "given up")
        keep_target(world, world.guests[operation.guest])
    return operation


def _online(standing: Standing) -> set[int]:
    """Return the memory blocks that are online."""
    return {it.block for it in standing.blocks if it.result != "offline"}


def _asked(guest: Guest, before: Standing, after: Standing, operation: Operation) -> tuple[Asked, ...]:
    """Return what became of each memory block that was to leave."""
    was = {it.block: it for it in before.blocks if it.result != "offline"}
    gone = was.keys() - _online(after)
    found = {block: Asked(block=block, result="ok", reason=was[block].reason) for block in sorted(gone)}
    for section, reason in operation.failed_sections:
        block = section // guest.block_sections
        foretold = was.get(block)
        result = foretold.result if foretold and foretold.result in ("EBUSY", "EINVAL") else "will retry"
        found[block] = Asked(
            block=block,
            result=result,
            reason=reason,
            in_way=in_the_way(guest, block),
            stops_at=refusing_page(guest, section) if result == "EBUSY" else None,
        )
    if not operation.over:
        for section in operation.sections:
            block = section // guest.block_sections
            if block in was and block not in found:
                reason = _retrying(was[block], operation)
                way = in_the_way(guest, block)
                found[block] = Asked(block=block, result="will retry", reason=reason, in_way=way)
    return tuple(found[block] for block in sorted(found))


def _retrying(foretold: Outlook, operation: Operation) -> str:
    said = operation.waits_for or foretold.reason or "its pages find no place"
    return _NAMED.sub("", said)


_NAMED = re.compile(r"^s\d+: (will retry )?")
"""What stands before a reason already."""


def _landing(guest: Guest, before: np.ndarray, after: Standing) -> tuple[Landing, ...]:
    """Return in which memory blocks movable pages and the balloon's are more than before."""
    counts = guest.memory.counts
    common = min(len(before), len(counts))
    more = counts[:, _MOVED].sum(axis=1, dtype=np.int64)
    more[:common] -= before[:common, _MOVED].sum(axis=1, dtype=np.int64)
    found = []
    for outlook in after.blocks:
        first = outlook.block * guest.block_sections
        pages = int(np.maximum(more[first : first + guest.block_sections], 0).sum())
        if pages:
            found.append(Landing(block=outlook.block, zone=outlook.zone, pages=pages))
    return tuple(found)
