"""The engine's public face: what is typed, what comes back, and what can be done with it."""

from __future__ import annotations

import asyncio

import pytest

from engine.errors import CommandError
from engine.script import parse_script
from engine.session import Session
from engine.units import GIB, MIB, SECOND
from tests.engine.flying import fly
from tests.engine.playing import WEB, last, play, refused, said, settle, typed


async def execute_all(session: Session, *lines: str) -> list:
    return [await session.execute(line) for line in lines]


class TestOperations:
    def test_a_command_that_takes_time_gives_an_operation(self):
        session = typed(WEB)
        operation = session.perform("balloon set web 192M")
        view = operation.view
        assert (view.id, view.guest, view.command, view.state) == (
            2,
            "web",
            "balloon set web 192M",
            "running",
        )
        assert (view.done, view.total, view.unit) == (512, 16384, "pages")
        settle(session, 2)
        view = operation.view
        assert (view.state, view.done, view.ended) == ("done", 16384, 73_728_000)

    def test_a_view_gives_its_output_and_no_operation(self):
        operation = typed(WEB).perform("lsmem web")
        assert operation.id is None
        assert operation.view is None
        assert "Memory block size:" in operation.output

    def test_an_operation_can_be_awaited_while_somebody_lets_time_pass(self):
        async def main(loop):
            session = Session(clock=loop.time)
            _, operation = await execute_all(session, WEB, "balloon set web 192M")
            waiting = asyncio.ensure_future(operation.ended())
            await asyncio.sleep(1)
            assert not waiting.done(), "waiting moves no time"
            assert session.world.now == 0
            await session.run(until=SECOND)
            assert await waiting == "done"
            assert await operation.ended() == "done"
            return session

        assert fly(main).world.now == SECOND

    def test_many_can_await_one_and_one_that_gives_up_disturbs_nobody(self):
        async def main(loop):
            session = Session(clock=loop.time)
            _, operation = await execute_all(session, WEB, "balloon set web 192M")
            waiting = [asyncio.ensure_future(operation.ended()) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            await session.run(until=SECOND)
            assert await asyncio.gather(*waiting[1:]) == ["done", "done"]

        fly(main)

    def test_a_view_has_ended_at_once(self):
        async def main(_):
            [_, listing] = await execute_all(Session(), WEB, "guest list")
            assert await listing.ended() == "done"

        fly(main)

    def test_cancelling_keeps_what_is_done_and_moves_the_target_there(self):
        session = typed(WEB)
        operation = session.perform("balloon set web 192M")
        session.world.run_until(36 * SECOND // 1000)
        operation.cancel()
        web = session.world.guests["web"]
        assert operation.view.state == "cancelled"
        assert 0 < web.balloon.pages < 16384
        assert web.target == web.online_pages - web.balloon.pages
        with pytest.raises(CommandError, match="operation 2 has ended"):
            operation.cancel()

    def test_cancel_all(self):
        session = typed(WEB)
        session.perform("balloon set web 192M")
        session.perform("hotplug add web 64M")
        session.perform("cancel all")
        assert [op.state for op in session.world.operations.values()][1:] == [
            "cancelled",
            "cancelled",
            "done",
        ]

    def test_a_new_target_supersedes_the_operation_under_way(self):
        session = typed(WEB)
        first = session.perform("balloon set web 64M").id
        session.world.run_until(SECOND // 100)
        second = session.perform("balloon set web 128M").id
        assert settle(session, second) == "done"
        was = session.world.operations[first]
        assert (was.state, was.reason) == ("cancelled", f"superseded by {second}")
        assert session.world.guests["web"].balloon.pages * 4096 == 128 * MIB

    def test_inflate_and_deflate_move_the_target(self):
        session = typed(WEB)
        web = session.world.guests["web"]
        for line, target in (("inflate web 64M", 192), ("inflate web 32M", 160), ("deflate web 16M", 176)):
            session.perform(f"balloon {line}")
            assert web.target * 4096 == target * MIB
        settle(session, last(session).id)
        assert web.balloon.pages * 4096 == 80 * MIB

    def test_a_refused_command_has_no_number(self):
        session = typed(WEB)
        refused(session, "hotplug add web 40M")
        assert session.perform("hotplug add web 16M").id == 2

    def test_ids_are_kept_though_old_operations_are_forgotten(self):
        session = typed(WEB, *("host memory 8G" for _ in range(2100)))
        assert len(session.world.operations) < 2000
        assert last(session).id == 2101
        assert asyncio.run(session.wait_for(5)) == "done"


class TestTypedLines:
    def test_an_ampersand_means_nothing(self):
        assert typed(WEB).perform("balloon set web 192M &").id == 2

    def test_what_must_fail_says_so(self):
        session = typed(WEB)
        assert session.perform("fails hotplug add web 40M").output.startswith(
            "refused, as it must be: 40M is"
        )
        assert session.perform("try hotplug add web 40M").output.startswith("refused, as it may be: 40M is")

    def test_what_must_fail_and_does_not_is_an_error(self):
        session = typed(WEB)
        assert refused(session, "fails guest list").found == "`guest list` did not fail"
        session.perform("fails hotplug add web 16M")
        settle(session, last(session).id)
        assert said(session)[-1] == "fails hotplug add web 16M: did not fail"

    def test_a_typed_wait_is_an_operation_without_a_number(self):
        session = typed(WEB)
        session.perform("balloon set web 192M")
        waiting = session.perform("wait web").id
        assert waiting < 0
        assert settle(session, waiting) == "done"
        assert session.world.operations[2].state == "done"

    def test_at_and_a_time_run_later(self):
        session = typed(WEB)
        session.world.run_until(SECOND)
        session.perform("at 2s say from now")
        session.perform("@2s say from the start")
        session.world.run_until(10 * SECOND)
        told = {sentence.text: sentence.time for sentence in session.sentences(0) if sentence.level == "say"}
        assert told == {"from now": 3 * SECOND, "from the start": 2 * SECOND}

    def test_what_fails_later_is_told(self):
        session = typed("at 1s balloon set web 192M")
        session.world.run_until(2 * SECOND)
        assert said(session)[-1].startswith("balloon set web 192M: there is no guest web")

    def test_a_seed_counts_before_the_first_guest(self):
        session = typed("seed 9", WEB)
        assert session.world.seed == 9
        refused(session, "seed 10")

    def test_an_expectation_says_whether_it_holds(self):
        session = typed(WEB)
        assert session.perform("expect web.memory.online == 256M").passed
        assert not session.perform("expect web.memory.online == 1G").passed
        assert session.perform("fails expect web.memory.online == 1G").passed

    def test_a_guest_that_is_left_out_is_the_selected_one(self):
        session = typed(WEB)
        assert session.perform("xl mem-set 192", "web").view.command == "balloon set web 192M"

    def test_a_script_runs_beside_what_is_typed(self, tmp_path):
        (tmp_path / "slow.bal").write_text("wait 1s\nballoon set web 192M")
        session = typed(WEB)
        sourced = session.perform(f"source {tmp_path}/slow.bal").id
        assert session.perform("hotplug add web 16M").id == 2
        assert settle(session, sourced) == "done"
        assert last(session).started == SECOND


class TestRun:
    def test_time_advances_no_further_than_is_waited_for(self):
        session = typed(WEB)
        number = session.perform("balloon set web 192M").id
        assert not asyncio.run(session.advance(10_000_000, number))
        assert session.world.now <= 10_000_000
        assert asyncio.run(session.advance(10 * SECOND, number))
        assert session.world.now == 73_728_000

    def test_until_is_where_time_stands_afterwards(self):
        session = typed(WEB)
        asyncio.run(session.run(until=5 * SECOND))
        assert session.world.now == 5 * SECOND

    def test_what_is_due_then_happens(self):
        session = typed("@5s say now", "@5.000000001s say too late")
        asyncio.run(session.run(until=5 * SECOND))
        assert said(session) == ["now"]

    def test_without_a_time_it_runs_to_the_end_of_all_scripts(self):
        session = Session()
        for text in ("wait 2s", "wait 3s"):
            session.load(parse_script(text, "test.bal"))
        session.perform("@10s say later")
        asyncio.run(session.run())
        assert session.world.now == 3 * SECOND

    def test_without_a_script_it_has_nothing_to_do(self):
        session = typed(WEB, "workload web churn 10%")
        asyncio.run(session.run())
        assert session.world.now == 0

    def test_others_have_their_turn(self):
        async def main():
            session = typed(WEB, "workload web churn 10%")
            running = asyncio.ensure_future(session.run(until=20 * SECOND))
            turns = 0
            while not running.done():
                await asyncio.sleep(0)
                turns += 1
            return turns

        assert asyncio.run(main()) > 1

    def test_a_command_between_two_slices_falls_between_two_instants(self):
        """However a run is cut into slices, a typed command comes after all that is due before it."""

        async def main():
            ticks = iter(range(10**9))
            session = Session(clock=lambda: float(next(ticks)))  # a slice is over after one event
            session.load(
                parse_script(f"{WEB}\nballoon set web 128M &\nballoon inflate web 32M &", "test.bal")
            )
            running = asyncio.ensure_future(session.run())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            session.perform("say between")
            digest = session.digest()
            assert session.world.now == 0
            running.cancel()
            return digest, session.recording()

        digest, recording = asyncio.run(main())
        again = play(recording)
        assert again.exit_code == 0
        assert again.digest() == digest


def test_a_snapshot_of_an_unchanged_session_is_the_same_object():
    session = typed(WEB)
    assert session.snapshot() is session.snapshot()


def test_the_document_has_the_digest():
    session = typed(WEB)
    assert session.document()["digest"] == session.digest()


def test_completion_knows_guests_operations_and_lessons():
    session = typed(WEB)
    session.perform("balloon set web 192M")
    context = session.completion("web")
    assert [guest.name for guest in context.guests] == ["web"]
    assert context.operations == ((2, "balloon set web 192M"),)
    assert "hotplug-basics" in context.lessons


async def test_a_run_stops_where_something_is_told_and_shows_a_question_before_what_follows():
    session = Session()
    lines = "guest add web memory=1G\nwait 1s\nask How many? answer=3\nballoon set web 512M\nsay done"
    session.load(parse_script(lines, "asks.bal"))
    seen = []
    while await session.advance_to_told(60 * SECOND):
        seen.append((session.world.now, session.snapshot().guests[0].target))
    assert seen[0] == (0, GIB)
    assert seen[1] == (SECOND, GIB), "the question, and the balloon is set only then"
    assert seen[-1][1] == GIB // 2
    assert [(stop.words, stop.answer) for stop in session.stops(0)] == [("How many?", "3")]
    assert not session.paused


async def test_where_scripts_have_ended_a_run_goes_on_to_what_is_told_only_if_it_is_wanted():
    session = Session()
    session.load(parse_script("guest add web memory=1G", "one.bal"))
    session.perform("@2s say later")
    assert not await session.advance_to_told(3 * SECOND)
    assert await session.advance_to_told(3 * SECOND, beyond=True)
    assert session.snapshot().caption == "later"
