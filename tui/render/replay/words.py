"""What a replay says of itself, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND, short_size
from tui.render.replay.free import free_at
from tui.render.text.words import clock, percent, plural, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.snapshot.replay import ReplayView
    from engine.units import Nanoseconds
    from tui.render.replay.track import Track

TAKE_OVER = "type a command: fork from here"


def speed_words(speed: float) -> str:
    """Print a speed: `1x`, `0.25x`."""
    return f"{speed:g}x"


def at(time: Nanoseconds) -> str:
    """Print a time of a recording: `00:41.30`, and from an hour on `1:02:03.40`."""
    text = stamp(time, with_minutes=True)
    minutes, seconds = text.split(":")
    hours, left = divmod(int(minutes), 60)
    return f"{hours}:{left:02}:{seconds}" if hours else text


def exactly(time: Nanoseconds) -> str:
    """Print a time of a recording with as many digits as it needs, two at least: `00:41.301234567`."""
    digits = f"{time % SECOND:09}"
    return f"{at(time)}{digits[2:].rstrip('0')}"


def known(view: ReplayView) -> str:
    """Print how much of a recording is known, as a share of it."""
    return f"{percent(min(view.indexed, view.end), view.end) if view.end else 100} %"


def drift_words(view: ReplayView) -> str:
    """Return what differs first, without the recording's own name before it, which is said already."""
    place, colon, said = view.drift.partition(": ")
    return said if colon and place.startswith(f"{view.name}:") else view.drift


def state(view: ReplayView, now: Nanoseconds) -> tuple[str, bool]:
    """Return how a replay stands at a time, and whether that is bad news."""
    if view.fork is not None:
        return ("live" if now >= view.indexed else f"its past, live from {at(view.indexed)}"), False
    if view.drift:
        return f"× {drift_words(view)}", True
    if view.seeking is not None:
        return f"going to {clock(view.seeking)}, looking ahead: {known(view)}", False
    if view.indexed < view.end:
        return f"looking ahead: {known(view)}", False
    return ("digests agree" if view.digests else ""), False


def told_of(view: ReplayView, track: Track, time: Nanoseconds) -> str:
    """Say what is known of the column of the timeline that a time is in."""
    column = track.column(time)

    def here(times: Iterable[Nanoseconds]) -> int:
        return sum(track.column(each) == column for each in times)

    said = [at(time)]
    begun = [title for start, title in view.chapters if start <= time]
    if begun:
        said.append(f"{len(begun)} {begun[-1]}")
    if operations := here(view.operations):
        said.append("an operation begins" if operations == 1 else f"{operations} operations begin")
    if failures := here(view.failures):
        said.append(plural(failures, "failure"))
    size = free_at(view, time)
    said.append("not known yet" if size is None else f"{short_size(size)} free")
    return f"{' · '.join(said)} · click goes there"
