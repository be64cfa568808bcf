"""The host's memory comes to lie together, whatever it was like, and guests keep every page."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.host import FRAME, Host

OWNERS = ("free", "free", "web", "db", "zeroing")


def host_like(owners: list[str], scale: int = 1) -> Host:
    """Return a machine whose frames are so; every guest's page n is behind the frame n at first."""
    total = len(owners)
    host = Host(total * FRAME)
    for name in ("web", "db"):
        host.admit(name, 0, 2 * total, scale)
    host.give("web", [0], [total // scale])
    for owner in ("db", "free", "zeroing"):
        mine = [frame // scale for frame in range(0, total, scale) if owners[frame] == owner]
        host.take_back("web", mine, [1] * len(mine))
        if owner != "zeroing":
            host.zero(total)
        if owner == "db":
            host.give("db", mine, [1] * len(mine))
    return host


def backed(host: Host) -> dict[str, set[int]]:
    pfns = np.arange(2 * host.total_frames)
    return {name: set(np.flatnonzero(host.backing(name, pfns) >= 0).tolist()) for name in host.guests}


def check(host: Host) -> None:
    """Every frame is one's: nothing was lost, and nothing is there twice."""
    frames = [host.backing(name, np.arange(2 * host.total_frames)) for name in host.guests]
    held = np.concatenate([found[found >= 0] for found in frames])
    assert len(held) == len(np.unique(held)) == sum(host.held(name) for name in host.guests)
    runs = host.runs()
    assert sum(count for _, _, count in runs) == host.total_frames
    assert sum(count for owner, _, count in runs if owner == "free") == host.free_frames


machines = st.lists(st.sampled_from(OWNERS), min_size=1, max_size=90)


@given(machines, st.integers(1, 20))
@settings(max_examples=150, deadline=None)
def test_gathered_memory_is_one_piece_and_only_what_lay_too_high_has_moved(owners, most):
    host = host_like(owners)
    before, held = backed(host), sum(host.held(name) for name in host.guests)
    too_high = sum(owner in host.guests for owner in owners[held:])
    moved = 0
    while True:
        found = host.gather(most)
        assert found.frames <= most
        assert (found.stretches > 0) == (found.frames > 0)
        moved += found.frames
        check(host)
        if not found.frames and not host.zeroing_frames:
            break
        host.zero(7)
    assert moved == too_high
    assert backed(host) == before
    assert found.left == 0
    free = [(first, count) for owner, first, count in host.runs() if owner == "free"]
    assert free == ([(held, host.total_frames - held)] if held < host.total_frames else [])


@given(machines, st.integers(1, 20), st.sampled_from([2, 4, 8, 16]))
@settings(max_examples=150, deadline=None)
def test_vacated_blocks_are_as_many_as_the_free_frames_could_fill(owners, most, block):
    host = host_like(owners)
    before, total = backed(host), host.total_frames
    moved = 0
    for _ in range(1000):
        found = host.vacate(block, most)
        assert found.frames <= most
        moved += found.frames
        check(host)
        if not found.frames and not host.zeroing_frames:
            break
        host.zero(7)
    assert not found.left
    assert backed(host) == before
    used = [0] * (-(-total // block))
    for owner, first, count in host.runs():
        for frame in range(first, first + count):
            used[frame // block] += owner != "free"
    size = [min(block, total - at * block) for at in range(len(used))]
    partial = [at for at in range(len(used)) if 0 < used[at] < size[at]]
    # the emptiest of those that are neither full nor empty finds no room in the others
    if len(partial) > 1:
        least = min(partial, key=lambda at: used[at])
        assert sum(size[at] - used[at] for at in partial if at != least) < used[least]


def test_what_moves_is_copied_together_where_it_lies_together():
    host = Host(4096 * FRAME)
    host.admit("web", 0, 4096)
    host.admit("db", 0, 4096)
    host.give("web", [0], [1024])
    host.give("db", [0], [1024])
    host.take_back("web", [512], [512])
    host.zero(512)
    found = host.gather(10_000)
    assert (found.frames, found.stretches, found.left) == (512, 1, 0)
    assert host.backing("db", [511, 512, 1023]).tolist() == [1024 + 511, 512, 1023]


def test_memory_that_has_whole_free_blocks_needs_no_move():
    host = Host(4096 * FRAME)
    host.admit("web", 0, 4096)
    host.give("web", [0], [4096])
    host.take_back("web", [1024], [512])
    host.zero(512)
    assert host.vacate(512, 100).frames == 0
    assert host.gather(10_000).frames == 512


def test_frames_that_wait_to_be_zeroed_are_no_room():
    host = Host(100 * FRAME)
    host.admit("web", 0, 100)
    host.give("web", [0], [100])
    host.take_back("web", [0], [50])
    found = host.gather(100)
    assert (found.frames, found.left) == (0, 50)
    host.zero(20)
    assert host.gather(100).frames == 20


@pytest.mark.parametrize("scale", [4, 16])
def test_pages_of_many_frames_may_end_up_in_frames_that_lie_apart(scale):
    owners = (["web"] * scale + ["free"] * scale) * 6
    host = host_like(owners, scale)
    found = host.gather(3)
    assert found.frames == 3
    while host.gather(5).frames:
        host.zero(100)
    host.zero(100)
    assert host.runs() == [("web", 0, 6 * scale), ("free", 6 * scale, 6 * scale)]
    host.take_back("web", [0], [1])
    assert host.zeroing_frames == scale


def test_a_fork_moves_by_itself():
    host = host_like(["web", "free", "db", "free", "web"] * 8)
    twin = host.fork()
    before = digest_of(twin)
    host.gather(5)
    assert digest_of(twin) == before != digest_of(host)


def digest_of(host: Host) -> str:
    hasher = hashlib.sha256()
    host.digest_into(hasher)
    return hasher.hexdigest()
