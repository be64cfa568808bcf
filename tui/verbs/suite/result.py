"""What came of one script that was run as a test."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import Nanoseconds
from tui.verbs.suite.failure import Failure

Verdict = Literal["passed", "failed", "bad"]
"""bad: it is no script."""


@attrs.frozen
class Job:
    """A script that is to be run.

    Attributes:
        script: a file, or a lesson's name.
        seed: it beats the script's.
        until: the virtual time at which it is cut.
    """

    script: str
    seed: int | None = None
    until: Nanoseconds | None = None


@attrs.frozen
class Result:
    """How it went.

    Attributes:
        script: as it was named.
        verdict: what came of it.
        expectations: how many held, and how many did not.
        virtual: the virtual time at which it ended.
        wall: seconds that it took.
        failures: what went wrong, at most `failure.MOST`.
        more: how many more went wrong.
        problem: of one that is no script: every error, a line each.
        told: what it said.
    """

    script: str
    verdict: Verdict
    expectations: tuple[int, int] = (0, 0)
    virtual: Nanoseconds = 0
    wall: float = 0.0
    failures: tuple[Failure, ...] = ()
    more: int = 0
    problem: str = ""
    told: str = ""
