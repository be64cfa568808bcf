"""`why` finds the page, says whose it is, and offers only commands that worked on a copy of the world."""

from __future__ import annotations

import pytest

from engine.answer import Answer
from engine.memory.kinds import Kind
from engine.script import parse_script
from engine.session import Session
from tests.engine.playing import DB, WEB, last, refused, settle, typed

PINNED = "balloon set web 192M"
"""The balloon of web is pinned, and has s1 to s4 then."""


def asked(session: Session, line: str) -> Answer:
    """Return what a line finds out; it changes nothing."""
    before = session.digest()
    operation = session.perform(line)
    assert session.digest() == before
    assert operation.answer is not None
    assert operation.output == operation.answer.text
    return operation.answer


def test_it_names_the_page_and_whose_it_is():
    session = typed(WEB, "workload web fill 3p kind=page_table")
    assert asked(session, "why web section=1").text == "\n".join(
        (
            "NO: 3 of 4,096 pages keep s1 where it is.",
            "  3 page-table pages in pageblock 0; the first is pfn 4096, page table of postgres[315], since 0s by"
            " `workload web fill 3p kind=page_table`",
            "    such a page goes when the program ends whose memory it maps",
            "What would help, the cheapest first (each was tried on a copy of the world):",
            "  hotplug remove web section=15",
            "    the same 16M: 0 pages move, about 0.00047 s",
            "  workload web free kind=page_table; hotplug remove web section=1",
            "    programs give it up, about 0.00047 s",
            "  balloon inflate web 16M",
            "    the same size from anywhere, about 0.018 s",
            'Paper 4.1: if any of it is there, "the whole section cannot be removed".',
        )
    )


def test_what_could_leave_says_how_much_moves_and_where_to():
    session = typed(WEB, "workload web fill 60%")
    answer = asked(session, "why web section=3")
    assert answer.text == "YES: 4,096 pages move, about 0.0087 s, into s10–s11."
    typed("hotplug remove web section=3", session=session)
    assert last(session).pages_migrated == 4096


def test_what_a_script_is_going_to_do_is_no_part_of_what_is_tried():
    session = Session()
    session.load(
        parse_script(
            f"{WEB}\nworkload web fill 3p kind=page_table\n@1ms balloon set web 64M\nwait 5s\n", "test.bal"
        )
    )
    session.world.run_until(500_000)
    answer = asked(session, "why web section=1")
    assert answer.remedies[-1].commands == ("balloon inflate web 16M",), "the target is not the script's yet"


def test_a_screen_can_ask_without_a_line():
    session = typed(WEB)
    assert session.why("web", section=3) == asked(session, "why web section=3")
    assert session.why("web") == asked(session, "why web")
    assert session.why(operation=1) == asked(session, "why operation=1")


def test_the_map_of_a_section_adds_up_and_shows_the_culprits():
    session = typed(WEB, "workload web fill 3p kind=page_table", "workload web fill 5M")
    answer = asked(session, "why web section=1")
    assert len(answer.blocks) == 8
    assert {block.stuck + block.moving + block.free for block in answer.blocks} == {512}
    assert [block.culprit for block in answer.blocks] == [Kind.PAGE_TABLE, *[None] * 7]
    assert answer.blocks[0].stuck == 3
    assert (
        sum(block.moving for block in answer.blocks)
        == session.world.guests["web"].memory.counts[1, Kind.ANON]
    )


def test_balloon_pages_that_cannot_move_leave_when_the_balloon_gets_smaller():
    answer = asked(typed(WEB, PINNED), "why web section=1")
    assert answer.blockers[0].name == "pinned balloon"
    assert answer.paper.startswith("Paper 6.3")
    assert ("balloon deflate web 64M", "hotplug remove web section=1") in [
        r.commands for r in answer.remedies
    ]


def test_a_mem_map_says_which_section_it_describes_and_leaves_with_it():
    session = typed(WEB, "hotplug add web 32M")
    answer = asked(session, "why web section=1")
    assert answer.blockers[0].owner == "the mem_map of s16"
    assert answer.remedies[1].commands == tuple(f"hotplug remove web section={s}" for s in (17, 16, 1))


def test_without_room_it_is_not_now_and_a_smaller_balloon_or_program_helps():
    session = typed(f"{DB} swap=0K", "balloon set db 160M", "workload db fill 60%", "workload db fill 64M")
    answer = asked(session, "why db section=5")
    assert answer.verdict == "NOT NOW"
    assert "no room" in answer.sentence
    assert answer.remedies
    assert answer.remedies[-1].commands[0].startswith(("balloon deflate db", "workload db free"))


@pytest.mark.parametrize(
    "lines",
    [
        ("workload web fill 3p kind=page_table", "why web section=1"),
        (PINNED, "why web section=2"),
        ("workload web fill 6M kind=slab", "workload web fill 5M kind=kernel", "why web section=1"),
        ("hotplug add web 32M", "why web section=1"),
    ],
)
def test_every_remedy_does_what_it_says(lines):
    remedies = asked(typed(WEB, *lines[:-1]), lines[-1]).remedies
    assert remedies
    for remedy in remedies:
        assert last(typed(WEB, *lines[:-1], *remedy.commands)).state == "done"


def test_below_its_min_a_section_stays():
    answer = asked(typed(WEB.replace("min=64M", "min=256M")), "why web section=5")
    assert answer.text == "NOT NOW: web would have 240M, below its min of 256M."


def test_a_kernel_that_cannot_remove_says_so():
    answer = asked(typed(f"{WEB} kernel=2.6.16"), "why web section=5")
    assert answer.sentence == "web runs 2.6.16, which cannot remove memory"
    assert [remedy.commands for remedy in answer.remedies] == [("balloon inflate web 16M",)]


def test_an_offline_section_only_has_to_be_taken_away():
    answer = asked(typed(WEB, "hotplug add web 16M online=no"), "why web section=16")
    assert answer.text == "YES: s16 is offline already; `hotplug remove web section=16` takes it away."


def test_while_another_operation_changes_sections_nothing_is_tried():
    session = typed(WEB)
    session.perform("hotplug remove web 16M")
    answer = asked(session, "why web section=5")
    assert answer.text == "NOT NOW: op 2 changes web's sections, and others wait for it."


def test_an_absent_section_is_refused():
    error = refused(typed(WEB), "why web section=99")
    assert str(error) == "s99 of web is absent: present are s0–s15"


class TestOperations:
    def test_one_that_ended_says_what_it_came_to(self):
        session = typed(WEB, PINNED, "hotplug remove web section=1")
        text = asked(session, "why operation=3").text
        assert text.split("\n")[1:] == [
            "  s1 cannot leave: 4,096 pinned balloon pages in 8 pageblocks from 0 on"
        ]
        assert text.startswith("ENDED: op 3, hotplug remove web section=1, failed: ")

    def test_one_that_gets_on_says_how_far_it_is(self):
        session = typed(WEB)
        session.perform("balloon set web 192M")
        session.world.run_until(3_000_000)
        assert asked(session, "why operation=2").text.split("\n") == [
            "RUNS: op 2, balloon set web 192M, gets on: 1,024 of 16,384 pages.",
            "  1,024 of 16,384 pages so far",
        ]

    def test_one_that_waits_says_for_what_and_when_it_looks_again(self):
        session = typed(WEB, "workload web pin 12M")
        remove = session.perform("hotplug remove web section=1 timeout=5s").id
        session.world.run_until(2_000_000_000)
        assert asked(session, f"why operation={remove}").text.split("\n") == [
            "WAITS: op 3, hotplug remove web section=1 timeout=5s, waits: s1: 2,048 pinned pages in 4 pageblocks"
            " from 0 on.",
            "  0 of 1 sections so far",
            "  it looks again at 2.001s",
            "  s1: 0 of 2,048 pages moved",
            "  2,048 pages of it are pinned, and will not move before they are let go",
            "  40 tries in a row moved nothing",
            "  it is given up in 3.001s",
            "What would help, the cheapest first (each was tried on a copy of the world):",
            "  cancel 3; hotplug remove web section=15",
            "    another one leaves instead, about 0.00047 s",
        ]
        settle(session, remove)

    def test_a_guest_that_waits_for_the_host(self):
        session = typed("host memory 512M", WEB, DB.replace("max=512M", "max=256M"))
        session.perform("hotplug add web 64M")
        session.world.run_until(10_000_000)
        assert asked(session, "why web").text.split("\n") == [
            "WAITS: op 4 (hotplug add web 64M) waits: the host has nothing free.",
            "  0 of 4 sections so far",
            "  it looks again at 1s",
            "  the host has 0 free and 0 in zeroing",
            "  it is with web (256M), db (256M)",
            "  15 of 16 sections could leave",
            "What would help, the cheapest first (each was tried on a copy of the world):",
            "  balloon inflate db 64M",
            "    it gives the host what is missing, about 0.074 s",
            "  host memory 1G",
            "    a larger machine, about 0.0007 s",
        ]

    def test_a_balloon_at_the_watermark_says_what_there_is_and_when_its_driver_tries_again(self):
        session = typed(f"{DB} swap=0K", "workload db fill 75%")
        session.perform("balloon set db 128M")
        session.world.run_until(2_000_000_000)
        answer = asked(session, "why db")
        assert answer.sentence.endswith("below the min watermark; virtio tries again in 0.2 s")
        assert answer.facts[1:3] == (
            "it looks again at 2.063s",
            "zone Normal: 1.9M free, min 1.9M, low 2.4M",
        )
        [remedy] = answer.remedies
        assert remedy.commands == ("workload db free 78M kind=anon",)

    def test_a_driver_that_polls_says_when_it_looks_next(self):
        session = typed("guest add v memory=1G max=2G driver=vmware")
        session.perform("balloon set v 400M")
        session.world.run_until(200_000_000)
        answer = asked(session, "why v")
        assert answer.sentence.endswith("waits: the vmware driver: its next look at the target, at 00:01")
        assert "it looks again at 1s" in answer.facts
        assert answer.remedies == ()

    def test_a_deflation_that_waits_for_its_poll_does_not_wait_for_the_host(self):
        session = typed("guest add v memory=1G max=2G driver=vmware", "balloon set v 400M")
        number = session.perform("balloon deflate v 100M").id
        session.world.run_until(session.world.now + 1_000_000)
        answer = asked(session, f"why operation={number}")
        assert answer.verdict == "WAITS"
        assert [fact for fact in answer.facts if "host" in fact or "it is with" in fact] == []

    def test_pages_that_are_pinned_are_not_waited_for_when_another_section_can_leave(self):
        session = typed(WEB, "workload web pin 12M")
        number = session.perform("hotplug remove web section=1 timeout=60s").id
        session.world.run_until(2_000_000_000)
        [remedy] = asked(session, f"why operation={number}").remedies
        assert remedy.commands == (f"cancel {number}", "hotplug remove web section=15")
        typed(*remedy.commands, session=session)
        assert last(session).state == "done"

    def test_one_that_waits_for_another_says_which(self):
        session = typed(WEB)
        session.perform("hotplug remove web 64M")
        session.perform("hotplug add web 16M")
        session.world.run_until(1_000_000)
        session.perform("hotplug add web 16M")
        answer = asked(session, "why operation=3")
        assert answer.sentence.endswith("waits: op 2, which changes web's sections")
        assert not any("the host has" in fact for fact in answer.facts)
        assert [asked(session, f"why operation={number}").remedies for number in (3, 4)] == [(), ()]

    def test_all_or_nothing_says_how_far_the_section_in_hand_is(self):
        session = typed(WEB, "workload web pin 12M")
        number = session.perform("drmgr web -c mem -r -q 12").id
        session.world.run_until(2_000_000_000)
        assert "s1: 0 of 2,048 pages moved" in asked(session, f"why operation={number}").facts

    def test_a_guest_without_operations(self):
        assert asked(typed(WEB), "why web").text == (
            "IDLE: web has no operation under way.\n  15 of 16 sections could leave"
        )

    def test_no_section_of_a_kernel_without_hot_remove_could_leave(self):
        answer = asked(typed(f"{WEB} kernel=2.6.16"), "why web")
        assert answer.facts == ("0 of 16 sections could leave: 2.6.16 cannot remove memory",)


class TestMemoryBlocks:
    def test_a_section_of_two_zones_cannot_go_offline(self):
        answer = asked(typed("guest add app memory=1G max=2G"), "why app section=0")
        assert (answer.verdict, answer.sentence) == (
            "NO",
            "s0 cannot go offline: pages of zones DMA and DMA32",
        )
        assert answer.remedies[0].commands == ("hotplug remove app section=7",)

    def test_a_section_waits_for_its_whole_memory_block(self):
        session = typed("guest add web memory=1G max=2G min=64M platform=ppc64")
        session.world.guests["web"].block_sections = 4
        typed("workload web fill 3p kind=slab", session=session)
        answer = asked(session, "why web section=3")
        assert answer.verdict == "NO"
        assert answer.sentence.startswith("s3 itself could leave, but not its memory block s0–s3: s0 has ")
        assert answer.remedies[0].commands == ("hotplug remove web section=60-63",)

    def test_its_own_mem_map_does_not_keep_a_section(self):
        session = typed(
            "guest add app memory=1G max=2G memmap_on_memory=on online=movable", "hotplug add app 256M"
        )
        answer = asked(session, "why app section=33")
        assert answer.verdict == "YES"
        assert {block.stuck for block in answer.blocks} == {0}


KINDS_IN_THE_WAY = {
    Kind.KERNEL: ("workload web fill 20M", "workload web fill 30M kind=kernel"),
    Kind.SLAB: ("workload web fill 20M", "workload web fill 30M kind=slab"),
    Kind.PAGE_TABLE: ("workload web fill 20M", "workload web fill 4M kind=page_table"),
    Kind.PINNED: ("workload web fill 20M", "workload web pin 10M"),
    Kind.MEM_MAP: ("hotplug add web 32M",),
    Kind.BALLOON: ("balloon set web 200M",),
    Kind.RESERVED: (),
}
"""What puts pages of every kind in the way that can be."""


@pytest.mark.parametrize("kind", KINDS_IN_THE_WAY)
@pytest.mark.parametrize("kernel", ["2.6.16+remove", "2.6.24", "6.6", "current"])
def test_every_kind_is_named_with_how_many_where_and_what_would_let_it_go(kernel, kind):
    line = f"guest add web memory=256M max=320M min=64M platform=ppc64 kernel={kernel} driver=xen"
    session = typed(line, *KINDS_IN_THE_WAY[kind])
    memory = session.world.guests["web"].memory
    section = int(memory.counts[:, kind].nonzero()[0][-1])
    answer = asked(session, f"why web section={section}")
    (blocker,) = [it for it in answer.blockers if it.kind is kind]
    assert answer.verdict == "NO"
    assert 0 < blocker.pages <= memory.counts[section, kind]
    assert memory.kind(blocker.pfn) is kind
    assert blocker.pfn >> memory.layout.section_shift == section
    assert blocker.pageblocks > 0
    assert blocker.owner
    assert blocker.goes
    assert f"{blocker.pages:,} {blocker.name} page" in answer.text
    assert blocker.goes in answer.text
    assert answer.remedies


def test_what_a_device_holds_can_be_let_go_of():
    session = typed(WEB, "workload web fill 20M", "workload web pin 4M")
    answer = asked(session, "why web section=1")
    commands = [remedy.commands for remedy in answer.remedies]
    (both,) = [it for it in commands if "kind=pinned" in it[0]]
    typed(*both, session=session)
    assert last(session).state == "done"
