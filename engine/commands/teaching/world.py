"""Lessons of guests, the host, time and scripts."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.teaching.teaching import Teaching

WORLD: Mapping[str, Teaching] = {
    "guest add": Teaching(
        "Boots a guest. What is left out has a sensible default; the platform decides the size of a section, the "
        "kernel and the driver how memory comes and goes.",
        (
            ("guest add small memory=256M platform=ppc64", "sections of 16M; its balloon driver is Xen's"),
            ("guest add big memory=512M max=2G", "today's x86-64: it can grow by `hotplug add` up to max"),
        ),
        ("The host must have the memory free: see the first row.", "A name is used once."),
        ("guest show", "guest remove", "hotplug add"),
    ),
    "guest import": Teaching(
        "Makes a guest of a real machine's memory as `ballonet capture` wrote it: page for page, with its free lists.",
        wrong=("A file that is no capture is refused, and says where.",),
        related=("whatif", "reset", "lsmem"),
    ),
    "reset": Teaching(
        "Brings an imported guest back to the instant of its capture, so that another question can be asked.",
        related=("guest import", "whatif"),
    ),
    "guest remove": Teaching(
        "Shuts a guest down. The host zeroes its memory before anyone else gets it.",
        (("guest remove app", "its part of the first row turns to ≈, then to ·"),),
        related=("guest add",),
    ),
    "guest list": Teaching(
        "A line for each guest: what it is, has and shall have.",
        (("guest list", "three guests"),),
        related=("guest show",),
    ),
    "guest show": Teaching(
        "All that one guest is and has: platform, kernel, driver, bounds, zones, devices.",
        (("guest show web", "an old kernel under Xen"), ("guest show db", "today's under virtio")),
        related=("guest list", "free"),
    ),
    "host memory": Teaching(
        "Sets how much memory the machine has, which its guests share.",
        (("host memory 12G", "more is free; the promises are less than before"),),
        ("Not less than the guests hold.",),
        ("host balance", "host compact"),
    ),
    "host balance": Teaching(
        "Has a policy of the host move memory between guests by their balloons, from now on; `host balance off` "
        "ends it, and the targets stay where they are.",
        (
            ("host balance on", "as ESX: by shares, with a tax on idle memory"),
            ("host balance on policy=mom", "all alike, as free memory runs short"),
        ),
        related=("balloon set", "host memory"),
    ),
    "host compact": Teaching(
        "Moves frames of the machine so that its free memory lies together.",
        (
            ("host compact", "F6 shows the holes close"),
            ("host compact block=2M", "only as far as 2M need it"),
        ),
        related=("host memory",),
    ),
    "host limit": Teaching(
        "Pages a guest down behind its back: it does not know, and waits for its own memory.",
        (("host limit web 512M", "what it wants then comes back from the host's swap, slowly"),),
        ("The host does not know which pages matter: it takes any.",),
        ("balloon set", "compare"),
    ),
    "xenstore ls": Teaching(
        "The keys of XenStore below one, as `xenstore-ls` prints them.",
        (("xenstore ls", "all of them"), ("xenstore ls memory by=web", "as web sees its own home")),
        related=("xenstore read",),
    ),
    "xenstore read": Teaching(
        "A key's value. A key without / in front lies in the home of the domain that asks.",
        (("xenstore read memory/target by=web", "in KiB"),),
        related=("xenstore write",),
    ),
    "xenstore write": Teaching(
        "Gives a key a value. Writing a domain's memory/target is how Xen moves its balloon.",
        (("xenstore write /local/domain/1/memory/target 614400", "in KiB; = balloon set web 600M"),),
        wrong=("A domain may write its own keys, and not its memory/target: that is the tools'.",),
        related=("xl mem-set", "xenstore watch"),
    ),
    "xenstore watch": Teaching(
        "Tells of every change of a key, as the balloon driver hears of its target.",
        (("xenstore watch memory/target by=web", "then `balloon set web 600M`"),),
        related=("xenstore unwatch",),
    ),
    "xenstore unwatch": Teaching(
        "Tells of a key no more.",
        (
            ("xenstore watch memory/target by=web", "first it must be watched"),
            ("xenstore unwatch memory/target by=web", "silent again"),
        ),
        related=("xenstore watch",),
    ),
    "cancel": Teaching(
        "Ends an operation. What it has in hand is put back; what is done stays done.",
        (("cancel all", "everything under way"),),
        related=("why",),
    ),
    "run": Teaching("Lets virtual time go on.", (("run", "as Space"),), related=("pause", "speed")),
    "pause": Teaching(
        "Holds virtual time; you can look and type meanwhile.",
        (("pause", "as Space"),),
        related=("run", "step"),
    ),
    "step": Teaching(
        "Runs what is due at the next instant, and holds: one event at a time.",
        (("step", "as a full stop on the empty line"),),
        related=("pause",),
    ),
    "speed": Teaching(
        "Says how much virtual time passes in a second.",
        (("speed 4", "four times as fast"), ("speed 0.25", "slow enough to watch pages move")),
        related=("pause", "step"),
    ),
    "wait": Teaching(
        "In a script: goes on when what is under way has ended. Typed, it waits in the list of operations.",
        (("wait", "for all"), ("wait web", "for web's"), ("wait 5s", "for so long")),
        related=("at",),
    ),
    "at": Teaching(
        "Runs a command later, counted from now.",
        (("at 2s balloon set web 600M", "two seconds of virtual time from now"),),
        related=("wait",),
    ),
    "say": Teaching(
        "Narrates: the words stand among the events.",
        (("say Watch the map, not the number.", "in the events, and below the line"),),
        related=("expect",),
    ),
    "expect": Teaching(
        "Checks a value of the snapshot, so that a script is a test too.",
        (
            ("expect web.memory.free >= 1M", "it holds, and nothing is said"),
            ("expect host.free > 0M", "of the machine"),
        ),
        ("One that does not hold makes the script fail, and `ballonet run` ends with 1.",),
        ("fails", "try"),
    ),
    "chapter": Teaching(
        "Begins a part of a script or of what is recorded: a replay goes to it by its title.",
        (("chapter A balloon fragments", "a mark on the timeline"),),
        related=("say",),
    ),
    "hold": Teaching(
        "Lets time stand until whoever watches goes on. Without a screen it does nothing.",
        related=("prompt", "pause"),
    ),
    "prompt": Teaching(
        "Lets time stand, and says what to look at or to try meanwhile.",
        (("prompt Find a section that cannot leave.", "Space goes on"),),
        related=("hold", "ask"),
    ),
    "ask": Teaching(
        "Asks for a prediction. Time stands until there is one; then it is said what is right.",
        (
            ("ask Can web reach 64M? answer=no", "one word, in any case of letters"),
            ("ask How many sections can leave? answer=3..5", "a number in a range"),
            ("ask Which one is stuck? answer=s3|s5", "one may point at a cell of the map"),
        ),
        related=("prompt", "why"),
    ),
    "let": Teaching(
        "Gives words a name. In later lines of the script $NAME or ${NAME} stands for them, also in what is said; "
        "$$ is a dollar. It is the text that is replaced: nothing is computed.",
        wrong=(
            "At the prompt there are no variables: `let` belongs in a script.",
            "A name that was not set above is refused, with the nearest one that was.",
        ),
        related=("repeat",),
    ),
    "repeat": Teaching(
        "Runs the lines up to `end` several times. They may repeat others in turn, and with `as i` the variable i "
        "counts the times from 1.",
        wrong=(
            "A line with a time of its own, as `@5s run`, cannot be repeated: `wait 5s` can.",
            "A script has at most 10,000 lines once all is written out.",
        ),
        related=("end", "let"),
    ),
    "end": Teaching(
        "Ends the lines that the last open `repeat` repeats.",
        related=("repeat",),
    ),
    "seed": Teaching(
        "Sets the seed of all that is random: the same seed and commands give the same world to the bit.",
        wrong=("It must come before the first guest.",),
        related=("guest add",),
    ),
    "source": Teaching(
        "Runs a script's lines from now: a file, or a lesson by its name.",
        (("source s3-granularity", "a lesson that boots guests of its own, beside those that are there"),),
        (
            "A lesson whose guests are called as some that are there fails: `ballonet demo NAME` plays it alone.",
        ),
        ("say", "wait"),
    ),
    "fails": Teaching(
        "Runs a command that must be refused or fail; if it succeeds, that is the failure.",
        (("fails hotplug add web 40M", "40M is not whole sections: good"),),
        related=("try", "expect"),
    ),
    "try": Teaching(
        "Runs a command that may be refused or fail; the script goes on in any case.",
        (("try hotplug remove web 64M", "each of its sections is stuck"),),
        related=("fails",),
    ),
    "help": Teaching(
        "Explains the language, a command, or what has to do with a word.",
        (
            ("help balloon set", "one command"),
            ("help hotplug", "all that begin so"),
            ("help swap", "what has to do with swap"),
        ),
    ),
}
