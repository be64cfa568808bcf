"""What was done in the app is written to a file, and `ballonet run` does it again."""

from __future__ import annotations

import asyncio

from engine.script import parse_script
from tests.tui.driving import opened
from tui.cli import main
from tui.launch import Launch, build

SCRIPT = """\
guest add web memory=256M max=512M platform=ppc64
balloon set web 192M
"""


async def test_a_session_is_recorded_and_played_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    built = build(Launch(script=parse_script(SCRIPT, "by-hand"), name="by-hand"))
    await built.session.run(until=10_000_000)
    async with opened(built) as app:
        await app.type("hotplug add web 16M")
        await app.press("enter")
        await app.press("tab", "W")
        assert "ballonet-session-00m00s.bal" in app.text()
        await app.press("enter")
        await app.app.workers.wait_for_complete()
        await app.pilot.pause()
    text = (tmp_path / "ballonet-session-00m00s.bal").read_text()
    assert "hotplug add web 16M" in text
    assert "digest sha256:" in text.splitlines()[-1]
    assert await asyncio.to_thread(main, ["run", "ballonet-session-00m00s.bal"]) == 0


async def test_a_watched_machine_says_that_it_cannot_be_recorded():
    async with opened() as app:
        app.screen.recording = None
        await app.press("tab", "W")
        assert "cannot be played again" in app.text()
