"""Sentences that name things: a click goes there, the mouse over one lights its sections in the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.message import Message

from tui.render.told.links import links
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from engine.snapshot import Sentence
    from tui.render.told.links import Link
    from tui.render.whole.jump import Spot

_REFUSED = re.compile(r"\bs(\d+)(?:–s\d+)? (?:cannot leave|stays):|\bcannot leave, \S+ in all: s(\d+)")
"""The first section that a sentence says stays: of a memory block, or of several."""
LINKED = 5
"""Sentences whose links jump mode goes to."""


class Linked(Rows):
    """Lines of sentences, as whoever inherits it has broken them."""

    _lines: Sequence[Strip] = ()
    _told: Sequence[Sentence] = ()
    """For each line its sentence."""
    _drawn = (0, range(0))
    """Rows above the sentences, and the lines that are in sight."""
    _pointed: tuple[str, frozenset[int]] = ("", frozenset())
    """Guest and sections of the sentence under the mouse."""

    class SectionAsked(Message, namespace="event_log"):
        """What keeps a section is asked."""

        def __init__(self, guest: str, section: int) -> None:
            super().__init__()
            self.guest = guest
            self.section = section

    class LinkFollowed(Message, namespace="event_log"):
        """What a sentence names is to be shown."""

        def __init__(self, link: Link) -> None:
            super().__init__()
            self.link = link

    class SectionsPointed(Message, namespace="event_log"):
        """The mouse is on a sentence about sections of a guest, or no longer: then there are none."""

        def __init__(self, guest: str, sections: frozenset[int]) -> None:
            super().__init__()
            self.guest = guest
            self.sections = sections

    def action_why(self) -> None:
        """Ask about the last section that could not leave: of those in sight, else the last before them."""
        for row in reversed(range(self._drawn[1].stop)):
            if self._ask(row):
                return

    def on_click(self, event: events.Click) -> None:
        """Go to what is named there; elsewhere ask about the section of the sentence, if one could not leave."""
        row = self._row_at(event.y)
        if row is None:
            return
        if link := self._link_at(event.x, row):
            self.post_message(self.LinkFollowed(link))
        else:
            self._ask(row)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say which sections the sentence under the mouse is about."""
        row = self._row_at(event.y)
        self._point(self._told[row] if row is not None else None)

    def on_leave(self) -> None:
        """Say that the mouse is on no sentence."""
        self._point(None)

    def _point(self, told: Sentence | None) -> None:
        named = links(told.text, told) if told else []
        found = frozenset(link.section for link in named if link.section is not None)
        guest = told.guest if told and found else ""
        if (guest, found) != self._pointed:
            self._pointed = (guest, found)
            self.post_message(self.SectionsPointed(guest, found))

    def _row_at(self, y: int) -> int | None:
        """Return the line in a row of the widget; None where there is none."""
        above, rows = self._drawn
        row = rows.start + y - above
        return row if row in rows else None

    def _link_at(self, x: int, row: int) -> Link | None:
        """Return what a line names at a column."""
        line = self._lines[row].text
        at = len(set_cell_size(line, x))
        return next((link for link in links(line, self._told[row]) if link.start <= at < link.end), None)

    def tip_at(self, x: int, y: int) -> str:
        """Return what a click does there."""
        row = self._row_at(y)
        if row is None:
            return ""
        if link := self._link_at(x, row):
            return "click asks why" if link.operation is not None else "click shows it in the map"
        told = self._told[row]
        return "click shows what keeps it" if told.guest and _REFUSED.search(told.text) else ""

    def spots(self) -> Sequence[Spot]:
        """Return the links of the last sentences in sight, each at its first character."""
        from tui.render.whole.jump import Spot

        above, rows = self._drawn
        told = {each.number for each in list(dict.fromkeys(self._told[row] for row in rows))[-LINKED:]}
        return [
            Spot(cell_len(self._lines[row].text[: link.start]), above + row - rows.start, "link", link)
            for row in rows
            if self._told[row].number in told
            for link in links(self._lines[row].text, self._told[row])
        ]

    def _ask(self, row: int) -> bool:
        """Ask what keeps the section that a row says could not leave; say whether it says so."""
        told = self._told[row]
        refused = _REFUSED.search(told.text)
        if refused and told.guest:
            self.post_message(self.SectionAsked(told.guest, int(refused[1] or refused[2])))
        return bool(refused and told.guest)
