"""What is true now: one immutable picture of host, guests and operations, and where pictures come from.

A picture is cheap: it copies tables of counters, borrows nothing that can still change, and an unchanged
guest is the same object in the next picture, so a reader compares with `is`.
"""

from engine.guest.course import Column, Course, Paces
from engine.host.balancing import Balancing, Entitled
from engine.machine_view import HolesView, MachinePage, MachineView, TenantView
from engine.memory.kinds import SectionState
from engine.snapshot.devices import DimmView, VirtioMemView
from engine.snapshot.guest import GuestView, OriginView
from engine.snapshot.host import HostView, PagingView
from engine.snapshot.operation import OperationView
from engine.snapshot.program import ProgramView
from engine.snapshot.replay import ForkView, ReplayView
from engine.snapshot.script import ScriptView
from engine.snapshot.sections import GrainView, PagesView, SectionTable, no_sections
from engine.snapshot.snapshot import Snapshot
from engine.snapshot.source import Sentence, Source, Unmet
from engine.snapshot.stop import StopView
from engine.snapshot.watch import WatchView
from engine.snapshot.zone import ZoneView

__all__ = [
    "Balancing",
    "Column",
    "Course",
    "DimmView",
    "Entitled",
    "ForkView",
    "GrainView",
    "GuestView",
    "HolesView",
    "HostView",
    "MachinePage",
    "MachineView",
    "OperationView",
    "OriginView",
    "Paces",
    "PagesView",
    "PagingView",
    "ProgramView",
    "ReplayView",
    "ScriptView",
    "SectionState",
    "SectionTable",
    "Sentence",
    "Snapshot",
    "Source",
    "StopView",
    "TenantView",
    "Unmet",
    "VirtioMemView",
    "WatchView",
    "ZoneView",
    "no_sections",
]
