"""A theme as Textual wants it: its widgets in neutral colours, and each role a variable, as `$kind-free`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme as TextualTheme

from tui.render.colours.colour import Colour, Terminal, colour_text
from tui.render.colours.palette import on_inverse
from tui.render.colours.theme import ROLES

if TYPE_CHECKING:
    from tui.render.colours.theme import Theme


def textual_theme(theme: Theme) -> TextualTheme:
    """Return `theme` for Textual.

    Beside the roles there are `$lit`, `$lit-ground` and `$lit-style` for what is chosen in a list, and the styles
    `$muted-style`, `$warm-style` and `$heading-style` for what there is no colour for.
    """
    css = {role: css_colour(colour) for role, colour in theme.colours.items()}
    return TextualTheme(
        name=theme.name,
        primary=css["muted"],
        secondary=css["rule"],
        accent=css["focus"],
        warning=css["warm"],
        error=css["warm"],
        success=css["text"],
        foreground=css["text"],
        background=css["ground"],
        surface=css["surface"],
        panel=css["surface"],
        boost=css["surface"],
        dark=theme.dark,
        ansi=theme.is_terminals,
        variables={variable(role): css[role] for role in ROLES} | _styles(theme) | _of_widgets(theme, css),
    )


def variable(role: str) -> str:
    """Return what a role is called in style sheets, without the `$`."""
    return role.replace(".", "-").replace("_", "-")


def css_colour(colour: Colour) -> str:
    """Return a colour as style sheets have it."""
    if not isinstance(colour, Terminal):
        return colour_text(colour)
    return "ansi_default" if colour < 0 else f"ansi_{colour.name.lower()}"


def _lit(theme: Theme, tile: Colour) -> tuple[str, str, str]:
    """Return colour, ground and style of what is written on a tile."""
    letter = on_inverse(theme, tile)
    if letter is None:
        return css_colour(tile), css_colour(theme.colours["ground"]), "reverse"
    return css_colour(letter), css_colour(tile), "none"


def _styles(theme: Theme) -> dict[str, str]:
    colour, ground, style = _lit(theme, theme.colours["muted"])
    return {
        "lit": colour,
        "lit-ground": ground,
        "lit-style": style,
        "muted-style": "dim" if theme.colours["muted"] is Terminal.FAINT else "none",
        "warm-style": "none" if theme.has_hue else "bold",
        "heading-style": "none" if theme.colours["focus"] != theme.colours["text"] else "bold",
    }


def _of_widgets(theme: Theme, css: dict[str, str]) -> dict[str, str]:
    """Return what Textual's own widgets ask for: no hue, for hue stands for a page kind."""
    colour, ground, style = _lit(theme, theme.colours["muted"])
    caret, caret_ground, caret_style = _lit(theme, theme.colours["text"])
    bars = {
        f"scrollbar{part}": css["ground"]
        for part in ("-background", "-background-hover", "-background-active", "-corner-color")
    }
    return bars | {
        "ansi-background": css["ground"],
        "ansi-foreground": css["text"],
        "text-muted": css["muted"],
        "text-disabled": css["muted"],
        "foreground-muted": css["muted"],
        "foreground-disabled": css["muted"],
        "scrollbar": css["rule"],
        "scrollbar-hover": css["muted"],
        "scrollbar-active": css["text"],
        "border": css["rule"],
        "border-blurred": css["rule"],
        "block-cursor-foreground": colour,
        "block-cursor-background": ground,
        "block-cursor-text-style": style,
        "block-cursor-blurred-foreground": colour,
        "block-cursor-blurred-background": ground,
        "block-cursor-blurred-text-style": style,
        "block-hover-background": css["surface"],
        "input-cursor-foreground": caret,
        "input-cursor-background": caret_ground,
        "input-cursor-text-style": caret_style,
        "input-selection-foreground": colour,
        "input-selection-background": ground,
        "screen-selection-foreground": colour,
        "screen-selection-background": ground,
    }
