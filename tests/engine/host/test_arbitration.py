"""Who shall have how much: the figures of Waldspurger's paper, MOM's rules, and that nobody is promised too much."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.host.arbitration import (
    Claim,
    Reading,
    entitlements,
    free_state,
    overcommitment_target,
    shares_per_page,
)


@pytest.mark.parametrize(("active", "wanted"), [(1000, 0.010), (500, 0.004), (250, 0.00308)])
def test_w17_the_idle_memory_tax_makes_idle_pages_cheap_to_take(active, wanted):
    """Worked example W17: S = 1000, P = 100000, tax 75 %."""
    assert float(shares_per_page(1000, 100_000, active)) == pytest.approx(wanted, abs=0.000005)


def test_without_a_tax_activity_does_not_count():
    assert {shares_per_page(1000, 100_000, f, tax=0) for f in (0, 250, 1000)} == {
        shares_per_page(1, 100, 0, 0)
    }


def claim(name: str, shares: int, lo: int, hi: int, active: int = 1000) -> Claim:
    return Claim(name=name, shares=shares, lo=lo, hi=hi, active=active)


class TestEntitlements:
    def test_shares_alone_divide_what_there_is(self):
        claims = [claim("web", 1000, 0, 10_000), claim("db", 3000, 0, 10_000)]
        assert entitlements(claims, 4000) == {"web": 1000, "db": 3000}

    def test_who_is_at_a_bound_leaves_the_rest_to_the_others(self):
        claims = [claim("web", 1000, 0, 500), claim("db", 1000, 0, 9000), claim("app", 100, 800, 9000)]
        assert entitlements(claims, 4000) == {"web": 500, "db": 2700, "app": 800}

    def test_an_idle_guest_loses_to_a_busy_one_of_as_many_shares(self):
        claims = [claim("busy", 1000, 0, 10_000, 1000), claim("idle", 1000, 0, 10_000, 0)]
        assert entitlements(claims, 5000, 75) == {"busy": 4000, "idle": 1000}
        assert entitlements(claims, 5000, 0) == {"busy": 2500, "idle": 2500}

    def test_where_there_is_enough_all_have_their_most(self):
        assert entitlements([claim("web", 1, 0, 500), claim("db", 1000, 0, 300)], 4000) == {
            "web": 500,
            "db": 300,
        }

    def test_where_mins_do_not_fit_all_have_those(self):
        assert entitlements([claim("web", 1, 400, 500), claim("db", 9, 300, 900)], 100) == {
            "web": 400,
            "db": 300,
        }

    def test_nobody_claims_nothing(self):
        assert entitlements([], 100) == {}


claims_of_some = st.lists(
    st.tuples(st.integers(1, 50), st.integers(0, 40), st.integers(0, 60), st.integers(0, 1000)),
    min_size=1,
    max_size=5,
).map(lambda rows: [claim(f"g{n}", s, lo, lo + more, f) for n, (s, lo, more, f) in enumerate(rows)])


@given(claims_of_some, st.integers(0, 400), st.sampled_from([0, 50, 75, 90]))
@settings(max_examples=300, deadline=None)
def test_it_is_what_revoking_page_by_page_from_whoever_pays_least_comes_to(claims, pool, tax):
    """Min-funding revocation (Waldspurger 2002, 5.1), done one page at a time."""
    has = {c.name: c.hi for c in claims}
    while sum(has.values()) > pool:
        payers = [c for c in claims if has[c.name] > c.lo]
        if not payers:
            break
        poorest = min(payers, key=lambda c: shares_per_page(c.shares, has[c.name], c.active, tax))
        has[poorest.name] -= 1
    found = entitlements(claims, pool, tax)
    assert all(c.lo <= found[c.name] <= c.hi for c in claims)
    assert sum(found.values()) <= max(pool, sum(c.lo for c in claims))
    # one by one whole pages are taken, so that a guest can be a few off
    assert all(abs(found[c.name] - has[c.name]) <= len(claims) for c in claims)
    if sum(c.lo for c in claims) <= pool <= sum(c.hi for c in claims):
        assert pool - sum(found.values()) <= len(claims)


class TestStatesOfFreeMemory:
    @pytest.mark.parametrize(
        ("was", "free", "now"),
        [
            ("high", 60, "high"),
            ("high", 45, "high"),
            ("high", 39, "soft"),
            ("high", 19, "hard"),
            ("high", 9, "low"),
            ("soft", 45, "soft"),
            ("soft", 59, "soft"),
            ("soft", 60, "high"),
            ("hard", 30, "hard"),
            ("hard", 40, "soft"),
            ("low", 19, "low"),
            ("low", 20, "hard"),
            ("low", 100, "high"),
        ],
    )
    def test_a_state_begins_below_its_threshold_and_ends_only_at_the_next(self, was, free, now):
        assert free_state(was, free, 1000) == now

    def test_free_memory_that_goes_up_and_down_between_two_thresholds_changes_nothing(self):
        state, seen = "high", []
        for free in (50, 41, 59, 42, 39, 50, 41, 59, 58):
            state = free_state(state, free, 1000)
            seen.append(state)
        assert seen == ["high"] * 4 + ["soft"] * 5


def reading(now: int, unused: int, lo: int = 100, hi: int = 1000) -> Reading:
    return Reading(now=now, average=now, unused=unused, lo=lo, hi=hi)


class TestMemoryOvercommitmentManager:
    def test_without_pressure_a_guest_grows_by_five_percent(self):
        assert overcommitment_target(reading(800, 400), 300, 1000) == 840

    def test_at_once_to_a_fifth_free_where_it_has_less(self):
        assert overcommitment_target(reading(800, 0), 300, 1000) == 960

    def test_never_past_its_most(self):
        assert overcommitment_target(reading(980, 100), 300, 1000) == 1000
        assert overcommitment_target(reading(1000, 100), 300, 1000) is None

    def test_under_pressure_it_shrinks_by_five_percent(self):
        assert overcommitment_target(reading(800, 400), 100, 1000) == 760

    def test_but_keeps_as_large_a_part_free_as_the_machine_has(self):
        assert overcommitment_target(reading(800, 90), 100, 1000) == 790
        assert overcommitment_target(reading(800, 60), 100, 1000) is None

    def test_in_a_critical_state_it_is_made_to_swap(self):
        assert overcommitment_target(reading(800, 0), 50, 1000) is None
        assert overcommitment_target(reading(800, 0), 10, 1000) == 768

    def test_not_below_its_least(self):
        assert overcommitment_target(reading(800, 700, lo=790), 100, 1000) == 790

    def test_a_change_of_a_quarter_percent_is_none(self):
        assert overcommitment_target(reading(800, 82), 100, 1000) is None
        assert overcommitment_target(reading(800, 83), 100, 1000) == 797
