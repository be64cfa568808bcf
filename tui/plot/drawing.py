"""A plot as SVG, complete in itself: of the size of a slide where there are few guests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from engine.errors import printable
from tui.plot import happened
from tui.plot.frame import BETWEEN, FOOT, GAP, HEAD, INDEX, LANE, LEFT, RIGHT, WIDE, Frame, levels_high
from tui.plot.ink import FONT, cut, inks, line, text
from tui.plot.levels import guest_lines
from tui.plot.ticks import time_ticks, time_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import OperationView
    from tui.plot.ink import Inks
    from tui.plot.tracks import Plotted
    from tui.render.colours.theme import Theme

MOST = 12
"""Guests that are drawn."""


def plot_svg(plotted: Plotted, theme: Theme) -> str:
    """Draw a plot.

    Args:
        plotted: what it shows.
        theme: its colours.
    """
    colours = inks(theme)
    tracks = plotted.tracks[:MOST]
    frame = Frame(plotted.first, plotted.end, 0, 0)
    titles = happened.chapter_places(plotted.chapters, frame)
    mine = [_of(plotted.operations, track.name) for track in tracks]
    places = [happened.operation_places(each, frame) for each in mine]
    lanes = [1 + max((it.row for it in each if it), default=0) for each in places]
    rows = happened.chapter_rows(titles)
    frame = Frame(plotted.first, plotted.end, rows, levels_high(len(tracks), rows, sum(lanes)))
    y, parts = frame.top, []
    for track, shown, place, lane in zip(tracks, mine, places, lanes, strict=True):
        parts.append(text(8, y + 17, track.name, colours.text, size=17, bold=True))
        parts += happened.operations(shown, frame, place, colours, y + 2)
        y += HEAD + LANE * lane - LANE
        parts += guest_lines(track, frame, colours, y)
        y += frame.levels + GAP + INDEX + BETWEEN
    bottom = y - BETWEEN
    behind = happened.chapters(plotted.chapters, frame, titles, colours, bottom)
    parts += _axis(frame, colours, bottom)
    title = plotted.title
    if len(plotted.tracks) > MOST:
        title += f" · {MOST} of {len(plotted.tracks)} guests"
    heading = text(8, 32, cut(title, WIDE - 16, 22), colours.text, size=22, bold=True)
    return _svg(bottom + FOOT, title, colours, [heading, *behind, *parts])


def _of(operations: Sequence[OperationView], guest: str) -> list[OperationView]:
    """Return a guest's operations in order of their start, but for its beginning, which its lines show."""
    mine = [each for each in operations if each.guest == guest and not each.command.startswith("guest ")]
    return sorted(mine, key=lambda each: (each.started, each.id))


def _axis(frame: Frame, colours: Inks, y: float) -> list[str]:
    drawn = []
    for tick in time_ticks(frame.first, frame.end):
        x = frame.x(tick)
        drawn.append(line(f"M{x:g} {y:g}v6", colours.muted, 1))
        drawn.append(text(x, y + 22, time_words(tick, frame.end), colours.muted, anchor="middle", size=14))
    middle = (LEFT + WIDE - RIGHT) / 2
    drawn.append(text(middle, y + 44, "virtual time", colours.muted, anchor="middle", size=14))
    return drawn


def _svg(height: float, title: str, colours: Inks, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{height:g}" '
        f'viewBox="0 0 {WIDE} {height:g}" font-family="{FONT}">\n<title>{escape(printable(title, 200))}</title>\n'
        f'<rect width="{WIDE}" height="{height:g}" fill="{colours.ground}"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
