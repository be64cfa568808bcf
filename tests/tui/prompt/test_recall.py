"""Walking back through what was typed, as a shell does."""

from __future__ import annotations

from tui.prompt.recall import Recall

LINES = ["balloon set web 512M", "lsmem web", "balloon set db 1G", "lsmem web"]


def test_older_lines_come_newest_first_and_each_once():
    recall = Recall(LINES)
    walk = [recall.older("")] + [recall.older("?") for _ in range(3)]
    assert walk == ["lsmem web", "balloon set db 1G", "balloon set web 512M", None]


def test_only_lines_that_start_as_typed_are_recalled():
    recall = Recall(LINES)
    assert [recall.older("ball"), recall.older("x"), recall.older("x")] == [
        "balloon set db 1G",
        "balloon set web 512M",
        None,
    ]


def test_walking_forth_ends_at_what_was_being_typed():
    recall = Recall(LINES)
    recall.older("ball")
    recall.older("x")
    assert [recall.newer(), recall.newer(), recall.newer()] == ["balloon set db 1G", "ball", None]


def test_the_walk_turns_round_where_it_is():
    recall = Recall(LINES)
    recall.older("")
    recall.older("x")
    recall.newer()
    assert recall.older("x") == "balloon set db 1G"


def test_a_line_that_was_left_comes_back_first():
    recall = Recall(LINES)
    recall.leave("hotplug add we")
    assert [recall.older(""), recall.older("x")] == ["hotplug add we", "lsmem web"]


def test_editing_begins_a_new_walk():
    recall = Recall(LINES)
    recall.older("")
    recall.end()
    assert recall.newer() is None
    assert recall.older("lsmem") == "lsmem web"


def test_a_search_finds_what_stands_anywhere_in_a_line():
    assert Recall(LINES).containing("web", 5) == ["lsmem web", "balloon set web 512M"]
    assert Recall(LINES).containing("web", 1) == ["lsmem web"]
