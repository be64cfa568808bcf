"""The form that writes to a file: what, in which form, and what the file is called. Nothing is ever written over."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from engine.errors import CommandError, printable
from tui.bindings import bindings, hinted
from tui.export.extract import FORMS, Extract, Form
from tui.export.files import write_new
from tui.screens.answering import Answering, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.render.text.glyphs import Glyphs


LONGEST = 400
"""Characters of a path that are said."""
KEYS = "{export.write} write · {export.form-before} {export.form-after} form · {export.leave} leave"


class Formats(Static):
    """The forms of what is chosen, one a row. A click takes one."""

    def on_click(self, event: events.Click) -> None:
        """Take the form that is clicked; a double click writes the file."""
        event.stop()
        if isinstance(self.screen, ExportForm):
            self.screen.take(event.y, writes=event.chain == 2)


class ExportForm(Answering[str]):
    """Asks for what and where, and answers with what was done; empty: nothing.

    Args:
        extracts: what there is, what is offered first in front.
        glyphs: the characters.
        folder: where files go whose name has no folder; empty: where the program was started.
    """

    DEFAULT_CSS = """
    ExportForm { background: $ground 0%; align: center bottom; }
    ExportForm > Vertical {
        width: 78; max-width: 100%; height: auto; margin: 0 0 3 0; padding: 0 1;
        background: $ground; color: $text;
        border: solid $rule; border-title-color: $text; border-subtitle-color: $muted;
        border-subtitle-style: $muted-style;
    }
    ExportForm.-ascii > Vertical { border: ascii $rule; }
    ExportForm Static, ExportForm Input { width: 1fr; height: auto; background: $ground; color: $text; }
    ExportForm Input, ExportForm Input:focus { background: $ground; background-tint: $ground 0%; }
    ExportForm #where { color: $muted; text-style: $muted-style; }
    ExportForm #where.-trouble { color: $warm; text-style: $warm-style; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("export", priority=True)
    AUTO_FOCUS = "Input"

    def __init__(self, extracts: Sequence[Extract], glyphs: Glyphs, folder: str = "") -> None:
        super().__init__()
        self._glyphs = glyphs
        self._extracts = extracts
        self._folder = Path(folder).expanduser() if folder else Path()
        self._what = 0
        self._file = Line(compact=True, select_on_focus=False)
        self._file.cursor_blink = False
        self._formats = Formats()
        self._where = Static(id="where")
        self._frame = Vertical(self._formats, self._file, self._where)
        self.set_class(glyphs.ascii, "-ascii")

    def compose(self) -> ComposeResult:
        """Yield the frame."""
        yield self._frame

    def on_mount(self) -> None:
        """Offer the first."""
        self._offer()

    @property
    def _extract(self) -> Extract:
        return self._extracts[self._what]

    @property
    def _form(self) -> Form | None:
        """The form that the name's suffix asks for; None where there is no such form."""
        suffix = Path(self._file.value.strip()).suffix.lower().removeprefix(".")
        return next((form for form in self._extract.forms if form == suffix), None)

    def _offer(self, form: Form | None = None) -> None:
        """Offer a name for what is chosen."""
        extract = self._extract
        name = extract.file_name(form if form in extract.forms and form else next(iter(extract.forms)))
        self._file.value = name
        self._file.cursor_position = len(name)
        self._show()

    def _show(self, trouble: str = "") -> None:
        """Bring the rows up to date."""
        self._frame.border_title = self._words(f"export {self._extract.title}")
        what = f"{{export.what-after}} what ({self._what + 1} of {len(self._extracts)})"
        self._frame.border_subtitle = self._words(hinted(self, f"{KEYS} · {what}"))
        rows = [
            f"{'▸' if form == self._form else ' '} .{form:<5} {FORMS[form]}" for form in self._extract.forms
        ]
        self._formats.update(Content("\n").join(map(self._words, rows)))
        where = f"in {printable(str(self._folder.absolute()), 200)}; never over a file that is there"
        self._where.update(self._words(trouble or where))
        self._where.set_class(bool(trouble), "-trouble")

    def _words(self, text: str) -> Content:
        """Return text in characters that can be shown; nothing in it is markup."""
        return Content(self._glyphs.words(text, LONGEST))

    def on_input_changed(self) -> None:
        """Follow the name: its suffix is the form."""
        self._show()

    def action_form(self, by: int) -> None:
        """Take the next form, or the one before."""
        forms = list(self._extract.forms)
        at = forms.index(self._form) + by if self._form else 0
        self.take(at % len(forms))

    def take(self, row: int, *, writes: bool = False) -> None:
        """Take a form by its row, and give the name its suffix."""
        forms = list(self._extract.forms)
        if not 0 <= row < len(forms):
            return
        typed = self._file.value.strip()
        name = str(Path(typed).with_suffix(f".{forms[row]}")) if Path(typed).name else ""
        self._file.value = name or self._extract.file_name(forms[row])
        self._file.cursor_position = len(self._file.value)
        if writes:
            self.run_worker(self.action_write(), exclusive=True)

    def action_what(self, by: int) -> None:
        """Export something else, in the same form if it has it."""
        form = self._form
        self._what = (self._what + by) % len(self._extracts)
        self._offer(form)

    def on_click(self, event: events.Click) -> None:
        """Write nothing, where the click is beside the form."""
        if not self._frame.region.contains_point(event.screen_offset):
            self.action_leave()

    def action_leave(self) -> None:
        """Write nothing."""
        self.dismiss("")

    async def action_write(self) -> None:
        """Write the file, or say what is wrong with its name."""
        form, typed = self._form, self._file.value.strip()
        if form is None:
            choices = " ".join(f".{each}" for each in self._extract.forms)
            self._show(f"the name says the form: end it with one of {choices}")
            return
        extract = self._extract
        try:
            text = await asyncio.to_thread(extract.forms[form])
            written = await asyncio.to_thread(write_new, self._folder / Path(typed).expanduser(), text)
        except (CommandError, RuntimeError) as error:
            self._show(str(error))
            return
        self.dismiss(f"written: {printable(str(written), LONGEST)} · {extract.title}")
