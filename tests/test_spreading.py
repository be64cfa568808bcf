"""Tests are spread over processes so that none waits for long ones at the end, and what is costly is made once."""

from __future__ import annotations

from pathlib import Path

from tests.spreading import APART, LESSONS, rank, unit

ROOT = Path(__file__).parents[1]


def test_the_files_that_are_named_are_there():
    assert all((ROOT / file).is_file() for file in (*APART, LESSONS))


def test_a_file_is_one_unit_unless_it_is_named():
    assert unit("tests/test_a.py::test_b[c]") == unit("tests/test_a.py::TestD::test_e")
    assert unit(f"{APART[0]}::test_a") != unit(f"{APART[0]}::test_b")


def test_all_that_is_asked_of_a_lesson_is_one_unit():
    assert unit(f"{LESSONS}::test_a[fig1]") == unit(f"{LESSONS}::TestB::test_c[fig1]")
    assert unit(f"{LESSONS}::test_a[fig1]") != unit(f"{LESSONS}::test_a[fig2]")


def test_what_takes_long_comes_first():
    order = ["tests/engine/test_a.py::b", f"{LESSONS}::a", f"{APART[1]}::a", f"{APART[0]}::a"]
    assert sorted(order, key=rank) == order[::-1]
