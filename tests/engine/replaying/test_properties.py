"""Whatever the recording, and wherever one goes in it: what is shown is what was."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import CommandError
from engine.script import parse_script
from engine.units import SECOND
from tests.engine.playing import said
from tests.engine.replaying.recordings import SMALL, fresh, indexed, recorded

COMMANDS = [
    "balloon set {} 32M",
    "balloon set {} 64M",
    "hotplug add {} 32M",
    "hotplug remove {} 16M",
    "workload {} fill 30%",
    "workload {} churn 20% rate=8M/s",
    "workload {} stop",
    "workload {} free 5M",
    "resize {} 48M policy=unified",
    "host compact",
    "cancel all",
    "chapter Next",
]
END = 4 * SECOND
MOMENTS = st.integers(0, END // 1000).map(lambda at: 1000 * at)
LINES = st.tuples(MOMENTS, st.sampled_from(COMMANDS), st.sampled_from(["web", "db"]))
few = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def script_of(lines):
    begin = [f"@0s {SMALL.format(name)}" for name in ("web", "db")]
    later = [f"@{at}ns try {command.format(guest)}" for at, command, guest in sorted(lines)]
    return recorded("\n".join([*begin, "@0s workload web age 40%", *later, ""]), END)


@few
@given(st.lists(LINES, min_size=3, max_size=8), st.lists(MOMENTS, min_size=2, max_size=2))
def test_going_to_any_time_and_stepping_there_and_back(lines, times):
    script = script_of(lines)
    replay = indexed(script)
    assert replay.snapshot().replay.drift == ""
    for time in times:
        replay.seek(time)
        straight = fresh(script, time)
        assert replay.document() == straight.document()
        assert said(replay) == said(straight)
    replay.step()
    before, steps = replay.document(), 0
    while steps < 8 and replay.step_back():
        steps += 1
    for _ in range(steps):
        assert replay.step()
    assert replay.document() == before


@few
@given(st.lists(LINES, min_size=2, max_size=6), MOMENTS, st.lists(LINES, min_size=1, max_size=3))
def test_taking_over_is_running_there_and_typing(lines, at, typed):
    script = script_of(lines)
    replay = indexed(script)
    replay.seek(at)
    past = "\n".join(
        f"@{line.at}ns {line.text.split(maxsplit=1)[1]}" for line in script.lines if line.at <= at
    )
    other = fresh(parse_script(f"ballonet 1 seed={script.seed}\n{past}\n", "test.bal"), at)
    for session in (replay, other):
        for _, command, guest in typed:
            try:
                session.perform("try " + command.format(guest))
            except CommandError:
                session.perform("chapter Refused")
        session.world.run_until(END)
    assert replay.digest() == other.digest()
    again = parse_script(replay.recording(), "fork.bal")
    assert fresh(again, None).exit_code == 0
