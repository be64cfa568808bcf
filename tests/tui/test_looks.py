"""What is on the screen, everywhere: hue for page kinds alone, no colour where none is wanted, ASCII where asked."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rich.segment import Segment

import tui
from tests.tui.driving import opened
from tests.tui.walk import walk
from tui.dressed import DressedApp
from tui.render.colours.bundled import bundled_names, bundled_theme
from tui.render.colours.colour import Rgb, mix
from tui.render.colours.eyes import lab
from tui.render.colours.few_colours import shades
from tui.render.colours.inks import Ink
from tui.render.colours.palette import LIT_SHARE
from tui.render.colours.textual_theme import textual_theme
from tui.settings import Settings

SAFE = bundled_theme("safe")
GREY = 12.0
"""A colour of less chroma than this (CIE L*a*b*) is taken for a grey that is a little warm or cold."""
KINDS = {SAFE.colours[ink.role] for ink in Ink if ink.role.startswith("kind.")}
GROUND, TEXT = SAFE.colours["ground"], SAFE.colours["text"]
WARM = SAFE.colours["warm"]
WORD = re.compile(r"[a-z]{3,}")


def drawn(app) -> list[Segment]:
    """Return everything on the screen."""
    return [segment for strip in app.app.screen._compositor.render_strips() for segment in strip]


def hue(colour) -> tuple[int, int, int] | None:
    """Return a colour that is more than a grey, else None."""
    if colour is None or colour.is_default:
        return None
    rgb = tuple(colour.get_truecolor())
    _, a, b = lab(rgb)
    return rgb if (a * a + b * b) ** 0.5 > GREY else None


@cache
def is_wash(colour: Rgb, of: Rgb) -> bool:
    """Say whether one colour is the other however faint: a cell's tint, or dimmed behind something else."""
    washes = (mix(GROUND, of, step / 100) for step in range(101))
    return any(max(abs(a - b) for a, b in zip(colour, wash, strict=True)) <= 2 for wash in washes)


def is_kinds(colour: Rgb) -> bool:
    """Say whether a colour is a page kind's, or that of a cell of the kind that is lit: brighter."""
    return any(is_wash(colour, kind) or is_wash(colour, mix(kind, TEXT, LIT_SHARE)) for kind in KINDS)


def wrong_hue(segment: Segment) -> str:
    """Return what is wrong with the hue of a piece of a row; empty: nothing."""
    ink, ground = hue(segment.style.color), hue(segment.style.bgcolor)
    if ink and ground is None and is_wash(ink, WARM):
        return ""  # the one exception: words and signs about what is refused, failed or promised too often
    if ground and not is_kinds(ground):
        return f"ground {ground}"
    if ink and not is_kinds(ink):
        return f"ink {ink}"
    if (ink or ground) and WORD.search(segment.text) and len(set(segment.text)) > 3:
        return "words"
    return ""


async def test_hue_is_for_page_kinds_alone_and_one_warm_colour_for_what_is_wrong():
    wrong = set()
    async with opened(size=(120, 40)) as app:
        async for place in walk(app):
            if place.startswith("themes"):
                continue  # shows what the other themes are
            found = [(wrong_hue(each), each.text) for each in drawn(app) if each.style]
            wrong |= {(place, why, text) for why, text in found if why}
    assert not wrong


async def test_without_colour_none_is_set_and_without_more_than_ascii_there_is_no_more():
    wrong = set()
    settings = Settings(theme="plain", ascii=True)
    async with opened(size=(120, 40), settings=settings) as app:
        async for place in walk(app):
            for each in drawn(app):
                colours = (each.style.color, each.style.bgcolor) if each.style else ()
                if any(colour is not None and not colour.is_default for colour in colours):
                    wrong.add((place, "colour", each.text))
                if not each.text.isascii():
                    wrong.add((place, "beyond ASCII", each.text))
            wrong |= {(place, "width", row) for row in too_wide(app)}
    assert not wrong


def too_wide(app) -> list[str]:
    """Return rows that are not as wide as the screen."""
    rows = ("".join(each.text for each in strip) for strip in app.app.screen._compositor.render_strips())
    return [row for row in rows if len(row) != app.app.size.width]


async def test_the_terminals_own_colours_are_asked_for_by_name_everywhere():
    wrong = set()
    async with opened(size=(120, 40), theme="ansi") as app:
        async for place in walk(app):
            if place == "themes":
                break  # it shows what the other themes are, and what comes then is drawn as what came before
            for each in drawn(app):
                colours = (each.style.color, each.style.bgcolor) if each.style else ()
                if any(colour is not None and colour.triplet for colour in colours):
                    wrong.add((place, each.text))
    assert not wrong


async def test_a_terminal_of_256_colours_gets_colours_that_it_has(monkeypatch):
    monkeypatch.setattr(DressedApp, "has_few_colours", property(lambda _: True))
    async with opened(size=(120, 40)) as app:
        await app.press("f1")
        grounds = {each.style.bgcolor.triplet for each in drawn(app) if each.style and each.style.bgcolor}
        assert grounds
        assert {tuple(ground) for ground in grounds} <= {rgb for rgb, _ in shades()}


@pytest.mark.parametrize("name", ["safe", "ansi", "plain"])
async def test_the_cursor_and_what_is_selected_can_be_seen_in_the_line(name: str):
    async with opened(theme=name) as app:
        await app.type("balloon")
        await app.press("shift+left", "shift+left", "shift+left")
        row = app.app.screen._compositor.render_strips()[app.screen.prompt.region.y]
        plain, cursor, selected = [each for each in row if each.text in ("ball", "o", "on")]
        assert seen(plain.style) != seen(cursor.style)
        assert seen(plain.style) != seen(selected.style)


def seen(style) -> tuple:
    """Return what of a style can be seen."""
    return style.color, style.bgcolor, bool(style.reverse)


async def test_one_of_the_terminals_colours_among_ours_is_asked_for_by_name(tmp_path):
    text = 'base = "safe"\n[roles]\nkind.free = "ansi:green"\nmuted = "faint"\n'
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    async with opened(size=(120, 40), theme="mine", themes=tmp_path) as app:
        styles = {each.style for each in drawn(app) if each.style and each.text.strip()}
        assert any(style.color and style.color.number == 2 for style in styles)
        assert any(style.color and style.color.is_default and style.dim for style in styles)
        assert {style.bgcolor.triplet for style in styles if style.bgcolor} >= {GROUND}


NAMED = re.compile(r"\$([a-z][a-z0-9-]*)")


@pytest.mark.parametrize("name", bundled_names())
def test_every_theme_has_every_colour_that_a_style_sheet_asks_for(name: str):
    theme = textual_theme(bundled_theme(name))
    known = {*theme.to_color_system().generate(), *theme.variables}
    folder = Path(tui.__file__).parent
    sheets = [text for path in folder.rglob("*.py") if "_CSS = " in (text := path.read_text("utf-8"))]
    assert len(sheets) > 5
    asked = {name for sheet in sheets for name in NAMED.findall(sheet)}
    assert asked <= known


async def test_every_theme_can_be_worn_after_every_other():
    async with opened() as app:
        for name in (*bundled_names(), *reversed(bundled_names())):
            app.app.wear(bundled_theme(name))
            await app.pilot.pause()
            assert app.app.theme == name
            assert "1 web" in app.text()
