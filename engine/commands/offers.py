"""The words that completion proposes for one parameter: valid ones only, each with what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from engine.commands import values
from engine.commands.compare_rows import POLICIES
from engine.commands.context import BOOT_STEP, Context, Item, KnownGuest
from engine.commands.grammar import all_topics, topics
from engine.commands.model import SectionRange
from engine.commands.row import Parameter
from engine.commands.size_offers import SIZES, asked_size, multiples
from engine.units import GIB, LARGEST, MIB, Bytes, short_size, size_text

_MOST = 200
"""Words that are offered at a time: a menu scrolls."""
_SECTIONS_OF_A_PATH = 12


def offers(parameter: Parameter, typed: str, guest_name: str, context: Context) -> list[Item]:
    """Return words for `parameter` that start with what is `typed`; those for a guest's memory fit that guest."""
    guest = context.guest(guest_name)
    found: Iterator[Item]
    if parameter.value.choices and not parameter.offers:
        found = (Item(*choice) for choice in parameter.value.choices)
    elif parameter.offers in _FOR_GUEST:
        found = _FOR_GUEST[parameter.offers](guest, typed) if guest else iter(())
    else:
        found = _ANYWHERE.get(parameter.offers or parameter.value.label, _nothing)(context, typed)
    return list(islice((item for item in found if item.word.startswith(typed)), _MOST))


def asked(parameter: Parameter, guest_name: str, context: Context) -> str:
    """Return what `parameter` asks for, as a heading: `SIZE: whole 16M sections, up to max 1.5G`."""
    guest = context.guest(guest_name)
    means = (guest and asked_size(parameter.offers, guest)) or parameter.means
    label = parameter.value.label
    return f"{parameter.name.upper() if '|' in label or label == 'N' else label}: {means}"


def _nothing(_context: Context, _typed: str) -> Iterator[Item]:
    return iter(())


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


def _dimms(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return (Item(dimm, "a DIMM that is plugged") for dimm in guest.dimms)


def _device(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return iter([Item(guest.device, "its virtio-mem device")] if guest.device else [])


def _backends(guest: KnownGuest, _typed: str) -> Iterator[Item]:
    return (Item(backend, "a memory backend that no device uses") for backend in guest.backends)


def _guests(context: Context, _typed: str) -> Iterator[Item]:
    for guest in sorted(context.guests, key=lambda guest: guest.name != context.selected):
        kind = f"{guest.platform}/{guest.driver}  " if guest.platform else ""
        most = f", max {short_size(guest.max)}" if guest.bounded else ""
        yield Item(guest.name, f"{kind}{short_size(guest.has)} ▸ {short_size(guest.target)}{most}")


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
    for size in multiples(BOOT_STEP, BOOT_STEP, LARGEST, typed):
        yield Item(size_text(size), "whole sections on every platform")


def _blocks(_context: Context, _typed: str) -> Iterator[Item]:
    return (Item(size_text(size), "free in one piece") for size in (2 * MIB, 16 * MIB, 128 * MIB, GIB))


def _machine_sizes(_context: Context, typed: str) -> Iterator[Item]:
    for size in multiples(GIB, GIB, LARGEST, typed):
        yield Item(size_text(size), "for all guests together")


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
            whole = context.guest(guest.name) or guest
            for first, last in whole.sections:
                for index in range(first, min(last, first + _SECTIONS_OF_A_PATH) + 1):
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
    **SIZES,
    "online sections": _online,
    "offline sections": _offline,
    "sections": _sections,
    "one section": _one_section,
    "dimms": _dimms,
    "backends": _backends,
    "device": _device,
}
_ANYWHERE: dict[str, Callable[[Context, str], Iterator[Item]]] = {
    values.GUEST.label: _guests,
    values.SIZE.label: _boot_sizes,
    values.DURATION.label: _durations,
    "amounts": _amounts,
    "blocks": _blocks,
    "machine": _machine_sizes,
    "operations": _operations,
    "operations or all": _operations_or_all,
    "lessons": _lessons,
    "policies": _policies,
    "topics": _topics,
    "paths": _paths,
    "keys": _keys,
    "domains": _domains,
}
