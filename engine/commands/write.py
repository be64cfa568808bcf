"""A command as text: the canonical native form, which reads back as the same command."""

from __future__ import annotations

import attrs

from engine.commands.grammar import row_of
from engine.commands.model import Command
from engine.commands.row import Parameter


def write(command: Command) -> str:
    """Return `command` in its native form, without the options that have their default."""
    row = row_of(command)
    parts = list(row.words)
    for parameter in row.parameters:
        if (word := _word(command, parameter)) is not None:
            parts.append(f"{parameter.name}={word}" if parameter in row.options else word)
    return " ".join(parts)


def _word(command: Command, parameter: Parameter) -> str | None:
    value = getattr(command, parameter.field)
    if isinstance(value, Command):
        return write(value)
    if parameter.unit_field:
        value = (getattr(command, parameter.unit_field), value)
    if not parameter.needed and value == attrs.fields_dict(type(command))[parameter.field].default:
        return None
    return parameter.value.write(value)
