"""What is said of a line before Enter is pressed."""

from __future__ import annotations

import attrs
import pytest

from engine.commands.complete import Context, KnownGuest
from engine.units import GIB, MIB
from tests.tui import snapshots
from tui.language.costs import target_words
from tui.language.hints import hint
from tui.language.meanings import meant

WEB = KnownGuest(
    "web",
    section_size=16 * MIB,
    sections=((0, 63),),
    online=GIB,
    present=GIB,
    target=512 * MIB,
    min=256 * MIB,
    max=1536 * MIB,
)


def said(line: str) -> tuple[str, bool]:
    found = hint(line, len(line), Context((WEB,), "web"), snapshots.snapshot())
    return found.note, found.wrong


@pytest.mark.parametrize(
    ("line", "note", "wrong"),
    [
        ("hotplug add web 40M", "40M = 2.5 sections of 16M: take 32M or 48M", True),
        ("hotplug add web 4M", "4M = 0.25 sections of 16M: take 16M", True),
        ("hotplug add web 48M", "3 sections", False),
        ("hotplug add web 1G", "too much: at most 512M, all that is left up to max", True),
        ("hotplug remove web 512M", "too much: at most 256M, down to its min", True),
        ("balloon set web 128M", "too little: at least 256M, its min", True),
        ("balloon set web 512", "which unit? 512M, 512G, or 512p for pages", False),
        ("balloon inflate web 300p", "gives 149M: 58.5M free, 90.6M of file cache", False),
        ("workload web fill 60%", "60% = 614M of 1G online", False),
        ("balloon set web 50%", "no percents here: 50% = 512M of 1G online", True),
        ("xl mem-set web 512", "= balloon set web 512M", False),
        ("balloon set web ", "", False),
        ("balloon set nobody 5M", "", False),
        ("balloon set web 5x", "", False),
        ("nonsense", "", False),
        ("@", "", False),
    ],
)
def test_a_word_says_what_it_comes_to(line, note, wrong):
    assert said(line) == (note, wrong)


@pytest.mark.parametrize(
    ("line", "now"),
    [
        ("balloon set ", "GUEST"),
        ("balloon set web ", "SIZE"),
        ("hotplug add web 48M online=", "online=kernel|movable|auto-movable|no"),
        ("why ", "GUEST"),
    ],
)
def test_the_argument_at_the_cursor_is_set_off(line, now):
    found = hint(line, len(line), Context((WEB,), "web"), snapshots.snapshot())
    assert found.now == now
    assert f"{found.before}{found.now}{found.after}".startswith(line.split()[0])


def test_a_target_costs_free_memory_first_then_file_cache_then_anon():
    web = snapshots.web()
    assert target_words(web, web.has - 32 * MIB) == "gives 32M: 32M free"
    assert target_words(web, web.has - 300 * MIB).endswith(" of anon to swap")
    assert target_words(web, web.has) == "as it is"
    assert target_words(web, web.has + 64 * MIB) == "gets 64M back from the balloon"
    tight = attrs.evolve(web, swap_total=0)
    assert target_words(tight, web.has - 300 * MIB).endswith(" it cannot spare")


def test_sections_to_take_offline_begin_with_those_that_can_leave():
    from engine.commands.complete import complete

    line = "section offline app "
    app = attrs.evolve(WEB, name="app", sections=((0, 23),))
    found = complete(line, len(line), Context((app,), "app"))
    picture = snapshots.snapshot()
    offered = meant(found, "", picture)
    assert offered[0].means.endswith("side by side, can leave")
    singles = [choice for choice in offered if choice.text.isdigit()]
    assert singles[0].means.endswith("can leave")
    assert "stuck: " in singles[-1].means


def test_sections_to_ask_about_begin_with_the_one_that_refused():
    from engine.commands.complete import complete

    line = "why app section="
    app = attrs.evolve(WEB, name="app", sections=((0, 23),))
    found = complete(line, len(line), Context((app,), "app"))
    refused = snapshots.operation(
        9, "hotplug remove app 128M", guest="app", state="failed", failed_sections=((23, "3 pages"),)
    )
    assert meant(found, "", snapshots.snapshot(operations=(refused,)))[0].text == "23"


def test_the_argument_at_the_cursor_shows_in_a_narrow_row_too():
    line = "hotplug add web 48M partly="
    found = hint(line, len(line), Context((WEB,), "web"), snapshots.snapshot())
    said = "".join(text for _, text in found.spans(57))
    assert said.startswith("hotplug … partly=keep|undo")


def test_a_percent_to_choose_says_what_it_comes_to():
    from engine.commands.complete import complete

    line = "workload web fill 5"
    found = complete(line, len(line), Context((WEB,), "web"))
    assert [choice.means for choice in meant(found, "5", snapshots.snapshot()) if choice.text == "50%"] == [
        "512M of its online memory"
    ]
