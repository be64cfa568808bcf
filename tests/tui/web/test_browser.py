"""The page in a real Chromium: it plays, it goes to any time, and it ends as the run did. Nothing is fetched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tui.web
from engine.commands.answers import is_right, read_answer
from tests.tui.web.browser import Browser, needed
from tests.tui.web.recordings import HOSTILE, page_of, without_runs


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    browser = Browser(needed(), tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("story"))


@pytest.fixture
def page(chromium, story):
    """The story's page, just opened; at the end of a test nothing went wrong in it, and nothing was fetched."""
    chromium.open(story[0].as_uri())
    yield chromium
    chromium.ask("1")
    asked = [
        e["params"]["request"]["url"] for e in chromium.events if e["method"] == "Network.requestWillBeSent"
    ]
    assert asked == [story[0].as_uri()]
    wrong = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
    assert [e for e in chromium.events if e["method"] in wrong] == []


def shown(page, guest, what):
    return page.ask(f"document.querySelector('[aria-label=\"guest {guest}\"] .{what} dd').textContent")


def clock(page):
    return page.ask("document.querySelector('.clock').textContent").split(" / ")[0]


def test_it_plays_by_itself_and_stops_where_a_question_is_asked(page):
    assert clock(page) == "00:00.0"
    page.press(" ")
    page.until("document.querySelector('.clock').textContent > '00:00.4'")
    page.press("+")
    page.press("+")
    page.until("!document.getElementById('card').hidden")
    assert clock(page) == "00:01.0"
    assert shown(page, "web", "balloon") == "0"
    assert "Which section" in page.ask("document.querySelector('#card .words').textContent")
    page.ask("document.querySelector('[data-section=\"1\"]').click()")
    page.ask("document.querySelector('#card form button').click()")
    assert (
        page.ask("document.querySelector('#card .right').textContent")
        == "✓ Right: the answer is s0 or s1 of web"
    )
    page.press(" ")
    page.until("document.querySelector('.clock').textContent > '00:01.5'")
    assert shown(page, "web", "balloon") == "64M"


def test_it_goes_to_chapters_to_any_time_and_back(page):
    page.press("}")
    page.press("}")
    assert page.ask("document.getElementById('chapter').textContent").startswith("Removal")
    later = page.ask("document.body.innerText")
    page.press("{")
    assert page.ask("document.getElementById('chapter').textContent") == "The balloon"
    assert shown(page, "web", "balloon") == "0"
    page.press("}")
    assert page.ask("document.body.innerText") == later
    seek = "const s = document.getElementById('seek'); s.value = {}; s.dispatchEvent(new Event('input'))"
    page.ask("{" + seek.format(500_000_000) + "}")
    assert (clock(page), shown(page, "web", "has")) == ("00:00.5", "256M")
    page.press("End")
    assert "That was it." in page.ask("document.getElementById('caption').textContent")
    page.press("Home")
    assert clock(page) == "00:00.0"


def test_steps_go_from_change_to_change_and_back(page):
    before = page.ask("document.getElementById('scene').innerText")
    for key in "....,,,,":
        page.press(key)
    assert page.ask("document.getElementById('scene').innerText") == before


def test_it_ends_as_the_run_did(page, story):
    _, _, document = story
    page.press("End")
    assert json.loads(
        page.ask("JSON.stringify(JSON.parse(document.getElementById('data').textContent).last)")
    ) == without_runs(document)
    assert page.ask("JSON.parse(document.getElementById('data').textContent).digest") == document["digest"]
    for guest in document["guests"]:
        memory = guest["memory"]
        assert shown(page, guest["name"], "target") == f"{memory['target'] >> 20}M"
        assert shown(page, guest["name"], "balloon") == (
            f"{memory['balloon'] >> 20}M" if memory["balloon"] else "0"
        )
    for guest in document["guests"]:
        marks = f"document.querySelectorAll('[aria-label=\"guest {guest['name']}\"] .mark')"
        drawn = page.ask(f"[...{marks}].map(e => e.textContent.trim())")
        stuck = [not section["removable"] for section in guest["sections"]]
        assert [mark in tuple("KSMPB×") for mark in drawn[: len(stuck)]] == stuck


def test_a_page_opens_at_the_time_that_its_address_names(chromium, story):
    chromium.open(story[0].as_uri() + "#t=2.5")
    assert clock(chromium) == "00:02.5"
    chromium.press(",")
    chromium.until("/^#t=2\\.0\\d+$/.test(location.hash)")


def test_it_plays_again_and_again_if_it_is_asked_to_by_its_address(chromium, story):
    chromium.open(story[0].as_uri() + "#t=3.5&speed=4&loop&play")
    chromium.until("document.querySelector('.clock').textContent < '00:00.9'")
    chromium.until("document.querySelector('.clock').textContent > '00:01.1'")
    assert chromium.ask("document.getElementById('card').hidden"), "while it loops it asks nothing"


def test_what_a_script_says_stays_words(page):
    page.press("End")
    assert page.ask("document.title") == "story.bal · ballonet"
    assert HOSTILE in page.ask("document.querySelector('.chapters').textContent")
    assert page.ask("document.images.length") == 0


def test_the_page_judges_answers_as_the_engine_does(chromium):
    program = (Path(tui.web.__file__).parent / "questions.js").read_text("utf-8").partition("const card")[0]
    answers = (
        "balloon",
        "page-table",
        "3",
        "64M",
        "60..80",
        "1M..2M",
        "s3",
        "web:s3",
        "a|1.5g",
        "300p",
        "1234567",
    )
    given = " Balloon.|page_table|page table|3|3.0|+3|64m|64 M|64MiB|65536K|64|60|80%|80 %|81|1.5M|2G|s3|S 3|section 3"
    given += "|section=3|web s3|web:s3|db:s3|db 3|b|a|1.5 gb|1.50001K|300p|300|1,234,567|12,34||99999999T|s99999999"
    cases = [(read_answer(answer), each) for answer in answers for each in given.split("|")]
    asked = f"(() => {{{program}; return {json.dumps(cases)}.map(([a, g]) => isRight(a, g))}})()"
    assert chromium.ask(asked) == [is_right(answer, given) for answer, given in cases]


def test_it_is_dark_or_light_as_is_preferred_until_one_chooses(chromium, story):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    seen = {}
    for scheme in ("dark", "light"):
        preferred = [{"name": "prefers-color-scheme", "value": scheme}]
        chromium.call("Emulation.setEmulatedMedia", features=preferred)
        chromium.open(story[0].as_uri())
        seen[scheme] = chromium.ask(ground)
    chromium.ask("document.getElementById('theme').click()")
    assert chromium.ask(ground) == seen["dark"] != seen["light"]


def test_nothing_is_wider_than_a_phone(chromium, story):
    chromium.call(
        "Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=True
    )
    chromium.open(story[0].as_uri() + "#t=2.5")
    assert chromium.ask("document.documentElement.scrollWidth") == 360
    chromium.call("Emulation.clearDeviceMetricsOverride")
