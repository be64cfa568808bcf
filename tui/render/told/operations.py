"""Operations: what each is, how far, what it does or waits for. Failed ones stay until they are dismissed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.units import SECOND, Nanoseconds, short_size
from tui.render.text.rows import Row
from tui.render.text.words import fit, plural

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.snapshot import OperationView, Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

RUNNING = frozenset({"waiting", "running", "stalled"})
TROUBLED = frozenset({"stalled", "partial", "failed"})
RECEIPT = 5 * SECOND
"""How long one that is done or cancelled stays listed, in virtual time; one that took no time is not listed."""
WITH_DETAIL = 100
"""Narrower rows say how much there is to go; what an operation does stands under its guest's map too."""
SCRIPT = "source "
"""A script is not listed unless it fails: its lines are."""
SHORTEST = 8
"""Columns for what an operation does, below which only the time that it takes is said."""
Begun = tuple[Nanoseconds, int]
"""When an operation's pace is counted from, and what it had done then."""
NOT_KNOWN: Mapping[int, Begun] = MappingProxyType({})
NONE_NEWER: Mapping[int, OperationView] = MappingProxyType({})
RECENT = 200
"""How many of the latest operations are looked at."""


def listed(snapshot: Snapshot, dismissed: Collection[int] = ()) -> list[OperationView]:
    """Return the operations to show: under way, troubled, fresh receipts; each newest first."""
    shown = [
        (rank, -operation.id, operation)
        for operation in snapshot.operations[-RECENT:]
        if operation.id not in dismissed and (rank := _rank(operation, snapshot.time)) is not None
    ]
    return [operation for _, _, operation in sorted(shown, key=lambda row: row[:2])]


def _rank(operation: OperationView, now: Nanoseconds) -> int | None:
    if operation.command.startswith(SCRIPT) and operation.state not in TROUBLED:
        return None
    if operation.state in RUNNING:
        return 0
    if operation.state in TROUBLED:
        return 1
    took_time = operation.ended is not None and operation.ended > operation.started
    return 2 if took_time and operation.ended and now - operation.ended < RECEIPT else None


def shown(snapshot: Snapshot, height: int, dismissed: Collection[int] = ()) -> list[OperationView]:
    """Return the operations that have one of `height` rows, in the order of these rows: oldest first."""
    return in_order(listed(snapshot, dismissed)[: max(0, height)])


def in_order(operations: Sequence[OperationView]) -> list[OperationView]:
    """Return operations in the order of their rows."""
    return sorted(operations, key=lambda operation: operation.id)


def heading(operations: Sequence[OperationView], palette: Palette, glyphs: Glyphs, width: int) -> Row:
    """Draw the line above the operations: `─ 3 running ─ 1 failed ───`."""
    running = sum(operation.state in RUNNING for operation in operations)
    row = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    row.add(f"{running} running " if running else "operations ", palette.muted)
    for state in ("failed", "partial"):
        if count := sum(operation.state == state for operation in operations):
            row.add(f"{glyphs.rule} ", palette.rule).add(f"{count} {state} ", palette.warm)
    return row.to(width, glyphs.rule, palette.rule)


def operation_rows(
    operations: Sequence[OperationView],
    snapshot: Snapshot,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    begun: Mapping[int, Begun] = NOT_KNOWN,
    chosen: int | None = None,
    newer: Mapping[int, OperationView] = NONE_NEWER,
) -> list[Row]:
    """Draw the first `height` operations, oldest first; the last row says how many more there are.

    Args:
        operations: as `listed` returns them.
        snapshot: the picture that they are of.
        width: columns there are.
        height: rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        begun: by id, when an operation was first seen at work, and what it had done then.
        chosen: the operation that keys are about, by id.
        newer: by id, what the bars are drawn from, where that is newer than what the numbers are.
    """
    first = in_order(operations[:height])
    more = len(operations) - len(first)
    digits = max((len(_number(operation)) for operation in first), default=1)
    rows = [
        _row(
            operation,
            snapshot,
            width,
            palette,
            glyphs,
            digits,
            more if i == len(first) - 1 else 0,
            begun.get(operation.id, (operation.started, 0)),
            operation.id == chosen,
            newer.get(operation.id, operation),
        )
        for i, operation in enumerate(first)
    ]
    if not rows and height:
        rows = [
            Row(palette.ground).add(" nothing is running: type a command, Tab completes it", palette.muted)
        ]
    return rows + [Row(palette.ground) for _ in range(height - len(rows))]


def _row(
    operation: OperationView,
    snapshot: Snapshot,
    width: int,
    palette: Palette,
    glyphs: Glyphs,
    digits: int,
    more: int,
    begun: Begun,
    chosen: bool,
    drawn: OperationView,
) -> Row:
    running = operation.state in RUNNING
    tone = palette.warm if operation.state in TROUBLED else palette.text if running else palette.muted
    sign = sign_of(operation, glyphs)
    bar_at, bar = _columns(width)
    row = Row(palette.ground).add(f" {sign} ", palette.cursor if chosen else tone)
    row.add(f"{_number(operation):>{digits}} ", palette.muted)
    row.add(fit(glyphs.words(operation.command), bar_at - row.column - 1, glyphs.more), tone).to(bar_at)
    if running and bar:
        filled = int(share(drawn) * bar)
        row.add(glyphs.bar * filled, tone).add(glyphs.unbar * (bar - filled), palette.muted)
        row.add(f" {int(share(operation) * 100):>2} %  ", tone)
    suffix = f"  +{plural(more, 'op')}" if more else ""
    room = width - row.column - len(suffix) - 1
    if running:
        left = time_left(operation, snapshot, begun)
        what = glyphs.words(doing(operation, snapshot, width >= WITH_DETAIL))
        if left and room - len(left) < min(len(what), SHORTEST):
            what, left = "", left.strip()
        what = fit(what, room - len(left), glyphs.more)
        row.add(f"{what}{left}" if room > len(left) else fit(what, room), palette.muted)
    else:
        row.add(fit(glyphs.words(outcome(operation)), room, glyphs.more), tone)
    if suffix:
        row.to(width - len(suffix) - 1).add(suffix, palette.muted)
    return row


def share(operation: OperationView) -> float:
    """Return how much of an operation is done, 0 to 1; the section in hand counts as far as it is empty."""
    if not operation.total:
        return 0.0
    done = float(operation.done)
    moved, to_move = operation.moving
    if to_move and operation.unit == "sections":
        done += len(operation.sections) * moved / to_move
    return min(1.0, done / operation.total)


def _number(operation: OperationView) -> str:
    """Return the number by which `why` and `cancel` know it; a script and a `wait` have none."""
    return str(operation.id) if operation.id > 0 else ""


def sign_of(operation: OperationView, glyphs: Glyphs) -> str:
    """Return what stands before an operation: `✓` only if it did all that it was to do."""
    ended = {"done": glyphs.done, "partial": glyphs.partial, "cancelled": glyphs.cancelled}
    return glyphs.operation if operation.state in RUNNING else ended.get(operation.state, glyphs.failed)


def _columns(width: int) -> tuple[int, int]:
    """Return where an operation's bar starts and how long it is."""
    if width >= 160:
        return 46, 40
    if width >= 100:
        return 33, 26
    if width >= 70:
        return 32, 19
    return min(28, width // 2), max(0, width - 52)


def doing(operation: OperationView, snapshot: Snapshot, detailed: bool) -> str:
    """Return what an operation under way waits for, or does, or has still to do."""
    if operation.waits_for:
        return f"waits: {operation.waits_for}"
    left = max(0, operation.total - operation.done)
    guest = snapshot.guest(operation.guest)
    if operation.unit == "pages" and guest:
        to_go = f"{short_size(left * guest.page_size)} to go"
    else:
        to_go = plural(left, operation.unit.removesuffix("s"))
    if operation.state == "waiting":
        return "waits for its turn"
    return operation.detail if operation.detail and detailed else to_go


def time_left(operation: OperationView, snapshot: Snapshot, begun: Begun) -> str:
    """Return how much longer an operation takes at its pace since it has `begun`, or nothing."""
    since, before = begun
    left, done, spent = operation.total - operation.done, operation.done - before, snapshot.time - since
    if operation.waits_for or operation.state != "running" or done <= 0 or left <= 0 or spent <= 0:
        return ""
    return f"  {spent * left / done / SECOND:.1f} s"


def outcome(operation: OperationView) -> str:
    """Return what became of an operation."""
    ended = operation.ended if operation.ended is not None else operation.started
    took = f"{(ended - operation.started) / SECOND:.2f} s"
    if operation.state == "done":
        moved = f", {operation.pages_migrated:,} pages moved" if operation.pages_migrated else ""
        return f"done in {took}{moved}"
    return f"{operation.state}: {operation.reason}" if operation.reason else f"{operation.state} after {took}"
