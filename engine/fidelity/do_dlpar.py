"""Requests to the kernel's DLPAR handler, done again by `hotplug add` and `hotplug remove` of whole LMBs."""

from __future__ import annotations

import re

from engine.errors import CommandError
from engine.fidelity.bench import NAME, Bench, Outcome
from engine.fidelity.requests import DlparRequest
from engine.memory.kinds import SectionState
from engine.units import SECOND, Pages, size_text


def ask_dlpar(bench: Bench, request: DlparRequest) -> tuple[Outcome, ...]:
    """Add or remove LMBs by count; what is compared is whether it worked, and which blocks came or went."""
    found = re.fullmatch(r"memory (add|remove) count (\d{1,6})", request.words)
    before, came_out = _present(bench), "failed"
    if found:
        limit = f" timeout={request.limit // SECOND}s" if found[1] == "remove" else ""
        size = size_text(_lmb(bench) * bench.guest.page_size * int(found[2]))
        try:
            operation = bench.perform(f"hotplug {found[1]} {NAME} {size} partly=undo{limit}")
        except CommandError:
            came_out = "refused"  # "Not enough LMBs available"
        else:
            came_out = "ok" if operation is not None and operation.state == "done" else "failed"
    after = _present(bench)
    return (
        Outcome(
            sort="DLPAR",
            what=request.words,
            predicted=_text(came_out, before - after, after - before),
            real=_text(_real(request), frozenset(request.gone), frozenset(request.new)),
        ),
    )


def _lmb(bench: Bench) -> Pages:
    """Return the pages of an LMB: a memory block."""
    return bench.guest.block_pages


def _present(bench: Bench) -> frozenset[int]:
    guest = bench.guest
    return frozenset(
        section // guest.block_sections
        for section, state in enumerate(guest.memory.state.tolist())
        if state != SectionState.ABSENT and not section % guest.block_sections
    )


def _real(request: DlparRequest) -> str:
    if not request.errno:
        return "ok"
    return "refused" if request.refused else "failed"


def _text(came_out: str, gone: frozenset[int], new: frozenset[int]) -> str:
    parts = [came_out]
    parts += [f"-{','.join(map(str, sorted(gone)))}"] if gone else []
    parts += [f"+{','.join(map(str, sorted(new)))}"] if new else []
    return " ".join(parts)
