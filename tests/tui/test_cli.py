"""The command line: exit codes, where output goes, and files that are no scripts."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.version import __version__
from tui.cli import main
from tui.scripts import lessons
from tui.verbs import arguments, table

SMALL = "guest add web memory=64M platform=ppc64\n"


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Write a script into the working folder and return its name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes, name: str = "a.bal") -> str:
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    return write


def test_a_script_that_comes_to_its_end_exits_0_and_its_json_says_how_it_ends(script, capsys):
    assert main(["run", script(SMALL + "balloon set web 48M\n"), "--json", "-"]) == 0
    ended = json.loads(capsys.readouterr().out)
    assert ended["format"] == "ballonet.snapshot/1"
    assert ended["operations"][-1]["state"] == "done"


def test_a_refused_command_exits_1_with_its_line_and_the_json_is_written(script, capsys):
    assert (
        main(["run", script(SMALL + "hotplug add web 40M\nguest add db memory=64M\n"), "--json", "out.json"])
        == 1
    )
    assert "a.bal:2:" in capsys.readouterr().err
    assert [guest["name"] for guest in json.loads(Path("out.json").read_text())["guests"]] == ["web"]


def test_a_syntax_error_exits_2_and_nothing_is_written(script, capsys, tmp_path):
    assert (
        main(["run", script("guest add web memory=64M\nballoon swell web 1M\n"), "--json", "out.json"]) == 2
    )
    assert capsys.readouterr().err.startswith("a.bal:2:9:")
    assert not (tmp_path / "out.json").exists()


def test_an_expectation_that_fails_exits_1(script):
    assert main(["run", script(SMALL + "expect web.memory.online == 1G\n")]) == 1


def test_what_a_script_says_is_printed_and_makes_room_for_json(script, capsys):
    name = script("say Hello.\n")
    assert main(["run", name]) == 0
    assert capsys.readouterr().out == "Hello.\n"
    assert main(["run", name, "--json", "-"]) == 0
    told = capsys.readouterr()
    assert told.err == "Hello.\n"
    assert json.loads(told.out)


def test_why_a_line_is_refused_that_must_or_may_be_is_printed(script, capsys):
    lines = "guest add web memory=256M platform=ppc64", "fails hotplug add web 40M", "try resize web 1G"
    assert main(["run", script("\n".join(lines))]) == 0
    refused, tried = capsys.readouterr().out.splitlines()
    assert refused.startswith(
        "refused, as expected: 40M is not a multiple of the section size of ppc64 (16M)"
    )
    assert tried.startswith("refused, as it may be: web would have 1G, past its max of 256M")


def test_how_an_operation_fails_that_must_is_printed(script, capsys):
    lines = (
        "guest add web memory=256M min=64M swap=0K platform=ppc64",
        "workload web fill 60%",
        ("fails balloon set web 64M"),
    )
    assert main(["run", script("\n".join(lines))]) == 0
    assert capsys.readouterr().out.startswith("partial, as expected: ")


def test_what_a_watch_tells_is_printed(script, capsys):
    lines = (
        "guest add a memory=512M platform=ppc64",
        "xenstore watch /local/domain/1/memory times=2",
        "balloon set a 300M",
        "wait",
    )
    assert main(["run", script("\n".join(lines))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "The watch of Domain-0 fires: /local/domain/1/memory is there.",
        "The watch of Domain-0 fires: /local/domain/1/memory/target is 307200; it has told for the last time.",
    ]


def test_balancing_guests_without_a_balloon_says_that_it_can_do_nothing(script, capsys):
    assert (
        main(["run", script("guest add w memory=512M driver=none\nhost balance on policy=mom\nwait 1s")]) == 0
    )
    assert capsys.readouterr().out == (
        "w has no balloon: the host has nothing to move until there is one with a balloon driver.\n"
    )


def test_an_expectation_of_memory_without_a_unit_says_that_it_is_missing(script, capsys):
    assert main(["run", script("guest add a memory=512M\nexpect a.memory.online == 512")]) == 1
    assert capsys.readouterr().err.splitlines()[0] == (
        "expected a.memory.online == 512, but it is 512M: a number without a unit is bytes, "
        "and a unit is missing: 512M?"
    )


def test_a_recording_replays_to_the_same_digest(script, capsys):
    name = script(SMALL + "workload web fill 8M\nballoon set web 48M\n")
    assert main(["run", name, "--record", "b.bal", "--seed", "7"]) == 0
    assert main(["run", "b.bal", "--json", "-"]) == 0
    told = capsys.readouterr().out
    assert json.loads(told)["digest"] in Path("b.bal").read_text()


def test_a_recording_whose_digest_differs_exits_1_and_says_so(script, capsys):
    assert main(["run", script(SMALL), "--record", "b.bal"]) == 0
    changed = Path("b.bal").read_text().replace("memory=64M", "memory=80M")
    assert main(["run", script(changed, "c.bal")]) == 1
    told = capsys.readouterr()
    assert "digest" in told.out + told.err


def test_until_cuts_the_run_and_is_no_failure(script, capsys):
    assert main(["run", script("wait 10s\nsay late\n"), "--until", "2s", "--json", "-"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["time_ns"] == 2 * 10**9
    assert told.err == ""


def test_the_seed_of_the_command_line_beats_the_script(script, capsys):
    assert main(["run", script("ballonet 1 seed=3\n" + SMALL), "--seed", "9", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 9


def test_standard_input_can_be_the_script(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"say From a pipe.\n")))
    assert main(["run", "-"]) == 0
    assert capsys.readouterr().out == "From a pipe.\n"


def test_a_lesson_is_found_by_its_name():
    assert main(["run", "lab", "--until", "0s"]) == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x7fELF\x00\x01", "is a binary file"),
        (b"say \xff\xfe\n", "not UTF-8"),
        (b"# " + b"x" * (1 << 20), "larger than a script"),
        (b"say \x1b[2J\n", "U+001B"),
    ],
)
def test_a_file_that_is_no_script_exits_2_with_one_line(script, capsys, content, told):
    assert main(["run", script(content)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [("absent.bal", "there is no script"), ("la", "did you mean the lesson lab")],
)
def test_a_script_that_is_not_there_exits_2_and_says_what_there_is(script, capsys, name, told):
    script("")
    assert main(["run", name]) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said_before_anything_runs(script, capsys):
    assert main(["run", script("say Never.\n"), "--json", "no/such/folder.json"]) == 2
    told = capsys.readouterr()
    assert "cannot be written" in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["--nonsense"],
        ["run", "lab", "--until", "soon"],
        ["run", "lab", "--until", "nan"],
        ["run", "lab", "--seed", "-1"],
        ["run", "lab", "--seed", "18446744073709551616"],
        ["--theme", "beige"],
        ["one", "two"],
        ["demo", "absent"],
    ],
)
def test_bad_usage_exits_2_with_words_on_standard_error(arguments, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err


def test_wrong_words_cannot_reach_the_terminal_as_commands(capsys):
    assert main(["run", "\x1b]0;x\x07"]) == 2
    assert main(["--\x1b[2J"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_an_interrupted_run_exits_130_and_its_json_is_written(script, monkeypatch, capsys):
    from engine.session import Session

    async def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Session, "run", interrupted)
    assert main(["run", script(SMALL), "--json", "-"]) == 130
    assert json.loads(capsys.readouterr().out)["time"] == 0


def test_the_version_is_that_of_the_engine(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"ballonet {__version__}\n"


def test_help_names_every_command_and_the_exit_codes(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in ("ballonet run", "ballonet demo", "--seed", "--theme", "130"))


def test_the_lessons_are_listed_with_what_they_are_about(capsys):
    assert main(["demo"]) == 0
    told = capsys.readouterr().out
    assert all(f"\n{name} " in f"\n{told}" for name in lessons())


def test_the_app_without_a_terminal_says_what_to_do(capsys):
    assert main([]) == 2
    assert "ballonet run" in capsys.readouterr().err


def imported_by(*arguments: str) -> set[str]:
    """Return the modules that `ballonet` with these arguments imports."""
    code = f"import sys; from tui.cli import main; main({list(arguments)!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_what_needs_no_screen_and_no_engine_imports_neither():
    assert not {"textual", "rich", "numpy"} & imported_by("--version")
    assert not {"textual", "rich", "numpy"} & imported_by("demo")


def test_a_run_imports_no_screen():
    assert not {"textual", "rich"} & imported_by("run", "lab", "--until", "0s")


def test_the_app_can_paint_before_numpy_is_imported():
    code = "import sys, tui.app; print('numpy' in sys.modules, 'engine.commands' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_nothing_that_is_asked_before_the_app_opens_needs_numpy():
    code = (
        "import sys, tui.app, tui.cli, tui.starting as s; s.on_terminal = lambda: True; s.open_app = lambda *_: 0;"
        "print(tui.cli.main([]), {'numpy', 'tui.verbs.table', 'engine.capture'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0 set()\n"


def test_every_verb_that_is_named_has_words_of_its_own():
    assert tuple(table.VERBS) == arguments.VERBS


@pytest.mark.parametrize(
    "verb",
    ["", "run", "demo", "compare", "success", "fidelity", "whatif", "capture", "watch", "explain"],
)
def test_each_help_ends_with_its_exit_codes_and_an_example(capsys, verb):
    assert main([*([verb] if verb else []), "--help"]) == 0
    *_, codes, example = capsys.readouterr().out.strip().split("\n\n")
    assert codes.startswith("exit codes: 0 ")
    assert example.startswith("example: ")
    assert f"ballonet {verb}" in example


def test_a_verb_that_is_nearly_right_is_named(capsys):
    assert main(["wahtif", "x", "y"]) == 2
    assert capsys.readouterr().err == "ballonet: no verb wahtif: did you mean whatif?\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_where_the_output_finds_no_room_it_says_so_and_exits_1():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tui", "demo"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == "ballonet: the output cannot be written: No space left on device\n"
