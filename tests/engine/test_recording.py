"""What was done can be done again: a recording gives the same digest and the same operation ids."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CommandError
from engine.history import recorded
from engine.platform import FACTS
from engine.session import Session
from engine.units import MILLISECOND, SECOND
from tests.engine import invariants
from tests.engine.playing import DB, WEB, last, play, typed

STUCK = ("guest add web memory=256M min=16M platform=ppc64 driver=virtio swap=0K", "workload web fill 60%")
"""A guest whose balloon cannot reach 64M, and whose driver never gives up."""


def lines(session: Session) -> list[str]:
    return session.recording().splitlines()


def outline(session: Session) -> list[tuple]:
    """What a replay must give as well; views and what only waits have no numbers and no part in it."""
    return [
        (op.id, op.guest, op.command, op.started, op.ended, op.state)
        for op in session.world.operations.values()
        if op.id > 0
    ]


def check_replay(session: Session) -> Session:
    session.digest()
    again = play(session.recording(), name="recording.bal")
    assert again.exit_code == 0, [s.text for s in again.sentences(0)][-3:]
    assert again.digest() == session.digest()
    assert again.world.now == session.world.now
    assert outline(again) == outline(session)
    assert again.recording() == session.recording()
    return again


class TestJournal:
    def test_commands_that_change_state_are_in_it_with_their_times(self):
        session = typed("seed 7", WEB, "balloon set web 192M", "free web", "say hello", "wait 1s", "why web")
        [header, guest, balloon, end] = lines(session)
        assert header == f"ballonet 2 seed=7 platform={FACTS}"
        assert guest == f"@0s {WEB}"
        assert balloon == "@0s balloon set web 192M"
        assert end == f"@1.073728s digest {session.digest()}"

    def test_operators_words_are_in_it_in_their_native_form(self):
        assert lines(typed(WEB, "xl mem-set web 192"))[2] == "@0s balloon set web 192M"

    def test_what_a_tool_refuses_is_not_done_in_its_native_form(self):
        session = typed(f"{WEB} hypervisor=kvm", "try xl mem-set web 192")
        assert not any("balloon" in line for line in lines(session))
        check_replay(session)

    def test_what_was_refused_is_tried_again(self):
        session = typed(WEB, "try hotplug add web 40M")
        assert lines(session)[2] == "@0s try hotplug add web 40M"
        check_replay(session)

    def test_what_failed_or_was_partial_is_tried_again(self):
        session = typed(WEB, "workload web fill 1p kind=kernel", "hotplug remove web section=1-3")
        assert last(session).state == "partial"
        assert lines(session)[3] == "@0.0000001s try hotplug remove web section=1-3"
        check_replay(session)

    def test_what_stalled_once_is_tried_again_though_it_is_done(self):
        session = typed(*STUCK, "balloon set web 64M")
        assert last(session).state == "stalled"
        typed("workload web free 50%", "wait", "wait 1s", session=session)
        assert session.world.operations[3].state == "done"
        assert "try balloon set web 64M" in lines(session)[3]
        check_replay(session)

    def test_what_a_hypervisor_would_do_otherwise_is_recorded_though_it_is_what_most_do(self):
        lpar = "guest add lpar memory=256M min=64M platform=ppc64 hypervisor=phyp-dedicated"
        asked = "hotplug remove lpar 96M order=highest partly=keep"
        session = typed(lpar, "workload lpar fill 60% kind=kernel", asked)
        assert any(line.endswith(asked) for line in lines(session))
        check_replay(session)

    def test_the_patience_of_a_line_is_recorded(self):
        session = typed(*STUCK, "balloon set web 64M stall=200s")
        assert lines(session)[3].endswith("try balloon set web 64M stall=200s")
        session = typed(*STUCK)
        session.perform("balloon set web 64M stall=200s")
        session.world.run_until(100 * SECOND)
        assert lines(session)[3].endswith(" balloon set web 64M stall=200s")
        check_replay(session)

    def test_what_at_scheduled_is_in_it_when_it_has_run(self):
        session = typed(WEB, "at 2s balloon set web 192M", "wait 1s")
        assert len(lines(session)) == 3
        typed("wait 2s", session=session)
        assert lines(session)[2] == "@2s balloon set web 192M"
        check_replay(session)

    def test_a_script_is_in_it_as_the_lines_that_ran(self, tmp_path):
        (tmp_path / "inner.bal").write_text("balloon set web 192M\n@1s hotplug add web 16M\nsay hello")
        session = play(f"ballonet 1 seed=3\n{WEB}\nsource inner.bal", folder=str(tmp_path))
        assert [line.partition(" ")[2] for line in lines(session)[1:-1]] == [
            WEB,
            "balloon set web 192M",
            "hotplug add web 16M",
        ]
        check_replay(session)

    def test_cancelling_is_in_it(self):
        session = typed(WEB)
        session.perform("balloon set web 192M")
        session.world.run_until(10 * MILLISECOND)
        session.perform("cancel 2")
        assert lines(session)[3] == "@0.01s cancel 2"
        check_replay(session)

    def test_what_is_still_under_way_at_the_end_is_so_in_the_replay(self):
        session = typed(WEB, "workload web churn 10%")
        session.perform("balloon set web 192M")
        session.perform("hotplug add web 64M")
        session.world.run_until(10 * MILLISECOND)
        assert [op.state for op in check_replay(session).world.operations.values()][2:] == ["running", "done"]

    def test_a_guest_that_still_waits_to_boot_waits_in_the_replay(self):
        session = typed("host memory 384M", DB, "host balance on policy=esx")
        session.perform("guest add late memory=256M min=64M platform=ppc64 driver=virtio")
        assert session.world.host.line, "it waits"
        check_replay(session)

    def test_operations_that_were_forgotten_are_recorded_as_they_went(self):
        session = typed(WEB, "try hotplug remove web section=0", *("host memory 8G" for _ in range(2100)))
        assert 2 not in session.world.operations
        assert lines(session)[2] == "@0s try hotplug remove web section=0"
        assert play(session.recording()).exit_code == 0


def test_a_recording_that_was_changed_is_found_out():
    text = typed(WEB, "balloon set web 192M").recording().replace("192M", "128M")
    session = play(text)
    assert session.exit_code == 1
    assert "not the sha256:" in session.world.scripts[1].reason


def test_a_recording_of_a_fork_is_that_of_the_whole_past():
    session = typed(WEB, "balloon set web 192M")
    twin = session.world.fork()
    assert recorded(twin) == session.recording()


def shape(text: str, **words: str) -> st.SearchStrategy[str]:
    """Any line of a shape; of each word its alternatives are given, between bars."""
    choices = {name: st.sampled_from(words[name].split("|")) for name in words}
    return st.fixed_dictionaries(choices).map(lambda chosen: text.format(**chosen))


SIZES = "0.5M|5M|16M|32M|40M|64M|96M|128M|192M|256M|300M"
GUESTS = "web|db|db|nobody"
SECTIONS = "0|1|3-5|14|15|16|16-17|20"
WORK = "free 20%|churn 10% rate=200M/s|stop|pin 1M|fragment 30%|age 50%"
COMMANDS = st.one_of(
    shape("balloon {verb} {guest} {size}", verb="set|inflate|deflate", guest=GUESTS, size=SIZES),
    shape("hotplug add {guest} {size} online={zone}", guest=GUESTS, size=SIZES, zone="kernel|movable|no"),
    shape("hotplug remove {guest} {size} retries=2", guest=GUESTS, size=SIZES),
    shape("hotplug remove {guest} section={section} timeout=1s", guest=GUESTS, section=SECTIONS),
    shape("section {verb} {guest} {section}", verb="online|offline", guest=GUESTS, section=SECTIONS),
    shape("workload {guest} fill {size} kind={k}", guest=GUESTS, size=SIZES, k="anon|file|slab|hugetlb"),
    shape("workload {guest} {work}", guest=GUESTS, work=WORK),
    shape("cancel {which}", which="all|4|5|6|7"),
    shape("host memory {size}", size="1G|600M|512M"),
    st.sampled_from(["guest remove db", DB, "seed 4", "free web", "wait web"]),
)
TYPED = st.tuples(st.sampled_from(["", "", "", "try ", "at 3ms ", "at 0s try "]), COMMANDS).map("".join)
SCRIPTED = st.tuples(
    st.sampled_from(["try ", "at 3ms try ", "@5ms try "]), COMMANDS, st.sampled_from(["", " &"])
)
PAUSES = st.sampled_from([0, 0, 1, 777_777, 5 * MILLISECOND, 80 * MILLISECOND])


@settings(max_examples=15)
@given(st.lists(st.tuples(TYPED, PAUSES), max_size=14))
def test_whatever_is_typed_can_be_replayed(program):
    session = typed("host memory 600M", WEB, DB)
    for line, pause in program:
        with suppress(CommandError):
            session.perform(line)
        session.world.run_until(session.world.now + pause)
    session.world.run_until(session.world.now + SECOND)
    invariants.check(session.world)
    check_replay(session)


@settings(max_examples=15)
@given(st.lists(SCRIPTED.map("".join), max_size=10))
def test_the_same_script_gives_the_same_digest_and_so_does_its_recording(program):
    text = "\n".join(("ballonet 1 seed=5", WEB, DB, *program))
    first, second = play(text, until=2 * SECOND), play(text, until=2 * SECOND)
    assert first.digest() == second.digest()
    assert outline(first) == outline(second)
    check_replay(first)
