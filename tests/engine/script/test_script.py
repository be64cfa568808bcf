import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Place, SyntaxRefused
from engine.script import (
    STALL,
    Line,
    ScriptRefused,
    header_line,
    parse_line,
    parse_script,
    read_script,
    recording,
)
from engine.units import SECOND
from tests.engine.commands.strategies import commands
from tests.engine.refusal import refusal

DIGEST = "sha256:" + "0123456789abcdef" * 4
START = "2026-11-26T23:10:00Z"


def refused(text: str | bytes) -> str:
    with pytest.raises(ScriptRefused) as caught:
        read_script(text if isinstance(text, bytes) else text.encode(), "x.bal")
    return str(caught.value)


def test_a_plain_line_is_part_of_the_chain_and_has_to_succeed():
    line = parse_line("balloon set web 64M", 3, "x.bal")
    assert line == Line(line.command, None, False, STALL, "succeed", 3, "balloon set web 64M")
    assert line.command.place("size") == Place(17, 3, 3, "x.bal")


@pytest.mark.parametrize("text", ["", "   ", "\t", "# a comment", "  # another \x07 one"])
def test_blank_lines_and_comments_are_no_lines(text):
    assert parse_line(text) is None


def test_a_time_is_exact_to_the_nanosecond():
    assert parse_line("@5.25s run").at == 5_250_000_000
    assert parse_line("@0.000000001s run").at == 1


def test_columns_count_from_the_start_of_the_line():
    with pytest.raises(SyntaxRefused) as caught:
        parse_line("@5s balloon swell web 64M", 7, "x.bal")
    assert str(caught.value).startswith("x.bal:7:13:")


@pytest.mark.parametrize(
    "text", ["balloon set web 64M &", "balloon set web 64M&", "balloon set web 64M &  # aside"]
)
def test_a_line_that_ends_with_an_ampersand_is_not_waited_for(text):
    line = parse_line(text)
    assert line.background
    assert line.command.text == "balloon set web 64M"


def test_a_line_may_say_how_long_it_bears_no_progress():
    assert parse_line("balloon set web 64M stall=20s").stall == 20 * SECOND
    assert parse_line("fails balloon set web 64M stall=500ms &").stall == SECOND // 2


@pytest.mark.parametrize(("prefix", "must"), [("fails ", "fail"), ("try ", "may"), ("", "succeed")])
def test_what_must_become_of_a_line_is_taken_off_its_command(prefix, must):
    line = parse_line(f"{prefix}hotplug add web 40M")
    assert line.must == must
    assert line.command.text == "hotplug add web 40M"


def test_inside_a_later_command_it_stays():
    line = parse_line("at 5s fails hotplug add web 40M")
    assert line.must == "succeed"
    assert line.command.text == "at 5s fails hotplug add web 40M"


def test_what_is_said_goes_to_the_end_of_the_line():
    assert parse_line("say 1 & 2 # stall=3s &").command.words == "1 & 2 # stall=3s &"
    assert parse_line("at 5s say on & on &").command.command.words == "on & on &"
    assert not parse_line("say on & on &").background


def test_a_typed_line_may_leave_the_selected_guest_out():
    assert parse_line("free", default_guest="web").command.text == "free web"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("@ run", 2),
        ("@5 run", 2),
        ("@-5s run", 2),
        ("@5s", 5),
        ("&", 1),
        ("help&", 1),
        ("stall=3s", 1),
        ("run stall=3s", 5),
        ("expect web.x == 3 stall=3s", 19),
        ("balloon set web 64M stall=0s", 27),
        ("balloon set web 64M stall=3s stall=4s", 30),
        ("seed", 6),
    ],
)
def test_what_is_wrong_with_a_line_has_its_column(text, column):
    with pytest.raises(SyntaxRefused) as caught:
        parse_line(text)
    assert caught.value.place.column == column


def test_a_header_names_format_and_seed():
    script = parse_script("ballonet 1 seed=7\nrun\n", "x.bal")
    assert script.seed == 7
    assert [line.number for line in script.lines] == [2]
    assert parse_script("ballonet 1\nrun", "x.bal").seed is None


def test_a_seed_before_the_first_guest_does_the_same():
    script = parse_script("# by hand\nseed 9\nguest add web memory=1G\n", "x.bal")
    assert script.seed == 9
    assert [line.command.verb for line in script.lines] == ["guest add"]


def test_a_later_seed_stays_a_line_and_is_judged_when_it_runs():
    script = parse_script("guest add web memory=1G\nseed 9\n", "x.bal")
    assert script.seed is None
    assert [line.command.verb for line in script.lines] == ["guest add", "seed"]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ballonet 3 seed=7\nrun", "x.bal:1:10: this script has format 3, and this version reads 2"),
        ("ballonet one", "x.bal:1:10: 'one' is not a format version"),
        ("ballonet", "x.bal:1:10: the header has no format version"),
        ("ballonet 1 sed=7", "x.bal:1:12: 'sed=7' is not part of a header"),
        ("ballonet 1 seed=-7", "x.bal:1:17: '-7' is not a whole number"),
        ("ballonet 1 seed=7 seed=7", "x.bal:1:19:"),
        ("ballonet 1 platform=2", "x.bal:1:12: 'platform=2' is not part of a header: ballonet 1 seed=N"),
        ("ballonet 2 platform=0", "x.bal:1:21: '0' is not a version of platform data"),
        ("ballonet 2 start=today", "x.bal:1:18: 'today' is not a time in UTC"),
        ("ballonet 2\n@5s mark now", "x.bal:2:10: 'now' is one word too many"),
        ("ballonet 2\n@5s mark\n@4s mark", "x.bal:3:1: a time before 5s, which stands above"),
        ("ballonet 2 platform=1\n@5s balloon set web 5", "x.bal:2:21:"),
        ("ballonet 2 platform=1\n@5s cancel 1", "x.bal:2:1: the recording is cut off in this line"),
        ("\nballonet 1", "x.bal:2:1: a header stands on the first line only"),
        ("ballonet 1 seed=7\nseed 7", "x.bal:2:6: the seed is 7 already"),
        ("run\n@5s digest sha256:12", "x.bal:2:12: 'sha256:12' is not a digest"),
        ("run\n@5s digest", "x.bal:2:12: digest needs its value"),
        (f"@5s digest {DIGEST} now", "x.bal:1:84: 'now' is one word too many"),
        (f"@5s digest {DIGEST}\nrun", "x.bal:2:1: a recording ends with its digest"),
        (f"@5s digest {DIGEST}\n@5s digest {DIGEST}", "x.bal:2:1: a recording ends with its digest"),
        (b"run\nsay \xc3\xa9 \xff\n", "x.bal:2:7: this is not UTF-8 text"),
        (b"say \x00\n", "x.bal:1:5: the character U+0000"),
        (b"run\rrun", "x.bal:1:4: the character U+000D"),
        ("#" * (1 << 20) + "\n", "x.bal:1:1: the script has 1,048,577 bytes: at most 1 MiB"),
    ],
)
def test_what_is_wrong_with_a_script_starts_with_its_place(text, start):
    assert refused(text).startswith(start)


def test_every_error_is_reported_and_nothing_is_run():
    lines = refused("run\nballoon swell web 64M\nrun\nfrobnicate\n").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["x.bal:2:9:", "x.bal:4:1:"]


def test_a_script_of_nonsense_is_given_up_early():
    with pytest.raises(ScriptRefused) as caught:
        parse_script("x\n" * 500_000, "x.bal")
    assert len(caught.value.errors) == 20


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    script = read_script(b"\xef\xbb\xbfballonet 1 seed=7\r\nrun\r\n\r\n", "x.bal")
    assert (script.seed, len(script.lines)) == (7, 1)


def test_an_error_at_another_place_is_still_a_refused_script():
    with pytest.raises(ScriptRefused) as caught:
        parse_script("x", "x.bal")
    assert caught.value.at(Place(1, 1, 5, "y.bal")).errors[0].place.file == "y.bal"


entries = st.lists(
    st.tuples(st.integers(0, 10**15), commands().filter(lambda text: not text.startswith(("fails", "try")))),
    max_size=5,
)


@given(st.integers(0, 2**64 - 1), entries)
def test_a_recording_reads_back_as_the_same_lines(seed, entries):
    written = [(at, f"try {parse_line(text).command.text}") for at, text in entries]
    text = recording(header_line(seed, 3, START), [*written, (10**16, f"digest {DIGEST}")])
    script = parse_script(text, "x.bal")
    assert (script.seed, script.platform, script.start) == (seed, 3, START)
    assert script.digest == (10**16, DIGEST)
    assert [(line.at, f"try {line.command.text}") for line in script.lines] == written
    assert all(line.must == "may" for line in script.lines)


def test_a_recording_is_a_script_that_people_can_read():
    entries = [(0, "guest add web memory=1G"), (1_500_000_000, "balloon set web 512M")]
    assert recording(header_line(7, 1), [*entries, (2 * SECOND, f"digest {DIGEST}")]) == (
        f"ballonet 2 seed=7 platform=1\n@0s guest add web memory=1G\n@1.5s balloon set web 512M\n"
        f"@2s digest {DIGEST}\n"
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    assert refusal(read_script, data, "x.bal")[:6] in ("", "x.bal:")


def test_the_place_of_a_wrong_word_is_the_one_that_a_terminal_shows():
    script = "ballonet 1 seed=7\nguest add web memory=256M platform=ppc64\nballoon swell web 64M\n"
    assert refusal(parse_script, script, "05-syntax.bal").startswith("05-syntax.bal:3:9: 'swell'")
