"""Jump mode: the screen stands still and dimmed, one key goes to what it sits on, any other key leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.whole.jump import Spot, jump_strips
from tui.screens.answering import Answering
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs


class Letters(Rows):
    """The screen as it was, dimmed, with letters on it.

    Args:
        strips: its rows.
        letters: by letter, what it goes to.
        screens: by digit, what it shows.
        palette: colours.
        glyphs: what is drawn with.
    """

    def __init__(
        self,
        strips: Sequence[Strip],
        letters: Mapping[str, Spot],
        screens: Mapping[str, str],
        palette: Palette,
        glyphs: Glyphs,
    ) -> None:
        super().__init__(palette, glyphs)
        self._under, self._letters, self._screens = strips, letters, screens

    def draw(self) -> Sequence[Strip]:
        """Draw it."""
        return jump_strips(self._under, self._letters, self._screens, self.palette)


class JumpScreen(Answering["Spot | str | None"]):
    """It ends with what was gone to: a spot, the digit of a screen, or None.

    Args:
        strips: the screen's rows.
        letters: by letter, what it goes to.
        screens: by digit, what it shows.
        palette: colours.
        glyphs: what is drawn with.
    """

    DEFAULT_CSS = """
    JumpScreen { background: $ground; }
    """

    def __init__(
        self,
        strips: Sequence[Strip],
        letters: Mapping[str, Spot],
        screens: Mapping[str, str],
        palette: Palette,
        glyphs: Glyphs,
    ) -> None:
        super().__init__()
        self._letters, self._screens = letters, screens
        self._drawn = Letters(strips, letters, screens, palette, glyphs)
        self._size_then = (max((strip.cell_length for strip in strips), default=0), len(strips))

    def compose(self) -> ComposeResult:
        """Yield the letters."""
        yield self._drawn

    def on_key(self, event: events.Key) -> None:
        """Go there, or leave."""
        event.stop()
        event.prevent_default()
        key = event.character or ""
        self.dismiss(self._letters.get(key) or (key if key in self._screens else None))

    def on_click(self, event: events.Click) -> None:
        """Go to the letter that is clicked, or leave."""
        at = (event.screen_x, event.screen_y)
        self.dismiss(next((spot for spot in self._letters.values() if (spot.x, spot.y) == at), None))

    def on_resize(self, event: events.Resize) -> None:
        """Leave: what it shows is no longer where it was."""
        if tuple(event.size) != self._size_then and self.is_current:
            self.dismiss(None)
