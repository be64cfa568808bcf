"""The lines of one guest: what it has, is to have, its balloon and free memory; below, how fragmented that is.

Lines are told apart by how they are drawn and by what stands at their ends, and have their colour besides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from engine.units import short_size
from tui.plot.frame import GAP, INDEX, LEFT, RIGHT, WIDE
from tui.plot.ink import line, text
from tui.plot.ticks import size_ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.plot.frame import Frame
    from tui.plot.ink import Inks
    from tui.plot.tracks import Level, Track

Points: TypeAlias = "list[tuple[float, float]]"
APART = 18
"""Pixels between what stands at the ends of lines."""
SAMPLE = 26
"""Pixels of a line that stand before what it is called."""
NAMED = "unusable for 2M"


@attrs.frozen
class _Line:
    name: str
    ink: str
    wide: float
    dash: str
    of: Callable[[Level], int]


def _lines(track: Track, inks: Inks) -> list[_Line]:
    """Return the lines of a guest; those that would never leave the axis, or another line, are left out."""
    lines = [_Line("has", inks.text, 2.6, "", lambda it: it.has)]
    if any(each.target != each.has for each in track.levels):
        lines.append(_Line("target", inks.muted, 1.6, "2 4", lambda it: it.target))
    if any(each.balloon for each in track.levels):
        lines.append(_Line("balloon", inks.balloon, 2.6, "11 5", lambda it: it.balloon))
    lines.append(_Line("free", inks.free, 2.6, "7 4 2 4", lambda it: it.free))
    return lines


def guest_lines(track: Track, frame: Frame, inks: Inks, top: int) -> list[str]:
    """Draw both plots of a guest, from `top` on."""
    lines = _lines(track, inks)
    most = max(each.of(level) for each in lines for level in track.levels)
    ticks = size_ticks(most)
    bottom = top + frame.levels
    drawn = _grid(inks, top, [(bottom - frame.levels * tick / ticks[-1], short_size(tick)) for tick in ticks])
    ends = []
    for each in lines:
        points = [
            (frame.x(level.time), bottom - frame.levels * each.of(level) / ticks[-1])
            for level in track.levels
        ]
        drawn.append(line(_path(points), each.ink, each.wide, each.dash))
        ends.append((points[-1][1], f"{each.name} {short_size(each.of(track.levels[-1]))}", each))
    drawn += _names(ends, top, inks)
    return drawn + _index(track, frame, inks, bottom + GAP)


def _index(track: Track, frame: Frame, inks: Inks, top: int) -> list[str]:
    """Draw how much of the free memory is of no use for blocks of 2M."""
    bottom = top + INDEX
    drawn = _grid(inks, top, [(bottom - INDEX * share / 2, f"{50 * share} %") for share in range(3)])
    points = [(frame.x(each.time), bottom - INDEX * each.unusable / 1000) for each in track.levels]
    path = _path(points)
    area = f"{path}V{bottom}H{points[0][0]:g}z"
    drawn.append(f'<path d="{area}" fill="{inks.muted}" fill-opacity=".18"/>')
    drawn.append(line(path, inks.text, 1.8))
    x, y = WIDE - RIGHT + 10, min(bottom, max(top + 12, points[-1][1] + 5))
    drawn.append(text(x, y, f"{NAMED} {track.levels[-1].unusable / 10:.0f} %", inks.text, size=13))
    return drawn


def _grid(inks: Inks, top: int, ticks: Sequence[tuple[float, str]]) -> list[str]:
    drawn = []
    for y, words in ticks:
        drawn.append(line(f"M{LEFT} {y:g}H{WIDE - RIGHT}", inks.rule, 1))
        drawn.append(text(LEFT - 10, y + 5, words, inks.muted, anchor="end", size=14))
    bottom = ticks[0][0]
    drawn.append(line(f"M{LEFT} {top}V{bottom:g}", inks.rule, 1))
    return drawn


def _names(ends: Sequence[tuple[float, str, _Line]], top: int, inks: Inks) -> list[str]:
    """Write what lines are called at their ends, each after a piece of it; those that would touch are moved apart."""
    ordered = sorted(ends, key=lambda each: each[0])
    places: list[float] = []
    for at, (y, _, _) in enumerate(ordered):
        places.append(max(y, places[-1] + APART if at else top + 4))
    lowest = max(each[0] for each in ordered)
    over = max(0.0, places[-1] - lowest)
    for at in reversed(range(len(places))):  # what was pushed below the lowest line's end goes up again
        limit = places[at + 1] - APART if at + 1 < len(places) else places[at] - over
        places[at] = min(places[at], limit)
    drawn = []
    for y, (_, words, each) in zip(places, ordered, strict=True):
        x = WIDE - RIGHT + 10
        drawn.append(line(f"M{x} {y:g}h{SAMPLE}", each.ink, each.wide, each.dash))
        drawn.append(text(x + SAMPLE + 6, y + 5, words, inks.text))
    return drawn


def _path(points: Points) -> str:
    """Return a path through points, without those that lie on the way between others."""
    kept: Points = []
    for at, point in enumerate(points):
        if 0 < at < len(points) - 1 and points[at - 1][1] == point[1] == points[at + 1][1]:
            continue
        kept.append(point)
    return "M" + "L".join(f"{x:g} {y:.1f}" for x, y in kept)
