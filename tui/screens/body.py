"""Everything that shows a picture: host, guests, operations, sentences. It comes after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from tui.render.crowd import Crowd, GuestsForm
from tui.render.cursor import Cursor, Zoom
from tui.render.layout import frame
from tui.render.operations import listed
from tui.render.roster import Roster
from tui.screens.stage import Stage, body_places
from tui.widgets.bands import Bands
from tui.widgets.event_log import EventLog
from tui.widgets.guests_heading import GuestsHeading
from tui.widgets.host_bar import HostBar, Legend, TooSmall
from tui.widgets.inspector import Inspector
from tui.widgets.operations_pane import OperationsPane
from tui.widgets.overview import Overview
from tui.widgets.side_pane import SidePane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.app import ComposeResult
    from textual.geometry import Region, Size
    from textual.layout import Layout

    from engine.snapshot import Sentence, Snapshot
    from engine.units import Pages
    from tui.render.glyphs import Glyphs
    from tui.render.inspect import Behind
    from tui.render.palette import Palette
    from tui.widgets.sheet import Sheet, SheetName
    from tui.widgets.steered import View


def _host_map() -> type[Sheet]:
    from tui.widgets.host_map_pane import HostMapPane

    return HostMapPane


def _compare() -> type[Sheet]:
    from tui.widgets.compare_pane import ComparePane

    return ComparePane


def _plots() -> type[Sheet]:
    from tui.widgets.plots_pane import PlotsPane

    return PlotsPane


SHEETS: dict[SheetName, Callable[[], type[Sheet]]] = {"host": _host_map, "compare": _compare, "plots": _plots}
"""What may stand in the place of the bands, imported when it is wanted."""
FORGOTTEN = frozenset({"failed", "partial"})
"""States of operations that stay listed until they are dismissed."""


class Body(Widget, can_focus=False):
    """The parts behind the prompt. It has no engine: it shows what it is given."""

    DEFAULT_CSS = """
    Body { background: $ground; color: $text; overflow: hidden; }
    """

    def __init__(self, palette: Palette, glyphs: Glyphs, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        look = (palette, glyphs)
        self.host = HostBar(*look, id="host")
        self.legend = Legend(*look, id="legend")
        self.heading = GuestsHeading(*look, id="heading")
        self.bands = Bands(*look, id="bands")
        self.overview = Overview(*look, id="overview")
        self.side = SidePane(*look, id="side")
        self.inspector = Inspector(*look, id="inspector")
        self.operations = OperationsPane(*look, id="operations")
        self.events = EventLog(*look, id="events")
        self.small = TooSmall(*look, id="small")
        self.inspecting = False
        """Whether the inspector is open."""
        self.picture: Snapshot | None = None
        self.sheet: Sheet | None = None
        """What is open in the place of the bands."""
        self.roster = Roster()
        """Which guests are shown, and in which order."""
        self.guests_form: GuestsForm = "bands"
        self._tabled = False
        """Whether the table is wanted even where there is room for more."""
        self._typing = False
        """Whether a filter is being typed."""
        self._kept_selected = ""
        """Who was selected before a filter hid it."""
        self._sheets: dict[SheetName, Sheet] = {}
        self._dismissed: set[int] = set()
        self._stage = Stage(self)

    @property
    def layout(self) -> Layout:
        """What places the parts."""
        return self._stage

    def compose(self) -> ComposeResult:
        """Yield every part; `places` says which of them show."""
        yield from (self.host, self.legend, self.heading, self.bands, self.overview, self.side)
        yield from (self.inspector, self.operations, self.events, self.small)

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand."""
        plan = frame(size.width, size.height, *self.shape)
        self.operations.heading, self.events.heading = plan.operations_heading, plan.events_heading
        self.bands.paged = self.inspecting or plan.side.height > 0
        self.guests_form, self.overview.cards = plan.guests, plan.guests == "cards"
        return body_places(
            plan,
            size,
            f"sheet-{self.sheet.NAME}" if self.sheet else "",
            self.sheet is not None and self.sheet.LARGE,
            self.inspecting and self.sheet is None,
        )

    @property
    def shape(self) -> tuple[int, int, Crowd | None]:
        """What places depend on, apart from the screen's size: how many guests and operations there are, and how."""
        if self.picture is None:
            return 3, 0, None
        crowd = Crowd(
            len(self.roster.shown),
            self.roster.told or self._typing or self._tabled,
            self.bands.large or self.bands.cursor.zoom > Zoom.SECTIONS,
            self._tabled,
        )
        return len(self.picture.guests), len(listed(self.picture, self._dismissed)), crowd

    def show(self, picture: Snapshot, sentences: Iterable[Sentence], now: float) -> bool:
        """Show another picture, and the sentences that are new.

        Args:
            picture: the picture.
            sentences: those whose number is `next_sentence` or higher.
            now: wall time in seconds, for marks that fade.

        Returns:
            Whether the parts have other places now.
        """
        before, self.picture = self.shape, picture
        self.roster.see(picture, listed(picture, self._dismissed), now)
        self.events.show(sentences)
        if self.small.region:
            self.small.show(picture)
        else:
            self.host.show(picture)
            self.bands.see(picture, now, self._dismissed, self.roster.shown)
            self._keep_selected()
            if self.sheet is None:
                self._show_bands()
            else:
                self.sheet.show(picture)
            self.operations.show(picture, self._dismissed)
        if self.shape == before:
            return False
        # A part asks for it: only then Textual forgets where its siblings stood.
        self.host.refresh(layout=True)
        return True

    def _show_bands(self) -> None:
        self.heading.show(self.roster, self.selected)
        if self.guests_form == "bands":
            self.bands.redraw()
        elif self.picture:
            self.overview.show(self.picture, self.roster, self.selected)
        self.legend.show(self.bands.cursor.zoom)
        self._follow()

    def _follow(self) -> None:
        """Have the inspector, or the pane beside the bands, say what the cursor is on."""
        if self.picture and self.sheet is None:
            cursor, count = self.bands.at_cursor
            self.side.show(self.picture, cursor, self.bands.behind, count)
            if self.inspecting:
                self.inspector.show(self.picture, cursor, count, self.bands.behind)

    def inspect(self, wanted: bool) -> bool:
        """Open the inspector or close it; say whether that can be: a wide screen always has it beside the bands."""
        if wanted and self.side.region:
            return False
        self.inspecting = self.bands.inspected = wanted
        self.bands.paged = wanted
        self.host.refresh(layout=True)
        self.bands.redraw()
        self._follow()
        if wanted:
            self.bands.ask()
        return True

    def on_bands_moved(self) -> None:
        """Explain where the cursor is now."""
        self._follow()
        if self.picture and self.guests_form != "bands":
            self.overview.show(self.picture, self.roster, self.selected)

    def explain(self, behind: Behind | None) -> None:
        """Show the machine's side of the page at the cursor."""
        if behind != self.bands.behind:
            self.bands.behind = behind
            if self.picture and self.sheet is None:
                self._show_bands()

    @property
    def sheets(self) -> Mapping[SheetName, Sheet]:
        """Those that were opened so far."""
        return self._sheets

    def open_sheet(self, name: SheetName) -> Sheet:
        """Put a sheet in the place of the bands; it is made when it is first opened."""
        if name not in self._sheets:
            self._sheets[name] = sheet = SHEETS[name]()(
                self.host.palette, self.host.glyphs, id=f"sheet-{name}"
            )
            sheet.told, sheet.selected = self.events.told, lambda: self.selected
            self.mount(sheet)
        self.sheet = self._sheets[name]
        if self.picture:
            self.sheet.show(self.picture)
        self.host.refresh(layout=True)
        return self.sheet

    def close_sheet(self) -> None:
        """Have the bands in their place again."""
        self.sheet = None
        if self.picture:
            self._show_bands()
        self.host.refresh(layout=True)

    def on_bands_zoomed(self) -> None:
        """Explain what the cells are now, also while time stands and no other picture comes."""
        self.legend.show(self.bands.cursor.zoom)
        self._place_anew()

    def on_resize(self) -> None:
        """Let the keyboard go along where guests have another form now."""
        self.call_after_refresh(self._move_keys)

    def on_descendant_focus(self) -> None:
        """Show the selected guest large where the keyboard went to its map and there are only many guests in sight."""
        if self.screen.focused is self.bands and self.guests_form != "bands":
            self.bands.enlarge(True)

    @property
    def front(self) -> Bands | Overview:
        """What shows the guests."""
        return self.bands if self.guests_form == "bands" else self.overview

    @property
    def filters(self) -> bool:
        """Whether there is anything to filter, and room to say so."""
        return bool(self.picture and self.picture.guests and not self.small.region)

    def rearrange(self) -> None:
        """Filter and sort the guests anew, and show them."""
        self.roster.arrange()
        if self.picture:
            self.bands.shown = self.roster.shown
            self._keep_selected()
            self._show_bands()
        self._place_anew()

    def start_filter(self) -> None:
        """Give the keyboard to the row above the guests."""
        self._typing = True
        self._place_anew()
        self.heading.focus()

    def end_filter(self, *, kept: bool) -> None:
        """Have the filter typed no more; keep it, or show all guests."""
        self._typing = False
        if not kept:
            self.roster.filter = ""
        self.rearrange()

    def turn_table(self) -> None:
        """Show the guests as a table, or as there is room for them."""
        self._tabled = not self._tabled
        if self._tabled:
            self.bands.home()
        self.rearrange()

    def pick(self, name: str, *, opens: bool) -> None:
        """Select a guest, and show it large if it is to be opened."""
        if name != self.selected:
            self.bands.go(Cursor(name))
        if opens:
            self.bands.enlarge(True)
        if self.picture:
            self._show_bands()

    def go_to_guest(self, name: str) -> None:
        """Select a guest and bring it into sight; among many it is shown large."""
        if self.picture is None or self.picture.guest(name) is None:
            return
        if not self.roster.shows(name):
            self.roster.filter = ""
            self.rearrange()
        self.pick(name, opens=self.guests_form != "bands")

    def _keep_selected(self) -> None:
        """Select another guest if the filter hides the selected one, and that one again as soon as it may."""
        roster = self.roster
        if self._kept_selected and roster.shows(self._kept_selected):
            name, self._kept_selected = self._kept_selected, ""
            if self.selected != name:
                self.bands.go(Cursor(name))
        elif roster.shown and self.selected and not roster.shows(self.selected):
            self._kept_selected = self._kept_selected or self.selected
            self.bands.go(Cursor(roster.shown[0][1].name))

    def _place_anew(self) -> None:
        """Have the parts placed again, and let the keyboard go along."""
        self.host.refresh(layout=True)
        self.call_after_refresh(self._move_keys)

    def _move_keys(self) -> None:
        """Let the keyboard go along where the guests have another form now."""
        hidden = self.overview if self.guests_form == "bands" else self.bands
        if self.sheet is None and not self.small.region and self.screen.focused is hidden:
            self.front.focus()
        if self.picture and self.sheet is None and not self.small.region:
            self._show_bands()

    @property
    def shows_machine(self) -> bool:
        """Whether the machine's frames are in sight."""
        return self.sheet is not None and self.sheet.NAME == "host"

    @property
    def next_sentence(self) -> int:
        """The number of the first sentence that is not yet shown."""
        return self.events.next_number

    @property
    def view(self) -> View:
        """The pages that are in sight."""
        return self.bands.view

    @property
    def grains(self) -> Mapping[str, Pages]:
        """The parts of sections that are in sight, see `Bands.grains`."""
        return self.bands.grains if self.sheet is None else {}

    @property
    def selected(self) -> str:
        """The selected guest; empty without one."""
        return self.bands.cursor.guest

    def out(self) -> bool:
        """Zoom out one step, or else stop listing what has failed; say whether other parts may have to move."""
        if self.bands.cursor.zoom or self.bands.large:
            self.bands.action_zoom_out()
        elif self.picture:
            self._dismissed |= {each.id for each in self.picture.operations if each.state in FORGOTTEN}
            return self.show(self.picture, (), 0.0)
        return False
