"""A line of a script or of the prompt: a command, when it runs, and what has to become of it."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.commands.grammar import BY_FIRST_WORD, innermost, row_of
from engine.commands.model import Command, Fails, Try
from engine.commands.parse import read_words
from engine.commands.words import Word, place_after, read_word, split
from engine.errors import CommandError, SyntaxRefused
from engine.units import SECOND, Nanoseconds, parse_duration

STALL = 60 * SECOND
"""An operation without progress for so long is stalled, unless its line says otherwise."""

_STALL_OPTION = "stall="


@attrs.frozen
class Line:
    """One line of a script that runs something.

    Attributes:
        command: what it runs; a leading `fails` or `try` is in `must` instead.
        at: the virtual time at which it runs, counted from the script's start; None: it is part of the chain.
        background: whether the line after it does not wait for it.
        stall: how long its operation may make no progress before it counts as failed.
        must: what becomes of it: it has to succeed, it has to fail, or either.
        number: its line in the file, from 1; 0 where it was typed.
        text: the line as it was written, without blanks around it.
    """

    command: Command
    at: Nanoseconds | None = None
    background: bool = False
    stall: Nanoseconds = STALL
    must: Literal["succeed", "fail", "may"] = "succeed"
    number: int = 0
    text: str = ""


def parse_line(text: str, number: int = 0, file: str = "", default_guest: str | None = None) -> Line | None:
    """Read one line of a script, or a typed one.

    Args:
        text: the line, without its end.
        number: its line in `file`, from 1; 0 for a typed line.
        file: what errors call the file.
        default_guest: the guest of views and operators' words that name none.

    Returns:
        None for a blank line or a comment.

    Raises:
        SyntaxRefused: its place is the word that is wrong.
    """
    written = text.strip(" \t")
    if not written or written.startswith("#"):
        return None
    words = split(text, number, file)
    at = stall = None
    background = False
    if words[0].text.startswith("@"):
        start, *rest = words
        at, words = read_word(parse_duration, start.after(1)), tuple(rest)
        if not words:
            raise SyntaxRefused(f"{start.text} has no command", "a command after it", place_after(start))
    if not ends_in_text(words):
        words, stall, background = _without_ending(words)
        if background and ends_in_text(words):  # as `help&`: with a blank before it the `&` would be text
            raise SyntaxRefused(f"nothing waits for {words[-1].text}", "leave & out", words[-1].place)
        text = text[: words[-1].end]
    command = read_words(text, words, default_guest)
    if (row := row_of(command)).script_only:
        wanted = (
            "at the start of a line of it" if number else f"as in `ballonet FILE`; `help {row.verb}` explains"
        )
        raise SyntaxRefused(f"{row.verb} belongs in a script", wanted, words[0].place)
    must: Literal["succeed", "fail", "may"] = "succeed"
    if isinstance(command, Fails | Try):
        must = "fail" if isinstance(command, Fails) else "may"
        command = command.command
    if stall and not row_of(innermost(command)).lasts:
        raise SyntaxRefused(f"{command.verb} takes no time", "leave stall= out", stall.place)
    patience = read_word(_read_stall, stall.after(len(_STALL_OPTION))) if stall else STALL
    return Line(command, at, background, patience, must, number, written)


def ends_in_text(words: tuple[Word, ...]) -> bool:
    """Return whether the line up to its end is the text of a command, as of `say`, even inside another."""
    while words and (rows := BY_FIRST_WORD.get(words[0].text)):
        if rows[0].free_text:
            return True
        if not rows[0].may_not_hold:
            return False
        words = words[len(rows[0].positional) :]
    return False


def _without_ending(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], Word | None, bool]:
    """Return the words of the command itself, its `stall=` if it has one, and whether it ends with `&`."""
    comment = next((i for i, word in enumerate(words) if word.text.startswith("#")), len(words))
    kept, stall = list(words[:comment]), None
    background = bool(kept) and kept[-1].text.endswith("&")
    if background:
        last = kept.pop()
        kept += [last.until(len(last.text) - 1)] if last.text != "&" else []
    for word in [word for word in kept if word.text.startswith(_STALL_OPTION)]:
        if stall:
            raise SyntaxRefused("stall= is given twice", "once", word.place)
        kept.remove(word)
        stall = word
    if not kept:
        raise SyntaxRefused("there is no command", "a command before it", words[0].place)
    return tuple(kept), stall, background


def _read_stall(text: str) -> Nanoseconds:
    if not (patience := parse_duration(text)):
        raise CommandError("nothing makes progress in no time", "a duration above 0")
    return patience
