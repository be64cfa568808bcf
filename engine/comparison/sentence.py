"""A comparison in one or two sentences, written from its figures."""

from __future__ import annotations

from engine.compared import Column, Compared, Figures
from engine.units import short_size


def sentence(compared: Compared) -> str:
    """Return who got there, who did not and by how much, and what it did to free memory."""
    there = [column for column in compared.columns if column.reached]
    short = [column for column in compared.columns if column.state in ("short", "cut")]
    cannot = [column.policy for column in compared.columns if column.state == "cannot"]
    running = sum(not column.over for column in compared.columns)
    parts = []
    if there:
        names = _listing([column.policy for column in there])
        parts.append(f"{names} reach{'es' if len(there) == 1 else ''} {short_size(compared.size)}")
    parts += [_stops(compared, column) for column in short]
    if cannot:
        parts.append(f"{_listing(cannot)} cannot be done here")
    sentences = [_sentence("; ".join(parts))] if parts else []
    if spread := _spread(there):
        sentences.append(spread)
    if running:
        sentences.append(f"{running} still run{'s' if running == 1 else ''}.")
    return " ".join(sentences)


def _stops(compared: Compared, column: Column) -> str:
    assert column.figures is not None, "only what cannot be done has no figures"
    left = abs(column.figures.has - compared.size)
    stuck = f" with {column.stuck} section{'' if column.stuck == 1 else 's'} stuck" if column.stuck else ""
    return f"{column.policy} stops {short_size(left)} short{stuck}"


def _spread(columns: list[Column]) -> str:
    """Say which of those that got there leaves most of free memory in whole pageblocks, and which least."""
    figures: list[tuple[str, Figures]] = [
        (it.policy, it.figures) for it in columns if it.figures is not None and it.figures.free_blocks
    ]
    if len(figures) < 2:
        return ""
    least = min(figure.unusable for _, figure in figures)
    most = max(figure.unusable for _, figure in figures)
    if least == most:
        return ""
    best = _listing([name for name, figure in figures if figure.unusable == least])
    worst = _listing([name for name, figure in figures if figure.unusable == most])
    return _sentence(
        f"no whole pageblock can be had from {most / 10:.1f} % of free memory after {worst}, "
        f"and from {least / 10:.1f} % after {best}"
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _listing(words: list[str]) -> str:
    *most, end = words
    return f"{', '.join(most)} and {end}" if most else end
