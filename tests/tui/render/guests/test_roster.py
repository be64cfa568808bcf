"""Which guests are shown, and in which order."""

from __future__ import annotations

import attrs
import pytest

from tests.tui.crowds import crowd, small, twelve
from tests.tui.snapshots import guest, snapshot
from tui.render.guests.filtering import matches, section_of
from tui.render.guests.roster import REST, Roster
from tui.render.guests.sorting import CYCLE
from tui.render.guests.state import QUIET, state_of
from tui.render.told.operations import listed


def seen(picture, roster: Roster | None = None, now: float = 0.0) -> Roster:
    roster = roster or Roster()
    roster.see(picture, listed(picture), now)
    return roster


def names(roster: Roster) -> list[str]:
    return [guest.name for _, guest in roster.shown]


def test_few_guests_stay_by_number_and_many_come_by_urgency():
    few = seen(snapshot())
    assert names(few) == ["web", "db", "app"]
    assert not few.told
    many = seen(twelve())
    assert names(many)[:5] == ["app", "ci", "db", "web", "mail"]
    assert many.told


def test_guests_keep_their_numbers_in_every_order():
    roster = seen(twelve())
    roster.sort_by("name")
    assert roster.shown[0][0] == 3
    assert {guest.name: number for number, guest in roster.shown}["web"] == 1


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("number", "web"),
        ("name", "app"),
        ("has", "db"),
        ("target", "db"),
        ("free", "web"),
        ("large", "web"),
        ("balloon", "db"),
        ("swap", "ci"),
    ],
)
def test_each_key_puts_the_telling_one_first_and_again_last(key, first: str):
    roster = seen(twelve())
    roster.sort_by(key)
    assert names(roster)[0] == first
    roster.sort_by(key)
    assert names(roster)[0] != first


def test_the_key_goes_through_all_orders_and_begins_again():
    roster = seen(twelve())
    through = [roster.key]
    for _ in CYCLE:
        roster.sort_next()
        through.append(roster.key)
    assert sorted(through[1:]) == sorted(CYCLE)
    assert through[0] == through[-1]


def test_an_order_holds_for_a_second_and_a_new_guest_is_there_at_once():
    picture = twelve()
    roster = seen(picture)
    mail = attrs.evolve(picture.guests[3], target=picture.guests[3].target * 5)
    other = attrs.evolve(picture, guests=(*picture.guests[:3], mail, *picture.guests[4:]))
    roster.sort_by("target")
    before = names(roster)
    seen(other, roster, REST / 2)
    assert names(roster) == before
    assert {guest.name: guest for _, guest in roster.shown}["mail"] is mail
    seen(other, roster, REST * 1.5)
    assert names(roster) != before
    seen(attrs.evolve(other, guests=(*other.guests, small("new"))), roster, REST * 1.6)
    assert "new" in names(roster)


def test_few_guests_need_a_row_above_them_only_while_they_are_not_as_they_were():
    roster = seen(snapshot())
    roster.sort_by("name")
    assert roster.told
    roster.sort_by("number")
    assert not roster.told
    roster.filter = "w"
    assert roster.told


def test_where_maps_are_seen_guests_stay_by_number():
    roster = seen(twelve())
    roster.still = True
    roster.arrange()
    assert names(roster)[:3] == ["web", "db", "app"]


def test_a_filter_hides_and_never_loses():
    roster = seen(crowd())
    roster.filter = "vm01"
    roster.arrange()
    assert len(roster.shown) == 10
    assert roster.hidden == 190
    assert roster.shows("vm017")
    assert not roster.shows("vm170")
    roster.filter = "s23"
    roster.arrange()
    assert roster.hidden == 0


def test_what_is_unchanged_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch):
    picture = crowd()
    roster = seen(picture)
    asked: list[str] = []
    monkeypatch.setattr(
        "tui.render.guests.roster.state_of",
        lambda guest, own: asked.append(guest.name) or state_of(guest, own),
    )
    other = attrs.evolve(picture.guests[7], free=1)
    seen(attrs.evolve(picture, guests=(*picture.guests[:7], other, *picture.guests[8:])), roster)
    assert asked == ["vm007"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ai", ["mail"]),
        ("A", ["app", "mail", "cache", "auth"]),
        ("ppc", ["web"]),
        ("vmware", ["app"]),
        ("xen", ["web"]),
        ("swap", ["ci"]),
        ("fail", ["app"]),
        ("moving", ["app", "db", "web"]),
        ("balloon", ["web"]),
        ("moving virtio", ["db"]),
        ("zz", []),
    ],
)
def test_a_filter_is_about_names_platforms_and_what_happens(text: str, shown: list[str]):
    roster = seen(twelve())
    roster.filter = text
    roster.arrange()
    assert sorted(names(roster)) == sorted(shown)


def test_a_section_is_no_filter():
    assert [section_of(text) for text in ("s23", " s0 ", "s", "23", "s2x", "db2")] == [
        23,
        0,
        None,
        None,
        None,
        None,
    ]
    assert matches("", guest("web"), QUIET)
