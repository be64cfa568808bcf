"""The canonical form of a script: what it looks like, that it runs the same, and that there is one only."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CommandError
from engine.script import parse_script
from engine.script.formatted import formatted
from tests.engine.commands.strategies import commands, operators

ROOT = Path(__file__).parents[3]
SCRIPTS = [
    *sorted((ROOT / "engine" / "lessons").glob("*.bal")),
    *sorted(path for path in (ROOT / "tests" / "golden").glob("*.bal") if path.name != "05-syntax.bal"),
]


def runs(text: str) -> list[object]:
    lines = parse_script(text, "x.bal").lines
    return [(line.command, line.at, line.background, line.stall, line.must) for line in lines]


def shown(*lines: str) -> list[str]:
    text = formatted("\n".join(lines), "x.bal")
    assert formatted(text, "x.bal") == text
    return text.splitlines()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("  balloon   set\tweb 1.5G&", "balloon set web 1536M &"),
        ("balloon set web 64M # why", "balloon set web 64M  # why"),
        ("@1500ms   balloon set web 64M stall=20000ms", "@1.5s balloon set web 64M stall=20s"),
        ("hotplug add web 64M stall=60s", "hotplug add web 64M"),
        ("fails  hotplug add web 40M stall=5s &", "fails hotplug add web 40M stall=5s &"),
        ("say  two  blanks # no comment", "say two  blanks # no comment"),
        ("xl  mem-set   web 512 # a tool's own words", "xl mem-set web 512  # a tool's own words"),
        ("try  xl  mem-set   web 512 &", "try xl mem-set web 512 &"),
        ("ask  How much? answer=104M", "ask How much? answer=104M"),
        ("#  a comment  ", "#  a comment"),
        ("let  a=64M   #x", "let a = 64M  #x"),
        ("ballonet   1   seed=7", "ballonet 1 seed=7"),
    ],
)
def test_a_line_has_one_form(written, canonical):
    assert shown(written) == [canonical]


def test_what_is_repeated_is_indented_and_variables_stay():
    assert shown(
        "let size = 64M",
        "repeat  3   as i #loop",
        "balloon  inflate web ${size} &",
        "repeat 2",
        "",
        "say  $i  x",
        "end",
        "end #",
        "",
        "",
    ) == [
        "let size = 64M",
        "repeat 3 as i  #loop",
        "  balloon inflate web ${size} &",
        "  repeat 2",
        "",
        "    say  $i  x",
        "  end",
        "end  #",
    ]


def test_blanks_stay_where_a_variable_makes_text_of_what_follows():
    script = ("let do = say", "$do a   b")
    assert shown(*script) == list(script)


def test_line_ends_and_a_byte_order_mark_are_made_plain():
    assert formatted("\ufeffrun\r\n\r\nstep", "x.bal") == "run\n\nstep\n"


def test_an_empty_script_stays_empty():
    assert formatted("", "x.bal") == ""
    assert formatted("\n  \n", "x.bal") == ""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_bundled_script_runs_as_before(path):
    text = path.read_text("utf-8")
    result = formatted(text, path.name)
    assert runs(result) == runs(text)
    assert formatted(result, path.name) == result
    assert result.count("#") == text.count("#")


times = st.sampled_from(["", "", "@5s ", "@1500ms "])
endings = st.sampled_from(["", "", " &", "&", "   # why", " stall=20s", " stall=60000ms &  # x"])
plain_lines = st.builds("{}{}{}".format, times, st.one_of(commands(), operators()), endings)
structure = st.sampled_from(
    [
        *("repeat  2 as i #x", "repeat 1", " end", "end"),
        *(
            "",
            "# a comment",
            "say $i  $$",
            "let i = 5",
            "balloon  set web ${i}4M&",
            "fails  free   $i # $nobody",
        ),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(plain_lines, structure, structure), max_size=8))
def test_it_is_written_once_and_runs_the_same(lines):
    open_loops = 0
    for at, line in enumerate(lines):
        open_loops += line.startswith("repeat")
        if line.strip() == "end":
            open_loops -= 1
        if open_loops < 0:
            lines[at], open_loops = "run", 0
    text = "\n".join(["let i = 6", *lines, *["end"] * open_loops])
    try:
        before = runs(text)
    except CommandError:
        return
    once = formatted(text, "x.bal")
    assert formatted(once, "x.bal") == once
    assert runs(once) == before
