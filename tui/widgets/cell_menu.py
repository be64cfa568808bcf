"""What can be done with a cell, where the right button of the mouse was pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region
from textual.message import Message

from tui.bindings import bindings
from tui.keys.cell import CELL
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.geometry import Size
    from textual.strip import Strip

    from tui.render.closely.cell_menu import Choice

_OWN = frozenset(key for row in CELL for key in row.keys)
"""Keys of the list itself, which are not the map's while it is open."""


class CellMenu(Rows, can_focus=True):
    """A list beside the mouse. It has the keyboard while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("cell")
    choices: list[Choice]
    title_text = ""
    chosen = 0
    place = (0, 0)
    """Column and row of the screen at which it was asked for."""

    class Chosen(Message):
        """An action of the map is to be done."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Closed(Message):
        """It is no longer open."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.choices = []

    def open(self, choices: list[Choice], title: str, place: tuple[int, int]) -> None:
        """Offer other things, at another place."""
        self.choices, self.title_text, self.place, self.chosen = choices, title, place, 0
        self.redraw()

    def region_in(self, size: Size) -> Region:
        """Return where it stands on a screen: beside the mouse, all of it in sight; nothing while it is closed."""
        from tui.render.closely.cell_menu import menu_size

        if not self.choices:
            return Region()
        width, height = menu_size(self.choices, self.title_text)
        width, height = min(width, size.width), min(height, size.height)
        x, y = self.place
        return Region(min(x + 1, size.width - width), min(y, size.height - height), width, height)

    def draw(self) -> Sequence[Strip]:
        """Draw the list in its frame."""
        from tui.render.closely.cell_menu import menu_rows

        width = self.size.width
        rows = menu_rows(self.choices, self.title_text, self.chosen, width, self.palette, self.glyphs)
        return [row.strip(width) for row in rows]

    def action_move(self, by: int) -> None:
        """Choose the next, or the one before, round the end."""
        if self.choices:
            self.chosen = (self.chosen + by) % len(self.choices)
            self.redraw()

    def action_do(self) -> None:
        """Do what is chosen."""
        if self.choices:
            self._do(self.choices[self.chosen].name)

    def action_close(self) -> None:
        """Offer nothing any more."""
        if self.choices:
            self.choices = []
            self.post_message(self.Closed())

    def on_key(self, event: events.Key) -> None:
        """Do what a key of the list does; Enter does what is chosen."""
        named = next((each.name for each in self.choices if event.key in each.keys), "")
        if named and event.key not in _OWN:
            event.stop()
            self._do(named)

    def on_click(self, event: events.Click) -> None:
        """Do what is clicked."""
        event.stop()
        if 0 <= event.y - 1 < len(self.choices):
            self._do(self.choices[event.y - 1].name)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose what the mouse is on."""
        if 0 <= event.y - 1 < len(self.choices) and event.y - 1 != self.chosen:
            self.chosen = event.y - 1
            self.redraw()

    def on_blur(self) -> None:
        """Close: the keyboard went elsewhere."""
        self.action_close()

    def _do(self, name: str) -> None:
        self.choices = []
        self.post_message(self.Chosen(name))
