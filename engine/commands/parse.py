"""Reads a line as a command. An error names the word that is wrong, why, and what would be right."""

from __future__ import annotations

import re

import attrs

from engine.commands.fields import Fields
from engine.commands.flags import without_flags
from engine.commands.grammar import BY_FIRST_WORD, ROWS
from engine.commands.habits import TOO_MUCH, first_word, second_word
from engine.commands.model import Command
from engine.commands.names import NAME, advice, listing, nearest
from engine.commands.row import Parameter, Row
from engine.commands.words import Word, place_after, split
from engine.commands.write import write
from engine.errors import SyntaxRefused, quoted

OPTION = re.compile(r"([a-z_]+)=(?!=)")
"""How a word that gives an option starts."""
_WITH_SECOND = 2
_LONGEST_ALONE = 3
"""Words of the one command that shares its first word with native ones: QEMU's `balloon GUEST MIB`."""
_HELP = "`help` lists the commands"


def parse(text: str, *, default_guest: str | None = None) -> Command:
    """Read one command.

    Args:
        text: what was typed; columns of places count from its first character.
        default_guest: the guest of views and operators' words that name none.

    Raises:
        SyntaxRefused: not a command; its place is the word that is wrong.
    """
    return read_words(text, split(text), default_guest)


def read_words(line: str, words: tuple[Word, ...], default_guest: str | None = None) -> Command:
    """Read the command that `words` of `line` are; the last one is taken to end the command.

    Raises:
        SyntaxRefused: not a command.
    """
    if not words:
        raise SyntaxRefused("there is no command", _HELP)
    return _Reader(line[: words[-1].end], default_guest).command(words, ())


def find_row(words: tuple[Word, ...]) -> Row:
    """Return the row that `words` start with.

    Raises:
        SyntaxRefused: none; or the words stop before they name one.
    """
    first = words[0].text
    rows = BY_FIRST_WORD.get(first)
    if rows is None:
        typed = not words[0].place.line
        verbs = (row.verb for row in ROWS if not (typed and row.script_only))
        wanted = first_word(tuple(word.text for word in words), verbs, _HELP)
        raise SyntaxRefused(f"{quoted(first)} is not a command", wanted, words[0].place)
    seconds = {row.words[1]: row for row in rows if len(row.words) > 1}
    alone = next((row for row in rows if len(row.words) == 1), None)
    if alone and not (seconds and _names_second(words, seconds)):
        return alone
    if len(words) == 1:
        raise SyntaxRefused(
            f"{first} is half a command", f"{first} {listing(seconds)}", place_after(words[0])
        )
    if (second := words[1].text) not in seconds:
        found = f"{quoted(second)} is nothing that {first} does"
        raise SyntaxRefused(found, second_word(second, seconds), words[1].place)
    return seconds[second]


def _names_second(words: tuple[Word, ...], seconds: dict[str, Row]) -> bool:
    """Say whether the word after the first belongs to the verb, right or nearly right.

    `balloon web 512` is QEMU's, while `balloon inflte web 5M` was meant as a native command.
    """
    if len(words) < _WITH_SECOND:
        return True
    second = words[1].text
    if second in seconds:
        return True
    sizes = [word for word in words[2:] if word.text[:1].isdigit()]
    return len(words) > _LONGEST_ALONE or (bool(nearest(second, seconds)) and not sizes)


@attrs.frozen
class _Reader:
    """Reads the commands of one line, a command inside another included."""

    line: str
    default_guest: str | None

    def command(self, words: tuple[Word, ...], holders: tuple[Row, ...]) -> Command:
        """Read `words`, which stand inside the commands of `holders`."""
        row = find_row(words)
        for holder in holders:
            if row.verb in holder.may_not_hold:
                found = f"{row.verb} cannot stand inside {holder.verb}"
                raise SyntaxRefused(found, "another command", words[0].place)
        fields = Fields(dict(row.fixed))
        given, words = words, without_flags(row, words, fields)
        self._put_selected_guest(row, words, fields)
        positional = [p for p in row.positional if p.field not in fields.values]
        for at, word in enumerate(words[len(row.words) :], len(row.words)):
            if row.options and (option := OPTION.match(word.text)):
                _read_option(row, word, option[1], fields)
            elif not (parameter := take(positional, word)):
                wanted = TOO_MUCH.get(row.verb, row.usage)
                raise SyntaxRefused(f"{quoted(word.text)} is one word too many", wanted, word.place)
            elif parameter.value.takes == "word":
                fields.read(parameter, word)
            elif parameter.value.takes == "rest":
                fields.read(parameter, word.to_end_of(self.line))
                break
            else:
                fields.put(
                    parameter, self.command(words[at:], (*holders, row)), word.to_end_of(self.line).place
                )
                break
        _check_together(row, fields, given[-1])
        dialect = row.verb if row.group == "operators" else ""
        command = row.model(**fields.values, places=fields.places, dialect=dialect)
        return attrs.evolve(command, text=write(command))

    def _put_selected_guest(self, row: Row, words: tuple[Word, ...], fields: Fields) -> None:
        """Name the selected guest in a command that may leave the guest out, and does."""
        if not row.omits_guest:
            return
        given = [word.text for word in words[len(row.words) :]]
        if len(given) < len(row.positional) and not (given and NAME.fullmatch(given[0])):
            if self.default_guest is None:
                verb_end = words[len(row.words) - 1]
                raise SyntaxRefused("no guest is named", row.usage, place_after(verb_end))
            fields.values["guest"] = self.default_guest


def take(positional: list[Parameter], word: Word) -> Parameter | None:
    """Remove and return the parameter that `word` is: the next, or the first that it looks like."""
    if not positional:
        return None
    meant = next((p for p in positional if p.needed or p.value.looks(word.text)), positional[0])
    positional.remove(meant)
    return meant


def _read_option(row: Row, word: Word, name: str, fields: Fields) -> None:
    options = {option.name: option for option in row.options}
    if name not in options:
        found = f"{row.verb} has no option {quoted(name)}"
        raise SyntaxRefused(found, advice(name, options), word.until(len(name)).place)
    if options[name].field in fields.values:
        raise SyntaxRefused(f"{name}= is given twice", "once", word.place)
    value = word.after(len(name) + 1)
    if not value.text:
        raise SyntaxRefused(f"{name}= has no value", row.shape(options[name]), value.place)
    fields.read(options[name], value)


def _check_together(row: Row, fields: Fields, last: Word) -> None:
    """Refuse a command whose parameters do not go together, or lack one."""
    narrowed = row.narrow(fields.values)
    given = [p for p in row.parameters if p.field in fields.values]
    for parameter in given:
        if narrowed and parameter.field not in narrowed.takes:
            found = f"{narrowed.so_far} takes no {row.shape(parameter)}"
            raise SyntaxRefused(found, "leave it out", fields.places[parameter.field])
    chosen = [p for p in given if p.field in row.choice]
    if len(chosen) > 1:
        names = listing((row.shape(p) for p in chosen), "and")
        raise SyntaxRefused(f"{names} do not go together", row.usage, fields.places[chosen[-1].field])
    needs = narrowed.needs if narrowed else ()
    for parameter in row.parameters:
        if (parameter.needed or parameter.field in needs) and parameter not in given:
            what, wanted = (narrowed.so_far, parameter.means) if narrowed else (row.verb, _usages(row))
            raise SyntaxRefused(f"{what} needs {row.shape(parameter)}", wanted, place_after(last))
    if wrong := row.check(fields.values):
        field, found, wanted = wrong
        raise SyntaxRefused(found, wanted or row.usage, fields.places.get(field) or place_after(last))
    if row.choice and row.choice_needed and not chosen:
        shapes = listing(row.shape(p) for p in row.parameters if p.field in row.choice)
        raise SyntaxRefused(f"{row.verb} needs {shapes}", row.usage, place_after(last))


def _usages(row: Row) -> str:
    """Return how a command is written, and what else its first word can begin."""
    others = [other.verb for other in BY_FIRST_WORD[row.words[0]] if other is not row]
    return f"{row.usage}, or {listing(others)}" if others and len(row.words) == 1 else row.usage
