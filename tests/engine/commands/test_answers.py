"""What answers a question, and what does not."""

from __future__ import annotations

import pytest

from engine.commands.answers import LONGEST, is_right, read_answer, sections_of, spoken_answer, wanted_form
from engine.errors import CommandError


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        ("balloon", "balloon"),
        ("balloon", " Balloon. "),
        ("page-table", "page table"),
        ("page_table", "page-table"),
        ("Web:S23|Balloon", "web s23"),
        ("Web:S23|Balloon", "balloon"),
        ("3", "3"),
        ("3", "3.0"),
        ("30", "30%"),
        ("30%", "30 %"),
        ("1024", "1,024"),
        ("64M", "64M"),
        ("64M", "64 m"),
        ("64M", "65536K"),
        ("1.5G", "1536M"),
        ("300p", "300p"),
        ("60..80", "60"),
        ("60..80", "80"),
        ("60..80", "71.5"),
        ("1M..2M", "1536K"),
        ("s23", "s23"),
        ("s23", "23"),
        ("s23", "section 23"),
        ("s23", "S 23"),
        ("s23", "db:s23"),
        ("web:s23", "web:s23"),
        ("web:s23", "web s23"),
        ("web:s23", "web section 23"),
        ("web:s23", "s23"),
        ("s22|s23", "s23"),
        ("no|none|0", "0"),
        ("no|none|0", "None"),
    ],
)
def test_it_is_right_however_it_is_written(answer, given):
    assert is_right(read_answer(answer), given)


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        ("balloon", "ballon"),
        ("balloon", ""),
        ("balloon", "the balloon"),
        ("3", "three"),
        ("3", "3M"),
        ("3M", "3"),
        ("300p", "300"),
        ("64M", "65M"),
        ("60..80", "59.9"),
        ("60..80", "80.1"),
        ("1M..2M", "2049K"),
        ("s23", "s22"),
        ("s23", "23M"),
        ("web:s23", "db:s23"),
        ("web:s23", "db section 23"),
        ("s22|s23", "s24"),
        ("s22|s23", "s22|s23"),
    ],
)
def test_it_is_wrong(answer, given):
    assert not is_right(read_answer(answer), given)


def test_a_section_without_a_guest_is_of_the_guest_that_is_meant():
    assert is_right("web:s23", "s23", guest="web")
    assert not is_right("web:s23", "s23", guest="db")
    assert is_right("web:s23", "web:s23", guest="db")


@pytest.mark.parametrize("text", ["", "|", "a|", "a||b", "1..", "..2", "2..1", "1..2M", "a..b", "s1..s2"])
def test_what_is_no_answer_is_refused(text):
    with pytest.raises(CommandError) as refused:
        read_answer(text)
    assert refused.value.wanted


def test_an_answer_has_a_longest():
    assert read_answer("a" * LONGEST)
    with pytest.raises(CommandError, match="at most"):
        read_answer("a" * (LONGEST + 1))


def test_an_answer_stays_as_it_is_written():
    answer = read_answer("Web:S23|64M|A_b")
    assert answer == read_answer(answer) == "Web:S23|64M|A_b"


def test_sections_can_be_pointed_at():
    assert sections_of("web:s23|s4|none") == (("web", 23), ("", 4))
    assert sections_of("60..80") == ()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("web:s23", "s23 of web"),
        ("s22|s23", "s22 or s23"),
        ("60..80", "60 to 80"),
        ("1M..2M", "1M to 2M"),
        ("512M", "512M"),
        ("WEB:S23", "s23 of web"),
        ("page-table", "page-table"),
    ],
)
def test_what_is_right_is_said_in_words(answer, said):
    assert spoken_answer(answer) == said


@pytest.mark.parametrize(
    ("answer", "given", "wanted"),
    [
        ("12", "dunno", "a number is wanted, as 12"),
        ("60..80", "64M", ""),
        ("60..80", "99", ""),
        ("64M", "no idea", "a size is wanted, as 64M"),
        ("web:s3|web:s4", "the last", "a section is wanted, as s12"),
        ("web:s3", "section 9", ""),
        ("3|three", "dunno", ""),
        ("balloon", "dunno", ""),
    ],
)
def test_what_cannot_be_meant_is_told_from_what_is_wrong(answer, given, wanted):
    assert wanted_form(read_answer(answer), given) == wanted
