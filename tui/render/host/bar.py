"""The host bar: who has the machine's memory, and who wants and gives how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from engine.units import MIB, MILLISECOND, SECOND, duration_text, short_size
from tui.render.colours.inks import Ink
from tui.render.host.balance import balance_clauses
from tui.render.map.legend import more_signs
from tui.render.text.rows import Row
from tui.render.text.words import clock, fit, level, percent, plural

if TYPE_CHECKING:
    from engine.snapshot import HostView, Snapshot, WatchView
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

WIDE = 100
"""From here on the second line has room for each guest's share of the promise."""
RECORDED = "REC "
"""What stands before the clock while what is done is written to a file."""
CONTENT = "every guest is at its target"
NOTABLE = MIB
"""A guest that is nearer than this to its target wants nothing."""


def margin(width: int) -> int:
    """Return the blank columns at the right edge of the host bar."""
    return 3 if width >= WIDE else 1


def host_row(
    snapshot: Snapshot, width: int, palette: Palette, glyphs: Glyphs, drawn: HostView | None = None
) -> Row:
    """Draw the one common scale, what is free, and the clock; `drawn` is what the bar shows, if that is newer."""
    host = drawn or snapshot.host
    row = Row(palette.ground).add(_name(snapshot), palette.muted)
    free = f" {short_size(snapshot.host.free)} free"
    time = clock_text(snapshot, glyphs, width)
    bar = bar_columns(snapshot, width, glyphs)
    start = row.column
    for name, columns in _readable(segments(host, bar)):
        if columns > 0:
            row.add(name)
            row.to(row.column + columns - 1 - cell_len(name), glyphs.bar, palette.muted)
            row.add(glyphs.edge, palette.muted)
    if host.zeroing:
        columns = max(1, _columns(host.zeroing, host, bar))
        row.to(min(start + bar, row.column + columns), glyphs.zeroing)
    row.to(start + bar, glyphs.free, palette.inks[Ink.FREE]).add(free)
    row.to(width - margin(width) - len(time))
    return row.add(time, palette.muted if snapshot.paused else palette.text)


def _readable(parts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return one segment for all guests where there is no room for even a letter of each, with their number in it."""
    if not parts or any(name for name, _ in parts):
        return parts
    columns = sum(each for _, each in parts)
    return [(fit(plural(len(parts), "guest"), max(0, columns - 1), ""), columns)]


def _name(snapshot: Snapshot) -> str:
    """Return what stands before the guests' segments."""
    return f" HOST {'not known' if is_assumed(snapshot) else _plain(snapshot.host.total)} "


def bar_start(snapshot: Snapshot) -> int:
    """Return the column in which the first guest's segment begins."""
    return len(_name(snapshot))


def bar_columns(snapshot: Snapshot, width: int, glyphs: Glyphs) -> int:
    """Return the columns of the bar of segments in a row of `width`."""
    free = f" {short_size(snapshot.host.free)} free"
    room = (
        width - bar_start(snapshot) - len(free) - 3 - len(clock_text(snapshot, glyphs, width)) - margin(width)
    )
    return max(0, min(room, width * 9 // 16))


def is_assumed(snapshot: Snapshot) -> bool:
    """Say whether nobody said how large the host is: all guests were imported, and it is just what they may have."""
    host = snapshot.host
    imported = bool(snapshot.guests) and all(guest.origin is not None for guest in snapshot.guests)
    return imported and snapshot.watch is None and host.promised <= host.total <= host.promised * 257 // 256


def segments(host: HostView, bar: int) -> list[tuple[str, int]]:
    """Return what stands in each guest's segment, and how many of `bar` columns it takes, its edge included.

    They are in proportion, but each has room for its name if all have; if not, all names are cut to one length. Where
    that leaves two of them alike their numbers stand there, if these have room.
    """
    kept = (host.free > 0) + (host.zeroing > 0)
    names = _cut(list(host.owned), bar - kept)
    numbers = [str(number) for number in range(1, len(names) + 1)]
    if len(set(names)) < len(names) and _cut(numbers, bar - kept) == numbers:
        names = numbers
    least = [cell_len(name) + 1 if name else 0 for name in names]
    reached, ends = 0, [0]
    for owned in host.owned.values():
        reached += owned
        ends.append(min(bar, _columns(reached, host, bar)))
    columns = [max(few, end - begin) for few, begin, end in zip(least, ends[:-1], ends[1:], strict=True)]
    for _ in range(sum(columns) - max(sum(least), min(ends[-1], bar - kept))):
        widest = max(range(len(columns)), key=lambda i: columns[i] - least[i])
        columns[widest] -= 1
    return list(zip(names, columns, strict=True))


def _cut(names: list[str], room: int) -> list[str]:
    """Return names cut to one length with which they fit, each with an edge behind it; empty where none does."""
    for letters in range(max(map(cell_len, names), default=0), 0, -1):
        if sum(min(cell_len(name), letters) + 1 for name in names) <= room:
            return [fit(name, letters, "") for name in names]
    return [""] * len(names)


def _columns(size: int, host: HostView, bar: int) -> int:
    """Return a size as columns of a bar that is the machine, to the nearest."""
    whole = max(host.total, 1)
    return (2 * size * bar + whole) // (2 * whole)


def clock_text(snapshot: Snapshot, glyphs: Glyphs, width: int) -> str:
    """Return the time, a sign for whether it runs, and how fast, as a row of `width` columns has room for it.

    While what is done is written to a file, `REC` stands before it.
    """
    record = RECORDED if snapshot.recorded else ""
    if snapshot.watch is not None:
        sign = glyphs.stopped if snapshot.paused else glyphs.running
        return f"{clock(snapshot.time)} {sign} every {duration_text(snapshot.watch.every)}"
    sign = glyphs.stopped if snapshot.paused else glyphs.running
    speed = f"{snapshot.speed:g}x"
    if falls_behind(snapshot):
        speed = f"{'behind: ' if width >= WIDE else ''}{factor(snapshot.reached)}x of {speed}"
    return f"{record}{clock(snapshot.time)} {sign} {speed}"


def falls_behind(snapshot: Snapshot) -> bool:
    """Say whether virtual time runs slower than it was told to: its work takes the machine longer than that."""
    return snapshot.watch is None and not snapshot.paused and snapshot.reached < 0.9 * snapshot.speed


def factor(speed: float) -> str:
    """Print a measured speed with as many figures as can be read while it changes."""
    return f"{speed:.0f}" if speed >= 10 else f"{speed:.1f}" if speed >= 1 else f"{speed:.2f}"


def wishes(snapshot: Snapshot, width: int = 1000, more: str = "…") -> str:
    """Return who wants and who gives, as a sentence without a full stop: `db wants +512M, web gives 148M`.

    Args:
        snapshot: the picture.
        width: columns there are; where it is too long, clauses are left out from the end.
        more: what stands for clauses that are left out.
    """
    first, *rest = _clauses(snapshot)
    shown = len(rest)
    while cell_len(text := first + "".join(rest[:shown])) > width and shown:
        shown -= 1
    mark = f", {more}"
    return (
        text + mark if shown < len(rest) and cell_len(text) + len(mark) <= width else fit(text, width, more)
    )


def _clauses(snapshot: Snapshot) -> list[str]:
    """Return the sentence of `wishes` in pieces: each makes sense after those before it."""
    first, *rest = balance_clauses(snapshot) or [""]
    if not first:
        return _needs(snapshot)
    need, *more = _needs(snapshot)
    needs = [f": {need}", *more] if need != CONTENT else []
    return [first, *(f", {clause}" for clause in rest), *needs]


def _needs(snapshot: Snapshot) -> list[str]:
    """Return who waits, or else who wants and gives."""
    if waiting := _waiting(snapshot):
        return waiting
    wants = [(guest.target - guest.has, guest.name) for guest in snapshot.guests]
    takers = [(name, f"+{short_size(want)}") for want, name in wants if want >= NOTABLE]
    givers = [(name, short_size(-want)) for want, name in wants if want <= -NOTABLE]
    if takers or givers:
        first, *rest = _said("wants", takers) + _said("gives", givers)
        return [first, *(f", {clause}" for clause in rest)]
    return [CONTENT] if wants else ["no guest yet", ": guest add NAME memory=SIZE"]


def _said(verb: str, amounts: list[tuple[str, str]]) -> list[str]:
    """Return `web gives 148M`, `app 128M`: the verb is said once."""
    return [f"{name} {size}" if i else f"{name} {verb} {size}" for i, (name, size) in enumerate(amounts)]


def _waiting(snapshot: Snapshot) -> list[str]:
    """Return who has to wait for the host, if anyone does."""
    host = snapshot.host
    for operation in snapshot.operations:
        guest = snapshot.guest(operation.guest)
        if (
            operation.ended is None
            and operation.waits_for
            and guest
            and host.free < (want := guest.target - guest.has)
        ):
            zeroing = [f" and {short_size(host.zeroing)} in zeroing"] if host.zeroing else []
            who = f"{guest.name} waits for {short_size(want)}"
            return [who, f": the host has {short_size(host.free)}", *zeroing]
    return []


def wish_row(snapshot: Snapshot, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw who wants and gives, and what was promised; a promise beyond the machine is warm."""
    host = snapshot.host
    if snapshot.watch is not None:
        return (
            Row(palette.ground).add(" ").add(fit(cost(snapshot.watch), width - 2, glyphs.more), palette.muted)
        )
    if is_assumed(snapshot):
        return Row(palette.ground).add(" ").add(wishes(snapshot, width - 2, glyphs.more))
    share = percent(host.promised, host.total)
    warm = palette.warm if host.promised > host.total else palette.muted
    row = Row(palette.ground)
    if width < WIDE:
        promise = f"promised {_plain(host.promised)} of {_plain(host.total)} = {share} %"
        left = width - len(promise) - 1
        if left > 12:
            row.add(" ").add(wishes(snapshot, left - 3, glyphs.more)).to(left)
        return row.add(promise, warm)
    sums = " + ".join(f"{guest.name} {_plain(guest.max)}" for guest in snapshot.guests)
    promise = f"{sums} = {_plain(host.promised)} = {share} % of {_plain(host.total)}"
    if len(promise) > width // 2 or not snapshot.guests:
        promise = f"{_plain(host.promised)} = {share} % of {_plain(host.total)}"
    row.add(" promised  ", palette.muted).add(promise, warm).add("   ")
    zeroing = f"{glyphs.zeroing} zeroing {short_size(host.zeroing)}" if host.zeroing else ""
    end = width - margin(width) - len(zeroing)
    row.add(wishes(snapshot, end - row.column - 2, glyphs.more))
    if zeroing:
        row.to(end).add(zeroing, palette.muted)
    elif signs := more_signs(glyphs, end - row.column - 2):
        row.to(end - len(signs)).add(signs, palette.muted)
    return row


def cost(watch: WatchView) -> str:
    """Return what watching costs, and how old the oldest page flags are."""
    words = [f"watching takes {watch.share / 10:.1f} % of a CPU", f"a look {watch.look / MILLISECOND:.0f} ms"]
    if watch.flags_age is None:
        words.append("pages may not be read: root may")
    elif watch.unread:
        words.append(f"pages of {watch.unread:,} sections still to be read")
    else:
        words.append(f"pages read within {watch.flags_age / SECOND:.0f} s")
    return ", ".join(words)


def _plain(size: int) -> str:
    """Print a size that stands still: `8G`, `11.5G`."""
    return level(size).replace(".0", "")
