"""What happened, as values: each says itself in one sentence."""

from engine.events.balloon import (
    BalloonAtWatermark,
    BalloonHelped,
    BalloonLimited,
    BalloonReached,
    BalloonReleased,
    BalloonStuck,
    BalloonTooSlow,
    BlocksReported,
    TargetSet,
    TooLittle,
)
from engine.events.event import TOLD_ONE_BY_ONE, Event, counted, sections_text
from engine.events.firmware import (
    MemoryAnnounced,
    MemoryAskedBack,
    MemoryHandedBack,
    NodeAppeared,
    ZoneGrew,
)
from engine.events.guests import GuestBooted, GuestGone, HostShort, OutOfMemory, Swapping, WorkloadNoted
from engine.events.host import DoublePaged, HostCompacted, PagedDown, WaitsForHostSwap
from engine.events.marks import MarksRecomputed
from engine.events.operations import OperationEnded, OperationStalled, ended
from engine.events.pace import PaceFell, PaceRecovered
from engine.events.scripts import Expected, LineFailed, NotAsExpected, PaceAsked, Printed, Said, expected
from engine.events.sections import (
    MoreSections,
    SectionAdded,
    SectionIsolated,
    SectionLeft,
    SectionRefused,
    SectionsPutBack,
    SectionsStayOffline,
    SectionUndone,
    SectionWentOnline,
)
from engine.events.udev import MoreUdevEvents, UdevEvent
from engine.events.virtio_mem import (
    VirtioMemBlockChanged,
    VirtioMemBlockGone,
    VirtioMemBlocksGone,
    VirtioMemReached,
    VirtioMemRequested,
    VirtioMemStuck,
)
from engine.events.xenstore import KeyWritten, TargetNotRead, WatchFired

__all__ = [
    "TOLD_ONE_BY_ONE",
    "BalloonAtWatermark",
    "BalloonHelped",
    "BalloonLimited",
    "BalloonReached",
    "BalloonReleased",
    "BalloonStuck",
    "BalloonTooSlow",
    "BlocksReported",
    "DoublePaged",
    "Event",
    "Expected",
    "GuestBooted",
    "GuestGone",
    "HostCompacted",
    "HostShort",
    "KeyWritten",
    "LineFailed",
    "MarksRecomputed",
    "MemoryAnnounced",
    "MemoryAskedBack",
    "MemoryHandedBack",
    "MoreSections",
    "MoreUdevEvents",
    "NodeAppeared",
    "NotAsExpected",
    "OperationEnded",
    "OperationStalled",
    "OutOfMemory",
    "PaceAsked",
    "PaceFell",
    "PaceRecovered",
    "PagedDown",
    "Printed",
    "Said",
    "SectionAdded",
    "SectionIsolated",
    "SectionLeft",
    "SectionRefused",
    "SectionUndone",
    "SectionWentOnline",
    "SectionsPutBack",
    "SectionsStayOffline",
    "Swapping",
    "TargetNotRead",
    "TargetSet",
    "TooLittle",
    "UdevEvent",
    "VirtioMemBlockChanged",
    "VirtioMemBlockGone",
    "VirtioMemBlocksGone",
    "VirtioMemReached",
    "VirtioMemRequested",
    "VirtioMemStuck",
    "WaitsForHostSwap",
    "WatchFired",
    "WorkloadNoted",
    "ZoneGrew",
    "counted",
    "ended",
    "expected",
    "sections_text",
]
