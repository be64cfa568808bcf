"""QEMU's monitor: the balloon, memory backends and DIMMs (hmp-commands.hx)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import attrs

from engine.commands import model, values
from engine.commands.names import advice
from engine.commands.operators import Backend, DeviceAdd, DeviceDel, Dimm, ObjectAdd, ObjectDel
from engine.commands.row import Parameter, Row, Value
from engine.commands.scaled import SELECTED_GUEST, bounded, scaled
from engine.errors import CommandError, Place, quoted
from engine.units import GIB, KIB, MIB, TIB, Size, size_text

T = TypeVar("T")
_SUFFIXES = {"b": 1, "k": KIB, "m": MIB, "g": GIB, "t": TIB}
"""util/cutils.c:do_strtosz."""
_PROPERTY = re.compile(r"[^,]+")


def _read_mebibytes(text: str) -> Size:
    return bounded(
        scaled(text, {"": MIB, **_SUFFIXES}, "QEMU", "a whole number of MiB, or with k, M, G or T"), text
    )


def _read_size(text: str) -> Size:
    return bounded(scaled(text, {"": 1, **_SUFFIXES}, "QEMU", "bytes, or with k, M, G or T"), text)


@attrs.frozen
class _Properties:
    """What stands behind a kind and commas, as in `pc-dimm,id=dimm1`: values by name, each with its place."""

    given: dict[str, tuple[str, Place]]

    def read(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` makes of a value, or None where it is not given; an error names the value."""
        if name not in self.given:
            return None
        value, place = self.given[name]
        try:
            return read(value)
        except CommandError as error:
            raise error.at(place) from None


def _properties(text: str, kind: str, known: tuple[str, ...]) -> _Properties:
    """Return the properties of a device or a backend.

    Raises:
        CommandError: another kind, or what it does not have; its place is the part that is wrong.
    """
    parts = list(_PROPERTY.finditer(text))
    if not parts or parts[0][0] != kind:
        what = quoted(text.partition(",")[0] or text)
        raise CommandError(f"{what} is not simulated", f"{kind},{known[0]}=...")
    found: dict[str, tuple[str, Place]] = {}
    for part in parts[1:]:
        name, _, value = part[0].partition("=")
        place = Place(part.start() + 1, len(part[0]))
        if name not in known:
            raise CommandError(f"{kind} has no {quoted(name)} here", advice(name, known), place)
        if not value:
            raise CommandError(f"{name}= has no value", f"{name}=...", place)
        if name in found:
            raise CommandError(f"{name}= is given twice", "once", place)
        found[name] = value, Place(part.start() + len(name) + 2, len(value))
    return _Properties(found)


def _read_backend(text: str) -> Backend:
    given = _properties(text, "memory-backend-ram", ("id", "size"))
    name, size = given.read("id", values.read_device_id), given.read("size", _read_size)
    if name is None or size is None:
        missing = "id" if name is None else "size"
        raise CommandError(f"the backend has no {missing}=", "memory-backend-ram,id=mem1,size=256M")
    return Backend(name, size)


def _read_dimm(text: str) -> Dimm:
    given = _properties(text, "pc-dimm", ("id", "memdev", "size", "node"))
    memdev, size = given.read("memdev", values.read_device_id), given.read("size", _read_size)
    if memdev and size:
        raise CommandError("memdev= and size= do not go together", "a backend has its size")
    if not memdev and not size:
        raise CommandError("'memdev' property is not set", "memdev=BACKEND, or size= for one that is made")
    node = given.read("node", values.whole("N", 0, 1023).read)
    return Dimm(given.read("id", values.read_device_id), memdev, size, node)


def _write_dimm(dimm: Dimm) -> str:
    parts = {"id": dimm.id, "memdev": dimm.memdev, "size": dimm.size, "node": dimm.node}
    return ",".join(("pc-dimm", *(f"{name}={value}" for name, value in parts.items() if value is not None)))


def _write_backend(backend: Backend) -> str:
    return f"memory-backend-ram,id={backend.id},size={backend.size}"


def _info(what: str, summary: str) -> Row:
    return Row(
        ("info", what),
        model.View,
        "operators",
        summary,
        (f"info {what} web",),
        (SELECTED_GUEST,),
        omits_guest=True,
        fixed={"name": f"info {what}"},
    )


_BACKEND = Value("memory-backend-ram,id=ID,size=SIZE", _read_backend, _write_backend)
_DIMM = Value("pc-dimm,id=ID,memdev=ID|pc-dimm,size=SIZE", _read_dimm, _write_dimm)
_MEBIBYTES = Value("MIB", _read_mebibytes, lambda size: size_text(size.bytes))


def _id(offers: str) -> Parameter:
    return Parameter("id", values.DEVICE, "its id", needed=True, offers=offers)


QEMU_ROWS = (
    Row(
        ("balloon",),
        model.BalloonSet,
        "operators",
        "QEMU: `balloon set`, in MiB; the number is what the guest shall have",
        ("balloon web 192",),
        (
            SELECTED_GUEST,
            Parameter("size", _MEBIBYTES, "MiB, or with k, M, G or T", needed=True, offers="mebibytes"),
        ),
        journal=True,
        lasts=True,
        omits_guest=True,
    ),
    _info("balloon", "QEMU: what the guest has, its balloon left out"),
    _info("memory-devices", "QEMU: the DIMMs that are plugged"),
    Row(
        ("object_add",),
        ObjectAdd,
        "operators",
        "QEMU: make a memory backend for a DIMM; sizes are bytes, or with K, M, G",
        ("object_add web memory-backend-ram,id=mem1,size=64M",),
        (SELECTED_GUEST, Parameter("backend", _BACKEND, "its id and size", needed=True)),
        journal=True,
        omits_guest=True,
    ),
    Row(
        ("object_del",),
        ObjectDel,
        "operators",
        "QEMU: forget a memory backend that no DIMM uses",
        ("object_del web mem1",),
        (SELECTED_GUEST, _id("backends")),
        journal=True,
        omits_guest=True,
    ),
    Row(
        ("device_add",),
        DeviceAdd,
        "operators",
        "QEMU: `hotplug add` of a DIMM",
        ("device_add web pc-dimm,id=dimm1,memdev=mem1", "device_add web pc-dimm,size=64M"),
        (SELECTED_GUEST, Parameter("dimm", _DIMM, "its id and backend, or only a size", needed=True)),
        journal=True,
        lasts=True,
        omits_guest=True,
    ),
    Row(
        ("device_del",),
        DeviceDel,
        "operators",
        "QEMU: `hotplug remove` of a DIMM: the guest is asked, and all of it leaves or none",
        ("device_del web dimm1",),
        (SELECTED_GUEST, _id("dimms")),
        journal=True,
        lasts=True,
        omits_guest=True,
    ),
)
"""DIMMs and backends are the guest's own, so what plugging and unplugging is natively is found out when it runs."""
