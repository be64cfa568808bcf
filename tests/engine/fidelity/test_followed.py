"""A prediction that was put in line with the real guest within a step says so, as does one that forgot something."""

from __future__ import annotations

from engine.fidelity.bench import Outcome
from engine.fidelity.carrying import RULES, Carried, Passed
from engine.fidelity.causes import CAUSES
from engine.fidelity.row import Row
from tests.engine.fidelity.states import capture

SAYS = next(cause.says for cause in CAUSES if cause.name == "followed")


def row(*outcomes):
    return Row(
        trace="t", step=1, label="", release="6.1.0", architecture="x86_64", page_size=4096, outcomes=outcomes
    )


def offline(block, followed):
    return Outcome(
        sort="offline", what=f"block {block}", predicted="ok", real="EINTR pinned", followed=followed
    )


def test_a_block_that_was_put_back_for_what_follows_is_named():
    assert SAYS(row(offline(2, True), offline(3, False)), None).startswith("block 2 was to go and stayed")
    assert SAYS(row(offline(3, False)), None) == ""


def test_a_rule_that_cannot_learn_is_named_and_the_others_go_on(monkeypatch):
    class Failing:
        def learn(self, *_):
            raise KeyError("x")

    monkeypatch.setitem(RULES, "worker", Failing())
    carried = Carried({"worker": 1}).after(Passed(requests=(), before=None, after=capture(), guest=None))
    assert "worker" not in carried.known
    assert carried.known.keys() == RULES.keys() - {"worker"}
    assert [it.split(":")[0] for it in carried.lost] == ["nothing is known any more of worker"]
