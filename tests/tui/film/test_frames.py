"""`ballonet run --frames`: numbered SVG files that every converter draws alike, and an index of them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from tui.cli import main
from tui.film.cast import Look
from tui.film.pens import PLAIN, Pen
from tui.film.svg_page import svg_page
from tui.render.colours.colour import Terminal

SVG = "{http://www.w3.org/2000/svg}"
LOOK = Look("#eeeeee", "#000000", ("#010101",) * 16)


def drawn(*cells):
    return ET.fromstring(svg_page([cells], LOOK))


def test_each_letter_has_the_place_of_its_cell_and_blanks_have_none():
    root = drawn(("a", PLAIN), (" ", PLAIN), ("b", PLAIN), ("世", PLAIN), ("", PLAIN))
    assert [(each.get("x"), each.text) for each in root.iter(f"{SVG}tspan")] == [
        ("0", "a"),
        ("18", "b"),
        ("27", "世"),
    ]
    assert (root.get("width"), root.get("height")) == ("45", "18")


def test_blocks_and_lines_are_shapes_in_the_colour_of_their_ink():
    red = Pen(ink=(255, 0, 0))
    root = drawn(("▄", red), ("█", red), ("─", PLAIN))
    paths = {each.get("fill"): each.get("d") for each in root.iter(f"{SVG}path")}
    assert paths["#ff0000"] == "M0 9h9v9h-9zM9 0h9v18h-9z"
    assert paths["#eeeeee"].startswith("M18 9")
    assert not list(root.iter(f"{SVG}tspan"))


def test_what_stands_the_other_way_round_and_what_is_faint_is_drawn_so():
    root = drawn(("a", Pen(marks=("reverse",))), ("b", Pen(ink=Terminal.RED, marks=("dim", "bold"))))
    groups = [(each.get("fill"), each.get("font-weight")) for each in root.iter(f"{SVG}g")][1:]
    assert groups == [("#000000", None), ("#010101", "bold")]
    assert any(each.get("fill") == "#eeeeee" for each in root.iter(f"{SVG}path"))


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "a.bal"
    path.write_text("guest add web memory=256M\nchapter One & two\nsay Look <here>\nwait 1500ms\n")
    return str(path)


def test_there_is_a_picture_for_each_time_and_one_of_the_end(script, tmp_path):
    folder = tmp_path / "frames"
    assert main(["run", script, "--frames", str(folder), "--size", "80x24", "--theme", "light"]) == 0
    index = json.loads((folder / "index.json").read_text("utf-8"))
    assert (index["format"], index["width"], index["height"]) == ("ballonet.frames/1", 80 * 9, 24 * 18)
    files = [each["file"] for each in index["frames"]]
    assert files == ["0001-00m00.000s.svg", "0002-00m01.000s.svg", "0003-00m01.500s.svg"]
    assert sorted(each.name for each in folder.iterdir()) == [*files, "index.json"]
    assert index["frames"][1] == {
        "file": files[1],
        "time": 1.0,
        "time_ns": 10**9,
        "chapter": "One & two",
        "caption": "Look <here>",
    }
    letters = "".join(each.text for each in ET.parse(folder / files[1]).iter(f"{SVG}tspan"))
    assert "Chapter:One&two" in letters
    assert "00:01.0" in letters


def test_a_folder_that_is_not_empty_or_cannot_be_is_refused(script, tmp_path, capsys):
    assert main(["run", script, "--frames", str(tmp_path)]) == 2
    assert "is not empty; name a folder that is, or is not there yet" in capsys.readouterr().err
    assert main(["run", script, "--frames", str(tmp_path / "no" / "frames")]) == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err
    assert main(["run", script, "--frames", "-"]) == 2
    assert "- is no folder" in capsys.readouterr().err


def test_a_bad_script_leaves_no_pictures(tmp_path):
    (tmp_path / "bad.bal").write_text("wait 1s\nsource worse.bal\n")
    (tmp_path / "worse.bal").write_text("ballon\n")
    code = main(["run", str(tmp_path / "bad.bal"), "--frames", str(tmp_path / "frames"), "--size", "80x24"])
    assert (code, list((tmp_path / "frames").iterdir())) == (2, [])
