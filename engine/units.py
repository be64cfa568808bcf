"""Sizes, durations and percents: what they are called, read and printed. Binary units everywhere."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

import attrs

from engine.errors import CommandError, printable, quoted

Pfn: TypeAlias = int
"""A page frame number: physical address / page size."""
Pages: TypeAlias = int
Bytes: TypeAlias = int
Nanoseconds: TypeAlias = int

KIB, MIB, GIB, TIB = 1 << 10, 1 << 20, 1 << 30, 1 << 40
MICROSECOND, MILLISECOND, SECOND = 1_000, 1_000_000, 1_000_000_000
LARGEST = 16 * TIB
"""No size in a command may be larger."""
LONGEST = 10**9 * SECOND
"""No duration in a command may be longer (some 30 years)."""

_UNITS = {"B": 1, "K": KIB, "M": MIB, "G": GIB, "T": TIB}
_SIZE = re.compile(r"(\d{1,20})(?:\.(\d{1,12}))?(?:([KMGT])(?:i?B)?|(B)|)", re.ASCII | re.IGNORECASE)
_PAGES = re.compile(r"(\d{1,15})p", re.ASCII)
_DURATION = re.compile(r"(\d{1,15})(?:\.(\d{1,12}))?(ns|us|ms|s|m|h)", re.ASCII)
_TIMES = {"ns": 1, "us": MICROSECOND, "ms": MILLISECOND, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND}
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?%", re.ASCII)


@attrs.frozen
class Size:
    """An amount of memory as it was written: bytes, or pages whose size the guest decides."""

    bytes: Bytes = 0
    pages: Pages | None = None

    def in_bytes(self, page_size: Bytes) -> Bytes:
        """Return the size in bytes for a guest with pages of `page_size` bytes."""
        return self.bytes if self.pages is None else self.pages * page_size

    def __str__(self) -> str:
        return size_text(self.bytes) if self.pages is None else f"{self.pages}p"


@attrs.frozen
class Percent:
    """A share, kept in thousandths of a percent so that no rounding differs between machines."""

    thousandths: int

    def of(self, whole: int) -> int:
        """Return this share of `whole`, rounded down."""
        return whole * self.thousandths // 100_000

    def __str__(self) -> str:
        return f"{Decimal(self.thousandths) / 1000:f}%"


def parse_size(text: str, default_unit: str | None = None) -> Size:
    """Read `512M`, `1.5G`, `64K` or `300p`.

    Args:
        text: the word.
        default_unit: the unit of a bare number (operators' tools have one): B, K, M, G or T;
            without it a bare number is refused.

    Raises:
        CommandError: not a size, not a whole number of bytes, or larger than 16T.
    """
    if found := _PAGES.fullmatch(text):
        pages = int(found[1])
        if pages > LARGEST // (4 * KIB):
            raise CommandError(f"{printable(text)} is more than 16T", "at most 16T")
        return Size(pages=pages)
    found = _SIZE.fullmatch(text)
    if not found:
        raise _not_a("size", text, "a number and a unit, as 512M, 1.5G or 300p")
    unit = (found[3] or found[4] or default_unit or "").upper()
    if not unit:
        shown = printable(text, 20)
        if not int(found[1]):
            raise CommandError(f"{shown} is nothing", "a size above 0, as 64M")
        raise CommandError(f"{shown} has no unit", f"{shown}M, {shown}G or {shown}p")
    exact = Decimal(f"{found[1]}.{found[2] or 0}") * _UNITS[unit]
    if exact > LARGEST:
        raise CommandError(f"{printable(text)} is more than 16T", "at most 16T")
    if exact != int(exact):
        raise CommandError(
            f"{printable(text)} is not a whole number of bytes", "fewer digits after the point"
        )
    return Size(bytes=int(exact))


def parse_duration(text: str) -> Nanoseconds:
    """Read `5s`, `200ms`, `1.5s`, `250us`, `2m` or `1h`, exact to the nanosecond.

    Raises:
        CommandError: not a duration, finer than a nanosecond, or too long.
    """
    found = _DURATION.fullmatch(text)
    if not found:
        raise _not_a("duration", text, "a number and a unit, as 5s, 1.5s or 200ms")
    exact = Decimal(f"{found[1]}.{found[2] or 0}") * _TIMES[found[3]]
    if exact > LONGEST:
        raise CommandError(f"{printable(text)} is too long", "at most 1000000000s")
    if exact != int(exact):
        raise CommandError(f"{printable(text)} is finer than a nanosecond", "fewer digits after the point")
    return int(exact)


def parse_percent(text: str) -> Percent:
    """Read `60%` or `12.5%`, from 0 to 100.

    Raises:
        CommandError: not a percent, or above 100.
    """
    found = _PERCENT.fullmatch(text)
    if not found:
        raise _not_a("percent", text, "a number from 0 to 100 and %, as 60%")
    thousandths = int(Decimal(f"{found[1]}.{found[2] or 0}") * 1000)
    if thousandths > 100_000:
        raise CommandError(f"{printable(text)} is more than all", "at most 100%")
    return Percent(thousandths)


def _not_a(what: str, text: str, wanted: str) -> CommandError:
    if text[:1] == "-" and text[1:2].isdigit():
        return CommandError(f"{printable(text)} is negative", f"a {what} counts from 0")
    return CommandError(f"{quoted(text)} is not a {what}", wanted)


def size_text(size: Bytes) -> str:
    """Print bytes exactly, in the largest unit that divides them: `512M`, `1536M`, `12K`, `17B`."""
    for unit in "TGMK":
        if size and size % _UNITS[unit] == 0:
            return f"{size // _UNITS[unit]}{unit}"
    return f"{size}B" if size else "0K"


def short_size(size: Bytes) -> str:
    """Print bytes for reading, with one digit after the point below 100: `3.5G`, `660M`, `12K`."""
    for unit in "TGMK":
        one = _UNITS[unit]
        if size >= one:
            tenths = (size * 10 + one // 2) // one
            whole, tenth = divmod(tenths, 10)
            return f"{whole}.{tenth}{unit}" if tenth and whole < 100 else f"{whole}{unit}"
    return f"{size}B" if size else "0"


def duration_text(time: Nanoseconds) -> str:
    """Print a time exactly as seconds: `5.25s`, `0s`, `0.000000001s`; `parse_duration` reads it back."""
    whole, rest = divmod(time, SECOND)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".") + "s" if rest else f"{whole}s"


def clock_text(time: Nanoseconds) -> str:
    """Print a time of day of the simulation in whole seconds: `00:07`, `1:02:03`."""
    minutes, seconds = divmod(time // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
