"""chmem of util-linux: SIZE in MiB, a range of addresses, or with -b a range of memory blocks (chmem.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.commands.names import advice
from engine.commands.operators import Chmem, ChmemAmount
from engine.commands.row import Flag, Parameter, Row, Value
from engine.commands.scaled import SELECTED_GUEST, bounded, scaled
from engine.errors import CommandError, quoted
from engine.units import GIB, KIB, LARGEST, MIB, TIB

_BINARY = {"k": KIB, "m": MIB, "g": GIB, "t": TIB}
_UNITS = {
    "": MIB,
    **_BINARY,
    **{f"{letter}ib": size for letter, size in _BINARY.items()},
    **{f"{letter}b": 1000**power for power, letter in enumerate(_BINARY, 1)},
}
"""lib/strutils.c: K and KiB are binary, KB is decimal; chmem.8: a number alone counts MiB."""
_BLOCKS = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)
_ADDRESSES = re.compile(r"0x([0-9a-fA-F]{1,16})-0x([0-9a-fA-F]{1,16})", re.ASCII)
_WANTED = "a size in MiB or with K, M, G or T; a range as 0x10000000-0x1fffffff; with -b blocks as 4-7"
_ZONES = ("DMA", "DMA32", "Normal", "Highmem", "Movable", "Device")


def _read_amount(text: str) -> ChmemAmount:
    if found := _ADDRESSES.fullmatch(text):
        first, last = int(found[1], 16), int(found[2], 16)
        if first > last or last > LARGEST:
            raise CommandError(f"the range {text} is {'empty' if first > last else 'above 16T'}", _WANTED)
        return ChmemAmount(text, addresses=(first, last))
    blocks = None
    if found := _BLOCKS.fullmatch(text):
        blocks = int(found[1]), int(found[2] or found[1])
        if blocks[0] > blocks[1]:
            raise CommandError(f"the range {text} is empty", f"{blocks[1]}-{blocks[0]}")
        if found[2]:
            return ChmemAmount(text, blocks=blocks)
    size = scaled(text, _UNITS, "chmem", _WANTED)
    return ChmemAmount(text, bounded(size, text) if size or not blocks else None, blocks=blocks)


def _read_zone(text: str) -> str:
    for zone in _ZONES:
        if zone.lower() == text.lower():
            return zone
    raise CommandError(f"{quoted(text)} is no memory zone", advice(text, _ZONES))


def _check(given: Mapping[str, Any]) -> tuple[str, str, str] | None:
    if "enable" not in given:
        return "", "chmem needs -e or -d", "-e puts memory online, -d takes it offline"
    amount = given["amount"]
    if given.get("by_blocks"):
        if amount.blocks is None:
            return (
                "amount",
                f"{amount} is no range of memory blocks",
                "with -b a block as 4, or a range as 4-7",
            )
    elif amount.size is None and amount.addresses is None:
        if amount.blocks == (0, 0):
            return "amount", f"{amount} is nothing", "a size above 0"
        return "amount", f"{amount} is neither a size nor a range of addresses", "-b before a range of blocks"
    return None


_ZONE = Parameter(
    "zone", Value("ZONE", _read_zone, choices=tuple((z, f"zone {z}") for z in _ZONES)), "a zone's name"
)

CHMEM = Row(
    ("chmem",),
    Chmem,
    "operators",
    "util-linux: `section online` from the lowest (-e) or `offline` from the highest (-d), in MiB",
    (
        "chmem web -d 64",
        "chmem web -e 64 -z Movable",
        "chmem web -d -b 4-7",
        "chmem web -e 0x10000000-0x10ffffff",
    ),
    (
        SELECTED_GUEST,
        Parameter(
            "amount",
            Value("SIZE|RANGE", _read_amount),
            "MiB, a range of addresses, or of blocks",
            needed=True,
        ),
    ),
    flags=(
        Flag("-e", "put it online", also="--enable", field="enable", sets=True),
        Flag("-d", "take it offline", also="--disable", field="enable", sets=False),
        Flag("-b", "what follows are memory blocks", also="--blocks", field="by_blocks"),
        Flag("-z", "only in this zone", also="--zone", takes=_ZONE),
        Flag("-v", "say what becomes of each block", also="--verbose", field="verbose"),
    ),
    written="-e|-d [-b] [-z ZONE] [-v]",
    journal=True,
    lasts=True,
    omits_guest=True,
    check=_check,
)
"""What it gives is written in its native form when it runs: that depends on the guest's memory blocks."""
