"""A patch is all that two pictures differ in."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.web.patches import NOTHING, difference, patched

VALUES = st.recursive(
    st.integers(0, 3) | st.text("ab", min_size=10, max_size=12) | st.none(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(["x", "y", "z"]), inner),
    max_leaves=12,
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from("xyz"), VALUES), st.dictionaries(st.sampled_from("xyz"), VALUES))
def test_what_is_patched_is_what_was_meant_and_the_old_picture_stays(old, new):
    before = json.dumps(old)
    patch = difference(old, new)
    result = old if patch is NOTHING else patched(old, json.loads(json.dumps(patch)))
    assert result == new
    assert list(result) == list(new) or set(old) & set(new)
    assert json.dumps(old) == before


def test_equal_pictures_differ_in_nothing():
    assert difference({"a": [1, 2], "b": "xx"}, {"a": [1, 2], "b": "xx"}) is NOTHING


def test_of_a_map_only_the_cells_that_changed_are_written():
    assert difference({"body": "a" * 60}, {"body": "a" * 20 + "bb" + "a" * 38}) == {"body": {"#": [20, "bb"]}}


def test_of_counts_only_those_that_changed_are_written():
    assert difference([1] * 11, [1] * 10 + [5]) == {"#": [10, 5]}


def test_a_guest_that_went_is_named():
    assert difference({"web": {}, "db": {"free": 1}}, {"db": {"free": 2}}) == {
        "-": ["web"],
        "db": {"free": 2},
    }
