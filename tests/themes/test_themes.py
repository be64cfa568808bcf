"""Every bundled theme can be told apart by every eye, and read."""

from __future__ import annotations

import itertools

import pytest

from tui.render.colour import Rgb, contrast, linear, mix
from tui.render.inks import Ink
from tui.render.palette import TINT_ON_DARK, TINT_ON_LIGHT, on_inverse, tint
from tui.render.theme import ROLES, Theme, bundled_themes

THEMES = bundled_themes()
KINDS = [ink for ink in Ink if ink.role.startswith("kind.")]
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light."""


def lab(colour: Rgb, eye: tuple[tuple[float, float, float], ...]) -> tuple[float, float, float]:
    """Return CIE L*a*b* (D65) of a colour as an eye sees it."""
    light = [linear(channel) for channel in colour]
    seen = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in eye]
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        sum(a * b for a, b in zip(row, seen, strict=True)) / whole
        for row, whole in zip(to_xyz, white, strict=True)
    )
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the CIE76 difference."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


@pytest.fixture(params=THEMES, ids=str)
def theme(request: pytest.FixtureRequest) -> Theme:
    return THEMES[request.param]


def test_there_is_a_dark_and_a_light_one():
    assert {each.dark for each in THEMES.values()} == {True, False}


def test_it_has_every_role(theme: Theme):
    assert set(theme.colours) == set(ROLES)


@pytest.mark.parametrize("role", ["text", "muted", "warm", "focus"])
def test_words_can_be_read(theme: Theme, role: str):
    assert contrast(theme.colours[role], theme.colours["ground"]) >= 4.5


@pytest.mark.parametrize("ink", [*KINDS, Ink.OFFLINE, Ink.ABSENT])
def test_a_body_stands_out_from_the_ground(theme: Theme, ink: Ink):
    assert contrast(theme.colours[ink.role], theme.colours["ground"]) >= 3.0


@pytest.mark.parametrize("ink", KINDS)
def test_a_body_stands_out_from_its_own_tint(theme: Theme, ink: Ink):
    share = TINT_ON_DARK if theme.dark else TINT_ON_LIGHT
    assert tint(theme, ink) == mix(theme.colours["ground"], theme.colours[ink.role], share)
    least = 3.85 if theme.dark else 3.1
    assert contrast(theme.colours[ink.role], tint(theme, ink)) >= least


@pytest.mark.parametrize("ink", KINDS)
def test_a_letter_on_an_inverse_tile_can_be_read(theme: Theme, ink: Ink):
    assert contrast(on_inverse(theme, ink), theme.colours[ink.role]) >= 4.5


@pytest.mark.parametrize("eye", EYES)
def test_any_two_kinds_differ_for_every_eye(theme: Theme, eye: str):
    seen = {ink: lab(theme.colours[ink.role], EYES[eye]) for ink in KINDS}
    nearest = min((distance(seen[a], seen[b]), a.name, b.name) for a, b in itertools.combinations(KINDS, 2))
    assert nearest[0] >= (13.5 if theme.dark else 12.6), nearest
