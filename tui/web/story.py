"""What was told while a script ran: sentences, chapters, questions, beginnings and failures. All of it is bounded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from engine.commands.answers import spoken_answer

if TYPE_CHECKING:
    from engine.session import Session
    from engine.snapshot import Sentence, Snapshot
    from engine.units import Nanoseconds

MOST_SENTENCES = 5000
MOST_MARKS = 2000
"""Of chapters, questions, operations and failures each."""
LONGEST_OUTPUT = 4000
"""Characters of what a question of a script was answered with."""
PASSED = "expect"
"""The level of an expectation that holds."""
LESSON = re.compile(r"^# lesson:", re.MULTILINE)
"""What a script has that teaches."""
TELLING = frozenset({"say", "error"})
"""Levels of sentences that are kept longest."""


@attrs.define
class Story:
    """What was told, each with its time; a time is in nanoseconds.

    Attributes:
        sentences: time, guest, level, text, and where there is one, what was printed.
        chapters: time, title.
        stops: time, what to do meanwhile or the question, and of a question the right answer, also in words.
        began: time, operation, command.
        failed: time, what failed.
        landmark: whether what was heard last is one of these, and no sentence only.
    """

    sentences: list[list[Any]] = attrs.field(factory=list)
    chapters: list[list[Any]] = attrs.field(factory=list)
    stops: list[list[Any]] = attrs.field(factory=list)
    began: list[list[Any]] = attrs.field(factory=list)
    failed: list[list[Any]] = attrs.field(factory=list)
    landmark: bool = False
    _teaches: bool = False
    _next: int = 0
    _chapter: str = ""
    _begun: int = 0
    _refused: set[tuple[int, str]] = attrs.field(factory=set)

    def hear(self, session: Session, snapshot: Snapshot) -> bool:
        """Take what is new, and say whether there was anything.

        Args:
            session: what happened, in words.
            snapshot: what is true now.
        """
        before = self._landmarks()
        if snapshot.script is not None:
            self._teaches = LESSON.search(snapshot.script.text) is not None
        new = session.sentences(self._next)
        stops = session.stops(self._next)
        if new:
            self._next = new[-1].number + 1
        times = {sentence.number: sentence.time for sentence in new}
        for stop in stops:
            row = [times[stop.number], stop.words, stop.answer]
            _note(self.stops, row if stop.answer is None else [*row, spoken_answer(stop.answer)])
        numbers = {stop.number for stop in stops}
        self._tell([sentence for sentence in new if sentence.number not in numbers])
        if snapshot.chapter != self._chapter:
            self._chapter = snapshot.chapter
            _note(self.chapters, [snapshot.time, snapshot.chapter])
        for operation in snapshot.operations:
            if operation.id > self._begun:
                self._begun = operation.id
                _note(self.began, [operation.started, operation.id, operation.command])
            for section, _ in operation.failed_sections:
                self._fail(operation.id, f"s{section}", snapshot.time, f"{operation.guest} s{section}")
            if operation.state == "failed":
                ended = snapshot.time if operation.ended is None else operation.ended
                self._fail(operation.id, "", ended, operation.command)
        self.landmark = self._landmarks() > before
        return bool(new) or self.landmark

    def _landmarks(self) -> int:
        return len(self.chapters) + len(self.stops) + len(self.began) + len(self.failed)

    def _tell(self, new: list[Sentence]) -> None:
        for sentence in new:
            if self._teaches and sentence.level == PASSED:
                continue  # of a lesson only what fails is told
            row: list[Any] = [sentence.time, sentence.guest, sentence.level, sentence.text]
            if sentence.output:
                row.append(sentence.output[:LONGEST_OUTPUT])
            self.sentences.append(row)
        if len(self.sentences) > MOST_SENTENCES:
            telling = sum(row[2] in TELLING for row in self.sentences)
            spare = max(0, MOST_SENTENCES * 3 // 4 - telling)
            others = [at for at, row in enumerate(self.sentences) if row[2] not in TELLING]
            gone = set(others[: len(others) - spare])
            self.sentences = [row for at, row in enumerate(self.sentences) if at not in gone]
            self.sentences = self.sentences[-MOST_SENTENCES:]

    def _fail(self, operation: int, what: str, time: Nanoseconds, words: str) -> None:
        if (operation, what) not in self._refused and len(self._refused) < MOST_MARKS:
            self._refused.add((operation, what))
            _note(self.failed, [time, words])


def _note(rows: list[list[Any]], row: list[Any]) -> None:
    if len(rows) < MOST_MARKS:
        rows.append(row)
