"""What a command is once it has been read: frozen values, a class for each verb."""

from engine.commands.model.clock import At, Pause, Run, Speed, Step, Wait
from engine.commands.model.command import Command, ForGuest
from engine.commands.model.guests import GuestAdd, GuestImport, GuestList, GuestRemove, GuestShow, Reset
from engine.commands.model.host import HostBalance, HostCompact, HostLimit, HostMemory
from engine.commands.model.questions import Cancel, Help, View, Whatif, Why
from engine.commands.model.script import Expect, Fails, Say, Seed, SourceFile, Try
from engine.commands.model.sections import (
    DeviceName,
    HotplugAdd,
    HotplugRemove,
    HotplugSet,
    Online,
    Partly,
    SectionOffline,
    SectionOnline,
    SectionRange,
)
from engine.commands.model.sizes import (
    BalloonDeflate,
    BalloonInflate,
    BalloonSet,
    Compare,
    PolicyName,
    Resize,
)
from engine.commands.model.staging import Ask, Chapter, Hold, Prompt
from engine.commands.model.structure import End, Let, Repeat
from engine.commands.model.workload import Workload
from engine.commands.model.xenstore import (
    XenstoreLs,
    XenstoreRead,
    XenstoreUnwatch,
    XenstoreWatch,
    XenstoreWrite,
)

__all__ = [
    "Ask",
    "At",
    "BalloonDeflate",
    "BalloonInflate",
    "BalloonSet",
    "Cancel",
    "Chapter",
    "Command",
    "Compare",
    "DeviceName",
    "End",
    "Expect",
    "Fails",
    "ForGuest",
    "GuestAdd",
    "GuestImport",
    "GuestList",
    "GuestRemove",
    "GuestShow",
    "Help",
    "Hold",
    "HostBalance",
    "HostCompact",
    "HostLimit",
    "HostMemory",
    "HotplugAdd",
    "HotplugRemove",
    "HotplugSet",
    "Let",
    "Online",
    "Partly",
    "Pause",
    "PolicyName",
    "Prompt",
    "Repeat",
    "Reset",
    "Resize",
    "Run",
    "Say",
    "SectionOffline",
    "SectionOnline",
    "SectionRange",
    "Seed",
    "SourceFile",
    "Speed",
    "Step",
    "Try",
    "View",
    "Wait",
    "Whatif",
    "Why",
    "Workload",
    "XenstoreLs",
    "XenstoreRead",
    "XenstoreUnwatch",
    "XenstoreWatch",
    "XenstoreWrite",
]
