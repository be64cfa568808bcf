"""The tour: offered once at the prompt, it points at the live things, and ends with any command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.geometry import Region

from tui.screens.panels import Panels
from tui.screens.stage import region
from tui.widgets.callout import Callout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.geometry import Size

    from engine.snapshot import Sentence, Snapshot
    from tui.render.layout import Rect
    from tui.screens.body import Body

BEFORE = {"panel", "why", "menu", "themes"}
"""What is looked at while it is open: the callout waits."""

HEAD = 6
"""Rows of many guests that a callout leaves in sight."""


class Touring(Panels):
    """The tour is never modal: its keys are those that do nothing at an empty prompt."""

    callout: Callout | None = None
    """What is shown of it; None before there is a picture."""

    async def furnish(self) -> Body:
        """Mount the callout with the rest."""
        body = await super().furnish()
        self.callout = Callout(*self.look, id="callout")
        await self.mount(self.callout)
        return body

    @property
    def tours(self) -> bool:
        """Whether a callout is open."""
        return self.callout is not None and self.callout.shown

    @property
    def _listens(self) -> bool:
        """Whether Enter and Esc are the tour's: the prompt has the keyboard and nothing else for them to do."""
        return (
            self.tours
            and self.pane == "prompt"
            and not self.prompt.value
            and not self.prompt.chooses
            and not self.panel.topic
            and not self.why.answer
        )

    def offer_tour(self) -> None:
        """Ask whether it is wanted."""
        self._show_step(None)

    def action_tour(self) -> None:
        """Begin the tour."""
        self.close_panel()
        self.prompt.focus()
        self._show_step(0)

    def action_tour_next(self) -> None:
        """Go on to the next step, or end it after the last."""
        from tui.render.whole.tour import STEPS

        step = self.callout.step if self.callout else None
        if step == len(STEPS) - 1:
            self.end_tour()
        else:
            self._show_step(0 if step is None else step + 1)

    def action_tour_leave(self) -> None:
        """Leave it."""
        self.end_tour()
        self.prompt.say("`help tour` shows the tour again")

    def end_tour(self) -> None:
        """Close it; it is not offered again."""
        if self.callout and self.tours:
            self.callout.close()
            self.app.remember("tour", "seen")  # type: ignore[attr-defined]
            self.plan_anew()

    def _show_step(self, step: int | None) -> None:
        if self.callout:
            self.callout.show(step)
            self.plan_anew()

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand, the callout among them."""
        found = super().places(size)
        if not (self.callout and self.tours and "prompt" in found) or found.keys() & BEFORE:
            return found
        bottom = found["prompt"].y
        return {**found, "callout": region(self.callout.stand(self._about(), size.width, bottom))}

    def _about(self) -> Rect | None:
        """Return where the thing stands that the step is about; None where it is not in sight."""
        from tui.render.layout import Rect
        from tui.render.whole.tour import STEPS, about_rect

        if self.body is None or self.callout is None:
            return None
        about = "prompt" if self.callout.step is None else STEPS[self.callout.step].about
        if about == "prompt":
            return Rect(*self.prompt.region)
        if about == "events":
            return Rect(*self.body.events.region) if self.body.events.region.area else None
        if self.body.sheet is not None:
            return None
        if self.body.front is self.body.overview:
            x, y, width, height = self.body.overview.region
            return Rect(x, y, width, min(height, HEAD))
        x, y = self.body.bands.region.offset
        found = about_rect(self.body.bands.bands(), about)
        return found and Rect(x + found.x, y + found.y, found.width, found.height)

    def show(self, picture: Snapshot, sentences: Iterable[Sentence], now: float) -> None:
        """Show another picture; the callout follows what it is about."""
        super().show(picture, sentences, now)
        if self.callout and self.tours:
            place = self.places(self.size).get("callout")
            if place is not None and place != self.callout.region:
                self.plan_anew()

    def attend(self) -> None:
        """Make room for what a command will do; the tour has done its part."""
        self.end_tour()
        super().attend()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether there is a tour for its keys to act on."""
        if action in ("tour_next", "tour_leave"):
            return self._listens
        return super().check_action(action, parameters)

    @on(Callout.Clicked)
    def _go_on(self) -> None:
        self.action_tour_next()
