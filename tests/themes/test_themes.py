"""Every bundled theme can be told apart by every eye, and read."""

from __future__ import annotations

import itertools

import attrs
import pytest

from tests.themes.terminals import KINDS, TERMINALS, kinds
from tui.render.colours.bundled import DEFAULT_THEME, bundled_themes
from tui.render.colours.colour import Terminal, contrast, has_hue, mix
from tui.render.colours.eyes import EYES, distance, lab, nearest
from tui.render.colours.few_colours import in_256, shown
from tui.render.colours.inks import DEARNESS, Ink
from tui.render.colours.palette import BODY, STUCK, palette, tint
from tui.render.colours.theme import ROLES, Theme
from tui.render.colours.theme_check import apart, measures, weaknesses
from tui.render.text.glyphs import ASCII, UNICODE

THEMES = bundled_themes()
EXACT = {name: theme for name, theme in THEMES.items() if not theme.is_terminals}
"""Themes whose colours are ours."""
ASKED_FOR = ("safe", "dark", "light", "contrast", "mono", "ansi", "projector", "dusk")
SAFE = THEMES["safe"]


@pytest.fixture(params=THEMES, ids=str)
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param]


@pytest.fixture(params=EXACT, ids=str)
def exact(request: pytest.FixtureRequest) -> Theme:
    return EXACT[request.param]


def test_there_are_those_that_were_asked_for_the_default_first():
    assert set(ASKED_FOR) <= set(THEMES)
    assert next(iter(THEMES)) == DEFAULT_THEME == "safe"
    assert {each.dark for each in THEMES.values()} == {True, False}


def test_it_says_what_it_is(theme: Theme):
    assert 10 <= len(theme.about) <= 72
    assert THEMES[theme.name] is theme


def test_it_has_every_role(theme: Theme):
    assert set(theme.colours) == set(ROLES)


def test_nothing_of_it_falls_short(theme: Theme):
    assert weaknesses(theme) == []


def test_what_falls_short_is_said():
    theme = attrs.evolve(SAFE, colours={**SAFE.colours, "muted": (60, 60, 60), "kind.slab": (0, 158, 115)})
    assert weaknesses(theme) == [
        "muted has 1.7 on the ground, 4.5 is the least",
        "kind.free and kind.slab are 0.0 apart for normal sight, 12.5 is the least",
        "kind.free and kind.slab are 0.0 apart for protan sight, 12.5 is the least",
        "kind.free and kind.slab are 0.0 apart for deutan sight, 12.5 is the least",
        "kind.free and kind.slab are 0.0 apart for tritan sight, 12.5 is the least",
    ]


def test_the_default_is_measured_as_it_was_designed():
    found = {each.role: each for each in measures(SAFE)}
    assert round(found["kind.kernel"].ground, 1) == round(found["kind.kernel"].letter, 1) == 4.8
    assert min(each.tint for each in found.values() if each.role.startswith("kind.")) > 3.8
    assert {eye: round(far, 1) for eye, (far, _, _) in apart(SAFE).items()} == {
        "normal": 22.7,
        "protan": 19.3,
        "deutan": 13.7,
        "tritan": 13.5,
    }


def test_words_can_be_read_on_whatever_stands_before_the_screen(exact: Theme):
    for role in ("text", "muted", "warm", "focus"):
        assert contrast(exact.colours[role], exact.colours["surface"]) >= 4.5, role


def test_high_contrast_is_high():
    theme = THEMES["contrast"]
    found = {each.role: each for each in measures(theme)}
    assert all(found[role].ground >= 7.0 for role in ("text", "muted", "warm", "focus"))
    assert all(found[ink.role].tint >= 4.5 for ink in KINDS)
    assert all(found[ink.role].ground >= 4.5 for ink in (*KINDS, Ink.OFFLINE, Ink.ABSENT))


def test_neighbours_differ_in_ink_as_well():
    for glyphs in (UNICODE, ASCII):
        assert len({glyphs.bodies[ink] for ink in (*KINDS, Ink.OFFLINE, Ink.ABSENT)}) == len(KINDS) + 2


def test_without_hue_the_dearer_page_is_never_the_fainter():
    light = [THEMES["mono"].colours[ink.role][0] for ink in DEARNESS]
    assert light == sorted(light, reverse=True)
    assert all(a - b >= 10 for a, b in itertools.pairwise(light))
    assert not any(map(has_hue, THEMES["mono"].colours.values()))
    assert not THEMES["mono"].has_hue


def test_the_projector_keeps_apart_what_stray_light_washes_out():
    theme = THEMES["projector"]
    for eye in EYES.values():
        assert nearest(kinds(theme), eye, veil=0.1) >= (8.0,)
    ground = theme.colours["ground"]
    for ink in KINDS:
        one, other = (mix(colour, (255, 255, 255), 0.1) for colour in (theme.colours[ink.role], ground))
        assert contrast(one, other) >= 3.0


@pytest.mark.parametrize("terminal", TERMINALS)
def test_ansi_can_be_told_apart_where_the_terminals_colours_are_what_they_were(terminal: str):
    colours = kinds(THEMES["ansi"], TERMINALS[terminal])
    assert nearest(colours, EYES["normal"]) >= (20.0,)
    assert all(contrast(colour, (0, 0, 0)) >= 3.0 for colour in colours.values())


def test_ansi_asks_for_nothing_but_the_terminals_own():
    assert all(isinstance(colour, Terminal) for colour in THEMES["ansi"].colours.values())
    styles = palette(THEMES["ansi"])
    for ink in KINDS:
        assert styles.cell(ink, BODY).bgcolor.is_default
        assert styles.cell(ink, STUCK).reverse
        assert styles.cell(ink, STUCK).color == styles.cell(ink, BODY).color


def test_plain_sets_no_colour_at_all():
    assert THEMES["plain"].is_colourless
    styles = palette(THEMES["plain"])
    everything = [*styles.cells, *styles.inks, styles.warm, styles.picked, styles.cursor, styles.muted]
    assert all(style.color.is_default and style.bgcolor.is_default for style in everything)
    assert styles.cell(Ink.ANON, STUCK).reverse
    assert styles.muted.dim
    assert styles.warm.bold


def test_in_256_colours_nothing_falls_short_either(theme: Theme):
    few = in_256(theme)
    assert weaknesses(few) == []
    own = [colour for colour in few.colours.values() if not isinstance(colour, Terminal)]
    assert [shown(colour) for colour in own] == own
    assert few.has_hue == theme.has_hue


def test_in_256_colours_a_theme_is_still_itself(exact: Theme):
    few = in_256(exact)
    for role, colour in exact.colours.items():
        assert distance(lab(colour), lab(few.colours[role])) < 30, role
    assert all(tint(few, ink) == few.colours["ground"] for ink in KINDS)
