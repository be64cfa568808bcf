"""The plots as a drawing for documents, as `ballonet run --plot` makes it of a whole run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.snapshot import Column
from engine.units import SECOND
from tui.plot.drawing import plot_svg
from tui.plot.tracks import Level, Plotted, Track
from tui.render.colours.bundled import bundled_theme
from tui.render.sheets.plot_series import unusable_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import GuestView, Snapshot
    from engine.units import Nanoseconds
    from tui.render.sheets.plot_series import Window

THEME = "light"
"""Documents are white, whatever is worn."""


def plots_svg(snapshot: Snapshot, window: Window, chapters: Sequence[tuple[Nanoseconds, str]] = ()) -> str:
    """Return the window of the plots as SVG, complete in itself.

    Args:
        snapshot: the picture.
        window: the seconds to draw.
        chapters: when they began, and their titles.
    """
    first = window.first * SECOND
    end = max(first + SECOND, min(window.end, window.first + window.columns * window.step) * SECOND)
    tracks = [_track(guest, window) for guest in snapshot.guests]
    plotted = Plotted(
        "guests over virtual time",
        first,
        end,
        tuple(each for each in tracks if each.levels),
        tuple(each for each in chapters if first <= each[0] <= end),
        tuple(
            each
            for each in snapshot.operations
            if each.started <= end and (each.ended is None or each.ended >= first)
        ),
    )
    return plot_svg(plotted, bundled_theme(THEME))


def _track(guest: GuestView, window: Window) -> Track:
    """Return what is known of a guest in a window: what it was at the end of each second."""
    until = min(window.end, window.first + window.columns * window.step)
    rows = guest.course.between(window.first, max(window.first, until))
    rows = rows[rows[:, Column.ONLINE] > 0]
    has = (rows[:, Column.ONLINE] - rows[:, Column.BALLOON]) * guest.page_size
    balloon, free = rows[:, Column.BALLOON] * guest.page_size, rows[:, Column.FREE] * guest.page_size
    shares = unusable_shares(rows[:, Column.UNUSABLE], rows[:, Column.FREE])
    levels = zip(
        ((rows[:, Column.SECOND] + 1) * SECOND).tolist(),
        has.tolist(),
        has.tolist(),  # what it was to have is not known of the past: no line is drawn of what is as another
        balloon.tolist(),
        free.tolist(),
        shares.tolist(),
        strict=True,
    )
    return Track(guest.name, tuple(Level(*each) for each in levels))
