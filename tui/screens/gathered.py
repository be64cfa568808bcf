"""The guests of the body: as bands, cards or a table, sorted and filtered, and what has the keyboard among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from textual.widget import Widget

from tui.render.crowd import Crowd
from tui.render.guests.roster import Roster
from tui.render.map.cursor import Cursor, Zoom
from tui.widgets.bands import Bands
from tui.widgets.guests_heading import GuestsHeading
from tui.widgets.host_bar import HostBar, TooSmall
from tui.widgets.overview import Overview

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.crowd import GuestsForm
    from tui.render.text.glyphs import Glyphs
    from tui.widgets.sheet import Sheet


@attrs.frozen
class Kept:
    """Who was selected before a filter hid it."""

    guest: str
    instead: str
    """Who was selected instead."""


class Gathered(Widget):
    """Who is shown, in which form and order; one guest is selected."""

    small: TooSmall

    def __init__(self, palette: Palette, glyphs: Glyphs, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        look = (palette, glyphs)
        self.host = HostBar(*look, id="host")
        self.heading = GuestsHeading(*look, id="heading")
        self.bands = Bands(*look, id="bands")
        self.overview = Overview(*look, id="overview")
        self.picture: Snapshot | None = None
        self.sheet: Sheet | None = None
        """What is open in the place of the guests."""
        self.roster = Roster()
        """Which guests are shown, and in which order."""
        self.guests_form: GuestsForm = "bands"
        self._tabled = False
        """Whether the table is wanted even where there is room for more."""
        self._kept: Kept | None = None

    def show_front(self) -> None:
        """Show the guests, and what there is to say about the selected one."""
        raise NotImplementedError

    @property
    def selected(self) -> str:
        """The selected guest; empty without one."""
        return self.bands.cursor.guest

    @property
    def next_form(self) -> GuestsForm:
        """The form in which the guests are as soon as they are placed anew."""
        raise NotImplementedError

    @property
    def crowd(self) -> Crowd:
        """What of the guests is to be seen."""
        return Crowd(
            len(self.roster.shown),
            self.roster.told or self.types or self._tabled,
            self.bands.large or self.bands.cursor.zoom > Zoom.SECTIONS,
            self._tabled,
        )

    def take_form(self, form: GuestsForm) -> None:
        """Show the guests in another form from now on."""
        if form != self.guests_form:
            self.call_after_refresh(self._move_keys)
        self.guests_form, self.overview.cards = form, form == "cards"
        if self.roster.still is not self.overview.cards:
            self.roster.still = self.overview.cards
            self.roster.arrange()

    def show_guests(self) -> None:
        """Show the picture's guests in their form."""
        self.bands.shown = self.roster.shown
        self.heading.show(self.roster, self.selected)
        if self.guests_form == "bands":
            self.bands.redraw()
        elif self.picture:
            self.overview.show(self.picture, self.roster, self.selected)

    def follow_selected(self) -> None:
        """Show who is selected now; a filter that hides it is dropped."""
        if (
            self.roster.filter
            and not self.types
            and not self.roster.shows(self.selected)
            and self.roster.shown
        ):
            self.roster.filter = ""
            self.rearrange()
        elif self.guests_form != "bands":
            self.show_guests()

    def on_resize(self) -> None:
        """Let the keyboard go along where guests have another form now."""
        self.call_after_refresh(self._move_keys)
        self.call_after_refresh(self._let_go)

    def _let_go(self) -> None:
        """Have the mouse hold nothing that has gone out of sight: Textual would take the keyboard away."""
        if self.bands.holds and not self.bands.region:
            self.bands.on_mouse_up()

    def on_descendant_focus(self) -> None:
        """Show the selected guest large where the keyboard went to its map and there are only many guests in sight."""
        if self.screen.focused is self.bands and self.guests_form != "bands":
            self.bands.enlarge(True)

    def on_descendant_blur(self) -> None:
        """Have the row above the guests no longer where there is nothing to say."""
        if not self.types and self.heading.region:
            self.place_anew()

    @property
    def types(self) -> bool:
        """Whether a filter is being typed."""
        return self.is_attached and self.screen.focused is self.heading

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
            self.keep_selected()
            self.show_front()
        self.place_anew()

    def start_filter(self) -> None:
        """Give the keyboard to the row above the guests."""
        self.heading.focus()
        self.place_anew()

    def end_filter(self, *, kept: bool) -> None:
        """Have the filter typed no more; keep it, or show all guests."""
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
            self._select(name)
        if opens:
            self.bands.enlarge(True)
        if self.picture:
            self.show_front()

    def _select(self, name: str) -> None:
        """Put the cursor on the first section of a guest."""
        if guest := self.picture and self.picture.guest(name):
            self.bands.go(Cursor.first(guest))

    def go_to_guest(self, name: str) -> None:
        """Select a guest and bring it into sight; among many it is shown large."""
        if self.picture is None or self.picture.guest(name) is None:
            return
        if not self.roster.shows(name):
            self.roster.filter = ""
            self.rearrange()
        self.pick(name, opens=self.next_form != "bands")

    def bring_into_sight(self, name: str) -> None:
        """Bring a guest into sight that something is said about, unless its map shows already."""
        if name != self.selected and (self.guests_form != "bands" or self.bands.large):
            self.go_to_guest(name)

    def keep_selected(self) -> None:
        """Select another guest if the filter hides the selected one, and that one again as soon as it may.

        Whoever goes to another guest meanwhile stays there.
        """
        roster, kept = self.roster, self._kept
        if kept and self.selected != kept.instead:
            self._kept = None
        elif kept and roster.shows(kept.guest):
            self._kept = None
            self._select(kept.guest)
        elif roster.shown and self.selected and not roster.shows(self.selected):
            instead = roster.shown[0][1].name
            self._kept = Kept(kept.guest if kept else self.selected, instead)
            self._select(instead)

    def place_anew(self) -> None:
        """Have the parts placed again, and let the keyboard go along."""
        self.host.refresh(layout=True)
        self.call_after_refresh(self._move_keys)

    def _move_keys(self) -> None:
        """Let the keyboard go along where the guests have another form now."""
        hidden = self.overview if self.guests_form == "bands" else self.bands
        if self.sheet is None and not self.small.region and self.screen.focused is hidden:
            self.front.focus()
        if self.picture and self.sheet is None and not self.small.region:
            self.show_front()
