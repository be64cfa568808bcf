"""Lenses show the same cells by another question; marks and what is pointed at lie over them."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.memory.kinds import Kind
from engine.units import SECOND
from tests.tui.frames import PALETTE
from tests.tui.snapshots import guest, pages, snapshot, web, x86
from tui.render.colours.inks import INKS
from tui.render.colours.palette import LIT
from tui.render.map.changes import Changes
from tui.render.map.grid import grid
from tui.render.map.lens import OLD, Lens, Seen
from tui.render.map.lens_legend import lens_legend_row, lens_words
from tui.render.map.lens_signs import block_signs, cell_signs, looked_into, part_signs, section_signs
from tui.render.map.over import MARKED, UNDERLINED, cell_styles
from tui.render.map.section_map import map_rows
from tui.render.map.stretches import stretches
from tui.render.map.zoom import page_rows
from tui.render.text.glyphs import ASCII, UNICODE


def shown(view, lens, **how):
    signs = section_signs(view, Seen(lens, **how), UNICODE)
    return [f"{body}{mark}" for body, mark in zip(signs.body, signs.mark, strict=True)]


def test_can_leave_says_what_keeps_a_section_with_how_many_pages_and_else_how_much_must_move():
    view = x86("db", "█K▒ ░ · □ ")
    table = view.sections
    blockers = table.blockers.copy()
    blockers[0] = 0
    blockers[0, Kind.PAGE_TABLE] = 3
    view = attrs.evolve(view, sections=attrs.evolve(table, blockers=blockers))
    assert shown(view, Lens.LEAVES) == ["K3", "▒ ", "▒ ", "· ", "□ "]
    blockers[0, Kind.SLAB] = 40
    assert shown(view, Lens.LEAVES)[0] == "K3"
    blockers[0, Kind.PAGE_TABLE] = 12
    assert shown(view, Lens.LEAVES)[0] == "K+"


def test_largest_free_is_a_digit_and_what_nobody_looked_at_is_not_guessed():
    view = attrs.evolve(guest("web", "▒ ▒ · "), pages={0: pages(0), 2: pages(2)})
    assert shown(view, Lens.ORDER) == ["9 ", "? ", "9 "]


def test_in_a_section_each_pageblock_has_the_largest_block_that_reaches_into_it():
    found = pages(0)
    orders = found.orders.copy()
    orders[1024] = 10
    found = attrs.evolve(found, orders=orders)
    signs = block_signs(web(), found, Seen(Lens.ORDER), UNICODE)
    assert "".join(signs.body) == "29XX––––"


def test_pageblocks_are_shown_by_type_only_where_the_kernel_tells_them_apart():
    lists = {"movable": (0, 3), "unmovable": (1, 0)}
    typed = attrs.evolve(x86("db", "▒ ", free_area=lists), pages={0: pages(0)})
    assert shown(typed, Lens.TYPE) == ["m+"]
    assert "".join(block_signs(typed, pages(0), Seen(Lens.TYPE), UNICODE).body) == "ummmmmmm"
    assert shown(attrs.evolve(web(), pages={0: pages(0)}), Lens.TYPE)[0] == "? "


def test_a_change_is_shown_for_five_seconds_of_virtual_time():
    changes, view = Changes(), guest("web", "▒ ▒ ")
    start = snapshot(view)
    changes.see(start)
    assert set(changes.ages("web")) == {OLD}
    version = view.sections.version.copy()
    version[1] += 1
    later = attrs.evolve(view, sections=attrs.evolve(view.sections, version=version))
    for seconds, age in ((1, 0), (3, 2), (5, 4), (6, OLD)):
        changes.see(attrs.evolve(start, guests=(later,), time=start.time + seconds * SECOND))
        assert list(changes.ages("web")) == [OLD, age]
    assert shown(later, Lens.CHANGED, ages=bytes([OLD, 2])) == ["· ", "▒2"]


def test_of_a_section_in_view_the_pageblocks_that_changed_are_known():
    changes, one = Changes(), pages(0)
    view = attrs.evolve(guest("web", "▒ "), pages={0: one})
    start = snapshot(view)
    changes.see(start)
    kinds = one.kinds.copy()
    kinds[600] = Kind.SLAB
    two = attrs.evolve(view, pages={0: attrs.evolve(one, kinds=kinds)})
    changes.see(attrs.evolve(start, guests=(two,), time=start.time + SECOND))
    assert list(changes.block_ages("web", 0)) == [OLD, 0, *[OLD] * 6]
    assert [at for at, turned in enumerate(changes.turned("web", 0)) if turned] == [600]
    changes.see(attrs.evolve(start, guests=(two,), time=start.time + 2 * SECOND))
    assert changes.turned("web", 0) == b""


def test_after_a_seek_back_nothing_has_changed():
    changes, start = Changes(), snapshot()
    changes.see(start)
    changes.see(attrs.evolve(snapshot(), time=0))
    assert set(changes.ages("web")) == {OLD}


def test_of_sections_in_one_cell_the_one_that_matters_most_is_shown():
    view = guest("web", "· " * 63 + "▒K")
    where = grid(stretches(view), 16, 2)
    assert where.per_cell > 1
    signs = cell_signs(view, where, Seen(Lens.LEAVES), UNICODE)
    assert signs.body[where.cell_of(63)] == "K"
    assert signs.body[0] == "·"


@pytest.mark.parametrize("lens", list(Lens))
@pytest.mark.parametrize("columns", [64, 16])
def test_every_lens_draws_every_cell_and_in_ascii_too(lens, columns):
    view = web()
    where = grid(stretches(view), columns, 3)
    for glyphs in (UNICODE, ASCII):
        rows = map_rows(view, where, PALETTE, glyphs, seen=Seen(lens))
        texts = [row.strip(where.width).text for row in rows]
        assert [len(text) for text in texts] == [where.width] * where.rows
    assert "".join(texts).isascii()


def test_a_marked_range_and_sections_that_are_pointed_at_are_seen():
    view, plain = web(), len(PALETTE.cells)
    where = grid(stretches(view), 64, 3)
    row = map_rows(view, where, PALETTE, UNICODE, seen=Seen(marked=(4, 6), pointed=frozenset({1})))[0].strip(
        64
    )
    styles = cell_styles(PALETTE)
    drawn = [style for text, style, _ in row for _ in text]
    assert set(drawn[8:14]) == {styles[plain + MARKED]}
    assert all(style in styles[plain + UNDERLINED :] for style in drawn[2:4])
    assert styles[plain + MARKED] not in drawn[:8] + drawn[14:]


def test_pages_are_asked_for_only_of_guests_that_are_not_too_large():
    view = guest("web", "▒ □ ▒ ")
    assert looked_into(view, 1 << 20) == (("web", 0), ("web", 2))
    assert looked_into(view, 4096) == ()


@pytest.mark.parametrize("lens", list(Lens)[1:])
def test_a_lens_has_a_legend_that_fits_where_there_is_one(lens):
    assert lens_legend_row(lens, PALETTE, UNICODE).column <= 120
    assert lens_words(lens, PALETTE, ASCII).isascii()
    assert lens.title in lens_words(lens, PALETTE, UNICODE)


def test_ages_are_bytes_so_that_a_band_can_be_compared():
    assert Seen(Lens.CHANGED, np.zeros(3, np.uint8).tobytes()) == Seen(Lens.CHANGED, b"\0\0\0")


def test_where_a_section_is_drawn_in_parts_a_lens_shows_each_of_them():
    lists = {"movable": (0, 3), "unmovable": (1, 0)}
    view = attrs.evolve(x86("db", "▒ ", free_area=lists), section_size=16 << 20, pages={0: pages(0)})
    orders = part_signs(view, 0, 8, Seen(Lens.ORDER), UNICODE)
    assert "".join(orders.body) == "29––––––"
    fine = part_signs(view, 0, 16, Seen(Lens.TYPE), UNICODE)
    assert "".join(fine.body) == "uumm" + "m" * 12
    assert part_signs(view, 0, 8, Seen(Lens.CHANGED), UNICODE) is None
    assert part_signs(guest("web", "□ "), 0, 8, Seen(Lens.LEAVES), UNICODE) is None


def test_pages_that_the_last_step_changed_are_lit():
    found = pages(0)
    turned = bytes(at in (4, 5) for at in range(4096))
    row = page_rows(web(), found, 0, 64, 1, PALETTE, UNICODE, None, 0, turned=turned)[0][1].strip(64)
    drawn = [style for text, style, _ in row for _ in text]
    lit = set(PALETTE.cells[INKS * LIT :])
    assert set(drawn[4:6]) <= lit
    assert not lit & set(drawn[:4] + drawn[6:])
