"""Values as text and back: nothing is lost, nothing is evaluated, and what is one thing stays one."""

from __future__ import annotations

import json
from collections import deque

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.memory.kinds import Kind
from engine.operation import JournalEntry, ScriptState
from engine.replaying.graph import Node, read, write
from engine.script import RecordedDigest
from engine.timeline import Timeline

atoms = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False) | st.binary()
values = st.recursive(
    atoms,
    lambda inside: (
        st.lists(inside)
        | st.lists(inside).map(tuple)
        | st.lists(inside).map(deque)
        | st.dictionaries(st.text() | st.tuples(st.integers(), st.text()), inside)
        | st.sets(st.integers())
        | st.frozensets(st.text())
    ),
    max_leaves=20,
)


@given(values)
def test_plain_values_come_back_equal_and_of_the_same_types(value):
    found = read(write(value), object)
    assert found == value
    assert type(found) is type(value)
    assert str(found) == str(value) or "{" in str(value)  # a set has no order


@pytest.mark.parametrize(
    "value",
    [
        Kind.BALLOON,
        JournalEntry(5, "say hello", None),
        ScriptState("a.bal", pending=3),
        RecordedDigest(5, "sha256:0", 2),
        np.int64(-5),
        np.float64(0.1),
        bytearray(b"\0\xff"),
        float("inf"),
    ],
)
def test_what_a_world_is_made_of_comes_back(value):
    found = read(write(value), type(value))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_comes_back_with_its_layout_and_may_be_written(order):
    array = np.asarray(np.arange(12, dtype="<u2").reshape(3, 4), order=order)
    found = read(write(array), np.ndarray)
    assert (found == array).all()
    assert found.dtype == array.dtype
    assert found.flags.f_contiguous == array.flags.f_contiguous
    found[0, 0] = 7


def test_what_is_one_thing_stays_one_and_what_refers_to_itself_does_so():
    shared: list[object] = [1]
    token = object()
    shared.append(shared)
    found = read(write({"a": shared, "b": shared, "t": (token, token)}), dict)
    assert found["a"] is found["b"] is found["a"][1]
    assert found["t"][0] is found["t"][1]


def test_a_field_that_is_not_set_is_not_there_afterwards():
    @attrs.define
    class Local:
        pass

    with pytest.raises(ValueError, match="no part of a world"):
        write(Local())


def test_something_may_stand_for_a_value():
    def stand(value):
        return ("sum", value) if type(value) is tuple else None

    assert read(write([(1, 2), (3, 4)], stand), list, {"sum": lambda a, b: a + b}) == [3, 7]


@pytest.mark.parametrize("value", [len, print, json, type, lambda: 0, np.array([None]), 1j])
def test_functions_modules_and_strangers_are_refused(value):
    with pytest.raises((TypeError, ValueError)):
        write(value)


@pytest.mark.parametrize(
    "classes",
    [
        [["os.system", []]],
        [["builtins.eval", []]],
        [["engine.live.kernel_files.KernelFiles", []]],
        [["engine.session.Session", []]],
        [["engine.timeline.heappush", []]],
        [["engine.timeline.Generic", []]],
        [["engine.world.np.ndarray", []]],
    ],
)
def test_only_classes_of_data_are_made(classes):
    with pytest.raises(ValueError, match="is no part of a world"):
        read(json.dumps([classes, [Node.OBJECT, 0]]).encode(), object)


@pytest.mark.parametrize(
    "node",
    [
        [99],
        [],
        [Node.REFERENCE, 5],
        [Node.OBJECT, 7],
        [Node.TUPLE, [Node.REFERENCE, 0]],
        [Node.ARRAY, "O", [1], False, "AAAAAAAAAAA="],
        [Node.ARRAY, "<i8", [1 << 40], False, ""],
        [Node.NUMBER, "<i8", ""],
        [Node.BYTES, "%"],
        [Node.DICT, [Node.LIST], 1],
        [Node.DICT, 1],
        [Node.STAND_IN, "eval", "1"],
    ],
)
def test_nonsense_is_an_error_and_nothing_else(node):
    with pytest.raises(ValueError, match=r"."):
        read(json.dumps([[], node]).encode(), object)


def test_what_is_nested_without_end_is_an_error():
    with pytest.raises(ValueError, match="recursion"):
        read(b"[[], " + b"[1," * 100_000 + b"0" + b"]" * 100_000 + b"]", object)


def test_it_must_be_what_is_wanted():
    with pytest.raises(ValueError, match="it is no Timeline"):
        read(write([1]), Timeline)
