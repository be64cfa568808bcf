from __future__ import annotations

import hashlib
import tracemalloc

import numpy as np
import pytest

from engine.errors import CommandError
from engine.host import FRAME, Host
from engine.units import GIB, MIB, TIB

CHUNK = 32_768
"""Frames that the host keeps as one record while they are alike."""


def host_of(total: int, *guests: str) -> Host:
    host = Host(total)
    for guest in guests:
        host.admit(guest, 0, TIB // FRAME)
    return host


def digest_of(host: Host) -> str:
    hasher = hashlib.sha256()
    host.digest_into(hasher)
    return hasher.hexdigest()


def test_a_guest_gets_the_lowest_free_frames_in_the_order_of_its_runs():
    host = host_of(1 * GIB, "web")
    assert host.give("web", [100, 50], [3, 2]) == 5
    assert host.backing("web", [100, 101, 102, 50, 51, 52]).tolist() == [0, 1, 2, 3, 4, -1]
    assert host.runs() == [("web", 0, 5), ("free", 5, 262_139)]


def test_frames_that_were_freed_below_are_given_before_those_above():
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [3 * CHUNK])
    host.give("web", [200_000], [1])
    host.take_back("web", [CHUNK + 7, 5], [1, CHUNK])
    host.zero(CHUNK + 1)
    host.give("web", [5, CHUNK + 7], [CHUNK, 1])
    assert host.backing("web", [5, CHUNK + 4, CHUNK + 7, 200_000]).tolist() == [
        5,
        CHUNK + 4,
        CHUNK + 7,
        3 * CHUNK,
    ]


def test_whole_chunks_that_were_freed_below_are_given_first_too():
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [3 * CHUNK])
    host.give("web", [200_000], [1])
    host.take_back("web", [CHUNK], [CHUNK])
    host.zero(CHUNK)
    host.give("web", [CHUNK], [1])
    assert host.backing("web", [CHUNK]).tolist() == [CHUNK]


def test_what_a_guest_gives_back_is_zeroed_in_that_order_before_another_gets_it():
    host = host_of(16 * MIB, "web", "db")
    host.give("web", [0], [4096])
    host.take_back("web", [4000, 10], [2, 1])
    assert host.zeroing_frames == 3
    assert host.give("db", [0], [1]) == 0
    assert host.shortage(1) == "the host has nothing free and 12K in zeroing"
    assert host.zero(1) == 1
    assert host.give("db", [0], [1]) == 1
    assert host.backing("db", [0]).tolist() == [4000]
    assert host.zero(100) == 2
    assert host.shortage(2) == ""
    assert host.shortage(3) == "the host has 8K free"


def test_nothing_is_given_where_not_all_can_be():
    host = host_of(16 * MIB, "web")
    before = digest_of(host)
    assert host.give("web", [0], [4097]) == 0
    assert digest_of(host) == before
    assert host.free_frames == 4096


def test_max_and_min_are_enforced_and_a_refusal_changes_nothing():
    host = Host(1 * GIB)
    host.admit("web", 256 * MIB // FRAME, 512 * MIB // FRAME)
    host.give("web", [0], [512 * MIB // FRAME])
    before = digest_of(host)
    with pytest.raises(CommandError, match="web would hold 524292K: at most its max of 512M"):
        host.give("web", [1_000_000], [1])
    with pytest.raises(CommandError, match="web would hold 262140K: at least its min of 256M"):
        host.take_back("web", [0], [256 * MIB // FRAME + 1])
    assert digest_of(host) == before
    assert host.take_back("web", [0], [256 * MIB // FRAME]) == 256 * MIB // FRAME


def test_guests_may_be_promised_more_than_there_is():
    host = Host(1 * GIB)
    host.admit("web", 0, 1 * GIB // FRAME)
    host.admit("db", 0, 3 * GIB // FRAME)
    assert host.promised_frames == 4 * GIB // FRAME
    assert host.guests == ("web", "db")


def test_a_guest_that_leaves_has_all_its_frames_zeroed():
    host = host_of(1 * GIB, "web", "db")
    host.give("web", [50, 0], [10, 10])
    host.give("db", [0], [10])
    host.leave("web")
    assert host.runs() == [("zeroing", 0, 20), ("db", 20, 10), ("free", 30, 262_114)]
    host.zero(1)
    assert host.runs()[:2] == [("zeroing", 0, 10), ("free", 10, 1)]  # pfn 0 first, whose frame is 10
    host.admit("web", 0, 1)
    assert host.held("web") == 0


@pytest.mark.parametrize("name", ["web", "free", "zeroing"])
def test_a_name_means_one_owner(name):
    with pytest.raises(CommandError, match="another name"):
        host_of(1 * GIB, "web").admit(name, 0, 1)


def test_bounds_must_be_in_order():
    with pytest.raises(CommandError, match="min 8K is above max 4K"):
        Host(1 * GIB).admit("web", 2, 1)


def test_a_balloon_page_that_moves_keeps_its_guests_frame():
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [100])
    host.take_back("web", [10, 20], [1, 1])
    host.remap("web", np.array([20, 10]), np.array([55, 54]))
    assert host.backing("web", [20, 10, 55, 54]).tolist() == [55, 54, -1, -1]
    assert host.held("web") == 98
    assert host.zeroing_frames == 2


@pytest.mark.parametrize(
    ("old", "new"), [([5], [6]), ([200], [201]), ([200, 201], [5]), ([200, 200], [5, 6])]
)
def test_a_page_moves_only_from_a_backed_page_to_an_unbacked_one(old, new):
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [100])
    before = digest_of(host)
    with pytest.raises(ValueError, match="page"):
        host.remap("web", np.array(old), np.array(new))
    assert digest_of(host) == before


@pytest.mark.parametrize(
    ("starts", "counts"),
    [
        ([0], [1, 2]),
        ([-1], [1]),
        ([1], [-1]),
        ([99], [1]),
        ([200, 205], [10, 1]),
        ([1 << 33], [1]),
        ([200.5], [1]),
    ],
)
def test_pages_that_cannot_be_backed_are_refused_and_nothing_changes(starts, counts):
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [100])
    before = digest_of(host)
    with pytest.raises(ValueError, match=r"page|pfn|run|starts|numbers"):
        host.give("web", starts, counts)
    assert digest_of(host) == before


@pytest.mark.parametrize(("starts", "counts"), [([99], [2]), ([5, 5], [1, 1]), ([1 << 40], [1])])
def test_pages_that_are_not_backed_cannot_be_given_back(starts, counts):
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [100])
    before = digest_of(host)
    with pytest.raises(ValueError, match="page"):
        host.take_back("web", starts, counts)
    assert digest_of(host) == before


def test_more_memory_is_added_at_the_top():
    host = host_of(12 * MIB, "web")
    host.give("web", [0], [3072])
    host.resize(300 * MIB)
    assert host.give("web", [5000], [70_000]) == 70_000
    assert host.runs() == [("web", 0, 73_072), ("free", 73_072, 3_728)]


def test_memory_goes_only_from_the_top_and_only_where_it_is_free():
    host = host_of(1 * GIB, "web", "db")
    host.give("web", [0], [512 * MIB // FRAME])
    host.give("db", [0], [128 * MIB // FRAME])
    host.take_back("db", [0], [1])
    with pytest.raises(CommandError) as refused:
        host.resize(256 * MIB)
    assert str(refused.value) == (
        "memory above 256M is not free, web holds 256M, db holds 131068K, 4K in zeroing: at least 640M"
    )
    host.resize(640 * MIB)
    assert host.free_frames == 0
    assert host.total_frames == 640 * MIB // FRAME


@pytest.mark.parametrize("total", [0, -4096, 4097, 16 * TIB + 4096])
def test_a_machine_has_whole_pages_up_to_16t(total):
    with pytest.raises(CommandError, match="whole pages of 4K, from 4K to 16T"):
        Host(total)
    with pytest.raises(CommandError, match="whole pages of 4K, from 4K to 16T"):
        Host(GIB).resize(total)


def test_a_fork_and_its_original_live_apart():
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [100_000])
    host.take_back("web", [10], [1])
    fork, before = host.fork(), digest_of(host)
    fork.take_back("web", [20], [70_000])
    fork.zero(500)
    fork.leave("web")
    fork.resize(2 * GIB)
    assert digest_of(host) == before
    after = digest_of(fork)
    host.take_back("web", [0, 40_000], [5, 2])
    host.zero(3)
    host.give("web", [10], [1])
    assert digest_of(fork) == after


def test_the_digest_forgets_how_a_stretch_of_pages_came_to_be_backed():
    one, other = host_of(1 * GIB, "web"), host_of(1 * GIB, "web")
    one.give("web", [0], [CHUNK])
    for first in range(0, CHUNK, 4096):
        other.give("web", [first], [4096])
    assert digest_of(one) == digest_of(other)
    one.take_back("web", [0], [100])
    for first in range(100):
        other.take_back("web", [first], [1])
    assert digest_of(one) == digest_of(other)


def test_the_digest_forgets_in_how_many_pieces_frames_came_to_be_zeroed(monkeypatch):
    monkeypatch.setattr("engine.host.zeroing._BATCH", 2)
    one, other = host_of(1 * GIB, "web"), host_of(1 * GIB, "web")
    one.give("web", [0], [100])
    other.give("web", [0], [100])
    one.take_back("web", [90, 60], [1, 2])
    for pfn in (90, 60, 61):
        other.take_back("web", [pfn], [1])
    assert digest_of(one) == digest_of(other)


def test_the_digest_tells_the_order_of_zeroing():
    one, other = host_of(1 * GIB, "web"), host_of(1 * GIB, "web")
    for host, pfns in ((one, [5, 7]), (other, [7, 5])):
        host.give("web", [0], [10])
        host.take_back("web", pfns, [1, 1])
    assert digest_of(one) != digest_of(other)


def test_a_checkpoint_with_a_frame_of_two_owners_is_refused():
    host = host_of(1 * GIB, "web")
    host.give("web", [0], [100])
    state = host.state()
    state["zeroing_starts"], state["zeroing_counts"] = np.array([99]), np.array([1])
    with pytest.raises(ValueError, match="not free"):
        Host.from_state(state)


def test_a_checkpoint_with_a_frame_beyond_the_machine_is_refused():
    state = Host(GIB).state()
    state["zeroing_starts"], state["zeroing_counts"] = np.array([GIB // FRAME]), np.array([1])
    with pytest.raises(ValueError, match="not free"):
        Host.from_state(state)


def test_the_largest_host_with_a_guest_of_a_tebibyte_costs_under_5_mib():
    tracemalloc.start()
    host = host_of(16 * TIB, "web")
    host.give("web", [0], [TIB // FRAME])
    fork = host.fork()
    fork.take_back("web", [12_345], [1])
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 5 * MIB
