"""Every bundled theme can be told apart by every eye, and read."""

from __future__ import annotations

import itertools

import pytest

from tests.themes.eyes import EYES, KINDS, TERMINALS, kinds, nearest, on_terminal
from tui.render.colour import Terminal, contrast, has_hue, mix
from tui.render.glyphs import ASCII, UNICODE
from tui.render.inks import DEARNESS, Ink
from tui.render.palette import BODY, STUCK, TINT_ON_DARK, TINT_ON_LIGHT, on_inverse, palette, tint
from tui.render.theme import DEFAULT_THEME, ROLES, Theme, bundled_themes

THEMES = bundled_themes()
EXACT = {name: theme for name, theme in THEMES.items() if not theme.is_terminals}
"""Themes whose colours are ours."""
ASKED_FOR = ("safe", "dark", "light", "contrast", "mono", "ansi", "projector", "dusk")
FLOOR = 13.0
"""Of a difference of 2.3 people say that they just see it; of 13, nobody that they are alike (CIE76)."""


@pytest.fixture(params=THEMES, ids=str)
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param]


@pytest.fixture(params=EXACT, ids=str)
def exact(request: pytest.FixtureRequest) -> Theme:
    return EXACT[request.param]


@pytest.fixture(params=[name for name in EXACT if EXACT[name].has_hue], ids=str)
def hued(request: pytest.FixtureRequest) -> Theme:
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


@pytest.mark.parametrize("role", ["text", "muted", "warm", "focus"])
@pytest.mark.parametrize("ground", ["ground", "surface"])
def test_words_can_be_read(exact: Theme, role: str, ground: str):
    least = 7.0 if exact.name == "contrast" else 4.5
    assert contrast(exact.colours[role], exact.colours[ground]) >= least


@pytest.mark.parametrize("ink", [*KINDS, Ink.OFFLINE, Ink.ABSENT])
def test_a_body_stands_out_from_the_ground(exact: Theme, ink: Ink):
    least = 4.5 if exact.name == "contrast" else 3.0
    assert contrast(exact.colours[ink.role], exact.colours["ground"]) >= least


@pytest.mark.parametrize("ink", KINDS)
def test_a_body_stands_out_from_its_own_tint(exact: Theme, ink: Ink):
    share = TINT_ON_DARK if exact.dark else TINT_ON_LIGHT
    assert tint(exact, ink) == mix(exact.colours["ground"], exact.colours[ink.role], share)
    least = 4.5 if exact.name == "contrast" else 3.0
    assert contrast(exact.colours[ink.role], tint(exact, ink)) >= least


@pytest.mark.parametrize("ink", KINDS)
def test_a_letter_on_an_inverse_tile_can_be_read(exact: Theme, ink: Ink):
    tile = exact.colours[ink.role]
    assert contrast(on_inverse(exact, tile), tile) >= 4.5


@pytest.mark.parametrize("eye", EYES)
def test_any_two_kinds_differ_for_every_eye(hued: Theme, eye: str):
    assert nearest(kinds(hued), EYES[eye]) >= (FLOOR if hued.name != "light" else 12.6,)


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
    colours = {ink: on_terminal(THEMES["ansi"].colours[ink.role], TERMINALS[terminal]) for ink in KINDS}
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
