"""The actions that get something out of the app: to the clipboard, or to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.actions import SkipAction

from engine.errors import SyntaxRefused, printable
from tui.render.text.words import plural
from tui.screens.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.snapshot import Snapshot
    from engine.units import Nanoseconds
    from tui.export.extract import Extract

NOTHING_YET = "there is nothing yet: the first picture is still to come"
LONGEST = 400
"""Characters of a path that are said."""


class Taking(Parts):
    """Ways to get something out of what is shown; it needs the parts alone."""

    exports = ""
    """The folder of files that are written; empty: where the program was started."""
    whole: Callable[[], Snapshot] | None = None
    """Takes a picture with whose the machine's frames are; None while there is no engine."""

    recording: Callable[[], str] | None = None
    """Writes down what was done so far, as a script that does it again; None where that cannot be."""

    def action_copy(self) -> None:
        """Copy what is selected, else what stands in front."""
        if not self.copy_selected():
            from tui.screens.giving import in_front

            extract = in_front(self)
            if extract is None:
                self.prompt.say(NOTHING_YET)
            else:
                self._copy(extract.forms["txt"](), extract.title, headed=extract.headed)

    def copy_selected(self) -> bool:
        """Copy what the mouse has selected; say whether there is anything."""
        selected = self.get_selected_text()
        if selected:
            self._copy(selected, "what is selected")
        return bool(selected)

    def _copy(self, text: str, what: str, *, headed: bool = False) -> None:
        from tui.export.clipboard import MOST, fits

        what = printable(what, 80)
        if not text.strip():
            self.prompt.say(f"{what}: there is nothing to copy")
            return
        count = text.count("\n") + (not text.endswith("\n")) - headed
        lines = plural(count, "row" if headed else "line")
        if not fits(text):
            self.prompt.say(
                f"{lines} are too much for a clipboard ({MOST // 1000}K at most) · e writes a file"
            )
            return
        self.app.copy_to_clipboard(text)
        self.prompt.say(f"copied {what}: {lines}")

    def action_export(self) -> None:
        """Ask what to write to which file."""
        from tui.screens.giving import everything

        self._ask_for_file(everything(self, self.whole()) if self.whole else [])

    def action_record(self) -> None:
        """Ask for the file that is to hold what was done so far."""
        from tui.screens.giving import session

        if self.whole and not self.recording:
            self.prompt.say("a real machine's past cannot be played again · e writes its events")
        elif self.whole and self.recording:
            text = self.recording()
            self._ask_for_file([session(self.whole().time, text)])
        else:
            self.prompt.say(NOTHING_YET)

    def offer_fork(self, time: Nanoseconds, text: str) -> None:
        """Ask for the file that is to hold a fork that was left; `text` does it again."""
        from tui.export.extract import Extract

        self._ask_for_file([Extract("fork", "the fork that was left", time, {"bal": lambda: text})])

    def _ask_for_file(self, extracts: Sequence[Extract]) -> None:
        from tui.screens.export_form import ExportForm

        if not extracts:
            self.prompt.say(NOTHING_YET)
            return
        form = ExportForm(extracts, self.look[1], self.exports)
        self.app.push_screen(form, lambda said: self.prompt.say(said) if said else None)

    def action_screenshot(self) -> None:
        """Write the screen as it is to a file."""
        from tui.export.extract import time_name
        from tui.export.files import write_new
        from tui.export.portable import portable

        picture = self.body.picture if self.body else None
        name = f"ballonet-screen-{time_name(picture.time if picture else 0)}.svg"
        svg = portable(self.app.export_screenshot(title="ballonet"))
        try:
            written = write_new(Path(self.exports).expanduser() / name, svg)
        except SyntaxRefused as error:
            self.prompt.say(str(error))
        else:
            self.prompt.say(f"written: {printable(str(written), LONGEST)} · the screen")

    def action_copy_text(self) -> None:
        """Copy what is selected, as ^C does; without a selection the key means something else."""
        if not self.copy_selected():
            raise SkipAction
