"""Requests to the kernel's DLPAR handler, done again by the commands for whole LMBs."""

from __future__ import annotations

import re

from engine.errors import CommandError
from engine.fidelity.bench import NAME, Bench, Outcome
from engine.fidelity.do_lmbs import NAMED, ask_for_named
from engine.fidelity.requests import DlparRequest
from engine.memory.kinds import SectionState
from engine.units import SECOND, size_text


def ask_dlpar(bench: Bench, request: DlparRequest) -> tuple[Outcome, ...]:
    """Add or remove LMBs by count or by index; compared are whether it worked, and the blocks that changed.

    Raises:
        CommandError: it is another request.
    """
    before = _present(bench)
    named = NAMED.fullmatch(request.words) is not None
    came_out = _named(bench, request) if named else _counted(bench, request)
    after = _present(bench)
    return (
        Outcome(
            sort="DLPAR",
            what=request.words,
            predicted=_text(came_out, before - after, after - before),
            real=_text(_real(request, named), frozenset(request.gone), frozenset(request.new)),
        ),
    )


def _named(bench: Bench, request: DlparRequest) -> str:
    return "ok" if ask_for_named(bench, request) else "failed"


def _counted(bench: Bench, request: DlparRequest) -> str:
    words = _command(bench, request)
    try:
        operation = bench.perform(words)
    except CommandError:
        return "refused"  # "Not enough LMBs available"
    return "ok" if operation is not None and operation.state == "done" else "failed"


def _command(bench: Bench, request: DlparRequest) -> str:
    """Return the command that does the same."""
    if found := re.fullmatch(r"memory (add|remove) count (\d{1,6})", request.words):
        limit = f" timeout={request.limit // SECOND}s" if found[1] == "remove" else ""
        size = size_text(bench.guest.block_pages * bench.guest.page_size * int(found[2]))
        return f"hotplug {found[1]} {NAME} {size} partly=undo{limit}"
    raise CommandError(
        f"`{request.words}` is no request that can be done again", "memory, by count, index or indexed-count"
    )


def _present(bench: Bench) -> frozenset[int]:
    guest = bench.guest
    return frozenset(
        section // guest.block_sections
        for section, state in enumerate(guest.memory.state.tolist())
        if state != SectionState.ABSENT and not section % guest.block_sections
    )


def _real(request: DlparRequest, named: bool) -> str:
    if not request.errno:
        return "ok"
    if named:
        return "failed"  # whether anything was tried, the kernel does not say
    return "refused" if request.refused else "failed"


def _text(came_out: str, gone: frozenset[int], new: frozenset[int]) -> str:
    parts = [came_out]
    parts += [f"-{','.join(map(str, sorted(gone)))}"] if gone else []
    parts += [f"+{','.join(map(str, sorted(new)))}"] if new else []
    return " ".join(parts)
