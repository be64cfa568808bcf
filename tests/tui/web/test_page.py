"""What is in a page, seen without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.tui.web.recordings import HOSTILE, data_of, page_of, without_runs
from tui.web.reel import Picture, Reel
from tui.web.written import MOST_DOCUMENT, data, frames


class _Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("story"))


def test_the_last_picture_is_the_snapshot_at_the_end(story):
    _, text, document = story
    written = data_of(text)
    *_, (time, frame) = frames(written)
    assert written["last"] == without_runs(document)
    assert written["digest"] == document["digest"]
    assert time == document["time_ns"]
    assert list(frame["guests"]) == [guest["name"] for guest in document["guests"]]
    for guest in document["guests"]:
        shown = frame["guests"][guest["name"]]
        for what in ("target", "balloon", "free", "online"):
            assert shown[what] * 1024 == guest["memory"][what]


def test_pictures_are_in_order_and_where_something_is_told_there_is_one_at_that_very_time(story):
    written = data_of(story[1])
    times = written["times"]
    assert times == sorted(times)
    assert {row[0] for row in written["sentences"]} <= set(times)
    assert {row[0] for row in written["stops"]} <= set(times)


def test_a_question_is_seen_before_its_answer(story):
    written = data_of(story[1])
    time, *asked = written["stops"][0]
    assert asked == ["Which section holds the kernel?", "s0|web:s1", "s0 or s1 of web"]
    first = next(frame for when, frame in frames(written) if when == time)
    assert first["guests"]["web"]["balloon"] == 0
    assert first["guests"]["web"]["target"] == 256 << 10


def test_the_same_script_makes_the_same_page(story, tmp_path):
    assert page_of(tmp_path)[1] == story[1]


def test_what_a_script_says_stays_words(story):
    _, text, _ = story
    written = data_of(text)
    assert HOSTILE in written["chapters"][1][1]
    elements = _Elements()
    elements.feed(text)
    assert [tag for tag, _ in elements.found].count("script") == 3
    assert not any(tag == "img" for tag, _ in elements.found)


def test_a_name_stays_words(tmp_path):
    _, text, _ = page_of(tmp_path, name="a<b>&\"'.bal")
    assert "<title>a&lt;b&gt;&amp;&quot;&#x27;.bal · ballonet</title>" in text


def test_the_page_may_run_its_own_program_and_fetch_nothing(story):
    elements = _Elements()
    elements.feed(story[1])
    (policy,) = [
        a["content"] for tag, a in elements.found if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not [a for _, a in elements.found if {"src", "href"} & a.keys()]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", story[1])


def test_a_run_that_lasts_is_looked_at_less_often_and_what_is_told_is_kept():
    reel = Reel(most=64)
    for number in range(64):
        reel.pictures.append(Picture(number * reel.every, number % 10 == 3, {"number": number}, 0))
    reel.thin()
    assert len(reel.pictures) <= 48
    numbers = [picture.frame["number"] for picture in reel.pictures]
    assert {0, 63, 3, 13, 23, 33, 43, 53} <= set(numbers)
    assert reel.every == 200_000_000


def test_a_run_that_tells_without_end_is_bounded_too():
    reel = Reel(most=64)
    reel.pictures = [Picture(number * 10, True, {"number": number}, 0) for number in range(65)]
    reel.thin()
    assert len(reel.pictures) <= 48


def test_pictures_beyond_what_a_page_may_weigh_go(monkeypatch):
    monkeypatch.setattr("tui.web.written.MOST_BYTES", 10_000)
    reel = Reel()
    reel.pictures = [
        Picture(number * reel.every, False, {"text": f"{number:0100}"}, 0) for number in range(200)
    ]
    text = data(reel, "x", {"seed": 0, "digest": "", "host": {}, "long": "x" * MOST_DOCUMENT})
    assert len(text) < 20_000
    assert text.endswith('"last":null}')


def test_a_finer_look_has_more_pictures(story, tmp_path):
    finer = data_of(page_of(tmp_path, every=10_000_000)[1])
    assert len(finer["times"]) > len(data_of(story[1])["times"])


@pytest.mark.parametrize(("head", "told"), [("", 1), ("# lesson: Calm\n", 0)])
def test_of_a_lesson_expectations_that_hold_are_not_told(tmp_path, head, told):
    _, text, _ = page_of(tmp_path, head + "guest add web memory=256M\nexpect web.memory.online == 256M\n")
    assert sum(row[2] == "expect" for row in data_of(text)["sentences"]) == told
