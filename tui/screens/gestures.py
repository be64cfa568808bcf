"""What the map asks of the screen around it: an inspector, the machine, a step home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.bindings import hinted
from tui.keys import KEYS
from tui.render.map.cursor import Cursor, Zoom
from tui.screens.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.geometry import Region, Size

    from engine.units import Pfn
    from tui.screens.body import Body
    from tui.widgets.bands import Bands
    from tui.widgets.cell_menu import CellMenu
    from tui.widgets.event_log import EventLog
    from tui.widgets.host_bar import HostBar
    from tui.widgets.operations_pane import OperationsPane

NO_LENS = "lenses are for sections and pageblocks · {map.out} out"
HOME_AFTER = 3
"""So many Escs in a row lead home from anywhere."""


class Gestures(Finding):
    """Answers to what is done in the map, and keys about what is at its cursor."""

    cell_menu: CellMenu | None = None
    _escapes = 0
    """How often Esc was pressed in a row."""

    def action_inspect(self) -> None:
        """Say everything about what is at the cursor, or no more."""
        if self.body is None:
            return
        if not self.body.inspect(not self.body.inspecting):
            self.prompt.say("what is at the cursor is explained beside the map")
        elif self.body.inspecting and self.pane == "events":
            self.body.bands.focus()
        self.plan_anew()

    def on_bands_inspector_asked(self, message: Bands.InspectorAsked) -> None:
        """Open the inspector, or close it."""
        if self.body and (message.toggle or not self.body.inspecting):
            self.action_inspect()

    async def on_host_bar_asked(self, message: HostBar.Asked) -> None:
        """Do what the mouse asked for in the host bar."""
        await self.run_action(message.action)

    def on_host_bar_guest_picked(self, message: HostBar.GuestPicked) -> None:
        """Select a guest."""
        self.go_to_guest(message.guest)

    def on_event_log_link_followed(self, message: EventLog.LinkFollowed) -> None:
        """Show what a sentence names."""
        self.go_to_link(message.link)

    def on_event_log_sections_pointed(self, message: EventLog.SectionsPointed) -> None:
        """Light the sections of the sentence under the mouse."""
        if self.body:
            self.body.bands.point(message.guest, message.sections)

    def on_operations_pane_dismissed(self, message: OperationsPane.Dismissed) -> None:
        """List an operation no longer."""
        if self.body and self.body.dismiss((message.number,)):
            self.plan_anew()

    def on_operations_pane_left(self) -> None:
        """Give the keyboard back to the prompt."""
        self.prompt.focus()

    async def furnish(self) -> Body:
        """Mount the list of what can be done with a cell, too."""
        from tui.widgets.cell_menu import CellMenu

        body = await super().furnish()
        self.cell_menu = CellMenu(*self.look, id="cell")
        await self.mount(self.cell_menu)
        return body

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand."""
        found = super().places(size)
        if self.cell_menu and (place := self.cell_menu.region_in(size)):
            return {**found, "cell": place}
        return found

    def on_bands_menu_asked(self, message: Bands.MenuAsked) -> None:
        """Offer what can be done with the cell at the cursor, or with the marked range."""
        from tui.render.closely.cell_menu import choices

        guest = self.body.bands.guest if self.body else None
        if self.body is None or self.body.picture is None or guest is None or self.cell_menu is None:
            return
        bands = self.body.bands
        first, last = bands.marked or (bands.cursor.section, bands.cursor.section)
        listed = choices(guest, bands.cursor, bands.marked, self.body.picture.watch is None, self.overrides)
        title = f"{guest.name} s{first}" if first == last else f"{guest.name} s{first}-s{last}"
        self.cell_menu.open(listed, title, (message.x, message.y))
        self.cell_menu.focus()
        self.plan_anew()

    async def on_cell_menu_chosen(self, message: CellMenu.Chosen) -> None:
        """Do an action of the map."""
        self.plan_anew()
        for row in KEYS:
            for each in row.bound:
                if row.where == "map" and message.name == each.name:
                    await self.act("map", each.action)
                    return

    def on_cell_menu_closed(self) -> None:
        """Give the keyboard back to the map."""
        if self.body and self.focused in (None, self.cell_menu):
            self.body.bands.focus()
        self.plan_anew()

    def on_bands_dragged(self, message: Bands.Dragged) -> None:
        """Write what a drag asks for so far."""
        self.prompt.write(message.text, over=message.before)

    def on_bands_lens_turned(self) -> None:
        """Say what the cells answer now."""
        from tui.render.map.lens_legend import lens_words

        if self.body and self.body.bands.cursor.zoom is Zoom.PAGES:
            self.prompt.say(hinted(self, NO_LENS))
        elif self.body:
            self.prompt.say(lens_words(self.body.bands.lens, *self.look))

    def on_bands_zoomed(self) -> None:
        """Say what the keys do now."""
        self.follow_keys()

    def follow_keys(self) -> None:
        """Have the prompt say what the keys do where the keyboard is."""
        self.prompt.follow(self.pane, pages=bool(self.body and self.body.bands.cursor.zoom is Zoom.PAGES))

    def show_machine(self, frame: int | None) -> None:
        """Show whose the machine's frames are, the cursor on one of them if it is known."""
        from tui.widgets.host_map_pane import HostMapPane

        if self.body:
            sheet = self.open_sheet(self.body, "host")
            assert isinstance(sheet, HostMapPane), "it is called host"
            if frame is not None:
                sheet.seek(frame)
            sheet.focus()

    def show_page(self, guest: str, pfn: Pfn) -> None:
        """Show the guests, the cursor on the section of a page; further in it is on the page."""
        self.action_main()
        if self.body and self.body.front is not self.body.bands:
            self.go_to_guest(guest)
        elif self.body:
            self.body.bands.home()
        if self.body and self.body.picture and (view := self.body.picture.guest(guest)):
            section, at = divmod(pfn, view.section_pages)
            block, page = divmod(at, 1 << view.pageblock_order)
            self.body.bands.go(Cursor(guest, section, block, page))
            self.body.bands.focus()

    @property
    def at_home(self) -> bool:
        """Whether there is nothing to leave: the guests are shown, and the prompt is empty."""
        return not (
            self.pane != "prompt"
            or self.prompt.chooses
            or self.prompt.value
            or self.panel.topic
            or self.why.answer
            or (self.body and (self.body.sheet or self.body.inspecting or not self.body.bands.is_home))
        )

    def homeward(self, key: str) -> bool:
        """Count a key; say whether it was the third Esc in a row, which went all the way home."""
        self._escapes = self._escapes + 1 if key == "escape" else 0
        if self._escapes < HOME_AFTER or self.app.screen is not self or self.at_home:
            return False
        self.go_home()
        return True

    def go_home(self) -> None:
        """Leave all that is open; the guests are shown, the prompt has the keyboard, and its line is the draft."""
        self._escapes = 0
        while self.prompt.chooses or self.prompt.value:
            self.prompt.action_out()
        if self.body:
            self.body.inspect(False)
            self.action_main()
            self.body.bands.home()
        self.close_panel()
        self.prompt.focus()
