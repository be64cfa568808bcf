"""What completion offers, with what the present picture knows of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.errors import CommandError
from engine.units import parse_percent, parse_size, short_size
from tui.language.costs import target_in_short
from tui.language.sections import OFFERED, section_choices
from tui.prompt.choices import Choice
from tui.scripts import lesson_title, lessons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands.complete import Completions
    from engine.snapshot import GuestView, Snapshot

MOST = 200
"""Choices of one menu."""


def meant(found: Completions, typed: str, picture: Snapshot) -> tuple[Choice, ...]:
    """Return what is offered, each with what it means for the guest as it is.

    Args:
        found: what the language offers.
        typed: the word so far.
        picture: the present one.
    """
    items = [Choice(item.word, item.means) for item in found.items[:MOST]]
    guest = picture.guest(found.guest)
    offers = found.parameter.offers if found.parameter else ""
    if offers == "lessons":
        titles = _titles()
        return tuple(Choice(item.text, titles.get(item.text, item.means)) for item in items)
    if guest is None:
        return tuple(items)
    if offers in OFFERED:
        named = [item for item in items if not item.text[:1].isdigit()]
        return (*section_choices(guest, offers, typed, _refused(picture, guest.name)), *named)
    if offers == "amounts":
        items = [_with_size(item, guest) for item in items]
    if offers == "targets":
        items = [_with_cost(item, guest) for item in items]
    return tuple(items)


@cache
def _titles() -> dict[str, str]:
    """Return what each bundled lesson says of itself."""
    return {name: lesson_title(lesson) for name, lesson in lessons().items()}


def _with_size(choice: Choice, guest: GuestView) -> Choice:
    """Return a percent with what it comes to."""
    try:
        part = parse_percent(choice.text).of(guest.online)
    except CommandError:
        return choice
    return Choice(choice.text, f"{short_size(part)} {choice.means}")


def _with_cost(choice: Choice, guest: GuestView) -> Choice:
    """Return a target with what it is called, and what it costs."""
    try:
        size = parse_size(choice.text).bytes
    except CommandError:
        return choice
    named = "" if choice.means.endswith("in the balloon") else choice.means
    words = target_in_short(guest, size)
    return Choice(choice.text, named if named == words else " · ".join(filter(None, (named, words))))


def _refused(picture: Snapshot, guest: str) -> Sequence[int]:
    """Return the sections of a guest that refused to leave, the latest operation's first."""
    return [
        section
        for operation in reversed(picture.operations)
        if operation.guest == guest
        for section, _ in operation.failed_sections
    ]
