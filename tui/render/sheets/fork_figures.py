"""What a fork and its recording are held against each other by: figures of both at one time, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.memory.kinds import SectionState
from engine.units import short_size
from tui.render.text.words import level, percent, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.snapshot import GuestView, Snapshot

ORDER_2M = 21
"""The power of two bytes of the block that most of the time is asked for."""
ABSENT = "not there"


@attrs.frozen
class Figure:
    """One figure of both.

    Attributes:
        label: what it is.
        recorded: of the recording, in words.
        forked: of the fork.
    """

    label: str
    recorded: str
    forked: str

    @property
    def differs(self) -> bool:
        """Whether they are others."""
        return self.recorded != self.forked


def unusable(guest: GuestView) -> int:
    """Return how much of a guest's free memory is useless for a block of 2M, in percent."""
    order = max(0, ORDER_2M - (guest.page_size.bit_length() - 1))
    index = guest.unusable_free_index
    return percent(index[min(order, len(index) - 1)], 1000) if index else 0


def online_sections(guest: GuestView) -> int:
    """Return how many sections hold pages."""
    return int((guest.sections.state != SectionState.OFFLINE).sum())


_OF_GUEST: tuple[tuple[str, Callable[[GuestView], str]], ...] = (
    ("has ▸ target", lambda guest: f"{level(guest.has)} ▸ {level(guest.target)}"),
    ("balloon", lambda guest: short_size(guest.balloon)),
    ("free", lambda guest: short_size(guest.free)),
    ("unusable for 2M", lambda guest: f"{unusable(guest)} %"),
    ("largest free block", lambda guest: short_size(guest.largest_free_block)),
    ("sections online", lambda guest: f"{online_sections(guest):,}"),
    ("swapped out", lambda guest: short_size(guest.swapped_out)),
)
_OF_ALL: tuple[tuple[str, Callable[[Snapshot], str]], ...] = (
    ("host free", lambda picture: short_size(picture.host.free)),
    ("operations done", lambda picture: str(_ended(picture, "done"))),
    ("failed or partial", lambda picture: str(_ended(picture, "failed", "partial", "stalled"))),
    ("pages migrated", lambda picture: f"{sum(each.pages_migrated for each in picture.operations):,}"),
)


def _ended(picture: Snapshot, *states: str) -> int:
    return sum(each.id > 0 and each.state in states for each in picture.operations)


def of_guest(recorded: GuestView | None, forked: GuestView | None) -> list[Figure]:
    """Return the figures of a guest, which may be there on one side alone."""
    return [
        Figure(label, say(recorded) if recorded else ABSENT, say(forked) if forked else ABSENT)
        for label, say in _OF_GUEST
    ]


def of_all(recorded: Snapshot, forked: Snapshot) -> list[Figure]:
    """Return the figures that are no single guest's."""
    return [Figure(label, say(recorded), say(forked)) for label, say in _OF_ALL]


def guests(recorded: Snapshot, forked: Snapshot) -> list[str]:
    """Return the guests of both, those first that differ."""
    names = list(dict.fromkeys(guest.name for picture in (recorded, forked) for guest in picture.guests))
    return sorted(names, key=lambda name: not differs(recorded, forked, name))


def all_figures(recorded: Snapshot, forked: Snapshot) -> Iterator[tuple[str, list[Figure]]]:
    """Yield the figures of each guest with its name, then those of no single guest."""
    for name in guests(recorded, forked):
        yield name, of_guest(recorded.guest(name), forked.guest(name))
    yield "", of_all(recorded, forked)


def differs(recorded: Snapshot, forked: Snapshot, name: str) -> bool:
    """Say whether any figure of a guest differs."""
    return any(each.differs for each in of_guest(recorded.guest(name), forked.guest(name)))


def sentence(recorded: Snapshot, forked: Snapshot) -> str:
    """Say what the figures say, the largest difference first."""
    told = [_said(recorded.guest(name), forked.guest(name), name) for name in guests(recorded, forked)]
    said = [each for each in told if each]
    same = [name for name, each in zip(guests(recorded, forked), told, strict=True) if not each]
    if not said:
        return "Nothing differs yet: the fork is as it was recorded."
    names = same[0] if len(same) == 1 else f"The {len(same)} others"
    rest = f" {names} {'is' if len(same) == 1 else 'are'} as recorded." if same else ""
    return " ".join(said[:2]) + (f" {len(said) - 2} more guests differ." if len(said) > 2 else "") + rest


def _said(recorded: GuestView | None, forked: GuestView | None, name: str) -> str:
    """Say in a sentence how a guest differs; empty: it does not."""
    if recorded is None or forked is None:
        if recorded is forked:
            return ""
        return f"{name} is in the {'fork' if forked else 'recording'} alone."
    parts = []
    if forked.target != recorded.target:
        parts.append(f"is to have {level(forked.target)} instead of {level(recorded.target)}")
    if by := forked.has - recorded.has:
        parts.append(f"has {short_size(abs(by))} {'more' if by > 0 else 'less'} than was recorded")
    if by := online_sections(forked) - online_sections(recorded):
        count = plural(abs(by), "section")
        parts.append(f"has {count} {'more' if by > 0 else 'fewer'} online")
    if (now := unusable(forked)) != (was := unusable(recorded)):
        parts.append(f"could not use {now} % of its free memory for 2M instead of {was} %")
    if parts:
        return f"{name} {', '.join(parts)}."
    others = [each.label for each in of_guest(recorded, forked) if each.differs]
    return f"{name} differs in {' and '.join(others[:2])}." if others else ""
