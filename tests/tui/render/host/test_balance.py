"""Who shares memory out shows in the host bar, and what each guest is due in the host map."""

from __future__ import annotations

import attrs

from engine.snapshot import Balancing, Entitled
from engine.units import MIB
from tests.tui.frames import PALETTE
from tests.tui.machines import machine
from tests.tui.snapshots import guest, snapshot
from tui.render.host.balance import balance_clauses, entitled_words
from tui.render.host.bar import wishes
from tui.render.host.map import host_map_rows
from tui.render.text.glyphs import UNICODE

ESX = Balancing(
    process=3,
    policy="esx",
    since=0,
    state="soft",
    guests=(
        Entitled("web", 1000, 512 * MIB, 400, 64 * MIB, blocked=False),
        Entitled("db", 2000, 3072 * MIB, 1000, 0, blocked=True),
    ),
    line=("web", "mail"),
    moves=12,
)


def picture(balancing: Balancing | None = ESX):
    base = snapshot()
    return attrs.evolve(base, host=attrs.evolve(base.host, balancing=balancing))


def test_the_host_bar_says_who_balances_before_who_wants():
    assert wishes(picture()) == (
        "esx balances, free memory soft, db blocked, mail waits to boot: "
        "db wants +512M, web gives 148M, app 128M"
    )
    assert wishes(picture(), 40) == "esx balances, free memory soft, …"
    assert wishes(attrs.evolve(picture(), guests=(guest(),))).endswith("db blocked, mail waits to boot")
    assert wishes(picture(None)).startswith("db wants")
    assert balance_clauses(picture(None)) == []


def test_each_guest_is_told_what_it_is_due_and_why():
    assert entitled_words(ESX) == (
        "esx balances, 12 targets set: web is due 512M by 1,000 shares, 64M of it yet to come, uses 40 %; "
        "db is due 3G by 2,000 shares, uses 100 % and may not run"
    )


def test_the_host_map_says_it_beside_the_map():
    rows = host_map_rows(machine(), 200, 40, PALETTE, UNICODE, None, ESX)
    text = " ".join(row.strip(200).text[138:].strip() for row in rows)
    assert "web is due 512M by 1,000 shares" in text
