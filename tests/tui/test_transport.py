"""A recording in the app: every key of it, the mouse on its timeline, forks, and parts that bear time going back."""

from __future__ import annotations

from tests.tui.driving import opened
from tests.tui.gallery import session
from tests.tui.replays import FORKED_AT, STANDS_AT, replayed
from tui.transport import NO_FORK, NO_REPLAY

MS = 1_000_000


def time_of(app) -> int:
    return app.app.conductor.body.picture.time


def told(app) -> list[str]:
    return [each.text for each in app.app.conductor.body.events.told()]


async def test_the_keys_go_back_and_forth_by_instants_operations_and_chapters():
    async with opened(await replayed(), size=(120, 40)) as app:
        await app.press("left_square_bracket")
        assert time_of(app) == 40 * MS, "where the refused removal began"
        await app.press("left_square_bracket", "right_square_bracket", "right_square_bracket")
        assert time_of(app) == 50 * MS
        await app.press("left_curly_bracket", "left_curly_bracket")
        assert time_of(app) == 10 * MS
        await app.press("right_curly_bracket")
        assert time_of(app) == 40 * MS
        await app.press("comma")
        assert time_of(app) < 40 * MS
        await app.press("full_stop")
        assert time_of(app) == 40 * MS
        await app.press("home")
        assert time_of(app) == 0
        await app.press("comma")
        assert "this is the start" in app.text()
        await app.press("end")
        assert time_of(app) >= 100 * MS
        await app.press("right_square_bracket")
        assert "no operation began later" in app.text()
        assert app.session.paused


async def test_what_one_instant_changed_is_lit_forth_and_back():
    async with opened(await replayed(11 * MS), size=(120, 40)) as app:
        bands = app.app.conductor.body.bands
        await app.press("comma")
        before = app.app.conductor.body.picture
        assert any(word in app.text() for word in ("went on", "changed", "more)"))
        await app.press("full_stop")
        after = app.app.conductor.body.picture
        forth = bands.marks["web"].changed
        assert forth
        await app.press("comma")
        assert time_of(app) == before.time < after.time
        assert bands.marks["web"].changed == forth
        await app.press("home")
        assert not any(marks.changed for marks in bands.marks.values())


async def test_a_time_is_typed_asked_for_in_the_palette_or_jumped_to():
    async with opened(await replayed(), size=(120, 40)) as app:
        await app.type("@20ms")
        assert "Enter goes to 00:00.02" in app.text()
        await app.press("enter")
        assert time_of(app) == 20 * MS
        await app.press("ctrl+p")
        await app.type("go to a time")
        await app.press("enter")
        assert app.prompt.value == "@"
        await app.type("soon")
        await app.press("enter")
        assert "is no time" in app.text()
        assert time_of(app) == 20 * MS
        await app.press("home")
        assert app.prompt._line.cursor_position == 0, "a line that is not empty has these keys"
        await app.press("escape", "escape", "ctrl+o", "q")
        assert time_of(app) == 10 * MS, "jump mode has a letter on each chapter"
        await app.type("why web section=0")
        await app.press("enter")
        assert app.screen.why.answer
        await app.press("right_square_bracket")
        assert not app.screen.why.answer, "what is said of a section was so then"


async def test_the_sentences_are_those_of_the_time():
    async with opened(await replayed(), size=(120, 40)) as app:
        late = told(app)
        await app.press("home")
        early = told(app)
        assert len(early) < len(late)
        assert late[: len(early)] == early
        assert "failed, as it may be" not in app.text()
        await app.type("@45ms")
        await app.press("enter")
        assert told(app) == late
        assert app.app.conductor.body.next_sentence == len(late)


async def test_the_timeline_is_dragged_and_its_chapters_and_keys_are_clicked():
    async with opened(await replayed(), size=(120, 40)) as app:
        timeline = app.app.conductor.body.timeline
        rows = [timeline._part(y) for y in range(timeline.size.height)]
        line, end = rows.index("line"), time_of(app)
        await app.pilot.mouse_down(timeline, offset=(30, line))
        await app.pilot.hover(timeline, offset=(10, line))
        while app.app.conductor.transport._preview:  # it follows the mouse once a frame
            await app.pilot.pause()
        dragged = time_of(app)
        assert 0 < dragged < end
        assert timeline.pointed == dragged
        await app.pilot.mouse_up(timeline, offset=(10, line))
        await app.pilot.pause()
        assert time_of(app) == dragged
        assert timeline.pointed is None
        chapters = rows.index("chapters")
        x = app.rows(0)[timeline.region.y + chapters].index("3 remove")
        await app.pilot.click(timeline, offset=(x + 1, chapters))
        assert time_of(app) == 40 * MS
        x = app.rows(0)[timeline.region.y + rows.index("keys")].index("Home")
        await app.pilot.click(timeline, offset=(x, rows.index("keys")))
        assert time_of(app) == 0
        await timeline.run_action("nudge(1)")
        await app.pilot.pause()
        assert 0 < time_of(app) < 3 * MS


async def test_a_command_forks_the_fork_is_compared_and_left():
    async with opened(await replayed(FORKED_AT), size=(120, 40)) as app:
        await app.press("tab", "tab", "@")
        assert app.prompt.value == "@"
        await app.press("escape")
        await app.press("tab", "tab", "c")
        assert NO_FORK in app.text()
        await app.press("escape")
        await app.type("free web")
        await app.press("enter")
        assert " REPLAY figures.bal" in app.text(), "to look changes nothing"
        await app.press("escape")
        await app.type("balloon set web 256M")
        await app.press("enter")
        assert "FORK of figures.bal at 00:00.02" in app.text()
        assert "Tab Tab b: back to the recording" in app.text()
        await app.session.run(until=STANDS_AT)
        app.app.conductor.stir()
        await app.press("left_curly_bracket")
        assert "that is before the fork: b in the timeline leaves it" in app.text()
        await app.press("home")
        assert time_of(app) == FORKED_AT
        assert "its past, live from 00:00.04" in app.text()
        await app.press("end")
        assert time_of(app) == STANDS_AT
        assert "1x   live" in app.text()
        await app.press("tab", "tab", "c")
        assert app.screen.pane == "fork"
        assert "● 256M ▸ 256M" in app.text()
        assert "web is to have 256M instead of 160M" in app.text()
        await app.press("y")
        assert "copied the fork beside the recording" in app.text()
        await app.press("c")
        assert app.screen.pane == "prompt"
        await app.press("tab", "tab", "b", "escape")
        assert "REPLAY figures.bal" in app.text()
        assert time_of(app) == STANDS_AT
        assert "Xen wrote memory/target = 256M" not in app.text()
        await app.press("tab", "tab", "f")
        assert "the fork that was left" in app.text()
        await app.press("escape", "escape")
        await app.press("tab", "tab", "o")
        assert app.session.loop
        assert "1x  loop" in app.text()
        await app.press("o", "home", "end")
        assert not app.session.loop
        assert not app.app._notifications, "nothing is told in a corner of what happened before"


async def test_outside_of_a_replay_the_keys_say_what_it_takes():
    async with opened() as app:
        began = []
        app.app.conductor.transport.begin = lambda: began.append(True)
        await app.press("comma")
        assert NO_REPLAY[:70] in app.text()
        assert not began
        await app.press("comma")
        assert began


async def test_a_live_session_becomes_a_replay_of_itself_that_stands_where_it_stood():
    async with opened(await session(), size=(120, 40)) as app:
        stood, picture = time_of(app), app.app.conductor.body.picture
        await app.press("comma", "comma")
        await app.app.workers.wait_for_complete([each for each in app.app.workers if each.group == "play"])
        replay = app.app.conductor.session
        await replay.index()
        app.app.conductor.stir()
        await app.pilot.pause()
        assert "REPLAY this session" in app.text()
        assert time_of(app) == stood
        assert [each.has for each in app.app.conductor.body.picture.guests] == [
            each.has for each in picture.guests
        ]
        assert app.app.conductor.transport.drift == ""
        assert "> goes on live" in app.text()
        await app.press("left_square_bracket")
        assert time_of(app) < stood
        await app.press("greater_than_sign")
        await app.app.workers.wait_for_complete([each for each in app.app.workers if each.group == "play"])
        await app.pilot.pause()
        assert app.app.conductor.session is app.session, "the session itself goes on"
        assert "REPLAY" not in app.text()
        assert time_of(app) >= stood
        assert not app.app.can_go_live


async def test_every_screen_bears_a_time_before_its_guests_are_there():
    async with opened(await replayed(), size=(200, 60)) as app:
        for keys in (("tab", "enter", "enter"), ("f3",), ("f6",), ("f7",)):
            await app.press(*keys)
            app.app.action_to_start()
            await app.pilot.pause()
            assert time_of(app) == 0
            app.app.action_to_end()
            await app.pilot.pause()
            await app.press("escape", "escape", "escape")


async def test_while_it_is_not_indexed_the_timeline_says_how_far_that_is():
    async with opened(await replayed(indexed=False), size=(120, 40)) as app:
        await app.press("end")
        assert "looking ahead" in app.text() or "going to" in app.text()
        assert time_of(app) == 0
        assert [title for _, title in app.app.conductor.body.picture.replay.chapters][-1] == "end"
        await app.press("right_curly_bracket", "right_curly_bracket", "right_curly_bracket")
        assert "going to 00:00.0" in app.text(), "it is known where the next chapter begins"
        await app.press("end")
        await app.type("balloon set web 256M")
        await app.press("enter")
        assert "on the way to" in app.text()
        assert app.prompt.value == "balloon set web 256M", (
            "what is typed waits for the time that it is meant for"
        )
        await app.press("escape", "escape")
        await app.session.index()
        app.app.conductor.stir()
        await app.pilot.pause()
        assert time_of(app) >= 100 * MS
