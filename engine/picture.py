"""Paints the world: one immutable picture, in which what has not changed is the same object as before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter

import attrs

from engine.errors import printable
from engine.events import Event, LineFailed, NotAsExpected, Printed
from engine.guest.guest import Guest
from engine.guest_picture import grain_view, guest_view, pages_views
from engine.host import Host
from engine.host_picture import host_view, machine_view, paging_view
from engine.operation import Operation
from engine.snapshot import GuestView, HostView, OperationView, PagesView, Sentence, Snapshot, Unmet
from engine.snapshot.replay import ReplayView
from engine.snapshot.script import ScriptView
from engine.snapshot.source import NO_GRAINS
from engine.snapshot.stop import StopView
from engine.units import Pages
from engine.world import World

LONGEST = 500
"""Characters of a caption, a sentence or a command that are shown."""
COUNTED_AT_ONCE = 1 << 19
"""Pages of a guest whose stretches are counted in one picture while time runs; all that changed while it stands."""
_facts = attrgetter(*(field.name for field in attrs.fields(Snapshot)))


@attrs.frozen(eq=False)
class _PaintedGuest:
    """A guest's picture, and what it was painted from."""

    guest: Guest
    key: tuple[object, ...]
    pages: dict[int, tuple[int, PagesView]]
    view: GuestView


class Painter:
    """Paints one world after the other, and remembers the last picture so that an unchanged part is kept."""

    def __init__(self) -> None:
        self._guests: dict[str, _PaintedGuest] = {}
        self._host: tuple[Host, int, HostView] | None = None
        self._operations: dict[int, Operation] = {}
        self._operation_views: tuple[OperationView, ...] = ()
        self._last: Snapshot | None = None

    def paint(
        self,
        world: World,
        *,
        paused: bool,
        speed: float,
        reached: float,
        view: Iterable[tuple[str, int]] = (),
        machine: bool = False,
        grains: Mapping[str, Pages] = NO_GRAINS,
        stop: StopView | None = None,
        replay: ReplayView | None = None,
        recorded: bool = False,
        script: ScriptView | None = None,
    ) -> Snapshot:
        """Return what is true now.

        Args:
            world: what is painted.
            paused: whether time stands still.
            speed: the speed that was asked for, 1 is the wall clock's.
            reached: the speed that was reached lately.
            view: (guest, section) pairs whose pages are wanted; those that do not exist are left out.
            machine: whether the machine's map is wanted.
            grains: by guest, the pages of a stretch where what stretches hold is wanted.
            stop: where a script lets time stand.
            replay: the recording that is played.
            recorded: whether somebody writes down what is done.
            script: the one that plays.

        Returns:
            The picture. What has not changed is the same object as in the last picture: a guest, the host, an
            operation, all guests, all operations, and the picture itself.
        """
        wanted: dict[str, list[int]] = {}
        for name, section in view:
            wanted.setdefault(name, []).append(section)
        at_most = None if paused else COUNTED_AT_ONCE
        self._guests = {
            name: self._paint_guest(world.host, guest, wanted.get(name, []), grains.get(name, 0), at_most)
            for name, guest in world.guests.items()
        }
        guests = tuple(painted.view for painted in self._guests.values())
        last = self._last
        if last is not None:
            # a view equals only itself, so equal tuples hold the same objects
            guests = last.guests if guests == last.guests else guests
        picture = Snapshot(
            time=world.now,
            seed=world.seed,
            host=self._paint_host(world.host, machine),
            guests=guests,
            operations=self._paint_operations(world.operations),
            expectations_passed=world.passed,
            expectations_failed=world.failed,
            paused=paused,
            speed=speed,
            reached=reached,
            caption=printable(world.caption, LONGEST),
            chapter=printable(world.chapter, LONGEST),
            stop=stop,
            replay=replay,
            script=script,
            recorded=recorded,
        )
        if last is None or _facts(picture) != _facts(last):
            self._last = last = picture
        return last

    def _paint_guest(
        self, host: Host, guest: Guest, sections: list[int], grain: Pages, at_most: Pages | None
    ) -> _PaintedGuest:
        memory = guest.memory
        marks = tuple(
            (z.present, z.managed, z.min, z.low, z.high, z.boost, z.protection) for z in memory.zones
        )
        key = (memory.frames.version, guest.changes, guest.course.last, marks)
        before = self._guests.get(guest.name)
        if before is None or before.guest is not guest:
            pages = pages_views(memory, sections, {})
        else:
            pages = pages_views(memory, sections, before.pages)
            if before.key == key:
                view = _with_grain(guest, before.view, grain, before.view, at_most)
                if pages.keys() != before.pages.keys():
                    view = attrs.evolve(view, pages=_views(pages))
                return before if view is before.view else _PaintedGuest(guest, key, pages, view)
        last = before.view if before and before.guest is guest else None
        view = guest_view(guest, _views(pages), last, paging_view(host, guest))
        return _PaintedGuest(guest, key, pages, _with_grain(guest, view, grain, last, at_most))

    def _paint_host(self, host: Host, machine: bool) -> HostView:
        before = self._host
        if before is None or before[0] is not host or before[1] != host.version:
            self._host = before = (
                host,
                host.version,
                host_view(host, machine_view(host) if machine else None),
            )
        elif machine and before[2].machine is None:
            self._host = before = (host, host.version, attrs.evolve(before[2], machine=machine_view(host)))
        return before[2]

    def _paint_operations(self, operations: dict[int, Operation]) -> tuple[OperationView, ...]:
        if operations != self._operations:
            known = zip(self._operations.values(), self._operation_views, strict=True)
            before = {was.id: (was, view) for was, view in known}
            self._operation_views = tuple(
                before[number][1]
                if number in before and before[number][0] == operation
                else _operation_view(operation)
                for number, operation in operations.items()
            )
            self._operations = operations.copy()
        return self._operation_views


def sentences(world: World, after: int, guest: str | None = None) -> tuple[Sentence, ...]:
    """Return what happened, in words, oldest first.

    Args:
        world: where.
        after: the number of the first event that is wanted; those that the world has forgotten are left out.
        guest: whose events, or None for all.
    """
    first = world.events[0][0] if world.events else 0
    return tuple(
        _sentence(number, event)
        for number, event in world.events[max(0, after - first) :]
        if guest is None or event.guest == guest
    )


def _sentence(number: int, event: Event) -> Sentence:
    text = printable(event.sentence(), LONGEST)
    match event:
        case Printed():
            return Sentence(number, event.time, event.guest, text, event.level, event.output)
        case LineFailed():
            place = printable(event.place, LONGEST)
            return Sentence(number, event.time, event.guest, text, event.level, place=place)
        case NotAsExpected():
            shown = (printable(part, LONGEST) for part in (event.path, event.wanted, event.found, event.hint))
            return Sentence(number, event.time, event.guest, text, event.level, unmet=Unmet(*shown))
        case _:
            return Sentence(number, event.time, event.guest, text, event.level)


def _with_grain(
    guest: Guest, view: GuestView, grain: Pages, before: GuestView | None, at_most: Pages | None
) -> GuestView:
    """Return a view with what stretches of `grain` pages hold; 0: without."""
    known = before.grain if before else None
    found = grain_view(guest.memory, view.sections, grain, known, at_most) if grain else None
    return view if found is view.grain else attrs.evolve(view, grain=found)


def _views(pages: dict[int, tuple[int, PagesView]]) -> dict[int, PagesView]:
    return {section: view for section, (_, view) in pages.items()}


def _operation_view(operation: Operation) -> OperationView:
    return OperationView(
        id=operation.id,
        guest=operation.guest,
        command=printable(operation.command, LONGEST),
        state=operation.state,
        started=operation.started,
        ended=operation.ended,
        done=operation.done,
        total=operation.total,
        unit=operation.unit,
        pages_migrated=operation.pages_migrated,
        waits_for=operation.waits_for,
        reason=operation.reason,
        detail=operation.detail,
        sections=operation.sections,
        landing=operation.landing,
        failed_sections=operation.failed_sections,
        deadline=operation.deadline,
        late=operation.late,
        moving=operation.moving,
    )
