"""The names of themes as a kind of setting: each is looked for before it is taken."""

from __future__ import annotations

import attrs

from engine.errors import CommandError, SyntaxRefused, quoted
from tui.configuration.kinds import as_word


@attrs.frozen
class ThemeName:
    """The name of a theme that there is."""

    wanted: str = "a theme's name, as dark, or auto"

    def read(self, value: object) -> object:
        """Return the name."""
        from tui.paths import themes_folder
        from tui.themes import AUTO, Themes

        word = as_word(value).strip()
        if not isinstance(value, str) or not word:
            raise SyntaxRefused(f"cannot be {quoted(word)}", self.wanted)
        if word != AUTO:
            try:
                Themes(themes_folder()).find(word)
            except CommandError as error:
                if error.place.line:
                    raise SyntaxRefused(f"cannot be {quoted(word)}, for {error}") from None
                raise SyntaxRefused(f"cannot be {quoted(word)}", error.wanted) from None
        return word

    def word(self, value: object) -> str:
        """Return it."""
        return str(value)
