"""An explanation as lines of at most 80 columns: what differs, by zone and order, by rule, and by pfn."""

from __future__ import annotations

from math import ceil

from engine.events import counted
from engine.explain.explanation import Cause, Explanation, TypesChanged, ZoneRow
from engine.explain.runs import Run
from engine.whatif.spans import Line, Style, line, wrapped
from engine.whatif.tables import WIDTH, table

SHOWN = 4
"""Stretches of pages that are named for each rule."""


def explanation_lines(found: Explanation) -> list[Line]:
    """Return an explanation as lines."""
    misplaced = ceil(found.misplaced)
    share = misplaced / max(1, found.free)
    lines = [line(f"  misplaced: {misplaced:,} of {counted(found.free, 'free page')} ({share:.4%})")]
    predicted, real, same = found.balloon
    if predicted or real:
        overlap = same / max(predicted, real)
        lines.append(
            line(f"  balloon: {predicted:,} pages predicted, {real:,} real, {same:,} alike ({overlap:.3%})")
        )
    lines += [line(), *zone_lines(found.zones)]
    lines += _marks(found.zones)
    lines += [line(), *_cause_lines(found)]
    if found.types:
        lines += [line(), *_type_lines(found.types)]
    return lines


def number_text(number: float) -> str:
    """Return a number of pages, which may be half a page."""
    return f"{number:,.1f}".removesuffix(".0")


def zone_lines(zones: tuple[ZoneRow, ...]) -> list[Line]:
    """Return the free blocks per order of each zone: before, predicted, real, and by how many they are off."""
    several = len({zone.node for zone in zones}) > 1
    rows: list[tuple[str, str, list[str], Style]] = []
    for zone in zones:
        name = f"{zone.name} of node {zone.node}" if several else zone.name
        columns = [
            [*blocks, parked]
            for blocks, parked in zip((zone.before, zone.predicted, zone.real), zone.per_cpu, strict=True)
        ]
        before, predicted, real = columns
        if before == predicted == real:
            rows.append((name, "as it was", [str(cell) for cell in before], ""))
            continue
        rows.append((name, "before", [str(cell) for cell in before], "quiet"))
        if predicted == real:
            rows.append(("", "as predicted", [str(cell) for cell in real], "good"))
            continue
        rows.append(("", "predicted", [str(cell) for cell in predicted], ""))
        rows.append(("", "real", [str(cell) for cell in real], ""))
        off = [b - a for a, b in zip(predicted, real, strict=True)]
        rows.append(("", "off", [f"{it:+}" if it else "." for it in off], "bad"))
    orders = len(zones[0].before) if zones else 0
    return table("free blocks", [*map(str, range(orders)), "CPUs"], rows)


def _marks(zones: tuple[ZoneRow, ...]) -> list[Line]:
    """Return watermarks that are not as predicted."""
    lines = []
    for zone in zones:
        predicted, real = zone.marks
        if predicted != real:
            said = f"marks of {zone.name}: predicted min, low, high {_three(predicted)}, real {_three(real)}"
            lines += [line(text) for text in wrapped(said, WIDTH, "  ", "    ")]
    return [line(), *lines] if lines else []


def _three(marks: tuple[int, int, int]) -> str:
    return ", ".join(f"{it:,}" for it in marks)


def _cause_lines(found: Explanation) -> list[Line]:
    if not found.causes:
        return [line("  every page is as predicted")]
    lines = [line((f"  {'by rule':<34}{'pages':>9}{'following':>11}{'misplaced':>12}", "quiet"))]
    for cause in found.causes:
        name = f"{cause.rule.name}{' (noise)' if cause.rule.noise else ''}"
        figures = f"{cause.pages:>9,}{cause.following:>11,}{number_text(cause.misplaced):>12}"
        style: Style = "bad" if cause.misplaced and not cause.rule.noise else ""
        lines.append(line("  ", (f"{name:<34}", "head"), (figures, style)))
        for text in (f"{cause.rule.says}: {cause.rule.kernel}", *map(_run_text, _shown(cause))):
            lines += [line((part, "quiet")) for part in wrapped(text, WIDTH, "    ", "      ")]
        if rest := len(cause.runs) + cause.more - len(_shown(cause)):
            lines.append(line((f"    and {counted(rest, 'more stretch', 'more stretches')}", "quiet")))
    noise = sum(cause.misplaced for cause in found.causes if cause.rule.noise)
    rules = sum(cause.misplaced for cause in found.causes if not cause.rule.noise)
    counted_whole = "" if (noise + rules) % 1 == 0 else f"together, counted as {ceil(noise + rules):,}"
    lines.append(line(f"  {counted_whole or 'together':<54}{number_text(noise + rules):>12}"))
    lines.append(line(f"  {'of it noise, and rules':<42}{number_text(noise):>12}{number_text(rules):>12}"))
    return lines


def _shown(cause: Cause) -> tuple[Run, ...]:
    return cause.runs[:SHOWN]


def _run_text(run: Run) -> str:
    where = f"pfn {run.first}" if run.pages == 1 else f"pfn {run.first}-{run.first + run.pages - 1}"
    zone = f" {run.zone}" if run.zone else ""
    return f"{where}{zone}: was {run.was}, predicted {run.predicted}, is {run.real}"


def _type_lines(types: tuple[TypesChanged, ...]) -> list[Line]:
    """Return pageblocks of another migrate type than predicted."""
    lines = [line(("  pageblocks of another type (mm/page_alloc.c:steal_suitable_fallback)", "quiet"))]
    for it in types[:6]:
        lines.append(
            line(
                f"    {counted(it.pageblocks, 'pageblock')} from pfn {it.first} on: "
                f"was {it.was}, predicted {it.predicted}, is {it.real}"
            )
        )
    return lines
