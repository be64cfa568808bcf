"""top(1) of procps-ng 4.0.2, as `top -b -n 1` prints it; it has `users` from two on (library/uptime.c)."""

from __future__ import annotations

from engine.memory.kinds import Kind
from engine.snapshot import GuestView, ProgramView
from engine.units import KIB, MIB, SECOND, Bytes, Nanoseconds
from engine.views.cpu import cpu_shares, works
from engine.views.meminfo import amounts

_RESIDENT = (Kind.ANON, Kind.MLOCKED, Kind.PINNED, Kind.HUGETLB)
"""What counts as a program's own: the page cache, slabs and page tables are the kernel's."""


def top(guest: GuestView, now: Nanoseconds) -> str:
    """Return the summary and a line for each program, those with the most memory first.

    The clock on the wall is virtual time. A program that goes on is running, or waits for a disk (D) where it did so
    for most of the last second. Of the CPU's time see `engine.views.cpu`.
    """
    has = amounts(guest)
    cache = has["Buffers"] + has["Cached"] + has["SReclaimable"]
    used = has["MemTotal"] - has["MemAvailable"]
    memory = _figures(has["MemTotal"], has["MemFree"], used, cache)
    swap = _figures(
        guest.swap_total, guest.swap_total - guest.swap_used, guest.swap_used, has["MemAvailable"]
    )
    running = sum(program.busy and not program.blocked for program in guest.programs)
    cpu = cpu_shares(guest.programs)
    sleeping, load = len(guest.programs) - running, f"{running:.2f}"
    lines = [
        f"top - {_clock(now)} up {_uptime(now)},  0 user,  load average: {load}, {load}, {load}",
        f"Tasks: {len(guest.programs):>3} total, {running:>3} running, {sleeping:>3} sleeping, "
        "  0 stopped,   0 zombie",
        f"%Cpu(s):{cpu.user:5.1f} us,{cpu.system:5.1f} sy,  0.0 ni,{cpu.idle:5.1f} id,{cpu.waits:5.1f} wa,  0.0 hi,"
        f"  0.0 si,{cpu.stolen:5.1f} st ",
        f"MiB Mem : {memory[0]} total, {memory[1]} free, {memory[2]} used, {memory[3]} buff/cache     ",
        f"MiB Swap: {swap[0]} total, {swap[1]} free, {swap[2]} used. {swap[3]} avail Mem ",
        "",
        "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND",
    ]
    programs = sorted(guest.programs, key=lambda program: (-_resident(program), program.pid))
    return "\n".join((*lines, *(_line(program, has["MemTotal"]) for program in programs)))


def _figures(*sizes: Bytes) -> tuple[str, ...]:
    return tuple(f"{size / MIB:>8.1f}" for size in sizes)


def _clock(now: Nanoseconds) -> str:
    seconds = now // SECOND
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _uptime(now: Nanoseconds) -> str:
    """As library/uptime.c has it: days, hours and minutes, or minutes alone."""
    minutes = now // SECOND // 60
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    told = f"{days} day{'' if days == 1 else 's'}, " if days else ""
    return told + (f"{hours:>2}:{minutes:02d}" if hours else f"{minutes} min")


def _resident(program: ProgramView) -> Bytes:
    return sum(program.holds.get(kind, 0) for kind in _RESIDENT)


def _line(program: ProgramView, total: Bytes) -> str:
    resident = _resident(program)
    cells = (
        f"{program.pid:>7}",
        f"{'root':<8}",
        f"{20:>3}",
        f"{0:>3}",
        f"{scaled(resident + program.swapped, 7):>7}",
        f"{scaled(resident, 6):>6}",
        f"{0:>6}",
        "D" if program.blocked else "R" if program.busy else "S",
        f"{works(program):>5.1f}",
        f"{100 * resident / total if total else 0:>5.1f}",
        f"{'0:00.00':>9}",
        program.name,
    )
    return " ".join(cells)


def scaled(size: Bytes, width: int) -> str:
    """Return a size in KiB, or where that is too wide in the next unit in which it fits, as `1.5g`."""
    text, value = str(size // KIB), size / KIB
    for unit in "mgtp":
        if len(text) <= width:
            break
        value /= 1024
        text = f"{value:.1f}{unit}"
    return text
