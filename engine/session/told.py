"""What a session tells: events, sentences, and where scripts let time stand."""

from __future__ import annotations

from collections.abc import AsyncIterator

from engine.audience import Audience
from engine.errors import printable
from engine.events import Asked, Event, Held
from engine.history import Lived
from engine.picture import LONGEST, sentences
from engine.snapshot import Sentence
from engine.snapshot.stop import StopView


class Told(Lived):
    """A world that is heard.

    For the bases above: `_audience` is told of what happens, `_heard` is the number of events that were looked at for
    what a script asks of the pace, and `_stop` is where a script lets time stand just now; None: nowhere.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._audience = Audience()
        self._heard = 0
        self._stop: StopView | None = None

    def events(self) -> AsyncIterator[Event]:
        """Yield what happens from now on."""
        return self._audience.events()

    def sentences(self, after: int) -> tuple[Sentence, ...]:
        """Return the kept sentences whose number is `after` or higher, oldest first."""
        return sentences(self.world, after)

    def stops(self, after: int) -> tuple[StopView, ...]:
        """Return where scripts let time stand, those stops that a run without a screen went through too.

        Args:
            after: the number of the first event that is wanted; those that were forgotten are left out.
        """
        first = self.world.events[0][0] if self.world.events else 0
        return tuple(
            stop_view(number, event)
            for number, event in self.world.events[max(0, after - first) :]
            if isinstance(event, Held)
        )

    @property
    def stopped(self) -> bool:
        """Whether a script lets time stand until somebody goes on."""
        return self._stop is not None

    async def wait_for(self, number: int) -> str:
        """Wait until an operation has ended, and return its state."""
        return await self._audience.ended(self.world, number)


def stop_view(number: int, event: Held) -> StopView:
    """Return a stop as pictures show it.

    Args:
        number: the event's.
        event: what happened there.
    """
    answer = event.answer if isinstance(event, Asked) else None
    return StopView(number, printable(event.words, LONGEST), answer)
