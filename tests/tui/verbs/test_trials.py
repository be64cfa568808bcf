"""`ballonet compare` and `ballonet success`: tables and CSV over many seeds, the same however the work is spread."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui.cli import main
from tui.verbs.spread import Progress, spread

ROOT = Path(__file__).parents[3]
GUEST = "guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove\nworkload web age 60%\n"
SUCCESS = [
    "success",
    "--memory",
    "128M",
    "--policies",
    "balloon,hotplug",
    "--seeds",
    "2",
    "--fill",
    "30%,70%",
]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "aged.bal"
    path.write_text(GUEST)
    return str(path)


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_compare_says_how_often_each_policy_gets_there(script, capsys):
    assert main(["compare", script, "web", "128M", "balloon,hotplug", "--seeds", "3", "--jobs", "1"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("compare web 128M   from 256M, medians of 3 seeds, 1 to 3")
    assert "3 of 3" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_number_of_processes_makes_no_difference(script, tmp_path, capsys):
    found = []
    for jobs in ("1", "2"):
        target = tmp_path / f"{jobs}.csv"
        words = ["compare", script, "web", "128M", "balloon,hotplug", "--seeds", "3", "--jobs", jobs]
        assert main([*words, "--csv", str(target)]) == 0
        found.append((capsys.readouterr().out, target.read_bytes()))
    assert found[0] == found[1]


def test_success_has_a_row_for_each_seed_fill_kernel_and_policy(tmp_path, capsys):
    target = tmp_path / "a.csv"
    words = ["--kernels", "2.6.16,2.6.16+remove", "--jobs", "1", "--csv", str(target)]
    assert main([*SUCCESS, *words]) == 0
    found = rows(target)
    assert len(found) == 2 * 2 * 2 * 2
    assert {(row["fill"], row["kernel"], row["policy"], row["seed"]) for row in found} == {
        (fill, kernel, policy, seed)
        for fill in ("30%", "70%")
        for kernel in ("2.6.16", "2.6.16+remove")
        for policy in ("balloon", "hotplug")
        for seed in ("1", "2")
    }
    assert {row["state"] for row in found if row["kernel"] == "2.6.16" and row["policy"] == "hotplug"} == {
        "cannot"
    }
    text = capsys.readouterr().out
    assert "30% full" in text
    assert "2/2 100 %" in text
    assert all(len(line) <= 80 for line in text.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kernels", "2.6.61"], "2.6.61"),
        (["--kernels", ""], "is not a kernel"),
        (["--policies", "baloon"], "did you mean balloon"),
        (["--fill", "60"], "a number from 0 to 100 and %"),
        (["--seeds", "0"], "0 is not a number from 1 to 1000"),
        (["--seeds", "x\x07"], "x\\x07 is not a number"),
        (["--jobs", "-1"], "-1 is not a number from 1 to 256"),
        (["--memory", "17T"], "more than 16T"),
        (["--give", "200%"], "200% is more than all"),
        (["--platform", "vax"], "'vax' is not a platform"),
        (["--csv", "no/such/folder.csv"], "cannot be written"),
        (["--memory", "24M"], "not a multiple of the section size of ppc64 (16M)"),
    ],
)
def test_bad_words_exit_2_with_what_would_be_right(words, said, capsys):
    assert main([*SUCCESS, "--kernels", "current", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing.bal", "web", "128M"], 2, "there is no script"),
        (["{script}", "db", "128M"], 2, "there is no guest db: the guests are web"),
        (["{script}", "web", "1G"], 2, "past its max"),
        (["{script}", "web", "128"], 2, "128 has no unit"),
        (["{script}", "web", "128M", "ballon"], 2, "did you mean balloon"),
        (["{script}", "web"], 2, "SIZE"),
        (["{failing}", "web", "128M"], 1, "failing.bal:2"),
    ],
)
def test_what_cannot_be_compared_is_said(script, tmp_path, words, code, said, capsys):
    failing = tmp_path / "failing.bal"
    failing.write_text(f"{GUEST.splitlines()[0]}\nballoon set web 1M\n")
    asked = [word.format(script=script, failing=failing) for word in words]
    assert main(["compare", *asked, "--seeds", "1", "--jobs", "1"]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_every_process(script, number, code):
    words = [sys.executable, "-m", "tui", "compare", script, "web", "128M", "--seeds", "900", "--jobs", "2"]
    process = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 30
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        pytest.skip("no /proc that says whose child a process is")
    while len(children.read_text().split()) < 3 and time.monotonic() < deadline:
        os.sched_yield()
    workers = children.read_text().split()
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, "", "")
    deadline = time.monotonic() + 30
    while left := [worker for worker in workers if Path(f"/proc/{worker}").exists()]:
        assert time.monotonic() < deadline, left
        os.sched_yield()


class _Terminal:
    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_the_bar_is_drawn_on_a_terminal_and_leaves_nothing():
    terminal = _Terminal()
    progress = Progress(4, "runs", terminal)
    progress.one_more()
    progress.one_more()
    assert "[###############---------------] 2 of 4 runs" in terminal.text
    progress.clear()
    assert terminal.text.endswith("\r\x1b[K")


def test_results_come_in_the_order_of_the_tasks():
    assert spread(abs, [-3, 2, -1], 2, "numbers") == [3, 2, 1]
