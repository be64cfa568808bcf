"""Every command, used wrongly in each way: the message names what is wrong and what would be right, at its place."""

from __future__ import annotations

import pytest

from engine.commands.grammar import ROWS
from engine.commands.line import parse_line
from engine.commands.row import Parameter, Row
from engine.errors import SyntaxRefused

EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
TAKES_ANYTHING = ("rest", "command")


def refused(line: str, number: int = 0) -> SyntaxRefused:
    with pytest.raises(SyntaxRefused) as caught:
        parse_line(line, number, default_guest="web")
    error = caught.value
    assert error.found
    assert error.wanted
    assert not error.found.endswith(".")
    assert 1 <= error.place.column <= len(line) + 2
    assert error.place.column - 1 + error.place.length <= max(len(line), error.place.column + 1)
    return error


def slip(word: str) -> str:
    """Return a word with two letters in the wrong order, or its last one doubled where that is no slip."""
    turned = word[:1] + word[2:3] + word[1:2] + word[3:]
    return turned if turned != word and len(word) > 2 else word + word[-1]


@EACH
def test_a_slip_in_a_word_of_the_command_is_mended(row: Row):
    for at, word in enumerate(row.words):
        wrong = [*row.words]
        wrong[at] = slip(word)
        rest = row.examples[0].split()[len(row.words) :]
        error = refused(" ".join([*wrong, *rest]), number=int(row.script_only))
        assert word in error.wanted or row.verb in error.wanted, error


@EACH
def test_a_word_too_many_or_an_unknown_option_is_pointed_at(row: Row):
    if any(parameter.value.takes in TAKES_ANYTHING for parameter in row.positional):
        return
    for example in row.examples:
        line = f"{example} zzz=1"
        assert refused(line).place.column > len(row.verb)


@EACH
def test_what_is_missing_is_named(row: Row):
    if any(parameter.needed for parameter in row.positional):
        alone = row.verb
        if not row.omits_guest or len(row.positional) > 1:
            assert "needs" in refused(alone).found or "half a command" in refused(alone).found


def wrong_values() -> list[tuple[Row, Parameter]]:
    return [
        (row, option)
        for row in ROWS
        for option in row.options
        if option.value.label not in ("FILE", "WORD", "TEXT")
    ]


@pytest.mark.parametrize(
    ("row", "option"), wrong_values(), ids=lambda each: getattr(each, "verb", None) or each.name
)
def test_a_wrong_value_of_an_option_is_pointed_at(row: Row, option: Parameter):
    bare = [word for word in row.examples[0].split() if not word.startswith(f"{option.name}=")]
    line = f"{' '.join(bare)} {option.name}=%%"
    start = line.index("%%") + 1
    error = refused(line)
    assert (error.place.column, error.place.length) == (start, 2), error


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("ls", "lsmem GUEST"),
        ("cat /proc/meminfo", "meminfo"),
        ("ps", "top GUEST"),
        ("set web 512M", "balloon set"),
        ("setmem web 512", "virsh setmem"),
        ("mem-set web 512", "xl mem-set"),
        ("Balloon set web 1G", "did you mean balloon?"),
        ("balloonset web 1G", "did you mean balloon set?"),
        ("hotplug_add web 16M", "did you mean hotplug add?"),
        ("web balloon set 512M", "the command comes first"),
        ("balloon set 512M web", "the guest comes first"),
        ("balloon web", "balloon set"),
        ("guest rm web", "did you mean remove?"),
        ("guest create web", "did you mean add?"),
        ("xl list", "guest list"),
        ("hotplug unplug web 16M", "did you mean remove?"),
        ("balloon shrink web 16M", "did you mean inflate?"),
        ("run 5s", "at 5s pause"),
    ],
)
def test_habits_of_others_are_answered_with_what_to_type_here(line, wanted):
    assert wanted in refused(line).wanted
