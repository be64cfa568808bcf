"""What is offered beside the prompt."""

from __future__ import annotations

from typing import Protocol


class Remedies(Protocol):
    """What is offered beside the prompt: ↑, ↓ and Enter on an empty line are about it while there is any."""

    @property
    def offered(self) -> str:
        """The line that is suggested for it; empty where there is none."""
        ...

    def move(self, by: int) -> bool:
        """Choose another; say whether there is anything to choose from."""
        ...

    def take(self) -> bool:
        """Take the chosen one; say whether there was one."""
        ...
