"""A step of a trace of which nothing can be predicted for want of a snapshot, and what can go wrong in one step."""

from __future__ import annotations

import attrs

from engine.capture.record import Capture
from engine.capture.trace import Step, Trace
from engine.errors import CommandError, printable

WRONG = (
    CommandError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What comes of a trace that is not as traces are, or of a guest that the engine cannot be: a reason, not an end."""


@attrs.frozen
class Unread:
    """A step without a snapshot after it, or without one before it.

    Attributes:
        reason: why, in words.
        problem: whether a file of the trace is not as it should be.
    """

    reason: str
    problem: bool = False


def loaded(trace: Trace, step: Step) -> Capture | Unread:
    """Return what the kernel told after a step, or why nobody knows."""
    if trace.aborted and not step.raw.get("snapshot"):
        return Unread("the recording stopped in this step: there is no snapshot of what came of it")
    try:
        return trace.load(step.index)
    except WRONG as error:
        return Unread(f"its snapshot cannot be read: {said(error)}", problem=True)


def said(error: BaseException) -> str:
    """Return an error in words."""
    return printable(str(error) if isinstance(error, CommandError) else repr(error), 300)
