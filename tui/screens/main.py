"""The main screen: host, guests, operations, sentences, prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.screen import Screen

from tui.bindings import bindings
from tui.keys import footer_keys
from tui.prompt.menu import Menu
from tui.prompt.pane import PromptPane
from tui.render.layout import frame
from tui.render.operations import listed
from tui.screens.help import all_keys, pane_help
from tui.screens.panel import Panel
from tui.screens.stage import Stage, places
from tui.widgets.bands import Bands
from tui.widgets.event_log import EventLog
from tui.widgets.host_bar import HostBar, KeyBar, Legend, TooSmall
from tui.widgets.operations_pane import OperationsPane
from tui.widgets.rows import Rows
from tui.widgets.side_pane import SidePane

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key
    from textual.geometry import Region, Size
    from textual.layout import Layout

    from engine.snapshot import Sentence, Snapshot
    from tui.keys import Pane
    from tui.render.glyphs import Glyphs
    from tui.render.palette import Palette
    from tui.screens.panel import Line


class MainScreen(Screen[None]):
    """Shows pictures. It has no engine: what a key asks of it goes to the app as an action."""

    DEFAULT_CSS = """
    MainScreen { background: $ground; color: $text; layers: base over; overflow: hidden; }
    MainScreen PromptPane, MainScreen Menu, MainScreen Panel { layer: over; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("command", "events", "anywhere")

    def __init__(self, palette: Palette, glyphs: Glyphs, history: Sequence[str]) -> None:
        super().__init__()
        look = (palette, glyphs)
        self.host = HostBar(*look, id="host")
        self.legend = Legend(*look, id="legend")
        self.bands = Bands(*look, id="bands")
        self.side = SidePane(*look, id="side")
        self.operations = OperationsPane(*look, id="operations")
        self.events = EventLog(*look, id="events")
        self.footer = KeyBar(*look, id="footer")
        self.small = TooSmall(*look, id="small")
        self.panel = Panel(id="panel")
        self.menu = Menu(id="menu")
        self.prompt = PromptPane(self.menu, history, id="prompt")
        self.picture: Snapshot | None = None
        self._dismissed: set[int] = set()
        self._stage = Stage(self)

    @property
    def layout(self) -> Layout:
        """What places the parts."""
        return self._stage

    def compose(self) -> ComposeResult:
        """Yield every part; `places` says which of them show."""
        yield from (
            self.host,
            self.legend,
            self.bands,
            self.side,
            self.operations,
            self.events,
            self.footer,
            self.small,
        )
        yield from (self.panel, self.menu, self.prompt)

    def on_mount(self) -> None:
        """Show what needs no engine."""
        self.footer.show(footer_keys("prompt"))

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand."""
        guests = len(self.picture.guests) if self.picture else 3
        plan = frame(size.width, size.height, guests, self._listed())
        self.operations.heading, self.events.heading = plan.operations_heading, plan.events_heading
        self.bands.paged = plan.side.height > 0
        menu = (self.prompt.word_column, *self.menu.wanted)
        return places(plan, size, self.prompt.rows, menu, self.panel.wanted_rows)

    def show(self, picture: Snapshot, sentences: Iterable[Sentence], now: float) -> None:
        """Show another picture, and the sentences that are new.

        Args:
            picture: the picture.
            sentences: those whose number is `next_sentence` or higher.
            now: wall time in seconds, for marks that fade.
        """
        before, self.picture = self._shape(), picture
        if self._shape() != before:
            self._plan_anew()
        if self.small.region:
            self.small.show(picture)
            return
        self.host.show(picture)
        self.bands.show(picture, now, self._dismissed)
        self.side.show(picture, self.bands.cursor)
        self.operations.show(picture, self._dismissed)
        self.events.show(sentences)

    @property
    def next_sentence(self) -> int:
        """The number of the first sentence that is not yet shown."""
        return self.events.next_number

    @property
    def selected(self) -> str:
        """The selected guest; empty without one."""
        return self.bands.cursor.guest

    @property
    def pane(self) -> Pane:
        """The pane that has the keyboard."""
        return "map" if self.focused is self.bands else "events" if self.focused is self.events else "prompt"

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another theme."""
        for part in self.query(Rows):
            part.dress(palette, glyphs)

    def open_panel(self, topic: str, title: str, lines: Iterable[Line]) -> None:
        """Open the panel, or show something else in it."""
        self.panel.open(topic, title, lines)
        self._plan_anew()

    def write_command(self, text: str) -> None:
        """Put the beginning of a command into the prompt."""
        self.prompt.write(text)

    def close_panel(self) -> None:
        """Close the panel."""
        self.panel.close()
        self._plan_anew()

    def action_help(self) -> None:
        """Explain the pane that has the keyboard; if that is what is shown, all keys; then close."""
        if self.panel.topic == "help":
            self.open_panel("keys", *all_keys())
        elif self.panel.topic == "keys":
            self.close_panel()
        else:
            self.open_panel("help", *pane_help(self.pane))

    def action_out(self) -> None:
        """Go one step out; at home, stop listing what has failed."""
        if self.panel.topic:
            self.close_panel()
        elif self.pane != "prompt":
            self.prompt.take_focus()
        elif self.bands.cursor.zoom or self.bands.large:
            self.bands.action_zoom_out()
        elif self.picture:
            self._dismissed |= {
                each.id for each in self.picture.operations if each.state in ("failed", "partial")
            }
            self.show(self.picture, (), 0.0)

    def action_pick(self, number: int) -> None:
        """Pick a guest by its number; again: large."""
        self.bands.action_pick(number)

    def action_pick_all(self) -> None:
        """Show all guests alike."""
        self.bands.action_pick(0)

    def action_prompt(self) -> None:
        """Give the keyboard to the prompt."""
        self.prompt.take_focus()

    def action_next_pane(self) -> None:
        """Give the keyboard to the next pane."""
        self._turn(1)

    def action_previous_pane(self) -> None:
        """Give the keyboard to the pane before."""
        self._turn(-1)

    def action_scroll_back(self) -> None:
        """Scroll the panel if one is open, else the sentences."""
        if self.panel.topic:
            self.panel.scroll_page_up(animate=False)
        else:
            self.events.action_back(5)

    def action_scroll_forth(self) -> None:
        """Scroll the other way."""
        if self.panel.topic:
            self.panel.scroll_page_down(animate=False)
        else:
            self.events.action_back(-5)

    @on(PromptPane.Resized)
    def _place_prompt(self) -> None:
        self._plan_anew()
        if self.prompt.asked:
            lines: list[Line] = [("plain", line) for line in self.prompt.asked]
            self.open_panel("paste", f"{len(lines)} lines to run", lines)
        elif self.panel.topic == "paste":
            self.close_panel()

    @on(Menu.Clicked)
    def _take_choice(self) -> None:
        self.prompt.menu_clicked()

    @on(Rows.CommandOffered)
    def _write(self, message: Rows.CommandOffered) -> None:
        self.prompt.write(message.text)

    @on(OperationsPane.OperationPicked)
    def _ask_why(self, message: OperationsPane.OperationPicked) -> None:
        self.prompt.write(f"why operation={message.operation.id}")

    @on(Bands.Left)
    def _back_to_prompt(self) -> None:
        self.prompt.take_focus()

    @on(Bands.GuestPicked)
    def _other_guest(self) -> None:
        self.prompt.suggest()

    def on_key(self, event: Key) -> None:
        """Say where letters go that do nothing in the pane that has the keyboard."""
        if self.pane != "prompt" and event.is_printable and event.key not in self.active_bindings:
            self.prompt.say(
                f"{event.character} does nothing here · Esc goes back to the prompt, F1 says what does"
            )

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane that has the keyboard now."""
        self.footer.show(footer_keys(self.pane))

    def _turn(self, by: int) -> None:
        order: list[Pane] = ["prompt", "map", "events"]
        match order[(order.index(self.pane) + by) % len(order)]:
            case "prompt":
                self.prompt.take_focus()
            case "map":
                self.bands.focus()
            case "events":
                self.events.focus()

    def _plan_anew(self) -> None:
        """Have the parts placed again. A part asks for it: only then Textual forgets where they stood."""
        self.prompt.refresh(layout=True)

    def _listed(self) -> int:
        return len(listed(self.picture, self._dismissed)) if self.picture else 0

    def _shape(self) -> tuple[int, int]:
        """What the places of the parts depend on, apart from the screen's size."""
        return (len(self.picture.guests) if self.picture else 3), self._listed()
