"""Every screen of the app on one paused, seeded session, as text: what stands there, and in which colours.

Under the rows stand the same rows as letters, one for each way of drawing, which are named last by the roles of the
theme: so a golden tells when a hue is another, and does not when a theme shades it differently.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from engine.script import parse_script
from engine.units import parse_duration
from tests.tui.driving import Driver, opened
from tests.tui.replays import forked, replayed
from tui.launch import Built, Launch, Playing, build
from tui.render.colours.bundled import bundled_theme
from tui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rich.style import Style

    from tui.render.colours.theme import Theme

LAB = """\
ballonet 1 seed=7
host memory 2G
guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen
guest add db memory=1G max=2G min=256M
guest add app memory=512M max=1G min=128M driver=vmware
workload web age 60%
workload db age 60%
workload app age 50%
@10ms balloon set web 160M
@20ms try hotplug remove web section=0
@30ms hotplug add db 256M
@40ms workload db churn 16M rate=16M/s
"""
UNTIL = "60ms"
MOST_STEPS_OUT = 4


@attrs.frozen
class Screen:
    """One screen: what is pressed to come to it from the main screen, and to undo what Esc alone does not."""

    name: str
    to: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


SCREENS = (
    Screen("main"),
    Screen("map", ("tab", "n"), ("g",)),
    Screen("lens", ("tab", "m", "m"), ("M", "M")),
    Screen("section", ("tab", "enter", "enter")),
    Screen("pages", ("tab", "enter", "enter", "enter")),
    Screen("large", ("1",), ("0",)),
    Screen("table", ("tab", "t"), ("t",)),
    Screen("inspector", ("f3",), ("f3",)),
    Screen("why", ("=why web section=0", "enter")),
    Screen("help", ("f1",)),
    Screen("keys", ("f1", "f1")),
    Screen("view", ("=free web", "enter")),
    Screen("menu", ("=hotplug add web ", "tab")),
    Screen("error", ("=balon set web 1G", "enter")),
    Screen("palette", ("ctrl+p",)),
    Screen("jump", ("ctrl+o",)),
    Screen("themes", ("ctrl+t",)),
    Screen("lessons", ("f8",)),
    Screen("host", ("f6",)),
    Screen("plots", ("f7",)),
)
REPLAYS = (Screen("replay"),)
"""Those of a recording that is played."""
FORKS = (Screen("fork"), Screen("fork-compared", ("tab", "tab", "c")))
"""Those of a fork of it."""


TALK = """\
say The balloon takes pages wherever it finds them.
# Look at the gauge first.
balloon set web 128M &
ask Which section of db cannot leave? answer=db:s0
"""
TALKED = (
    Screen("question"),
    Screen("question-revealed", ("=s3", "enter")),
    Screen("presenter", ("f9", "space", "a", "b", "c")),
    Screen("presenter-notes", ("n", "C", "tab")),
    Screen("presenter-question", ("C", "n", "enter")),
)
"""Those of a script that stops and is presented, each come to from the one before."""


async def session() -> Built:
    """Return the lab, stopped where much goes on."""
    built = build(Launch(script=parse_script(LAB, "gallery"), name="gallery"))
    await built.session.run(until=parse_duration(UNTIL))
    built.session.pause()
    return attrs.evolve(built, script=None)


async def talked() -> Built:
    """Return the lab at a question, with a script to be presented after it."""
    built = await session()
    built.session.perform("ask Which section of web cannot leave? answer=web:s0")
    return attrs.evolve(built, playing=Playing(parse_script(TALK, "talk"), TALK))


async def walk(size: tuple[int, int], themes: tuple[str, ...]) -> AsyncIterator[tuple[str, str]]:
    """Yield each screen's name with its theme, and the screen as text.

    Args:
        size: columns and rows.
        themes: names of themes.
    """
    for start, screens in ((session, SCREENS), (replayed, REPLAYS), (forked, FORKS)):
        async for shown in walk_from(await start(), screens, size, themes):
            yield shown
    calm = Settings(theme=themes[0], motion="calm")  # virtual time runs there, and what flashes is soon gone
    async with opened(await talked(), size=size, settings=calm) as app:
        for screen in TALKED:
            await go(app, screen.to)
            async for shown in worn(app, screen, themes):
                yield shown


async def worn(app: Driver, screen: Screen, themes: tuple[str, ...]) -> AsyncIterator[tuple[str, str]]:
    """Yield the screen that is shown in each theme; the first is worn again at last."""
    for theme in themes:
        app.app.wear(bundled_theme(theme))
        await app.pilot.pause()
        yield f"{screen.name}-{theme}", drawn(app, bundled_theme(theme))
    app.app.wear(bundled_theme(themes[0]))


async def walk_from(
    built: Built, screens: tuple[Screen, ...], size: tuple[int, int], themes: tuple[str, ...]
) -> AsyncIterator[tuple[str, str]]:
    """Yield screens that are come to from one main screen, see `walk`."""
    async with opened(built, size=size, theme=themes[0]) as app:
        home = around(app)
        for screen in screens:
            await go(app, screen.to)
            async for shown in worn(app, screen, themes):
                yield shown
            await go(app, screen.back)
            await app.pilot.pause()
            for _ in range(MOST_STEPS_OUT):
                if around(app) != home:
                    await app.press("escape")
            assert around(app) == home, f"Esc does not lead back from {screen.name}"


def around(app: Driver) -> list[str]:
    """Return the rows but those of the prompt, which may say what has just been done."""
    prompt = app.prompt.region
    return [row for y, row in enumerate(app.rows(0)) if not prompt.y <= y < prompt.bottom]


async def go(app: Driver, keys: tuple[str, ...]) -> None:
    """Press keys; one that begins with `=` is typed."""
    for key in keys:
        await (app.type(key[1:]) if key.startswith("=") else app.press(key))


def drawn(app: Driver, theme: Theme) -> str:
    """Return rows, their styles as letters, and what the letters mean."""
    names: dict[str, str] = {}
    rows, tones = [], []
    for strip in app.app.screen._compositor.render_strips():
        rows.append("".join(segment.text for segment in strip))
        tone = ""
        for segment in strip:
            name = named(segment.style, theme)
            tone += names.setdefault(name, chr(ord("a") + len(names))) * segment.cell_length
        tones.append("".join(letter + str(len(list(same))) for letter, same in groupby(tone)))
    legend = [f"{letter} {name}" for name, letter in names.items()]
    return "\n".join([*(f"{row}|" for row in rows), "", *tones, "", *legend, ""])


def named(style: Style | None, theme: Theme) -> str:
    """Return a style by the theme's roles."""
    if style is None:
        return "-"
    roles = {colour: role for role, colour in reversed(list(theme.colours.items()))}
    words = [
        "-" if colour is None or not colour.triplet else roles.get(tuple(colour.triplet), "tint")
        for colour in (style.color, style.bgcolor)
    ]
    flags = [flag for flag in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, flag)]
    return " ".join([f"{words[0]} on {words[1]}", *flags])
