"""The machine's map against what a list of frames says, and what balloons and sections leave in it."""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.host import FRAME, Host
from engine.host_picture import machine_page, machine_view
from engine.machine_view import MachineView
from engine.memory.fragmentation import unusable_free_index
from engine.picture import Painter
from engine.session import Session
from engine.units import MIB
from engine.world import World
from tests.engine.worlds import make_world, set_target, take_section

NAMES = ("web", "db")


@st.composite
def machines(draw: st.DrawFn) -> tuple[Host, list[str]]:
    """A machine, and whose each of its frames is."""
    owners = draw(st.lists(st.sampled_from(("free", "free", *NAMES, "zeroing")), min_size=1, max_size=70))
    host = Host(len(owners) * FRAME)
    host.admit("web", 0, 100)
    host.admit("db", 0, 100)
    # every frame to web first, in order, so that pfn and frame are the same; db's are then moved over
    host.give("web", [0], [len(owners)])
    for owner, name in (("db", "db"), ("zeroing", None), ("free", None)):
        frames = [frame for frame, mine in enumerate(owners) if mine == owner]
        if frames:
            host.take_back("web", frames, [1] * len(frames))
        if owner != "zeroing":
            host.zero(host.zeroing_frames - owners.count("zeroing") * (owner == "free"))
        if name and frames:
            host.give(name, frames, [1] * len(frames))
    return host, [owner for owner, _, frames in host.runs() for _ in range(frames)]


@given(machines())
@settings(max_examples=150, deadline=None)
def test_holes_pieces_and_blocks_are_those_that_a_list_of_frames_has(machine):
    host, owners = machine
    view = machine_view(host)
    assert view.total == len(owners)
    assert [view.owner_of(frame) for frame in range(len(owners))] == owners

    runs = [(owner, len(list(group))) for owner, group in groupby(owners)]
    holes = [size for owner, size in runs if owner == "free"]
    assert (view.holes.count, view.holes.frames) == (len(holes), sum(holes))
    assert view.holes.largest == max(holes, default=0)
    assert sum(view.holes.by_size) == len(holes)
    for k, few in enumerate(view.holes.by_size):
        assert few == sum(1 << k <= size < 2 << k for size in holes)

    # buddies merge upwards: what is free and aligned is one block
    blocks, at = [0] * len(view.holes.free_blocks), 0
    while at < len(owners):
        order = 0
        while at % (2 << order) == 0 and all(o == "free" for o in owners[at : at + (2 << order)]):
            if at + (2 << order) > len(owners):
                break
            order += 1
        if owners[at] == "free":
            blocks[order] += 1
            at += 1 << order
        else:
            at += 1
    assert list(view.holes.free_blocks) == blocks
    assert list(view.holes.unusable_free_index) == [
        unusable_free_index(blocks, order) for order in range(len(blocks))
    ]

    for tenant in view.tenants:
        pieces = [size for owner, size in runs if owner == tenant.name]
        inside = [
            size
            for (before, _), (owner, size), (after, _) in zip(runs, runs[1:], runs[2:], strict=False)
            if owner == "free" and before == after == tenant.name
        ]
        assert (tenant.frames, tenant.pieces, tenant.largest_piece) == (
            sum(pieces),
            len(pieces),
            max(pieces, default=0),
        )
        assert (tenant.holes, tenant.hole_frames, tenant.largest_hole) == (
            len(inside),
            sum(inside),
            max(inside, default=0),
        )


@given(machines(), st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_cells_add_up_to_the_frames_that_lie_in_them(machine, cells):
    host, owners = machine
    view = machine_view(host)
    edges = [cell * len(owners) // cells for cell in range(cells + 1)]
    wanted = [[owners[first:end].count(owner) for owner in view.owners] for first, end in pairwise(edges)]
    assert view.cells(cells).tolist() == wanted


def view_of(world: World) -> MachineView:
    return machine_view(world.host)


def finish(world: World) -> None:
    world.run_until(world.now + 10**10)


def test_a_section_that_leaves_is_one_hole_and_a_balloon_in_an_old_guest_is_many():
    """Paper 5.2, last sentence: sections make it easier not to end up with the machine's memory in pieces."""
    holes = {}
    for how in ("sections", "balloon"):
        session = Session(seed=3)
        for line in (
            "host memory 512M",
            "guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove",
            "workload web age 60%",
        ):
            session.perform(line)
        world = session.world
        if how == "sections":
            session.perform("hotplug remove web 32M")
        else:
            session.perform("balloon set web 224M")
        finish(world)
        view = view_of(world)
        assert view.tenants[0].frames == 224 * MIB // FRAME
        holes[how] = view.holes.count, view.tenants[0].hole_frames
    assert holes["sections"][0] <= 3
    assert holes["balloon"][0] > 500
    assert holes["balloon"][1] > holes["sections"][1]


def test_the_map_is_painted_only_where_it_is_wanted_and_kept_while_the_host_stands_still():
    world, painter = make_world(web=64 * MIB), Painter()
    how = {"paused": True, "speed": 1.0, "reached": 0.0}
    assert painter.paint(world, **how).host.machine is None
    machine = painter.paint(world, machine=True, **how).host.machine
    assert machine is not None
    assert painter.paint(world, machine=True, **how).host.machine is machine
    set_target(world, "web", 32 * MIB)
    finish(world)
    assert painter.paint(world, machine=True, **how).host.machine is not machine


def test_arrays_of_the_map_cannot_be_written():
    view = view_of(make_world(web=64 * MIB))
    with pytest.raises(ValueError, match="read-only"):
        view.first[0] = 1


class TestTheFrameOfAPage:
    def test_a_page_that_was_backed_at_boot_has_one_and_one_in_the_balloon_has_none(self):
        session = Session()
        session.perform("guest add web memory=256M platform=ppc64")
        page = session.machine_page("web", 4096)
        assert page is not None
        assert (page.frame, page.frames, page.paged_out) == (4096, 1, False)
        session.perform("balloon set web 200M")
        finish(session.world)
        guest = session.world.guests["web"]
        pfn = int(guest.balloon.batches[0].starts[0])
        assert session.machine_page("web", pfn).frame is None

    def test_a_page_of_64k_has_sixteen_frames(self):
        session = Session()
        session.perform("guest add web memory=256M platform=ppc64 page=64K")
        assert session.machine_page("web", 3).frame == 48
        assert session.machine_page("web", 3).frames == 16

    def test_the_page_behind_a_frame_is_found_again(self):
        session = Session()
        session.perform("guest add web memory=256M platform=ppc64")
        session.perform("guest add big memory=256M platform=ppc64 page=64K")
        for guest, pfn in (("web", 0), ("web", 4097), ("big", 3)):
            frame = session.machine_page(guest, pfn).frame
            assert session.guest_page(frame) == (guest, pfn)
        assert session.guest_page(session.machine_page("big", 3).frame + 15) == ("big", 3)
        assert session.guest_page(session.world.host.total_frames - 1) is None

    def test_nobody_knows_of_a_guest_that_is_not_there(self):
        assert Session().machine_page("web", 0) is None

    def test_it_is_the_one_that_the_map_says_is_the_guests(self):
        world = make_world(web=64 * MIB, db=64 * MIB)
        take_section(world, "web", 2)
        finish(world)
        view = view_of(world)
        for guest in world.guests:
            for pfn in range(0, 16_384, 511):
                frame = machine_page(world.host, guest, pfn).frame
                assert frame is None or view.owner_of(frame) == guest


def test_the_map_is_in_the_json_and_can_be_expected_of():
    session = Session()
    session.perform("host memory 512M")
    session.perform("guest add web memory=256M platform=ppc64")
    host = session.document()["host"]
    assert host["fragmentation"]["holes"] == 1
    assert host["fragmentation"]["largest_hole"] == 256 * MIB
    assert host["fragmentation"]["unusable_free_index"][9] == 0
    assert host["guests"]["web"] == {
        "held": 256 * MIB,
        "pieces": 1,
        "largest_piece": 256 * MIB,
        "holes": 0,
        "in_holes": 0,
        "largest_hole": 0,
    }
    for claim in ("host.fragmentation.holes == 1", "host.guests.web.pieces == 1", "host.free == 256M"):
        assert session.perform(f"expect {claim}").passed


def test_a_map_of_sixteen_terabytes_in_one_piece_is_cheap():
    host = Host(1 << 44)
    host.admit("web", 0, (1 << 44) // FRAME)
    host.give("web", [0], [(1 << 43) // FRAME])
    view = machine_view(host)
    assert view.frames.tolist() == [1 << 31, 1 << 31]
    assert np.array_equal(view.cells(2), [[0, 1 << 31, 0], [1 << 31, 0, 0]])
