"""One step of a trace done again: a guest is made from the step before, and has to do what the real one was asked."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.capture.imported import Imported, guest_from
from engine.capture.record import Capture
from engine.errors import CommandError
from engine.fidelity.bench import NAME, Bench, Outcome
from engine.fidelity.carrying import Carried
from engine.fidelity.doing import do_all
from engine.fidelity.kinds import Classified, classify
from engine.fidelity.requests import Backend, Request
from engine.fidelity.score import misplaced
from engine.fidelity.seen import seen_in, seen_of
from engine.guest.guest import Guest
from engine.operations.guests.imported import admit_imported
from engine.session import Session
from engine.units import Pages
from engine.world import World

Lists = Literal["recorded", "rebuilt"]
"""Whether free lists are in the order in which they were recorded, or only their counts are known."""


@attrs.frozen(kw_only=True, eq=False)
class Prediction:
    """What the engine made of a step.

    Attributes:
        requests: what was asked of the guest.
        classified: the kind of step, or why it is not predicted.
        before: what the real kernel told before it.
        real: what it told after it.
        lists: how much of the free lists before it was used.
        world: where the engine did it; None where it is not predicted.
        outcomes: what came of each request.
        unknown: what could not be known when the guest was made.
        guesses: how many guesses there were at what nobody could know; the one that came nearest is this.
        problem: what the engine refused; empty where it did it all.
        lost: what should have been carried along and could not be, for people.
    """

    requests: tuple[Request, ...]
    classified: Classified
    before: Capture
    real: Capture
    lists: Lists = "recorded"
    world: World | None = None
    outcomes: tuple[Outcome, ...] = ()
    unknown: tuple[str, ...] = ()
    guesses: int = 1
    problem: str = ""
    lost: tuple[str, ...] = ()

    @property
    def guest(self) -> Guest | None:
        """The guest as the engine left it; None where the step is not predicted."""
        return None if self.world is None else self.world.guests[NAME]


def predict_between(
    before: Capture,
    real: Capture,
    requests: tuple[Request, ...],
    carried: Carried,
    *,
    lists: Lists = "recorded",
) -> Prediction:
    """Predict what requests come to, from one snapshot; of several guesses the one nearest to `real` is returned.

    Raises:
        CommandError: no guest can be made from the snapshot.
    """
    none = Prediction(
        requests=requests,
        classified=classify(requests, before),
        before=before,
        real=real,
        lists=lists,
        lost=carried.lost,
    )
    if not none.classified.kind:
        return none
    guesses = carried.guesses(before)
    tried = [_tried(none, guess) for guess in guesses]
    seen = seen_in(real)
    best = min(
        tried,
        key=lambda it: (
            bool(it.problem),
            misplaced(seen_of(it.guest), seen) if it.guest is not None else 0,
        ),
    )
    return attrs.evolve(best, guesses=len(guesses))


def _tried(none: Prediction, carried: Carried) -> Prediction:
    made = guest_from(none.before, NAME, 0, lists=none.lists)
    carried.apply(made.guest)
    bench = Bench(
        session=_session(made, _more(none.requests, made.guest.page_size)),
        before=none.before,
        known=carried.known,
    )
    found = attrs.evolve(none, world=bench.world, unknown=made.unknown)
    try:
        return attrs.evolve(found, outcomes=do_all(bench, none.requests, none.real))
    except CommandError as error:
        return attrs.evolve(found, problem=str(error))


def _more(requests: tuple[Request, ...], page_size: int) -> Pages:
    """Return the pages that will be plugged."""
    return sum(it.size for it in requests if isinstance(it, Backend)) // page_size


def _session(made: Imported, more: Pages) -> Session:
    """Return a session with the guest in it, which may have more memory plugged."""
    session = Session()
    guest = made.guest
    guest.max = max(guest.max, guest.plugged_pages + more)
    admit_imported(session.world, made)
    return session
