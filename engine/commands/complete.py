"""Completion: which words can stand at the cursor, and the rest of the likeliest one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import attrs

from engine.commands.context import Context, Item, KnownGuest
from engine.commands.grammar import BY_FIRST_WORD, ROWS
from engine.commands.names import listing
from engine.commands.offers import asked, offers
from engine.commands.parse import OPTION, find_row, take
from engine.commands.row import Flag, Parameter, Row
from engine.commands.words import Word, split
from engine.errors import CommandError, Place, SyntaxRefused

__all__ = ["Completions", "Context", "Item", "KnownGuest", "complete", "ghost"]

_SCRIPT_ONLY = {row.verb for row in ROWS if row.script_only}
"""Where words are completed one types, and these would be refused."""


@attrs.frozen
class Completions:
    """What can stand in place of the characters from `start` to `end` of the text.

    Attributes:
        start, end: in characters.
        items: what fits, best first.
        asks: what is asked for there, as a heading: `SIZE: whole 16M sections, up to max 1.5G`.
        row: the command; None while none is named.
        parameter: what is being given; None where it is no single one.
        guest: the one that the command names.
    """

    start: int
    end: int
    items: tuple[Item, ...] = ()
    asks: str = ""
    row: Row | None = None
    parameter: Parameter | None = None
    guest: str = ""


def complete(text: str, cursor: int, context: Context) -> Completions:
    """Return the words that can stand at the cursor.

    Args:
        text: the line.
        cursor: characters of it before the cursor.
        context: what is known of guests, operations and lessons.
    """
    cursor = min(max(cursor, 0), len(text))
    try:
        words = split(text[:cursor])
    except SyntaxRefused:
        return Completions(cursor, cursor)
    if words and words[-1].end == cursor:
        *before, typed = words
    else:
        before, typed = list(words), Word("", cursor, Place(cursor + 1))
    if before and before[0].text.startswith("@"):
        before = before[1:]
    found = _items(tuple(before), typed, context, ())
    end = next((at for at in range(cursor, len(text)) if text[at] in " \t"), len(text))
    return attrs.evolve(found, end=end)


def ghost(text: str, context: Context) -> str:
    """Return the rest of the likeliest word at the end of `text`; nothing where a choice is open or none fits."""
    found = complete(text, len(text), context)
    typed = text[found.start :]
    words = [item.word for item in found.items]
    if not text.strip() or typed in words or not words:
        return ""
    if not typed and len(words) > 1 and words[0] != context.selected:
        return ""
    return words[0][len(typed) :]


def _items(before: tuple[Word, ...], typed: Word, context: Context, holders: tuple[Row, ...]) -> Completions:
    """Return what can stand at `typed`, after `before`, inside the commands of `holders`; its end is not yet known."""
    if (verbs := _verbs(before, holders, context)) is not None:
        asks = f"{before[0].text}: what it shall do" if before else "a command"
        return _found(typed, [item for item in verbs if item.word.startswith(typed.text)], asks)
    try:
        row = find_row(before)
    except SyntaxRefused:
        return _found(typed, [])
    if not holders and context.verbs is not None and row.verb not in context.verbs:
        return _found(typed, [])
    given = _Given(row, list(row.positional))
    for at, word in enumerate(before[len(row.words) :], len(row.words)):
        parameter = given.add(word)
        if parameter and parameter.value.takes == "command":
            return _items(before[at:], typed, context, (*holders, row))
        if parameter and parameter.value.takes == "rest":
            phrase = " ".join(word.text for word in (*before[at:], typed))
            return _found(word, offers(parameter, phrase, "", context), asked(parameter, "", context), row)
    return given.items(typed, context, holders)


def _found(
    typed: Word,
    items: list[Item],
    asks: str = "",
    row: Row | None = None,
    parameter: Parameter | None = None,
    guest: str = "",
) -> Completions:
    return Completions(typed.start, typed.end, tuple(items), asks, row, parameter, guest)


def _verbs(before: tuple[Word, ...], holders: tuple[Row, ...], context: Context) -> list[Item] | None:
    """Return the words that can name a command after `before`; None where one is named already."""
    refused = {verb for holder in holders for verb in holder.may_not_hold} | _SCRIPT_ONLY
    if not holders and context.verbs is not None:
        refused |= {row.verb for rows in BY_FIRST_WORD.values() for row in rows} - context.verbs
    if not before:
        allowed = {
            word: tuple(row for row in rows if row.verb not in refused)
            for word, rows in BY_FIRST_WORD.items()
        }
        return [Item(word, _said(rows)) for word, rows in allowed.items() if rows]
    rows = tuple(row for row in BY_FIRST_WORD.get(before[0].text, ()) if row.verb not in refused)
    if len(before) == 1 and rows and len(rows[0].words) == 2:
        return [Item(row.words[1], row.summary) for row in rows if len(row.words) > 1]
    return None


def _said(rows: tuple[Row, ...]) -> str:
    return (
        rows[0].summary
        if len(rows[0].words) == 1
        else listing(row.words[1] for row in rows if len(row.words) > 1)
    )


@attrs.define
class _Given:
    """The parameters of a command that stand before the cursor, right or wrong."""

    row: Row
    positional: list[Parameter]
    fields: set[str] = attrs.field(factory=set)
    values: dict[str, Any] = attrs.field(factory=dict)
    """The fields that could be read."""
    flags: set[str] = attrs.field(factory=set)
    """The fields that flags have set."""
    awaited: Parameter | None = None
    """What the flag just before takes."""

    def add(self, word: Word) -> Parameter | None:
        """Take the next word; return the parameter that it is meant as."""
        text = word.text
        option = OPTION.match(text)
        if taken := self.awaited:
            self.awaited = None
            return self._note(taken, text)
        if self.row.is_flag(text):
            flag = self.row.flag_of(text)
            self.awaited = flag.takes if flag else None
            self.flags.add(flag.field if flag else "")
            return None
        if self.row.options and option:
            parameter = next((known for known in self.row.options if known.name == option[1]), None)
            text = text[option.end() :]
        else:
            parameter = take(self.positional, word)
        return self._note(parameter, text) if parameter else None

    def _note(self, parameter: Parameter, text: str) -> Parameter:
        self.fields.add(parameter.field)
        with suppress(CommandError):
            self.values[parameter.field] = parameter.value.read(text)
        return parameter

    def items(self, typed: Word, context: Context, holders: tuple[Row, ...]) -> Completions:
        """Return what can stand at `typed`, after the parameters."""
        open_options = [option for option in self.row.options if self._is_open(option)]
        if match := OPTION.match(typed.text):
            option = next((option for option in open_options if option.name == match[1]), None)
            return self._values(option, typed.after(match.end()), context)
        found: list[Item] = []
        if self.awaited:
            return self._values(self.awaited, typed, context)
        for parameter in filter(self._is_open, self.positional):
            if parameter.value.takes == "command":
                return _items((), typed, context, (*holders, self.row))
            values = self._values(parameter, typed, context)
            found += values.items
            if parameter.needed:
                first = self._flags() if self.row.written and parameter is not self.row.positional[0] else []
                found += [item for item in first if item.word.startswith(typed.text)]
                return attrs.evolve(values, items=tuple(found))
        words = [Item(f"{option.name}=", option.means) for option in open_options]
        words += self._flags()
        found += [item for item in words if item.word.startswith(typed.text)]
        wanted = next(filter(self._is_open, self.positional), None)
        asks = asked(wanted, self.guest, context) if wanted else f"an option of {self.row.verb}"
        if wanted and words:
            asks += "; or an option"
        return _found(typed, found, asks, self.row, wanted, self.guest)

    @property
    def guest(self) -> str:
        """The guest that is named; empty while none is."""
        return str(self.values.get("guest", ""))

    def _values(self, parameter: Parameter | None, typed: Word, context: Context) -> Completions:
        """Return what can stand at `typed` as `parameter`."""
        if parameter is None:
            return _found(typed, [], row=self.row, guest=self.guest)
        items = offers(parameter, typed.text, self.guest, context)
        return _found(typed, items, asked(parameter, self.guest, context), self.row, parameter, self.guest)

    def _flags(self) -> list[Item]:
        return [Item(flag.word, flag.means) for flag in self.row.flags if self._may_follow(flag)]

    def _may_follow(self, flag: Flag) -> bool:
        """Return whether a flag may still be given: not where it, or another one in its place, has been."""
        field = flag.takes.field if flag.takes else flag.field
        return not flag.refused and (not field or field not in self.flags | self.fields)

    def _is_open(self, parameter: Parameter) -> bool:
        """Return whether `parameter` may still be given."""
        field, choice = parameter.field, self.row.choice
        narrowed = self.row.narrow(self.values)
        if field in self.fields or (narrowed and field not in narrowed.takes):
            return False
        return field not in choice or not any(chosen in self.fields for chosen in choice)
