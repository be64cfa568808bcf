"""In which order guests are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from engine.units import MIB
from tui.render.guests.lists import free_lists
from tui.render.guests.state import QUIET, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.snapshot import GuestView
    from tui.render.guests.state import GuestState

SortKey = Literal["number", "wants", "name", "has", "target", "free", "large", "balloon", "swap"]
SORT_WORDS: dict[SortKey, str] = {
    "number": "by number",
    "wants": "wants most",
    "name": "name",
    "has": "has most",
    "target": "target",
    "free": "least free",
    "large": "least ≥2M",
    "balloon": "largest balloon",
    "swap": "swaps most",
}
CYCLE: tuple[SortKey, ...] = ("wants", "name", "free", "large", "swap", "number")
"""As the key for it goes through them."""
UPWARDS: frozenset[SortKey] = frozenset({"number", "name", "free", "large"})
"""Keys whose least comes first, unless it is the other way round."""
LARGE = 2 * MIB
"""A block of this size is a large one: a huge page on most machines."""
FEW = 9
"""So many guests, as many as digits pick, stay by number unless somebody asks for another order: maps hold still."""


@attrs.frozen
class Sort:
    """What guests are sorted by."""

    key: SortKey | None = None
    """None: by number while they are few or their maps are seen, else by how urgently somebody should look."""
    reverse: bool = False


AS_THEY_ARE = Sort()


def large_share(guest: GuestView) -> int:
    """Return how much of the free memory is in blocks of 2M and more, in thousandths."""
    lists = free_lists(guest)
    held = [lists.held(order) for order in range(lists.orders)]
    total = sum(held)
    return 1000 * sum(held[(LARGE // guest.page_size).bit_length() - 1 :]) // total if total else 0


def wanted(guest: GuestView) -> int:
    """Return how far a guest is from its target, in bytes."""
    return abs(guest.target - guest.has)


def ordered(
    guests: Iterable[tuple[int, GuestView]], states: Mapping[str, GuestState], key: SortKey, reverse: bool
) -> list[tuple[int, GuestView]]:
    """Return numbered guests in an order; where a key tells nothing apart, by number.

    Args:
        guests: each with its number.
        states: by name, what happens to each.
        key: what they are sorted by.
        reverse: whether the last come first; those that are alike stay by number.
    """

    def urgency(guest: GuestView) -> Urgency:
        return states.get(guest.name, QUIET).urgency

    keys: dict[SortKey, Callable[[GuestView], tuple[int | str, ...]]] = {
        "number": lambda _: (),
        "wants": lambda guest: (urgency(guest), -wanted(guest)),
        "name": lambda guest: (guest.name,),
        "has": lambda guest: (-guest.has,),
        "target": lambda guest: (-guest.target,),
        "free": lambda guest: (guest.free,),
        "large": lambda guest: (large_share(guest),),
        "balloon": lambda guest: (-guest.balloon_pages * guest.page_size,),
        "swap": lambda guest: (-states.get(guest.name, QUIET).swaps, -guest.swap_used),
    }
    find = keys[key]
    numbered = sorted(guests, key=lambda each: each[0], reverse=reverse and key == "number")
    return sorted(numbered, key=lambda each: find(each[1]), reverse=reverse)
