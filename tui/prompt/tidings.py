"""What there is to say below an empty line: answers first, then receipts, then what a script says."""

from __future__ import annotations

import attrs

HOLD = 5.0
"""Seconds of wall time for which an answer is not talked over, and a receipt shows."""


@attrs.define
class Tidings:
    """What was said, and when; told the time by who asks."""

    _answer: str = ""
    _answered: float = 0.0
    _caption: str = ""
    _captioned: float = 0.0
    _receipt: str = ""
    _received: float = float("-inf")

    def answer(self, text: str, now: float) -> None:
        """Say what came of something that was asked for; it stays until something is typed."""
        self._answer, self._answered = text, now

    def caption(self, text: str, now: float) -> None:
        """Say what a script says; it stays until something is typed."""
        self._caption, self._captioned = text, now

    def receipt(self, text: str, now: float) -> None:
        """Say what an operation came to, for a while."""
        self._receipt, self._received = text, now

    def typed(self) -> None:
        """Forget what was said: whoever types has read it. A receipt is left: it comes back on an empty line."""
        self._answer = self._caption = ""

    def urgent(self) -> str:
        """Return what is said even while something is typed."""
        return self._answer

    def line(self, now: float) -> str:
        """Return what is to be said; empty: nothing."""
        if self._answer and now < self._answered + HOLD:
            return self._answer
        if self._receipt and now < self._received + HOLD:
            return self._receipt
        newer = self._caption and self._captioned > self._answered
        return self._caption if newer or not self._answer else self._answer

    def until(self, now: float) -> float | None:
        """Return the seconds after which something else may be to say; None: none by itself."""
        ends = [
            at + HOLD
            for text, at in ((self._answer, self._answered), (self._receipt, self._received))
            if text and at + HOLD > now
        ]
        return min(ends) - now if ends else None
