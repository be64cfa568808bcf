"""The flags of operators' tools, as getopt reads them: `-e`, `--enable`, `-vd`, `-q 4`, `-q4`, `--zone=Movable`."""

from __future__ import annotations

from engine.commands.fields import Fields
from engine.commands.names import advice, listing
from engine.commands.row import Flag, Row
from engine.commands.words import Word, place_after
from engine.errors import SyntaxRefused, quoted


def without_flags(row: Row, words: tuple[Word, ...], fields: Fields) -> tuple[Word, ...]:
    """Read the flags of an operators' tool, and return the other words.

    Raises:
        SyntaxRefused: a flag that the tool does not have, that does nothing here, or that lacks its value.
    """
    if not row.flags:
        return words
    rest, kept = list(words[len(row.words) :]), list(words[: len(row.words)])
    while rest:
        word = rest.pop(0)
        if not row.is_flag(word.text):
            kept.append(word)
            continue
        for flag, value in _flags(row, word):
            if flag.takes:
                if value is None and not rest:
                    found = f"{row.verb} {flag.word} needs {flag.takes.value.label}"
                    raise SyntaxRefused(found, flag.takes.means, place_after(word))
                fields.read(flag.takes, value or rest.pop(0))
            elif flag.field:
                _set(row, flag, word, fields)
    return tuple(kept)


def _flags(row: Row, word: Word) -> list[tuple[Flag, Word | None]]:
    """Return the flags in a word, each with the value that is written in it: `-eb` are two flags, `-q4` has a value."""
    name, equals, _ = word.text.partition("=")
    flag = row.flag_of(word.text) or (row.flag_of(name) if equals else None)
    if flag is None and not word.text.startswith("--"):
        flags: list[tuple[Flag, Word | None]] = []
        for at, letter in enumerate(word.text[1:], 2):
            short = row.flag_of(f"-{letter}")
            if short is None:
                break
            if short.takes:
                return [*flags, (short, word.after(at) if word.text[at:] else None)]
            flags.append((short, None))
        else:
            return flags
    if flag is None:
        names = [spelling for known in row.flags for spelling in (known.word, known.also) if spelling]
        raise SyntaxRefused(
            f"{row.verb} has no flag {quoted(word.text)}", advice(word.text, names), word.place
        )
    if flag.refused:
        raise SyntaxRefused(f"{word.text} does nothing here", flag.refused, word.place)
    return [(flag, word.after(len(name) + 1) if equals and flag.takes else None)]


def _set(row: Row, flag: Flag, word: Word, fields: Fields) -> None:
    """Let a flag say what it says, unless another one has said something else."""
    if fields.values.get(flag.field, flag.sets) != flag.sets:
        others = [known.word for known in row.flags if known.field == flag.field]
        raise SyntaxRefused(f"{listing(others, 'and')} do not go together", row.usage, word.place)
    fields.values[flag.field] = flag.sets
    fields.places[flag.field] = word.place
