"""The plots as a drawing for documents: a strip for each line of each guest, all above one axis of virtual time.

It is black on white with one font family that everyone has, so that it prints; lines are told apart by place and name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from engine.errors import printable
from engine.units import SECOND, short_size
from tui.render.sheets.plot_series import series
from tui.render.text.words import clock

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView, Snapshot
    from tui.render.sheets.plot_series import Series, Window

LEFT, RIGHT, WIDE = 120, 100, 640
"""Widths of the names, of what stands behind the lines, and of the lines; in points, as all here."""
STRIP, GAP, HEAD, FOOT = 34, 8, 26, 28
"""Heights of a line's strip, of the room below it, of a guest's heading, and of the axis."""
TICKS = 6


def plots_svg(snapshot: Snapshot, window: Window) -> str:
    """Return the window of the plots as SVG, complete in itself.

    Args:
        snapshot: the picture.
        window: the seconds to draw.
    """
    y, parts = 10, []
    for guest in snapshot.guests:
        parts.append(_heading(guest, snapshot.operations, window, y))
        y += HEAD
        for line in series(guest, window, watched=snapshot.watch is not None):
            parts.append(_strip(line, window, y))
            y += STRIP + GAP
    parts.append(_axis(window, y))
    width, height = LEFT + WIDE + RIGHT, y + FOOT
    style = "text{font:11px monospace;fill:#111}.line{fill:none;stroke:#111;stroke-width:1.2}"
    style += ".area{fill:#ddd}.rule{stroke:#999;stroke-width:.6}.op{stroke:#111;stroke-width:3}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}"><style>{style}</style>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _x(window: Window, second: float) -> float:
    """Return where a second stands; those beside the window stand at its edge."""
    share = (second - window.first) / (window.columns * window.step)
    return round(LEFT + WIDE * min(1.0, max(0.0, share)), 1)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(printable(text, 200))}</text>'


def _heading(guest: GuestView, operations: tuple[OperationView, ...], window: Window, y: int) -> str:
    """Draw the guest's name, and its operations from start to end, each with its number and what became of it."""
    parts = [_text(8, y + 16, guest.name)]
    for each in operations:
        end = window.end if each.ended is None else each.ended / SECOND
        if each.guest != guest.name or end < window.first:
            continue
        start, stop = _x(window, each.started / SECOND), _x(window, end)
        state = "" if each.state in ("done", "running") else f" {each.state}"
        parts.append(f'<path class="op" d="M{start} {y + 18}H{max(stop, start + 2)}"/>')
        parts.append(_text(start, y + 13, f"{each.id}{state}"))
    return "".join(parts)


def _strip(line: Series, window: Window, y: int) -> str:
    """Draw one line from 0 to what a full column stands for; where nothing is known there is none."""
    bottom = y + STRIP
    runs: list[list[tuple[float, float]]] = [[]]
    for at, value in enumerate(line.values.tolist()):
        if value < 0:
            runs.append([])
            continue
        height = STRIP * min(1.0, value / line.scale)
        runs[-1].append((_x(window, window.second(at)), round(bottom - height, 1)))
        runs[-1].append((_x(window, window.second(at + 1)), round(bottom - height, 1)))
    parts = [f'<path class="rule" d="M{LEFT} {bottom}h{WIDE}"/>']
    for run in filter(None, runs):
        path = "L".join(f"{x} {top}" for x, top in run)
        parts.append(f'<path class="area" d="M{run[0][0]} {bottom}L{path}L{run[-1][0]} {bottom}z"/>')
        parts.append(f'<path class="line" d="M{path}"/>')
    last = next((said for said in reversed(line.said) if said), "")
    parts += [_text(LEFT - 8, bottom - 4, line.name, "end"), _text(LEFT + WIDE + 6, bottom - 4, last)]
    parts.append(_text(LEFT + WIDE + 6, y + 9, f"of {short_size(line.scale)}"))
    return "".join(parts)


def _axis(window: Window, y: int) -> str:
    """Draw the times below everything."""
    parts = []
    span = window.columns * window.step
    for i in range(TICKS + 1):
        second = window.first + span * i // TICKS
        x = _x(window, second)
        parts.append(f'<path class="rule" d="M{x} {y}v4"/>')
        parts.append(_text(x, y + 18, clock(second * SECOND)[:-2], "middle"))
    return "".join(parts)
