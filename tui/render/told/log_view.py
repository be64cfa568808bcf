"""Which sentences of the event log are wanted, and what is searched for in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.snapshot import Sentence

TROUBLES = frozenset({"warning", "error"})
LONGEST = 60
"""Characters that are searched for at most."""


@attrs.frozen
class Wanted:
    """Which sentences are shown.

    Attributes:
        guest: whose; empty: everybody's.
        troubles: whether only warnings and errors are.
    """

    guest: str = ""
    troubles: bool = False

    def passes(self, told: Sentence) -> bool:
        """Say whether a sentence is shown."""
        return self.guest in ("", told.guest) and (not self.troubles or told.level in TROUBLES)

    @property
    def words(self) -> str:
        """What the sentences have in common; empty where all are shown."""
        kind = "warnings" if self.troubles else "sentences"
        if not self.guest:
            return "only warnings" if self.troubles else ""
        return f"only {kind} of {self.guest}"


@attrs.frozen
class Search:
    """What is searched for.

    Attributes:
        words: in any case, in a sentence or its guest's name.
        typing: whether they are still being typed.
        at: the number of the sentence that was gone to; -1: none has them.
    """

    words: str = ""
    typing: bool = False
    at: int = -1

    @property
    def active(self) -> bool:
        """Whether there is anything to end."""
        return self.typing or bool(self.words)

    def found(self, told: Iterable[Sentence]) -> list[int]:
        """Return the numbers of the sentences that have the words."""
        words = self.words.casefold()
        return [each.number for each in told if words and words in f"{each.guest} {each.text}".casefold()]

    def to(self, found: Sequence[int], start: int, by: int = 0) -> Search:
        """Return it at the match by so many from the present one; from the last to the first, and the other way.

        Args:
            found: numbers of matches, upwards.
            start: where there is no present one: the last match up to this number, else the first after it.
            by: -1: the one before, 1: the one after, 0: the present one while it is one.
        """
        if not found:
            return attrs.evolve(self, at=-1)
        if self.at in found:
            return attrs.evolve(self, at=found[(found.index(self.at) + by) % len(found)])
        before = [number for number in found if number <= start]
        return attrs.evolve(self, at=before[-1] if before else found[0])

    def said(self, found: Sequence[int], cursor: str = "▏") -> str:
        """Return what is searched for, and which match is in sight: `/balloon 3 of 12`."""
        typed = f"/{self.words}{cursor if self.typing else ''}"
        if not self.words:
            return f"{typed} type what to search for"
        if not found:
            return f"{typed} in no sentence"
        return f"{typed} {found.index(self.at) + 1 if self.at in found else len(found)} of {len(found)}"
