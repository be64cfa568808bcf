"""`ballonet run` with several scripts, or with --junit: scripts are tests."""

from __future__ import annotations

from textwrap import dedent
from xml.etree import ElementTree as Xml

import pytest

from tui.cli import main

PASSES = """\
    guest add web memory=256M min=16M platform=ppc64
    balloon set web 192M
    expect web.memory.balloon == 64M
    say all is well
    """
FAILS = """\
    guest add web memory=256M min=16M platform=ppc64
    balloon set web 192M
    expect web.memory.free >= 1G
    expect web.memory.balloon == 64M
    """
REFUSED = """\
    guest add web memory=256M platform=ppc64
    hotplug remove web 1M
    """
NO_SCRIPT = "balon set web 5M\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, **scripts: str) -> None:
    for name, text in scripts.items():
        (folder / f"{name}.bal").write_text(dedent(text), "utf-8")


def run(*words: str, capsys) -> tuple[int, str]:
    code = main(("run", *words, "--jobs", "1"))
    return code, capsys.readouterr().out


def test_what_is_asked_is_told_with_its_answer_and_nothing_waits(folder, capsys):
    script = "chapter One\nhold\nprompt Look.\nask Which? answer=s22|s23\nsay Done.\n"
    write(folder, a=script)
    assert main(("run", "a.bal")) == 0
    told = ["Chapter: One", "Look.", "? Which? (s22 or s23)", "Done."]
    assert capsys.readouterr().out.splitlines() == told
    assert run("a.bal", "--junit", "out.xml", capsys=capsys)[0] == 0
    assert "\n".join(told) in Xml.parse(folder / "out.xml").findtext(".//system-out")


def test_the_exit_code_is_that_of_the_worst(folder, capsys):
    write(folder, a=PASSES, b=FAILS, c=NO_SCRIPT)
    assert run("a.bal", "a.bal", capsys=capsys)[0] == 0
    assert run("a.bal", "b.bal", capsys=capsys)[0] == 1
    assert run("c.bal", "b.bal", capsys=capsys)[0] == 2


def test_a_failed_expectation_says_path_expected_found_time_and_what_came_before(folder, capsys):
    write(folder, a=PASSES, b=FAILS)
    _, out = run("a.bal", "b.bal", capsys=capsys)
    block = out[out.index("\nb.bal:3: expect web.memory.free >= 1G") :].splitlines()
    assert block[2:6] == [
        "  path      web.memory.free",
        "  expected  >= 1G",
        "  found     180M",
        "  at        0.073728s of virtual time",
    ]
    assert block[6].startswith("  before           0s  web: Booted with 256M")
    assert "Balloon 0 → 64M" in block[8]
    assert out.endswith("2 scripts, 1 failed\n")


def test_a_failed_expectation_says_as_much_where_one_script_runs(folder, capsys):
    write(folder, b=FAILS)
    assert main(("run", "b.bal")) == 1
    told = capsys.readouterr().err
    assert "  expected  >= 1G\n  found     180M\n" in told


def test_at_most_five_events_come_before_it(folder, capsys):
    lines = "\n".join(f"balloon set web {250 - n}M" for n in range(9))
    write(folder, a=f"guest add web memory=256M platform=ppc64\n{lines}\nexpect web.memory.free == 1K\n")
    code, out = run("a.bal", "a.bal", capsys=capsys)
    first = out.split("a.bal:11:")[1]
    assert code == 1
    assert len([line for line in first.splitlines() if "web:" in line]) == 5


def test_the_report_has_a_case_for_each_script(folder, capsys):
    write(folder, a=PASSES, b=FAILS, c=NO_SCRIPT, d=REFUSED)
    assert run(".", "--junit", "report.xml", capsys=capsys)[0] == 2
    suite = Xml.parse(folder / "report.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "2", "1")
    passed, failed, bad, refused = suite
    assert passed.find("failure") is None
    assert passed.findtext("system-out").endswith("all is well\n")
    assert failed.find("failure").get("message") == "b.bal:3: expect web.memory.free >= 1G"
    assert "found     180M" in failed.findtext("failure")
    assert "did you mean balloon?" in bad.findtext("error")
    assert refused.find("failure").get("type") == "command"
    assert refused.find("failure").get("message").startswith("d.bal:2: hotplug remove web 1M: 1M is not")


def test_what_xml_cannot_hold_is_replaced(folder, capsys):
    write(folder, a="say a < b & ]]> 'c'\n")
    (folder / "bad.bal").write_bytes(b"say \x1b[2J\n")
    run("a.bal", "bad.bal", "--junit", "report.xml", capsys=capsys)
    suite = Xml.parse(folder / "report.xml").getroot()[0]
    assert suite[0].findtext("system-out") == "a < b & ]]> 'c'\n"
    assert "U+001B" in suite[1].find("error").get("message")
    assert "\x1b" not in (folder / "report.xml").read_text("utf-8")


def test_a_file_that_is_not_there_is_bad_and_the_others_run(folder, capsys):
    write(folder, a=PASSES)
    code, out = run("a.bal", "gone.bal", capsys=capsys)
    assert code == 2
    assert "there is no script 'gone.bal'" in out
    assert out.startswith("ok ")


def test_side_by_side_is_as_one_by_one(folder, capsys):
    write(folder, a=PASSES, b=FAILS)
    one = run("a.bal", "b.bal", capsys=capsys)
    assert main(("run", "a.bal", "b.bal", "--jobs", "2")) == one[0]
    many = capsys.readouterr().out
    assert without_wall_time(many) == without_wall_time(one[1])


def without_wall_time(out: str) -> list[str]:
    return [line.rpartition(" in ")[0] or line for line in out.splitlines()]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("a.bal", "a.bal", "--json", "x.json"), "write a report alone"),
        (("empty",), "empty is a folder without a script"),
        (("-", "a.bal"), "standard input is one script"),
        (("a.bal", "--junit", "no/where.xml"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(folder, capsys, words, wrong):
    write(folder, a=PASSES)
    (folder / "empty").mkdir()
    assert main(("run", *words)) == 2
    told = capsys.readouterr()
    assert wrong in told.err
    assert not told.out
