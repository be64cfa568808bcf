"""The script that plays, in the panel: it goes along with what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys.hints import filled
from tui.screens.panel import SCRIPT
from tui.screens.panels import Panels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.snapshot import ScriptView, Sentence, Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs
    from tui.render.told.script import Listing

NONE = "no script plays: {anywhere.lessons} has lessons, or ballonet FILE"
FEWEST_ROWS = 6
SHARE = 2 / 5
"""Of the screen's rows that a script takes at most."""


class Scripted(Panels):
    """One key shows the script, and the same key closes it."""

    _shown_script: ScriptView | None = None
    _whole_script = False

    def action_script(self) -> None:
        """Show the script that plays; again: close it."""
        picture = self.body.picture if self.body else None
        if self.panel.topic == SCRIPT:
            self.close_panel()
        elif picture is None:
            self.prompt.say("there is no picture yet: in a moment")
        elif picture.script is None:
            self.prompt.say(filled(NONE, self.overrides))
        else:
            self.show_script(picture.script)

    def show_script(self, view: ScriptView, *, whole: bool = False) -> None:
        """Show a script in the panel.

        Args:
            view: the script, and the line that ran last.
            whole: whether it may take all rows that there are, as what does not run along with the picture.
        """
        from tui.render.told.script import Listing

        def listed(width: int) -> Listing:
            return Listing(view, width, *self.look)

        self._shown_script, self._whole_script = view, whole
        self.why.close()
        rows = self.size.height if whole else max(FEWEST_ROWS, int(self.size.height * SHARE))
        self.panel.open_script(view.name, listed, rows)
        self.plan_anew()

    def show(self, picture: Snapshot, sentences: Iterable[Sentence], now: float) -> None:
        """Show another picture; the script goes along."""
        super().show(picture, sentences, now)
        shown, script = self._shown_script, picture.script
        if self.panel.topic != SCRIPT or shown is None or script is None:
            return
        if shown.text is script.text and not self._whole_script:
            self._shown_script = script
            self.panel.follow_line(script.line)

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another theme."""
        super().dress(palette, glyphs)
        if self.panel.topic == SCRIPT and self._shown_script:
            self.show_script(self._shown_script, whole=self._whole_script)
