"""What a script tells of itself where it runs without a screen: what it says and asks, what it checked and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.answers import spoken_answer
from engine.errors import printable

if TYPE_CHECKING:
    from engine.snapshot import Sentence
    from engine.snapshot.stop import StopView

NARRATED = frozenset({"say", "expect", "view"})
"""The levels of sentences that tell the script's own story."""
LONGEST_LINE = 4096


def narrated(sentence: Sentence, stops: dict[int, StopView]) -> str | None:
    """Return what is printed of a sentence; None: nothing.

    A question stands with its answer behind it, for nobody is asked. A `hold` has no words of its own.

    Args:
        sentence: what was told.
        stops: where the script lets time stand, by the numbers of their sentences.
    """
    if stop := stops.get(sentence.number):
        if stop.answer is None:
            return printable(stop.words, LONGEST_LINE) or None
        return printable(f"? {stop.words} ({spoken_answer(stop.answer)})", LONGEST_LINE)
    if sentence.output:
        return sentence.output
    return printable(sentence.text, LONGEST_LINE) if sentence.level in NARRATED else None
