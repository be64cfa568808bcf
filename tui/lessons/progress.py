"""How far somebody has come with the lessons: one small JSON file in the state folder.

What cannot be read is put aside, not written over; what cannot be written is said. Neither stops a lesson.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import attrs

from engine.errors import printable, reason_of
from tui.opened import open_at_once
from tui.replaced import replace_text

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 256 << 10
"""A file of more bytes is not read."""
MOST = 500
"""Lessons that are remembered; beyond them the one that was played longest ago is forgotten."""
_DAMAGED = ".damaged"


@attrs.frozen
class Score:
    """How many questions were answered rightly, of how many."""

    right: int = 0
    asked: int = 0

    def __str__(self) -> str:
        """Return it as people write it; nothing where nothing was asked."""
        return f"{self.right}/{self.asked}" if self.asked else ""


@attrs.frozen
class Seen:
    """What is remembered of one lesson.

    Attributes:
        day: when it was last seen to its end, as 2026-11-26.
        times: how often.
        last: its score that day.
        best: the best one.
        seconds: of virtual time that it took.
    """

    day: str
    times: int = 1
    last: Score = Score()
    best: Score = Score()
    seconds: float = 0.0


class Progress:
    """What was seen to its end, by the lesson's key.

    Args:
        file: where it is kept; None: nowhere, so that it holds for this run.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.problem = ""
        """What is wrong with the file, for people; empty: nothing."""
        self._seen: dict[str, Seen] = {}
        if file is not None:
            self._seen, self.problem = _read(file)

    def of(self, key: str) -> Seen | None:
        """Return what is remembered of a lesson; None: it was never seen to its end."""
        return self._seen.get(key)

    def ended(self, key: str, score: Score, day: str, seconds: float) -> str:
        """Remember that a lesson was seen to its end.

        Returns:
            What went wrong, for people; else nothing. It is remembered for this run in any case.
        """
        known = _read(self._file)[0] if self._file else self._seen  # another run may have written meanwhile
        self._seen = {**self._seen, **known}
        before = self._seen.pop(key, None)
        best = max(score, before.best, key=lambda each: (each.right, each.asked)) if before else score
        times = before.times + 1 if before else 1
        self._seen[key] = Seen(day, times, score, best, round(seconds, 3))
        self._seen = dict(list(self._seen.items())[-MOST:])
        if self._file is None:
            return ""
        try:
            _write(self._file, self._seen)
        except OSError as error:
            where = printable(str(self._file), 200)
            return f"{where} cannot be written ({reason_of(error)}); it goes on without"
        return ""


def _read(file: Path) -> tuple[dict[str, Seen], str]:
    """Return what a file holds, and what is wrong with it."""
    try:
        with open_at_once(file) as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        return {}, f"{printable(file.name)} cannot be read ({reason_of(error)})"
    try:
        if len(data) > LARGEST:
            raise ValueError
        found = json.loads(data)
        return {str(key): _seen(each) for key, each in found.items()}, ""
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        aside = file.with_name(file.name + _DAMAGED)
        said = f"{printable(file.name)} is damaged: progress begins anew"
        try:
            file.replace(aside)
        except OSError:
            return {}, said
        return {}, f"{said}, and it is kept as {aside.name}"


def _seen(each: dict[str, Any]) -> Seen:
    return Seen(
        str(each["day"])[:10],
        int(each["times"]),
        _score(each["last"]),
        _score(each["best"]),
        float(each["seconds"]),
    )


def _score(pair: list[int]) -> Score:
    right, asked = (int(number) for number in pair)
    if not 0 <= right <= asked <= 1000:
        raise ValueError
    return Score(right, asked)


def _write(file: Path, seen: dict[str, Seen]) -> None:
    """Write all of it."""
    known = {
        key: {
            "day": each.day,
            "times": each.times,
            "last": [each.last.right, each.last.asked],
            "best": [each.best.right, each.best.asked],
            "seconds": each.seconds,
        }
        for key, each in seen.items()
    }
    replace_text(file, json.dumps(known, indent=1) + "\n")
