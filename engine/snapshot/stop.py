"""Where a script lets time stand for those who watch."""

from __future__ import annotations

import attrs


@attrs.frozen
class StopView:
    """A stop that somebody has to end: a hold, a prompt or a question.

    Attributes:
        number: of the event that it is, so that two equal ones are told apart.
        words: what to do meanwhile, or the question; empty: nothing.
        answer: of a question what is right, as `engine.commands.answers.is_right` reads it; None: it is no question.
    """

    number: int
    words: str = ""
    answer: str | None = None
