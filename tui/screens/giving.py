"""What the main screen has to give: of the pane in front for a copy, of everything for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND
from tui.export.extract import Extract, of_text
from tui.export.memory import free_lists, pages, sections
from tui.export.sheets import host, plots
from tui.export.simulation import guests, operations
from tui.render.map.cursor import Zoom
from tui.render.sheets.plot_series import STEPS, Window

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from engine.units import Nanoseconds
    from tui.screens.body import Body
    from tui.screens.parts import Parts

COLUMNS = 200
"""Columns of plots that nobody has opened: as many seconds as the last steps of the scale have room for."""


def in_front(screen: Parts) -> Extract | None:
    """Return what `y` copies: of the open panel, else of the pane with the keyboard, else of what stands before all.

    None: there is nothing yet.
    """
    body = screen.body
    picture = body.picture if body else None
    if body is None or picture is None:
        return None
    if screen.why.answer:
        return of_text("why", screen.why.title_text, picture.time, screen.why.whole_text())
    if screen.panel.topic:
        return of_text("panel", screen.panel.title, picture.time, screen.panel.whole_text())
    if screen.focused is body.events:
        return body.events.extract(picture.time, in_sight=True)
    if screen.focused is body.operations:
        return operations(picture)
    if body.sheet:
        return body.sheet.extract(picture)
    if body.front is body.overview:
        return guests(picture)
    return _of_map(body, picture) or guests(picture)


def everything(screen: Parts, picture: Snapshot) -> list[Extract]:
    """Return all that can be written to a file, what stands in front first.

    Args:
        screen: where it shows.
        picture: what is true now, with whose the machine's frames are.
    """
    body = screen.body
    if body is None:
        return []
    found = [body.events.extract(picture.time), guests(picture), operations(picture)]
    if guest := picture.guest(body.selected):
        found += [sections(guest, picture.time, body.bands.marked), free_lists(guest, picture.time)]
        if (view := guest.pages.get(body.bands.cursor.section)) is not None:
            found.append(pages(guest, view, picture.time))
    found += _sheets(body, picture)
    front = in_front(screen)
    if front is None:
        return found
    same = [each for each in found if each.name == front.name]
    return [*(same or [front]), *(each for each in found if each not in same)]


def session(time: Nanoseconds, recording: str) -> Extract:
    """Return what was done so far. It is text already: files are written beside a simulation that goes on."""
    return Extract("session", "what was done", time, {"bal": lambda: recording})


def _of_map(body: Body, picture: Snapshot) -> Extract | None:
    """Return the pages that the cursor is among, or the sections that are marked, or all of the guest's."""
    guest, cursor = picture.guest(body.selected), body.bands.cursor
    if guest is None:
        return None
    view = guest.pages.get(cursor.section) if cursor.zoom > Zoom.SECTIONS else None
    if view is not None:
        return pages(guest, view, picture.time, cursor.block)
    return sections(guest, picture.time, body.bands.marked)


def _sheets(body: Body, picture: Snapshot) -> list[Extract]:
    """Return what the sheets show, or would show: a comparison only if there is one."""
    opened = {name: extract for name, sheet in body.sheets.items() if (extract := sheet.extract(picture))}
    machine = picture.host.machine
    if "host" not in opened and machine is not None:
        opened["host"] = host(machine, picture.time, picture.host.balancing)
    if "plots" not in opened:
        step = next((step for step in STEPS if step * COLUMNS * SECOND >= picture.time), STEPS[-1])
        opened["plots"] = plots(picture, Window.of(picture.time, COLUMNS, step), None)
    return list(opened.values())
