"""A run as a page for a browser."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import attrs

from tui.verbs.targets import write_target
from tui.web.reel import Reel

if TYPE_CHECKING:
    from engine.session import Session
    from engine.units import Nanoseconds


@attrs.define
class PageOutput:
    """One page with transport controls and all that it plays."""

    target: str
    name: str
    """What the script is called; where it lies is not told."""
    first_every: Nanoseconds
    """How often it looks, until the run proves too long for that."""
    _reel: Reel = attrs.field(init=False)
    _document: dict[str, Any] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self._reel = Reel(self.first_every)

    @property
    def every(self) -> Nanoseconds:
        """Virtual time between two looks."""
        return self._reel.every

    async def look(self, session: Session) -> None:
        """Take what is true now."""
        self._reel.look(session)

    async def told(self, session: Session) -> None:
        """Take what is true when something has just been told."""
        self._reel.look(session)

    async def finish(self, session: Session) -> None:
        """Take how it ends."""
        self._document = session.document()
        self._reel.finish(session)

    def write(self) -> None:
        """Write it."""
        from tui.web.page import page

        write_target(self.target, page(self._reel, PurePath(self.name).name, self._document))
