"""The main screen: the prompt and its surroundings at once, the picture behind it as soon as there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding

from tui.bindings import bindings
from tui.keys import footer_keys
from tui.keys.hints import filled
from tui.prompt.menu import Menu
from tui.prompt.pane import PromptPane
from tui.screens.carded import Carded
from tui.screens.gestures import Gestures
from tui.screens.looks import Looks
from tui.screens.presenting import Presenting
from tui.screens.scripted import Scripted
from tui.screens.stops import Stops
from tui.screens.taking import Taking
from tui.screens.touring import Touring
from tui.widgets.host_bar import KeyBar
from tui.widgets.rows import Rows
from tui.widgets.why_panel import WhyPanel

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Key, Paste

    from tui.screens.wrapped import Line
    from tui.widgets.event_log import EventLog
    from tui.widgets.operations_pane import OperationsPane


class MainScreen(Presenting, Touring, Stops, Scripted, Carded, Looks, Gestures, Taking):
    """The prompt before the picture. It has no engine: what a key asks of it goes to the app as an action.

    What it is made of is `Parts`; upon those stand what opens above the prompt (`Panels`), what stands in front and has
    the keyboard (`Panes`), which guests are shown (`Gathering`) and the ways to each thing (`Finding`), each of which
    needs the one before. What answers the map (`Gestures`) needs all of them; the tour, a script's stops (`Stops`), a
    lesson's card, its script (`Scripted`) and the list of themes need the panels, and what is taken out of the app
    (`Taking`) only the parts.
    """

    DEFAULT_CSS = """
    MainScreen { background: $ground; color: $text; layers: base over; overflow: hidden; }
    MainScreen PromptPane, MainScreen KeyBar, MainScreen Menu, MainScreen Panel, MainScreen WhyPanel,
    MainScreen CellMenu, MainScreen StopBand,
    MainScreen ThemePicker, MainScreen Callout { layer: over; }
    MainScreen Body, MainScreen Outline { layer: base; }
    MainScreen Tooltip {
        background: $ground; color: $text; border: solid $rule; padding: 0 1; max-width: 56; margin: 1 0;
    }
    """

    AUTO_FOCUS = "PromptLine"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("tour", "card"),  # not before what was typed just now, which an Enter after it is to run
        *bindings("command", "anywhere", "pane"),
        *(
            replace(each, action="next_lesson(True)", priority=True)
            for each in bindings("card")
            if isinstance(each, Binding)
        ),
        *bindings("panel", priority=True),
    ]

    def on_key(self, event: Key) -> None:
        """Say where letters go that do nothing in the pane that has the keyboard."""
        if self.pane != "prompt" and event.is_printable and event.key not in self.active_bindings:
            keys = filled(
                "{anywhere.out} goes back to the prompt, {anywhere.help} says what does", self.overrides
            )
            self.prompt.say(f"{event.character} does nothing here · {keys}")

    def on_paste(self, event: Paste) -> None:
        """Have what is pasted while another pane has the keyboard go to the prompt."""
        if self.pane != "prompt":
            event.stop()
            self.prompt.focus()
            self.prompt.paste(event)

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane that has the keyboard now, and its help if that is open."""
        self.footer.show(footer_keys(self.pane, self.overrides))
        self.follow_keys()
        if self.body and self.pane == "prompt":
            self.body.events.newest()
        if self.panel.topic == "help":
            self.panel.close()
            self.action_help()

    @on(PromptPane.Resized)
    def _place_prompt(self) -> None:
        self.plan_anew()
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

    @on(KeyBar.Pressed)
    async def _press(self, message: KeyBar.Pressed) -> None:
        await self.act(message.where, message.action)

    # Messages of parts that are imported late are handled by their names.

    def on_operations_pane_operation_picked(self, message: OperationsPane.OperationPicked) -> None:
        """Ask why, about the operation that was clicked; of a section that refused, down to its page."""
        self.ask_about(message.operation)

    def on_event_log_section_asked(self, message: EventLog.SectionAsked) -> None:
        """Ask what kept the section of a sentence."""
        self.ask_why(message.guest, message.section)

    def on_sheet_closed(self) -> None:
        """Show the guests again."""
        self.action_main()
        self.go_on_presenting()

    def on_sheet_left(self) -> None:
        """Give the keyboard back to the prompt."""
        self.prompt.focus()

    def on_bands_left(self) -> None:
        """Give the keyboard back to the prompt, or to the presentation."""
        self.prompt.focus()
        self.go_on_presenting()

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
