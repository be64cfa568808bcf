"""The app drawn without a terminal, as it shows one instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.export.portable import portable
from tui.race import Race

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.pilot import Pilot

    from tui.app import BallonetApp

SIZE = (120, 40)
"""Columns and rows."""


async def drawn(app: BallonetApp, size: tuple[int, int] = SIZE, keys: Iterable[str] = ()) -> str:
    """Return an app as SVG whose engine is there already; it ends with that.

    Args:
        app: what is drawn.
        size: of the screen.
        keys: what is pressed before.
    """
    svg = ""

    async def draw(pilot: Pilot[object]) -> None:
        nonlocal svg
        await pilot.pause()
        for key in keys:
            await pilot.press(*(key[1:] if key.startswith("=") else (key,)))
        await pilot.pause()
        await app.workers.wait_for_complete(each for each in app.workers if each.group == Race.GROUP)
        await pilot.pause()
        svg = app.export_screenshot(title="ballonet")
        app.exit()

    await app.run_async(headless=True, size=size, auto_pilot=draw)
    return portable(svg)
