"""QEMU's monitor: the balloon, memory backends and DIMMs (hmp-commands.hx)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import attrs

from engine.commands import model, values
from engine.commands.names import advice
from engine.commands.operators import (
    Backend,
    DeviceAdd,
    DeviceDel,
    Dimm,
    ObjectAdd,
    ObjectDel,
    QomSet,
    VirtioMemPci,
)
from engine.commands.row import Parameter, Row, Value
from engine.commands.scaled import SELECTED_GUEST, bounded, scaled
from engine.errors import CommandError, Place, quoted
from engine.units import GIB, KIB, MIB, TIB, Size, size_text

T = TypeVar("T")
_SUFFIXES = {"b": 1, "k": KIB, "m": MIB, "g": GIB, "t": TIB}
"""util/cutils.c:do_strtosz."""
_PROPERTY = re.compile(r"[^,]+")
_PATH = re.compile(r"(/machine/peripheral/)?[A-Za-z][A-Za-z0-9._-]{0,30}", re.ASCII)


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


def _read_device(text: str) -> Dimm | VirtioMemPci:
    if text.partition(",")[0] == "virtio-mem-pci":
        return _read_virtio_mem(text)
    return _read_dimm(text)


def _read_virtio_mem(text: str) -> VirtioMemPci:
    given = _properties(text, "virtio-mem-pci", ("id", "memdev", "requested-size", "block-size", "node"))
    memdev = given.read("memdev", values.read_device_id)
    if memdev is None:
        raise CommandError("'memdev' property is not set", "memdev=BACKEND")
    return VirtioMemPci(
        memdev,
        given.read("id", values.read_device_id),
        given.read("requested-size", _read_size),
        given.read("block-size", _read_size),
        given.read("node", values.whole("N", 0, 1023).read),
    )


def _write_device(device: Dimm | VirtioMemPci) -> str:
    parts: dict[str, object] = {"id": device.id, "memdev": device.memdev}
    if isinstance(device, Dimm):
        kind, parts = "pc-dimm", {**parts, "size": device.size, "node": device.node}
    else:
        sizes = {"requested-size": device.requested, "block-size": device.block}
        kind, parts = "virtio-mem-pci", {**parts, **sizes, "node": device.node}
    return ",".join((kind, *(f"{name}={value}" for name, value in parts.items() if value is not None)))


def _read_word(text: str) -> str:
    if not _PATH.fullmatch(text):
        raise CommandError(f"{quoted(text)} is no path of a device", "its id, as vm0")
    return text


def _read_property(text: str) -> str:
    if text != "requested-size":
        raise CommandError(f"the property {quoted(text)} is not simulated", "requested-size")
    return text


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
_DEVICE = Value(
    "pc-dimm,id=ID,memdev=ID|pc-dimm,size=SIZE|virtio-mem-pci,id=ID,memdev=ID,requested-size=SIZE",
    _read_device,
    _write_device,
)
_QOM_PATH, _QOM_PROPERTY = Value("DEVICE", _read_word), Value("requested-size", _read_property)
_BYTES = Value("SIZE", _read_size, lambda size: size_text(size.bytes))
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
    _info("memory-devices", "QEMU: the DIMMs that are plugged, and a virtio-mem device"),
    Row(
        ("object_add",),
        ObjectAdd,
        "operators",
        "QEMU: make a memory backend for a device; sizes are bytes, or with K, M, G",
        ("object_add web memory-backend-ram,id=mem1,size=64M",),
        (SELECTED_GUEST, Parameter("backend", _BACKEND, "its id and size", needed=True)),
        journal=True,
        omits_guest=True,
    ),
    Row(
        ("object_del",),
        ObjectDel,
        "operators",
        "QEMU: forget a memory backend that no device uses",
        ("object_del web mem1",),
        (SELECTED_GUEST, _id("backends")),
        journal=True,
        omits_guest=True,
    ),
    Row(
        ("device_add",),
        DeviceAdd,
        "operators",
        "QEMU: `hotplug add` of a DIMM, or `hotplug set` of a new virtio-mem device",
        (
            "device_add web pc-dimm,id=dimm1,memdev=mem1",
            "device_add web pc-dimm,size=64M",
            "device_add web virtio-mem-pci,id=vm0,memdev=mem1,requested-size=64M",
        ),
        (
            SELECTED_GUEST,
            Parameter("device", _DEVICE, "its id and backend; of a DIMM also only a size", needed=True),
        ),
        journal=True,
        lasts=True,
        omits_guest=True,
    ),
    Row(
        ("qom-set",),
        QomSet,
        "operators",
        "QEMU: `hotplug set`, in bytes: how much of a virtio-mem device is to be plugged",
        ("qom-set web vm0 requested-size 512M",),
        (
            SELECTED_GUEST,
            Parameter("path", _QOM_PATH, "the device's id", needed=True, offers="device"),
            Parameter("property", _QOM_PROPERTY, "what is set", needed=True),
            Parameter("size", _BYTES, "bytes, or with k, M, G or T", needed=True),
        ),
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
