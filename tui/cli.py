"""The command line: what was asked for, and the exit code that comes of it.

Textual, numpy and the engine are imported only where they are needed: `--version` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CommandError, SyntaxRefused, printable
from tui.verbs.arguments import parse_arguments

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from engine.script import Script
    from tui.scripts import Found

DONE, FAILED, BAD, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all is well; something was refused, failed or differs; bad usage or a bad script; interrupted."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ballonet` with `arguments`, by default the process's own, and return its exit code."""
    if sys.stdout is None:  # it was closed, and the first file opened would have its number
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    try:
        asked = parse_arguments(sys.argv[1:] if arguments is None else arguments)
        code = _DO[asked.verb](asked)
        sys.stdout.flush()
    except SystemExit as stop:  # argparse: help, version, or bad usage
        return stop.code if isinstance(stop.code, int) else BAD
    except CommandError as error:
        print(error if error.place.line else f"ballonet: {_sentences(error)}", file=sys.stderr)
        return BAD
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read standard output has gone; the interpreter must not try to flush it again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"ballonet: the output cannot be written: {error.strerror}", file=sys.stderr)
        return FAILED
    return code


def _sentences(error: CommandError) -> str:
    return f"{error.found}; {error.wanted}" if error.wanted else error.found


def _app(asked: Namespace, *, replays: bool = False) -> int:
    """Open the app, on a script or a real machine's memory if one is named.

    Args:
        asked: the words of the command line.
        replays: whether it is to be gone back and forth in what is named, which a recording always is.
    """
    from tui.keeping.asked import check_record, resumed, up_to
    from tui.scripts import find
    from tui.starting import configured, on_terminal, open_app
    from tui.verbs.captured import captured_script, is_captured, reading

    record = check_record(asked)
    resumes = resumed(asked, record)
    captured = asked.script and is_captured(asked.script)
    if asked.step is not None and not captured:
        raise SyntaxRefused("--step is of a recorded trace", "ballonet FOLDER --step N")
    if asked.script and not captured and Path(asked.script).is_dir():
        from engine.capture.opened import nothing_recorded

        error = nothing_recorded(Path(asked.script))
        raise SyntaxRefused(error.found, error.wanted)
    found = find(asked.script, damaged=replays) if asked.script and not captured else None
    script = (
        _read(found, damaged=replays)
        if found
        else captured_script(asked.script, asked.step)
        if captured
        else None
    )
    if not asked.plain and not on_terminal():
        raise SyntaxRefused(
            "the app needs a terminal", "ballonet --plain does without one, as does ballonet run"
        )
    from tui.launch import BOOTING, LAB, OPENING, Launch
    from tui.lessons.launching import lesson_of

    conf = configured(asked)
    if resumes is not None:
        return open_app(resumes, conf)
    opens = conf.loaded.settings.opening is True if asked.plain else conf.opening_plays
    launch = Launch(
        script=script,
        folder=str(found.folder or "") if found else "",
        name=found.name if found else asked.script if captured else OPENING if opens else LAB,
        seed=asked.seed,
        text=found.data.decode("utf-8", "replace") if found else "",
        presents=asked.present,
        replays=not asked.present and script is not None and (replays or script.recorded),
        waiting=reading(asked.script, asked.step) if captured else BOOTING,
        lesson=lesson_of(found) if found else None,
        record=record,
        note=up_to(script),
    )
    if asked.plain:
        from tui.plain.start import open_plain

        return open_plain(launch, conf)
    return open_app(launch, conf)


def _demo(asked: Namespace) -> int:
    """List the lessons, or open the app on one."""
    from tui.verbs.demo import lesson_file, list_lessons

    if asked.script:
        asked.script = lesson_file(asked.script)
        return _app(asked)
    return list_lessons()


def _replay(asked: Namespace) -> int:
    """Open the app on a recording that can be gone back and forth in, or show what is presented elsewhere."""
    if asked.notes:
        from tui.verbs.notes import notes

        return notes()
    from tui.verbs.replay import newest

    asked.script = asked.script or str(newest())
    return _app(asked, replays=True)


def _run(asked: Namespace) -> int:
    """Run a script without a screen, or several as tests."""
    from tui.scripts import find
    from tui.verbs.suite.suite import named, run_suite
    from tui.verbs.wanted import outputs

    for word in asked.scripts:
        _refuse_captured(word)
    scripts = named(asked.scripts)
    if asked.junit or asked.jobs or scripts != asked.scripts or len(scripts) > 1:
        if outputs(asked, ""):
            raise SyntaxRefused(
                "several scripts, or --junit, write a report alone", "--json and its like with one script"
            )
        return run_suite(scripts, asked.junit, asked.jobs, asked.seed, asked.until)
    found = find(scripts[0])
    from tui.verbs.headless import run

    return run(
        _read(found),
        found.name,
        str(found.folder or ""),
        outputs(asked, found.name),
        seed=asked.seed,
        until=asked.until,
    )


def _refuse_captured(script: str) -> None:
    from tui.scripts import STDIN
    from tui.verbs.captured import is_captured

    if script != STDIN and is_captured(script):
        raise SyntaxRefused(
            f"{printable(script, 200)} is a machine's memory and no script",
            "`guest import NAME FILE` in a script, or ballonet FILE for the app on it",
        )


def _check(asked: Namespace) -> int:
    """Say what is wrong with scripts."""
    from tui.verbs.check import check_scripts

    return check_scripts(asked)


def _fmt(asked: Namespace) -> int:
    """Print scripts in their canonical form."""
    from tui.verbs.fmt import format_scripts

    return format_scripts(asked)


def _lesson(asked: Namespace) -> int:
    """Begin a lesson."""
    from tui.verbs.lesson import lesson

    return lesson(asked)


def _compare(asked: Namespace) -> int:
    """Compare policies from many seeds."""
    from tui.verbs.trial_arguments import compare_trials
    from tui.verbs.trials import compare_seeds

    return compare_seeds(compare_trials(asked), asked)


def _success(asked: Namespace) -> int:
    """Count how often policies succeed."""
    from tui.verbs.trial_arguments import success_trials
    from tui.verbs.trials import success

    return success(success_trials(asked), asked)


def _fidelity(asked: Namespace) -> int:
    """Hold predictions against recorded traces."""
    from tui.verbs.fidelity import fidelity

    return fidelity(asked)


def _whatif(asked: Namespace) -> int:
    """Say what commands would do to a recorded machine."""
    from tui.verbs.whatif import whatif

    return whatif(asked)


def _capture(asked: Namespace) -> int:
    """Write down what this machine's kernel tells of its memory."""
    from tui.verbs.capture import capture

    return capture(asked)


def _explain(asked: Namespace) -> int:
    """Say which rule diverged between a prediction and a real kernel."""
    from tui.verbs.explain import explain

    return explain(asked)


def _watch(asked: Namespace) -> int:
    """Show this machine's own memory."""
    from tui.verbs.watch import watch

    return watch(asked)


def _config(asked: Namespace) -> int:
    """Say what is set."""
    from tui.configuration.verb import config

    return config(asked)


def _themes(asked: Namespace) -> int:
    """List the themes, or measure one."""
    from tui.verbs.theme_report import themes

    return themes(asked)


def _completion(asked: Namespace) -> int:
    """Print what a shell needs."""
    from tui.verbs.completion import complete

    return complete(asked)


def _read(found: Found, *, damaged: bool = False) -> Script:
    """Read a script; one that may be damaged as far as it is whole."""
    from engine.script import read_recording, read_script

    if damaged:
        return read_recording(found.data, found.name)
    return read_script(found.data, found.name)


_DO = {
    "app": _app,
    "demo": _demo,
    "lesson": _lesson,
    "replay": _replay,
    "run": _run,
    "check": _check,
    "fmt": _fmt,
    "compare": _compare,
    "success": _success,
    "fidelity": _fidelity,
    "whatif": _whatif,
    "capture": _capture,
    "watch": _watch,
    "explain": _explain,
    "config": _config,
    "completion": _completion,
    "themes": _themes,
}
