"""`let` and `repeat`: what they stand for, what is wrong with them and where, and how much they may become."""

import time

import pytest

from engine.script import ScriptRefused, parse_script
from engine.script.bounds import DEEPEST_REPEAT, MOST_LINES, MOST_VARIABLES
from engine.session import Session
from tests.engine.playing import play


def lines(text: str) -> list[str]:
    return [line.text for line in parse_script(text, "x.bal").lines]


def refused(text: str) -> list[str]:
    with pytest.raises(ScriptRefused) as caught:
        parse_script(text, "x.bal")
    return [str(error) for error in caught.value.errors]


def test_a_variable_is_words_and_stands_wherever_words_do():
    assert lines("let size = 64M\nballoon inflate web $size") == ["balloon inflate web 64M"]
    assert lines("let size=64M\nballoon inflate web ${size}") == ["balloon inflate web 64M"]
    assert lines("let do = balloon inflate web\n$do 64M &") == ["balloon inflate web 64M &"]
    assert lines("let n = 6\nlet size = ${n}4M # aside\nfree web\nballoon set web $size")[1] == (
        "balloon set web 64M"
    )
    assert lines("let who = web\nsay $who costs $$5 # $who") == ["say web costs $5 # web"]
    assert lines("\ufefflet a = 1s\n@$a run") == ["@1s run"]
    assert lines("let a = 1s\n@$a run  # costs $5") == ["@1s run"]


def test_the_text_of_a_comment_is_left_alone():
    assert lines("let a = 64M\n# $nobody and $5\nballoon set web $a # $nobody") == ["balloon set web 64M"]


def test_without_variables_a_dollar_is_a_dollar_as_it_was_in_older_scripts():
    assert lines("say $5 is not $$5, nor $name") == ["say $5 is not $$5, nor $name"]


def test_a_variable_can_be_set_again():
    assert lines("let a = 1\nsay $a\nlet a = ${a}2\nsay $a") == ["say 1", "say 12"]


def test_lines_are_repeated_and_may_count():
    text = "repeat 2 as i\n  say $i\n  repeat 2 as j # inner\n    say $i$j\n  end\nend # outer\nrun"
    assert lines(text) == ["say 1", "say 11", "say 12", "say 2", "say 21", "say 22", "run"]
    assert lines("let n = 2\nrepeat $n\nrun\nend") == ["run", "run"]
    assert lines("repeat 0\nrun\nend\nstep") == ["step"]


def test_a_line_that_was_repeated_has_its_place_in_the_file():
    script = parse_script("repeat 2\n\n  balloon set web 64M\nend", "x.bal")
    assert [line.number for line in script.lines] == [3, 3]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("let a = 1\nsay $b", ["x.bal:2:5: there is no variable b: let b = VALUE above it; $$ is a dollar"]),
        ("let size = 1\nsay $sise", ["x.bal:2:5: there is no variable sise: did you mean $size?"]),
        ("let a = 1\nsay a $ b", ["x.bal:2:7: a dollar stands before a variable's name: $$ for a dollar"]),
        ("let a = 1\nsay ${a", ["x.bal:2:5: a dollar stands before a variable's name: $$ for a dollar"]),
        ("let s = 40\nballoon set web $s &", ["x.bal:2:17: 40 has no unit (from $s): 40M, 40G or 40p"]),
        (
            "let s = 40\nballoon set web ${s}X",
            ["x.bal:2:17: '40X' is not a size (from $s): a number and a unit, as 512M, 1.5G or 300p"],
        ),
        (
            "let web = nobody\nguest show $web swell",
            ["x.bal:2:17: 'swell' is one word too many: guest show GUEST"],
        ),
        (
            "let 2 = 3",
            ["x.bal:1:5: '2' is not a variable's name: a letter, then at most 31 letters, digits and _"],
        ),
        ("let a", ["x.bal:1:7: a is given nothing: let a = VALUE"]),
        ("let a = # 3", ["x.bal:1:8: a has no value: let a = VALUE"]),
        ("let", ["x.bal:1:5: let needs NAME = VALUE: let NAME = VALUE"]),
        ("end", ["x.bal:1:1: there is no repeat that this ends: repeat N above it"]),
        ("\n repeat 3\nrun", ["x.bal:2:2: repeat has no end: a line `end` after what is repeated"]),
        ("repeat 3\nend now", ["x.bal:2:5: 'now' is one word too many: end"]),
        ("repeat many\nend", ["x.bal:1:8: 'many' is not a whole number: a number from 0 to 10000"]),
        (
            "let n = x\nrepeat $n\nend",
            ["x.bal:2:8: 'x' is not a whole number (from $n): a number from 0 to 10000"],
        ),
        (
            "repeat 3\n @5s run\nend",
            [
                "x.bal:2:2: a line with a time of its own cannot be repeated: wait DURATION before it, and no @"
            ],
        ),
        (
            "let t = @5s\nrepeat 3\n $t run\nend",
            [
                "x.bal:3:2: a line with a time of its own cannot be repeated (from $t): "
                "wait DURATION before it, and no @"
            ],
        ),
        (
            "repeat 3\nballoon swell web 1M\nend",
            ["x.bal:2:9: 'swell' is nothing that balloon does: set, inflate or deflate"],
        ),
        ("repeat 3 as i\nballoon set web $i\nend", ["x.bal:2:17: 1 has no unit (from $i): 1M, 1G or 1p"]),
        (
            "repeat 2 as i\nrun\nend\nsay $i",
            ["x.bal:4:5: there is no variable i: let i = VALUE above it; $$ is a dollar"],
        ),
        (
            "let kind = let\n$kind a = 3",
            ["x.bal:2:1: let belongs in a script (from $kind): at the start of a line of it"],
        ),
        (
            "repet 3\nrun\nend",
            [
                "x.bal:1:1: 'repet' is not a command: did you mean repeat or reset?",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said_once_with_its_place_in_the_file(text, errors):
    assert refused(text) == errors


def test_what_has_a_variable_that_was_set_wrongly_is_not_wrong_as_well():
    assert len(refused("let a = $nobody\nlet b = $a\nsay $a $b\nlet a = 1\nsay $a")) == 1


def test_a_variable_is_long_at_most_as_a_line_is():
    doubled = "let a = " + "x" * 100 + "\n" + "let a = $a$a\n" * 60 + "say $a"
    [error] = refused(doubled)
    assert error == (
        "x.bal:7:1: with its variables replaced the line has more than 4,096 characters: shorter ones"
    )


def test_bounds_are_kept_before_memory_is_spent():
    started = time.perf_counter()
    assert len(lines(f"repeat {MOST_LINES}\nrun\nend")) == MOST_LINES
    assert refused(f"repeat {MOST_LINES}\nballoon swell web 1M\nrun\nend")[1:] == [
        "x.bal:2:9: 'swell' is nothing that balloon does: set, inflate or deflate"
    ]
    deep = "repeat 10000\n" * DEEPEST_REPEAT + "end\n" * DEEPEST_REPEAT
    assert refused(deep) == [f"x.bal:1:1: written out this is more than {MOST_LINES:,} lines: fewer times"]
    wide = "let a = " + "x" * 4000 + "\nrepeat 10000\nsay $a\nend"
    assert refused(wide) == ["x.bal:2:1: written out this is more than 4 MiB of text: fewer times"]
    [deeper] = refused("repeat 1\n" * (DEEPEST_REPEAT + 2) + "end\n" * (DEEPEST_REPEAT + 2))
    assert deeper.startswith(f"x.bal:{DEEPEST_REPEAT + 1}:1: repeat stands {DEEPEST_REPEAT} deep already")
    [many] = refused("".join(f"let v{at} = 1\n" for at in range(MOST_VARIABLES + 1)))
    assert many.startswith(f"x.bal:{MOST_VARIABLES + 1}:5: there are {MOST_VARIABLES} variables already")
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("word", ["let a = 3", "repeat 3", "end"])
def test_at_the_prompt_they_are_refused_with_a_sentence(word):
    verb = word.split()[0]
    with pytest.raises(Exception, match=f"{verb} belongs in a script: as in `ballonet FILE`; `help {verb}`"):
        Session().perform(word)


SCRIPT = """ballonet 1 seed=7
let who = web
guest add $who memory=256M platform=ppc64
let step = 16M
repeat 3 as i
  chapter Step $i
  balloon inflate $who $step
  repeat 2
    wait 10ms
  end
end
expect $who.balloon.pages == 12288
"""


def test_the_journal_has_what_ran_and_its_recording_replays_to_the_same_digest():
    session = play(SCRIPT)
    assert session.exit_code == 0
    ran = [entry.text for entry in session.world.journal]
    assert ran.count("balloon inflate web 16M") == 3
    assert [text for text in ran if text.startswith("chapter")] == [f"chapter Step {n}" for n in (1, 2, 3)]
    recording = session.recording()
    assert "$" not in recording
    assert "repeat" not in recording
    again = play(recording)
    assert again.exit_code == 0
    assert again.digest() == session.digest()
