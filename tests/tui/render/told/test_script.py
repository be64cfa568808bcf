"""A script as rows of the screen."""

from rich.cells import cell_len

from engine.snapshot import ScriptView
from tests.tui.frames import PALETTE
from tui.render.text.glyphs import ASCII, UNICODE
from tui.render.told.script import Listing
from tui.render.told.script_words import parts_of

TEXT = "ballonet 1 seed=7\n# why\nlet a = 64M\nguest add web memory=1G  # aside\nsay $a of web is a lot\n"


def parts(text: str, variables: bool = False) -> list[tuple[str, str]]:
    return [(text[start:end], part) for start, end, part in parts_of(text, variables=variables)]


def test_each_part_of_a_line_is_what_it_is():
    assert parts("@5s fails hotplug add web 40M node=0 &  # why") == [
        ("@5s", "aside"),
        ("fails", "verb"),
        ("hotplug add", "verb"),
        ("node=", "aside"),
        ("&", "aside"),
        ("# why", "aside"),
    ]
    assert parts("  say it # costs $a", True) == [
        ("say", "verb"),
        ("it # costs ", "said"),
        ("$a", "variable"),
    ]
    assert parts("at 5s say so") == [("at", "verb"), ("say", "verb"), ("so", "said")]
    assert parts("xl mem-set web $n", True) == [("xl mem-set", "verb"), ("$n", "variable")]
    assert parts("  # all of it") == [("# all of it", "aside")]
    assert parts("frobnicate web") == []


def test_lines_are_numbered_and_the_one_that_ran_last_is_marked():
    listing = Listing(ScriptView("x.bal", TEXT, 4), 60, PALETTE, UNICODE)
    rows = [listing.row_text(row).rstrip() for row in range(len(listing))]
    assert rows[0] == " 1  ballonet 1 seed=7"
    assert rows[3] == "▸4  guest add web memory=1G  # aside"
    assert rows[4] == " 5  say $a of web is a lot"
    assert Listing(ScriptView("x.bal", TEXT, 4), 60, PALETTE, ASCII).row_text(3).isascii()


def test_a_line_that_is_too_wide_goes_on_under_its_words_and_nothing_is_lost():
    words = "say " + " ".join(f"word{at}" for at in range(40)) + " 漢字" * 10 + " " + "x" * 50
    listing = Listing(ScriptView("x.bal", words), 30, PALETTE, UNICODE)
    rows = [listing.row_text(row) for row in range(len(listing))]
    assert all(cell_len(row) <= 30 for row in rows)
    assert "".join("".join(row[4:].split()) for row in rows) == "".join(words.split())
    assert listing.row_of(1) == 0


def test_what_is_right_shows_when_the_question_is_over():
    text = "ask Which? answer=s3\nask How many? answer=12\nrun"
    shown = [Listing(ScriptView("x.bal", text, line), 60, PALETTE, UNICODE) for line in (0, 1, 2, 3)]
    assert [each.row_text(0).rstrip().partition("answer=")[2] for each in shown] == ["s3", "··", "s3", "s3"]
    assert [each.row_text(1).rstrip().partition("answer=")[2] for each in shown] == ["12", "··", "··", "12"]


def test_what_a_file_holds_cannot_reach_the_terminal():
    listing = Listing(ScriptView("x.bal", "say \x1b[31m\x00\nrun\t&"), 60, PALETTE, UNICODE)
    assert all(listing.row_text(row).isprintable() for row in range(len(listing)))
