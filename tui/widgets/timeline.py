"""The timeline of a recording that is played: it shows how far that is, and is where a time is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.bindings import bindings
from tui.keys import NO_OVERRIDES
from tui.keys.hints import filled
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.snapshot import Snapshot
    from engine.units import Nanoseconds
    from tui.render.replay.chapters import Title
    from tui.render.replay.track import Track
    from tui.render.whole.jump import Spot

LEAVES, AGAIN, LIVE = "{replay.leave-fork}", "{command.pause}", "{command.go-live}"
FROM_PROMPT = "{command.next-pane} {command.next-pane} {replay.leave-fork}"
"""What leaves a fork where the prompt has the keyboard: the map is between."""


class Timeline(Rows, can_focus=True):
    """Rows of a replay. A click or a drag on the line asks for a time; the keys below it are as good as keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("replay")

    snapshot: Snapshot | None = None
    pointed: Nanoseconds | None = None
    """The time that the mouse is at."""
    dragging = False

    class Sought(Message):
        """A time is to be gone to."""

        def __init__(self, time: Nanoseconds, *, dragged: bool = False, over: bool = True) -> None:
            super().__init__()
            self.to = time
            self.dragged = dragged
            """Whether the mouse asks for it."""
            self.over = over
            """Whether this is where it ends; else there is more to come."""

    def on_mount(self) -> None:
        """Say which keys do what from wherever the keyboard is."""
        self.watch(self.screen, "focused", self.redraw, init=False)

    @property
    def _leaves(self) -> str:
        return LEAVES if self.has_focus else FROM_PROMPT

    def show(self, snapshot: Snapshot) -> None:
        """Show another picture."""
        self.snapshot = snapshot
        self.redraw()

    @property
    def overrides(self) -> Mapping[str, str]:
        """Keys by an action's id, where they are others than the table's."""
        return getattr(self.app, "overrides", NO_OVERRIDES)

    def draw(self) -> Sequence[Strip]:
        """Draw all there is room for."""
        if self.snapshot is None or self.snapshot.replay is None:
            return ()
        from tui.render.replay.rows import replay_rows

        width, height = self.size
        rows = replay_rows(
            self.snapshot,
            self.snapshot.replay,
            width,
            height,
            self.palette,
            self.glyphs,
            pointed=self.pointed,
            leaves=filled(self._leaves, self.overrides),
            live=filled(LIVE, self.overrides) if getattr(self.app, "can_go_live", False) else "",
            again=filled(AGAIN, self.overrides),
            overrides=self.overrides,
        )
        return [row.strip(width) for row in rows]

    def track(self) -> Track | None:
        """Return where times stand; None while there is nothing to show."""
        if self.snapshot is None or self.snapshot.replay is None or not self.size:
            return None
        from tui.render.replay.rows import track_of

        return track_of(self.snapshot.replay, self.snapshot.time, *self.size)

    def seek(self, time: Nanoseconds) -> None:
        """Ask for a time."""
        self.post_message(self.Sought(time))

    def action_nudge(self, by: int) -> None:
        """Go back or on by a column."""
        track, now = self.track(), self.snapshot.time if self.snapshot else 0
        if track:
            wanted = track.column(now) + by
            # where time stands within its column, back is first to where that begins
            at = track.column(now) if by < 0 and track.time(track.column(now)) < now else wanted
            self.seek(track.time(at))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the time there, and follow the mouse."""
        part = self._part(event.y)
        if event.button != 1 or part not in ("line", "free"):
            return
        self.dragging = True
        self.capture_mouse()
        self._point(event.x, over=False)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say which time that is; while it is dragged, go there."""
        if self.dragging:
            self._point(event.x, over=False)
        elif self._part(event.y) in ("line", "free"):
            self.pointed = self._time(event.x)
            self.redraw()
        else:
            self._leave()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Be there."""
        if self.dragging:
            self.dragging = False
            self.release_mouse()
            self._point(event.x, over=True)
            self._leave()

    def on_hide(self) -> None:
        """Let the mouse go where there is no room for the timeline any more."""
        if self.dragging:
            self.dragging = False
            self.release_mouse()
            if self.pointed is not None:
                self.post_message(self.Sought(self.pointed, dragged=True))
            self._leave()

    def on_leave(self) -> None:
        """Point at nothing any more."""
        if not self.dragging:
            self._leave()

    def _leave(self) -> None:
        if self.pointed is not None:
            self.pointed = None
            self.redraw()

    def _point(self, x: int, *, over: bool) -> None:
        time = self._time(x, inside=False)
        if time is not None and (over or time != self.pointed):
            self.pointed = time
            self.redraw()
            self.post_message(self.Sought(time, dragged=True, over=over))

    def _time(self, x: int, *, inside: bool = True) -> Nanoseconds | None:
        """Return the time at a column; None beside the track, where only what lies inside counts."""
        track = self.track()
        if track is None or self.snapshot is None or self.snapshot.replay is None:
            return None
        if inside and not track.holds(x):
            return None
        return track.near(self.snapshot.replay, x)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does that is clicked, or go to the chapter."""
        if self.snapshot is None:
            return
        if self._part(event.y) == "keys":
            from tui.render.replay.buttons import button_at, buttons

            placed = buttons(self.snapshot, self.size.width, self.glyphs, self.overrides)
            if button := button_at(placed, event.x):
                await self.app.run_action(button.action, self)
        elif self._part(event.y) == "chapters":
            before = [title for title in self._titles() if title.column <= event.x]
            if before and event.x < before[-1].column + len(before[-1].text):
                self.seek(before[-1].time)

    async def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go back by an instant."""
        event.stop()
        await self.app.run_action("app.step_back", self)

    async def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go on by an instant."""
        event.stop()
        await self.app.run_action("app.step", self)

    def _titles(self) -> list[Title]:
        """Return the titles of chapters in sight."""
        from tui.render.replay.chapters import titles

        track = self.track()
        if track is None or self.snapshot is None or self.snapshot.replay is None:
            return []
        return titles(self.snapshot.replay, self.snapshot.time, track, self.size.width, self.glyphs)

    def _part(self, y: int) -> str:
        """Return what a row shows; empty: nothing."""
        from tui.render.replay.rows import parts

        view = self.snapshot.replay if self.snapshot else None
        shown = parts(self.size.height, chaptered=bool(view and view.chapters))
        return shown[y] if 0 <= y < len(shown) else ""

    def spots(self) -> Sequence[Spot]:
        """Return the chapters, each at its title, or where there is no room for these on the line."""
        from tui.render.whole.jump import Spot

        track, view = self.track(), self.snapshot.replay if self.snapshot else None
        if track is None or view is None or self.snapshot is None:
            return ()
        rows = [self._part(y) for y in range(self.size.height)]
        if "chapters" in rows:
            return [
                Spot(each.column, rows.index("chapters"), "chapter", each.time) for each in self._titles()
            ]
        return [Spot(track.column(time), rows.index("line"), "chapter", time) for time, _ in view.chapters]

    def tip_at(self, x: int, y: int) -> str:
        """Return the time there, with the chapter and what begins or fails about then."""
        from tui.render.replay.words import told_of

        if self._part(y) == "heading" and self.snapshot and self.snapshot.replay:
            return self.snapshot.replay.drift
        if self._part(y) not in ("line", "free", "chapters") or (time := self._time(x)) is None:
            return ""
        view, track = self.snapshot.replay if self.snapshot else None, self.track()
        return told_of(view, track, time) if view and track else ""
