"""The keys of the prompt: what each does to the line, the menu and the lines that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import SkipAction
from textual.binding import BindingsMap
from textual.message import Message
from textual.widget import Widget

from tui.bindings import bindings
from tui.prompt.below import MARK, Below
from tui.prompt.choices import Hint, NoLanguage
from tui.prompt.chooser import Chooser
from tui.prompt.foot import Foot
from tui.prompt.guess import Guess
from tui.prompt.line import PromptLine
from tui.prompt.paste import TOO_MUCH, Waiting
from tui.prompt.recall import Recall
from tui.render.text.glyphs import glyphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.events import Paste
    from textual.timer import Timer

    from tui.prompt.menu import Menu
    from tui.prompt.remedies import Remedies


class Keyed(Widget, can_focus=False):
    """The parts of the prompt, and what keys do to them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("prompt")

    class Submitted(Message):
        """Lines are to be run, one after the other."""

        def __init__(self, lines: tuple[str, ...]) -> None:
            super().__init__()
            self.lines = lines

    class Resized(Message):
        """The pane or its menu wants another place."""

    def __init__(self, menu: Menu, history: Sequence[str], remedies: Remedies, ascii_only: bool) -> None:
        super().__init__(id="prompt")
        self._remedies = remedies
        self._sigil = ">" if ascii_only else "❯"
        self._line = PromptLine(self, BindingsMap(self.BINDINGS))
        self._below = Below("^" if ascii_only else MARK)
        drawn = glyphs(ascii_only)
        self._foot = Foot(self._below, drawn)
        self._recall = Recall(history)
        self._guess = self._line.ghost.guess = Guess(self._recall, NoLanguage())
        self._menu = menu
        self._chooser = Chooser(menu, self._line, self._recall, self._guess, self._foot, drawn)
        self._recalled = ""
        self._menu_was = (0, 0)
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Say what can be done."""
        self.watch(self._line, "value", self._edited, init=False)
        self.watch(self._line, "selection", self._moved, init=False)
        self._settle()

    def on_resize(self) -> None:
        """Lay out an error anew."""
        self._settle()

    @property
    def value(self) -> str:
        """What is typed."""
        return self._line.value

    @property
    def rows(self) -> int:
        """Rows that the pane needs: the line, and all of an error."""
        return 1 + self._below.rows

    def suggest(self) -> None:
        """Ask the language anew what to do on an empty line: something has happened."""
        if self._line.searching:
            return
        suggested = "" if self._foot.holds else self._guess.language.ghost("")
        if (ghost := self._remedies.offered or suggested) != self._line.placeholder:
            self._line.placeholder = ghost
            self._settle()

    def say(self, text: str) -> None:
        """Show what came of something below the line until something is typed."""
        self._foot.tidings.answer(text, self._foot.clock())
        self._settle()

    def ask(self, lines: tuple[str, ...]) -> None:
        """Run `lines` as soon as Enter says so."""
        self._wait(Waiting(lines))

    def _wait(self, waiting: Waiting) -> None:
        self._foot.waiting = waiting
        self._settle()
        self.post_message(self.Resized())

    @property
    def asked(self) -> tuple[str, ...]:
        """The lines that wait for Enter."""
        return self._foot.waiting.lines

    @property
    def chooses(self) -> bool:
        """Whether a menu, a search or waiting lines are open: Esc is theirs."""
        return bool(self._chooser.open or self.asked)

    def action_run(self) -> None:
        """Take the menu's choice, or run the pasted lines, or the line."""
        line = self.value.strip()
        if self._menu.chosen:
            self.action_take()
        elif self.asked:
            lines = self._foot.waiting.with_line(line)
            if line == lines[0]:
                self._line.write("")
            self.ask(())
            self.post_message(self.Submitted(lines))
        elif line:
            self._recall.leave("")
            self._line.write("")
            self.post_message(self.Submitted((line,)))
        elif self.value or not self._remedies.take():
            raise SkipAction

    def action_complete(self) -> None:
        """Complete the word if one thing fits; if several do, open the menu, or choose the next of it."""
        if not self.value:
            raise SkipAction
        self._then(self._chooser.complete())

    def action_older(self) -> None:
        """Choose the menu's entry above, or recall the line before."""
        if self._menu.chosen:
            self._move(-1)
        elif not self.value and self._remedies.move(-1):
            self.suggest()
        elif (line := self._recall.older(self.value)) is not None:
            self._show_recalled(line)

    def action_newer(self) -> None:
        """Choose the menu's entry below, open the menu under an error, or recall the line after."""
        if self._menu.chosen:
            self._move(1)
        elif not self.value and self._remedies.move(1):
            self.suggest()
        elif (line := self._recall.newer()) is not None:
            self._show_recalled(line)
        elif self.value:
            self.action_complete()

    def action_search(self) -> None:
        """Search what was typed before; again: the next line."""
        self._then(self._chooser.search())

    def action_word(self, by: int) -> None:
        """Go back or forth by a word."""
        if by < 0:
            self._line.action_cursor_left_word()
        else:
            self._line.action_cursor_right_word()

    def action_cut_word(self) -> None:
        """Delete to the end of the word."""
        self._line.action_delete_right_word()

    def action_out(self) -> None:
        """Go one step out: menu, waiting lines, error, line."""
        if self._chooser.open:
            self._chooser.close()
            self.suggest()
            self._settle()
        elif self.asked:
            self.ask(())
        elif self._foot.error and not self.value:
            self._foot.forget()
            self._settle()
        elif self.value:
            self._recall.leave(self.value)
            self._line.write("")
        else:
            raise SkipAction

    def action_drop(self) -> None:
        """Leave the line, whatever is open; what is selected elsewhere is left to be copied."""
        if not (self.value or self.asked) or self.screen.get_selected_text():
            raise SkipAction
        self._chooser.close()
        self.ask(())
        self._recall.leave(self.value)
        self._line.write("")

    def action_take(self) -> None:
        """Take the menu's choice."""
        if not self._menu.chosen:
            raise SkipAction
        self._chooser.take(self._menu.chosen)
        self.suggest()
        self._settle()

    def action_previous(self) -> None:
        """Choose the menu's entry before."""
        if not self._menu.chosen:
            raise SkipAction
        self._move(-1)

    def _move(self, by: int) -> None:
        """Choose another entry of the menu."""
        self._menu.move(by)
        self._settle()

    def _edited(self, line: str) -> None:
        """Follow the line at once: the next key may be Enter already."""
        if line != self._recalled:
            self._recall.end()
            self._foot.forget()
            self._recalled = self._guess.refused = ""
        self._then(self._chooser.find() if self._line.searching else "")

    def _moved(self) -> None:
        """Follow the cursor, which comes after the text: the menu is about the word that it is in."""
        self._chooser.follow()
        self._settle()

    def paste(self, event: Paste) -> None:
        """Take what was pasted elsewhere."""
        self._line.on_paste(event)

    @on(PromptLine.Pasted)
    def _paste(self, event: PromptLine.Pasted) -> None:
        event.stop()
        if event.lines is None:
            self.say(TOO_MUCH)
        else:
            self.ask(event.lines)

    def _show_recalled(self, line: str) -> None:
        self._recalled = line
        self._line.write(line)

    def _then(self, said: str) -> None:
        """Say what came of choosing."""
        if said:
            self.say(said)
        else:
            self._settle()

    def _settle(self) -> None:
        """Bring what is below the line up to date, and ask for the place that it needs."""
        before = self.rows
        line = self._line
        typing = bool(line.value) and not self._foot.error
        hint = self._guess.language.hint(line.value, line.cursor_position) if typing else Hint()
        self._foot.detail = self._menu.detail
        self._foot.settle(line, hint)
        if (wait := self._foot.tidings.until(self._foot.clock())) is not None:
            self._later(wait)
        if self.rows != before or self._menu.wanted != self._menu_was:
            self._menu_was = self._menu.wanted
            self.post_message(self.Resized())

    def _later(self, seconds: float) -> None:
        """Look again when what is said now has been said for long enough."""
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(seconds + 0.01, self._settle)
