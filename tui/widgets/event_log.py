"""The event log: sentences, newest at the bottom, that can be scrolled back, searched, selected and copied."""

from __future__ import annotations

from collections import deque
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip

from tui.bindings import bindings
from tui.render.text.rows import Row
from tui.render.told.events import PASSED, heading, merged, newest, sentence_rows
from tui.render.told.links import with_links
from tui.render.told.lit import lit_span, lit_words
from tui.widgets.sought import Sought

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.selection import Selection

    from engine.snapshot import Sentence
    from engine.units import Nanoseconds
    from tui.export.extract import Extract

KEPT = 1000
"""Sentences that can be scrolled back to."""
WHEEL = 2
"""Rows a turn of the wheel moves."""


class EventLog(Sought, can_focus=True):
    """Sentences as rows. While it is scrolled back, new sentences do not move it."""

    ALLOW_SELECT = True
    BINDINGS: ClassVar[list[BindingType]] = bindings("events")

    heading = False
    """Whether the first row is a heading; set it with the frame."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._sentences: deque[Sentence] = deque(maxlen=KEPT)
        self._lines: list[Strip] = []
        self._starts: list[bool] = []
        """For each line whether a sentence begins there."""
        self._told: list[Sentence] = []
        """For each line its sentence."""
        self._drawn = (0, range(0))
        """Rows above the sentences, and the lines that are in sight."""
        self._lines_width = 0
        self._back = 0
        """Rows that are below the last one in sight."""
        self._follows = True
        """Whether the newest is shown as it comes: whole sentences, and of a long one first its beginning."""

    @property
    def next_number(self) -> int:
        """The number of the first sentence that is still missing."""
        return self._sentences[-1].number + 1 if self._sentences else 0

    def told(self) -> tuple[Sentence, ...]:
        """Return the sentences that can be scrolled back to, oldest first."""
        return tuple(self._sentences)

    def in_sight(self) -> tuple[Sentence, ...]:
        """Return the sentences of which something is in sight, each whole."""
        rows = self._drawn[1]
        return tuple({each.number: each for each in self._told[rows.start : rows.stop]}.values())

    def extract(self, time: Nanoseconds, *, in_sight: bool = False) -> Extract:
        """Return what it gives away.

        Args:
            time: the virtual time.
            in_sight: whether only sentences are wanted that are in sight.
        """
        from tui.export.simulation import events

        common = self.wanted.words.removeprefix("only ").replace("sentences ", "")
        return events(self.in_sight() if in_sight else self.shown(), time, "in sight" if in_sight else common)

    def show(self, sentences: Iterable[Sentence]) -> None:
        """Append the sentences that are new; those shown before are ignored."""
        new = [sentence for sentence in sentences if sentence.number >= self.next_number]
        if not new:
            return
        shown = [sentence for sentence in new if self.passes(sentence)]
        before = self._expectations() if shown and shown[0].level == PASSED else []
        self._sentences.extend(new)
        if len(self._lines) > 4 * KEPT or self._lines_width != self.size.width:
            self._lines_width = 0  # of another width are those too that came while it was not shown
        elif self._lines_width:
            lines = len(self._lines)
            if before:
                self._drop_last()
            self._append([*before, *shown])
            self._back += len(self._lines) - lines if self._back else 0
        self._follows = not self._back
        self.redraw()

    def replace(self, sentences: Sequence[Sentence]) -> None:
        """Have other sentences, as of another time, and show the newest; those that stay are not laid out anew."""
        known = {each.number: each for each in self._sentences}
        differs = next((each.number for each in sentences if known.get(each.number) != each), None)
        if differs is None:
            differs = sentences[-1].number + 1 if sentences else 0
        if not sentences or differs <= max(sentences[0].number, min(known, default=0)):
            self._sentences.clear()
            self._lines_width = 0
        while self._sentences and self._sentences[-1].number >= differs:
            if self._sentences.pop().level == PASSED:
                self._lines_width = 0  # a line that counts several may have to count fewer
        while self._told and self._told[-1].number >= differs:
            del self._lines[-1], self._starts[-1], self._told[-1]
        self._back, self._follows = 0, True
        self.show(sentences)
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the heading, if any, and the last sentences."""
        width, height = self.size
        if self._lines_width != width:
            self._lines, self._starts, self._told, self._lines_width = [], [], [], width
            self._append(self.shown())
        top = []
        if self.heading:
            top = [heading(self.palette, self.glyphs, width, self.sifted).strip(width)]
        room = max(0, height - len(top))
        self._back = min(self._back, max(0, len(self._lines) - room))
        end = len(self._lines) - self._back
        rows = newest(self._starts, room) if self._follows else range(max(0, end - room), end)
        if rows.stop == len(self._lines):
            top += [Strip.blank(width, self.palette.ground)] * (min(room, len(self._lines)) - len(rows))
        lines = [self._line(row) for row in rows]
        if self._follows and rows.stop < len(self._lines) and lines:
            more = Segment(self.glyphs.more, self.palette.muted)
            lines[-1] = Strip.join([lines[-1].crop(0, width - 1), Strip([more], 1)])
        if self._back and lines:
            lines[-1] = self._with_mark(lines[-1], sum(self._starts[rows.stop :]))
        self._drawn = (len(top), rows)
        if not self._lines and self.wanted.words and room:
            none = self.glyphs.words(f" there are none yet: {self.wanted.words} (f and ! show all again)")
            lines = [Row(self.palette.ground).add(none, self.palette.muted).strip(width)]
        drawn = top + lines or [Strip.blank(width, self.palette.ground)]
        if not self.heading and self.sifted:
            drawn[0] = self._beside(drawn[0], self.glyphs.words(f" {self.sifted} "))
        return drawn

    def _with_mark(self, line: Strip, newer: int) -> Strip:
        """Return the last line with how many sentences begin below it, and the key that goes there."""
        count = f"{newer} newer" if newer else "more"
        return self._beside(line, self.glyphs.words(f" ▾ {count} · {'End' if self.has_focus else 'Esc'} "))

    def _beside(self, line: Strip, text: str) -> Strip:
        """Return a line with a remark over its end."""
        room = max(0, self.size.width - len(text))
        line = line.crop(0, room).adjust_cell_length(room, self.palette.ground)
        return Strip.join([line, Strip([Segment(text, self.palette.warm)])])

    @property
    def scrolled_back(self) -> bool:
        """Whether newer sentences are out of sight below."""
        return self._back > 0

    def newest(self) -> None:
        """Show the newest sentences, and go on doing so."""
        self.end_search()
        self._back, self._follows = 0, True
        self.redraw()

    def lay_out_anew(self) -> None:
        """Break the sentences into lines anew, and show the newest."""
        self._lines_width = 0
        self.newest()

    def go_to(self, number: int) -> None:
        """Have a sentence in the middle of what is in sight."""
        at = next((row for row, told in enumerate(self._told) if told.number >= number), len(self._told))
        room = max(1, self.size.height - self._drawn[0])
        self._back, self._follows = max(0, len(self._lines) - at - room // 2 - 1), False

    def action_back(self, rows: int) -> None:
        """Scroll back so many rows, or on if negative."""
        self._back = max(0, self._back + rows)
        self._follows = False
        self.redraw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Let the mark name the key that works now."""
        super().watch_has_focus(has_focus)
        self.redraw()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back."""
        event.stop()
        self.action_back(WHEEL)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll on."""
        event.stop()
        self.action_back(-WHEEL)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(line.text.rstrip() for line in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Show what is selected."""
        self.redraw()

    def dress(self, palette: object, glyphs: object) -> None:
        """Draw everything anew in another theme."""
        self._lines_width = 0
        super().dress(palette, glyphs)  # type: ignore[arg-type]

    def _expectations(self) -> list[Sentence]:
        """Return the last sentences as far as they are expectations that hold."""
        run = list(takewhile(lambda sentence: sentence.level == PASSED, reversed(self.shown())))
        return run[::-1]

    def _drop_last(self) -> None:
        """Take the lines of the last sentence away."""
        at = max((i for i, starts in enumerate(self._starts) if starts), default=0)
        del self._lines[at:], self._starts[at:], self._told[at:]

    def _append(self, sentences: Iterable[Sentence]) -> None:
        """Break sentences into lines for the present width."""
        width = self.size.width
        for each in merged(sentences):
            rows = sentence_rows(each, width, self.palette, self.glyphs)
            self._lines += [with_links(row.strip(width), each) for row in rows]
            self._starts += [True] + [False] * (len(rows) - 1)
            self._told += [each] * len(rows)

    def _line(self, number: int) -> Strip:
        """Return a row as it is drawn: with its place, so that it can be selected, and what is selected of it lit."""
        line = self._lines[number]
        here = self._told[number].number == self.search.at
        line = lit_words(line, self.search.words, self.palette.cursor if here else self.palette.picked)
        span = self.text_selection.get_span(number) if self.text_selection else None
        return lit_span(line, span, self.palette.picked).apply_offsets(0, number)
