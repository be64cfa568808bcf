"""Hypervisors as data: a row each says how memory comes and goes under it, and what it cannot do."""

from __future__ import annotations

import attrs

from engine.units import MIB, Bytes


@attrs.frozen
class Limit:
    """Something that a hypervisor cannot do."""

    why: str
    """The reason, as the rest of a sentence about the guest: `web runs on Hyper-V, which ...`."""
    instead: str
    """What would be right."""


@attrs.frozen(kw_only=True)
class Hypervisor:
    """What is below a guest: how it learns of memory that comes and goes, and what it cannot be asked for.

    Sources: paper 1, 3.1 and 5.1; drivers/xen/balloon.c, drivers/hv/hv_balloon.c,
    arch/powerpc/platforms/pseries/hotplug-memory.c and cmm.c, arch/s390/mm/cmm.c, drivers/s390/char/sclp_cmd.c;
    Waldspurger, OSDI 2002.
    """

    name: str
    title: str
    """As people call it."""
    platforms: tuple[str, ...]
    drivers: tuple[str, ...]
    """Its balloon drivers, the usual one first; every guest can do without one."""
    tells: str
    """How a guest learns what it shall have."""
    firmware: str
    """What tells the guest of memory that comes or shall go (paper 3.1)."""
    on_power: str = ""
    """The same on ppc64, where it differs."""
    partitions: bool = False
    """It gives each guest memory of its own, for good; others virtualize memory and assign it as it is needed."""
    granularity: Bytes = 0
    """It adds memory in multiples of this, whatever the guest's sections are; 0: as the guest can."""
    whole_counts: bool = False
    """Of a size that is to go all leaves or nothing (DLPAR by count)."""
    cannot_balloon: Limit | None = None
    cannot_add: Limit | None = None
    cannot_remove: Limit | None = None
    cannot_page: Limit | None = None
    """Why it does not page a guest out behind its back."""
    xenstore: bool = False
    """It has a XenStore, and a balloon's target is a key in it."""
    cannot_start: Limit | None = Limit(
        "under which a guest boots with all of its memory, and its balloon is empty then",
        "without start=, and `balloon set` after boot",
    )
    """Why a guest cannot boot with less than its map says, the rest of which begins inside the balloon."""
    facts: tuple[str, ...] = ()
    """What else is told of it, as words."""
    assumed_bare: bool = False
    """Guests of its driver are older than this table: its limits count only where a script names it."""
    assumed: bool = False
    """No script named it, and the guest's driver does not tell: virtio's, or none, could be under others, too."""

    @property
    def can_balloon(self) -> bool:
        """Whether a balloon can take memory from a guest and give it back."""
        return self.cannot_balloon is None

    @property
    def can_add(self) -> bool:
        """Whether a guest can get memory beyond what it booted with."""
        return self.cannot_add is None

    @property
    def can_remove(self) -> bool:
        """Whether whole sections can be taken from a guest."""
        return self.cannot_remove is None

    def notifier(self, platform: str) -> str:
        """Return what tells a guest of hotplug on a platform."""
        return self.on_power if self.on_power and platform == "ppc64" else self.firmware


_PC = ("x86-64", "i386")
_XEN = Hypervisor(
    name="xen",
    title="Xen",
    platforms=("ppc64", "x86-64", "i386", "ia64", "arm64"),
    drivers=("xen",),
    tells="a watch on the key memory/target in XenStore",
    firmware="its balloon driver",
    cannot_page=Limit(
        "which pages no domain out: what a domain holds it keeps until its balloon gives it", "`balloon set`"
    ),
    xenstore=True,
    cannot_start=None,
    assumed_bare=True,
)
HYPERVISORS: dict[str, Hypervisor] = {
    row.name: row
    for row in (
        _XEN,
        Hypervisor(
            name="esx",
            title="VMware ESX",
            platforms=_PC,
            drivers=("vmware",),
            tells="an answer to the driver, which polls once a second",
            firmware="ACPI",
            granularity=128 * MIB,
            cannot_remove=Limit(
                "which adds memory to a guest that runs, and never takes sections away",
                "`balloon set`: its balloon takes single pages",
            ),
            facts=(
                "min, max and shares for each guest",
                "idle memory is taxed at 75 %",
                "what the balloon cannot get it pages out itself",
            ),
            assumed_bare=True,
        ),
        Hypervisor(
            name="phyp",
            title="pHYP with shared memory",
            platforms=("ppc64",),
            drivers=("cmm",),
            tells="a loan request to the driver, which polls once a second",
            firmware="RTAS, for pHYP (DLPAR)",
            granularity=16 * MIB,
            whole_counts=True,
            facts=("memory comes and goes in logical memory blocks (LMBs) of 16M",),
            assumed_bare=True,
        ),
        Hypervisor(
            name="phyp-dedicated",
            title="pHYP with dedicated memory",
            platforms=("ppc64",),
            drivers=(),
            tells="nothing",
            firmware="RTAS, for pHYP (DLPAR)",
            partitions=True,
            granularity=16 * MIB,
            whole_counts=True,
            cannot_balloon=Limit(
                "which gives a dedicated partition memory of its own: single pages are never loaned to others",
                "`hotplug remove` or `hotplug add` of whole LMBs, or hypervisor=phyp for shared memory",
            ),
            cannot_page=Limit(
                "which gives a dedicated partition memory of its own: nobody pages that out behind its back",
                "`hotplug remove` of whole LMBs, or hypervisor=phyp for shared memory",
            ),
            facts=("memory comes and goes in logical memory blocks (LMBs) of 16M",),
        ),
        Hypervisor(
            name="zvm",
            title="z/VM",
            platforms=("s390",),
            drivers=("cmm",),
            tells="a message (SMSG) from the resource manager that sets /proc/sys/vm/cmm_pages",
            firmware="SCLP",
            facts=("what is added is standby storage",),
        ),
        Hypervisor(
            name="hyperv",
            title="Hyper-V (Virtual PC)",
            platforms=_PC,
            drivers=("hyperv",),
            tells="a message over VMBus",
            firmware="a VMBus message",
            granularity=128 * MIB,
            cannot_remove=Limit(
                "which hot-adds memory to grow a guest and shrinks it by its balloon alone",
                "`balloon set`: what a balloon took can come back, hot-added memory stays",
            ),
            cannot_page=Limit(
                "which pages a guest out only while that starts again, where there is too little for it",
                "`balloon set`",
            ),
            cannot_start=Limit(
                "which boots a guest with its startup memory and hot-adds the rest",
                "memory= for what it starts with, and max= for the rest",
            ),
            facts=("it begins with its startup memory (memory=) and grows by hot-add up to max=",),
        ),
        attrs.evolve(_XEN, name="virtual-iron", title="Virtual Iron", platforms=_PC, assumed_bare=False),
        Hypervisor(
            name="kvm",
            title="KVM",
            platforms=("ppc64", "x86-64", "i386", "ia64", "arm64", "s390"),
            drivers=("virtio",),
            tells="an interrupt of the virtio device",
            firmware="ACPI",
            on_power="RTAS, for QEMU",
            assumed_bare=True,
        ),
    )
}
_ASSUMED = ("xen", "esx", "phyp", "zvm", "hyperv", "kvm")
"""Where none is named, the first of these that has the driver on the platform."""


def hypervisor_of(driver: str, platform: str) -> Hypervisor:
    """Return the hypervisor that a guest is taken to run on where none is named.

    It forbids nothing to guests that scripts could boot before there were hypervisors to name.

    Args:
        driver: the name of its balloon driver; one without any is KVM's.
        platform: the name of its architecture.
    """
    rows = (HYPERVISORS[name] for name in _ASSUMED)
    row = next(
        (row for row in rows if driver in row.drivers and platform in row.platforms), HYPERVISORS["kvm"]
    )
    if not row.assumed_bare:
        return row
    return attrs.evolve(
        row,
        assumed=row.name == "kvm",
        granularity=0,
        whole_counts=False,
        cannot_balloon=None,
        cannot_add=None,
        cannot_remove=None,
        cannot_page=None,
    )
