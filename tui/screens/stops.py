"""Where a script stops: the band that says so, and the parts that take the answer to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.panels import Panels

if TYPE_CHECKING:
    from tui.asking.asking import Asking


class Stops(Panels):
    """A stop is never modal: whoever looks on can do all that can be done while time stands."""

    _stop: int | None = None
    """The stop that there was at last."""

    def follow_stop(self, asking: Asking) -> None:
        """Show a stop as it is now, and have prompt and map take the answer while a question is open."""
        before, self._stop = self._stop, asking.stop.number if asking.stop else None
        if before not in (None, self._stop) and self._shows_view:
            self.close_panel()  # what was printed while time stood is not of what comes now
        self.stop.follow(asking)
        self.prompt.hold(asking.stop is not None)
        self.prompt.take_answers(asking.open)
        if self.body:
            bands = self.body.bands
            bands.asks = asking.by_pointing
            sections = asking.reveal.sections if asking.reveal else ()
            bands.reveal(frozenset((guest or self.selected, section) for guest, section in sections))
            if guest := next((guest for guest, _ in sections if guest), ""):
                self.body.bring_into_sight(guest)
            self.body.stop_rows = self.stop.rows_wanted(self.size.width)
            self.body.host.refresh(layout=True)
        self.plan_anew()

    @property
    def _shows_view(self) -> bool:
        """Whether the panel has what a command printed."""
        from engine.commands.grammar import BY_FIRST_WORD

        first = self.panel.topic.partition(" ")[0]
        return first in BY_FIRST_WORD and first != "help"

    def on_descendant_focus(self) -> None:
        """Say how a question is answered from where the keyboard is now."""
        if self.stop.asking is not None and self.stop.asking.open:
            self.follow_stop(self.stop.asking)
