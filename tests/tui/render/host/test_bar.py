"""The host bar: who has the machine, who wants and gives, what was promised."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.snapshot import Snapshot
from engine.units import GIB, MIB, SECOND
from tests.tui.crowds import crowd
from tests.tui.frames import PALETTE
from tests.tui.snapshots import db, guest, operation, snapshot, web
from tui.render.host.bar import host_row, segments, wish_row, wishes
from tui.render.host.tips import clock_tip
from tui.render.text.glyphs import UNICODE


def first(picture: Snapshot, width: int = 80) -> str:
    return host_row(picture, width, PALETTE, UNICODE).strip(width).text


def second(picture: Snapshot, width: int = 80) -> str:
    return wish_row(picture, width, PALETTE, UNICODE).strip(width).text


def test_segments_are_in_proportion_and_names_stand_inside():
    bar = first(snapshot())
    assert bar.startswith(" HOST 8G web│db━")
    assert bar.endswith(" 1.2G free   00:31.2 ▶ 1x ")
    assert (
        1.3
        < len(bar[bar.index("db") : bar.index("│app") + 1]) / len(bar[bar.index("app") : bar.index("≈")])
        < 1.6
    )


def test_a_paused_clock_says_so():
    assert first(snapshot(paused=True)).endswith("00:31.2 ‖ 1x ")


def test_the_speed_that_was_reached_is_shown_where_it_falls_behind():
    assert first(snapshot(speed=1000.0, reached=640.0)).endswith("▶ 640x of 1000x ")
    assert first(snapshot(speed=1000.0, reached=640.0), 120).rstrip().endswith("▶ behind: 640x of 1000x")
    assert first(snapshot(speed=0.25, reached=0.24)).endswith("▶ 0.25x ")
    assert first(snapshot(speed=64.0, reached=0.0, paused=True)).endswith("‖ 64x ")


def test_the_tip_of_the_speed_says_that_the_machine_is_too_slow_for_it():
    assert "0.35x is what this machine manages of 1x" in clock_tip(snapshot(speed=1.0, reached=0.35), "speed")
    assert "manages" not in clock_tip(snapshot(speed=1.0, reached=1.0), "speed")


def test_hours_are_told():
    assert "1:01:01.5" in first(snapshot(time=3661 * SECOND + SECOND // 2))


def test_a_guest_too_small_for_its_name_has_its_segment():
    assert "│" in first(snapshot(guest("tiny", "▒ ")), 80)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("total", [8 * GIB, 64 * GIB, 512 * GIB])
def test_every_guest_is_named_in_whole_where_there_is_room_for_all_names(width: int, total: int):
    picture = snapshot()
    owned = {"web": 500 * MIB, "db": 3 * GIB, "app": 2 * GIB}
    bar = first(attrs.evolve(picture, host=attrs.evolve(picture.host, total=total, owned=owned)), width)
    assert [part.strip("━") for part in bar.split("G ", 1)[1].split("│")[:3]] == ["web", "db", "app"]
    assert "·" in bar


def test_where_there_is_not_all_names_are_cut_to_one_length():
    picture = snapshot()
    owned = {f"{letter}uest": 600 * MIB for letter in "abcdefghijklm"}
    bar = first(attrs.evolve(picture, host=attrs.evolve(picture.host, owned=owned)), 80)
    parts = [part.strip("━") for part in bar.split("G ", 1)[1].split("│")[:13]]
    assert parts == [f"{letter}u" for letter in "abcdefghijklm"]


def test_names_that_would_be_cut_alike_give_way_to_their_numbers():
    picture = snapshot()
    owned = {f"guest{number}": 600 * MIB for number in range(13)}
    bar = first(attrs.evolve(picture, host=attrs.evolve(picture.host, owned=owned)), 80)
    numbers = [str(number) for number in range(1, 14)]
    assert [part.strip("━") for part in bar.split("G ", 1)[1].split("│")[:13]] == numbers


@given(
    st.lists(st.integers(0, 9 * GIB), max_size=90),
    st.integers(0, 9 * GIB),
    st.integers(0, GIB),
    st.integers(0, 240),
)
def test_segments_take_no_more_than_the_bar(sizes: list[int], free: int, zeroing: int, bar: int):
    owned = {f"vm{number:0{1 + number % 7}}": size for number, size in enumerate(sizes)}
    total = sum(sizes) + free + zeroing
    host = attrs.evolve(snapshot().host, total=total, free=free, zeroing=zeroing, owned=owned)
    found = segments(host, bar)
    assert sum(columns for _, columns in found) <= bar
    assert all(len(name) < columns or not name for name, columns in found)


def test_zeroing_shows_however_little_it_is():
    picture = snapshot()
    little = attrs.evolve(picture, host=attrs.evolve(picture.host, zeroing=4096))
    assert "≈" in first(little)


def test_who_wants_and_who_gives_is_a_sentence():
    assert wishes(snapshot()) == "db wants +512M, web gives 148M, app 128M"


def test_guests_at_their_targets_want_nothing():
    assert wishes(snapshot(attrs.evolve(db(), target=db().has))) == "every guest is at its target"
    assert wishes(snapshot(attrs.evolve(db(), target=db().has + MIB // 2))) == "every guest is at its target"


def test_without_guests_it_says_how_to_add_one():
    empty = attrs.evolve(snapshot(web()), guests=())
    assert wishes(empty).startswith("no guest yet")


def test_a_guest_that_waits_for_the_host_is_named_with_the_reason():
    waiting = operation(8, "balloon set db 4G", waits_for="512M from the host")
    picture = snapshot(web(), db(), operations=(waiting,))
    host = attrs.evolve(picture.host, free=96 * MIB, zeroing=64 * MIB)
    assert (
        wishes(attrs.evolve(picture, host=host)) == "db waits for 512M: the host has 96M and 64M in zeroing"
    )


def test_where_there_is_little_room_whole_clauses_are_left_out():
    assert wishes(snapshot(), 36) == "db wants +512M, web gives 148M, …"
    assert wishes(snapshot(), 29) == "db wants +512M, …"
    assert wishes(snapshot(), 14) == "db wants +512M"
    assert wishes(snapshot(), 8) == "db want…"


def test_zeroing_is_told_only_while_it_goes_on():
    picture = snapshot()
    clean = attrs.evolve(picture, host=attrs.evolve(picture.host, zeroing=0))
    assert second(picture, 120).rstrip().endswith("≈ zeroing 148M")
    assert "≈" not in second(clean, 120)


def test_the_promise_is_warm_only_beyond_the_machine():
    def style_of_promise(promised: int) -> object:
        picture = snapshot()
        picture = attrs.evolve(picture, host=attrs.evolve(picture.host, promised=promised))
        strip = wish_row(picture, 80, PALETTE, UNICODE).strip(80)
        return next(segment.style for segment in strip if "promised" in segment.text)

    assert style_of_promise(9 * GIB) == PALETTE.warm
    assert style_of_promise(8 * GIB) == PALETTE.muted


def test_where_there_is_room_the_promise_is_added_up():
    assert second(snapshot(), 120).startswith(
        " promised  web 1.5G + db 6G + app 4G = 11.5G = 144 % of 8G   db wants"
    )
    assert second(snapshot(), 80).endswith("promised 11.5G of 8G = 144 % ")


@pytest.mark.parametrize("width", [1, 10, 40, 60, 99, 100, 300])
def test_a_host_of_nothing_is_no_error(width: int):
    picture = snapshot(web())
    picture = attrs.evolve(picture, host=attrs.evolve(picture.host, total=0, free=0, owned={}, zeroing=0))
    assert len(first(picture, width)) == len(second(picture, width)) == width


def test_where_no_guest_has_room_for_a_letter_the_bar_says_how_many_there_are():
    row = host_row(crowd(), 80, PALETTE, UNICODE).strip(80).text
    assert row.startswith(" HOST 202G 200 guests━━━")
    assert "1G free" in row
