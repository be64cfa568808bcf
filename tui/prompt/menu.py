"""The menu above the line: what fits at the cursor, and what each of it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.prompt.choices import Choice, Choices

if TYPE_CHECKING:
    from rich.style import Style
    from textual.events import Click, MouseScrollDown, MouseScrollUp

ROWS = 8
"""Choices that show at a time."""
WIDEST = 60
"""Columns of what a choice means."""


class Menu(Widget, can_focus=False):
    """A list to choose from. It is empty while it is closed."""

    DEFAULT_CSS = """
    Menu {
        border: solid $rule;
        border-title-color: $muted;
        border-title-style: $muted-style;
        border-subtitle-color: $muted;
        border-subtitle-style: $muted-style;
        background: $ground;
        color: $text;
    }
    Menu > .menu--means { color: $muted; text-style: $muted-style; }
    Menu > .menu--sought { text-style: underline; }
    Menu > .menu--chosen { background: $lit-ground; color: $lit; text-style: $lit-style; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"menu--means", "menu--chosen", "menu--sought"}

    class Clicked(Message):
        """A choice was clicked; it is the chosen one now."""

    def __init__(self, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        self.choices = Choices()
        self._at = 0
        self._top = 0

    def show(self, choices: Choices) -> None:
        """Offer `choices`, the first one chosen; none: close."""
        self.choices = choices
        self._at = self._top = 0
        self.border_title = Content(choices.title) if choices.title else None
        self._say_place()
        self.refresh()

    @property
    def chosen(self) -> Choice | None:
        """The choice that Enter takes; None while the menu is closed."""
        return self.choices.choices[self._at] if self.choices.choices else None

    @property
    def detail(self) -> str:
        """All of what the chosen one means, where the menu has no room for it."""
        if not self.chosen:
            return ""
        return self.chosen.means if cell_len(self.chosen.means) > self._columns()[1] else ""

    @property
    def wanted(self) -> tuple[int, int]:
        """Columns and rows that the menu would like to have, frame and all; (0, 0) while it is closed."""
        if not self.choices.choices:
            return 0, 0
        text, means = self._columns()
        width = max(text + (means + 2 if means else 0), cell_len(self.choices.title) + 2)
        return width + 4, min(ROWS, len(self.choices.choices)) + 2

    def move(self, by: int) -> None:
        """Choose the choice `by` places on; behind the last comes the first."""
        self._at = (self._at + by) % len(self.choices.choices)
        rows = max(1, self.size.height)
        self._top = min(max(self._top, self._at - rows + 1), self._at)
        self._say_place()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one choice."""
        at, width, choices = self._top + y, self.size.width, self.choices.choices
        if at >= len(choices):
            return Strip.blank(width, self.rich_style)
        choice = choices[at]
        chosen = at == self._at
        style = self.get_component_rich_style("menu--chosen") if chosen else self.rich_style
        muted = style if chosen else self.get_component_rich_style("menu--means")
        shown = set_cell_size(choice.text, min(self._columns()[0], width))
        means = set_cell_size(choice.means, max(0, width - cell_len(shown) - 3))
        sought = self.get_component_rich_style("menu--sought")
        parts = [Segment(" ", style), *_set_off(shown, self.choices.sought, style, style + sought)]
        return Strip([*parts, Segment("  ", style), Segment(means, muted)]).adjust_cell_length(width, style)

    def on_click(self, event: Click) -> None:
        """Choose what was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and self._top + offset.y < len(self.choices.choices):
            self._at = self._top + offset.y
            self.post_message(self.Clicked())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Choose the next."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Choose the one before."""
        event.stop()
        self.move(-1)

    def _columns(self) -> tuple[int, int]:
        """Return the columns of the words and of what they mean."""
        choices = self.choices.choices
        return (
            min(WIDEST, max(cell_len(choice.text) for choice in choices)),
            min(WIDEST, max(cell_len(choice.means) for choice in choices)),
        )

    def _say_place(self) -> None:
        many = len(self.choices.choices)
        self.border_subtitle = Content(f"{self._at + 1} of {many}") if many > ROWS else None


def _set_off(text: str, sought: str, style: Style, marked: Style) -> list[Segment]:
    """Return a text with the first place where it has what was sought set off, in whatever case."""
    at = text.casefold().find(sought.casefold()) if sought else -1
    if at < 0:
        return [Segment(text, style)]
    end = at + len(sought)
    return [Segment(text[:at], style), Segment(text[at:end], marked), Segment(text[end:], style)]
