"""The screen of a presentation: one guest large, what is said below it, and the line that is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region

from tui.keys import KEYS
from tui.screens.panes import Panes
from tui.widgets.presenter_pane import PresenterHead, PresenterPane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.geometry import Size

    from tui.render.whole.presented import Presented
    from tui.screens.body import Body

ELSEWHERE = frozenset(
    {
        "inspect",
        "filter",
        "jump",
        "tour",
        "next_pane",
        "previous_pane",
    }
    | {each.action for row in KEYS if row.where == "pane" for each in row.bound}
)
"""Actions about what does not show in a presentation."""
PROMPT_ROWS = 2


class Presenting(Panes):
    """A presentation is a mode of the main screen: the same map, prompt and panels at other places."""

    presented: Presented | None = None
    """What is presented; None while nothing is."""

    async def furnish(self) -> Body:
        """Mount its parts with the rest."""
        body = await super().furnish()
        self.presenter_head = PresenterHead(*self.look, id="presenter-head")
        self.presenter = PresenterPane(*self.look, id="presenter")
        await body.mount(self.presenter_head, self.presenter)
        return body

    @property
    def presents(self) -> bool:
        """Whether a presentation is shown."""
        return self.presented is not None

    def present(self, view: Presented) -> None:
        """Show a presentation, or how it stands now."""
        began = not self.presents
        self.presented = view
        if self.body is None:
            return
        before, self.body.presented = self.body.presented, view
        if began:
            self.close_panel()
            self.action_main()
            self.body.bands.alone(True)
            self.go_on_presenting()
        self.presenter_head.show(view)
        self.presenter.show(view)
        if began or before is None or self.body.presented_rows(before) != self.body.presented_rows(view):
            self.body.host.refresh(layout=True)
            self.plan_anew()

    def end_presenting(self) -> None:
        """Have the main screen again."""
        self.presented = None
        if self.body:
            self.body.presented = None
            self.body.bands.alone(False)
            self.body.host.refresh(layout=True)
        self.prompt.focus_at_once()
        self.plan_anew()

    def go_on_presenting(self) -> None:
        """Give the keyboard to the presentation, if there is one."""
        if self.presents:
            self.presenter.focus()
            self.plan_anew()

    @property
    def takes_over(self) -> bool:
        """Whether the presenter types commands of their own, or an answer."""
        return self.presents and self.pane == "prompt"

    def places(self, size: Size) -> Mapping[str, Region]:
        """Return where the parts stand: the prompt at the bottom edge while it is wanted, and what opens on it."""
        found = dict(super().places(size))
        if not self.presents or "prompt" not in found:
            return found
        for name in ("footer", "stop", "callout"):
            found.pop(name, None)
        prompt = found["prompt"]
        down = size.height - prompt.bottom
        stop = self.stop.rows_wanted(size.width)
        for name in ("prompt", "menu", "panel", "why", "themes"):
            if name in found:
                stands_on_stop = name in ("panel", "why", "themes")
                found[name] = found[name].translate((0, down + (stop if stands_on_stop else 0)))
        if not self.takes_over:
            found.pop("prompt", None)
            found.pop("menu", None)
        return found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action is about anything that shows."""
        if self.presents and action in ELSEWHERE:
            return False
        return super().check_action(action, parameters)

    def on_descendant_focus(self) -> None:
        """Let the prompt come and go with the keyboard."""
        if self.presents:
            self.app.action_present("show")  # type: ignore[attr-defined]
            self.plan_anew()

    def action_out(self) -> None:
        """Go on with the presentation, from wherever the keyboard is."""
        if self.presents:
            self.go_on_presenting()
        else:
            super().action_out()

    def action_scroll_back(self) -> None:
        """Go back in a presentation, as a remote control asks for it while the prompt has the keyboard."""
        if self.presents:
            self.app.action_present("back")  # type: ignore[attr-defined]
        else:
            super().action_scroll_back()

    def action_scroll_forth(self) -> None:
        """Go on in a presentation."""
        if self.presents:
            self.app.action_present("run")  # type: ignore[attr-defined]
        else:
            super().action_scroll_forth()
