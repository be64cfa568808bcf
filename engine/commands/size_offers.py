"""The sizes that completion proposes for a guest's memory: those that it can have, each with what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.commands.context import Item, KnownGuest
from engine.commands.model import SectionRange
from engine.units import KIB, MIB, Bytes, parse_size, short_size, size_text

_TRIED = 4096
"""Sizes that are looked at for those that start as typed."""


def multiples(step: Bytes, low: Bytes, high: Bytes, typed: str) -> Iterator[Bytes]:
    """Yield multiples of `step` from `low` to `high`: doubling ones, or with something typed those that start so."""
    first, last = max(1, -(-low // step)), high // step
    if typed:
        yield from (n * step for n in range(first, min(last, first + _TRIED) + 1))
        return
    n = first
    while n <= last:
        yield n * step
        n *= 2


def taken(runs: tuple[SectionRange, ...], count: int) -> str:
    """Return the first `count` sections of `runs` as text: `s64`, `s64–s66`, `s16–s31 s48–s50`; empty: not so many."""
    found = []
    for first, last in runs:
        end = min(last, first + count - 1)
        found.append(f"s{first}" if end == first else f"s{first}–s{end}")
        count -= end - first + 1
        if not count:
            return " ".join(found) if len(found) <= 2 else f"{found[0]} {found[1]} …"
    return ""


def _whole_sections(
    guest: KnownGuest, most: Bytes, all_of_it: str, runs: tuple[SectionRange, ...], typed: str
) -> Iterator[Item]:
    """Yield whole sections, the largest amount last.

    Args:
        guest: whose sections.
        most: bytes at most.
        all_of_it: what the largest amount is.
        runs: the sections that it will be, in order, where that is known.
        typed: what the words start with.
    """
    step = guest.section_size
    last = most // step * step
    sizes = list(multiples(step, step, last, typed))
    if not typed and last and sizes[-1] != last:
        sizes.append(last)
    for size in sizes:
        count = size // step
        which = all_of_it if size == last else taken(runs, count)
        sections = "1 section" if count == 1 else f"{count} sections"
        yield Item(size_text(size), f"{sections}  {which}".rstrip())


def _to_add(guest: KnownGuest, typed: str) -> Iterator[Item]:
    if not guest.bounded:
        return _whole_sections(guest, guest.present, "as much as it has", guest.absent, typed)
    left = guest.max - guest.present
    return _whole_sections(guest, left, "all that is left up to max", guest.absent, typed)


def _to_remove(guest: KnownGuest, typed: str) -> Iterator[Item]:
    return _whole_sections(guest, guest.target - guest.min, "down to its min", (), typed)


def _targets(guest: KnownGuest, typed: str) -> Iterator[Item]:
    named = {guest.min: "its min", guest.target: "as it is", guest.online: "all of its online memory"}
    between = multiples(guest.section_size, guest.min, guest.online, typed)
    halves = () if typed else _halves(guest, guest.target)
    for size in sorted({*named, *between, *halves} - {0}):
        yield Item(size_text(size), named.get(size) or f"{short_size(guest.online - size)} in the balloon")


def _halves(guest: KnownGuest, whole: Bytes) -> Iterator[Bytes]:
    """Yield a half and three quarters of `whole`, in whole sections, where the guest can have them."""
    for size in (whole // 2, whole * 3 // 4):
        rounded = size // guest.section_size * guest.section_size
        if rounded >= guest.min:
            yield rounded


def _sizes(guest: KnownGuest, typed: str) -> Iterator[Item]:
    named = {
        guest.min: "its min",
        guest.target: "as it is",
        guest.online: "all that is online",
        guest.max: "its max",
    }
    between = multiples(guest.section_size, guest.min, guest.max, typed)
    halves = () if typed else _halves(guest, guest.target)
    for size in sorted({*named, *between, *halves} - {0}):
        change = size - guest.target
        words = f"{short_size(abs(change))} {'more' if change > 0 else 'less'}"
        yield Item(size_text(size), named.get(size) or words)


def _less(guest: KnownGuest, typed: str) -> Iterator[Item]:
    for size in multiples(guest.section_size, guest.section_size, guest.target - guest.min, typed):
        yield Item(size_text(size), f"the target is then {short_size(guest.target - size)}")


def _more(guest: KnownGuest, typed: str) -> Iterator[Item]:
    for size in multiples(guest.section_size, guest.section_size, guest.online - guest.target, typed):
        yield Item(size_text(size), f"the target is then {short_size(guest.target + size)}")


def _in_units(guest: KnownGuest, unit: Bytes) -> Iterator[Item]:
    """Yield targets as bare numbers of a tool's unit."""
    for item in _targets(guest, ""):
        size = parse_size(item.word).bytes
        if size % unit == 0:
            yield Item(str(size // unit), f"{short_size(size)}: {item.means}")


def _mebibytes(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return _in_units(guest, MIB)


def _kibibytes(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return _in_units(guest, KIB)


def _limits(guest: KnownGuest, typed: str) -> Iterator[Item]:
    """Yield what a guest may hold in memory at most, as its host sees it."""
    for size in multiples(guest.section_size, guest.min, guest.max - 1, typed):
        out = guest.has - size
        yield Item(size_text(size), f"{short_size(out)} is paged out" if out > 0 else "it has less than that")
    yield Item(size_text(guest.max), "its max: no limit")


def _plugged(guest: KnownGuest, typed: str) -> Iterator[Item]:
    """Yield what a virtio-mem device can have plugged."""
    if guest.device:
        yield Item("0K", "nothing")
        for size in multiples(guest.device_block, guest.device_block, guest.region, typed):
            yield Item(size_text(size), "all of its region" if size == guest.region else "of its region")


SIZES: dict[str, Callable[[KnownGuest, str], Iterator[Item]]] = {
    "sections to add": _to_add,
    "sections to remove": _to_remove,
    "targets": _targets,
    "sizes": _sizes,
    "less": _less,
    "more": _more,
    "mebibytes": _mebibytes,
    "kibibytes": _kibibytes,
    "limits": _limits,
    "plugged": _plugged,
}
"""What is offered for a size, by what a parameter offers."""


def asked_size(offers: str, guest: KnownGuest) -> str:
    """Return what a size may be for a guest, by what the parameter offers; empty where nothing more is known."""
    section = f"whole {short_size(guest.section_size)} sections"
    top = f"max {short_size(guest.max)}" if guest.bounded else "what you like"
    low, online = short_size(guest.min), short_size(guest.online)
    return {
        "sections to add": f"{section}, up to {top}",
        "sections to remove": f"{section}, down to min {low}",
        "targets": f"what it shall have, min {low} to {online} online",
        "sizes": f"what it shall have, min {low} to {top}",
        "less": f"how much less, down to min {low}",
        "more": f"how much more, up to {online} online",
        "limits": f"what it holds in memory at most, from min {low}; max {short_size(guest.max)}: no limit",
        "plugged": f"of its region of {short_size(guest.region)}",
    }.get(offers, "")
