"""What the keys of the map do: the cursor over guests, sections, pageblocks and pages, and how far zoomed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.lens import Lens
from tui.render.map.marks import NO_MARKS
from tui.widgets.map_asks import MapAsks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.answer import Answer
    from engine.snapshot import GuestView, Snapshot
    from engine.units import Pfn
    from tui.render.guests.band import Band
    from tui.render.map.marks import Marks
    from tui.widgets.map_asks import View


class Steered(MapAsks):
    """The cursor and the actions that move it. Letters write commands and change nothing themselves."""

    snapshot: Snapshot | None = None
    cursor = Cursor()
    large = False
    """Whether the selected guest has all the room."""
    paged = False
    """Whether pages of the cursor's section are in sight at every zoom: beside the bands, or in the inspector."""
    lens = Lens.KIND
    """What the cells of the maps answer."""
    marking: int | None = None
    """The section at which the marking of a range began; None: none is marked."""
    asks = False
    """Whether a question is open that a section answers: Enter or a click on one is the answer."""
    marks: dict[str, Marks]
    """By guest, what is lit."""

    @property
    def view(self) -> View:
        """The pages that are in sight."""
        raise NotImplementedError

    def band(self) -> Band | None:
        """Return the band of the selected guest; None where there is none."""
        raise NotImplementedError

    @property
    def neighbours(self) -> Sequence[GuestView]:
        """The guests in the order in which they are shown."""
        raise NotImplementedError

    @property
    def guest(self) -> GuestView | None:
        """The selected guest."""
        return self.snapshot.guest(self.cursor.guest) if self.snapshot else None

    @property
    def explains(self) -> bool:
        """Whether the pages of the cursor's section are in sight."""
        return bool(self.cursor.guest) and (self.paged or self.cursor.zoom > Zoom.SECTIONS)

    @property
    def page(self) -> tuple[str, Pfn] | None:
        """The guest and the page that the cursor is on, where pages are in sight."""
        guest, cursor = self.guest, self.cursor
        if guest is None or not self.explains or (pages := guest.pages.get(cursor.section)) is None:
            return None
        return guest.name, pages.first_pfn + (cursor.block << guest.pageblock_order) + cursor.page

    def go(self, cursor: Cursor) -> None:
        """Put the cursor somewhere and say so."""
        before, view, page = self.cursor, self.view, self.page
        self.cursor = cursor
        if cursor.guest != before.guest or cursor.zoom > Zoom.SECTIONS:
            self.marking = None
        if cursor.guest != before.guest:
            self.post_message(self.GuestPicked(cursor.guest))
        if (cursor.guest, cursor.section) != (before.guest, before.section):
            self.post_message(self.SectionPicked(cursor.guest, cursor.section))
        if cursor.zoom is not before.zoom:
            self.post_message(self.Zoomed())
        if self.view != view or self.page != page:
            self.ask()
        if cursor != before:
            self.post_message(self.Moved())
        self.redraw()

    def ask(self) -> None:
        """Ask for the pages that are in sight.

        Later: a message that the screen makes, or that is made while it draws, is taken for its own and ends there.
        """
        self.call_later(lambda: self.post_message(self.PagesWanted(self.view)))

    def point_at(self, answer: Answer) -> None:
        """Put the cursor on the first page that keeps a section, or on the section that was asked about."""
        if answer.section is None or not (guest := self.snapshot and self.snapshot.guest(answer.guest)):
            return
        cursor = Cursor(answer.guest, answer.section, zoom=self.cursor.zoom)
        if answer.blockers:
            block, page = divmod(answer.blockers[0].pfn - answer.first_pfn, 1 << guest.pageblock_order)
            cursor = attrs.evolve(cursor, block=block, page=page)
        self.go(cursor)

    def action_move(self, right: int, down: int) -> None:
        """Move by cells; above the first row and below the last one is the next guest."""
        from tui.render.guests.hit import field

        band = self.band()
        cells = field(band) if band else None
        to = cells.moved(self.cursor.position, right, down) if cells else None
        if to is not None:
            self.go(self.cursor.at(to))
        elif down and self.cursor.zoom is Zoom.SECTIONS:
            self.action_guest(down)

    def action_guest(self, by: int) -> None:
        """Select the next guest that is shown, or the one before."""
        guests = self.neighbours
        at = next((i for i, guest in enumerate(guests) if guest.name == self.cursor.guest), 0) + by
        if 0 <= at < len(guests):
            self.go(Cursor.first(guests[at]))

    def action_end(self, last: int) -> None:
        """Go to the first or the last cell."""
        from tui.render.guests.hit import field

        band = self.band()
        if band and (cells := field(band)):
            self.go(self.cursor.at(cells.position_of(cells.cells - 1 if last else 0)))

    def action_stuck(self, forward: int) -> None:
        """Go to the next section that cannot leave, or the one before."""
        from tui.render.closely.offers import next_stuck

        if self.guest is None:
            return
        marks = self.marks.get(self.guest.name, NO_MARKS)
        section = next_stuck(self.guest, self.cursor.section, bool(forward), marks.failed | marks.refused)
        if section is not None:
            self.go(attrs.evolve(self.cursor, section=section, block=0, page=0))

    def action_zoom_in(self) -> None:
        """Go one step in: all guests, one alone, a section's pageblocks, a pageblock's pages, what is said of one."""
        if self.snapshot is None or self.guest is None:
            return
        if self.asks and self.cursor.zoom is Zoom.SECTIONS:
            self.give_answer()
        elif self.cursor.zoom is Zoom.PAGES:
            self.post_message(self.InspectorAsked(toggle=False))
        elif self.cursor.zoom is Zoom.SECTIONS and not self.large and len(self.snapshot.guests) > 1:
            self.enlarge(True)
        else:
            self.go(self.cursor.zoomed_in())

    def give_answer(self) -> None:
        """Answer the open question with the cell at the cursor."""
        from tui.render.guests.hit import sections_under

        band = self.band()
        first, count = sections_under(band) if band else (self.cursor, 1)
        self.post_message(self.SectionAnswered(self.cursor.guest, first.section, count))

    def action_zoom_out(self) -> None:
        """Mark nothing any more, else go one step out; from all guests back to the prompt."""
        if self.marking is not None:
            self.mark(None)
        elif not self._wider():
            self.action_leave()

    def action_widen(self) -> None:
        """Go one step out; from all guests to the machine that they are in."""
        if not self._wider() and (guest := self.guest):
            cursor = self.cursor
            at = (cursor.block << guest.pageblock_order) + cursor.page
            self.post_message(self.HostAsked(guest.name, cursor.section * guest.section_pages + at))

    def _wider(self) -> bool:
        """Go one step out; say whether there was one."""
        if self.cursor.zoom > Zoom.SECTIONS:
            self.go(self.cursor.zoomed_out())
        elif self.large:
            self.enlarge(False)
        else:
            return False
        return True

    def enlarge(self, large: bool) -> None:
        """Give the selected guest all the room, or let the others have theirs again."""
        if large is not self.large:
            self.large = large
            self.post_message(self.Zoomed())
            self.redraw()

    @property
    def is_home(self) -> bool:
        """Whether all guests are shown alike."""
        return not self.large and self.cursor.zoom is Zoom.SECTIONS

    def home(self) -> None:
        """Show all guests, the cursor where it is."""
        self.enlarge(False)
        self.go(attrs.evolve(self.cursor, zoom=Zoom.SECTIONS))

    def action_leave(self) -> None:
        """Give the keyboard back to the prompt."""
        self.post_message(self.Left())

    def action_pick(self, number: int) -> None:
        """Select a guest by its number; the selected one again: large; 0: all."""
        guests = self.snapshot.guests if self.snapshot else ()
        if number > len(guests):
            return
        if number == 0:
            self.home()
        elif guests[number - 1].name == self.cursor.guest:
            self.enlarge(not self.large)
        else:
            self.go(Cursor.first(guests[number - 1]))
        self.post_message(self.NumberPressed())

    def action_offer(self, letter: str) -> None:
        """Write the command of a letter, for the marked sections if there are any."""
        from tui.render.closely.offers import offer

        if self.guest is not None:
            first, last = self.marked or (self.cursor.section, self.cursor.section)
            line = offer(letter, self.guest, first, last)
            self.post_message(self.CommandOffered(line, runs=letter == "w"))

    @property
    def marked(self) -> tuple[int, int] | None:
        """The first and the last section of the marked range."""
        if self.marking is None:
            return None
        first, last = sorted((self.marking, self.cursor.section))
        return first, last

    def mark(self, anchor: int | None) -> None:
        """Mark from a section to the cursor, or nothing any more."""
        self.marking = anchor
        self.redraw()
        self.post_message(self.Moved())

    def action_mark(self) -> None:
        """Begin to mark a range of sections at the cursor; again: mark nothing."""
        if self.cursor.zoom is Zoom.SECTIONS and self.guest is not None:
            self.mark(self.cursor.section if self.marking is None else None)

    def action_extend(self, right: int, down: int) -> None:
        """Move, and mark what lies between."""
        if self.cursor.zoom is not Zoom.SECTIONS:
            self.action_move(right, down)
            return
        guest, anchor = self.cursor.guest, self.marking if self.marking is not None else self.cursor.section
        self.action_move(right, down)
        self.mark(anchor if self.cursor.guest == guest else None)

    def action_lens(self, by: int) -> None:
        """Have the cells answer the next question, or the one before; pages answer none."""
        if self.cursor.zoom is not Zoom.PAGES:
            self.lens = self.lens.turned(by)
            self.ask()
        self.post_message(self.LensTurned())
        self.redraw()

    def action_inspect(self) -> None:
        """Explain what is at the cursor, or no longer."""
        self.post_message(self.InspectorAsked(toggle=True))
