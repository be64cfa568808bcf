"""What one instant did, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.map.differences import differing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import Sentence, Snapshot

NAMED = 3
"""Guests that are named."""


def instant_words(before: Snapshot | None, after: Snapshot, told: Sequence[Sentence]) -> str:
    """Return what was told at the time of a picture, else which operation went on, else where anything changed.

    Args:
        before: the picture of the instant next to it; None: there is none.
        after: the picture.
        told: sentences, of which those of that time count.
    """
    said = [f"{each.guest} {each.text}".strip() for each in told if each.time == after.time]
    if said:
        return said[0] if len(said) == 1 else f"{said[0]} (and {len(said) - 1} more)"
    if before is None:
        return ""
    was = {each.id: (each.done, each.state, each.detail) for each in before.operations}
    worked = [
        each.command for each in after.operations if was.get(each.id) != (each.done, each.state, each.detail)
    ]
    if worked:
        return f"{worked[-1]} went on"
    guests = sorted(differing(before, after))
    more = f" and {len(guests) - NAMED} more" if len(guests) > NAMED else ""
    return (
        f"memory of {', '.join(guests[:NAMED])}{more} changed" if guests else "nothing changed that is shown"
    )
