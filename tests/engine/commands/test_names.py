import pytest

from engine.commands.choices import ACTION
from engine.commands.grammar import ROWS
from engine.commands.names import RESERVED, ROOTS, advice, listing, nearest, read_guest
from engine.errors import CommandError


@pytest.mark.parametrize("name", ["web", "a", "db-2", "a" * 16])
def test_what_a_guest_may_be_called(name):
    assert read_guest(name) == name


@pytest.mark.parametrize("name", ["", "Web", "2web", "-web", "a" * 17, "web_1", "wéb", "web.x", "web\n"])
def test_what_a_guest_may_not_be_called(name):
    with pytest.raises(CommandError, match="is not a guest's name"):
        read_guest(name)


@pytest.mark.parametrize("name", ["free", "balloon", "set", "mem-set", "fill", "host", "op", "time"])
def test_words_of_the_language_are_no_names(name):
    with pytest.raises(CommandError, match="is a word of the language"):
        read_guest(name)


def test_every_word_of_a_verb_every_action_of_a_workload_and_every_root_is_reserved():
    # a guest that an old script calls `watch` keeps its name: behind `xenstore` no guest can stand
    words = {word for row in ROWS for word in row.words[: 1 if row.words[0] == "xenstore" else 2]}
    assert words | set(ACTION.label.split("|")) | set(ROOTS) <= RESERVED


def test_a_listing_reads_as_a_sentence():
    assert listing(["a"]) == "a"
    assert listing(["a", "b"]) == "a or b"
    assert listing(["a", "b", "c"], "and") == "a, b and c"


def test_near_misses_are_found_and_far_ones_are_not():
    assert nearest("ballon", ["balloon", "free"]) == ["balloon"]
    assert nearest("xyzzy", ["balloon", "free"]) == []
    assert advice("xyzzy", ["balloon", "free"]) == "balloon or free"
    assert advice("BALLOON", ["balloon", "free"]) == "did you mean balloon?"
