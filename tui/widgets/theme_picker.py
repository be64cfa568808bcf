"""The list of themes, below the maps that it dresses. Whichever is chosen is worn at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.bindings import bindings
from tui.render.whole.theme_list import rows_wanted, theme_rows
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from tui.render.colours.theme import Theme


class ThemePicker(Rows, can_focus=True):
    """A list to choose from; it is closed while it has no themes."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("themes")

    class Previewed(Message):
        """A theme is looked at."""

        def __init__(self, theme: Theme) -> None:
            super().__init__()
            self.theme = theme

    class Kept(Previewed):
        """A theme is to stay."""

    class Closed(Message):
        """The list has closed."""

    class ReadAsked(Message):
        """The user's files are to be read again."""

    themes: Sequence[Theme] = ()
    problems: Sequence[str] = ()
    at = 0
    _before: Theme | None = None
    """What was worn before."""
    _top = 0

    def open(self, themes: Sequence[Theme], worn: Theme, problems: Sequence[str]) -> None:
        """Offer `themes`; if it is open already, these are the same ones read again.

        Args:
            themes: all of them.
            worn: the one that is worn; its file may be gone.
            problems: a line for each file that is no theme.
        """
        self.themes, self.problems = themes, problems
        named = {theme.name: i for i, theme in enumerate(themes)}
        self.at = named.get(worn.name, 0)
        before = self._before or worn
        self._before = themes[named[before.name]] if before.name in named else before
        self.redraw()

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self.themes)

    @property
    def rows(self) -> int:
        """The rows that it wants; none while it is closed."""
        return rows_wanted(self.themes, self.problems, self.screen.size.width, self.glyphs)

    def draw(self) -> Sequence[Strip]:
        """Draw the themes around the chosen one."""
        if not self.themes:
            return ()
        width, height = self.size
        rows, self._top = theme_rows(
            self.themes, self.at, self.problems, (width, height), self.palette, self.glyphs
        )
        return [row.strip(width) for row in rows]

    def action_move(self, by: int) -> None:
        """Wear another theme for a look; at the ends nothing happens."""
        if self.themes:  # the key may come right after the one that closed it
            self._look_at(min(max(self.at + by, 0), len(self.themes) - 1))

    def action_keep(self) -> None:
        """Keep what is worn."""
        if self.themes:
            self.post_message(self.Kept(self.themes[self.at]))
            self._close()

    def action_back(self) -> None:
        """Wear what was worn before."""
        if self._before:
            self.post_message(self.Previewed(self._before))
        self._close()

    def action_read(self) -> None:
        """Have the user's files read again."""
        self.post_message(self.ReadAsked())

    def on_click(self, event: events.Click) -> None:
        """Look at what is clicked; keep it on a double click."""
        event.stop()
        row = self._top + event.y - 1
        if 0 < event.y < self.size.height - 1 and row < len(self.themes):
            self._look_at(row)
            if event.chain > 1:
                self.action_keep()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look at the next."""
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look at the one before."""
        event.stop()
        self.action_move(-1)

    def on_blur(self) -> None:
        """Close, and wear what was worn before: something else was chosen."""
        if self.is_open and self.app.app_focus:
            self.action_back()

    def _look_at(self, which: int) -> None:
        if which != self.at:
            self.at = which
            self.redraw()
            self.post_message(self.Previewed(self.themes[which]))

    def _close(self) -> None:
        self.themes, self.problems, self._before = (), (), None
        self.post_message(self.Closed())
