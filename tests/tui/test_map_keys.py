"""Every key of the map does what the table of keys says, on an engine that stands still."""

from __future__ import annotations

import attrs

from engine.session import Session
from tests.tui.driving import opened
from tui.keys.map import MAP
from tui.launch import Built
from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.lens import Lens

AT = Cursor("web", 5)
"""Where the cursor is when a key is pressed: in the second of three guests, all in one row of cells."""


def at(guest="web", section=5, **how):
    return lambda _, bands: (
        (bands.cursor.guest, bands.cursor.section) == (guest, section)
        and all(getattr(bands, name) == value for name, value in how.items())
    )


def wrote(text):
    return lambda app, _: app.prompt.value == text


DOES = {
    "left": at(section=4),
    "right": at(section=6),
    "up": lambda _, bands: bands.cursor.guest == "db",
    "down": lambda _, bands: (bands.cursor.guest, bands.cursor.section) in (("app", 0), ("web", 13)),
    "in": at(large=True),
    "out": lambda app, _: app.screen.pane == "prompt",
    "wider": lambda app, _: app.screen.pane == "host",
    "inspect": lambda app, _: "inspect · host › web › s5" in app.text(),
    "lens": at(lens=Lens.LEAVES),
    "lens-before": at(lens=Lens.CHANGED),
    "mark": at(marked=(5, 5)),
    "extend-left": at(section=4, marked=(4, 5)),
    "extend-right": at(section=6, marked=(5, 6)),
    "extend-up": at("db", 0, marked=None),
    "extend-down": lambda _, bands: bands.cursor != AT,
    "next-stuck": lambda _, bands: bands.cursor.guest == "web" and bands.cursor.section != 5,
    "stuck-before": lambda _, bands: bands.cursor.guest == "web" and bands.cursor.section != 5,
    "first": at(section=0),
    "last": lambda _, bands: bands.cursor.guest == "web" and bands.cursor.section > 6,
    "guest-above": at("db", 0),
    "guest-below": at("app", 0),
    "why": lambda app, _: app.screen.why.answer is not None and app.screen.why.answer.section == 5,
    "remove": wrote("hotplug remove web section=5"),
    "add": wrote("hotplug add web 16M"),
    "online": wrote("section offline web 5"),
    "balloon": wrote("balloon set web 192M"),
    "sort": lambda app, _: app.screen.body.roster.sort.key != "number",
    "reverse": lambda app, _: app.screen.body.roster.sort.reverse,
    "table": lambda app, _: app.screen.pane == "guests",
    "prompt": lambda app, _: app.screen.pane == "prompt",
}
"""By the name of an action, how it is seen to have been done."""

KEYS = [
    (each.name, key)
    for row in MAP
    for each in row.bound
    for key in each.keys.split(",")
    if key and row.where == "map"
]


def machine() -> Built:
    session = Session(seed=3)
    session.perform("host memory 4G")
    for line in ("db memory=512M", "web memory=192M platform=ppc64 max=512M", "app memory=512M"):
        session.perform(f"guest add {line}")
    session.perform("workload web fill 8M kind=page_table")
    session.pause()
    return Built(session)


def test_every_action_of_the_map_is_tried():
    assert {name for name, _ in KEYS} == set(DOES)


async def test_each_key_does_what_the_table_says():
    built = machine()
    async with opened(built, size=(80, 24)) as app:
        bands, digest = app.screen.body.bands, built.session.digest()
        for name, key in KEYS:
            app.screen.go_home()
            await app.pilot.pause()
            bands.focus()
            bands.lens = Lens.KIND
            bands.go(AT)
            await app.press(key)
            assert DOES[name](app, bands), key
        assert built.session.digest() == digest


async def test_among_pages_nothing_further_is_offered_and_m_says_that_there_are_no_lenses():
    async with opened(size=(80, 24)) as app:
        await app.press("tab")
        assert "Enter in" in app.text()
        app.screen.body.bands.go(attrs.evolve(app.screen.body.bands.cursor, zoom=Zoom.PAGES))
        await app.pilot.pause()
        assert "arrows move · i inspect · w why · Esc out" in app.text()
        await app.press("m")
        assert "lenses are for sections and pageblocks" in app.text()
        assert app.screen.body.bands.lens is Lens.KIND
        await app.press("escape", "m")
        assert "lens can leave · " in app.text()
