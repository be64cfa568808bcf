"""How sure an answer is: what steps like it came to, and what would have to be known for a better one."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from engine.commands.model import (
    BalloonDeflate,
    BalloonInflate,
    BalloonSet,
    Command,
    HotplugAdd,
    HotplugRemove,
    HotplugSet,
    SectionOffline,
    SectionOnline,
)
from engine.guest.guest import Guest
from engine.whatif.answer import Answer, Certainty
from engine.whatif.record import Figures, figures_for, recorded

_REBUILT = "the order of the free lists"
"""How an import says that the lists are not as they were."""


def certainty_of(guest: Guest, command: Command, answer: Answer) -> Certainty:
    """Return how far to trust an answer for a guest that was made of a capture; of others nothing is recorded."""
    if guest.origin is None:
        return Certainty()
    kind = kind_of(guest, command, answer)
    rebuilt = any(it.startswith(_REBUILT) for it in guest.origin.unknown)
    kernel = _version(guest.origin.release)
    found = figures_for(kind, kernel, guest.page_size, "rebuilt" if rebuilt else "recorded") if kind else None
    unknown = _unknown(guest, answer)
    if found is None:
        why = f"no step of this kind was recorded of Linux {kernel}"
        near = min((it.kernel for it in recorded() if it.kind == kind), key=_distance(kernel), default="")
        if near and (found := figures_for(kind, near, guest.page_size, "rebuilt" if rebuilt else "recorded")):
            why += f": the figures are of the nearest kernel that was, {near}"
            return attrs.evolve(_with_figures(found, (why, *unknown)), nearest=True)
        return Certainty(unknown=(why, *unknown))
    return _with_figures(found, tuple(unknown))


def _with_figures(found: Figures, unknown: tuple[str, ...]) -> Certainty:
    overlap = None
    if found.overlap_median is not None and found.overlap_worst is not None:
        overlap = (100 * found.overlap_median, 100 * found.overlap_worst)
    return Certainty(
        kind=found.kind,
        kernel=found.kernel,
        steps=found.steps,
        misplaced=(100 * found.misplaced_median, 100 * found.misplaced_worst),
        overlap=overlap,
        outcomes=(found.right, found.requests) if found.requests else None,
        unknown=unknown,
    )


def _distance(kernel: str) -> Callable[[str], tuple[int, int]]:
    """Return what says how far a kernel is from this one: by major, then by minor version."""

    def numbers(text: str) -> tuple[int, int]:
        major, _, minor = text.partition(".")
        return (int(major), int(minor)) if minor.isdigit() else (0, 0)

    here = numbers(kernel)

    def far(other: str) -> tuple[int, int]:
        there = numbers(other)
        return abs(there[0] - here[0]), abs(there[1] - here[1])

    return far


def _version(release: str) -> str:
    found = re.match(r"\d{1,4}\.\d{1,4}", release)
    return found[0] if found else "unknown"


def kind_of(guest: Guest, command: Command, answer: Answer) -> str:
    """Return the kind of step that a command is, as `ballonet fidelity` has it; empty: it is none of them."""
    match command:
        case BalloonInflate() | BalloonDeflate() | BalloonSet():
            more = answer.after.balloon - answer.before.balloon
            if _reclaimed(answer):
                return "reclaim"
            if guest.memory.nodes > 1:
                return "NUMA"
            return "inflate" if more > 0 else "deflate"
        case HotplugAdd() | SectionOnline():
            return "hot-add"
        case HotplugRemove() if guest.lmbs is not None:
            return "DLPAR"
        case HotplugRemove() | SectionOffline():
            return "offline"
        case HotplugSet():
            return "virtio-mem"
        case _:
            return ""


def _reclaimed(answer: Answer) -> bool:
    return answer.after.file < answer.before.file or answer.after.swap_used > answer.before.swap_used


def _unknown(guest: Guest, answer: Answer) -> list[str]:
    """Return what the capture does not tell that this answer depends on."""
    found = []
    made = guest.as_imported
    if answer.after.balloon < answer.before.balloon and made is not None and made.balloon.pages:
        found.append(
            "the recorded steps knew in which order the balloon took its pages, and so which it gives back; captures "
            "from before it was inflated would tell"
        )
    if len(guest.memory.node_of_cpu) > 1 and "balloon" in answer.command:
        found.append(
            "on which CPU the balloon's worker runs: its lists are used, and pages of its node come first"
        )
    return found
