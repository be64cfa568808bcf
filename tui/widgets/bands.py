"""All guests as bands, drawn by one widget, with a cursor that moves over sections, pageblocks and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs
from textual.message import Message

from tui.bindings import bindings
from tui.render.cursor import Cursor, Zoom
from tui.render.layout import BandSlots, band_slots
from tui.render.marks import NO_MARKS, Flashes, Marks
from tui.render.operations import listed
from tui.render.rows import Row
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.answer import Answer
    from engine.snapshot import GuestView, OperationView, Snapshot
    from engine.units import Pfn
    from tui.render.band import Band
    from tui.render.columns import Columns
    from tui.render.inspect import Behind
    from tui.render.jump import Spot

View = tuple[tuple[str, int], ...]
"""Guests and sections whose pages are in sight, as `Source.snapshot` takes them."""


class Bands(Rows, can_focus=True):
    """The guests. Keys and clicks move the cursor; letters write commands and change nothing themselves."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("map")

    snapshot: Snapshot | None = None
    cursor = Cursor()
    large = False
    """Whether the selected guest has all the room."""
    paged = False
    """Whether pages of the cursor's section are in sight at every zoom: beside the bands, where there is room."""

    behind: Behind | None = None
    """The machine's side of the page at the cursor."""

    class GuestPicked(Message):
        """Another guest is selected."""

        def __init__(self, guest: str) -> None:
            super().__init__()
            self.guest = guest

    class SectionPicked(Message):
        """The cursor is on another section."""

        def __init__(self, guest: str, section: int) -> None:
            super().__init__()
            self.guest = guest
            self.section = section

    class NumberPressed(Message):
        """A guest was picked by its number, or all of them."""

    class PagesWanted(Message):
        """Other pages are in sight, or another is explained: the next snapshot should have those of `view`."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    class Zoomed(Message):
        """A cell is something else now."""

    class Left(Message):
        """The keyboard goes back to the prompt."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.flashes = Flashes()
        self._operations: list[OperationView] = []
        self._marks: dict[str, Marks] = {}
        self._bands: dict[str, tuple[Band, list[Strip]]] = {}
        """By guest, what was drawn last and what from."""
        self._asked: View = ()
        """Pages that the last picture had not."""

    def show(self, snapshot: Snapshot, now: float = 0.0, dismissed: Collection[int] = ()) -> None:
        """Show another picture, see `see`."""
        self.see(snapshot, now, dismissed)
        self.redraw()

    def see(self, snapshot: Snapshot, now: float = 0.0, dismissed: Collection[int] = ()) -> None:
        """Take another picture, to be drawn by `redraw`.

        Args:
            snapshot: the picture.
            now: wall time in seconds; it decides what is lit, see `Flashes`.
            dismissed: ids of failed operations that are no longer to be marked.
        """
        self.snapshot = snapshot
        self._operations = listed(snapshot, dismissed)
        self._marks = self.flashes.see(snapshot, self._operations, now)
        if snapshot.guests and snapshot.guest(self.cursor.guest) is None:
            self.cursor = Cursor(snapshot.guests[0].name)

    @property
    def view(self) -> View:
        """The pages that are in sight."""
        own = ((self.cursor.guest, self.cursor.section),) if self._explains else ()
        return tuple(dict.fromkeys((*own, *self._insides())))

    @property
    def _explains(self) -> bool:
        """Whether the pages of the cursor's section are in sight."""
        return bool(self.cursor.guest) and (self.paged or self.cursor.zoom > Zoom.SECTIONS)

    def _insides(self) -> View:
        """Return the sections whose pageblocks their guests' maps leave room for."""
        guests = self.snapshot.guests if self.snapshot and self.snapshot.watch is None else ()
        if not self.size or all(guest.origin is None for guest in guests):
            return ()
        from tui.render.band import inside_wanted

        return tuple(
            (band.guest.name, section)
            for band in self._all_bands(self._slots())
            for section in inside_wanted(band)
        )

    @property
    def page(self) -> tuple[str, Pfn] | None:
        """The guest and the page that the cursor is on, where pages are in sight."""
        guest, cursor = self.guest, self.cursor
        if guest is None or not self._explains or (pages := guest.pages.get(cursor.section)) is None:
            return None
        return guest.name, pages.first_pfn + (cursor.block << guest.pageblock_order) + cursor.page

    @property
    def guest(self) -> GuestView | None:
        """The selected guest."""
        return self.snapshot.guest(self.cursor.guest) if self.snapshot else None

    def dress(self, *look: object) -> None:
        """Draw everything anew in another theme."""
        self._bands.clear()
        super().dress(*look)  # type: ignore[arg-type]

    def draw(self) -> Sequence[Strip]:
        """Draw the bands; one that would be drawn from the same things is not drawn again."""
        if self.snapshot is None or not self.snapshot.guests:
            return ()
        from tui.render.band import band_strips

        drawn: dict[str, tuple[Band, list[Strip]]] = {}
        strips: list[Strip] = []
        slots = self._slots()
        for plain in self._all_bands(slots):
            band = self._with_turned(plain)
            before = self._bands.get(band.guest.name)
            kept = before is not None and before[0].same(band)
            strips_of = before[1] if kept and before else band_strips(band, self.palette, self.glyphs)
            drawn[band.guest.name] = (band, strips_of)
            strips += strips_of
        self._bands = drawn
        self._ask_for_insides()
        if slots.hidden:
            more = f" {self.glyphs.more} {slots.hidden} more; PgDn goes through them"
            strips.append(Row(self.palette.ground).add(more, self.palette.muted).strip(self.size.width))
        return strips

    def _with_turned(self, band: Band) -> Band:
        """Return a band with the cells lit that turned to balloon since it was drawn last, as long as they are."""
        from tui.render.band import balloon_cells

        was = self._bands.get(band.guest.name)
        before, cells = balloon_cells(was[0]) if was else None, balloon_cells(band)
        if before is None or cells is None or before[0] != cells[0]:
            self.flashes.put_out(band.guest.name)
            return band
        turned = self.flashes.turn(band.guest.name, cells[1] - before[1])
        return attrs.evolve(band, marks=attrs.evolve(band.marks, turned=turned)) if turned else band

    def _ask_for_insides(self) -> None:
        """Have another picture where one is to show pages that this one has not, be it that time stands; once each."""
        missing = tuple(
            (name, section)
            for name, section in self._insides()
            if (guest := self.snapshot and self.snapshot.guest(name)) and section not in guest.pages
        )
        if missing and missing != self._asked:
            # later: a message that is made while the screen draws is taken for the screen's own, and goes no further
            self.call_later(lambda: self.post_message(self.PagesWanted(self.view)))
        self._asked = missing

    def _slots(self) -> BandSlots:
        guests = self.snapshot.guests if self.snapshot else ()
        at = next((i for i, guest in enumerate(guests) if guest.name == self.cursor.guest), 0)
        large = self.large or self.cursor.zoom > Zoom.SECTIONS
        return band_slots(*self.size, len(guests), at, large)

    def _all_bands(self, slots: BandSlots) -> list[Band]:
        from tui.render.band import Band
        from tui.render.columns import band_columns
        from tui.render.stretches import extent, label_width
        from tui.render.zoom import labelled

        assert self.snapshot is not None
        guests = self.snapshot.guests
        extents, names = [extent(guest) for guest in guests], [guest.name for guest in guests]
        if self.guest and self.cursor.zoom > Zoom.SECTIONS:
            extents.append(labelled(self.guest))
        zones = max((label_width(guest) for guest in guests), default=0)
        columns: dict[str, Columns] = {
            form: band_columns(form, self.size.width, extents, names, zones)
            for form in {slot.form for slot in slots.slots}
        }
        bands = []
        for slot in slots.slots:
            guest = guests[slot.guest]
            here = guest.name == self.cursor.guest
            bands.append(
                Band(
                    guest,
                    slot.guest + 1,
                    slot.height,
                    columns[slot.form],
                    tuple(operation for operation in self._operations if operation.guest == guest.name),
                    here,
                    self._marks.get(guest.name, NO_MARKS),
                    self.cursor if here else None,
                    here and self.has_focus,
                    self.behind if here else None,
                )
            )
        return bands

    def _band(self) -> Band | None:
        """Return the band of the selected guest."""
        if self.snapshot is None or not self.size:
            return None
        return next((band for band in self._all_bands(self._slots()) if band.picked), None)

    def go(self, cursor: Cursor) -> None:
        """Put the cursor somewhere and say so."""
        before, view, page = self.cursor, self.view, self.page
        self.cursor = cursor
        if cursor.guest != before.guest:
            self.post_message(self.GuestPicked(cursor.guest))
        if (cursor.guest, cursor.section) != (before.guest, before.section):
            self.post_message(self.SectionPicked(cursor.guest, cursor.section))
        if cursor.zoom is not before.zoom:
            self.post_message(self.Zoomed())
        if self.view != view or self.page != page:
            self.post_message(self.PagesWanted(self.view))
        self.redraw()

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
        from tui.render.hit import field

        band = self._band()
        cells = field(band) if band else None
        to = cells.moved(self.cursor.position, right, down) if cells else None
        if to is not None:
            self.go(self.cursor.at(to))
        elif down and self.cursor.zoom is Zoom.SECTIONS:
            self.action_guest(down)

    def action_guest(self, by: int) -> None:
        """Select the next guest, or the one before."""
        guests = self.snapshot.guests if self.snapshot else ()
        at = next((i for i, guest in enumerate(guests) if guest.name == self.cursor.guest), 0) + by
        if 0 <= at < len(guests):
            self.go(Cursor(guests[at].name))

    def action_end(self, last: int) -> None:
        """Go to the first or the last cell."""
        from tui.render.hit import field

        band = self._band()
        if band and (cells := field(band)):
            self.go(self.cursor.at(cells.position_of(cells.cells - 1 if last else 0)))

    def action_stuck(self, forward: int) -> None:
        """Go to the next section that cannot leave, or the one before."""
        from tui.render.offers import next_stuck

        if self.guest is None:
            return
        marks = self._marks.get(self.guest.name, NO_MARKS)
        section = next_stuck(self.guest, self.cursor.section, bool(forward), marks.failed | marks.refused)
        if section is not None:
            self.go(attrs.evolve(self.cursor, section=section, block=0, page=0))

    def action_zoom_in(self) -> None:
        """Go from the guest to a section, from there to a pageblock."""
        if self.guest is not None:
            self.go(self.cursor.zoomed_in())

    def action_zoom_out(self) -> None:
        """Go one step out; from the outermost back to the prompt."""
        if self.cursor.zoom > Zoom.SECTIONS:
            self.go(self.cursor.zoomed_out())
        elif self.large:
            self.large = False
            self.redraw()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Give the keyboard back to the prompt."""
        self.post_message(self.Left())

    def action_pick(self, number: int) -> None:
        """Select a guest by its number; the selected one again: large; 0: all."""
        guests = self.snapshot.guests if self.snapshot else ()
        if number > len(guests):
            return
        if number == 0:
            self.large = False
            self.go(attrs.evolve(self.cursor, zoom=Zoom.SECTIONS))
        elif guests[number - 1].name == self.cursor.guest:
            self.large = not self.large
            self.redraw()
        else:
            self.go(Cursor(guests[number - 1].name))
        self.post_message(self.NumberPressed())

    def action_offer(self, letter: str) -> None:
        """Write the command of a letter."""
        from tui.render.offers import offer

        if self.guest is not None:
            line = offer(letter, self.guest, self.cursor.section)
            self.post_message(self.CommandOffered(line, runs=letter == "w"))

    def on_click(self, event: events.Click) -> None:
        """Select the guest, and the cell if it is on one; a double click zooms in."""
        from tui.render.hit import cursor_at

        y = 0
        for band in self._all_bands(self._slots()) if self.snapshot else ():
            if y <= event.y < y + band.height:
                at = cursor_at(band, event.x, event.y - y)
                self.go(at or (self.cursor if band.picked else Cursor(band.guest.name)))
                if event.chain == 2 and at:
                    self.action_zoom_in()
            y += band.height

    def spots(self) -> Sequence[Spot]:
        """Return the guests in sight, each at its number."""
        from tui.render.jump import Spot

        guests = self.snapshot.guests if self.snapshot else ()
        return [Spot(1, slot.y, "guest", guests[slot.guest].name) for slot in self._slots().slots]

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor only while the keyboard is here."""
        super().watch_has_focus(has_focus)
        self.redraw()
