"""Whole runs that can be spread over many processes: what goes in and what comes out are plain values."""

from __future__ import annotations

import asyncio

import attrs

from engine.commands.model import Compare
from engine.commands.parse import parse
from engine.compared import Compared
from engine.errors import CommandError
from engine.operations.compare import comparison
from engine.script import Script, read_script
from engine.session import Session


@attrs.frozen(kw_only=True)
class Trial:
    """A script from one seed, and what is compared when it has ended.

    Attributes:
        seed: it beats the script's own.
        data: the script.
        name: what errors call it.
        folder: where files that it names are looked for.
        command: a `compare` line.
        fill, kernel: what a table of trials lists this one under; empty where it lists by seeds alone.
    """

    seed: int
    data: bytes
    name: str
    folder: str = ""
    command: str
    fill: str = ""
    kernel: str = ""


@attrs.frozen(kw_only=True)
class Tried:
    """What came of a trial.

    Attributes:
        trial: what was tried.
        compared: None where it came to nothing.
        problem: why, in one line.
        bad: whether the command or the script was no command or script for this guest at all.
    """

    trial: Trial
    compared: Compared | None = None
    problem: str = ""
    bad: bool = False


def run_trial(trial: Trial) -> Tried:
    """Run a script to its end, and compare; errors are values, for they have to cross to another process."""
    try:
        script = read_script(trial.data, trial.name)
        command = parse(trial.command)
    except CommandError as error:
        return Tried(trial=trial, problem=str(error), bad=True)
    assert isinstance(command, Compare), "the line begins with compare"
    session = _played(script, trial)
    if session.exit_code:
        why = [sentence.text for sentence in session.sentences(0) if sentence.level == "error"]
        return Tried(
            trial=trial, problem=why[-1] if why else f"{trial.name} failed", bad=session.exit_code > 1
        )
    try:
        compared = comparison(session.world, command).run()
    except CommandError as error:
        return Tried(trial=trial, problem=str(error), bad=True)
    return Tried(trial=trial, compared=compared)


def _played(script: Script, trial: Trial) -> Session:
    session = Session(seed=trial.seed)
    session.load(attrs.evolve(script, seed=None), trial.name, trial.folder)
    asyncio.run(session.run())
    return session
