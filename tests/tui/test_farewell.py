"""One line once the app has ended."""

from __future__ import annotations

import re

from engine.session import Session
from engine.units import SECOND
from tests.tui.driving import opened
from tui.terminal.farewell import summary


async def test_the_last_line_says_how_far_it_went_and_what_world_that_is():
    session = Session(seed=7)
    session.perform("guest add web memory=64M platform=ppc64")
    await session.run(until=2 * SECOND)
    async with opened(session) as app:
        await app.type("lsmem")
        await app.press("enter")
        said = summary(app.app.conductor)
    assert re.fullmatch(r"00:00:02 of virtual time, 1 command, digest [0-9a-f]{8}", said)
    assert session.digest().startswith(f"sha256:{said[-8:]}")
