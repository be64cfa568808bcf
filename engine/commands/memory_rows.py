"""The rows of what is done to guests and host, and of what can be asked about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands import choices, model, values
from engine.commands.guest_options import GUEST_OPTIONS
from engine.commands.row import Narrowed, Parameter, Row

_GUEST = Parameter("guest", values.GUEST, "the guest", needed=True)
_ANY_GUEST = Parameter("guest", values.GUEST, "a guest")


def _sections(offers: str) -> Parameter:
    return Parameter("sections", values.SECTIONS, "one section, or a range of them", offers=offers)


def _size(means: str, offers: str = "") -> Parameter:
    return Parameter("size", values.POSITIVE_SIZE, means, needed=True, offers=offers)


_WITHIN = Parameter("within", values.DURATION, "how soon the host wants it done", default="whenever")


def _narrow_remove(given: Mapping[str, Any]) -> Narrowed | None:
    """Only where a size is given there is a choice of sections."""
    always = ("guest", "timeout", "retries", "device", "section", "node", "size")
    for field in ("section", "node"):
        if field in given:
            return Narrowed(f"hotplug remove {field}=N", frozenset((*always, "partly")))
    return Narrowed("hotplug remove device=DEVICE", frozenset(always)) if "device" in given else None


def _narrow_offline(given: Mapping[str, Any]) -> Narrowed | None:
    if "sections" in given:
        return Narrowed("section offline N", frozenset(("guest", "sections", "size")))
    return None


def _narrow_why(given: Mapping[str, Any]) -> Narrowed | None:
    if "operation" in given:
        return Narrowed("why operation=N", frozenset(("operation",)))
    if "guest" in given:
        return Narrowed("why GUEST", frozenset(("guest", "section")))
    return None if given else Narrowed("why", frozenset(("guest", "operation")))


def _view(name: str, summary: str) -> Row:
    return Row(
        (name,),
        model.View,
        "views",
        summary,
        (f"{name} web",),
        (_GUEST,),
        omits_guest=True,
        fixed={"name": name},
    )


MEMORY_ROWS = (
    Row(
        ("guest", "add"),
        model.GuestAdd,
        "guests",
        "boot a new guest",
        (
            "guest add web memory=256M max=512M min=64M platform=ppc64",
            "guest add db memory=1G swap=0K driver=xen kernel=2.6.16+remove",
        ),
        (Parameter("name", values.NEW_GUEST, "its name: [a-z][a-z0-9-]{0,15}, no verb", needed=True),),
        GUEST_OPTIONS,
        journal=True,
    ),
    Row(
        ("guest", "import"),
        model.GuestImport,
        "guests",
        "make a guest of a real machine's memory: a capture, or a step of a recorded trace",
        ("guest import real server.capture", "guest import b1 traces/b1-balloon-idle-1g step=3"),
        (
            Parameter("name", values.NEW_GUEST, "its name", needed=True),
            Parameter(
                "file", values.PATH, "a capture's file, or a trace's folder; %20 is a blank", needed=True
            ),
        ),
        (
            Parameter("step", values.STEP, "of a trace", default="the last"),
            Parameter("cost_scale", values.FACTOR, "a factor on all costs in time", default="1"),
            Parameter(
                "hash",
                values.SHA256,
                "what the file must be; recordings have it",
                field="sha256",
                default="whatever it is",
            ),
        ),
        journal=True,
    ),
    Row(
        ("reset",),
        model.Reset,
        "guests",
        "bring an imported guest back to what it was when it came",
        ("reset real",),
        (_GUEST,),
        journal=True,
    ),
    Row(
        ("guest", "remove"),
        model.GuestRemove,
        "guests",
        "shut a guest down; the host gets everything back",
        ("guest remove web",),
        (_GUEST,),
        journal=True,
    ),
    Row(("guest", "list"), model.GuestList, "guests", "a line for each guest", ("guest list",)),
    Row(
        ("guest", "show"),
        model.GuestShow,
        "guests",
        "what one guest is and has",
        ("guest show web",),
        (_GUEST,),
    ),
    Row(
        ("hotplug", "add"),
        model.HotplugAdd,
        "hotplug",
        "add whole sections; the target moves with them",
        ("hotplug add web 64M", "hotplug add web 64M online=movable"),
        (_GUEST, _size("how much, a multiple of the section size", "sections to add")),
        (
            Parameter(
                "node", choices.NODE, "the node that gets it, or the next one as a new node", default="0"
            ),
            Parameter("online", choices.ONLINE, "how it goes online", default="as the guest was booted with"),
            Parameter("partly", choices.PARTLY, "what becomes of sections when not all come", default="keep"),
            Parameter("device", values.DEVICE_AND_BACKEND, "the DIMM that it is on, and its memory backend"),
        ),
        journal=True,
        lasts=True,
    ),
    Row(
        ("hotplug", "remove"),
        model.HotplugRemove,
        "hotplug",
        "remove sections: by size the highest online ones first",
        ("hotplug remove web 64M", "hotplug remove web section=4-7 timeout=2s", "hotplug remove web node=0"),
        (
            _GUEST,
            Parameter(
                "size",
                values.POSITIVE_SIZE,
                "how much, a multiple of the section size",
                offers="sections to remove",
            ),
        ),
        (
            Parameter("section", values.SECTIONS, "these sections", offers="sections"),
            Parameter("node", choices.NODE, "everything on this node"),
            Parameter("device", values.DEVICE, "all of this DIMM, or nothing", offers="dimms"),
            Parameter("order", choices.ORDER, "which are tried first", default="highest"),
            Parameter(
                "partly", choices.PARTLY, "what becomes of sections when not all leave", default="keep"
            ),
            Parameter("timeout", values.DURATION, "give a section up after", default="what the kernel does"),
            Parameter("retries", values.RETRIES, "rounds of migration that may fail", default="the kernel's"),
        ),
        choice=("size", "section", "node", "device"),
        journal=True,
        lasts=True,
        narrow=_narrow_remove,
    ),
    Row(
        ("section", "online"),
        model.SectionOnline,
        "hotplug",
        "put present sections online: these, or the lowest ones first",
        ("section online web 16", "section online web 16-19 as=movable", "section online web size=64M"),
        (_GUEST, _sections("offline sections")),
        (
            Parameter("size", values.POSITIVE_SIZE, "so much, from the lowest offline section up"),
            Parameter("as", choices.ZONE, "the zone they join", field="zone", default="the guest's online="),
        ),
        choice=("sections", "size"),
        journal=True,
        lasts=True,
    ),
    Row(
        ("section", "offline"),
        model.SectionOffline,
        "hotplug",
        "take sections offline, these or the highest ones first; they stay present",
        ("section offline web 16-19", "section offline web size=64M"),
        (_GUEST, _sections("online sections")),
        (
            Parameter("size", values.POSITIVE_SIZE, "so much, from the highest online section down"),
            Parameter("in", choices.ZONE_NAME, "only what is in this zone", field="zone", default="any"),
        ),
        choice=("sections", "size"),
        journal=True,
        lasts=True,
        narrow=_narrow_offline,
    ),
    Row(
        ("balloon", "set"),
        model.BalloonSet,
        "balloon",
        "tell a guest what it shall have: the target",
        ("balloon set web 192M", "balloon set web 192M within=2s"),
        (_GUEST, _size("what it shall have, from its min to its online memory", "targets")),
        (_WITHIN,),
        journal=True,
        lasts=True,
    ),
    Row(
        ("balloon", "inflate"),
        model.BalloonInflate,
        "balloon",
        "lower the target by a size",
        ("balloon inflate web 32M",),
        (_GUEST, _size("how much less it shall have", "less")),
        (_WITHIN,),
        journal=True,
        lasts=True,
    ),
    Row(
        ("balloon", "deflate"),
        model.BalloonDeflate,
        "balloon",
        "raise the target by a size",
        ("balloon deflate web 32M",),
        (_GUEST, _size("how much more it shall have", "more")),
        (_WITHIN,),
        journal=True,
        lasts=True,
    ),
    Row(
        ("workload",),
        model.Workload,
        "workloads",
        "let programs take, free, churn or pin memory",
        (
            "workload web fill 60% kind=anon",
            "workload web churn 20% rate=64M/s",
            "workload web churn 50% adapts=hotplug",
            "workload web fragment 40% pattern=checkerboard",
            "workload web stop",
        ),
        (
            _GUEST,
            Parameter("action", choices.ACTION, "what they do", needed=True),
            Parameter(
                "amount",
                values.AMOUNT,
                "how much; a percent is of online memory, for age of free memory",
                offers="amounts",
            ),
        ),
        (
            Parameter("kind", choices.PAGE_KIND, "what the pages hold", default="anon"),
            Parameter("pattern", choices.PATTERN, "which pages are freed", default="checkerboard"),
            Parameter(
                "rate",
                values.RATE,
                "how fast, in virtual time",
                default="churn: 16M/s; else as fast as it goes",
            ),
            Parameter(
                "adapts",
                choices.ADAPTS,
                "what lets a program that churns hold more or less, in proportion to MemTotal",
                default="nothing",
            ),
        ),
        journal=True,
        lasts=True,
        narrow=choices.narrow_workload,
    ),
    Row(
        ("host", "memory"),
        model.HostMemory,
        "host",
        "set how much memory the machine has",
        ("host memory 8G",),
        (_size("all of the machine's memory", "machine"),),
        journal=True,
    ),
    Row(
        ("why",),
        model.Why,
        "views",
        "what keeps a section, or what a guest or an operation waits for",
        ("why web", "why web section=23", "why operation=9"),
        (_ANY_GUEST,),
        (
            Parameter("operation", values.OPERATION, "an operation's number", offers="operations"),
            Parameter("section", values.SECTION, "one section of the guest", offers="one section"),
        ),
        choice=("guest", "operation"),
        narrow=_narrow_why,
    ),
    _view("free", "memory as `free` prints it in the guest"),
    _view("meminfo", "the guest's /proc/meminfo"),
    _view("buddyinfo", "the guest's /proc/buddyinfo: free blocks per order"),
    _view("pagetypeinfo", "the guest's /proc/pagetypeinfo: free blocks and pageblocks per migrate type"),
    _view("zoneinfo", "the guest's /proc/zoneinfo: zones, watermarks, reserves"),
    _view("lsmem", "memory blocks as `lsmem` prints them in the guest"),
    _view("top", "what runs in the guest, as `top` prints it"),
    _view("vmstat", "how much it swaps, as `vmstat 1 2` prints it: since it booted, and in the last second"),
)
"""Guests, hotplug, balloon, workloads, host, views."""
