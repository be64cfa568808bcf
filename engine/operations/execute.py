"""From a command to what it does: one place where every verb finds its work."""

from __future__ import annotations

from engine.commands.grammar import changes_state
from engine.commands.help import help_text
from engine.commands.model import (
    Ask,
    BalloonSet,
    Chapter,
    Command,
    Compare,
    Expect,
    GuestList,
    GuestShow,
    Help,
    Hold,
    Pause,
    Prompt,
    Run,
    Say,
    Seed,
    Speed,
    Step,
    View,
    Whatif,
    Why,
    XenstoreLs,
    XenstoreRead,
)
from engine.errors import CommandError
from engine.events import Asked, ChapterBegan, Held, PaceAsked, Said
from engine.operation import NO_OPERATION, STALL, JournalEntry
from engine.operations import xenstore
from engine.operations.changes import change
from engine.operations.compare import compare
from engine.operations.dialects import native
from engine.operations.outcome import Outcome
from engine.operations.questions import expect, guest_list, guest_show, view
from engine.operations.tool_answers import answer_later, going_dimm
from engine.operations.whatif import whatif
from engine.operations.why import why
from engine.units import Nanoseconds, duration_text
from engine.world import World


def execute(world: World, command: Command, *, stall: Nanoseconds = STALL) -> Outcome:
    """Do what a command says, now, and note it in the journal if it changes state.

    An operators' command is executed, and noted, in its native form; its tool's answer is printed when it has ended.
    What is pending data (`at`, `wait`, `source`, `fails`, `try`) is for `engine.operations.scripts.carry_out`.

    Args:
        world: what it changes.
        command: what to do.
        stall: how long its operation may make no progress.

    Raises:
        CommandError: it is refused; nothing was changed.
    """
    number, tool, going = world.next_operation, command, going_dimm(world, command)
    try:
        command = native(world, command)
    except CommandError:
        if not isinstance(tool, BalloonSet):  # `balloon set` might be done where the tool refuses
            world.journal.append(JournalEntry(world.now, tool.text, None))
        raise
    text = command.text if stall == STALL else f"{command.text} stall={duration_text(stall)}"
    try:
        outcome = change(world, command, stall) or _answer(world, command)
    except CommandError:
        if changes_state(command) and not isinstance(command, Seed):
            world.journal.append(JournalEntry(world.now, text, None))
        raise
    if outcome.operation is not None and outcome.operation >= number:
        world.journal.append(JournalEntry(world.now, outcome.journal or text, outcome.operation))
        answer_later(world, tool, outcome.operation, going)
    return outcome


def _answer(world: World, command: Command) -> Outcome:
    """What changes no memory: questions, narration, time."""
    match command:
        case GuestList():
            return guest_list(world)
        case GuestShow():
            return guest_show(world, command)
        case View():
            return view(world, command)
        case Why():
            return why(world, command)
        case Whatif():
            return whatif(world, command)
        case Compare():
            return compare(world, command)
        case XenstoreLs():
            return xenstore.ls(world, command)
        case XenstoreRead():
            return xenstore.read(world, command)
        case Expect():
            return expect(world, command)
        case Help():
            return Outcome(output=help_text(command.topic))
        case Say():
            world.caption = command.words
            world.emit(Said(words=command.words))
            return Outcome()
        case Chapter():
            world.chapter = command.title
            world.emit(ChapterBegan(title=command.title))
            world.journal.append(JournalEntry(world.now, command.text, NO_OPERATION))
            return Outcome()
        case Hold():
            world.emit(Held())
            return Outcome()
        case Prompt():
            world.emit(Held(words=command.words))
            return Outcome()
        case Ask():
            world.emit(Asked(words=command.question, answer=command.answer))
            return Outcome()
        case Seed():
            return _seed(world, command)
        case Run() | Pause():
            world.emit(PaceAsked(pause=isinstance(command, Pause)))
            return Outcome()
        case Speed():
            world.emit(PaceAsked(speed=command.factor))
            return Outcome()
        case Step():
            return Outcome()
    raise AssertionError(f"no work for {command.verb}")


def _seed(world: World, command: Seed) -> Outcome:
    if world.guests_ever:
        raise CommandError(
            f"the seed is {world.seed}, and guests have drawn from it",
            "`seed` before the first guest",
            command.place("number"),
        )
    world.seed = command.number
    return Outcome()
