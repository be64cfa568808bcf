"""How often the main screen changes while pictures come thirty times a second."""

from __future__ import annotations

import attrs
from textual.geometry import Region

from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tests.tui.snapshots import snapshot
from tui.app import BallonetApp
from tui.launch import Built, Launch
from tui.render.rates import GAUGES_EVERY, NUMBERS_EVERY
from tui.settings import Settings
from tui.widgets.rows import Rows

FRAME = 1 / 30


def growing(count: int):
    """Return pictures in which every size of a guest is another one each time."""
    first = snapshot()
    web = first.guests[0]
    for i in range(count):
        grown = attrs.evolve(web, free=web.free + (i << 20), target=web.target + (i << 24))
        host = attrs.evolve(first.host, free=first.host.free - (i << 20))
        yield attrs.evolve(
            first, time=first.time + i * 33_333_333, host=host, guests=(grown, *first.guests[1:])
        )


async def test_what_has_numbers_in_it_changes_four_times_a_second_and_what_has_gauges_ten_times():
    async with opened(FakeSession(), size=(120, 40)) as driver:
        body = driver.app.screen.body
        host, title, gauge = [], [], []
        for i, picture in enumerate(growing(61)):
            body.show(picture, (), 1e9 + i * FRAME)
            host.append(body.host._strips[0].text)
            title.append(body.bands._strips[0].text)
            gauge.append(body.bands._strips[1].text)
        assert 5 < len(set(host)) <= 2 / NUMBERS_EVERY + 1
        assert 5 < len(set(title)) <= 2 / NUMBERS_EVERY + 1
        assert 5 < len(set(gauge)) <= 2 / GAUGES_EVERY + 1


async def test_paused_nothing_is_repainted(monkeypatch):
    async with opened(FakeSession(), size=(200, 60)) as driver:
        await driver.pilot.pause()
        repainted: list[tuple[Region, ...]] = []
        monkeypatch.setattr(Rows, "refresh", lambda _, *regions, **__: repainted.append(regions))
        for _ in range(30):
            driver.app.conductor.show()
        await driver.pilot.pause()
        assert repainted == []


async def test_settings_cap_the_frames_and_calm_the_marks():
    launch = Launch(settings=Settings(fps=5, motion="calm"))
    app = BallonetApp(launch, None, Built(FakeSession()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.conductor is not None
        assert app.conductor.frame == 1 / 5
        assert app._main.body.bands.flashes.calm
