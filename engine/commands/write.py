"""A command as text: the canonical native form, which reads back as the same command."""

from __future__ import annotations

import attrs

from engine.commands.grammar import row_of
from engine.commands.model import Command
from engine.commands.row import Flag, Parameter


def write(command: Command) -> str:
    """Return `command` in its native form, without the options that have their default.

    Where it depends on the guest what an operators' command is natively, its own form is written.
    """
    row = row_of(command)
    parts = list(row.words)
    for place, parameter in enumerate(row.parameters):
        if (word := _word(command, parameter)) is not None:
            parts.append(f"{parameter.name}={word}" if parameter in row.options else word)
        if not place:
            parts += [written for flag in row.flags if (written := _flag(command, flag))]
    return " ".join(parts)


def _flag(command: Command, flag: Flag) -> str:
    """Return a flag of an operators' tool as it is written, or nothing where the command does not have it."""
    if flag.takes:
        value = getattr(command, flag.takes.field)
        return "" if value is None else f"{flag.word} {flag.takes.value.write(value)}"
    return flag.word if flag.field and getattr(command, flag.field) == flag.sets else ""


def _word(command: Command, parameter: Parameter) -> str | None:
    value = getattr(command, parameter.field)
    if isinstance(value, Command):
        return write(value)
    if parameter.unit_field:
        value = (getattr(command, parameter.unit_field), value)
    if not parameter.needed and value == attrs.fields_dict(type(command))[parameter.field].default:
        return None
    return parameter.value.write(value)
