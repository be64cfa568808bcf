"""Whatever has happened to a guest: `why` answers, changes nothing, and what it offers does what it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CommandError
from engine.memory.kinds import SectionState
from engine.session import Session
from tests.engine.playing import settle

GUESTS = (
    "guest add web memory=128M max=256M min=32M platform=ppc64 kernel=2.6.16+remove",
    "guest add web memory=128M max=256M min=32M platform=ppc64",
    "guest add web memory=128M max=256M min=32M platform=ppc64 driver=virtio swap=0K",
    "guest add web memory=512M max=1G min=128M driver=virtio",
    "guest add web memory=512M max=1G min=128M kernel=6.6 driver=xen",
    "guest add web memory=512M max=1G min=128M memmap_on_memory=on online=movable",
)
LINES = (
    "workload web fill 30%",
    "workload web fill 60% kind=file",
    "workload web fill 5% kind=slab",
    "workload web fill 3p kind=page_table",
    "workload web fill 2% kind=kernel",
    "workload web fragment 40%",
    "workload web pin 3%",
    "workload web free 10%",
    "workload web churn 20%",
    "balloon inflate web 32M",
    "balloon deflate web 16M",
    "hotplug add web 128M",
    "hotplug add web 128M online=movable",
    "hotplug remove web 16M",
    "hotplug remove web 128M",
    "section offline web 7",
    "drmgr web -c mem -r -q 2",
    "device_add web pc-dimm,size=128M",
    "device_del web dimm0",
    "workload web stop",
)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(GUESTS),
    st.lists(st.tuples(st.sampled_from(LINES), st.booleans()), max_size=5),
    st.integers(0, 60),
)
def test_it_answers_and_what_it_offers_works(guest, lines, section):
    session = Session()
    session.perform(guest)
    for line, at_once in lines:
        try:
            session.perform(line)
        except CommandError:
            continue
        session.world.run_until(session.world.now + (2_000_000 if at_once else 4_000_000_000))
    before = session.digest()
    states = session.world.guests["web"].memory.state
    present = [s for s, state in enumerate(states.tolist()) if state != SectionState.ABSENT]
    answers = [session.why("web"), session.why("web", section=present[section % len(present)])]
    answers += [session.why(operation=op.id) for op in session.world.operations.values() if op.id > 0]
    assert session.digest() == before
    for answer in answers:
        assert answer.text.isprintable() or "\n" in answer.text
        for block in answer.blocks:
            assert block.stuck >= 0
            assert (
                block.stuck + block.moving + block.free
                == session.world.guests["web"].memory.layout.pageblock_pages
            )
        for remedy in answer.remedies:
            twin = Session()
            twin.world = session.world.fork()
            for command in remedy.commands:
                operation = twin.perform(command)
                assert operation.id is not None
                assert settle(twin, operation.id) in ("done", "stalled"), (remedy, answer.text)
