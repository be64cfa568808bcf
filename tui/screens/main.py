"""The main screen: the prompt and its surroundings at once, the picture behind it as soon as there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.message import Message
from textual.screen import Screen

from tui.bindings import bindings
from tui.keys import footer_keys
from tui.prompt.menu import Menu
from tui.prompt.pane import PromptPane
from tui.render.cursor import Cursor, Zoom
from tui.render.glyphs import ASCII
from tui.render.layout import frame
from tui.screens.outline import Outline
from tui.screens.panel import Panel
from tui.screens.stage import Stage, places
from tui.widgets.host_bar import KeyBar
from tui.widgets.rows import Rows
from tui.widgets.why_panel import WhyPanel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key
    from textual.geometry import Region, Size
    from textual.layout import Layout

    from engine.answer import Answer
    from engine.comparison.picture import ComparisonPicture
    from engine.snapshot import Sentence, Snapshot
    from tui.keys.table import Pane
    from tui.render.glyphs import Glyphs
    from tui.render.palette import Palette
    from tui.screens.body import Body
    from tui.screens.panel import Line
    from tui.widgets.compare_pane import ComparePane
    from tui.widgets.event_log import EventLog
    from tui.widgets.operations_pane import OperationsPane
    from tui.widgets.sheet import Sheet, SheetName


class MainScreen(Screen[None]):
    """The prompt before the picture. It has no engine: what a key asks of it goes to the app as an action."""

    DEFAULT_CSS = """
    MainScreen { background: $ground; color: $text; layers: base over; overflow: hidden; }
    MainScreen PromptPane, MainScreen KeyBar, MainScreen Menu, MainScreen Panel, MainScreen WhyPanel { layer: over; }
    MainScreen Body, MainScreen Outline { layer: base; }
    """

    class SheetOpened(Message):
        """A sheet wants something to show."""

    class ComparisonAsked(Message):
        """The comparison is to be shown, or policies are to be compared on the selected guest."""

    AUTO_FOCUS = "PromptLine"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("command", "anywhere"),
        *bindings("panel", priority=True),
    ]

    def __init__(self, palette: Palette, glyphs: Glyphs, history: Sequence[str], waiting: str) -> None:
        super().__init__()
        self._look = (palette, glyphs)
        self.body: Body | None = None
        """What shows the picture; None until `furnish`."""
        self.verbs: frozenset[str] | None = None
        """Commands that are answered; None: all."""
        self.outline = Outline(*self._look, waiting, id="outline")
        self.footer = KeyBar(*self._look, id="footer")
        self.panel = Panel(id="panel")
        self.menu = Menu(id="menu")
        self.why = WhyPanel(*self._look, id="why")
        self.prompt = PromptPane(self.menu, history, self.why, ascii_only=glyphs is ASCII)
        self._stage = Stage(self)

    @property
    def layout(self) -> Layout:
        """What places the parts."""
        return self._stage

    def compose(self) -> ComposeResult:
        """Yield what the first paint shows; `places` says where."""
        yield from (self.outline, self.footer, self.prompt)

    def on_mount(self) -> None:
        """Show what needs no engine."""
        self.footer.show(footer_keys("prompt"))

    async def furnish(self) -> Body:
        """Mount what the first paint does not show, the body in the place of the outline; it is imported only now."""
        from tui.screens.body import Body

        self.body = Body(*self._look, id="body")
        await self.mount(self.body, self.panel, self.why, self.menu)
        await self.outline.remove()
        return self.body

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand."""
        plan = frame(size.width, size.height, *(self.body.shape if self.body else ()))
        menu = (self.prompt.word_column, *self.menu.wanted)
        why = (self.why.columns_wanted(size.width), self.why.rows_wanted(size.width))
        return places(plan, size, self.prompt.rows, menu, self.panel.rows_wanted(size.width), why)

    def show(self, picture: Snapshot, sentences: Iterable[Sentence], now: float) -> None:
        """Show another picture, see `Body.show`."""
        if self.body and self.body.show(picture, sentences, now):
            self._plan_anew()

    @property
    def selected(self) -> str:
        """The selected guest; empty without one."""
        return self.body.selected if self.body else ""

    @property
    def pane(self) -> Pane:
        """The pane that has the keyboard."""
        if self.body and self.focused in (self.body.bands, self.body.events):
            return "map" if self.focused is self.body.bands else "events"
        if self.body and self.body.sheet and self.focused is self.body.sheet:
            return self.body.sheet.NAME
        return "prompt"

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another theme."""
        self._look = (palette, glyphs)
        for part in self.query(Rows):
            part.dress(palette, glyphs)

    def open_panel(self, topic: str, title: str, lines: Iterable[Line], table: bool = False) -> None:
        """Open the panel, or show something else in it, see `Panel.open`."""
        self.why.close()
        self.panel.open(topic, title, lines, table)
        self._plan_anew()

    def open_why(self, title: str, answer: Answer) -> None:
        """Open the panel of `why`, and put the cursor on the first page that is in the way."""
        self.panel.close()
        self.why.open(answer, title)
        self.prompt.focus()
        if self.body:
            self.body.bands.point_at(answer)
        self.prompt.suggest()
        self._plan_anew()

    def attend(self) -> None:
        """Make room for what a command will do: no panel is open, and the newest sentences show."""
        self.close_panel()
        if self.body:
            self.body.events.newest()

    def close_panel(self) -> None:
        """Close the panel, whichever is open."""
        self.panel.close()
        if self.why.answer:
            self.why.close()
            self.prompt.suggest()
        self._plan_anew()

    def write_command(self, text: str) -> None:
        """Put the beginning of a command into the prompt."""
        self.prompt.write(text)

    def action_help(self) -> None:
        """Explain the pane that has the keyboard; if that is what is shown, all keys; then close."""
        from tui.screens.help import all_keys, pane_help

        if self.panel.topic == "help":
            self.open_panel("keys", *all_keys())
        elif self.panel.topic == "keys":
            self.close_panel()
        else:
            zoomed = bool(self.body and self.body.bands.cursor.zoom > Zoom.SECTIONS)
            self.open_panel("help", *pane_help(self.pane, self._look[1], zoomed))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Say whether there is a panel for the panel's keys to act on; an open menu closes before it."""
        if action == "panel_close":
            return bool(self.panel.topic or self.why.answer) and not self.prompt.chooses
        return bool(self.panel.topic) if action.startswith("panel_") else True

    def action_panel_scroll(self, by: int) -> None:
        """Scroll the panel by a page."""
        if by < 0:
            self.panel.scroll_page_up(animate=False)
        else:
            self.panel.scroll_page_down(animate=False)

    def action_panel_sideways(self, by: int) -> None:
        """Move a table that is wider than the panel."""
        self.panel.sideways(by)

    def action_panel_close(self) -> None:
        """Close the panel; nothing else changes."""
        self.close_panel()

    def action_out(self) -> None:
        """Go one step out; at home, stop listing what has failed."""
        if self.pane != "prompt":
            self.prompt.focus()
        elif self.body and self.body.sheet:
            self.action_main()
        elif self.body and self.body.events.scrolled_back:
            self.body.events.newest()
        elif self.body and self.body.out():
            self._plan_anew()

    def action_pick(self, number: int) -> None:
        """Pick a guest by its number; again: large."""
        if self.body:
            self.body.bands.action_pick(number)

    def action_pick_all(self) -> None:
        """Show all guests alike."""
        self.action_pick(0)

    def action_main(self) -> None:
        """Show the guests."""
        if self.body and self.body.sheet:
            if self.focused is self.body.sheet:
                self.prompt.focus()
            self.body.close_sheet()

    def action_compare(self) -> None:
        """Show policies side by side, or the guests again."""
        if self.body and self.body.sheet and self.body.sheet.NAME == "compare":
            self.action_main()
        else:
            self.post_message(self.ComparisonAsked())

    def action_plots(self) -> None:
        """Show the guests over virtual time, or the guests as they are again."""
        self._turn("plots")

    def show_compare(
        self, picture: ComparisonPicture, *, keys: bool = True, again: bool = False
    ) -> ComparePane:
        """Open the sheet of a comparison.

        Args:
            picture: how it stands.
            keys: whether the sheet gets the keyboard.
            again: whether it was shown before, so that the same policy is chosen as then.
        """
        from tui.widgets.compare_pane import ComparePane

        assert self.body is not None, "who compares has a session, and so a body"
        sheet = self._open_sheet(self.body, "compare")
        assert isinstance(sheet, ComparePane), "it is called compare"
        if again:
            sheet.show_comparison(picture)
        else:
            sheet.start(picture)
        if keys:
            sheet.focus()
        return sheet

    def shows(self, sheet: Sheet) -> bool:
        """Whether a sheet is the one that is open."""
        return self.body is not None and self.body.sheet is sheet

    def action_host_map(self) -> None:
        """Show whose the machine's frames are, or the guests again."""
        self._turn("host")

    def _turn(self, name: SheetName) -> None:
        """Open a sheet and give it the keyboard; if it is open, close it."""
        if self.body and self.body.sheet and name == self.body.sheet.NAME:
            self.action_main()
        elif self.body:
            self._open_sheet(self.body, name).focus()
            self.post_message(self.SheetOpened())

    def _open_sheet(self, body: Body, name: SheetName) -> Sheet:
        """Open a sheet in sight: what is said about a section of the map closes."""
        if self.why.answer:
            self.close_panel()
        return body.open_sheet(name)

    def action_prompt(self) -> None:
        """Give the keyboard to the prompt."""
        self.prompt.focus()

    def action_next_pane(self) -> None:
        """Give the keyboard to the next pane."""
        if self.body:
            if self.pane == "prompt":
                (self.body.sheet or self.body.bands).focus()
            else:
                (self.prompt if self.pane == "events" else self.body.events).focus()

    def action_previous_pane(self) -> None:
        """Give the keyboard to the events, and from there to the prompt."""
        if self.body:
            (self.prompt if self.pane == "events" else self.body.events).focus()

    def action_scroll_back(self) -> None:
        """Scroll the sentences."""
        if self.body:
            self.body.events.action_back(5)

    def action_scroll_forth(self) -> None:
        """Scroll the other way."""
        if self.body:
            self.body.events.action_back(-5)

    def on_key(self, event: Key) -> None:
        """Say where letters go that do nothing in the pane that has the keyboard."""
        if self.pane != "prompt" and event.is_printable and event.key not in self.active_bindings:
            self.prompt.say(
                f"{event.character} does nothing here · Esc goes back to the prompt, F1 says what does"
            )

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane that has the keyboard now, and its help if that is open."""
        self.footer.show(footer_keys(self.pane))
        self.prompt.follow(self.pane)
        if self.body and self.pane == "prompt":
            self.body.events.newest()
        if self.panel.topic == "help":
            self.panel.close()
            self.action_help()

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
        self.prompt.action_take()
        self.prompt.focus()

    @on(WhyPanel.Taken)
    def _take_remedy(self, message: WhyPanel.Taken) -> None:
        if len(message.commands) == 1:
            self.prompt.write(message.commands[0])
        else:
            self.prompt.ask(message.commands)

    @on(Rows.CommandOffered)
    def _write(self, message: Rows.CommandOffered) -> None:
        if message.runs:
            self.post_message(PromptPane.Submitted((message.text,)))
        else:
            self.prompt.write(message.text)

    # Messages of parts that are imported late are handled by their names.

    def on_operations_pane_operation_picked(self, message: OperationsPane.OperationPicked) -> None:
        """Ask why, about the operation that was clicked; of a section that refused, down to its page."""
        operation = message.operation
        if operation.failed_sections:
            self._ask_why(operation.guest, operation.failed_sections[0][0])
        elif operation.id > 0:
            self.prompt.write(f"why operation={operation.id}")

    def on_event_log_section_asked(self, message: EventLog.SectionAsked) -> None:
        """Ask what kept the section of a sentence."""
        self._ask_why(message.guest, message.section)

    def _ask_why(self, guest: str, section: int) -> None:
        """Zoom down to the page that keeps a section, and open the panel."""
        if self.body:
            self.body.bands.go(Cursor(guest, section, zoom=Zoom.PAGES))
            self.post_message(PromptPane.Submitted((f"why {guest} section={section}",)))

    def on_sheet_closed(self) -> None:
        """Show the guests again."""
        self.action_main()

    def on_sheet_left(self) -> None:
        """Give the keyboard back to the prompt."""
        self.prompt.focus()

    def on_bands_left(self) -> None:
        """Give the keyboard back to the prompt."""
        self.prompt.focus()

    def on_bands_guest_picked(self) -> None:
        """Suggest something for the guest that is selected now."""
        self.prompt.suggest()

    def on_bands_number_pressed(self) -> None:
        """Say what came of it: where there is little room it hardly shows."""
        if self.body and self.selected:
            alone = self.body.bands.large
            self.prompt.say(
                f"{self.selected} alone · 0 shows all" if alone else f"{self.selected} among all guests"
            )

    def _plan_anew(self) -> None:
        """Have the parts placed again. A part asks for it: only then Textual forgets where its siblings stood."""
        self.prompt.refresh(layout=True)
