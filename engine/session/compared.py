"""What a session compares: policies beside each other, on forks of its world."""

from __future__ import annotations

from typing import cast

from engine.commands.model import Compare
from engine.commands.parse import parse
from engine.comparison.comparison import Comparison
from engine.comparison.written import csv_text
from engine.operations.compare import comparison
from engine.session.told import Told


class Compares(Told):
    """A world on which policies are compared.

    For the bases above: `_compared` is the comparison of a script that began last, where time runs by no clock.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._compared: Comparison | None = None

    def compare(self, guest: str, size: str, policies: tuple[str, ...] = ()) -> Comparison:
        """Begin a comparison that the caller advances, a slice of work at a time; nothing changes.

        `compare` as a command runs it to its end at once.

        Args:
            guest: whose memory is changed, on forks.
            size: what it shall have, as `2G`.
            policies: those that are tried; all of them where none is named.

        Raises:
            CommandError: no such guest or policy, or the guest was never to have that size.
        """
        command = parse(" ".join(("compare", guest, size, *([",".join(policies)] if policies else ()))))
        assert isinstance(command, Compare), "the line begins with compare"
        self.finish_instant()
        return comparison(self.world, command)

    @property
    def comparing(self) -> Comparison | None:
        """The comparison of a script that is under way just now; it goes on by itself while time stands still."""
        return next((cast("Comparison", it) for it in self.world.comparing.values()), None)

    @property
    def compared(self) -> Comparison | None:
        """The comparison of a script that began last, be it over, where time runs by no clock; None: none did."""
        return self._compared

    def keep(self, comparison: Comparison) -> None:
        """Note what a comparison came to, so that `expect compare...` and the JSON have it."""
        self.world.keep_comparison(comparison.compared())

    def comparisons_csv(self) -> str:
        """Return what was compared so far as CSV: a line of names, then one for each policy of each comparison."""
        found = self.world.comparisons
        return csv_text(found, [self.world.seed] * len(found))
