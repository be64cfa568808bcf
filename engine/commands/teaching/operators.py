"""Lessons of other tools' commands: each keeps its tool's units and answers."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.teaching.teaching import Teaching

OPERATORS: Mapping[str, Teaching] = {
    "xl mem-set": Teaching(
        "Xen's way to say what a domain shall have, in MiB without a unit.",
        (("xl mem-set web 600", "= balloon set web 600M"),),
        related=("balloon set",),
    ),
    "virsh setmem": Teaching(
        "libvirt's, in KiB without a unit: a number that is too small by 1024 is the usual slip.",
        (("virsh setmem db 3145728", "= balloon set db 3G"), ("virsh setmem db 3G --live", "the same")),
        related=("balloon set",),
    ),
    "chmem": Teaching(
        "util-linux's, inside the guest: memory goes offline from the highest block down, online from the lowest up.",
        (("chmem app -d 128", "MiB without a unit; = section offline app size=128M"),),
        ("As the tool it may do a part of it, and says how much.",),
        ("section offline", "section online"),
    ),
    "drmgr": Teaching(
        "Power's: adds or removes logical memory blocks by number, all or nothing.",
        wrong=("It is of guests on PowerVM, which are booted with `hypervisor=powervm`.",),
        related=("hotplug add", "hotplug remove"),
    ),
    "balloon": Teaching(
        "QEMU's monitor: the number is what the guest shall have, in MiB, not the balloon's size.",
        (("balloon db 3072", "= balloon set db 3G"),),
        related=("balloon set", "info balloon"),
    ),
    "info balloon": Teaching(
        "QEMU's: what the guest has, its balloon left out.",
        (("info balloon db", "balloon: actual=..."),),
        related=("balloon",),
    ),
    "info memory-devices": Teaching(
        "QEMU's: DIMMs that are plugged, and a virtio-mem device.",
        (("info memory-devices db", "nothing, until `device_add`"),),
        related=("device_add",),
    ),
    "object_add": Teaching(
        "QEMU's first step: a backend, which is memory that no device uses yet.",
        (("object_add db memory-backend-ram,id=mem1,size=256M", "then `device_add`"),),
        related=("device_add", "object_del"),
    ),
    "object_del": Teaching(
        "QEMU's: forgets a backend.",
        (
            ("object_add db memory-backend-ram,id=mem1,size=256M", "there must be one"),
            ("object_del db mem1", "gone"),
        ),
        ("While a device uses it, it is refused.",),
        ("object_add",),
    ),
    "device_add": Teaching(
        "QEMU's second step: plugs a DIMM that is as large as its backend, or a virtio-mem device.",
        (
            ("object_add db memory-backend-ram,id=mem1,size=256M", "first the backend"),
            ("device_add db pc-dimm,id=dimm1,memdev=mem1", "its sections go online as of `hotplug add`"),
        ),
        related=("object_add", "device_del"),
    ),
    "qom-set": Teaching(
        "QEMU's: how much of a virtio-mem device is to be plugged.",
        wrong=("The guest must have such a device.",),
        related=("hotplug set",),
    ),
    "device_del": Teaching(
        "QEMU's: asks the guest to let a DIMM go; all of it leaves, or none.",
        wrong=("One page that cannot move keeps the whole DIMM.",),
        related=("device_add", "hotplug remove"),
    ),
}
