"""The themes that somebody looks at, and the one that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.remembering import Remembering
from tui.themes import AUTO

if TYPE_CHECKING:
    from tui.render.colours.palette import Palette
    from tui.render.colours.theme import Theme
    from tui.render.text.glyphs import Glyphs
    from tui.widgets.theme_picker import ThemePicker


class Themed(Remembering):
    """The app whose theme is chosen."""

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another look."""
        self._main.dress(palette, glyphs)

    async def on_looks_themes_asked(self) -> None:
        """Offer all themes, the user's own as their files are now."""
        themes = self.themes.all(again=True)
        self.wear(themes.get(self.worn.name, self.worn))
        await self._main.choose_theme(tuple(themes.values()), self.worn, self.themes.problems())

    def on_theme_picker_previewed(self, message: ThemePicker.Previewed) -> None:
        """Show everything in the theme that is looked at."""
        self.wear(message.theme)

    def on_theme_picker_kept(self, message: ThemePicker.Kept) -> None:
        """Keep the theme, for the next run too."""
        self._keep_theme(message.theme)

    def action_wear(self, name: str) -> None:
        """Wear a theme by its name, and keep it."""
        self._keep_theme(self.themes.find(name))

    def _keep_theme(self, theme: Theme) -> None:
        """Wear a theme from now on; say so where something else will be worn in the next run all the same."""
        asked = self.launch.settings.theme
        elsewhere = asked not in (AUTO, self.remembered("theme"), theme.name)
        self.wear(theme)
        self.remember("theme", theme.name)
        kept = f"{asked} is set for every run: ballonet config show says where" if elsewhere else "kept"
        self.call_after_refresh(self._main.prompt.say, f"theme {theme.name} · {kept}")
