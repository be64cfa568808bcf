"""What a command came to at once."""

from __future__ import annotations

import attrs

from engine.answer import Answer


@attrs.frozen
class Outcome:
    """The operation that a command began or was, and what it printed."""

    operation: int | None = None
    """None for views and for what only narrates or checks."""
    output: str = ""
    passed: bool = True
    """False for an expectation that does not hold."""
    journal: str = ""
    """What a recording has of it, where that is not the command's own text."""
    answer: Answer | None = None
    """What `why` found out; `output` is the same as text."""
