"""Keys that come all at once, over a slow line or typed ahead, do the same as keys that come one by one."""

from __future__ import annotations

import asyncio

import pytest

from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tui.app import BallonetApp
from tui.launch import Built, Launch
from tui.screens.main import MainScreen


class LiveSession(FakeSession):
    """An engine whose time stands, though the app lets it run."""

    def run_ahead(self, seconds: float) -> None:
        """There is nothing that is due."""

    async def live(self) -> None:
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ([*"zebra", "backspace", *"yak", "home", "Q", "end", "R"], "QzebryakR"),
        ([*"free", "ctrl+u", *"lsmem"], "lsmem"),
        ([*"say", "space", *"one", "ctrl+w", *"two"], "say two"),
        ([*"abc", "left", "left", "delete", "X", "ctrl+a", "Y", "ctrl+e", "Z"], "YaXcZ"),
        ([*"abcd", "left", "left", "ctrl+k", "x"], "abx"),
        ([*"hotp", "tab", *"rem", "tab", *"web"], "hotplug remove web"),
        ([*"hotp", "right", "space", *"add"], "hotplug add"),
        ([*"free", "escape", *"lsmem"], "lsmem"),
        ([*"free", "escape", "up", "x"], "freex"),
    ],
    ids=" ".join,
)
async def test_keys_act_in_the_order_in_which_they_come(keys, line):
    async with opened() as app:
        await app.burst(*keys)
        assert app.prompt.value == line


@pytest.mark.parametrize("end", ["enter", "ctrl+j"])
async def test_every_enter_runs_the_line_as_it_was(end):
    async with opened() as app:
        await app.burst(*"pause", end, *"run", end, *"step", end, *"fre")
        assert app.session.ran == ["pause", "run", "step"]
        assert app.prompt.value == "fre"


async def test_lines_that_come_before_the_guests_run_when_those_are_there(monkeypatch):
    ready = asyncio.Event()
    furnish = MainScreen.furnish

    async def late(screen):
        await ready.wait()
        return await furnish(screen)

    session = LiveSession()
    monkeypatch.setattr(MainScreen, "furnish", late)
    monkeypatch.setattr("tui.launch.build", lambda *_: Built(session))
    app = BallonetApp(Launch())
    async with app.run_test() as pilot:
        await pilot.press(*"run", "enter", *"step", "enter", *"fre")
        assert session.ran == []
        ready.set()
        while app.conductor is None:
            await pilot.pause()
        assert session.ran == ["run", "step"]
        assert app._main.prompt.value == "fre"


async def test_a_menu_follows_what_is_typed_right_after_it_has_opened():
    async with opened() as app:
        await app.burst(*"hotplug", "space", "tab", "r", "enter", *"web")
        assert app.prompt.value == "hotplug remove web"


async def test_a_line_that_is_refused_late_leaves_what_is_typed_by_then():
    async with opened() as app:
        await app.burst(*"nonsense", "enter", *"free", "space", *"web")
        assert app.prompt.value == "free web"
        assert "nonsense: " in app.text()


async def test_keys_that_follow_the_one_that_gives_the_keyboard_away_are_for_the_pane():
    async with opened() as app:
        await app.burst("tab", "l", "l")
        assert app.prompt.value == ""
        assert app.screen.body.bands.cursor.section == 2


async def test_letters_that_follow_a_key_of_the_screen_are_typed():
    async with opened() as app:
        await app.burst("space", *"free", "enter")
        assert app.session.ran == ["free"]
