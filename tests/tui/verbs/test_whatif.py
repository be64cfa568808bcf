"""`ballonet whatif` and `ballonet explain`: asked about recorded machines, in text, as JSON, and with wrong words."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

import attrs
import pytest

from engine.capture.trace import open_trace
from engine.whatif import record
from engine.whatif.record import Figures
from tests.fidelity.copying import TRACES
from tui.cli import main

IDLE = str(TRACES / "p01-64k-balloon-idle-1g")
"""A pseries guest with pages of 64 KiB: its balloon grows by 128 MiB from its first step to its second."""
KINDS_TOLD = [
    Figures(
        kind=kind,
        kernel="6.1",
        page_size=65536,
        lists="recorded",
        steps=10,
        misplaced_median=0.0,
        misplaced_worst=0.00013,
        overlap_median=1.0,
        overlap_worst=0.9995,
        right=9 if kind == "offline" else 0,
        requests=10 if kind == "offline" else 0,
    )
    for kind in ("inflate", "offline")
]
ANSWER = """\
p01-64k-balloon-idle-1g, step 0: Linux 6.1.0-50-powerpc64le on ppc64le, 1G in 4
  memory blocks of 256M, pages of 64K, 16 sections in a memory block

balloon inflate machine 128M
  done: the balloon holds 2,048 pages (in less than 0.1 s)

  memory blocks of 256M   before      after
  0, 2-3                  EBUSY       EBUSY       0: 215 kernel, 3 page-table,
                                                  488 slab pages
  1                       ok          ok

  how sure
  - 10 recorded steps like this one (inflate, Linux 6.1): 0 % of free pages in
    a wrong list in the median, 0.013 % at worst; 100 % of the balloon's pages
    the right ones, 99.95 % at worst

  memory                 before    after   change
  MemTotal                 966M     838M    -128M  ----------------------
  MemFree                  908M     780M    -128M  ----------------------
  MemAvailable             890M     762M    -128M  ----------------------
  on CPUs' lists           2.9M     2.9M     +64K  +
  balloon                     0     128M    +128M  ++++++++++++++++++++++
  2M pages to be had        443      379      -64  ----------------------

  free blocks         0  1  2 3 4 5  6  7  8 CPUs
  Normal      before  1  0  2 2 3 2  3  5 53   46
              after   2  1  1 2 3 2  1  2 47   47
              change +1 +1 -1 . . . -2 -3 -6   +1

  pages above low + reserve           before         after  low + reserve
  Normal                             +14,097       +12,048  440
"""


@dataclass
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys, monkeypatch):
    """Runs a command line in this process; the record of steps is one of the tests."""
    monkeypatch.setattr(record, "recorded", lambda: tuple(KINDS_TOLD))
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run_words(*words: str) -> Said:
        code = main(words)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run_words


class TestWhatif:
    def test_it_is_read_as_it_stands(self, run):
        said = run("whatif", IDLE, "--step", "0", "balloon inflate 128M")
        assert said.code == 0
        assert said.out.startswith(ANSWER)
        assert "\x1b" not in said.out
        assert max(map(len, said.out.splitlines())) <= 79

    def test_a_step_may_stand_among_the_words_and_the_index_for_its_folder(self, run):
        assert run("whatif", f"{IDLE}/scenario.json", "step=0", "balloon inflate 128M").out.startswith(ANSWER)

    def test_it_is_what_the_real_kernel_came_to(self, run):
        said = json.loads(run("whatif", IDLE, "--step", "0", "--json", "balloon inflate 128M").out)
        (zone,) = said["answers"][0]["after"]["zones"]
        (real,) = open_trace(TRACES / "p01-64k-balloon-idle-1g").load(1).zones
        lists = real.lists or {}
        assert zone["blocks"] == [
            sum(len(pfns) for (_, order), pfns in lists.items() if order == at) for at in range(9)
        ]
        assert zone["per_cpu"] == real.cpus[0].count

    def test_as_json_it_has_all_that_the_text_has(self, run):
        said = json.loads(run("whatif", IDLE, "--step", "0", "--json", "section offline 16-31").out)
        assert said["format"] == "ballonet.whatif/1"
        assert {"source", "release", "architecture", "page_size", "unknown", "answers"} <= said.keys()
        (answer,) = said["answers"]
        assert answer["blocks_asked"] == [
            {"block": 1, "result": "ok", "reason": "", "in_way": [], "stops_at": None}
        ]
        assert answer["changes"]["blocks"] == [{"block": 1, "before": "ok", "after": "offline"}]
        assert answer["certainty"]["outcomes"] == [9, 10]
        assert answer["certainty"]["misplaced"] == {"median": 0.0, "worst": 0.00013}
        before = answer["before"]
        assert before["memory_bytes"]["free"] == before["memory"]["free"] * said["page_size"]

    def test_of_a_kernel_without_recorded_steps_the_figures_of_the_nearest_are_given(self, run, monkeypatch):
        others = [attrs.evolve(it, kernel=kernel) for it in KINDS_TOLD for kernel in ("5.4", "6.7", "6.12")]
        monkeypatch.setattr("engine.operations.certainty.recorded", lambda: tuple(others))
        monkeypatch.setattr(record, "recorded", lambda: tuple(others))
        said = " ".join(run("whatif", IDLE, "step=0", "balloon inflate 128M").out.split())
        assert "10 recorded steps like this one (inflate, Linux 6.7)" in said
        assert "no step of this kind was recorded of Linux 6.1: the figures are of the nearest kernel" in said

    def test_each_command_is_asked_as_if_those_before_it_were_done(self, run):
        lines = ("balloon inflate 128M", "balloon inflate machine 64M", "balloon deflate 192M")
        said = json.loads(run("whatif", IDLE, "--step", "0", "--json", *lines).out)
        first, second, third = said["answers"]
        assert [it["after"]["memory"]["balloon"] for it in said["answers"]] == [2048, 3072, 0]
        assert second["before"] == first["after"]
        assert third["after"]["memory"]["free"] + third["after"]["memory"]["per_cpu"] == (
            first["before"]["memory"]["free"] + first["before"]["memory"]["per_cpu"]
        )

    def test_a_block_that_is_busy_is_answered_with_the_page_that_the_kernel_finds(self, run):
        said = run("whatif", IDLE, "section offline 0-15")
        assert said.code == 0
        assert "memory block 0: EBUSY  at pfn 0 (mm/page_isolation.c:has_unmovable_pages)" in said.out
        assert "reserved pages: pfn 0-" in said.out

    @pytest.mark.parametrize(
        ("command", "why"),
        [
            ("balloon inflte 3M", "'inflte' is nothing that balloon does: did you mean inflate?"),
            ("balloon inflate 64G", "balloon inflate machine 64G"),
            ("inflate 3M", "did you mean balloon inflate?"),
            ("balloon inflate web 3M", "the machine is called machine, and its name may be left out"),
            ("free", "free changes no guest's memory"),
            ("section offline 4", "a memory block of machine has 16 sections"),
            ("", "there is no command"),
        ],
    )
    def test_a_command_that_is_refused_says_why_and_the_others_are_answered(self, run, command, why):
        said = run("whatif", IDLE, command, "balloon inflate 16M")
        assert said.code == 1
        assert why in " ".join(said.err.split())
        assert "refused" not in said.out
        assert "the balloon holds 256 pages" in said.out

    def test_control_characters_of_files_and_commands_never_reach_the_terminal(self, run, tmp_path):
        folder = tmp_path / "odd"
        shutil.copytree(IDLE, folder)
        scenario = json.loads((folder / "scenario.json").read_text("utf-8"))
        scenario["name"] = "\x1b[2Jodd"
        (folder / "scenario.json").write_text(json.dumps(scenario), "utf-8")
        for words in (
            ("whatif", str(folder), "\x1b[31mballoon inflate 1M"),
            ("explain", str(folder), "step=1"),
            ("explain", str(folder), "step=0", str(folder), "step=1"),
        ):
            said = run(*words)
            assert "odd" in said.out
            assert "\x1b" not in said.out + said.err

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (["/no/such/file", "balloon inflate 1M"], "there is no file"),
            (["README.md", "balloon inflate 1M"], "is no capture"),
            ([IDLE, "--step", "99", "balloon inflate 1M"], "has no step 99"),
            ([IDLE, "--step", "-1", "balloon inflate 1M"], "--step"),
            ([IDLE, "step=x", "balloon inflate 1M"], "x is not a step's number"),
            ([str(TRACES), "balloon inflate 1M"], "is a folder of recorded traces; one of them: b1-balloon"),
            ([IDLE], "COMMAND"),
        ],
    )
    def test_what_is_no_machine_is_bad_usage(self, run, words, why):
        said = run("whatif", *words)
        assert (said.code, said.out) == (2, "")
        assert why in said.err

    def test_colours_are_for_terminals_and_never_where_nobody_wants_them(self, run, monkeypatch):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        words = ("whatif", IDLE, "--step", "0", "balloon inflate 128M")
        assert "\x1b[31m" in run(*words).out
        monkeypatch.setenv("NO_COLOR", "1")
        assert run(*words).out.startswith(ANSWER)


class TestExplain:
    def test_what_is_as_predicted_has_nothing_to_explain(self, run):
        said = run("explain", IDLE, "step=1")
        assert said.code == 0
        assert "misplaced: 0 of 12,535 free pages (0.0000%)" in said.out
        assert "every page is as predicted" in said.out

    def test_two_captures_and_the_commands_between_them_do_as_well(self, run):
        words = ("explain", IDLE, "step=0", IDLE, "step=1", "--json")
        said = json.loads(run(*words, "balloon inflate 128M").out)
        assert said["format"] == "ballonet.explain/1"
        assert (said["misplaced_pages"], said["causes"]) == (0, [])
        other = json.loads(run(*words, "balloon inflate 64M").out)
        assert {cause["rule"] for cause in other["causes"]} >= {"balloon size"}
        assert sum(it["misplaced_pages"] for it in other["causes"]) == other["misplaced_pages"] > 0
        names = {"rule", "noise", "kernel", "says", "pages", "following_pages", "misplaced_pages"}
        assert names <= other["causes"][0].keys()

    def test_the_rule_and_its_function_are_named(self, run):
        said = run("explain", str(TRACES / "b2-balloon-idle-512m"), "step=4")
        assert "moved pages" in said.out
        assert "mm/compaction.c:compaction_alloc" in said.out
        assert max(map(len, said.out.splitlines())) <= 79

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ([], "nothing to explain is named"),
            ([IDLE], "no step is named; step=1 to step="),
            ([IDLE, "--step", "99"], "has no step 99"),
            ([IDLE, "step=0", IDLE, "step=1", "--step", "1"], "--step is of one trace alone"),
            ([str(TRACES), "step=1"], "is a folder of recorded traces"),
            ([IDLE, "step=0"], "has no step 0 with one before it"),
            ([IDLE, "step=99"], "has no step 99"),
            ([IDLE, "step=x"], "x is not a step's number"),
            ([str(TRACES / "c1-frag-holes-s1"), "step=1"], "is not predicted; a workload"),
            ([IDLE, "step=0", str(TRACES / "b2-balloon-idle-512m"), "step=0"], "of two machines"),
            ([IDLE, "step=0", IDLE, "step=1", "balloon inflte 3M"], "is refused; 'inflte' is nothing"),
            ([IDLE, "step=0", "/no/such/file"], "there is no file"),
        ],
    )
    def test_what_cannot_be_explained_says_why(self, run, words, why):
        said = run("explain", *words)
        assert (said.code, said.out) == (2, "")
        assert why in said.err
