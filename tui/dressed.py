"""An app that wears a theme, and changes it while it runs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual import on
from textual.events import Mount
from textual.filter import ANSIToTruecolor, LineFilter, Monochrome, NoColor
from textual.theme import BUILTIN_THEMES

from engine.errors import CommandError, printable
from tui.render.colours.palette import palette
from tui.render.colours.textual_theme import textual_theme
from tui.render.text.glyphs import glyphs
from tui.terminal.charset import ascii_only
from tui.terminal.sturdy import Sturdy
from tui.themes import AUTO, Themes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tui.render.colours.palette import Palette
    from tui.render.colours.theme import Theme
    from tui.render.text.glyphs import Glyphs
    from tui.settings import Settings


class DressedApp(Sturdy):
    """The app as far as its looks are concerned.

    Args:
        settings: of them those about looks.
        themes: where the user's own themes lie; None: nowhere.
    """

    CSS = """
    Input > .input--cursor, Input:ansi > .input--cursor {
        background: $input-cursor-background; color: $input-cursor-foreground; text-style: $input-cursor-text-style;
    }
    Input > .input--selection, Input:ansi > .input--selection {
        background: $lit-ground; color: $lit; text-style: $lit-style;
    }
    Input > .input--placeholder, Input > .input--suggestion,
    Input:ansi > .input--placeholder, Input:ansi > .input--suggestion { color: $muted; text-style: $muted-style; }
    ToastRack { margin-bottom: 3; }
    Toast {
        width: 56; max-width: 70%; margin-top: 0; padding: 0 1;
        background: $ground; color: $text; border-left: outer $rule;
    }
    Toast.-information, Toast.-information:ansi { border-left: outer $rule; background: $ground; }
    Toast.-warning, Toast.-error, Toast.-warning:ansi, Toast.-error:ansi {
        border-left: outer $warm; background: $ground;
    }
    Toast .toast--title, Toast.-information .toast--title { color: $text; text-style: none; }
    Toast.-warning .toast--title, Toast.-error .toast--title { color: $warm; text-style: $warm-style; }
    """
    """Lines to type in: Textual's own styles for a terminal's colours would not be seen on every terminal. And
    notifications, which stand above the prompt, and have no hue of their own."""

    def __init__(self, settings: Settings, themes: Path | None = None) -> None:
        super().__init__()
        self.themes = Themes(themes)
        self._ascii = ascii_only() if settings.ascii is None else settings.ascii
        self.theme_problem = ""
        """Why another theme is worn than was asked for."""
        try:
            self.worn = self.themes.find(settings.theme)
        except CommandError as error:
            self.worn, self.theme_problem = self.themes.find(AUTO), f"theme: {printable(str(error), 300)}"
        self._fitted = self.worn
        """The same in colours that the terminal has; that is found out after the first paint."""
        self.register_theme(textual_theme(self.worn))
        self.theme = self.worn.name
        for name in BUILTIN_THEMES:  # they lack our variables, and give hue to what is no page kind
            self.unregister_theme(name)

    def refresh_css(self, animate: bool = True) -> None:  # as Textual calls it
        """Style everything anew; before there is a screen, nothing has a style that could be another."""
        if self._screen_stacks.get(self.current_mode):
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())
            self.stylesheet.update(self, animate=animate)

    @on(Mount)
    def _follow_theme(self) -> None:
        """Dress anew whenever the theme has changed."""
        self.theme_changed_signal.subscribe(self, lambda _: self.dress(*self.look))
        if self.has_few_colours:
            self.call_after_refresh(self._put_on)

    @property
    def has_few_colours(self) -> bool:
        """Whether the terminal shows 256 colours, and no others."""
        return not self.is_headless and self.console.color_system == "256"

    @property
    def look(self) -> tuple[Palette, Glyphs]:
        """What everything is drawn with."""
        return palette(self._fitted), glyphs(self._ascii, self.worn.has_hue)

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another look."""
        raise NotImplementedError

    def wear(self, theme: Theme) -> None:
        """Draw everything in another theme, or in the same one where its file has changed."""
        if theme == self.worn:
            return
        self.worn = theme
        self._put_on()

    def _put_on(self) -> None:
        """Have everything in the theme that is worn, in colours that the terminal has."""
        theme = self._fitted = self.worn
        if self.has_few_colours:
            from tui.render.colours.few_colours import in_256

            theme = self._fitted = in_256(theme)
        self.register_theme(textual_theme(theme))
        if theme.name == self.theme:
            self.mutate_reactive(Sturdy.theme)
        else:
            self.theme = theme.name

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what the rows on their way to the terminal go through.

        Where no colour is wanted, Textual turns each into its grey, and so makes kinds alike. A theme does better; only
        one that sets none at all gets a filter, lest any part of Textual's does. And where a theme names one of the
        terminal's own colours, Textual would put a guess in its place.
        """
        own = [each for each in super().get_line_filters() if not isinstance(each, _TEXTUALS)]
        if self.worn.is_colourless:
            own.append(_NO_COLOUR)
        return [*own, _plainly()] if self._ascii else own


_TEXTUALS = (Monochrome, NoColor, ANSIToTruecolor)
_NO_COLOUR = NoColor()


@cache
def _plainly() -> LineFilter:
    from tui.plainly import Plainly

    return Plainly()
