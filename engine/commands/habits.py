"""Words that people type out of habit and that are no commands here: what to type instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.commands.names import advice, listing, nearest

INSTEAD: Mapping[str, str] = {
    "?": "`help` lists the commands",
    "cat": "meminfo, buddyinfo, zoneinfo or pagetypeinfo, and a guest",
    "delete": "guest remove or hotplug remove",
    "dmesg": "what happened stands in the events; why GUEST asks about it",
    "echo": "section online or section offline, a guest and a section",
    "grep": "help WORD finds commands by what they do",
    "htop": "top GUEST",
    "kill": "cancel OPERATION, or workload GUEST stop",
    "ls": "guest list, or lsmem GUEST",
    "man": "help COMMAND",
    "memory": "host memory SIZE, or meminfo GUEST",
    "numactl": "zoneinfo GUEST",
    "ps": "top GUEST",
    "rm": "guest remove or hotplug remove",
    "save": "`ballonet run SCRIPT --record FILE` keeps a recording",
    "start": "run lets time go on; guest add boots a guest",
    "status": "guest list, or why GUEST",
    "stop": "pause holds time; cancel N ends an operation",
    "sudo": "leave it out: nobody is asked for a password",
    "swapoff": "guest add NAME swap=0K boots one without swap",
    "xm": "xl mem-set GUEST MEM",
}
"""By word, in lower case."""

TOO_MUCH: Mapping[str, str] = {
    "run": "`run` alone; `at 5s pause` holds time 5s from now",
    "step": "`step` alone; `at 5s pause` holds time 5s from now",
}
"""What to type where a verb takes no words and was given some, by verb."""

_SAME: Mapping[str, str] = {
    "boot": "add",
    "create": "add",
    "del": "remove",
    "delete": "remove",
    "detach": "remove",
    "grow": "deflate",
    "info": "show",
    "ls": "list",
    "mem": "memory",
    "new": "add",
    "plug": "add",
    "rm": "remove",
    "shrink": "inflate",
    "shutdown": "remove",
    "to": "set",
    "unplug": "remove",
}
"""Second words of commands by others that mean the same."""


def first_word(words: tuple[str, ...], verbs: Iterable[str], otherwise: str) -> str:
    """Return what to type where a line's first word names no command.

    Args:
        words: of the line.
        verbs: all there are, as `balloon set`.
        otherwise: what to say where nothing is known.
    """
    known = list(verbs)
    meant = words[0].lower()
    firsts = list(dict.fromkeys(verb.split()[0] for verb in known))
    if instead := INSTEAD.get(meant):
        return instead
    if meant in firsts:
        return f"did you mean {meant}?"
    if whole := [verb for verb in known if verb.split()[1:] == [meant]]:
        return f"did you mean {listing(whole)}?"
    alike = nearest(meant, firsts)
    glued = {verb.replace(" ", ""): verb for verb in known if " " in verb}
    joined = meant.replace("_", "").replace("-", "")
    if joined in glued or (not alike and (near := nearest(joined, glued)) and (joined := near[0])):
        return f"did you mean {glued[joined]}?"
    if len(words) > 1 and words[1].lower() in firsts and not alike:
        return f"the command comes first, as in {words[1].lower()} … {words[0]}"
    return advice(meant, firsts, otherwise)


def second_word(second: str, seconds: Iterable[str]) -> str:
    """Return what to type where the second word does not go with the first."""
    known = list(seconds)
    if (same := _SAME.get(second.lower())) in known:
        return f"did you mean {same}?"
    if second == "list":
        return f"{listing(known)}; `guest list` lists the guests"
    return advice(second, known)
