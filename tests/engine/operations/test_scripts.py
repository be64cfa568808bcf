"""Scripts as they run: the chain, what stands beside it, what a line must come to, and what it may source."""

from __future__ import annotations

import pytest

from engine.operations.scripts import DEEPEST
from engine.units import SECOND
from tests.engine.playing import WEB, play, refused, said, typed

STUCK = """\
guest add web memory=256M min=16M platform=ppc64 swap=0K driver=virtio
workload web fill 60%
"""
"""A guest whose balloon cannot reach 64M, and whose driver never gives up."""


def states(session) -> list[str]:
    return [operation.state for operation in session.world.operations.values() if operation.id > 0]


def starts(session) -> list[int]:
    return [operation.started for operation in session.world.operations.values() if operation.id > 0]


def test_each_line_of_the_chain_runs_when_the_one_before_has_ended():
    _, inflate, deflate = play(f"{WEB}\nballoon set web 64M\nballoon set web 256M").world.operations.values()
    assert inflate.state == "done"
    assert deflate.started == inflate.ended


def test_a_line_in_the_background_is_not_waited_for():
    _, balloon, added = play(f"{WEB}\nballoon set web 64M &\nhotplug add web 64M").world.operations.values()
    assert (balloon.started, added.started) == (0, 0)
    assert (balloon.state, added.state) == ("done", "done")


def test_the_end_of_a_script_is_a_wait():
    session = play(f"{WEB}\nballoon set web 64M &")
    assert session.world.now == session.world.operations[2].ended


def test_wait_is_for_all_for_one_guest_or_for_a_time():
    db = WEB.replace("web", "db")
    session = play(f"""
        {WEB}
        {db}
        balloon set web 64M &
        balloon set db 224M &
        wait db
        hotplug add db 16M
        wait
        hotplug add db 16M
        wait 5s
        hotplug add db 16M
    """)
    _, _, web, small, first, second, third = session.world.operations.values()
    assert first.started == small.ended < web.ended
    assert second.started == web.ended
    assert third.started == second.ended + 5 * SECOND


def test_wait_does_not_wait_for_run_on_workloads():
    assert play(f"{WEB}\nworkload web churn 10% &\nwait\nexpect time == 0s").exit_code == 0


def test_wait_does_not_wait_for_what_is_stalled():
    session = play(f"{STUCK}try balloon set web 64M &\nwait\nsay on we go")
    assert session.exit_code == 0
    assert said(session)[-1] == "on we go"
    assert states(session)[-1] == "stalled"
    assert session.world.now < 61 * SECOND


def test_a_stalled_line_counts_as_failed_while_the_driver_goes_on():
    session = play(f"{STUCK}balloon set web 64M stall=5s\nsay never")
    assert session.exit_code == 1
    assert "never" not in said(session)
    assert session.world.operations[3].state == "stalled"
    session.perform("workload web free 50%")
    session.world.run_until(session.world.now + SECOND)
    assert session.world.operations[3].state == "done"


def test_a_stalled_background_line_stops_the_script_when_it_stalls():
    session = play(f"{STUCK}balloon set web 64M stall=5s &\nwait 3s\nsay before\nwait 1h\nsay never")
    assert session.exit_code == 1
    assert "before" in said(session)
    assert session.world.now < 6 * SECOND


@pytest.mark.parametrize(
    ("line", "exit_code"),
    [
        ("hotplug add web 40M", 1),
        ("fails hotplug add web 40M", 0),
        ("try hotplug add web 40M", 0),
        ("hotplug add web 64M", 0),
        ("fails hotplug add web 64M", 1),
        ("try hotplug add web 64M", 0),
        ("fails say this works", 1),
        ("expect web.memory.online == 1G", 1),
        ("fails expect web.memory.online == 1G", 0),
        ("fails expect web.memory.online == 256M", 1),
        ("try expect web.memory.online == 1G", 0),
        ("wait nobody", 1),
        ("fails wait nobody", 0),
        ("at 1s hotplug add web 40M", 1),
        ("at 1s fails hotplug add web 40M", 0),
        ("at 1s fails hotplug add web 64M", 1),
        ("@1s hotplug add web 40M", 1),
        ("@1s fails hotplug add web 40M", 0),
        ("hotplug add web 64M online=movable &", 0),
        ("fails hotplug add web 64M &", 1),
    ],
)
def test_what_a_line_must_come_to(line, exit_code):
    assert play(f"{WEB}\n{line}").exit_code == exit_code


def test_what_fails_in_the_end_fails_its_line():
    kernel = "workload web fill 1M kind=kernel"
    refused_up_front = f"{WEB} driver=virtio\n{kernel}\nhotplug remove web section=0"
    assert play(refused_up_front).exit_code == 1
    assert play(refused_up_front.replace("hotplug", "fails hotplug")).exit_code == 0


def test_an_expectation_that_may_fail_is_not_said_to_have_passed():
    world = play(f"{WEB}\ntry expect web.memory.online == 1G").world
    assert (world.passed, world.failed) == (0, 0)


def test_an_unknown_path_is_a_bad_script():
    session = play(f"{WEB}\nexpect web.memory.nothing == 1G\nsay never")
    assert session.exit_code == 2
    assert "never" not in said(session)


def test_a_failing_timed_line_stops_the_chain():
    session = play(f"{WEB}\nwait 5s\nsay never\n@1s balloon set web 1K")
    assert session.exit_code == 1
    assert session.world.now == 1 * SECOND
    assert "never" not in said(session)


def test_at_counts_from_now_and_the_end_waits_for_it():
    session = play(f"{WEB}\nwait 2s\nat 3s hotplug add web 16M\nat 1s say one more")
    assert starts(session) == [0, 5 * SECOND]
    assert [s.time for s in session.sentences(0) if s.text == "one more"] == [3 * SECOND]


def test_a_refused_at_names_the_line_that_scheduled_it():
    session = play(f"{WEB}\nat 1s hotplug add web 40M\n")
    assert said(session)[-1].startswith("test.bal:2: hotplug add web 40M: 40M is not a multiple")


def test_lines_at_one_instant_run_in_order_after_all_else_that_is_due():
    session = play(f"{WEB}\n@1s say first\n@1s balloon set web 192M\n@1s say third\nat 1s say fourth")
    assert [t for t in said(session) if t[0].islower()] == ["first", "third", "fourth"]


def test_a_header_or_a_seed_line_sets_the_seed():
    assert play("ballonet 1 seed=7\nguest add web memory=256M").world.seed == 7
    assert play("seed 9\nguest add web memory=256M").world.seed == 9


def test_a_seed_after_the_first_guest_is_refused():
    session = play("guest add web memory=256M\nseed 9")
    assert session.exit_code == 1
    assert "the seed is 0, and guests have drawn from it" in said(session)[-1]


def test_headless_pause_speed_and_step_do_nothing():
    session = play("pause\nspeed 4\nstep\nwait 1s\nrun\nsay done")
    assert said(session)[-1] == "done"
    assert (session.paused, session.speed) == (False, 1)


def test_until_cuts_a_script():
    session = play(f"{WEB}\nwait 10s\nsay never", until=3 * SECOND)
    assert session.world.now == 3 * SECOND
    assert session.exit_code == 0
    assert "never" not in said(session)


def test_until_goes_on_after_the_end_of_a_script():
    assert play(f"{WEB}\nworkload web churn 10% &", until=3 * SECOND).world.now == 3 * SECOND


class TestSource:
    def write(self, folder, **scripts):
        for name, text in scripts.items():
            (folder / f"{name}.bal").write_text(text)
        return str(folder)

    def test_a_file_is_looked_for_beside_the_script(self, tmp_path):
        inner = tmp_path / "inner"
        inner.mkdir()
        self.write(inner, one=f"{WEB}\nsource two.bal", two="balloon set web 192M")
        session = play("source inner/one.bal\nexpect web.memory.balloon == 64M", folder=str(tmp_path))
        assert session.exit_code == 0
        assert session.world.passed == 1

    def test_times_in_it_count_from_its_start(self, tmp_path):
        folder = self.write(tmp_path, late="@1s hotplug add web 16M")
        assert starts(play(f"{WEB}\nwait 2s\nsource late.bal", folder=folder)) == [0, 3 * SECOND]

    def test_the_chain_waits_for_all_of_it(self, tmp_path):
        folder = self.write(tmp_path, slow="wait 3s\nballoon set web 192M &")
        session = play(f"{WEB}\nsource slow.bal\nhotplug add web 16M", folder=folder)
        _, balloon, added = (op for op in session.world.operations.values() if op.id > 0)
        assert balloon.started == 3 * SECOND
        assert added.started == balloon.ended

    def test_what_fails_in_it_fails_the_line(self, tmp_path):
        folder = self.write(tmp_path, wrong="balloon set web 1K\nsay never")
        assert play(f"{WEB}\nsource wrong.bal\nsay nor this", folder=folder).exit_code == 1
        session = play(f"{WEB}\ntry source wrong.bal\nsay but this", folder=folder)
        assert said(session)[-1] == "but this"
        assert session.world.scripts[1].state == "done"

    def test_a_script_may_source_a_lesson(self):
        session = play("source hotplug-basics")
        assert session.exit_code == 0
        assert session.world.passed > 10

    @pytest.mark.parametrize("name", ["nothing.bal", "", "x" * 300, "a/" * 1000, "..", "/", "/dev/null/x"])
    def test_what_cannot_be_read_is_refused(self, name, tmp_path):
        session = play(f"fails source {name or '.'}", folder=str(tmp_path))
        assert session.exit_code == 0

    def test_a_near_miss_is_named(self):
        assert refused(typed(), "source hotplug-basic").wanted == "did you mean hotplug-basics?"

    def test_a_script_with_an_error_runs_nothing(self, tmp_path):
        folder = self.write(tmp_path, wrong=f"{WEB}\nballoon swell web 64M")
        session = play("source wrong.bal", folder=folder)
        assert session.exit_code == 2
        assert not session.world.guests

    def test_a_script_that_sources_itself_ends(self, tmp_path):
        folder = self.write(tmp_path, again="say once more\nsource again.bal")
        session = play("source again.bal", folder=folder)
        assert session.exit_code == 1
        assert said(session).count("once more") == DEEPEST

    def test_nor_can_it_hide_behind_at(self, tmp_path):
        folder = self.write(tmp_path, again="at 0s try source again.bal")
        session = play("source again.bal", folder=folder)
        assert len(session.world.scripts) == DEEPEST + 1

    def test_a_file_that_is_no_text_is_refused(self, tmp_path):
        (tmp_path / "binary.bal").write_bytes(b"\xff\xfe\0")
        assert play("source binary.bal", folder=str(tmp_path)).exit_code == 2

    def test_a_file_that_is_too_large_is_refused(self, tmp_path):
        (tmp_path / "large.bal").write_bytes(b"#" * (1 << 20) + b"#")
        session = play("source large.bal", folder=str(tmp_path))
        assert session.exit_code == 2
        assert "1,048,577 bytes: at most 1 MiB" in said(session)[-1]
