"""Who has a guest's pages: programs with a name and a number, and what each of them was begun for.

A page's owner is a number of one byte (`engine.memory.owners`); a number is used again when its program has ended,
holds nothing and, if it was killed, has exited.
"""

from __future__ import annotations

from typing import Any

import attrs

from engine.guest.guest import Guest
from engine.guest.held_up import let_go
from engine.guest.program import Program
from engine.memory.kinds import Kind
from engine.memory.owners import OWNERS
from engine.memory.standing import page_owner
from engine.units import Nanoseconds, Pages, Pfn

NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.ANON: ("java", "httpd", "postgres", "python3", "mysqld", "node", "redis", "perl", "nginx", "ruby"),
    Kind.FILE: ("rsync", "grep", "tar", "cp", "find", "cat"),
    Kind.FILE_DIRTY: ("dd", "rsync", "cp", "wget"),
    Kind.SLAB: ("updatedb", "find", "git", "du"),
    Kind.KERNEL: ("nfsd", "kvm", "vhost", "dm-crypt"),
    Kind.PAGE_TABLE: ("postgres", "httpd", "java"),
    Kind.HUGETLB: ("qemu-kvm", "dpdk", "oracle"),
    Kind.MLOCKED: ("chronyd", "gpg-agent", "corosync", "ntpd"),
    Kind.PINNED: ("qemu-kvm", "spdk_tgt", "ib_send"),
}
"""What a program is called that is begun for pages of a kind."""
FIRST_PID = 300
_NEXT_PID = 40
"""The next program's number is at most so much higher."""
_WORDS = {
    Kind.FILE: "file cache",
    Kind.FILE_DIRTY: "dirty file cache",
    Kind.MLOCKED: "locked memory",
    Kind.PINNED: "pinned memory",
    Kind.HUGETLB: "huge page",
    Kind.PAGE_TABLE: "page table",
    Kind.KERNEL: "kernel memory",
    Kind.MEM_MAP: "mem_map",
    Kind.RESERVED: "reserved at boot",
    Kind.BALLOON: "balloon",
    Kind.PER_CPU: "free, on a CPU's list",
    Kind.HOLE: "hole",
    Kind.UNPLUGGED: "not plugged by virtio-mem",
}


def begin_program(
    guest: Guest, kind: Kind, command: str, now: Nanoseconds, *, operation: int = 0, rate: Pages = 0
) -> int:
    """Let a program begin, and return its number as an owner.

    Where all numbers are in use it joins the program that has ended and was begun last.

    Args:
        guest: where.
        kind: of the pages that it is begun for.
        command: the workload that it is.
        now: virtual time.
        operation: the operation that it is, if it is one.
        rate: pages a second that it works on at best, if it runs on.
    """
    exiting = {number for number, _ in guest.exiting}
    programs = {
        number: it
        for number, it in guest.programs.items()
        if it.busy or number in exiting or held_by(guest, number)
    }
    stream = guest.streams["programs"]
    taken = {it.name for it in programs.values()}
    names = [name for name in NAMES[kind] if name not in taken] or NAMES[kind]
    name = names[stream.below(len(names))]
    guest.last_pid = max(guest.last_pid, FIRST_PID) + 1 + stream.below(_NEXT_PID)
    number = next((n for n in range(1, OWNERS) if n not in programs), 0)
    if not number:
        lasting = [n for n in programs if n not in exiting]
        ended = [n for n in lasting if not programs[n].busy]
        number = max(ended or lasting, key=lambda n: programs[n].since)
        programs[number] = attrs.evolve(programs[number], busy=True, operation=operation, rate=rate)
    else:
        programs[number] = Program(name, guest.last_pid, command, now, operation=operation, rate=rate)
    guest.programs = programs
    guest.changes += 1
    return number


def end_program(guest: Guest, owner: int, operation: int | None = None) -> None:
    """Let a program do nothing more; what it has it keeps.

    Where the operation that it was is said, a program that has its number by now is left alone.
    """
    program = guest.programs.get(owner)
    if program is not None and program.busy and operation in (None, program.operation):
        let_go(guest, owner)
        note_program(
            guest,
            owner,
            busy=False,
            operation=0,
            process=0,
            rate=0,
            work=0,
            measured=False,
            waits_for="",
            waited=0,
            uses=0,
        )


def note_program(guest: Guest, owner: int, **changes: Any) -> None:
    """Let fields of a program have other values."""
    guest.programs = guest.programs | {owner: attrs.evolve(guest.programs[owner], **changes)}
    guest.changes += 1


def held_by(guest: Guest, owner: int) -> Pages:
    """Return how many pages a program has, those on swap too."""
    return guest.memory.frames.owned.total(owner) + guest.swapped.get(owner, 0)


@attrs.frozen
class PageOwner:
    """Whose a page is, in words."""

    words: str
    """`anon of java[88]`, `page table of httpd[412]`; for a page that is nobody's only what it holds."""
    program: str = ""
    """`java[88]`; empty where the page is nobody's."""
    command: str = ""
    """The workload it came from."""
    since: Nanoseconds | None = None
    """When that was begun, in virtual time."""


def owner_of(guest: Guest, pfn: Pfn) -> PageOwner:
    """Return whose a page is and where it came from."""
    kind = guest.memory.kind(pfn)
    words = _WORDS.get(kind, kind.name.lower())
    program = guest.programs.get(page_owner(guest.memory.frames, pfn))
    if program is None:
        return PageOwner(words)
    return PageOwner(f"{words} of {program.title}", program.title, program.command, program.since)
