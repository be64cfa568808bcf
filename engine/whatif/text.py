"""An answer as lines of at most 80 columns: what becomes of it, before and after, and how sure that is."""

from __future__ import annotations

from engine.errors import printable
from engine.events import counted
from engine.neighbours import stretches_text
from engine.units import SECOND, Nanoseconds
from engine.whatif.answer import Answer, Asked, Certainty
from engine.whatif.outlook import InTheWay
from engine.whatif.spans import Line, Style, line, wrapped
from engine.whatif.tables import WIDTH, amounts, blocks, free_blocks, marks

_GOOD, _BAD = ("done",), ("failed", "refused", "will retry", "cancelled")
SHOWN = 16
"""Memory blocks whose answers stand in lines of their own."""


def answer_lines(answer: Answer) -> list[Line]:
    """Return an answer as lines."""
    style: Style = "good" if answer.state in _GOOD else "bad"
    lines = [line((text, "head")) for text in wrapped(printable(answer.command, 200), WIDTH, "", "  ")]
    said = answer.reason
    if answer.state != "refused":
        # what keeps each memory block stands in a line of its own
        if answer.asked:
            said = "given up without progress" if answer.state == "will retry" else said.split(":")[0]
        said += _took(answer.took)
    first, *more = wrapped(said, WIDTH, " " * (len(answer.state) + 4), " " * 4)
    lines.append(line("  ", (answer.state, style), ": " if said else "", first.lstrip()))
    lines += [line(text) for text in more]
    if answer.state == "refused":
        return lines
    lines += _asked_lines(answer)
    before, after = answer.before, answer.after
    for part in (
        blocks(before, after),
        certainty_lines(answer.certainty),
        amounts(before, after),
        free_blocks(before, after),
        marks(before, after),
    ):
        lines += [line(), *part] if part else []
    return lines


def _took(took: Nanoseconds) -> str:
    if not took:
        return ""
    seconds = took / SECOND
    return f" ({seconds:.1f} s of the guest's time)" if seconds >= 0.1 else " (in less than 0.1 s)"


def _asked_lines(answer: Answer) -> list[Line]:
    """Return what becomes of the memory blocks that were to leave, what is in the way, and where pages go."""
    lines: list[Line] = []
    for asked in answer.asked[:SHOWN]:
        lines += _one_asked(asked)
    if rest := answer.asked[SHOWN:]:
        results = [it.result for it in rest]
        counts = ", ".join(f"{results.count(result)} {result}" for result in dict.fromkeys(results))
        lines.append(line(f"  and {counted(len(rest), 'more memory block')}: {counts}"))
    if answer.arrived:
        lines.append(
            line(f"  memory blocks {stretches_text(answer.arrived)} come online in {_zones_of(answer)}")
        )
    if answer.moved or (answer.landing and answer.asked):
        where = ", ".join(
            f"{it.block} ({it.zone or 'several zones'}): {it.pages:,}" for it in answer.landing[:8]
        )
        more = f", and {len(answer.landing) - 8} more" if len(answer.landing) > 8 else ""
        said = f"{counted(answer.moved, 'page')} move; they land in memory blocks {where}{more}"
        lines += [line(text) for text in wrapped(said, WIDTH, "  ", "    ")]
    return lines


def _one_asked(asked: Asked) -> list[Line]:
    style: Style = "good" if asked.result == "ok" else "bad"
    head = f"  memory block {asked.block}: "
    said = asked.reason
    if asked.stops_at is not None:
        said = f"at pfn {asked.stops_at} (mm/page_isolation.c:has_unmovable_pages)"
    first, *more = wrapped(said, WIDTH, " " * (len(head) + len(asked.result) + 2), " " * 6)
    lines = [line(head, (asked.result, style), f"  {first.lstrip()}"), *(line(text) for text in more)]
    for way in asked.in_way:
        lines += [line(text) for text in wrapped(way_text(way), WIDTH, "      ", "        ")]
    return lines


def way_text(way: InTheWay) -> str:
    """Return the pages of a kind that are in the way, with the first of them by pfn."""
    stretches = ", ".join(
        f"{first}" if pages == 1 else f"{first}-{first + pages - 1}" for first, pages in way.stretches
    )
    more = f", and {counted(way.more, 'more stretch', 'more stretches')}" if way.more else ""
    return f"{counted(way.pages, f'{way.kind} page')}: pfn {stretches}{more}"


def _zones_of(answer: Answer) -> str:
    zones = {it.zone for it in answer.after.blocks if it.block in answer.arrived}
    return " and ".join(sorted(zone for zone in zones if zone)) or "no zone"


def certainty_lines(certainty: Certainty) -> list[Line]:
    """Return how far to trust an answer, and what would have to be known for a better one."""
    lines: list[Line] = []
    for said in (*certainty_figures(certainty), *certainty.unknown):
        lines += [line(text) for text in wrapped(said, WIDTH, "  - ", "    ")]
    return [line(("  how sure", "quiet")), *lines] if lines else []


def unknown_lines(unknown: tuple[str, ...]) -> list[Line]:
    """Return what a capture does not tell."""
    lines = [line(text) for said in unknown for text in wrapped(printable(said, 300), WIDTH, "  - ", "    ")]
    return [line(("  not told by the capture", "quiet")), *lines] if lines else []


def certainty_figures(certainty: Certainty) -> list[str]:
    """Return what the record says of steps like this one, a sentence a measure."""
    if not certainty.kind:
        return []
    head = f"{counted(certainty.steps, 'recorded step')} like this one ({certainty.kind}, Linux {certainty.kernel})"
    parts = []
    if certainty.misplaced is not None:
        usual, worst = certainty.misplaced
        parts.append(f"{usual:.3g} % of free pages in a wrong list in the median, {worst:.3g} % at worst")
    if certainty.overlap is not None:
        usual, worst = certainty.overlap
        parts.append(f"{usual:.4g} % of the balloon's pages the right ones, {worst:.4g} % at worst")
    if certainty.outcomes is not None:
        right, requests = certainty.outcomes
        parts.append(f"{right} of {requests} outcomes foretold")
    return [f"{head}: {'; '.join(parts)}"] if parts else []
