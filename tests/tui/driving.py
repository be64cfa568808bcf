"""Opens the app on an engine that stands still, and reads the screen as text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.events import Key, Paste
from textual.keys import _character_to_key

from tests.tui.fake_session import FakeSession
from tui.app import BallonetApp
from tui.launch import Built, Launch
from tui.settings import Settings


@asynccontextmanager
async def opened(
    session=None, size=(80, 24), history=None, theme="safe", settings=None, note="", themes=None
) -> AsyncIterator:
    """Run the app headless on a session or what was built; the pilot has `text()` for the screen and `session`."""
    built = session if isinstance(session, Built) else Built(session or FakeSession())
    launch = Launch(settings=settings or Settings(theme=theme), note=note)
    app = BallonetApp(launch, history, built, themes=themes)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Driver(pilot, built.session)


class Driver:
    """A pilot with words of its own."""

    def __init__(self, pilot, session) -> None:
        self.pilot = pilot
        self.session = session
        self.app = pilot.app
        self.screen = pilot.app.screen
        self.prompt = pilot.app._main.prompt

    async def press(self, *keys: str) -> None:
        """Press keys, then wait until the screen has settled."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type `text`, then wait until the screen has settled."""
        for character in text:
            self.app.post_message(Key(_character_to_key(character), character))
        await self.pilot.pause()

    async def burst(self, *keys: str) -> None:
        """Press keys without waiting for what any of them does, as a slow line delivers them."""
        for key in keys:
            character = key if len(key) == 1 else " " if key == "space" else None
            self.app.post_message(Key(_character_to_key(key) if character == key else key, character))
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        self.app.focused.post_message(Paste(text))
        await self.pilot.pause()

    def text(self) -> str:
        """Return the screen's rows without blanks at their ends."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def rows(self, first: int, last: int | None = None) -> list[str]:
        return self.text().split("\n")[first:last]
