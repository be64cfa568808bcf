"""The rows of time, scripts and help: when commands run, and what is said and checked meanwhile."""

from __future__ import annotations

from engine.commands import model, paths, values
from engine.commands.row import Parameter, Row
from engine.commands.structure_rows import STRUCTURE_ROWS

_STRUCTURE = tuple(row.verb for row in STRUCTURE_ROWS)
_COMMAND = Parameter("command", values.COMMAND, "any other command", needed=True)

SCRIPT_ROWS = (
    Row(
        ("cancel",),
        model.Cancel,
        "time",
        "end an operation; what is done stays done",
        ("cancel 3", "cancel all"),
        (
            Parameter(
                "operation", values.OPERATION_OR_ALL, "its number", needed=True, offers="operations or all"
            ),
        ),
        journal=True,
    ),
    Row(("run",), model.Run, "time", "let virtual time go on", ("run",)),
    Row(("pause",), model.Pause, "time", "hold virtual time", ("pause",)),
    Row(("step",), model.Step, "time", "run what is due at the next instant", ("step",)),
    Row(
        ("speed",),
        model.Speed,
        "time",
        "say how fast virtual time shall go",
        ("speed 4", "speed 0.25x"),
        (Parameter("factor", values.SPEED, "seconds of virtual time a second", needed=True),),
    ),
    Row(
        ("wait",),
        model.Wait,
        "time",
        "wait for all that is under way, for one guest's operations, or for a time",
        ("wait", "wait web", "wait 5s"),
        (
            Parameter("guest", values.GUEST, "a guest"),
            Parameter("duration", values.DURATION, "virtual time"),
        ),
        choice=("guest", "duration"),
        choice_needed=False,
        lasts=True,
    ),
    Row(
        ("at",),
        model.At,
        "time",
        "run a command later, counted from now",
        ("at 5s balloon set web 192M",),
        (Parameter("delay", values.DURATION, "virtual time from now", needed=True), _COMMAND),
        lasts=True,
        may_not_hold=("at", *_STRUCTURE),
    ),
    Row(
        ("say",),
        model.Say,
        "scripts",
        "narrate",
        ("say The balloon takes free pages first.",),
        (Parameter("words", values.TEXT, "everything up to the end of the line", needed=True),),
    ),
    Row(
        ("expect",),
        model.Expect,
        "scripts",
        "check a value of the snapshot; a script is also a test",
        (
            "expect web.memory.free >= 64M",
            "expect web.section[22].state == online",
            "expect op.last.state == done",
            "expect compare.unified.unusable <= compare.balloon.unusable",
        ),
        (
            Parameter("path", paths.PATH, "a path of the snapshot's JSON", needed=True, offers="paths"),
            Parameter("op", paths.OP, "how it compares", needed=True),
            Parameter(
                "value",
                paths.VALUE,
                "size, duration, number or word, or another path",
                needed=True,
                unit_field="unit",
            ),
        ),
    ),
    Row(
        ("chapter",),
        model.Chapter,
        "scripts",
        "begin a part that a replay and a recording can go to by its title",
        ("chapter A balloon fragments",),
        (Parameter("title", values.TEXT, "everything up to the end of the line", needed=True),),
    ),
    Row(
        ("hold",),
        model.Hold,
        "scripts",
        "let time stand until whoever watches goes on; without a screen it does nothing",
        ("hold",),
    ),
    Row(
        ("prompt",),
        model.Prompt,
        "scripts",
        "as hold, and say what to look at or to try meanwhile",
        ("prompt Which section will refuse?",),
        (Parameter("words", values.TEXT, "everything up to the end of the line", needed=True),),
    ),
    Row(
        ("ask",),
        model.Ask,
        "scripts",
        "ask for a prediction, let time stand until there is one, then say what is right",
        (
            "ask Which section will refuse? answer=app:s23",
            "ask How much of its memory does web get back, in percent? answer=60..80",
        ),
        (
            Parameter(
                "answer",
                values.QUESTION,
                "a word, number, size, range or section; several right ones have | between them",
                needed=True,
                unit_field="question",
            ),
        ),
    ),
    Row(
        ("seed",),
        model.Seed,
        "scripts",
        "set the seed of all random choices, before the first guest",
        ("seed 7",),
        (Parameter("number", values.SEED, "a whole number", needed=True),),
    ),
    Row(
        ("source",),
        model.SourceFile,
        "scripts",
        "run a script's lines from now",
        ("source hotplug-basics",),
        (Parameter("file", values.FILE, "a file, or a lesson's name", needed=True, offers="lessons"),),
        lasts=True,
    ),
    *STRUCTURE_ROWS,
    Row(
        ("fails",),
        model.Fails,
        "scripts",
        "run a command that must be refused, fail, be partial or stall",
        ("fails hotplug add web 40M",),
        (_COMMAND,),
        lasts=True,
        may_not_hold=("fails", "try", *_STRUCTURE),
    ),
    Row(
        ("try",),
        model.Try,
        "scripts",
        "run a command that may be refused, fail, be partial or stall",
        ("try hotplug remove web 64M",),
        (_COMMAND,),
        lasts=True,
        may_not_hold=("fails", "try", *_STRUCTURE),
    ),
)
"""Operations, virtual time, narration and checks."""
