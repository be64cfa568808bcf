"""What the help of each verb ends with: its exit codes, and an example."""

from __future__ import annotations

EXIT_CODES = """\
exit codes: 0 done; 1 a command was refused or its operation failed, an expect failed, or a
recording's digest did not match; 2 bad usage or a bad script; 130 interrupted"""
_BAD = "2 bad usage; 130 interrupted"
_ENDS = {
    "app": (
        "0 left; 1 it ended with an error; 2 bad usage or a bad script; 130 interrupted",
        "ballonet fig2-balloon-fragments --seed 7",
    ),
    "demo": (f"0 done; {_BAD}", "ballonet demo balloon-basics"),
    "replay": (
        f"0 left; 1 a digest of the recording does not match; {_BAD}, or a bad script",
        "ballonet replay figures.bal",
    ),
    "lesson": ("0 written; 2 bad usage, or the file is there already", "ballonet lesson new my-lesson"),
    "run": (
        "0 done; 1 a command was refused or its operation failed, an expect failed, or\n"
        "a recording's digest did not match; 2 bad usage or a bad script; 130 interrupted",
        "ballonet run hotplug-basics --seed 7 --json -",
    ),
    "check": (
        "0 no mistake, warnings or not; 2 a mistake, or bad usage; 130 interrupted",
        "ballonet check *.bal",
    ),
    "fmt": (
        "0 done; 1 with --check, one differs; 2 one has mistakes, or bad usage;\n130 interrupted",
        "ballonet fmt --write mine.bal",
    ),
    "compare": (
        "0 compared; 1 a run failed; 2 bad usage or a bad script; 130 interrupted",
        "ballonet compare aged web 512M balloon,hotplug --seeds 10",
    ),
    "success": (
        "0 counted; 2 bad usage, or a run failed; 130 interrupted",
        "ballonet success --fill 60% --seeds 5",
    ),
    "fidelity": (
        "0 measured, however far off; 1 a trace could not be read;\n2 bad usage; 130 interrupted",
        "ballonet fidelity tests/fidelity/traces --kind inflate,offline",
    ),
    "whatif": (
        "0 answered, with EBUSY too; 1 a command was refused by the language\nor a limit; 2 bad usage or no such "
        "file; 130 interrupted",
        "ballonet whatif web.ballonet 'balloon inflate 512M' 'section offline 3'",
    ),
    "capture": (
        f"0 written, even where a file of the kernel's is missing; 1 it came to\nnothing; {_BAD}",
        "sudo ballonet capture -o web.ballonet",
    ),
    "watch": (f"0 left; 1 there is nothing to watch; {_BAD}", "sudo ballonet watch --every 2s"),
    "explain": (
        "0 explained, whatever differs; 2 bad usage, no such file, or a step that is\nnot predicted; 130 interrupted",
        "ballonet explain tests/fidelity/traces/b2-balloon-idle-512m step=4",
    ),
    "themes": (
        "0 listed, or nothing falls short; 1 something does, or a file is wrong; 2 bad usage",
        "ballonet themes check mine.toml",
    ),
    "completion": ("0 printed; 2 bad usage", 'eval "$(ballonet completion bash)"'),
    "config": ("0 printed; 2 bad usage, or something set is wrong", "ballonet config show --motion calm"),
}


def epilog(verb: str) -> str:
    """Return what the help of a verb ends with; `app` is the app."""
    codes, example = _ENDS[verb]
    return f"exit codes: {codes}\n\nexample: {example}"
