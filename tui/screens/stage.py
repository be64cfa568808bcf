"""Places the parts of the main screen where the plan for its size says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region
from textual.layout import Layout, WidgetPlacement
from textual.layouts.vertical import VerticalLayout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.geometry import Size
    from textual.layout import ArrangeResult
    from textual.widget import Widget

    from tui.render.layout import Frame, Rect
    from tui.render.whole.presented import Parts


FEWEST_THEMES = 7
"""Rows of the list of themes where there are so few below the maps that it must stand on some of them."""


class Planned(Protocol):
    """What has its parts placed by `Stage`."""

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand, by id; a part that is left out is not shown."""
        ...


class Stage(Layout):
    """Asks the parent where each of its children stands. What floats, as a tooltip, stands where it says itself."""

    name: ClassVar[str] = "stage"

    def __init__(self, plan: Planned) -> None:
        self._plan = plan
        self._floating = VerticalLayout()

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Return a placement for each child that has a place."""
        places = self._plan.places(size)
        floating = [child for child in children if child.absolute_offset is not None]
        return [
            *(
                WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child)
                for child in children
                if child.id and (region := places.get(child.id))
            ),
            *(self._floating.arrange(parent, floating, size, greedy) if floating else ()),
        ]


def region(rect: Rect) -> Region:
    """Return a part of a frame in Textual's terms."""
    return Region(rect.x, rect.y, rect.width, rect.height)


INSPECTOR = 6
"""Rows that the inspector needs: where the events have fewer, it takes those of the operations too."""


def body_places(
    plan: Frame,
    size: Size,
    sheet: str = "",
    large: bool = False,
    inspecting: bool = False,
    stop: int = 0,
    replays: bool = False,
) -> dict[str, Region]:
    """Return where the parts of the body stand, in a body as large as the screen.

    Args:
        plan: the frame for this size.
        size: of the screen.
        sheet: what stands in the place of the bands, by id; empty: they do.
        large: whether on a low screen it needs the rows of operations and events too.
        inspecting: whether the inspector is open, in the place of the events; it is not where there is a side pane.
        stop: the rows that a stop takes of those of the events, at their end.
        replays: whether a timeline stands in the place of the operations.
    """
    if plan.form != "full":
        return {"small": Region(0, 0, size.width, size.height)}
    parts = ("host", "legend", "heading", "bands", "side", "operations", "events")
    found = {name: place for name in parts if (place := region(getattr(plan, name))).area}
    if inspecting and "side" not in found and "events" in found:
        events = found.pop("events")
        over = found.pop("operations") if events.height < INSPECTOR and "operations" in found else events
        found["inspector"] = Region(0, over.y, events.width, events.bottom - over.y)
    if stop and "events" in found:
        events = found["events"]
        found["events"] = Region(events.x, events.y, events.width, max(1, events.height - stop))
    if replays and "operations" in found:
        found["replay"] = found.pop("operations")
    if plan.guests != "bands" and "bands" in found:
        found["overview"] = found.pop("bands")
    if not sheet:
        return found
    place = region(plan.large_sheet if large else plan.sheet)
    kept = {name: part for name, part in found.items() if not part.overlaps(place)}
    return {**kept, sheet: place}


def presented_places(parts: Parts, sheet: str = "") -> dict[str, Region]:
    """Return where the parts of a presentation stand; a sheet stands in the place of the map."""
    return {
        "presenter-head": region(parts.head),
        sheet or "bands": region(parts.map),
        "presenter": region(parts.foot),
    }


def places(
    plan: Frame,
    size: Size,
    prompt_rows: int,
    menu: tuple[int, int, int],
    panel_rows: int,
    why: tuple[int, int] = (0, 0),
    themes: int = 0,
    stop: int = 0,
) -> dict[str, Region]:
    """Return where the body stands, and what stands before it.

    Args:
        plan: the frame for this size.
        size: of the screen.
        prompt_rows: what the prompt needs, the line and all of an error; it grows upwards.
        menu: the column where the menu begins, and the columns and rows that it wants; it stands on the line.
        panel_rows: what the open panel wants, frame and all; 0: none is open. It stands on the prompt, or
            on the list of themes.
        why: the columns and rows that an answer to `why` wants in the same place.
        themes: the rows that the list of themes wants there. It leaves the maps in sight.
        stop: the rows that a stop wants there; the others stand on it.
    """
    whole = Region(0, 0, size.width, size.height)
    found = {"body": whole, "outline": whole}
    if plan.form != "full":
        return found
    bottom = plan.prompt.y + plan.prompt.height
    top = max(0, bottom - max(prompt_rows, plan.prompt.height))
    found["footer"] = region(plan.footer)
    found["prompt"] = Region(0, top, size.width, bottom - top)
    below = top
    if stop:
        below -= stop
        found["stop"] = Region(0, below, size.width, stop)
    if themes:
        height = min(themes, max(FEWEST_THEMES, below - plan.operations.y))
        below -= height
        found["themes"] = Region(0, below, size.width, height)
    if panel_rows:
        height = min(panel_rows, below - plan.host.height)
        found["panel"] = Region(0, below - height, size.width, height)
    if why[1]:
        height = min(why[1], below - plan.host.height)
        found["why"] = Region(0, below - height, why[0], height)
    column, width, height = menu
    if height:
        width, height = min(width, size.width), min(height, top)
        found["menu"] = Region(max(0, min(column, size.width - width)), top - height, width, height)
    return {name: place for name, place in found.items() if place.area}
