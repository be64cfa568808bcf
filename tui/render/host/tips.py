"""What is said of a place of the host bar while the mouse rests there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import short_size
from tui.render.host.bar import factor, falls_behind, is_assumed, wishes
from tui.render.text.words import level, percent

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from tui.render.host.hit import ClockPart

CLOCK: dict[ClockPart, str] = {
    "time": "virtual time · wheel: the next instant, and in a replay the one before",
    "sign": "click pauses, or goes on",
    "speed": "how fast virtual time runs · wheel: faster, slower",
}
"""What the mouse does at the parts of the clock."""


def clock_tip(snapshot: Snapshot, part: ClockPart) -> str:
    """Return what a part of the clock is, and why virtual time falls behind the speed, where it does."""
    if part == "speed" and falls_behind(snapshot):
        behind = f"{factor(snapshot.reached)}x is what this machine manages of {snapshot.speed:g}x"
        return f"{behind}: it is too slow for it; what happens is the same, only later · {CLOCK[part]}"
    return CLOCK[part]


def segment_tip(snapshot: Snapshot, name: str) -> str:
    """Return what a guest has of the machine, shall have, and was promised."""
    said = f"{name} has {short_size(snapshot.host.owned[name])} of the machine"
    if guest := snapshot.guest(name):
        said += f"; its target is {level(guest.target)}, {level(guest.max)} were promised"
    return f"{said} · click selects it"


def bar_tip(snapshot: Snapshot) -> str:
    """Return what nobody has."""
    host = snapshot.host
    zeroing = (
        f", {short_size(host.zeroing)} are being zeroed before anybody gets them" if host.zeroing else ""
    )
    return f"{short_size(host.free)} are free{zeroing} · click shows whose the machine's frames are"


def wish_tip(snapshot: Snapshot) -> str:
    """Return who wants and gives, whole, and what a promise beyond the machine means."""
    host = snapshot.host
    said = f"{wishes(snapshot)}."
    if snapshot.watch is not None or is_assumed(snapshot) or not snapshot.guests:
        return said
    share = percent(host.promised, host.total)
    more = ": not all can have it at once" if host.promised > host.total else ""
    return f"{said} All guests together may have {level(host.promised)}, {share} % of the machine{more}."
