"""What a target costs a guest, as words: what its balloon would take, in the order in which it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memory.kinds import Kind
from engine.units import short_size

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from engine.units import Bytes


def target_words(guest: GuestView, target: Bytes) -> str:
    """Return what comes of a target: `gives 91.5M: 60M free, 31.5M of file cache`, or `gets 64M back`."""
    change = target - guest.has
    if not change:
        return "as it is"
    if change > 0:
        back = min(change, guest.balloon)
        if back == change:
            return f"gets {short_size(change)} back from the balloon"
        return (
            f"the balloon has {short_size(back)} to give back: {short_size(target - guest.online)} too much"
        )
    return f"gives {short_size(-change)}: {', '.join(_given_up(guest, -change))}"


def target_in_short(guest: GuestView, target: Bytes) -> str:
    """Return the same in few words: `gives 1.5G, 450M of it anon to swap`."""
    parts = _given_up(guest, guest.has - target)
    if target >= guest.has or len(parts) < 2:
        return target_words(guest, target)
    size, _, what = parts[-1].partition(" ")
    return f"gives {short_size(guest.has - target)}, {size} of it {what.removeprefix('of ')}"


def _given_up(guest: GuestView, wanted: Bytes) -> list[str]:
    """Return what goes, the cheapest first, down to the marks at which the kernel begins to reclaim."""
    parts = []
    kept = sum(zone.low for zone in guest.zones) * guest.page_size
    for name, there in (
        ("free", max(0, guest.free - kept)),
        ("of file cache", guest.kind(Kind.FILE, Kind.FILE_DIRTY)),
        ("of anon to swap", min(guest.kind(Kind.ANON), guest.swap_total - guest.swap_used)),
    ):
        if part := min(wanted, there):
            parts.append(f"{short_size(part)} {name}")
            wanted -= part
    return [*parts, f"{short_size(wanted)} it cannot spare"] if wanted else parts
