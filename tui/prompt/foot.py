"""What stands below the line just now: what is wrong, what came of something, a hint, or what the keys do."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from tui.keys import NO_OVERRIDES
from tui.keys.hints import filled
from tui.prompt.advice import ANSWER, HELD, advice
from tui.prompt.below import error_rows
from tui.prompt.paste import Waiting
from tui.prompt.tidings import Tidings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.errors import CommandError
    from tui.prompt.below import Below
    from tui.prompt.choices import Hint, Span
    from tui.prompt.line import PromptLine
    from tui.render.text.glyphs import Glyphs

LONGEST = 500
"""Characters of what is said below the line."""
CHOOSE = "{prompt.newer} choose"
"""Said where something else fits in the place of a wrong word."""


class Foot:
    """Decides.

    Args:
        below: where it is drawn.
        glyphs: the characters.
        clock: wall time in seconds.
    """

    def __init__(self, below: Below, glyphs: Glyphs, clock: Callable[[], float] = monotonic) -> None:
        self._below = below
        self._glyphs = glyphs
        self.clock = clock
        self.tidings = Tidings()
        self.overrides: Mapping[str, str] = NO_OVERRIDES
        """Keys by an action's id, where they are others than the table's."""
        self.elsewhere = ""
        """What the keys do in the pane that has the keyboard, if that is not the prompt."""
        self.answers = False
        """Whether a question is open, which the line answers."""
        self.holds = False
        """Whether a script lets time stand: whoever goes on is in nobody's way."""
        self.waiting = Waiting()
        self.detail = ""
        """All of what the menu's entry means, where that has no room."""
        self.error: CommandError | None = None
        self.mends = False
        """Whether something else fits in the place of what is wrong."""

    def refuse(self, error: CommandError, mends: bool) -> None:
        """Have what is wrong shown until the line is edited."""
        self.error, self.mends = error, mends

    def forget(self) -> None:
        """Forget what was said: the line was edited."""
        self.error = None
        self.tidings.typed()

    def settle(self, line: PromptLine, hint: Hint) -> None:
        """Bring it up to date."""
        width = max(1, line.size.width)
        if self.error:
            more = CHOOSE if self.mends and not (line.menu_open or self.elsewhere) else ""
            said = self._hint(more)
            rows = error_rows(self.error, line.value, width, int(line.scroll_offset.x), said)
            self._below.complain(rows, self._hint(self.waiting.said))
        else:
            spans = (
                (tone, self._glyphs.words(text, LONGEST)) for tone, text in self._spans(line, hint, width)
            )
            self._below.show(tuple(spans))

    def _spans(self, line: PromptLine, hint: Hint, width: int) -> tuple[Span, ...]:
        if not self.waiting.lines:
            typing = bool(line.value) and not self.elsewhere
            said = self.tidings.urgent() if typing else self.tidings.line(self.clock())
            if said:
                return (("text", said),)
            if self.detail:
                return (("muted", self.detail),)
            if typing and not line.searching and (spans := hint.spans(width)):
                return spans
        keys = advice(line.value, line.placeholder, line.menu_open, line.searching)
        if self.answers and not (line.menu_open or line.searching):
            keys = ANSWER
        elif self.holds and not line.value:
            keys = HELD
        return (("muted", filled(self.waiting.said or self.elsewhere or keys, self.overrides)),)

    def _hint(self, text: str) -> str:
        return self._glyphs.words(filled(text, self.overrides))
