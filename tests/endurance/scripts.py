"""Random texts as scripts: read, checked, formatted. Nothing may crash, hang or take more than a stated bound.

    python3 -m tests.endurance.scripts 60             for so many seconds, from case 0 on
    python3 -m tests.endurance.scripts 5 --case 1234  that case alone

A case is a bundled script with some of its lines changed, lines of the language and of nonsense, or a bomb: repeats in
repeats, variables that double. Its number is all that it depends on.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import sys
import time
from functools import cache

from engine.checking import check
from engine.errors import CommandError
from engine.operations.lessons import lessons
from engine.script import ScriptRefused, parse_script, read_script
from engine.script.bounds import MOST_LINES
from engine.script.formatted import formatted

SLOWEST = 20.0
"""Seconds that no case may take, on a machine that has other things to do."""
MOST_MEMORY = 400 << 20
"""Bytes that the process may have at most, when all cases are done."""
_CHANGED = 6
"""Changes of a text at most."""
_PIECES = (
    *(
        "let a = 64M",
        "let a=$a$a",
        "let b = ${a}",
        "let",
        "let $a = 3",
        "repeat 3",
        "repeat 3 as i",
        "end",
        "end",
    ),
    *(
        "repeat 10000",
        "repeat $a",
        "repeat 99999999999",
        "say $a ${b} $$ $",
        "say ${",
        "@5s run",
        "@5s digest x",
    ),
    *("ballonet 1 seed=7", "ballonet 2 seed=7 platform=1", "@1s mark", "@0s digest sha256:" + "0" * 64),
    *(
        "source lab",
        "source nope",
        "fails try run",
        "at 5s at 6s run",
        "guest add web memory=256M",
        "free nobody",
    ),
    *(
        "balloon set web $a &",
        "  # $x",
        "\t",
        "\x00",
        "\x1b[31m",
        "🎈 漢字",
        "x" * 5000,
        "@",
        "&",
        "stall=5s",
        "=",
        "'",
    ),
)


@cache
def _bundled() -> tuple[str, ...]:
    return tuple(entry.read_text("utf-8") for entry in lessons().values())


def case(number: int) -> bytes:
    """Return the text of a case."""
    chance = random.Random(number)
    kind = chance.random()
    if kind < 0.1:
        return chance.randbytes(chance.randrange(300))
    if kind < 0.3:
        return _bomb(chance).encode()
    lines = chance.choice(_bundled()).split("\n") if kind < 0.7 else []
    lines += chance.choices(_PIECES, k=chance.randrange(1, 12))
    for _ in range(chance.randrange(_CHANGED)):
        at = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines[at] = chance.choice(_PIECES)
            case 1:
                lines.insert(at, chance.choice(_PIECES))
            case 2:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 3:
                words = lines[at].split(" ")
                words[chance.randrange(len(words))] = chance.choice(
                    ("$a", "web", "-5", "999999999999T", "", "#")
                )
                lines[at] = " ".join(words)
            case _:
                del lines[at:]
                lines.append("run")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _bomb(chance: random.Random) -> str:
    """Return a text that would become very long if it were written out."""
    depth, times = chance.randrange(1, 12), chance.choice((2, 10, 1000, MOST_LINES))
    body = chance.choice(("", "run\n", "let a = $a$a\n", "say $a\n", "#\n", "nonsense $i\n", "source lab\n"))
    doubles = "let a = x\n" + "let a = $a$a\n" * chance.randrange(16)
    return (
        f"{doubles}{f'repeat {times} as i{chr(10)}' * depth}{body}{'end' + chr(10) if chance.random() < 0.9 else ''}"
        + ("end\n" * (depth - 1))
    )


def try_out(number: int) -> float:
    """Read, check and format a case; return the seconds that it took.

    Raises:
        AssertionError: something was found, and each of the three must say so; or a form is not canonical.
    """
    data, started = case(number), time.perf_counter()
    findings = check(data, "x.bal", "")
    mistakes = [each for each in findings if not each.warning]
    assert all(str(each).isprintable() and each.place.line for each in findings), number
    try:
        read_script(data, "x.bal")
    except ScriptRefused as refused:
        assert mistakes, number
        first = refused.errors[0]
        assert (mistakes[0].place.line, mistakes[0].found) <= (first.place.line, first.found) or any(
            each.found == first.found for each in mistakes
        ), number
        return time.perf_counter() - started
    text = data.decode()
    once = formatted(text, "x.bal")
    assert formatted(once, "x.bal") == once, number
    before, after = parse_script(text, "x.bal"), parse_script(once, "x.bal")
    assert [(each.command, each.at) for each in after.lines] == [
        (each.command, each.at) for each in before.lines
    ]
    return time.perf_counter() - started


def main() -> int:
    """Try cases for some seconds; return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.endurance.scripts", description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--case", type=int)
    asked = parser.parse_args()
    numbers = itertools.count() if asked.case is None else iter([asked.case])
    ends, slowest, tried = time.monotonic() + asked.seconds, (0.0, 0), 0
    for number in numbers:
        if time.monotonic() > ends:
            break
        try:
            slowest = max(slowest, (try_out(number), number))
        except (AssertionError, CommandError) as error:
            print(f"case {number}: {error!r}")
            return 1
        tried += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    print(f"{tried:,} cases, the slowest {slowest[1]} with {slowest[0]:.2f} s, {memory >> 20} MiB at most")
    return int(slowest[0] > SLOWEST or memory > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
