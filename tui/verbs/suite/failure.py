"""What a script expected and did not find, or could not do, with what happened just before."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import attrs

from engine.units import Nanoseconds, duration_text

if TYPE_CHECKING:
    from engine.snapshot import Sentence

BEFORE = 5
"""Events that are shown before a failure."""
MOST = 100
"""Failures of one script that are kept; what follows is counted."""
_TOLD_OF = frozenset({"expect", "error"})
"""The levels of sentences that are no events of the simulation."""


@attrs.frozen
class Failure:
    """One line of a script that did not come out as it must.

    Attributes:
        place: where it stands, as `file:12:`; empty: nowhere.
        reason: the line, or what became of it.
        time: when.
        path: what an expectation looked at; empty: it is none, or of a digest.
        expected: what was to be there, as `>= 64M`; empty: no expectation.
        found: what was there.
        hint: what may be wrong with the expectation itself.
        before: (time, guest, sentence) of what happened last before it, oldest first.
    """

    place: str
    reason: str
    time: Nanoseconds
    path: str = ""
    expected: str = ""
    found: str = ""
    hint: str = ""
    before: tuple[tuple[Nanoseconds, str, str], ...] = ()

    @property
    def title(self) -> str:
        """The first line of what is said of it."""
        return f"{self.place} {self.reason}".strip()

    def lines(self) -> list[str]:
        """Return what is said of it after its title: path, expected, found, when, and what happened before."""
        told = [
            ("path", self.path),
            ("expected", self.expected),
            ("found", self.found),
            ("perhaps", self.hint),
        ]
        rows = [f"{name:<9} {text}" for name, text in told if text]
        rows.append(f"{'at':<9} {duration_text(self.time)} of virtual time")
        width = max((len(duration_text(time)) for time, _, _ in self.before), default=0)
        for number, (time, guest, text) in enumerate(self.before):
            heading = "" if number else "before"
            rows.append(f"{heading:<9} {duration_text(time):>{width}}  {guest + ': ' if guest else ''}{text}")
        return rows


@attrs.define
class FailureWatch:
    """Reads sentences as they come, and keeps what failed."""

    failures: list[Failure] = attrs.field(factory=list)
    more: int = 0
    """Failures beyond those that are kept."""
    _last: deque[Sentence] = attrs.field(factory=lambda: deque(maxlen=BEFORE))
    _unmet: Sentence | None = None

    def hear(self, sentence: Sentence) -> Failure | None:
        """Take the next sentence; return the failure that it completes, if it does."""
        if sentence.unmet is not None:
            self._unmet = sentence
            return self._keep(sentence, "") if not sentence.unmet.path else None
        if sentence.level == "error" and sentence.place:
            return self._keep(sentence, sentence.place)
        if sentence.level not in _TOLD_OF:
            self._last.append(sentence)
        return None

    def _keep(self, sentence: Sentence, place: str) -> Failure | None:
        unmet = self._unmet.unmet if self._unmet and self._unmet.time == sentence.time else None
        self._unmet = None
        if len(self.failures) == MOST:
            self.more += 1
            return None
        failure = Failure(
            place,
            sentence.text.removeprefix(place).strip(),
            sentence.time,
            before=tuple((each.time, each.guest, each.text) for each in self._last),
        )
        if unmet is not None:
            failure = attrs.evolve(
                failure, path=unmet.path, expected=unmet.wanted, found=unmet.found, hint=unmet.hint
            )
        self.failures.append(failure)
        return failure
