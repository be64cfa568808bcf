import pytest

from engine.commands.grammar import ROWS
from engine.commands.help import help_text
from engine.commands.reference import readme_table
from engine.errors import CommandError


def test_help_lists_every_command_with_what_it_does():
    text = help_text()
    for row in ROWS:
        assert row.verb in text
        assert row.summary in text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_help_of_one_command_has_usage_parameters_and_examples(row):
    text = help_text(row.verb)
    assert row.usage in [part.split("\n")[0] for part in text.split("\n\n")]
    assert all(parameter.means in text for parameter in row.parameters)
    assert all(f"  {example}" in text for example in row.examples)


def test_help_of_a_first_word_explains_all_that_start_with_it():
    text = help_text("balloon")
    assert all(
        verb in text for verb in ("balloon set GUEST", "balloon inflate GUEST", "balloon deflate GUEST")
    )


def test_help_of_a_native_command_names_operators_words_for_it():
    assert "virsh setmem" in help_text("balloon set")


def test_help_of_nothing_known_is_refused():
    with pytest.raises(CommandError, match="did you mean hotplug"):
        help_text("hotplg")


def test_help_lines_have_no_trailing_blanks():
    assert all(line == line.rstrip() for row in ROWS for line in help_text(row.verb).splitlines())


def test_the_readme_has_a_row_for_every_command():
    table = readme_table()
    for row in ROWS:
        usage = row.usage.replace("|", "\\|")
        assert f"| `{usage}` | {row.summary} |" in table


def test_every_line_of_a_readme_table_has_as_many_cells():
    for table in readme_table().split("\n\n"):
        lines = [line.replace("\\|", "") for line in table.splitlines() if line.startswith("|")]
        assert len({line.count("|") for line in lines}) <= 1


@pytest.mark.parametrize(
    ("word", "verbs"),
    [("swap", ("vmstat", "balloon set")), ("fragment", ("workload",)), ("migrate", ("hotplug remove",))],
)
def test_help_of_a_word_finds_what_has_to_do_with_it(word, verbs):
    text = help_text(word)
    assert all(f"  {verb} " in text for verb in verbs)


def test_help_begins_with_what_to_try_and_gives_each_purpose_an_example():
    text = help_text()
    assert text.startswith("Start here\n  balloon set web 600M")
    assert "Balloon, as in `balloon set web 600M`" in text


def test_a_lesson_says_what_happens_what_to_try_and_what_can_go_wrong():
    text = help_text("hotplug remove")
    for part in (
        "its pages in use migrate",
        "Try\n  hotplug remove app 128M",
        "What can go wrong",
        "See also: ",
    ):
        assert part in text
