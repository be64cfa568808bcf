"""The words that completion proposes for one parameter: valid ones only, each with what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import attrs

from engine.commands import values
from engine.commands.compare_rows import POLICIES
from engine.commands.grammar import all_topics, topics
from engine.commands.model import SectionRange
from engine.commands.row import Parameter
from engine.units import LARGEST, MIB, Bytes, parse_size, short_size, size_text

_MOST = 12
"""Words that are offered at a time."""
_TRIED = 4096
"""Sizes that are looked at for those that start as typed."""
_BOOT_STEP = 128 * MIB
"""Sizes to boot with: whole sections on every platform."""


@attrs.frozen
class Item:
    """A word that can stand here, and what it means."""

    word: str
    means: str


@attrs.frozen
class KnownGuest:
    """What completion knows of a guest; sizes in bytes."""

    name: str
    section_size: Bytes = _BOOT_STEP
    sections: tuple[SectionRange, ...] = ()
    """Runs of sections that are online, in order."""
    offline: tuple[SectionRange, ...] = ()
    """Runs of those that are present and offline."""
    online: Bytes = 0
    present: Bytes = 0
    target: Bytes = 0
    min: Bytes = 0
    max: Bytes = 0
    bounded: bool = True
    """Whether its max is known: that of an imported guest is raised by what is added."""
    domain: int = 0
    """Its number in XenStore; 0: it has no home there."""
    device: str = ""
    """The id of its virtio-mem device, if it has one."""
    region: Bytes = 0
    device_block: Bytes = 0
    """What the device plugs and unplugs at a time."""
    dimms: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    """Ids of those that no DIMM uses."""


@attrs.frozen
class Context:
    """What completion knows of the simulation."""

    guests: tuple[KnownGuest, ...] = ()
    selected: str = ""
    operations: tuple[tuple[int, str], ...] = ()
    """Those under way: id and command."""
    lessons: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    """XenStore's, from the root, each with its value."""
    verbs: frozenset[str] | None = None
    """Commands that are answered, as grammar rows call them; None: all."""


def offers(parameter: Parameter, typed: str, guest_name: str, context: Context) -> list[Item]:
    """Return words for `parameter` that start with what is `typed`; those for a guest's memory fit that guest."""
    guest = next((guest for guest in context.guests if guest.name == guest_name), None)
    found: Iterator[Item]
    if parameter.value.choices and not parameter.offers:
        found = (Item(*choice) for choice in parameter.value.choices)
    elif parameter.offers in _FOR_GUEST:
        found = _FOR_GUEST[parameter.offers](guest, typed) if guest else iter(())
    else:
        found = _ANYWHERE.get(parameter.offers or parameter.value.label, _nothing)(context, typed)
    return list(islice((item for item in found if item.word.startswith(typed)), _MOST))


def _nothing(_context: Context, _typed: str) -> Iterator[Item]:
    return iter(())


def _multiples(step: Bytes, low: Bytes, high: Bytes, typed: str) -> Iterator[Bytes]:
    """Yield multiples of `step` from `low` to `high`: doubling ones, or with something typed those that start so."""
    first, last = max(1, -(-low // step)), high // step
    if typed:
        yield from (n * step for n in range(first, min(last, first + _TRIED) + 1))
        return
    n = first
    while n <= last:
        yield n * step
        n *= 2


def _whole_sections(guest: KnownGuest, most: Bytes, all_of_it: str, typed: str) -> Iterator[Item]:
    step = guest.section_size
    last = most // step * step
    for size in _multiples(step, step, last, typed):
        count = size // step
        sections = "1 section" if count == 1 else f"{count} sections"
        yield Item(size_text(size), f"{sections}: {all_of_it}" if size == last else sections)
    if not typed and last and (last // step).bit_count() != 1:
        yield Item(size_text(last), f"{last // step} sections: {all_of_it}")


def _to_add(guest: KnownGuest, typed: str) -> Iterator[Item]:
    if not guest.bounded:
        return _whole_sections(guest, guest.present, "as much as it has", typed)
    return _whole_sections(guest, guest.max - guest.present, "all that is left up to max", typed)


def _to_remove(guest: KnownGuest, typed: str) -> Iterator[Item]:
    return _whole_sections(guest, guest.online - guest.min, "down to its min", typed)


def _targets(guest: KnownGuest, typed: str) -> Iterator[Item]:
    named = {guest.min: "its min", guest.target: "as it is", guest.online: "all of its online memory"}
    between = _multiples(guest.section_size, guest.min, guest.online, typed)
    for size in sorted({*named, *between} - {0}):
        yield Item(size_text(size), named.get(size) or f"{short_size(guest.online - size)} in the balloon")


def _sizes(guest: KnownGuest, typed: str) -> Iterator[Item]:
    named = {
        guest.min: "its min",
        guest.target: "as it is",
        guest.online: "all that is online",
        guest.max: "its max",
    }
    between = _multiples(guest.section_size, guest.min, guest.max, typed)
    for size in sorted({*named, *between} - {0}):
        change = size - guest.target
        words = f"{short_size(abs(change))} {'more' if change > 0 else 'less'}"
        yield Item(size_text(size), named.get(size) or words)


def _less(guest: KnownGuest, typed: str) -> Iterator[Item]:
    for size in _multiples(guest.section_size, guest.section_size, guest.target - guest.min, typed):
        yield Item(size_text(size), f"the target is then {short_size(guest.target - size)}")


def _more(guest: KnownGuest, typed: str) -> Iterator[Item]:
    for size in _multiples(guest.section_size, guest.section_size, guest.online - guest.target, typed):
        yield Item(size_text(size), f"the target is then {short_size(guest.target + size)}")


def _in_runs(runs: tuple[SectionRange, ...], typed: str, size: Bytes) -> Iterator[Item]:
    for first, last in runs:
        if last > first:
            yield Item(f"{first}-{last}", f"{last - first + 1} sections in a row, {short_size(size)} each")
        for index in range(first, last + 1) if typed else (first,):
            if str(index).startswith(typed):
                yield Item(str(index), f"one section, {short_size(size)}")


def _online(guest: KnownGuest, typed: str) -> Iterator[Item]:
    return _in_runs(guest.sections, typed, guest.section_size)


def _offline(guest: KnownGuest, typed: str) -> Iterator[Item]:
    return _in_runs(guest.offline, typed, guest.section_size)


def _sections(guest: KnownGuest, typed: str) -> Iterator[Item]:
    return _in_runs(tuple(sorted(guest.sections + guest.offline)), typed, guest.section_size)


def _one_section(guest: KnownGuest, typed: str) -> Iterator[Item]:
    return (item for item in _sections(guest, typed) if "-" not in item.word)


def _mebibytes(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    for item in _targets(guest, ""):
        if item.word.endswith(("M", "G", "T")):
            size = parse_size(item.word).bytes
            yield Item(str(size // MIB), item.means)


def _dimms(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return (Item(dimm, "a DIMM that is plugged") for dimm in guest.dimms)


def _device(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return iter([Item(guest.device, "its virtio-mem device")] if guest.device else [])


def _plugged(guest: KnownGuest, typed: str) -> Iterator[Item]:
    """Yield what a virtio-mem device can have plugged."""
    if guest.device:
        yield Item("0K", "nothing")
        for size in _multiples(guest.device_block, guest.device_block, guest.region, typed):
            yield Item(size_text(size), "all of its region" if size == guest.region else "of its region")


def _backends(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return (Item(backend, "a memory backend that no device uses") for backend in guest.backends)


def _guests(context: Context, _typed: str) -> Iterator[Item]:
    for guest in sorted(context.guests, key=lambda guest: guest.name != context.selected):
        yield Item(guest.name, f"has {short_size(guest.target)} of at most {short_size(guest.max)}")


def _operations(context: Context, _typed: str) -> Iterator[Item]:
    return (Item(str(number), command) for number, command in context.operations)


def _operations_or_all(context: Context, typed: str) -> Iterator[Item]:
    yield from _operations(context, typed)
    if context.operations:
        yield Item("all", "every operation under way")


def _lessons(context: Context, _typed: str) -> Iterator[Item]:
    return (Item(name, "a bundled lesson") for name in context.lessons)


def _keys(context: Context, _typed: str) -> Iterator[Item]:
    return (Item(key, f"is {value}") for key, value in context.keys)


def _domains(context: Context, _typed: str) -> Iterator[Item]:
    return (Item(guest.name, f"domain {guest.domain}") for guest in context.guests if guest.domain)


def _policies(_context: Context, typed: str) -> Iterator[Item]:
    """Yield policies that are not in the list yet, after those that are."""
    *before, _ = typed.split(",")
    for name, means in POLICIES.items():
        if name not in before:
            yield Item(",".join((*before, name)), means)


def _topics(_context: Context, _typed: str) -> Iterator[Item]:
    return (Item(topic, topics(topic)[0].summary) for topic in all_topics())


def _boot_sizes(_context: Context, typed: str) -> Iterator[Item]:
    for size in _multiples(_BOOT_STEP, _BOOT_STEP, LARGEST, typed):
        yield Item(size_text(size), "whole sections on every platform")


def _amounts(_context: Context, typed: str) -> Iterator[Item]:
    tens = [f"{tens}%" for tens in range(10, 101, 10)]
    exact = [f"{typed}%"] if typed.isascii() and typed.isdecimal() and float(typed) <= 100 else []
    return (Item(word, "of its online memory") for word in dict.fromkeys((*exact, *tens)))


def _durations(_context: Context, typed: str) -> Iterator[Item]:
    if typed.isascii() and typed.isdecimal() and len(typed) < 7:
        named = {"s": "seconds", "ms": "milliseconds", "m": "minutes"}
        return (Item(f"{typed}{unit}", f"{name} of virtual time") for unit, name in named.items())
    return (Item(word, "of virtual time") for word in ("1s", "5s", "30s", "2m"))


def _paths(context: Context, typed: str) -> Iterator[Item]:
    for guest in context.guests:
        if typed.startswith(f"{guest.name}."):
            for field in _MEMORY:
                yield Item(f"{guest.name}.memory.{field}", "bytes")
            for first, last in guest.sections:
                for index in range(first, min(last, first + _MOST) + 1):
                    yield Item(f"{guest.name}.section[{index}].state", "online, offline, going-...")
        else:
            yield Item(f"{guest.name}.memory.free", "bytes of a guest")
    yield from (Item(path, means) for path, means in _COMMON_PATHS.items())


_MEMORY = ("free", "online", "present", "balloon", "target", "swap_used", "managed", "min", "max", "mem_map")
_COMMON_PATHS = {
    "host.free": "bytes of the machine that no guest has",
    "op.last.state": "how the last operation stands",
    "expectations.failed": "how many did not hold",
    "time": "virtual time",
}

_FOR_GUEST: dict[str, Callable[[KnownGuest, str], Iterator[Item]]] = {
    "sections to add": _to_add,
    "sections to remove": _to_remove,
    "targets": _targets,
    "sizes": _sizes,
    "less": _less,
    "more": _more,
    "online sections": _online,
    "offline sections": _offline,
    "sections": _sections,
    "one section": _one_section,
    "mebibytes": _mebibytes,
    "dimms": _dimms,
    "backends": _backends,
    "device": _device,
    "plugged": _plugged,
}
_ANYWHERE: dict[str, Callable[[Context, str], Iterator[Item]]] = {
    values.GUEST.label: _guests,
    values.SIZE.label: _boot_sizes,
    values.DURATION.label: _durations,
    "amounts": _amounts,
    "operations": _operations,
    "operations or all": _operations_or_all,
    "lessons": _lessons,
    "policies": _policies,
    "topics": _topics,
    "paths": _paths,
    "keys": _keys,
    "domains": _domains,
}
