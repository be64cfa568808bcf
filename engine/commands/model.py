"""What a command is once it has been read: frozen values, a class for each verb."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.errors import Place
from engine.units import Nanoseconds, Percent, Size

Online = Literal["kernel", "movable", "auto-movable", "no"]
SectionRange = tuple[int, int]
"""First and last section, both meant."""
PolicyName = Literal["balloon", "hotplug", "balloon+add", "balloon+remove", "unified", "virtio-mem"]
"""The ways to resize a guest (paper 6)."""
Partly = Literal["keep", "undo"]
"""What becomes of what was done when not all of it can be."""


@attrs.frozen
class DeviceName:
    """What QEMU calls a DIMM: its id, and the id of the memory backend behind it."""

    id: str
    memdev: str

    def __str__(self) -> str:
        return f"{self.id}:{self.memdev}"


@attrs.frozen(kw_only=True)
class Command:
    """A command that was read without error."""

    verb: ClassVar[str] = ""
    """The words that name it, as `hotplug add`."""

    text: str = ""
    """Its native form, as the journal has it."""
    places: dict[str, Place] = attrs.field(factory=dict, eq=False, repr=False)
    """Where each parameter stood in the text that was typed, by field name."""
    dialect: str = ""
    """The operators' tool whose words were typed, as `xl mem-set`; empty for the native form."""

    def place(self, field: str) -> Place:
        """Return where the parameter `field` stood, or the start of the line if it was left out."""
        return self.places.get(field, Place())


@attrs.frozen(kw_only=True)
class ForGuest(Command):
    """A command that names one guest."""

    guest: str


@attrs.frozen(kw_only=True)
class GuestAdd(Command):
    """Boot a new guest. None means the option's default."""

    verb: ClassVar[str] = "guest add"
    name: str
    memory: Size
    start: Size | None = None
    max: Size | None = None
    min: Size | None = None
    platform: str = "x86-64"
    kernel: str = "current"
    memory_model: str | None = None
    hypervisor: str | None = None
    driver: str | None = None
    shares: int | None = None
    nodes: int = 1
    swap: Size | None = None
    page: Size | None = None
    balloon_pages: Literal["pinned", "migrate", "release"] | None = None
    deflate_on_oom: bool = False
    accounting: Literal["hidden", "shrink"] | None = None
    reporting: bool = False
    grouping: bool | None = None
    kernelcore: Size | None = None
    fallback: Literal["current", "v6.6", "v2.6.24"] | None = None
    online: Online = "kernel"
    memmap_on_memory: bool = False
    auto_movable_ratio: int = 301
    virtio_mem: Size | None = None
    """The region of a virtio-mem device."""
    virtio_mem_block: Size | None = None
    pae: bool | None = None
    percpu: bool = False
    cost_scale: float = 1.0


@attrs.frozen(kw_only=True)
class GuestRemove(ForGuest):
    """Shut a guest down; the host gets everything back."""

    verb: ClassVar[str] = "guest remove"


@attrs.frozen(kw_only=True)
class GuestList(Command):
    """A line for each guest."""

    verb: ClassVar[str] = "guest list"


@attrs.frozen(kw_only=True)
class GuestShow(ForGuest):
    """What one guest is and has."""

    verb: ClassVar[str] = "guest show"


@attrs.frozen(kw_only=True)
class HotplugAdd(ForGuest):
    """Add whole sections."""

    verb: ClassVar[str] = "hotplug add"
    size: Size
    node: int | None = None
    online: Online | None = None
    partly: Partly = "keep"
    device: DeviceName | None = None
    """The DIMM that the sections are on, so that they can be taken away as one."""


@attrs.frozen(kw_only=True)
class HotplugRemove(ForGuest):
    """Remove sections: exactly one of `size`, `section`, `node` and `device` is given."""

    verb: ClassVar[str] = "hotplug remove"
    size: Size | None = None
    section: SectionRange | None = None
    node: int | None = None
    device: str | None = None
    """The id of a DIMM: all of it leaves, or none."""
    order: Literal["highest", "lowest"] = "highest"
    """Which online sections are tried first, where a size is given."""
    partly: Partly = "keep"
    timeout: Nanoseconds | None = None
    retries: int | None = None


@attrs.frozen(kw_only=True)
class HotplugSet(ForGuest):
    """Say how much of a guest's virtio-mem device is to be plugged; a device that is named is plugged in first."""

    verb: ClassVar[str] = "hotplug set"
    size: Size
    device: DeviceName | None = None
    """The device that is plugged in, and the backend that its region is as large as."""
    block: Size | None = None
    node: int | None = None


@attrs.frozen(kw_only=True)
class SectionOnline(ForGuest):
    """Put present sections online: those named, or the lowest offline ones of a size."""

    verb: ClassVar[str] = "section online"
    sections: SectionRange | None = None
    size: Size | None = None
    zone: Literal["kernel", "movable"] | None = None
    """The option `as=`."""


@attrs.frozen(kw_only=True)
class SectionOffline(ForGuest):
    """Take sections offline, those named or the highest online ones of a size; they stay present."""

    verb: ClassVar[str] = "section offline"
    sections: SectionRange | None = None
    size: Size | None = None
    zone: str | None = None
    """The option `in=`: only sections of the zone of this name are tried."""


@attrs.frozen(kw_only=True)
class BalloonSet(ForGuest):
    """Tell the guest what it shall have."""

    verb: ClassVar[str] = "balloon set"
    size: Size
    within: Nanoseconds | None = None
    """How soon the host wants it done; None: whenever."""


@attrs.frozen(kw_only=True)
class BalloonInflate(ForGuest):
    """Lower the target by a size."""

    verb: ClassVar[str] = "balloon inflate"
    size: Size
    within: Nanoseconds | None = None


@attrs.frozen(kw_only=True)
class BalloonDeflate(ForGuest):
    """Raise the target by a size."""

    verb: ClassVar[str] = "balloon deflate"
    size: Size
    within: Nanoseconds | None = None


@attrs.frozen(kw_only=True)
class Resize(ForGuest):
    """Bring a guest to what it shall have."""

    verb: ClassVar[str] = "resize"
    size: Size
    policy: PolicyName | None = None
    """None: the best that the guest can do."""


@attrs.frozen(kw_only=True)
class Compare(ForGuest):
    """Bring forks of a guest to a size, each by another policy, and set what comes of it side by side."""

    verb: ClassVar[str] = "compare"
    size: Size
    policies: tuple[str, ...] | None = None
    """None: all of them."""


@attrs.frozen(kw_only=True)
class Workload(ForGuest):
    """Let programs take, free, churn or pin memory."""

    verb: ClassVar[str] = "workload"
    action: Literal["fill", "free", "churn", "stop", "pin", "fragment", "age"]
    amount: Size | Percent | None = None
    kind: Literal["anon", "file", "slab", "kernel", "page_table", "hugetlb", "mlocked", "pinned"] | None = (
        None
    )
    pattern: Literal["checkerboard", "random"] | None = None
    rate: Size | None = None
    """Bytes a second of virtual time."""
    adapts: Literal["hotplug"] | None = None


@attrs.frozen(kw_only=True)
class HostMemory(Command):
    """Set how much memory the machine has."""

    verb: ClassVar[str] = "host memory"
    size: Size


@attrs.frozen(kw_only=True)
class XenstoreLs(Command):
    """Print the keys below one."""

    verb: ClassVar[str] = "xenstore ls"
    key: str | None = None
    by: str | None = None
    """The guest that asks; None: Domain-0. A key that is not from the root is below its home."""


@attrs.frozen(kw_only=True)
class XenstoreRead(Command):
    """Print a key's value."""

    verb: ClassVar[str] = "xenstore read"
    key: str
    by: str | None = None


@attrs.frozen(kw_only=True)
class XenstoreWrite(Command):
    """Give a key a value."""

    verb: ClassVar[str] = "xenstore write"
    key: str
    value: str
    by: str | None = None


@attrs.frozen(kw_only=True)
class XenstoreWatch(Command):
    """Tell of changes of a key."""

    verb: ClassVar[str] = "xenstore watch"
    key: str
    by: str | None = None
    times: int | None = None
    """None: for ever."""


@attrs.frozen(kw_only=True)
class XenstoreUnwatch(Command):
    """Tell of changes of a key no more."""

    verb: ClassVar[str] = "xenstore unwatch"
    key: str
    by: str | None = None


@attrs.frozen(kw_only=True)
class HostBalance(Command):
    """Share the machine's memory out among its guests from now on, or no more."""

    verb: ClassVar[str] = "host balance"
    on: bool
    policy: Literal["proportional", "esx", "mom"] | None = None


@attrs.frozen(kw_only=True)
class HostCompact(Command):
    """Move frames so that the machine's free memory lies together."""

    verb: ClassVar[str] = "host compact"
    block: Size | None = None
    """None: in one piece."""


@attrs.frozen(kw_only=True)
class HostLimit(ForGuest):
    """Let the host page a guest down, behind its back, until it holds so much in memory, and keep it there."""

    verb: ClassVar[str] = "host limit"
    size: Size


@attrs.frozen(kw_only=True)
class Why(Command):
    """Say what keeps a section, what a guest waits for, or what an operation waits for."""

    verb: ClassVar[str] = "why"
    guest: str | None = None
    section: int | None = None
    operation: int | None = None


@attrs.frozen(kw_only=True)
class Cancel(Command):
    """End one operation, or all of them."""

    verb: ClassVar[str] = "cancel"
    operation: int | None
    """None: all."""


@attrs.frozen(kw_only=True)
class Run(Command):
    """Let virtual time go on."""

    verb: ClassVar[str] = "run"


@attrs.frozen(kw_only=True)
class Pause(Command):
    """Hold virtual time."""

    verb: ClassVar[str] = "pause"


@attrs.frozen(kw_only=True)
class Step(Command):
    """Run what is due at the next instant."""

    verb: ClassVar[str] = "step"


@attrs.frozen(kw_only=True)
class Speed(Command):
    """Say how fast virtual time shall go."""

    verb: ClassVar[str] = "speed"
    factor: float


@attrs.frozen(kw_only=True)
class Wait(Command):
    """Wait for all that is under way, for a guest's operations, or for a time."""

    verb: ClassVar[str] = "wait"
    guest: str | None = None
    duration: Nanoseconds | None = None


@attrs.frozen(kw_only=True)
class At(Command):
    """Run a command later, counted from now."""

    verb: ClassVar[str] = "at"
    delay: Nanoseconds
    command: Command


@attrs.frozen(kw_only=True)
class Say(Command):
    """Narrate."""

    verb: ClassVar[str] = "say"
    words: str


@attrs.frozen(kw_only=True)
class Expect(Command):
    """Check a value of the snapshot's JSON."""

    verb: ClassVar[str] = "expect"
    path: str
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    value: Size | Percent | Nanoseconds | float | str
    """As written: a size, a duration as nanoseconds with `unit` s, a bare number, or a word."""
    unit: Literal["size", "duration", "number", "word"] = "number"


@attrs.frozen(kw_only=True)
class Seed(Command):
    """Set the seed, before the first guest."""

    verb: ClassVar[str] = "seed"
    number: int


@attrs.frozen(kw_only=True)
class SourceFile(Command):
    """Run a script's lines from now."""

    verb: ClassVar[str] = "source"
    file: str


@attrs.frozen(kw_only=True)
class Fails(Command):
    """Run a command that must be refused, fail, be partial or stall."""

    verb: ClassVar[str] = "fails"
    command: Command


@attrs.frozen(kw_only=True)
class Try(Command):
    """Run a command that may be refused, fail, be partial or stall."""

    verb: ClassVar[str] = "try"
    command: Command


@attrs.frozen(kw_only=True)
class Help(Command):
    """Explain the language, or one command of it."""

    verb: ClassVar[str] = "help"
    topic: str = ""


@attrs.frozen(kw_only=True)
class View(ForGuest):
    """Print one of a real system's views, as `free`, or of its monitor's, as `info balloon`."""

    verb: ClassVar[str] = "view"
    name: str
