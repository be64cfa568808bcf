"""The table of the language. Reading, errors, help, completion and the README's reference all follow it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands import choices, model, paths, values
from engine.commands.dialects import DIALECTS
from engine.commands.guest_options import GUEST_OPTIONS
from engine.commands.model import Command
from engine.commands.names import advice
from engine.commands.row import Narrowed, Parameter, Row, Value
from engine.errors import CommandError, quoted

_GUEST = Parameter("guest", values.GUEST, "the guest", needed=True)
_ANY_GUEST = Parameter("guest", values.GUEST, "a guest")
_SECTIONS = Parameter(
    "sections", values.SECTIONS, "one section, or a range of them", needed=True, offers="sections"
)
_COMMAND = Parameter("command", values.COMMAND, "any other command", needed=True)


def _size(means: str, offers: str = "") -> Parameter:
    return Parameter("size", values.POSITIVE_SIZE, means, needed=True, offers=offers)


def _narrow_why(given: Mapping[str, Any]) -> Narrowed | None:
    if "operation" in given:
        return Narrowed("why operation=N", frozenset(("operation",)))
    return Narrowed("why GUEST", frozenset(("guest", "section"))) if "guest" in given else None


def _read_topic(text: str) -> str:
    topic = " ".join(text.split())
    if topic and not topics(topic):
        raise CommandError(f"{quoted(topic)} is not a command", advice(topic, all_topics(), "see `help`"))
    return topic


def _view(name: str, summary: str) -> Row:
    return Row(
        (name,),
        model.View,
        "views",
        summary,
        (f"{name} web",),
        (_GUEST,),
        omits_guest=True,
        fixed={"name": name},
    )


_TOPIC = Value("COMMAND", _read_topic, takes="rest")

NATIVE = (
    Row(
        ("guest", "add"),
        model.GuestAdd,
        "guests",
        "boot a new guest",
        (
            "guest add web memory=256M max=512M min=64M platform=ppc64",
            "guest add db memory=1G swap=0K driver=xen kernel=2.6.16+remove",
        ),
        (Parameter("name", values.NEW_GUEST, "its name: [a-z][a-z0-9-]{0,15}, no verb", needed=True),),
        GUEST_OPTIONS,
        journal=True,
    ),
    Row(
        ("guest", "remove"),
        model.GuestRemove,
        "guests",
        "shut a guest down; the host gets everything back",
        ("guest remove web",),
        (_GUEST,),
        journal=True,
    ),
    Row(("guest", "list"), model.GuestList, "guests", "a line for each guest", ("guest list",)),
    Row(
        ("guest", "show"),
        model.GuestShow,
        "guests",
        "what one guest is and has",
        ("guest show web",),
        (_GUEST,),
    ),
    Row(
        ("hotplug", "add"),
        model.HotplugAdd,
        "hotplug",
        "add whole sections; the target moves with them",
        ("hotplug add web 64M", "hotplug add web 64M online=movable"),
        (_GUEST, _size("how much, a multiple of the section size", "sections to add")),
        (
            Parameter("node", choices.NODE, "the node that gets it", default="0"),
            Parameter("online", choices.ONLINE, "how it goes online", default="as the guest was booted with"),
        ),
        journal=True,
        lasts=True,
    ),
    Row(
        ("hotplug", "remove"),
        model.HotplugRemove,
        "hotplug",
        "remove sections: by size the highest online ones first",
        ("hotplug remove web 64M", "hotplug remove web section=4-7 timeout=2s", "hotplug remove web node=0"),
        (
            _GUEST,
            Parameter(
                "size",
                values.POSITIVE_SIZE,
                "how much, a multiple of the section size",
                offers="sections to remove",
            ),
        ),
        (
            Parameter("section", values.SECTIONS, "these sections", offers="sections"),
            Parameter("node", choices.NODE, "everything on this node"),
            Parameter("timeout", values.DURATION, "give a section up after", default="what the kernel does"),
            Parameter("retries", values.RETRIES, "rounds of migration that may fail", default="the kernel's"),
        ),
        choice=("size", "section", "node"),
        journal=True,
        lasts=True,
    ),
    Row(
        ("section", "online"),
        model.SectionOnline,
        "hotplug",
        "put present sections online",
        ("section online web 16", "section online web 16-19 as=movable"),
        (_GUEST, _SECTIONS),
        (Parameter("as", choices.ZONE, "the zone they join", field="zone", default="kernel"),),
        journal=True,
        lasts=True,
    ),
    Row(
        ("section", "offline"),
        model.SectionOffline,
        "hotplug",
        "take sections offline; they stay present",
        ("section offline web 16-19",),
        (_GUEST, _SECTIONS),
        journal=True,
        lasts=True,
    ),
    Row(
        ("balloon", "set"),
        model.BalloonSet,
        "balloon",
        "tell a guest what it shall have: the target",
        ("balloon set web 192M",),
        (_GUEST, _size("what it shall have, from its min to its online memory", "targets")),
        journal=True,
        lasts=True,
    ),
    Row(
        ("balloon", "inflate"),
        model.BalloonInflate,
        "balloon",
        "lower the target by a size",
        ("balloon inflate web 32M",),
        (_GUEST, _size("how much less it shall have", "less")),
        journal=True,
        lasts=True,
    ),
    Row(
        ("balloon", "deflate"),
        model.BalloonDeflate,
        "balloon",
        "raise the target by a size",
        ("balloon deflate web 32M",),
        (_GUEST, _size("how much more it shall have", "more")),
        journal=True,
        lasts=True,
    ),
    Row(
        ("workload",),
        model.Workload,
        "workloads",
        "let programs take, free, churn or pin memory",
        (
            "workload web fill 60% kind=anon",
            "workload web churn 20% rate=64M/s",
            "workload web fragment 40% pattern=checkerboard",
            "workload web stop",
        ),
        (
            _GUEST,
            Parameter("action", choices.ACTION, "what they do", needed=True),
            Parameter("amount", values.AMOUNT, "how much, a percent of online memory", offers="amounts"),
        ),
        (
            Parameter(
                "kind", choices.PAGE_KIND, "what the pages hold", default="what the action usually takes"
            ),
            Parameter("pattern", choices.PATTERN, "which pages are freed", default="random"),
            Parameter("rate", values.RATE, "how fast, in virtual time", default="as fast as the guest can"),
        ),
        journal=True,
        lasts=True,
        narrow=choices.narrow_workload,
    ),
    Row(
        ("host", "memory"),
        model.HostMemory,
        "host",
        "set how much memory the machine has",
        ("host memory 8G",),
        (_size("all of the machine's memory"),),
        journal=True,
    ),
    Row(
        ("why",),
        model.Why,
        "views",
        "what keeps a section, or what a guest or an operation waits for",
        ("why web", "why web section=23", "why operation=9"),
        (_ANY_GUEST,),
        (
            Parameter("operation", values.OPERATION, "an operation's number", offers="operations"),
            Parameter("section", values.SECTION, "one section of the guest", offers="sections"),
        ),
        choice=("guest", "operation"),
        narrow=_narrow_why,
    ),
    _view("free", "memory as `free` prints it in the guest"),
    _view("meminfo", "the guest's /proc/meminfo"),
    _view("buddyinfo", "the guest's /proc/buddyinfo: free blocks per order"),
    _view("lsmem", "memory blocks as `lsmem` prints them in the guest"),
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
            _ANY_GUEST,
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
        may_not_hold=("at",),
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
        ),
        (
            Parameter("path", paths.PATH, "a path of the snapshot's JSON", needed=True, offers="paths"),
            Parameter("op", paths.OP, "how it compares", needed=True),
            Parameter("value", paths.VALUE, "size, duration, number or word", needed=True, unit_field="unit"),
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
    Row(
        ("fails",),
        model.Fails,
        "scripts",
        "run a command that must be refused, fail, be partial or stall",
        ("fails hotplug add web 40M",),
        (_COMMAND,),
        lasts=True,
        may_not_hold=("fails", "try"),
    ),
    Row(
        ("try",),
        model.Try,
        "scripts",
        "run a command that may be refused, fail, be partial or stall",
        ("try hotplug remove web 64M",),
        (_COMMAND,),
        lasts=True,
        may_not_hold=("fails", "try"),
    ),
    Row(
        ("help",),
        model.Help,
        "scripts",
        "explain the language, or one command of it",
        ("help", "help balloon set"),
        (Parameter("topic", _TOPIC, "a command's words", offers="topics"),),
    ),
)
"""Every command in its native form."""

ROWS = (*NATIVE, *DIALECTS)
"""Every command, operators' words too."""

BY_FIRST_WORD: dict[str, tuple[Row, ...]] = {
    word: tuple(row for row in ROWS if row.words[0] == word)
    for word in dict.fromkeys(row.words[0] for row in ROWS)
}


def row_of(command: Command) -> Row:
    """Return the native row that `command` is written with."""
    return next(
        row
        for row in NATIVE
        if row.model is type(command)
        and all(getattr(command, field) == value for field, value in row.fixed.items())
    )


def topics(topic: str) -> tuple[Row, ...]:
    """Return the rows that `help` explains for `topic`: all that start with its words."""
    asked = tuple(topic.split())
    return tuple(row for row in ROWS if row.words[: len(asked)] == asked)


def all_topics() -> tuple[str, ...]:
    """Return everything that `help` can be asked for: first words and whole commands."""
    return tuple(dict.fromkeys((*BY_FIRST_WORD, *(row.verb for row in ROWS))))
