"""The prompt: nothing that was typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from textual import on
from textual.actions import SkipAction
from textual.binding import BindingsMap
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from engine.errors import CommandError
from tui.bindings import bindings
from tui.prompt.advice import ELSEWHERE, advice
from tui.prompt.below import MARK, Below, error_rows
from tui.prompt.choices import Choice, Choices, Language, NoLanguage
from tui.prompt.line import PromptLine
from tui.prompt.paste import TOO_MUCH
from tui.prompt.recall import Recall
from tui.render.glyphs import glyphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.keys.table import Pane
    from tui.prompt.menu import Menu


LONGEST = 500
"""Characters of what is said below the line."""


class Remedies(Protocol):
    """What is offered beside the prompt: ↑, ↓ and Enter on an empty line are about it while there is any."""

    @property
    def offered(self) -> str:
        """The line that is suggested for it; empty where there is none."""
        ...

    def move(self, by: int) -> bool:
        """Choose another; say whether there is anything to choose from."""
        ...

    def take(self) -> bool:
        """Take the chosen one; say whether there was one."""
        ...


class PromptPane(Widget, can_focus=False):
    """The line, its menu, and what is said below it."""

    DEFAULT_CSS = """
    PromptPane { background: $ground; color: $muted; layout: vertical; }
    PromptPane:focus-within { color: $focus; }
    PromptPane PromptLine, PromptPane PromptLine:focus {
        width: 1fr; margin: 0 0 0 3; background: $ground; background-tint: $ground 0%; color: $text;
    }
    PromptPane PromptLine > .input--cursor { background: $text; color: $ground; text-style: none; }
    PromptPane PromptLine > .input--placeholder, PromptPane PromptLine > .input--suggestion { color: $muted; }
    PromptPane Below { height: 1fr; padding: 0 0 0 3; text-wrap: nowrap; text-overflow: ellipsis; }
    """
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
        self._glyphs = glyphs(ascii_only)
        self._line = PromptLine(self, BindingsMap(self.BINDINGS))
        self._below = Below("^" if ascii_only else MARK)
        self._menu = menu
        self._recall = Recall(history)
        self._language: Language = NoLanguage()
        self._error: CommandError | None = None
        self._note = ""
        self._elsewhere = ""
        self._pasted: tuple[str, ...] = ()
        self._recalled = ""
        self._said = ""
        self._menu_was = (0, 0)

    def compose(self) -> ComposeResult:
        """Yield the line and what is below it."""
        yield self._line
        yield self._below

    def render(self) -> Content:
        """Return the sigil, which stands on the left of the line."""
        return Content(f" {self._sigil}")

    def on_mount(self) -> None:
        """Say what can be done."""
        self.watch(self._line, "value", self._edited, init=False)
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

    @property
    def word_column(self) -> int:
        """The column in which the word begins that the menu is about."""
        start = 0 if self._line.searching else self._menu.choices.start
        return 2 + max(0, start - int(self._line.scroll_offset.x))

    def speak(self, language: Language) -> None:
        """Complete by `language` from now on."""
        self._language = language
        self._line.ghost.language = language
        self.suggest()

    def suggest(self) -> None:
        """Ask the language anew what to do on an empty line: something has happened."""
        if (ghost := self._remedies.offered or self._language.ghost("")) != self._line.placeholder:
            self._line.placeholder = ghost
            self._settle()

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keyboard to the line."""
        self._line.focus(scroll_visible)
        return self

    def follow(self, pane: Pane) -> None:
        """Say what the keys do in the pane that has the keyboard now."""
        self._elsewhere, self._said = ELSEWHERE.get(pane, ""), ""
        self._settle()

    def write(self, line: str) -> None:
        """Put `line` there to be looked at and run; what was typed becomes the draft."""
        if self.value:
            self._recall.leave(self.value)
        self._line.write(line)
        self._line.focus()

    def say(self, text: str) -> None:
        """Show `text` below the line until something is typed."""
        self._said = text
        self._settle()

    def refuse(self, line: str, error: CommandError, note: str = "") -> None:
        """Show what is wrong with `line`, and keep it there to be mended; `note` is said as well."""
        if self.value.strip() and self.value != line:
            self.say(f"{line}: {error}")  # what is typed by now stays
            return
        self._recalled = line
        self._line.write(line)
        self._error = error
        self._note = note
        self._settle()

    def ask(self, lines: tuple[str, ...]) -> None:
        """Run `lines` as soon as Enter says so."""
        self._pasted = lines
        self._settle()
        self.post_message(self.Resized())

    @property
    def asked(self) -> tuple[str, ...]:
        """The pasted lines that wait for Enter."""
        return self._pasted

    @property
    def chooses(self) -> bool:
        """Whether a menu, a search or pasted lines are open: Esc is theirs."""
        return bool(self._menu.chosen or self._line.searching or self._pasted)

    def action_run(self) -> None:
        """Take the menu's choice, or run the pasted lines, or the line."""
        if self._menu.chosen:
            self._take(self._menu.chosen)
        elif self._pasted:
            lines = self._pasted
            self.ask(())
            self.post_message(self.Submitted(lines))
        elif line := self.value.strip():
            self._recall.leave("")
            self._line.write("")
            self.post_message(self.Submitted((line,)))
        elif not self.value:
            self._remedies.take()

    def action_complete(self) -> None:
        """Complete the word if one thing fits; if several do, open the menu, or choose the next of it."""
        if not self.value:
            raise SkipAction
        if self._menu.chosen:
            self._menu.move(1)
            return
        choices = self._language.choices(self.value)
        self._line.cursor_position = len(self.value)
        if len(choices.choices) == 1:
            self._replace(choices.start, choices.choices[0].text)
        else:
            self._open(choices)
            if not choices.choices:
                self.say("nothing fits here")

    def action_older(self) -> None:
        """Choose the menu's entry above, or recall the line before."""
        if self._menu.chosen:
            self._menu.move(-1)
        elif not self.value and self._remedies.move(-1):
            self.suggest()
        elif (line := self._recall.older(self.value)) is not None:
            self._show_recalled(line)

    def action_newer(self) -> None:
        """Choose the menu's entry below, open the menu under an error, or recall the line after."""
        if self._menu.chosen:
            self._menu.move(1)
        elif not self.value and self._remedies.move(1):
            self.suggest()
        elif (line := self._recall.newer()) is not None:
            self._show_recalled(line)
        elif self.value:
            self.action_complete()

    def action_search(self) -> None:
        """Search what was typed before; again: the next line."""
        if self._line.searching and self._menu.chosen:
            self._menu.move(1)
        else:
            self._line.searching = True
            self._search()

    def action_out(self) -> None:
        """Go one step out: menu, pasted lines, error, line."""
        if self._menu.chosen or self._line.searching:
            self._line.searching = False
            self._open(Choices())
        elif self._pasted:
            self.ask(())
        elif self._error and not self.value:
            self._error = None
            self._settle()
        elif self.value:
            self._recall.leave(self.value)
            self._line.write("")
        else:
            raise SkipAction

    def action_drop(self) -> None:
        """Leave the line, whatever is open; what is selected elsewhere is left to be copied."""
        if not (self.value or self._pasted) or self.screen.get_selected_text():
            raise SkipAction
        self._line.searching = False
        self._open(Choices())
        self.ask(())
        self._recall.leave(self.value)
        self._line.write("")

    def action_take(self) -> None:
        """Take the menu's choice."""
        if not self._menu.chosen:
            raise SkipAction
        self._take(self._menu.chosen)

    def action_previous(self) -> None:
        """Choose the menu's entry before."""
        if not self._menu.chosen:
            raise SkipAction
        self._menu.move(-1)

    def _edited(self, line: str) -> None:
        """Follow the line at once: the next key may be Enter already."""
        if line != self._recalled:
            self._recall.end()
            self._error, self._said, self._recalled = None, "", ""
        if self._line.searching:
            self._search()
        elif self._menu.chosen:
            choices = self._language.choices(self.value) if self.value else Choices()
            self._open(choices)
        self._settle()

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

    def _search(self) -> None:
        found = self._recall.containing(self.value)
        self._open(Choices(0, tuple(Choice(line) for line in found), "typed before"))
        if not found:
            self._said = "nothing like that was typed before"
        self._settle()

    def _take(self, choice: Choice) -> None:
        """Put the menu's choice into the line."""
        start = 0 if self._line.searching else self._menu.choices.start
        self._line.searching = False
        self._open(Choices())
        self._replace(start, choice.text)

    def _replace(self, start: int, text: str) -> None:
        blank = "" if text.endswith(("=", " ")) else " "
        self._line.write(self.value[:start] + text + blank)

    def _open(self, choices: Choices) -> None:
        self._menu.show(choices)
        self._line.menu_open = bool(choices.choices)
        self._settle()

    def _settle(self) -> None:
        """Bring what is below the line up to date, and ask for the place that it needs."""
        before = self.rows
        line = self._line
        if self._error:
            rows = error_rows(self._error, line.value, max(1, line.size.width), int(line.scroll_offset.x))
            self._below.complain(rows, self._note)
        else:
            news = "" if self._pasted else self._said
            keys = advice(line.value, line.placeholder, line.menu_open, line.searching, len(self._pasted))
            said = self._glyphs.words(news or self._elsewhere or keys, LONGEST)
            self._below.hint(said, loud=bool(news))
        if self.rows != before or self._menu.wanted != self._menu_was:
            self._menu_was = self._menu.wanted
            self.post_message(self.Resized())
