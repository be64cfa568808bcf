"""What a snapshot cannot show is carried along from earlier steps: one table of rules, each in a file of its own.

A rule only ever looks back: what it knows before a step comes from the steps before it, from what the engine itself
made of them, and from what the real kernel then showed.
"""

from __future__ import annotations

from typing import Any, Protocol

import attrs

from engine.capture.record import Capture
from engine.fidelity import (
    carry_backends,
    carry_balloon_order,
    carry_drain,
    carry_file_age,
    carry_huge_pages,
    carry_lmbs,
    carry_mem_map,
    carry_slabs,
    carry_tuning,
    carry_worker,
)
from engine.fidelity.requests import Request
from engine.fidelity.unread import WRONG, said
from engine.guest.guest import Guest


@attrs.frozen(kw_only=True, eq=False)
class Passed:
    """A step that is over.

    Attributes:
        requests: what was asked.
        before: what the kernel told before it; None for the first one.
        after: what it told after it.
        guest: what the engine made of it; None where it was not predicted, or came to nothing.
    """

    requests: tuple[Request, ...]
    before: Capture | None
    after: Capture
    guest: Guest | None


class Rule(Protocol):
    """One thing that is carried along. What it knows is a value, replaced and never changed in place."""

    def learn(self, known: Any, passed: Passed) -> Any:
        """Return what is known after a step, from what was known before it; None: nothing."""
        ...

    def guesses(self, known: Any, before: Capture) -> tuple[Any, ...]:
        """Return what may be the case before a step: what is known, or several things where nobody can know yet."""
        ...

    def apply(self, guest: Guest, known: Any) -> None:
        """Let a guest that was just made be as it is known to be."""
        ...


RULES: dict[str, Rule] = {
    "balloon order": carry_balloon_order.RULE,
    "worker": carry_worker.RULE,
    "LMBs": carry_lmbs.RULE,
    "backends": carry_backends.RULE,
    "mem_map": carry_mem_map.RULE,
    "huge pages": carry_huge_pages.RULE,
    "file age": carry_file_age.RULE,
    "drain": carry_drain.RULE,
    "tuning": carry_tuning.RULE,
    carry_slabs.NAME: carry_slabs.RULE,
}
"""By what they carry."""


@attrs.frozen(eq=False)
class Carried:
    """What is known before a step, by the names of RULES; `lost`: what could not be learnt of the last one, and why."""

    known: dict[str, Any] = attrs.Factory(dict)
    lost: tuple[str, ...] = ()

    def after(self, passed: Passed) -> Carried:
        """Return what is known after a step."""
        known, lost = dict[str, Any](), list[str]()
        for name, rule in RULES.items():
            try:
                known[name] = rule.learn(self.known.get(name), passed)
            except WRONG as error:
                lost.append(f"nothing is known any more of {name}: {said(error)}")
        return Carried(known, tuple(lost))

    def guesses(self, before: Capture) -> tuple[Carried, ...]:
        """Return what may be the case before a step: more than one where something cannot be known yet."""
        found = [self.known]
        for name, rule in RULES.items():
            found = [
                {**each, name: guess}
                for each in found
                for guess in rule.guesses(self.known.get(name), before)
            ]
        return tuple(Carried(each, self.lost) for each in found)

    def apply(self, guest: Guest) -> None:
        """Let a guest that was just made from a snapshot be as it is known to be."""
        for name, rule in RULES.items():
            if self.known.get(name) is not None:
                rule.apply(guest, self.known[name])
