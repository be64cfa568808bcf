from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.random_stream import RandomStream

PINNED = (64255045814706751340120297156523401584, 91009519859741231423976545085585877825)


def test_the_numbers_never_change():
    """Recordings hold digests that depend on these: a change breaks every one of them."""
    stream = RandomStream.of(7, 1, 2)
    assert [stream.below(1000) for _ in range(5)] == [753, 442, 322, 954, 663]
    assert stream.many_below(6, 8).tolist() == [2, 0, 5, 3, 3, 4, 2, 4]
    assert stream.permutation(8).tolist() == [3, 1, 6, 0, 7, 4, 2, 5]
    assert stream.choose(10**9, 4).tolist() == [96796513, 57655121, 763118865, 689788864]
    assert stream.choose(5, 5).tolist() == [3, 0, 2, 4, 1]
    assert stream.state() == PINNED


def test_the_same_seed_and_key_draw_the_same_numbers():
    assert RandomStream.of(7, 1, 2) == RandomStream.of(7, 1, 2)
    assert (
        RandomStream.of(7, 1, 2).permutation(100).tolist()
        == RandomStream.of(7, 1, 2).permutation(100).tolist()
    )


@pytest.mark.parametrize("other", [RandomStream.of(8, 1, 2), RandomStream.of(7, 2, 1), RandomStream.of(7, 1)])
def test_another_seed_or_key_draws_others(other):
    stream = RandomStream.of(7, 1, 2)
    assert stream != other
    assert stream.many_below(1 << 63, 4).tolist() != other.many_below(1 << 63, 4).tolist()


@given(st.integers(1, 1 << 63), st.integers(0, 50), st.integers(0, 9))
def test_many_numbers_are_the_ones_drawn_one_by_one(n, k, seed):
    bulk, single = RandomStream.of(seed), RandomStream.of(seed)
    assert bulk.many_below(n, k).tolist() == [single.below(n) for _ in range(k)]
    assert bulk == single


@pytest.mark.parametrize("n", [3 << 61, (1 << 62) + 1, 1 << 63])
def test_large_bounds_are_fair_where_a_plain_remainder_would_favour_small_numbers(n):
    drawn = RandomStream.of(1).many_below(n, 20_000)
    assert drawn.min() >= 0
    assert drawn.max() < n
    thirds = np.bincount((drawn // (n // 3 + 1)).astype(int), minlength=3)
    assert thirds.min() > 20_000 / 3 - 5 * 67  # 67: standard deviation of one third's count


def test_small_bounds_are_fair():
    counts = np.bincount(RandomStream.of(2).many_below(10, 100_000), minlength=10)
    assert abs(counts - 10_000).max() < 5 * 95  # 95: standard deviation of one count


def test_every_place_of_a_permutation_is_as_likely_for_each_number():
    stream = RandomStream.of(3)
    firsts = np.bincount([int(stream.permutation(5)[0]) for _ in range(5_000)], minlength=5)
    assert abs(firsts - 1_000).max() < 5 * 29


@given(st.integers(0, 300), st.data())
def test_a_choice_is_of_different_numbers(n, data):
    k = data.draw(st.integers(0, n))
    chosen = RandomStream.of(n).choose(n, k).tolist()
    assert len(chosen) == len(set(chosen)) == k
    assert all(0 <= number < n for number in chosen)


def test_a_permutation_has_every_number_once():
    assert sorted(RandomStream.of(4).permutation(1000).tolist()) == list(range(1000))
    assert RandomStream.of(4).permutation(0).size == 0


def test_every_number_is_chosen_as_often_where_repeats_are_drawn_again():
    stream = RandomStream.of(5)
    counts = np.bincount(np.concatenate([stream.choose(50, 6) for _ in range(5_000)]), minlength=50)
    assert abs(counts - 600).max() < 5 * 23


def test_a_fork_draws_the_same_and_neither_influences_the_other():
    stream = RandomStream.of(6)
    stream.below(10)
    fork = stream.fork()
    assert fork == stream
    ahead = stream.many_below(100, 20).tolist()
    assert fork != stream
    assert fork.many_below(100, 20).tolist() == ahead
    assert fork == stream


def test_a_stream_goes_on_from_its_state():
    stream = RandomStream.of(8, 1)
    stream.permutation(10)
    state = stream.state()
    assert all(type(word) is int for word in state)
    again = RandomStream.from_state(state)
    assert again.choose(1000, 10).tolist() == stream.choose(1000, 10).tolist()


@pytest.mark.parametrize("state", [(-1, 1), (1 << 128, 1), (0, 2), (0, 1 << 128), (0, -1)])
def test_a_state_that_no_stream_has_is_refused(state):
    with pytest.raises(ValueError, match="no state"):
        RandomStream.from_state(state)


@pytest.mark.parametrize("n", [0, -1, (1 << 63) + 1])
def test_a_bound_that_no_number_is_below_is_refused(n):
    with pytest.raises(ValueError, match="below"):
        RandomStream.of(0).below(n)
    with pytest.raises(ValueError, match="below"):
        RandomStream.of(0).many_below(n, 3)


@pytest.mark.parametrize("k", [-1, 11])
def test_more_than_all_cannot_be_chosen(k):
    with pytest.raises(ValueError, match="different"):
        RandomStream.of(0).choose(10, k)
