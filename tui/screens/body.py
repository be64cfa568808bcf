"""Everything that shows a picture: host, guests, operations, sentences. It comes after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.layout import frame
from tui.render.rates import Rates
from tui.render.told.operations import listed
from tui.screens.gathered import Gathered
from tui.screens.stage import Stage, body_places, presented_places
from tui.widgets.event_log import EventLog
from tui.widgets.host_bar import Legend, TooSmall
from tui.widgets.inspector import Inspector
from tui.widgets.operations_pane import FORGOTTEN, OperationsPane
from tui.widgets.side_pane import SidePane
from tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Region, Size
    from textual.layout import Layout
    from textual.widget import Widget

    from engine.snapshot import Sentence, Snapshot
    from engine.units import Pages
    from tui.render.colours.palette import Palette
    from tui.render.crowd import Crowd, GuestsForm
    from tui.render.map.inspect import Behind
    from tui.render.text.glyphs import Glyphs
    from tui.render.whole.presented import Parts as PresentedParts
    from tui.render.whole.presented import Presented
    from tui.widgets.map_asks import View
    from tui.widgets.sheet import Sheet, SheetName


def _host_map() -> type[Sheet]:
    from tui.widgets.host_map_pane import HostMapPane

    return HostMapPane


def _compare() -> type[Sheet]:
    from tui.widgets.compare_pane import ComparePane

    return ComparePane


def _plots() -> type[Sheet]:
    from tui.widgets.plots_pane import PlotsPane

    return PlotsPane


def _fork() -> type[Sheet]:
    from tui.widgets.fork_pane import ForkPane

    return ForkPane


TIMELINE_ROWS = 5
"""In which all of it shows."""
SHEETS: dict[SheetName, Callable[[], type[Sheet]]] = {
    "host": _host_map,
    "compare": _compare,
    "plots": _plots,
    "fork": _fork,
}
"""What may stand in the place of the bands, imported when it is wanted."""


class Body(Gathered, can_focus=False):
    """The parts behind the prompt. It has no engine: it shows what it is given."""

    DEFAULT_CSS = """
    Body { background: $ground; color: $text; overflow: hidden; }
    """

    def __init__(self, palette: Palette, glyphs: Glyphs, id: str) -> None:  # noqa: A002 - as Textual calls it
        look = (palette, glyphs)
        super().__init__(*look, id=id)
        self.legend = Legend(*look, id="legend")
        self.side = SidePane(*look, id="side")
        self.inspector = Inspector(*look, id="inspector")
        self.operations = OperationsPane(*look, id="operations")
        self.timeline = Timeline(*look, id="replay")
        self.events = EventLog(*look, id="events")
        self.events.selected = lambda: self.selected
        self.small = TooSmall(*look, id="small")
        self.inspecting = False
        """Whether the inspector is open."""
        self.rates = Rates()
        """How often what is seen may change."""
        self._sheets: dict[SheetName, Sheet] = {}
        self._dismissed: set[int] = set()
        self.presented: Presented | None = None
        """What is presented, in the place of all else; None: nothing is."""
        self.stop_rows = 0
        """Rows that a stop takes at the end of the events."""
        self._stage = Stage(self)

    @property
    def layout(self) -> Layout:
        """What places the parts."""
        return self._stage

    def compose(self) -> ComposeResult:
        """Yield every part; `places` says which of them show."""
        yield from (self.host, self.legend, self.heading, self.bands, self.overview, self.side)
        yield from (self.inspector, self.operations, self.timeline, self.events, self.small)

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand."""
        plan = frame(size.width, size.height, *self.shape)
        if self.presented and plan.form == "full":
            self.take_form("bands")
            return presented_places(
                self.presented_rows(self.presented), f"sheet-{self.sheet.NAME}" if self.sheet else ""
            )
        self.operations.heading, self.events.heading = plan.operations_heading, plan.events_heading
        self.bands.paged = self.inspecting or plan.side.height > 0
        self.bands.beside = plan.side.height > 0
        if plan.form == "full":
            self.take_form(plan.guests)
        return body_places(
            plan,
            size,
            f"sheet-{self.sheet.NAME}" if self.sheet else "",
            self.sheet is not None and self.sheet.LARGE,
            self.inspecting and self.sheet is None,
            self.stop_rows,
            self.replays,
        )

    def presented_rows(self, view: Presented) -> PresentedParts:
        """Return where the parts of a presentation stand."""
        from tui.render.whole.presented import parts

        return parts(*self.size, view, self.host.glyphs)

    @property
    def panes(self) -> list[Widget]:
        """The panes in sight that can have the keyboard, in the order in which Tab goes through them."""
        first: Widget = self.sheet or self.front
        others = (self.timeline if self.replays else self.operations, self.events)
        return [first, *(pane for pane in others if pane.region.area)]

    @property
    def replays(self) -> bool:
        """Whether a recording is played: its timeline stands in the place of the operations."""
        return self.picture is not None and self.picture.replay is not None

    @property
    def shape(self) -> tuple[int, int, Crowd | None, bool]:
        """What places depend on, apart from the screen's size: how many guests and operations there are, and how."""
        if self.picture is None:
            return 3, 0, None, False
        rows = TIMELINE_ROWS if self.replays else len(listed(self.picture, self._dismissed))
        return len(self.picture.guests), rows, self.crowd, self.replays

    @property
    def next_form(self) -> GuestsForm:
        """The form in which the guests are as soon as they are placed anew."""
        return frame(self.size.width, self.size.height, *self.shape).guests

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
            pictures = self.rates.see(picture, now, self.looked_at)
            self.host.show(pictures.gauges, pictures.numbers)
            self.bands.see(picture, now, self._dismissed, self.roster.shown, pictures)
            self.keep_selected()
            if self.sheet is None and (self.guests_form == "bands" or pictures.numbers is picture):
                self.show_front()
            elif self.sheet:
                shown = {"host": picture, "fork": pictures.numbers}
                self.sheet.show(shown.get(self.sheet.NAME, pictures.gauges))
            if self.replays:
                self.timeline.show(pictures.gauges)
            else:
                self.operations.show(pictures.gauges, self._dismissed, pictures.numbers)
        if self.shape == before:
            return False
        # A part asks for it: only then Textual forgets where its siblings stood.
        self.host.refresh(layout=True)
        return True

    def leap(self, picture: Snapshot, sentences: Sequence[Sentence]) -> None:
        """Be ready for a picture that does not follow from the last, as of an earlier time.

        Args:
            picture: what is shown next. What has not failed yet by then is listed when it does, be it dismissed before.
            sentences: all that were told by the time of that picture.
        """
        self._dismissed &= {each.id for each in picture.operations}
        self.rates.forget()
        self.bands.forget()
        self.operations.forget()
        self.events.replace(sentences)

    @property
    def looked_at(self) -> Hashable:
        """What is looked at: if that is another, nothing waits."""
        open_now = self.sheet.NAME if self.sheet else "", self.inspecting, self.guests_form
        guest = self.picture.guest(self.selected) if self.picture else None
        pages = tuple(guest.pages) if guest else ()
        return (*open_now, self.bands.cursor, self.bands.large, pages, frozenset(self._dismissed))

    def show_front(self) -> None:
        """Show the guests, and what there is to say about the selected one."""
        self.show_guests()
        self.legend.show(self.bands.cursor.zoom, self.bands.lens)
        self._follow()

    def _follow(self) -> None:
        """Have the inspector, or the pane beside the bands, say what the cursor is on."""
        if self.picture and self.sheet is None:
            cursor, count = self.bands.at_cursor
            told = self.rates.see(self.picture, 0.0, self.looked_at).numbers
            self.side.show(self.picture, cursor, self.bands.behind, count, told)
            if self.inspecting:
                self.inspector.show(told, cursor, count, self.bands.behind)

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
        self.follow_selected()

    def explain(self, behind: Behind | None) -> None:
        """Show the machine's side of the page at the cursor."""
        if behind != self.bands.behind:
            self.bands.behind = behind
            if self.picture and self.sheet is None:
                self.show_front()

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
            self.show_front()
        self.host.refresh(layout=True)

    def on_bands_guest_picked(self) -> None:
        """Let the sentences follow, where those of the selected guest are shown alone."""
        self.events.follow_selected()

    def on_bands_lens_turned(self) -> None:
        """Explain what the cells answer now."""
        self.legend.show(self.bands.cursor.zoom, self.bands.lens)

    def on_bands_zoomed(self) -> None:
        """Explain what the cells are now, also while time stands and no other picture comes."""
        self.legend.show(self.bands.cursor.zoom, self.bands.lens)
        self.place_anew()

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
        return self.bands.grains if self.sheet is None and self.guests_form == "bands" else {}

    def dismiss(self, numbers: Iterable[int]) -> bool:
        """List operations no longer that have failed; say whether other parts may have to move."""
        self._dismissed |= set(numbers)
        return self.picture is not None and self.show(self.picture, (), 0.0)

    def out(self) -> bool:
        """Zoom out one step, or else stop listing what has failed; say whether other parts may have to move."""
        if self.bands.cursor.zoom or self.bands.large:
            self.bands.action_zoom_out()
        elif self.picture:
            return self.dismiss(each.id for each in self.picture.operations if each.state in FORGOTTEN)
        return False
