"""What a lesson says of itself is read from the comments at its head."""

from __future__ import annotations

from tui.lessons.head import Head, read_head

LESSON = """\
ballonet 1 seed=7
# lesson: Blocks
# shows: how they meet
# course: from here to there, 2
# paper: figure 2
# A remark: of no meaning here.
# try: balloon set web 192M

guest add web memory=256M
ask How many? answer=3
wait 4s
@1m ask And now? answer=yes
wait 1500ms
# lesson: too late
# try: free web
"""


def test_all_that_stands_at_the_head_is_read():
    assert read_head(LESSON) == Head(
        title="Blocks",
        shows="how they meet",
        course="from here to there",
        number=2,
        paper="figure 2",
        tries=("balloon set web 192M", "free web"),
        questions=2,
        waits=60.0,
    )


def test_without_a_title_it_is_the_first_comment():
    assert read_head("# How a guest grows\n# And shrinks\n").title == "How a guest grows"


def test_a_course_without_a_number_begins():
    assert read_head("# course: one, two, three").course == "one, two, three"
    assert read_head("# course: one, two, three").number == 1


def test_any_text_has_a_head():
    assert read_head("") == read_head("\ufeff\n\0\x1b[2J wait ask") == Head()
