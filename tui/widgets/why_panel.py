"""The panel of `why`, above the prompt: what keeps a section, and commands that help, to be put into the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.bindings import hinted
from tui.widgets.selectable import Selectable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from engine.answer import Answer
    from tui.render.text.rows import Row

APART = 40
"""Columns that must be left beside the panel, else it takes all: what shows there would be the ends of rows."""


class WhyPanel(Selectable, can_focus=False):
    """An answer in a frame. The prompt keeps the keyboard, and asks here what ↑, ↓ and Enter on an empty line mean."""

    answer: Answer | None = None
    """What is shown; None while it is closed."""
    chosen = 0
    """The remedy that Enter takes."""
    title_text = ""
    """What was asked."""

    class Taken(Message):
        """A remedy is to be put into the prompt."""

        def __init__(self, commands: tuple[str, ...]) -> None:
            super().__init__()
            self.commands = commands

    def open(self, answer: Answer, title: str) -> None:
        """Show an answer."""
        self.answer, self.chosen = answer, 0
        self.title_text = title
        self.redraw()

    def close(self) -> None:
        """Show nothing."""
        self.answer = None

    def columns_wanted(self, width: int) -> int:
        """Return the columns that the panel takes of a screen's."""
        from tui.render.closely.why import WIDEST

        return WIDEST if width >= WIDEST + APART else width

    def rows_wanted(self, width: int) -> int:
        """Return the rows that show everything on a screen of `width` columns; 0 while it is closed."""
        return len(self._content(self.columns_wanted(width))[0]) + 2 if self.answer else 0

    @property
    def offered(self) -> str:
        """The first command of the chosen remedy; empty where there is none."""
        remedies = self.answer.remedies if self.answer else ()
        return remedies[self.chosen].commands[0] if remedies else ""

    def move(self, by: int) -> bool:
        """Choose the next remedy, or the one before; say whether there is anything to choose from."""
        remedies = self.answer.remedies if self.answer else ()
        if not remedies:
            return False
        self.chosen = (self.chosen + by) % len(remedies)
        self.redraw()
        return True

    def take(self) -> bool:
        """Have the chosen remedy put into the prompt; say whether there was one."""
        remedies = self.answer.remedies if self.answer else ()
        if remedies:
            self.post_message(self.Taken(remedies[self.chosen].commands))
        return bool(remedies)

    def draw(self) -> Sequence[Strip]:
        """Draw the frame and what is in it; where it is too low, the end is left out."""
        from tui.render.closely.why import framed

        width, height = self.size
        rows = self._content(width)[0][: max(0, height - 2)]
        choose = "{prompt.older} {prompt.newer} choose · " * bool(
            self.answer and len(self.answer.remedies) > 1
        )
        hint = self.glyphs.words(hinted(self, f"{choose}{{panel.close}} close"))
        return [
            row.strip(width) for row in framed(self.title_text, hint, rows, width, self.palette, self.glyphs)
        ]

    def whole_text(self) -> str:
        """Return the answer, the end too if there is no room for it."""
        from tui.render.closely.why import WIDEST

        rows = self._content(WIDEST)[0]
        return "".join(f"{row.strip(WIDEST).text.rstrip()}\n" for row in rows)

    def on_click(self, event: events.Click) -> None:
        """Take the remedy that is clicked."""
        event.stop()
        which = self._content(self.size.width)[1].get(event.y - 1)
        if which is not None:
            self.chosen = which
            self.take()

    def _content(self, width: int) -> tuple[list[Row], dict[int, int]]:
        from tui.render.closely.why import FRAME, why_rows

        if self.answer is None:
            return [], {}
        return why_rows(self.answer, width - FRAME, self.chosen, self.palette, self.glyphs)
