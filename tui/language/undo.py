"""The command that takes a command back: written from what it was, what its guest was before, and how things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.commands import model
from engine.commands.parse import parse
from engine.errors import CommandError
from engine.units import size_text

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView, Snapshot
    from engine.units import Bytes

UNDER_WAY = ("waiting", "running", "stalled")


@attrs.frozen
class Before:
    """What a guest was when something was asked for; sizes in bytes."""

    target: Bytes
    present: Bytes
    online: Bytes
    has: Bytes
    plugged: Bytes
    """Of its virtio-mem device."""


def before(guest: GuestView | None) -> Before | None:
    """Return what is remembered of a guest."""
    if guest is None:
        return None
    plugged = guest.virtio_mem.requested if guest.virtio_mem else 0
    return Before(guest.target, guest.present, guest.online, guest.has, plugged)


def inverse(operation: OperationView, was: Before | None, now: Snapshot) -> str:
    """Return the line that brings back what was before an operation; empty where no command does.

    What is under way is cancelled, but a target is set anew: that ends it too, and gives back what it took.

    Args:
        operation: as it is now.
        was: its guest just before it was asked for.
        now: the present one.
    """
    try:
        command = parse(operation.command)
    except CommandError:
        return ""
    guest = now.guest(operation.guest)
    if isinstance(command, model.GuestAdd):
        return f"guest remove {command.name}" if now.guest(command.name) else ""
    if was is None or guest is None:
        return ""
    if line := _target(command, was, guest):
        return line
    if operation.state in UNDER_WAY:
        return f"cancel {operation.id}" if operation.id > 0 else ""
    return _memory(command, was, guest) or _programs(command)


def _target(command: model.Command, was: Before, guest: GuestView) -> str:
    """Return what sets the former target, where a target was set."""
    former = was.target
    if former == guest.target:
        return ""
    match command:
        case model.BalloonSet() | model.BalloonInflate() | model.BalloonDeflate():
            fits = guest.min <= former <= guest.online
            return f"balloon set {guest.name} {size_text(former)}" if fits else ""
        case model.Resize(policy=policy):
            how = f" policy={policy}" if policy else ""
            return f"resize {guest.name} {size_text(former)}{how}" if guest.min <= former <= guest.max else ""
    return ""


def _memory(command: model.Command, was: Before, guest: GuestView) -> str:
    """Return what plugs, unplugs or switches back what a command about sections did."""
    match command:
        case model.HotplugAdd():
            return _sized("hotplug remove", guest, guest.present - was.present)
        case model.HotplugRemove():
            return _sized("hotplug add", guest, was.present - guest.present)
        case model.HotplugSet():
            return f"hotplug set {guest.name} {size_text(was.plugged)}" if guest.virtio_mem else ""
        case model.SectionOffline(sections=sections):
            return _switched("section online", guest, sections, was.online - guest.online)
        case model.SectionOnline(sections=sections):
            return _switched("section offline", guest, sections, guest.online - was.online)
    return ""


def _sized(verb: str, guest: GuestView, change: Bytes) -> str:
    return f"{verb} {guest.name} {size_text(change)}" if change > 0 else ""


def _switched(verb: str, guest: GuestView, sections: tuple[int, int] | None, change: Bytes) -> str:
    """Return what switches the same sections the other way, if any was switched."""
    if change <= 0:
        return ""
    if sections is None:
        return f"{verb} {guest.name} size={size_text(change)}"
    first, last = sections
    return f"{verb} {guest.name} {first}-{last}" if last > first else f"{verb} {guest.name} {first}"


def _programs(command: model.Command) -> str:
    """Return what ends what a workload began."""
    match command:
        case model.Workload(guest=guest, action="churn"):
            return f"workload {guest} stop"
        case model.Workload(guest=guest, action="fill", amount=amount, kind=kind) if amount:
            return f"workload {guest} free {amount}{f' kind={kind}' if kind else ''}"
    return ""
