"""The prompt as others see it: nothing that was typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from textual.content import Content

from tui.prompt.advice import ELSEWHERE
from tui.prompt.answering import Answering
from tui.prompt.keyed import Keyed
from tui.prompt.paste import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult

    from engine.errors import CommandError
    from tui.keys.table import Pane
    from tui.prompt.choices import Language


class PromptPane(Keyed):
    """The line, its menu, and what is said below it."""

    DEFAULT_CSS = """
    PromptPane { background: $ground; color: $muted; layout: vertical; }
    PromptPane:focus-within { color: $focus; }
    PromptPane PromptLine, PromptPane PromptLine:focus {
        width: 1fr; margin: 0 0 0 3; background: $ground; background-tint: $ground 0%; color: $text;
    }
    PromptPane Below { height: 1fr; padding: 0 0 0 3; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def compose(self) -> ComposeResult:
        """Yield the line and what is below it."""
        yield self._line
        yield self._below

    def render(self) -> Content:
        """Return the sigil, which stands on the left of the line."""
        return Content(f" {self._sigil}")

    @property
    def word_column(self) -> int:
        """The column in which the word begins that the menu is about."""
        return 2 + self._chooser.column

    def speak(self, language: Language) -> None:
        """Complete by `language` from now on."""
        self._guess.language = language
        self.suggest()

    def take_answers(self, wanted: bool) -> None:
        """Have what is typed be the answer to a question, or a command again."""
        language = self._guess.language
        if wanted is isinstance(language, Answering):
            return
        self._line.answers = self._foot.answers = wanted
        self._guess.language = language.language if isinstance(language, Answering) else Answering(language)
        self.suggest()
        self._settle()

    def hold(self, holds: bool) -> None:
        """Suggest nothing while a script lets time stand, but how one goes on."""
        if self._foot.holds is not holds:
            self._foot.holds = holds
            self.suggest()
            self._settle()

    def rebind(self, overrides: Mapping[str, str]) -> None:
        """Have other keys, see `PromptLine.rebind`."""
        self._line.rebind(overrides)
        self._foot.overrides = overrides
        self._settle()

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the keyboard to the line."""
        self._line.focus(scroll_visible)
        return self

    def focus_at_once(self) -> None:
        """Give the keyboard to the line before anything else happens: whoever is given it next keeps it."""
        self.screen.set_focus(self._line)

    def follow(self, pane: Pane, *, pages: bool = False) -> None:
        """Say what the keys do in the pane that has the keyboard now; in the map, whether its cells are pages."""
        where = "pages" if pages and pane == "map" else pane
        if self._foot.elsewhere != (elsewhere := ELSEWHERE.get(where, "")):
            self._foot.elsewhere = elsewhere
            self.say("")

    def begin(self, character: str) -> None:
        """Go on with the line by a character that was typed elsewhere."""
        self.focus_at_once()
        self._line.insert_text(character)

    def write(self, line: str, over: str = "") -> None:
        """Put `line` there to be looked at and run; what was typed becomes the draft, unless it is `over`."""
        if self.value and self.value != over:
            self._recall.leave(self.value)
        self._line.write(line)
        self._line.focus()

    def keep_time(self, clock: Callable[[], float]) -> None:
        """Go by another clock: it decides for how long something is said."""
        self._foot.clock = clock

    def look_again(self) -> None:
        """Bring what is said up to date, where time goes by that other clock."""
        self._settle()

    def caption(self, text: str) -> None:
        """Show what a script says below an empty line until something is typed."""
        self._foot.tidings.caption(text, self._foot.clock())
        self._settle()

    def receipt(self, text: str) -> None:
        """Show what an operation came to below an empty line, for a while."""
        self._foot.tidings.receipt(text, self._foot.clock())
        self._settle()

    def refuse(self, line: str, error: CommandError, rest: tuple[str, ...] = ()) -> None:
        """Show what is wrong with `line`, and keep it there to be mended.

        Args:
            line: what did not run.
            error: why.
            rest: what was to run after it: Enter goes on with these once the line is right, Esc drops them.
        """
        if self.value.strip() and self.value != line:
            self.say(f"{line}: {error}")  # what is typed by now stays
            self.ask(rest)
            return
        self._recalled = self._guess.refused = line
        self._line.write(line)
        self._line.cursor_position = min(len(line), error.place.column - 1 + error.place.length)
        self._foot.refuse(error, bool(self._guess.language.mend(line, error.place).choices))
        self._wait(Waiting(rest, goes_on=True))
