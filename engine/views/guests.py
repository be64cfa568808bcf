"""Guests as tables: all in short, or one in full."""

from __future__ import annotations

from engine.events import counted
from engine.memory.kinds import Kind, SectionState
from engine.platform import MEMORY_MODELS
from engine.snapshot import GuestView, Snapshot, VirtioMemView
from engine.units import Bytes, short_size
from engine.views.table import columns

_HELD = {
    "free": (Kind.FREE, Kind.PER_CPU),
    "file": (Kind.FILE, Kind.FILE_DIRTY),
    "anon": (Kind.ANON,),
    "mlocked": (Kind.MLOCKED,),
    "pinned": (Kind.PINNED,),
    "hugetlb": (Kind.HUGETLB,),
    "slab": (Kind.SLAB,),
    "page tables": (Kind.PAGE_TABLE,),
    "kernel": (Kind.KERNEL,),
    "reserved": (Kind.RESERVED,),
    "mem_map": (Kind.MEM_MAP,),
    "balloon": (Kind.BALLOON,),
}
"""What a guest's pages hold, as it is said."""
_FATES = {
    "pinned": "pinned, and keep their sections",
    "migrate": "migrated when a section is to go",
    "release": "given back when a section is to go",
}
"""What becomes of balloon pages."""


_WOULD = "for what it has without its balloon"
"""What marks are that a balloon has made wrong."""


def guest_list(snapshot: Snapshot) -> str:
    """Return a line for each guest: what it is, what it has and what it shall have."""
    if not snapshot.guests:
        return "no guests yet: `guest add NAME memory=512M` boots one"
    heads = (
        "NAME",
        "PLATFORM",
        "KERNEL",
        "DRIVER",
        "HAS",
        "TARGET",
        "MIN",
        "MAX",
        "ONLINE",
        "BALLOON",
        "FREE",
    )
    rows = []
    for guest in snapshot.guests:
        words = (guest.name, guest.platform, guest.kernel, guest.driver)
        sizes = (guest.has, guest.target, guest.min, guest.max, guest.online, guest.balloon, guest.free)
        rows.append((*words, *map(short_size, sizes)))
    return "\n".join(columns(heads, rows, left=4))


def guest_show(guest: GuestView, woke: str = "") -> str:
    """Return everything about a guest that is worth a line.

    Args:
        guest: which.
        woke: how often its balloon driver woke, and what that took: it goes on while nothing else changes.
    """
    parts = [_summary(guest, woke), _zones(guest), _holdings(guest)]
    if guest.origin:
        parts.append(
            ["  NOT KNOWN FROM THE CAPTURE", *(f"  {what}" for what in guest.origin.unknown or ("nothing",))]
        )
    if guest.programs:
        parts.append(_programs(guest))
    return "\n\n".join("\n".join(part) for part in parts)


def _summary(guest: GuestView, woke: str) -> list[str]:
    page = guest.page_size
    size = short_size
    wants = guest.balloon_target_pages
    balloon = f"{size(guest.balloon)} in {guest.balloon_pages:,} pages" if guest.balloon_pages else "empty"
    if wants != guest.balloon_pages:
        balloon += f", {size(wants * page)} wanted"
    fate = f"its pages are {_FATES[guest.balloon_pages_are]}"
    model = MEMORY_MODELS[guest.memory_model]
    built = "" if model.sections else f" with {model.title} (no hotplug)"
    facts = {
        **({"made of": f"{guest.origin.source}, Linux {guest.origin.release}"} if guest.origin else {}),
        "platform": f"{guest.platform}, kernel {guest.kernel}{built}, pages of {size(page)}",
        "runs on": "; ".join(guest.runs_on),
        "memory": f"has {size(guest.has)}, target {size(guest.target)}, bounds {size(guest.min)} to {size(guest.max)}",
        "online": f"{size(guest.online)} of {size(guest.present)} present, booted with {size(guest.boot)}",
        "balloon": f"{balloon} ({'; '.join((guest.driver, fate, *guest.driver_does))})"
        if "balloon" in guest.can
        else "there is none",
        **({"driver": woke} if woke else {}),
        "swap": f"{size(guest.swap_used)} of {size(guest.swap_total)} used",
        "sections": _sections(guest),
        "free": f"{size(guest.free)}, in blocks of at most {size(guest.largest_free_block)}",
    }
    if guest.virtio_mem:
        facts["virtio-mem"] = _device(guest.virtio_mem, guest.section_size)
    if guest.working_set:
        facts["needs"] = _needs(guest)
    if guest.oom_kills or guest.oom_helped:
        gave = f"; the balloon gave {size(guest.oom_helped)} back for that" if guest.oom_helped else ""
        facts["oom"] = f"{counted(guest.oom_kills, 'program')} killed{gave}"
    if guest.uevents:
        facts["udev"] = ", ".join(f"{count} {action}" for action, count in guest.uevents.items())
    if guest.work_wanted:
        facts["work"] = _work(guest)
    if guest.workloads:
        facts["workloads"] = "; ".join(guest.workloads)
    return [guest.name, *(f"  {name:<10} {fact}" for name, fact in facts.items())]


def _device(device: VirtioMemView, section: Bytes) -> str:
    """Return how much of a virtio-mem device is plugged, and what was asked for where that is something else."""
    plugged, region = short_size(device.plugged), short_size(device.count * section)
    asked = f", {short_size(device.requested)} asked for" if device.requested != device.plugged else ""
    return f"{device.id} has {plugged} of {region} plugged{asked}, by {short_size(device.subblock_size)} at a time"


def _needs(guest: GuestView) -> str:
    """Return what a guest needs, and whether its bounds allow for it."""
    size, lacks = short_size, guest.needs - guest.min
    least = f"; its min is {size(lacks)} less" if lacks > 0 else "; its min is enough"
    return (
        f"about {size(guest.needs)} to work without excessive swapping: "
        f"programs use {size(guest.working_set)}{least}"
    )


def _work(guest: GuestView) -> str:
    rate, wanted = short_size(guest.work_rate), short_size(guest.work_wanted)
    swapped = f"{short_size(guest.swapped_in)} came from swap and {short_size(guest.swapped_out)} went there"
    return f"{rate}/s of {wanted}/s, {guest.pace} %; {short_size(guest.work_done)} done so far; {swapped}"


def _sections(guest: GuestView) -> str:
    table = guest.sections
    states = {state: int((table.state == state).sum()) for state in SectionState}
    parts = [f"{count} {state.text}" for state, count in states.items() if count]
    stuck = int(table.blockers.any(axis=1).sum())
    what = f"{len(table.index)} of {short_size(guest.section_size)}: {', '.join(parts)}"
    return f"{what}; {stuck} cannot leave" if stuck else what


def _zones(guest: GuestView) -> list[str]:
    """Return the zones with their marks, and where a balloon has made those wrong, what they would be."""
    heads = ("  ZONE", "NODE", "MANAGED", "FREE", "MIN", "LOW", "HIGH", "RESERVE", "")
    rows = []
    for zone in guest.zones:
        marks = (zone.min, zone.low, zone.high, zone.reserve)
        sizes = (short_size(count * guest.page_size) for count in (zone.managed, zone.free, *marks))
        rows.append((f"  {zone.name}", str(zone.node), *sizes, ""))
        if guest.balloon_pages and zone.recomputed not in ((), marks):
            would = (short_size(count * guest.page_size) for count in zone.recomputed)
            rows.append(("", "", "", "", *would, _WOULD))
    return columns(heads, rows, left=1)


def _holdings(guest: GuestView) -> list[str]:
    heads = ("  PAGES HOLD", "SIZE", "PAGES")
    rows = []
    for name, kinds in _HELD.items():
        if size := guest.kind(*kinds):
            rows.append((f"  {name}", short_size(size), f"{size // guest.page_size:,}"))
    return columns(heads, rows)


def _programs(guest: GuestView) -> list[str]:
    rows = []
    for program in guest.programs:
        held = sorted(program.holds.items(), key=lambda item: (-item[1], item[0]))
        words = [f"{short_size(size)} {kind.name.lower().replace('_', ' ')}" for kind, size in held]
        if program.swapped:
            words.append(f"{short_size(program.swapped)} swapped")
        work = f"{short_size(program.work)}/s of {short_size(program.rate)}/s" if program.rate else "-"
        work += f", waits for {program.waits_for}" if program.waits_for else ""
        rows.append((f"  {program.title}", ", ".join(words) or "nothing", work, program.command))
    return columns(("  PROGRAM", "HOLDS", "WORK", "FROM"), rows, left=4)
