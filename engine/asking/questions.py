"""Commands asked about a machine, one after the other, each with its own before and after."""

from __future__ import annotations

from typing import Any

from engine.asking.machine import NAME, Machine
from engine.commands.grammar import ROWS
from engine.commands.model import Command
from engine.commands.names import NAME as NAMES
from engine.commands.parse import find_row, parse
from engine.commands.words import split
from engine.errors import CommandError, Place, printable
from engine.events import counted
from engine.operations.whatif import ask, guest_asked
from engine.units import short_size
from engine.whatif.answer import Answer
from engine.whatif.spans import Line, line, wrapped
from engine.whatif.standing import standing_of
from engine.whatif.tables import WIDTH
from engine.whatif.written import document


def ask_all(machine: Machine, commands: list[str]) -> list[Answer]:
    """Answer what commands would do to a machine, each as if those before it had been done.

    A command that is refused changes nothing, and is answered with why.
    """
    answers = []
    for text in commands:
        try:
            command = read_command(machine, text)
        except CommandError as error:
            now = standing_of(machine.guest)
            reason = f"{error}{_meant(text)}"
            answers.append(Answer(command=text, state="refused", reason=reason, before=now, after=now))
            continue
        answers.append(ask(machine.world, NAME, command))
    return answers


def _meant(text: str) -> str:
    """Return what may have been meant by a command that is none: half of one, or another name for the machine."""
    words = text.split()
    verbs = {row.words[1]: row.words[0] for row in ROWS if row.words[1:] and row.words[0] in _OF_MEMORY}
    if words and words[0] in verbs and words[0] not in {row.words[0] for row in ROWS}:
        return f"; did you mean {verbs[words[0]]} {words[0]}?"
    named = words[2:3] if words[:1] and words[0] in _OF_MEMORY and words[1:2] and words[1] in verbs else []
    if named and named[0] != NAME and NAMES.fullmatch(named[0]):
        return f"; the machine is called {NAME}, and its name may be left out"
    return ""


_OF_MEMORY = ("balloon", "hotplug", "section")
"""First words of commands of which the second is the verb."""


def read_command(machine: Machine, text: str) -> Command:
    """Read a command that may leave out the machine's name.

    Raises:
        CommandError: it is none, or changes no memory.
    """
    command = parse(_with_name(text), default_guest=NAME)
    guest_asked(machine.world, command, Place())
    return command


def _with_name(text: str) -> str:
    """Return a command with the machine's name where a guest's belongs, if it is left out.

    Two words of a native command may begin as an operators' command does, which has one: it is that where an amount or
    the name follows the first.
    """
    words = split(text)
    if not words:
        return text
    row = find_row(words)
    if (
        row.omits_guest
        and len(words) > 1
        and not (words[1].text == NAME or words[1].text[0] in "-0123456789")
    ):
        row = find_row((*words[:2], *words[1:], *words[1:]))
    rest = words[len(row.words) :]
    names_guest = any(parameter.field == "guest" for parameter in row.positional)
    if row.omits_guest or not names_guest or (rest and rest[0].text == NAME):
        return text
    end = words[len(row.words) - 1].end
    return f"{text[:end]} {NAME}{text[end:]}"


def heading(machine: Machine) -> list[Line]:
    """Return what is asked about: where it comes from, its kernel and its memory."""
    capture, guest = machine.capture, machine.guest
    page = guest.page_size
    blocks = len(standing_of(guest).blocks)
    source, release, architecture = map(printable, (capture.source, capture.release, capture.architecture))
    said = (
        f"Linux {release} on {architecture}, "
        f"{short_size(guest.present_pages * page)} in {counted(blocks, 'memory block')} of "
        f"{short_size(guest.block_pages * page)}, pages of {short_size(page)}"
    )
    if guest.block_sections > 1:
        said += f", {guest.block_sections} sections in a memory block"
    return [line((text, "head")) for text in wrapped(f"{source}: {said}", WIDTH, "", "  ")]


def written(machine: Machine, answers: list[Answer]) -> dict[str, Any]:
    """Return answers as a JSON object, with what they are about."""
    capture = machine.capture
    said = {
        "source": capture.source,
        "release": capture.release,
        "architecture": capture.architecture,
        "page_size": capture.page_size,
        "unknown": list(machine.unknown),
    }
    return document(said, answers)
