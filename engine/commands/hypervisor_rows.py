"""xl of Xen and virsh of libvirt: their words for a balloon's target."""

from __future__ import annotations

from engine.commands import model
from engine.commands.row import Flag, Parameter, Row, Value
from engine.commands.scaled import SELECTED_GUEST, bounded, scaled
from engine.units import GIB, KIB, MIB, TIB, Size, size_text

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


def _read_xl(text: str) -> Size:
    size = scaled(text, _XL_UNITS, "xl", "a whole number of MiB, or with t, g, m, k or b")
    return bounded(size // KIB * KIB, text)  # xl counts in KiB and drops what is left of bytes


def _read_virsh(text: str) -> Size:
    size = scaled(text, _VIRSH_UNITS, "virsh", "a whole number of KiB, or with a unit as MiB")
    return bounded(-(-size // KIB) * KIB, text)  # virsh counts in KiB and rounds bytes up


_XL_SIZE = Value("MEM", _read_xl, lambda size: size_text(size.bytes).lower())
_VIRSH_SIZE = Value("SIZE", _read_virsh, lambda size: size_text(size.bytes))
_BOOT_ONLY = "it changes the next boot only, and a simulated guest boots once"

XL_MEM_SET = Row(
    ("xl", "mem-set"),
    model.BalloonSet,
    "operators",
    "Xen: `balloon set`, in MiB; above what is online today's driver adds sections",
    ("xl mem-set web 192", "xl mem-set web 1g"),
    (
        SELECTED_GUEST,
        Parameter("size", _XL_SIZE, "MiB, or with t, g, m, k or b", needed=True, offers="mebibytes"),
    ),
    journal=True,
    lasts=True,
    omits_guest=True,
)
VIRSH_SETMEM = Row(
    ("virsh", "setmem"),
    model.BalloonSet,
    "operators",
    "libvirt: `balloon set`, in KiB",
    ("virsh setmem web 196608", "virsh setmem web 192MiB --live"),
    (
        SELECTED_GUEST,
        Parameter("size", _VIRSH_SIZE, "KiB, or with a unit as MiB", needed=True, offers="kibibytes"),
    ),
    flags=(
        Flag("--live", "change the running guest, as is always done here"),
        Flag("--current", "the same, for a guest that runs"),
        Flag("--config", "change the next boot", refused=_BOOT_ONLY),
    ),
    journal=True,
    lasts=True,
    omits_guest=True,
)
