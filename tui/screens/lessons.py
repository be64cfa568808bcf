"""The list of lessons. It ends with the one that was chosen, and what is to be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import attrs
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from tui.bindings import bindings, hinted
from tui.render.text.rows import blank
from tui.render.text.words import fit
from tui.render.whole.lesson_list import ABOUT, about_rows, fitting, lesson_rows
from tui.screens.answering import Answering
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.strip import Strip

    from tui.lessons.shelf import Lesson
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

WIDEST = 76
LONGEST_FILTER = 40
KEYS = "{lessons.play} plays · {lessons.present} presents · {lessons.script} opens its script · {lessons.close} closes"
FILTERING = "type to filter · {lessons.play} plays · {lessons.close} drops the filter"


@attrs.frozen
class Chosen:
    """A lesson, and what is to be done with it."""

    lesson: Lesson
    do: Literal["play", "present", "script"]


class LessonRows(Rows):
    """The lessons in sight, and below them what the chosen one shows."""

    shown: Sequence[Lesson] = ()
    at = 0
    _top = 0
    _where: Sequence[int | None] = ()

    class Clicked(Message):
        """A lesson was clicked twice."""

    def show(self, lessons: Sequence[Lesson], at: int) -> None:
        """Show other lessons, one of them chosen."""
        self.shown, self.at = lessons, at
        self.redraw()

    @property
    def chosen(self) -> Lesson | None:
        """The lesson that Enter plays."""
        return self.shown[self.at] if self.shown else None

    @property
    def room(self) -> int:
        """Rows of lessons in sight."""
        return max(1, self.size.height - ABOUT - 1)

    def move(self, by: int) -> None:
        """Choose another; at the ends nothing happens."""
        if self.shown:
            self.at = min(max(self.at + by, 0), len(self.shown) - 1)
            self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the list around the chosen one."""
        width, height = self.size
        rows, self._where = lesson_rows(self.shown, self.at, width, self.palette, self.glyphs)
        room, chosen = self.room, self._where.index(self.at) if self.shown else 0
        first = chosen - 1 if chosen and self._where[chosen - 1] is None else chosen  # with its heading
        self._top = min(max(self._top, chosen - room + 1), first)
        self._top = min(self._top, max(0, len(rows) - room))
        seen = rows[self._top : self._top + room]
        about = about_rows(self.chosen, width, self.palette, self.glyphs)
        strips = [row.strip(width) for row in seen]
        strips += [blank(self.palette.ground, width)] * (room - len(strips) + 1)
        return [*strips, *(row.strip(width) for row in about)][:height]

    def on_click(self, event: events.Click) -> None:
        """Choose what is clicked; a second click plays it."""
        event.stop()
        row = self._top + event.y
        if event.y < self.room and row < len(self._where) and (at := self._where[row]) is not None:
            self.at = at
            self.redraw()
            if event.chain > 1:
                self.post_message(self.Clicked())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Choose the next."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Choose the one before."""
        event.stop()
        self.move(-1)


class LessonsScreen(Answering["Chosen | None"], inherit_bindings=False):
    """The list in its frame. Letters filter it, but for those that do something with the chosen lesson.

    Its keys do not come before what was typed just now: an Enter right after a letter is about what that letter left.

    Args:
        lessons: all of them.
        playing: the key of the one that plays, which is chosen first; empty: none.
        problem: what is wrong with what is remembered; empty: nothing.
        palette: colours.
        glyphs: what is drawn with.
    """

    DEFAULT_CSS = """
    LessonsScreen { background: $ground 60%; align: center middle; }
    LessonsScreen Vertical {
        width: 78; max-width: 100%; max-height: 100%; background: $ground;
        border: solid $rule; border-title-color: $text; border-subtitle-color: $muted;
        border-subtitle-style: $muted-style; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("lessons")

    def __init__(
        self, lessons: Sequence[Lesson], playing: str, problem: str, palette: Palette, glyphs: Glyphs
    ) -> None:
        super().__init__()
        self._lessons, self._problem, self._words = lessons, problem, glyphs.words
        self._rows = LessonRows(palette, glyphs)
        self._filter: str | None = None
        """What is typed; None: letters act."""
        found = fitting("", lessons)
        keys = [lesson.key for lesson in found]
        self._rows.shown, self._rows.at = found, keys.index(playing) if playing in keys else 0

    def compose(self) -> ComposeResult:
        """Yield the frame."""
        with Vertical() as frame:
            frame.styles.height = "80%" if self.app.size.height > 30 else "100%"
            yield self._rows

    def on_mount(self) -> None:
        """Say what the keys do."""
        self._say()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Let letters be typed while there is a filter."""
        return self._filter is None or action not in ("present", "script", "filter")

    def on_key(self, event: events.Key) -> None:
        """Have a letter narrow the list."""
        if event.is_printable and event.character and event.key not in self.active_bindings:
            event.stop()
            self._narrow((self._filter or "") + event.character)
        elif event.key == "backspace" and self._filter:
            event.stop()
            self._narrow(self._filter[:-1])

    def _narrow(self, query: str) -> None:
        self._filter = query.lstrip()[:LONGEST_FILTER]
        self._rows.show(fitting(self._filter, self._lessons), 0)
        self._say()

    def _say(self) -> None:
        """Say in the frame how many there are, and what the keys do."""
        frame = self.query_one(Vertical)
        title = "lessons · ballonet demo" if self._filter is None else f"lessons · filter: {self._filter}_"
        hint = hinted(self, KEYS if self._filter is None else FILTERING)
        room = max(1, min(self.size.width or WIDEST, WIDEST) - 4)
        frame.border_title = Content(self._words(title))
        frame.border_subtitle = Content(fit(self._words(self._problem or hint), room, "…"))

    def on_click(self, event: events.Click) -> None:
        """Close on a click beside it."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss(None)

    def on_lesson_rows_clicked(self) -> None:
        """Play what was clicked."""
        self.action_play()

    def action_move(self, by: int) -> None:
        """Choose another."""
        self._rows.move(by)

    def action_page(self, by: int) -> None:
        """Choose one that is as many rows away as there are in sight."""
        self._rows.move(by * max(1, self._rows.room - 1))

    def action_filter(self) -> None:
        """Let every letter be typed."""
        self._narrow("")

    def action_play(self) -> None:
        """Play the chosen one."""
        self._choose("play")

    def action_present(self) -> None:
        """Play the chosen one for others to see."""
        self._choose("present")

    def action_script(self) -> None:
        """Open the script of the chosen one."""
        self._choose("script")

    def _choose(self, do: Literal["play", "present", "script"]) -> None:
        lesson = self._rows.chosen
        if lesson is not None and (not lesson.problem or do == "script"):
            self.dismiss(Chosen(lesson, do))

    def action_close(self) -> None:
        """Drop the filter, else close."""
        if self._filter is not None:
            self._filter = None
            self._rows.show(fitting("", self._lessons), 0)
            self._say()
        else:
            self.dismiss(None)
