"""Sentences that can be searched and sifted, with keys of their own while what is searched for is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.told.events import PASSED
from tui.render.told.log_view import LONGEST, Search, Wanted
from tui.widgets.linked import Linked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from engine.snapshot import Sentence


def _nobody() -> str:
    return ""


class Sought(Linked):
    """What is searched for, and which sentences are shown."""

    selected: Callable[[], str] = staticmethod(_nobody)
    """The selected guest."""
    wanted = Wanted()
    search = Search()
    teaches = False
    """Whether a lesson plays: then expectations that hold are not among what it says."""

    def told(self) -> Sequence[Sentence]:
        """Return the sentences that are known."""
        raise NotImplementedError

    def lay_out_anew(self) -> None:
        """Break the sentences into lines anew, and show the newest."""
        raise NotImplementedError

    def go_to(self, number: int) -> None:
        """Have a sentence in sight."""
        raise NotImplementedError

    def shown(self) -> tuple[Sentence, ...]:
        """Return the sentences that can be scrolled to, oldest first."""
        return tuple(each for each in self.told() if self.passes(each))

    def passes(self, sentence: Sentence) -> bool:
        """Say whether a sentence is one of those that are shown."""
        return self.wanted.passes(sentence) and not (self.teaches and sentence.level == PASSED)

    @property
    def sifted(self) -> str:
        """What is searched for and what is shown, in words; empty where nothing is out of the ordinary."""
        parts = [self.wanted.words]
        if self.search.active:
            parts.append(self.search.said(self.search.found(self.shown()), "_"))
        return " · ".join(filter(None, parts))

    def follow_selected(self) -> None:
        """Show the sentences of the guest that is selected now, if those of one are shown."""
        if self.wanted.guest and (guest := self.selected()) and guest != self.wanted.guest:
            self._sift(attrs.evolve(self.wanted, guest=guest))

    def action_guest(self) -> None:
        """Show the selected guest's sentences alone, whichever that is; again: everybody's."""
        self._sift(attrs.evolve(self.wanted, guest="" if self.wanted.guest else self.selected()))

    def action_troubles(self) -> None:
        """Show warnings and errors alone; again: everything."""
        self._sift(attrs.evolve(self.wanted, troubles=not self.wanted.troubles))

    def _sift(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.lay_out_anew()

    def action_search(self) -> None:
        """Have the next letters say what to search for."""
        self.search = Search(typing=True)
        self.redraw()

    def action_match(self, by: int) -> None:
        """Go to the match before, or to the one after."""
        if self.search.words:
            self._seek(self.search, by)
        else:
            self.action_search()

    def end_search(self) -> bool:
        """Search for nothing; say whether there was anything."""
        active, self.search = self.search.active, Search()
        if active:
            self.redraw()
        return active

    def _seek(self, search: Search, by: int = 0) -> None:
        last = self._told[self._drawn[1].stop - 1].number if self._drawn[1] else 0
        self.search = search.to(search.found(self.shown()), last, by)
        if self.search.at >= 0:
            self.go_to(self.search.at)
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Take what is searched for letter by letter; Esc ends the search, and goes out only where there is none."""
        if (event.key == "escape" and self.end_search()) or (self.search.typing and self._typed(event)):
            event.stop()

    def _typed(self, event: events.Key) -> bool:
        """Follow a key while what is searched for is typed; say whether it was one for that."""
        words = self.search.words
        if event.key == "enter":
            self.search = attrs.evolve(self.search, typing=False) if words else Search()
            self.redraw()
        elif event.key == "backspace":
            self._seek(attrs.evolve(self.search, words=words[:-1]))
        elif event.is_printable and event.character:
            self._seek(attrs.evolve(self.search, words=(words + event.character)[:LONGEST]))
        else:
            return False
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted for what is searched for, while that is typed."""
        if self.search.typing:
            event.stop()
            pasted = "".join(each for each in event.text if each.isprintable())
            self._seek(attrs.evolve(self.search, words=(self.search.words + pasted)[:LONGEST]))
