"""What the empty line suggests follows from what just happened."""

from __future__ import annotations

import attrs

from engine.answer import Answer, Remedy
from engine.errors import Place
from engine.snapshot import OriginView
from engine.units import MIB
from tests.tui import snapshots
from tests.tui.fake_session import FakeSession
from tui.language.spoken import Spoken
from tui.language.story import Story, suggestion


def after(*operations, **changes) -> str:
    return suggestion(snapshots.snapshot(operations=operations, **changes), "web")


def test_after_a_refused_section_it_asks_why_about_the_first_that_refused():
    failed = snapshots.operation(
        9, "hotplug remove app 128M", state="failed", failed_sections=((23, "3 pages"), (22, "9 pages"))
    )
    assert after(failed) == "why app section=23"


def test_after_a_failure_without_a_section_it_asks_about_the_operation():
    assert after(snapshots.operation(9, "balloon set web 1M", state="failed")) == "why operation=9"


def test_while_something_waits_it_asks_what_for():
    waiting = snapshots.operation(4, "balloon set web 512M", waits_for="free memory")
    assert after(waiting, snapshots.operation(5, "balloon set db 1G", state="done")) == "why operation=4"


def test_after_a_balloon_it_compares_the_other_ways_and_then_looks_at_the_free_lists():
    story = Story()
    done = snapshots.snapshot(operations=(snapshots.operation(9, "balloon set web 512M", state="done"),))
    assert story.next(done, "web") == "compare web 384M"
    story.note("compare web 384M")
    assert story.next(done, "web") == "buddyinfo web"
    story.note("buddyinfo web")
    assert story.next(done, "web") == "balloon set web 384M"


def test_after_why_it_is_the_cheapest_cure():
    story = Story()
    failed = snapshots.operation(
        9, "hotplug remove app 128M", state="failed", failed_sections=((23, "3 pages"),)
    )
    cure = Remedy(("hotplug remove app section=22",), "0 pages move")
    story.note("why app section=23", Answer("NO", "3 pages", remedies=(cure,)))
    assert story.next(snapshots.snapshot(operations=(failed,)), "app") == "hotplug remove app section=22"


def test_after_hotplug_it_looks_at_the_blocks():
    assert after(snapshots.operation(9, "hotplug add web 16M", state="done")) == "lsmem web"


def test_otherwise_it_is_a_lower_target_in_whole_steps_that_the_guest_can_have():
    assert after() == "balloon set web 384M"


def test_at_its_min_a_guest_is_only_looked_at():
    web = attrs.evolve(snapshots.web(), target=256 * 2**20)
    assert suggestion(snapshots.snapshot(web), "web") == "free web"


def test_of_a_captured_machine_it_first_asks_what_a_balloon_would_find():
    origin = OriginView("web.capture", "6.1.0", ())
    web = attrs.evolve(snapshots.web(), origin=origin, free=600 * MIB)
    imported = snapshots.operation(1, "guest import web /tmp/web.capture", state="done")
    assert (
        suggestion(snapshots.snapshot(web, operations=(imported,)), "web")
        == "whatif balloon inflate web 256M"
    )
    little = attrs.evolve(web, free=100 * MIB)
    assert suggestion(snapshots.snapshot(little, operations=()), "web") == "whatif balloon inflate web 32M"
    none = attrs.evolve(web, can=frozenset({"add"}))
    assert suggestion(snapshots.snapshot(none, operations=(imported,)), "web") == "lsmem web"


def test_a_script_that_failed_is_not_asked_about_for_it_has_no_number():
    script = snapshots.operation(-1, "source operators", guest="", state="failed")
    assert suggestion(snapshots.snapshot(operations=(script,)), "web") == suggestion(
        snapshots.snapshot(operations=()), "web"
    )


def test_without_guests_it_boots_one():
    nobody = attrs.evolve(snapshots.snapshot(), guests=(), operations=())
    assert suggestion(nobody, "").startswith("guest add ")


def test_a_word_is_completed_to_the_whole_line():
    session = FakeSession()
    language = Spoken(lambda: session.completion("web"), session.snapshot, lambda: "web")
    assert language.ghost("balloon s") == "balloon set"
    assert language.ghost("nonsense x") == ""
    assert language.choices("hotplug ").start == len("hotplug ")
    assert language.choices("nonsense ").title == ""


def test_where_a_section_refused_and_another_took_its_place_it_asks_about_the_refused_one():
    done = snapshots.operation(9, "hotplug remove app 128M", state="done", failed_sections=((23, "3 pages"),))
    assert after(done) == "why app section=23"


def test_where_nothing_starts_as_typed_what_is_likely_meant_is_offered():
    session = FakeSession()
    language = Spoken(lambda: session.completion("web"), session.snapshot, lambda: "web")
    assert [choice.text for choice in language.choices("ballon").choices][:1] == ["balloon"]
    assert "add" in [choice.text for choice in language.choices("hotplug dd").choices]
    assert language.choices("frobnicate").choices == ()
    assert language.choices("balloon set web 99T").choices == ()


def test_where_a_wrong_word_clearly_means_one_no_others_are_offered():
    session = FakeSession()
    language = Spoken(lambda: session.completion("web"), session.snapshot, lambda: "web")
    offered = language.mend("balon set web 5M", Place(1, 5)).choices
    assert [choice.text for choice in offered] == ["balloon"]
    assert len(language.mend("xyz set web 5M", Place(1, 3)).choices) > 10
