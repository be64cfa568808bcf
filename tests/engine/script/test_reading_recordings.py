"""What a recording has besides commands, and how far one can be read that is damaged."""

import pytest

from engine.script import ScriptRefused, parse_script, read_recording
from engine.units import SECOND
from tests.engine.script.test_script import DIGEST

HEAD = "ballonet 2 seed=7 platform=3 start=2026-11-26T23:10:00Z"
TEXT = f"""\
{HEAD}
@0s guest add web memory=1G
@10s digest {DIGEST}
@12s balloon set web 512M
@14s mark
@20s digest {DIGEST}
"""


def read(text: str | bytes):
    return read_recording(text if isinstance(text, bytes) else text.encode(), "x.bal")


def test_a_recording_says_what_it_was_made_with_and_what_it_must_come_to():
    script = parse_script(TEXT, "x.bal")
    assert (script.version, script.seed, script.platform) == (2, 7, 3)
    assert script.start == "2026-11-26T23:10:00Z"
    assert script.digests == ((10 * SECOND, DIGEST, 3), (20 * SECOND, DIGEST, 6))
    assert script.digest == (20 * SECOND, DIGEST)
    assert script.end == 20 * SECOND
    assert [line.number for line in script.lines] == [2, 4]
    assert script.damaged is None
    assert script.recorded


def test_one_whose_session_was_killed_ends_with_its_last_mark():
    script = parse_script(f"{HEAD}\n@10s digest {DIGEST}\n@14s mark\n", "x.bal")
    assert script.digest is None
    assert script.end == 14 * SECOND
    assert len(script.digests) == 1


def test_one_of_the_first_version_is_read_as_ever():
    script = parse_script(f"ballonet 1 seed=7\n@0s guest add web memory=1G\n@2s digest {DIGEST}\n", "x.bal")
    assert (script.version, script.digest, script.end) == (1, (2 * SECOND, DIGEST), 2 * SECOND)
    assert script.recorded
    assert script.platform is None


def test_a_script_by_hand_is_no_recording():
    assert not parse_script("ballonet 2 seed=7\nrun\n", "x.bal").recorded


@pytest.mark.parametrize(
    ("damage", "line", "kept"),
    [
        (TEXT[: TEXT.index("512M")], 4, [2]),  # torn within a word
        (TEXT[: TEXT.index("M\n@14s")], 4, [2]),  # what is left would be a command, too
        (TEXT[: TEXT.index(" mark")], 5, [2, 4]),
        (TEXT.replace("@12s", "@12s \0\0"), 4, [2]),
        (TEXT.encode() + b"\0" * 4000, 7, [2, 4]),  # what a power cut leaves
        (TEXT.replace("@14s mark", "%PDF-1.4").encode(), 5, [2, 4]),
        (TEXT.encode().replace(b"balloon", b"ball\xff\xfeon"), 4, [2]),
        (TEXT.replace("@14s mark", "@3s mark"), 5, [2, 4]),
        (TEXT.replace("@14s mark", "x" * 5000), 5, [2, 4]),
    ],
)
def test_a_damaged_one_is_read_up_to_the_damage(damage, line, kept):
    script = read(damage)
    assert script.damaged is not None
    assert str(script.damaged.place).startswith(f"x.bal:{line}:")
    assert [each.number for each in script.lines] == kept
    assert all(each.number < line for each in script.digests)
    assert script.digest is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TEXT.replace("ballonet 2", "ballonet 3"), "this script has format 3, and this version reads 2"),
        ("\0" * 100, "cannot be part of a command"),
        (b"\xff\xd8\xff\xe0", "this is not UTF-8 text"),
        (TEXT + "#" * (1 << 20), "at most 1 MiB"),
        ("ballonet", "the header has no format version"),
    ],
)
def test_one_of_which_nothing_is_known_is_refused(text, why):
    with pytest.raises(ScriptRefused) as caught:
        read(text)
    assert why in str(caught.value)


def test_a_whole_one_reads_alike_either_way():
    assert read(TEXT) == parse_script(TEXT, "x.bal")
