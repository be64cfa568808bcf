"""`whatif` says what a command would do, and what it says comes true; nothing changes by asking."""

from __future__ import annotations

import json

import pytest

from engine.asking.machine import read_machine
from engine.asking.questions import ask_all
from engine.commands.parse import parse
from engine.operations.trial import fork_of
from engine.operations.whatif import ask, tried
from engine.session import Session
from engine.whatif.answer import Answer
from engine.whatif.spans import coloured, plain
from engine.whatif.standing import standing_of
from engine.whatif.text import answer_lines
from engine.whatif.written import document
from tests.engine.playing import DB, WEB, refused, typed
from tests.fidelity.copying import TRACES

X86 = "guest add vm memory=512M max=1G platform=x86-64 percpu=on"


def asked(session: Session, line: str) -> Answer:
    """Return what is answered; it changes nothing."""
    before = session.digest()
    command = parse(line)
    answer = tried(fork_of(session.world, command.guest), command.guest, command)
    printed = session.perform(f"whatif {line}").output
    assert printed == plain(answer_lines(answer))
    assert session.digest() == before
    return answer


def results(answer: Answer) -> dict[int, str]:
    return {it.block: it.result for it in answer.asked}


@pytest.mark.parametrize(
    "line",
    [
        "balloon inflate db 64M",
        "balloon inflate db 170M",
        "section offline db 12-13",
        "hotplug remove db 48M",
        "hotplug add db 32M",
        "workload db fill 20%",
    ],
)
def test_what_it_says_comes_true(line):
    session = typed(DB, "workload db age 60%")
    answer = asked(session, line)
    before = standing_of(session.world.guests["db"])
    typed(line, session=session)
    assert answer.before == before
    assert answer.after == standing_of(session.world.guests["db"])


def test_what_keeps_a_memory_block_is_named_down_to_the_page():
    session = typed(WEB, "workload web fill 3p kind=page_table")
    answer = asked(session, "section offline web 1")
    (block,) = answer.asked
    assert (block.block, block.result) == (1, "EBUSY")
    assert [(it.kind, it.pages, it.stretches) for it in block.in_way] == [("page-table", 3, ((4096, 3),))]
    assert answer.before.free == answer.after.free
    assert "3 page-table pages: pfn 4096-4098" in plain(answer_lines(answer))


def test_holes_and_several_zones_are_invalid():
    session = typed(X86)
    assert results(asked(session, "section offline vm 0")) == {0: "EINVAL"}


def test_a_block_whose_pages_find_no_place_is_tried_again_and_again():
    session = typed(DB, "workload db fill 92% kind=mlocked")
    foretold = {it.block: it.result for it in standing_of(session.world.guests["db"]).blocks}
    answer = asked(session, "section offline db 5")
    assert results(answer) == {5: "will retry"}
    assert foretold[5] == "will retry"
    assert answer.state == "will retry"
    assert {it.block: it.result for it in answer.after.blocks} == foretold


def test_pinned_pages_are_found_out_by_moving_them():
    session = typed(DB, "workload db fill 20%", "workload db pin 1%")
    pinned = [it for it in standing_of(session.world.guests["db"]).blocks if "pinned" in it.reason]
    assert pinned
    answer = asked(session, f"section offline db {pinned[0].block}")
    assert results(answer) == {pinned[0].block: "will retry"}
    assert answer.asked[0].in_way[0].kind == "pinned"


def test_a_block_from_which_the_kernel_would_take_its_next_page_is_at_risk():
    session = typed(X86, "hotplug add vm 256M online=no", "section online vm 32-33 as=kernel")
    at_risk, safe = (asked(session, f"section offline vm {block}").asked[0] for block in (32, 33))
    assert (at_risk.result, safe.result) == ("ok", "ok")
    assert at_risk.reason.startswith(
        "at risk: the next page that the kernel needs for itself would come from"
    )
    assert not safe.reason


def test_it_says_where_pages_go():
    session = typed(DB, "workload db fill 60%")
    answer = asked(session, "section offline db 3")
    assert answer.moved == sum(it.pages for it in answer.landing) == 4096


def test_pages_on_cpus_lists_and_free_blocks_add_up_to_what_is_free():
    session = typed(X86, "workload vm age 50%")
    answer = asked(session, "balloon inflate vm 128M")
    for standing in (answer.before, answer.after):
        for zone in standing.zones:
            assert sum(count << order for order, count in enumerate(zone.blocks)) == zone.free
        assert sum(zone.per_cpu for zone in standing.zones) == standing.per_cpu
    assert answer.after.total == answer.before.total - 32768


def test_a_refusal_is_an_answer_where_several_are_asked():
    session = typed(WEB)
    answer = ask(fork_of(session.world, "web"), "web", parse("balloon inflate web 64G"))
    assert answer.state == "refused"
    assert answer.before == answer.after
    assert plain(answer_lines(answer)).startswith("balloon inflate web 64G\n  refused: ")


@pytest.mark.parametrize("line", ["balloon inflate vm 100M", "section offline vm 1", "hotplug add vm 256M"])
def test_no_line_is_wider_than_a_terminal_and_colours_say_nothing(line):
    session = typed(X86, "workload vm age 40%")
    lines = answer_lines(asked(session, line))
    text = plain(lines)
    assert max(map(len, text.splitlines())) <= 80
    painted = coloured(lines)
    for code in ("\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[0m"):
        painted = painted.replace(code, "")
    assert [it.rstrip() for it in painted.splitlines()] == text.splitlines()


def test_as_json_the_changes_are_the_differences():
    session = typed(X86, "workload vm age 50%")
    said = json.loads(json.dumps(document({"source": "vm"}, [asked(session, "balloon inflate vm 128M")])))
    assert said["format"] == "ballonet.whatif/1"
    (answer,) = said["answers"]
    assert answer["changes"]["memory"]["balloon"] == 32768
    for change, was, now in zip(
        answer["changes"]["zones"], answer["before"]["zones"], answer["after"]["zones"], strict=True
    ):
        assert change["blocks"] == [b - a for a, b in zip(was["blocks"], now["blocks"], strict=True)]


def test_only_what_changes_a_guest_can_be_asked_about():
    session = typed(WEB)
    for line in ("host memory 8G", "free web", "compare web 128M", "at 5s balloon inflate web 64M"):
        assert "cannot stand inside whatif" in str(refused(session, f"whatif {line}"))


def test_operators_words_are_asked_about_in_their_native_form():
    session = typed(WEB)
    assert session.perform("whatif chmem web -d 16M").output.startswith("section offline web size=16M")


def test_an_imported_machine_is_asked_in_the_app_as_from_the_shell():
    trace = TRACES / "p01-64k-balloon-idle-1g"
    session = typed(f"guest import web {trace} step=0")
    line = "balloon inflate web 128M"
    printed = session.perform(f"whatif {line}").output
    (answer,) = ask_all(read_machine(trace, 0), ["balloon inflate 128M"])
    assert printed.startswith(plain(answer_lines(answer)).replace("machine", "web"))
    assert "how sure" in printed
    assert "not told by the capture" in printed
    typed(line, "reset web", session=session)
    assert session.perform(f"whatif {line}").output == printed
