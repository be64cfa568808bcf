"""Operators' own words: other tools' commands, each with its tool's default unit, read as native ones."""

from __future__ import annotations

import re

from engine.commands import model, values
from engine.commands.row import Flag, Parameter, Row, Value
from engine.errors import CommandError, printable, quoted
from engine.units import GIB, KIB, LARGEST, MIB, TIB, Bytes, Size, size_text

_NUMBER_AND_UNIT = re.compile(r"(\d{1,20})([A-Za-z]*)", re.ASCII)

_XL_UNITS = {"": MIB, "t": TIB, "g": GIB, "m": MIB, "k": KIB, "b": 1}
"""xl.1, `mem-set`: one letter, either case."""

_VIRSH_UNITS = {
    "": KIB,
    **dict.fromkeys(("b", "byte", "bytes"), 1),
    **dict.fromkeys(("k", "kib"), KIB),
    **dict.fromkeys(("m", "mib"), MIB),
    **dict.fromkeys(("g", "gib"), GIB),
    **dict.fromkeys(("t", "tib"), TIB),
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
}
"""virsh.1, scaled integers: MiB and M are binary, MB is decimal."""


def _read(text: str, units: dict[str, int], tool: str, wanted: str) -> int:
    found = _NUMBER_AND_UNIT.fullmatch(text)
    if not found or found[2].lower() not in units:
        raise CommandError(f"{quoted(text)} is not a size for {tool}", wanted)
    return int(found[1]) * units[found[2].lower()]


def _bounded(size: Bytes, text: str) -> Size:
    if not 0 < size <= LARGEST:
        raise CommandError(f"{printable(text)} is {'more than 16T' if size else 'nothing'}", "from 1K to 16T")
    return Size(size)


def _read_xl(text: str) -> Size:
    size = _read(text, _XL_UNITS, "xl", "a whole number of MiB, or with t, g, m, k or b")
    return _bounded(size // KIB * KIB, text)  # xl counts in KiB and drops what is left of bytes


def _read_virsh(text: str) -> Size:
    size = _read(text, _VIRSH_UNITS, "virsh", "a whole number of KiB, or with a unit as MiB")
    return _bounded(-(-size // KIB) * KIB, text)  # virsh counts in KiB and rounds bytes up


_GUEST = Parameter("guest", values.GUEST, "the guest, or the selected one", needed=True)
_XL_SIZE = Value("MEM", _read_xl, lambda size: size_text(size.bytes).lower())
_VIRSH_SIZE = Value("SIZE", _read_virsh, lambda size: size_text(size.bytes))
_BOOT_ONLY = "it changes the next boot only, and a simulated guest boots once"

DIALECTS = (
    Row(
        ("xl", "mem-set"),
        model.BalloonSet,
        "operators",
        "Xen: `balloon set`, in MiB",
        ("xl mem-set web 192", "xl mem-set web 1g"),
        (_GUEST, Parameter("size", _XL_SIZE, "MiB, or with t, g, m, k or b", needed=True)),
        journal=True,
        lasts=True,
        omits_guest=True,
    ),
    Row(
        ("virsh", "setmem"),
        model.BalloonSet,
        "operators",
        "libvirt: `balloon set`, in KiB",
        ("virsh setmem web 196608", "virsh setmem web 192MiB --live"),
        (_GUEST, Parameter("size", _VIRSH_SIZE, "KiB, or with a unit as MiB", needed=True)),
        flags=(
            Flag("--live", "change the running guest, as is always done here"),
            Flag("--current", "the same, for a guest that runs"),
            Flag("--config", "change the next boot", refused=_BOOT_ONLY),
        ),
        journal=True,
        lasts=True,
        omits_guest=True,
    ),
)
"""The rows of operators' commands; what they give is written in its native form."""
