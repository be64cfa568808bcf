import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CommandError
from engine.units import (
    GIB,
    KIB,
    LARGEST,
    LONGEST,
    MIB,
    TIB,
    Percent,
    Size,
    duration_text,
    parse_duration,
    parse_percent,
    parse_size,
    short_size,
    size_text,
)
from tests.engine.refusal import refusal


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512M", Size(512 * MIB)),
        ("2G", Size(2 * GIB)),
        ("1.5G", Size(1536 * MIB)),
        ("64K", Size(64 * KIB)),
        ("64KiB", Size(64 * KIB)),
        ("64kb", Size(64 * KIB)),
        ("17B", Size(17)),
        ("16T", Size(16 * TIB)),
        ("300p", Size(pages=300)),
        ("0K", Size(0)),
    ],
)
def test_sizes(text, size):
    assert parse_size(text) == size


def test_a_bare_number_has_the_unit_of_the_tool_that_reads_it():
    assert parse_size("512", "M") == Size(512 * MIB)
    assert parse_size("512", "K") == Size(512 * KIB)
    assert parse_size("512B", "M") == Size(512)


def test_a_bare_number_is_refused_where_there_is_no_such_unit():
    with pytest.raises(CommandError) as refused:
        parse_size("512")
    assert (refused.value.found, refused.value.wanted) == ("512 has no unit", "512M, 512G or 512p")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-5M", "-5M is negative"),
        ("nan", "'nan' is not a size"),
        ("inf", "'inf' is not a size"),
        ("1e3M", "'1e3M' is not a size"),
        ("0x10M", "'0x10M' is not a size"),
        ("M", "'M' is not a size"),
        ("512iB", "'512iB' is not a size"),
        ("1.5p", "'1.5p' is not a size"),
        ("٣M", "'٣M' is not a size"),
        ("", "'' is not a size"),
        ("1.0001K", "1.0001K is not a whole number of bytes"),
        ("17T", "17T is more than 16T"),
        ("99999999999999999999T", "99999999999999999999T is more than 16T"),
        ("999999999999999p", "999999999999999p is more than 16T"),
    ],
)
def test_what_is_no_size(text, found):
    with pytest.raises(CommandError) as refused:
        parse_size(text)
    assert refused.value.found == found


@given(st.integers(0, LARGEST))
def test_a_printed_size_reads_back(size):
    assert parse_size(size_text(size)) == Size(size)


@given(st.integers(0, LONGEST))
def test_a_printed_duration_reads_back(time):
    assert parse_duration(duration_text(time)) == time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("5s", 5_000_000_000),
        ("5.25s", 5_250_000_000),
        ("200ms", 200_000_000),
        ("1.5us", 1_500),
        ("1ns", 1),
        ("2m", 120_000_000_000),
        ("1h", 3_600_000_000_000),
        ("0.000000001s", 1),
    ],
)
def test_durations(text, time):
    assert parse_duration(text) == time


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5", "'5' is not a duration"),
        ("-5s", "-5s is negative"),
        ("nans", "'nans' is not a duration"),
        ("1.5ns", "1.5ns is finer than a nanosecond"),
        ("0.0000000001s", "0.0000000001s is finer than a nanosecond"),
        ("999999999h", "999999999h is too long"),
    ],
)
def test_what_is_no_duration(text, found):
    with pytest.raises(CommandError) as refused:
        parse_duration(text)
    assert refused.value.found == found


def test_a_percent_is_exact():
    assert parse_percent("12.5%").of(1000) == 125
    assert parse_percent("100%").of(7) == 7
    assert parse_percent("33.333%").of(100) == 33


@given(st.integers(0, 100_000))
def test_a_printed_percent_reads_back(thousandths):
    assert parse_percent(str(Percent(thousandths))) == Percent(thousandths)


@pytest.mark.parametrize("text", ["101%", "100.001%", "-1%", "60", "nan%", "%", "1.2345%"])
def test_what_is_no_percent(text):
    with pytest.raises(CommandError):
        parse_percent(text)


@given(st.text(max_size=30), st.sampled_from([parse_size, parse_duration, parse_percent]))
def test_any_text_is_read_or_refused(text, read):
    assert refusal(read, text).isprintable()


def test_a_size_of_pages_depends_on_the_guest():
    assert Size(pages=3).in_bytes(64 * KIB) == 192 * KIB
    assert Size(bytes=5).in_bytes(64 * KIB) == 5


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0"), (17, "17B"), (12 * KIB, "12K"), (3584 * MIB, "3.5G"), (660 * MIB, "660M"), (1536, "1.5K")],
)
def test_a_size_for_reading_is_short(size, text):
    assert short_size(size) == text
