"""Who tells a guest of memory that comes or shall go, and what becomes of its zones (paper 3.1)."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind
from tests.engine.playing import WEB, said, typed

X86 = "guest add web memory=1G max=2G"


def position(sentences: list[str], beginning: str) -> int:
    return next(at for at, sentence in enumerate(sentences) if beginning in sentence)


@pytest.mark.parametrize(
    ("guest", "who"),
    [
        (X86, "ACPI"),
        (f"{X86} hypervisor=xen", "its balloon driver"),
        (f"{X86} hypervisor=hyperv", "a VMBus message"),
        (
            "guest add web memory=256M max=2G platform=ppc64 hypervisor=phyp-dedicated",
            "RTAS, for pHYP (DLPAR)",
        ),
    ],
)
def test_it_is_announced_first_then_present_then_online(guest, who):
    sentences = said(typed(guest, "hotplug add web 128M"), "web")
    announced = position(sentences, f"128M of new memory announced by {who}: s")
    assert announced < position(sentences, "added:") < position(sentences, "online in")


def test_it_is_asked_back_and_handed_back():
    sentences = said(typed(X86, "hotplug add web 256M", "hotplug remove web 128M"), "web")
    asked, left = position(sentences, "128M asked back by ACPI."), position(sentences, "s33 removed")
    assert asked < left < position(sentences, "128M handed back, and reported to ACPI.")


def test_what_did_not_leave_is_not_handed_back():
    sentences = said(typed(WEB, "workload web fill 1p kind=kernel", "hotplug remove web section=1"), "web")
    assert any("asked back" in sentence for sentence in sentences)
    assert not any("handed back" in sentence for sentence in sentences)


def test_of_a_dimm_it_is_said_once():
    session = typed(X86, "device_add web pc-dimm,id=d,size=256M", "device_del web d")
    sentences = said(session, "web")
    for once in ("announced by ACPI", "256M asked back by ACPI.", "256M handed back, and reported to ACPI."):
        assert sum(once in sentence for sentence in sentences) == 1


def test_an_operator_who_takes_sections_offline_is_no_firmware():
    sentences = said(typed(WEB, "section offline web 5", "section online web 5"), "web")
    assert not any("asked" in sentence or "announced" in sentence for sentence in sentences)


def test_a_zone_spans_more_than_before():
    session = typed(WEB)
    normal = session.world.guests["web"].memory.normal
    before = (normal.start, normal.end)
    typed("hotplug add web 64M", session=session)
    assert before == (0, 65536)
    assert (normal.start, normal.end) == (0, 81920)
    assert "NORMAL spans 0 to 320M now: before, 0 to 256M." in said(session, "web")
    assert "spanned  81920" in session.perform("zoneinfo web").output


def test_a_zone_that_had_no_pages_joins_the_zonelists():
    session = typed(X86)
    memory = session.world.guests["web"].memory
    assert memory.normal not in memory.zonelist(Kind.ANON)
    typed("hotplug add web 128M", session=session)
    assert memory.zonelist(Kind.ANON)[0] is memory.normal
    assert "NORMAL has its first pages, 4G to 4224M: the zonelists are rebuilt with it." in said(
        session, "web"
    )
