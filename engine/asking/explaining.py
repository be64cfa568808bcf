"""What a real kernel did, explained: predicted from the time before, and held against what it told afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from engine.asking.machine import NAME, machine_of
from engine.asking.questions import ask_all
from engine.capture.capture_lines import is_capture
from engine.capture.imported import guest_from
from engine.capture.opened import folder_meant, nothing_recorded
from engine.capture.record import Capture
from engine.capture.trace import is_trace, open_trace
from engine.errors import CommandError, printable, quoted
from engine.explain.explanation import Explanation, explain
from engine.fidelity.predicting import Prediction
from engine.fidelity.unread import Unread
from engine.fidelity.walk import walk
from engine.guest.guest import Guest
from engine.whatif.spans import Line, line, wrapped
from engine.whatif.tables import WIDTH


@attrs.frozen(kw_only=True, eq=False)
class Explained:
    """An explanation, and what it is about.

    Attributes:
        source: where the two times come from.
        release: of the kernel.
        page_size: in bytes.
        kind: of a trace's step; empty for two captures.
        requests: what was done in between.
        outcomes: what came of each, as (what, predicted, real).
        unknown: what the first capture does not tell.
        found: the explanation.
    """

    source: str
    release: str
    page_size: int
    kind: str = ""
    requests: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    found: Explanation

    @property
    def said(self) -> dict[str, Any]:
        """What it is about, for JSON."""
        return {
            "source": self.source,
            "release": self.release,
            "page_size": self.page_size,
            "kind": self.kind,
            "requests": list(self.requests),
            "outcomes": [dict(zip(("what", "predicted", "real"), it, strict=True)) for it in self.outcomes],
            "unknown": list(self.unknown),
        }

    @property
    def head(self) -> list[Line]:
        """What it is about, to be read."""
        kind = f" ({self.kind})" if self.kind else ""
        title = f"{self.source}{kind}: Linux {self.release}"
        lines = [line((text, "head")) for text in wrapped(title, WIDTH, "", "  ")]
        for request in self.requests:
            lines += [line(text) for text in wrapped(request, WIDTH, "  ", "    ")]
        for what, predicted, real in self.outcomes:
            verdict = "as predicted" if predicted == real else f"predicted {predicted}"
            lines.append(line(f"  {what}: {real}, ", (verdict, "good" if predicted == real else "bad")))
        return lines


def explain_step(path: Path, step: int | None) -> Explained:
    """Explain a step of a trace: earlier steps tell what a snapshot cannot show.

    Raises:
        CommandError: there is no such trace or step, or it is not predicted.
    """
    folder = folder_meant(path)
    if not is_trace(folder):
        if is_capture(path):
            raise CommandError(
                f"{quoted(path.name)} is a capture, of one time, and has no steps",
                "two captures and what was done between them: BEFORE AFTER COMMAND...",
            )
        raise nothing_recorded(path)
    trace = open_trace(folder)
    places = {it.index: at for at, it in enumerate(trace.steps)}
    last = trace.steps[-1].index if trace.steps else 0
    if step is None:
        raise CommandError(f"of {printable(trace.name)} no step is named", f"step=1 to step={last}")
    if not places.get(step):
        raise CommandError(f"{printable(trace.name)} has no step {step} with one before it", f"1 to {last}")
    for passed, prediction in walk(trace, rebuilt=False):
        if passed is trace.steps[places[step]]:
            if isinstance(prediction, Unread):
                raise CommandError(f"step {step} cannot be explained: {prediction.reason}")
            return _explained(prediction, f"{printable(trace.name)}, step {step}", passed.label)
    raise AssertionError("every step after the first is walked")


def _explained(prediction: Prediction, source: str, label: str) -> Explained:
    guest, kind = prediction.guest, prediction.classified
    if guest is None or not kind.kind:
        raise CommandError(f"{source} is not predicted", kind.reason or prediction.problem)
    if prediction.problem:
        raise CommandError(f"{source} is not predicted: {prediction.problem}")
    return Explained(
        source=source,
        release=printable(prediction.before.release),
        page_size=prediction.before.page_size,
        kind=kind.kind,
        requests=(printable(label),) if label else (),
        outcomes=tuple((it.what, it.predicted, it.real) for it in prediction.outcomes),
        unknown=prediction.unknown,
        found=explain(_guest(prediction.before), guest, _guest(prediction.real)),
    )


def explain_captures(before: Capture, after: Capture, commands: list[str]) -> Explained:
    """Explain what a machine did between two captures, of which the commands are known.

    Raises:
        CommandError: a command is refused, or the captures are not of one machine.
    """
    for name in ("release", "architecture", "page_size", "section_pages"):
        mine, theirs = getattr(before, name), getattr(after, name)
        if mine != theirs:
            what = name.replace("_", " ")
            raise CommandError(
                f"the captures are of two machines: {what} {printable(str(mine))} and {printable(str(theirs))}",
                "one machine, before and after",
            )
    machine = machine_of(before)
    for answer in ask_all(machine, commands):
        if answer.state == "refused":
            raise CommandError(f"{printable(answer.command)} is refused", answer.reason)
    return Explained(
        source=f"{printable(before.source)} to {printable(after.source)}",
        release=printable(before.release),
        page_size=before.page_size,
        requests=tuple(map(printable, commands)),
        unknown=machine.unknown,
        found=explain(_guest(before), machine.guest, _guest(after)),
    )


def _guest(capture: Capture) -> Guest:
    return guest_from(capture, NAME, 0).guest
