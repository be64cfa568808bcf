"""Choosing how everything looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.screens.panels import Panels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.render.colours.theme import Theme


class Looks(Panels):
    """The list of themes, above the prompt and below the maps."""

    class ThemesAsked(Message):
        """All themes are to be offered; the app has them."""

    def action_themes(self) -> None:
        """Offer all themes; again: close, and wear what was worn before."""
        if self.picker and self.picker.is_open:
            self.picker.action_back()
        else:
            self.post_message(self.ThemesAsked())

    async def choose_theme(self, themes: Sequence[Theme], worn: Theme, problems: Sequence[str]) -> None:
        """Open the list, or show it anew.

        Args:
            themes: all of them.
            worn: the one that is worn.
            problems: a line for each file of the user's that is no theme.
        """
        if self.picker is None:
            from tui.widgets.theme_picker import ThemePicker

            self.picker = ThemePicker(*self.look, id="themes")
            await self.mount(self.picker)
        self.close_panel()
        self.picker.open(themes, worn, problems)
        self.picker.focus()
        self.plan_anew()

    def on_theme_picker_read_asked(self) -> None:
        """Read the user's files again."""
        self.post_message(self.ThemesAsked())

    def on_theme_picker_closed(self) -> None:
        """Give its rows and the keyboard back."""
        if self.picker and self.focused is self.picker:
            self.prompt.focus()
        self.plan_anew()
