"""A balloon's change, done again: so many pages as the real one came to, neither more nor fewer."""

from __future__ import annotations

from engine.fidelity.bench import NAME, Bench, Outcome
from engine.fidelity.requests import BalloonChange
from engine.units import size_text


def change_balloon(bench: Bench, request: BalloonChange) -> tuple[Outcome, ...]:
    """Inflate or deflate; what is compared is the size that the balloon reached.

    Raises:
        CommandError: the engine refuses it.
    """
    if not request.pages:
        return ()
    guest = bench.guest
    before = guest.balloon.pages
    verb = "inflate" if request.pages > 0 else "deflate"
    bench.perform(f"balloon {verb} {NAME} {abs(request.pages)}p")
    reached, wanted = bench.guest.balloon.pages, before + request.pages
    size = guest.page_size
    return (
        Outcome(
            sort="size",
            what="balloon",
            predicted=size_text(reached * size),
            real=size_text(wanted * size),
            off=reached - wanted,
        ),
    )
