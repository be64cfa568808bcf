"""All guests as bands, drawn by one widget, with a cursor that moves over sections, pageblocks and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from tui.bindings import bindings, hinted
from tui.render.layout import BandSlots, Slot, band_slots
from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.lens import Lens, Seen
from tui.render.map.marks import NO_MARKS, Flashes, Marks
from tui.render.rates import Pictures
from tui.render.text.rows import Row
from tui.render.told.operations import listed
from tui.widgets.pointed import Pointed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.snapshot import GuestView, OperationView, Snapshot
    from engine.units import Pages
    from tui.render.guests.band import Ballooned, Band
    from tui.render.guests.columns import Columns, ListsForm
    from tui.render.guests.roster import Numbered
    from tui.render.map.inspect import Behind
    from tui.render.whole.jump import Spot
    from tui.widgets.map_asks import View

FOR_LYING = 17
"""Rows of a guest's band from which on its free lists lie, if it is the only one with a map."""


class Bands(Pointed, can_focus=True):
    """The guests. Keys and clicks move the cursor; letters write commands and change nothing themselves."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("map")

    beside = False
    """Whether the selected guest's lists are in sight elsewhere."""
    _alone = False
    """Whether the selected guest's map is all there is."""
    behind: Behind | None = None
    """The machine's side of the page at the cursor."""
    pointed: tuple[str, frozenset[int]] = ("", frozenset())
    """Guest and sections that the mouse points at elsewhere."""
    revealed: frozenset[tuple[str, int]] = frozenset()
    """Guests and sections that a question was about, as long as its answer shows."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        from tui.render.map.changes import Changes

        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.flashes = Flashes()
        self.changes = Changes()
        self.shown: tuple[Numbered, ...] = ()
        """The guests that are shown, in their order."""
        self._operations: list[OperationView] = []
        self._pictures: Pictures | None = None
        self.marks: dict[str, Marks] = {}
        self._before: Snapshot | None = None
        self._drawn_of: Snapshot | None = None
        self._ballooned: dict[str, Ballooned | None] = {}
        """By guest, the cells of its map that were drawn as balloon last."""
        self._bands: dict[str, tuple[Band, list[Strip]]] = {}
        """By guest, what was drawn last and what from."""
        self._asked: Mapping[str, Pages] = {}
        """Parts that the last picture had not."""

    def show(self, snapshot: Snapshot, now: float = 0.0, dismissed: Collection[int] = ()) -> None:
        """Show another picture, see `see`."""
        self.see(snapshot, now, dismissed)
        self.redraw()

    def see(
        self,
        snapshot: Snapshot,
        now: float = 0.0,
        dismissed: Collection[int] = (),
        shown: tuple[Numbered, ...] | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        """Take another picture, to be drawn by `redraw`.

        Args:
            snapshot: the picture.
            now: wall time in seconds; it decides what is lit, see `Flashes`.
            dismissed: ids of failed operations that are no longer to be marked.
            shown: the guests to show, in their order; None: all.
            pictures: what gauges and numbers are drawn from; None: that picture too.
        """
        self._before, self.snapshot = self.snapshot, snapshot
        self.shown = tuple(enumerate(snapshot.guests, 1)) if shown is None else shown
        self._pictures = pictures or Pictures(snapshot, snapshot, snapshot)
        self._operations = listed(self._pictures.numbers, dismissed)
        self.changes.see(snapshot)
        self.marks = self.flashes.see(snapshot, listed(snapshot, dismissed), now)
        if snapshot.guests and snapshot.guest(self.cursor.guest) is None:
            self.cursor = Cursor.first(snapshot.guests[0])

    def forget(self) -> None:
        """Light nothing: the next picture does not follow from the last."""
        self.flashes.forget()
        self._ballooned.clear()

    def light(self, changed: Mapping[str, frozenset[int]]) -> None:
        """Light sections that differ by the instant that was stepped over, by guest, while time stands there."""
        if self.snapshot is not None:
            self.flashes.light(changed, self.snapshot.time)
            self.marks = self.flashes.see(self.snapshot, self._operations, 0.0)
            self.redraw()

    @property
    def view(self) -> View:
        """The pages that are in sight."""
        own = ((self.cursor.guest, self.cursor.section),) if self.explains else ()
        if not self.lens.needs_pages:
            return own
        from tui.render.map.lens_signs import looked_into

        seen = (looked_into(band.guest, band.budget) for band in self.bands() if band.columns.form != "line")
        return tuple(dict.fromkeys((*own, *(each for view in seen for each in view))))

    @property
    def grains(self) -> Mapping[str, Pages]:
        """Return the guests whose maps have room for the inside of sections, each with the pages of a part."""
        from tui.render.guests.band import grain_wanted

        return {band.guest.name: pages for band in self.bands() if (pages := grain_wanted(band))}

    def dress(self, *look: object) -> None:
        """Draw everything anew in another theme."""
        self._bands.clear()
        super().dress(*look)  # type: ignore[arg-type]

    def draw(self) -> Sequence[Strip]:
        """Draw the bands; one that would be drawn from the same things is not drawn again."""
        if self.snapshot is None:
            return ()
        if not self.snapshot.guests:
            from tui.render.guests.nobody import nobody_rows

            width, height = self.size
            return [row.strip(width) for row in nobody_rows(width, height, self.palette, self.glyphs)]
        if not self.shown:
            from tui.render.guests.nobody import NO_MATCH, hidden_rows

            hidden = hidden_rows(hinted(self, NO_MATCH), *self.size, self.palette)
            return [row.strip(self.size.width) for row in hidden]
        from tui.render.guests.band_rows import band_strips

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
        self._bands, self._drawn_of = drawn, self.snapshot
        self._ask_for_grains()
        if slots.hidden:
            more = f" {self.glyphs.more} {slots.hidden} more; PgDn goes through them"
            strips.append(Row(self.palette.ground).add(more, self.palette.muted).strip(self.size.width))
        return strips

    def _with_turned(self, band: Band) -> Band:
        """Return a band with the cells lit that turned to balloon since it was drawn last, as long as they are."""
        from tui.render.guests.band import balloon_cells

        name, cells = band.guest.name, balloon_cells(band)
        if self._drawn_of not in (self.snapshot, self._before):
            self._ballooned.clear()  # nobody looked for a while
        before, self._ballooned[name] = self._ballooned.get(name), cells
        if before is None or cells is None or before.laid_out != cells.laid_out:
            self.flashes.put_out(name)
            return band
        turned = self.flashes.turn(name, cells.cells - before.cells)
        return attrs.evolve(band, marks=attrs.evolve(band.marks, turned=turned)) if turned else band

    def _ask_for_grains(self) -> None:
        """Have another picture where one is to show what this one has not, be it that time stands; once each."""
        missing = {
            name: pages
            for name, pages in self.grains.items()
            if (guest := self.snapshot and self.snapshot.guest(name))
            and (guest.grain is None or guest.grain.pages != pages)
        }
        if missing and missing != self._asked:
            self.ask()
        self._asked = missing

    def alone(self, wanted: bool) -> None:
        """Show the selected guest's map and nothing else, or the guests again."""
        if wanted is not self._alone:
            self._alone, self.can_focus = wanted, not wanted  # keys are the presentation's
            self.home()
            self.redraw()

    def _slots(self) -> BandSlots:
        at = next((i for i, (_, guest) in enumerate(self.shown) if guest.name == self.cursor.guest), 0)
        if self._alone and self.shown:
            return BandSlots((Slot(at, "bare", 0, self.size.height),))
        large = self.large or self.cursor.zoom > Zoom.SECTIONS
        return band_slots(*self.size, len(self.shown), at, large)

    def _all_bands(self, slots: BandSlots) -> list[Band]:
        from tui.render.guests.band import Band
        from tui.render.guests.columns import band_columns
        from tui.render.map.stretches import extent, label_width
        from tui.render.map.tiles import MOST_PAGES
        from tui.render.map.zoom import labelled

        assert self.snapshot is not None
        assert self._pictures is not None
        guests = [guest for _, guest in self.shown]
        seen = [guests[slot.guest] for slot in slots.slots]
        extents, names = [extent(guest) for guest in seen], [guest.name for guest in seen]
        if self.guest and self.cursor.zoom > Zoom.SECTIONS:
            extents.append(labelled(self.guest))
        zones = max((label_width(guest) for guest in seen), default=0)
        maps = [slot for slot in slots.slots if slot.form != "line"]
        lists: ListsForm = "standing"
        if len(maps) == 1:
            lists = "none" if self.beside else "lying" if maps[0].height >= FOR_LYING else lists
        columns: dict[str, Columns] = {
            form: band_columns(form, self.size.width, extents, names, zones, lists)
            for form in {slot.form for slot in slots.slots}
        }
        budget = MOST_PAGES // max(1, len(maps)) if self.snapshot.watch is None else 0
        bands = []
        for slot in slots.slots:
            guest = guests[slot.guest]
            here = guest.name == self.cursor.guest
            bands.append(
                Band(
                    guest,
                    self.shown[slot.guest][0],
                    slot.height,
                    columns[slot.form],
                    tuple(operation for operation in self._operations if operation.guest == guest.name),
                    here,
                    self.marks.get(guest.name, NO_MARKS),
                    self.cursor if here else None,
                    here and (self.has_focus or self.inspected),
                    self.behind if here else None,
                    budget,
                    self._pictures.gauges.guest(guest.name) or guest,
                    self._pictures.numbers.guest(guest.name) or guest,
                    self._seen(guest, here),
                )
            )
        return bands

    def _seen(self, guest: GuestView, here: bool) -> Seen:
        """Return how the map of a guest is looked at."""
        changed = self.lens is Lens.CHANGED
        return Seen(
            self.lens,
            self.changes.ages(guest.name) if changed else b"",
            self.changes.block_ages(guest.name, self.cursor.section) if changed and here else b"",
            self.marked if here else None,
            self._lit(guest.name),
            self._hovered_page(guest) if here else None,
            self.dragged[1] if self.dragged and self.dragged[0] == guest.name else None,
            self._turned_pages(guest) if here else b"",
            here and (self.inspected or self.beside),
        )

    def _lit(self, name: str) -> frozenset[int]:
        """Return the sections of a guest that something elsewhere is about."""
        pointed = self.pointed[1] if name == self.pointed[0] else frozenset()
        return pointed | {section for guest, section in self.revealed if guest == name}

    def _turned_pages(self, guest: GuestView) -> bytes:
        """Return the pages that the last step changed, while time stands and pages are in sight."""
        stands = self.snapshot is not None and self.snapshot.paused and self.cursor.zoom > Zoom.SECTIONS
        return self.changes.turned(guest.name, self.cursor.section) if stands else b""

    def _hovered_page(self, guest: GuestView) -> int | None:
        """Return the page under the mouse, where pages are cells, counted in its section."""
        at = self.hovered
        if at is None or at.zoom is not Zoom.PAGES or self.cursor.zoom is not Zoom.PAGES:
            return None
        return (at.block << guest.pageblock_order) + at.page

    def bands(self) -> list[Band]:
        """Return the bands from the top."""
        return self._all_bands(self._slots()) if self.snapshot and self.size else []

    def band(self) -> Band | None:
        """Return the band of the selected guest."""
        return next((band for band in self.bands() if band.picked), None)

    def spots(self) -> Sequence[Spot]:
        """Return the guests in sight, each at its number."""
        from tui.render.whole.jump import Spot

        return [Spot(1, slot.y, "guest", self.shown[slot.guest][1].name) for slot in self._slots().slots]

    def point(self, guest: str, sections: frozenset[int]) -> None:
        """Light sections that something else is about."""
        self.pointed = (guest, sections)
        self.redraw()

    def reveal(self, sections: frozenset[tuple[str, int]]) -> None:
        """Light sections, each with its guest, that were asked for; none: no more."""
        if sections != self.revealed:
            self.revealed = sections
            self.redraw()

    @property
    def at_cursor(self) -> tuple[Cursor, int]:
        """The cursor, or what the mouse is on, at the start of its cell, and how many sections that stands for."""
        from tui.render.guests.hit import sections_under

        if self.inspected and self.hovered is not None:
            found = next((band for band in self.bands() if band.guest.name == self.hovered.guest), None)
            return sections_under(attrs.evolve(found, cursor=self.hovered)) if found else (self.hovered, 1)
        band = self.band()
        return sections_under(band) if band else (self.cursor, 1)

    @property
    def neighbours(self) -> Sequence[GuestView]:
        """The guests in the order in which they are shown."""
        return [guest for _, guest in self.shown]

    def on_hide(self, event: events.Hide) -> None:
        """Keep the keyboard while the terminal is too small to show guests."""
        event.prevent_default()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor only while the keyboard is here."""
        super().watch_has_focus(has_focus)
        self.redraw()
