"""XenStore's tools: a key that is written by hand moves the balloon, and other domains can read it (paper 5.1)."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.units import MIB
from tests.engine.playing import WEB, begin, last, refused, replayed, said, step_until, typed

TARGET = "/local/domain/1/memory/target"
IRON = "guest add iron memory=256M max=512M min=64M platform=x86-64 hypervisor=virtual-iron"
KVM = "guest add vm memory=256M max=512M min=64M platform=ppc64 driver=virtio"


def value(session, key: str = TARGET) -> str:
    return session.perform(f"xenstore read {key}").output


def balloon(session, guest: str = "web") -> int:
    it = session.world.guests[guest]
    return it.balloon.pages * it.page_size


def hand(session, kib: str) -> None:
    typed(f"xenstore write {TARGET} {kib}", session=session)


class TestTarget:
    def test_a_target_written_by_hand_does_what_balloon_set_does(self):
        by_hand, told = typed(WEB), typed(WEB)
        hand(by_hand, "196608")
        typed("balloon set web 192M", session=told)
        assert by_hand.digest() == told.digest()
        assert balloon(by_hand) == 64 * MIB
        assert last(by_hand).state == "done"
        assert said(by_hand, "web")[1:] == [
            f"XenStore: Domain-0 wrote {TARGET} = 196608.",
            *said(told, "web")[1:],
        ]

    def test_a_target_that_is_set_otherwise_is_written_down_in_kib(self):
        session = typed(WEB)
        assert value(session) == "262144"
        typed("balloon set web 192M", session=session)
        assert value(session) == "196608"
        typed("hotplug add web 32M", session=session)
        assert value(session) == str((192 + 32) * 1024)
        typed("hotplug remove web 16M", "balloon deflate web 16M", session=session)
        assert value(session) == str((192 + 32) * 1024)
        assert value(session, "/local/domain/1/memory/static-max") == "524288"

    def test_a_balloon_that_gave_up_has_what_it_reached_written_down(self):
        session = typed(f"{WEB} swap=0K", "workload web fill 60%", "balloon set web 64M")
        assert last(session).state == "partial"
        guest = session.world.guests["web"]
        assert value(session) == str((guest.online_pages - guest.balloon.pages) * 4)

    @pytest.mark.parametrize("line", ["cancel 2", "cancel all"])
    def test_one_that_is_cancelled_has_what_it_reached_written_down(self, line):
        session = typed(WEB)
        begin(session, "balloon set web 64M")
        step_until(session, lambda: balloon(session) > 16 * MIB)
        session.perform(line)
        assert value(session) == str((256 * MIB - balloon(session)) // 1024)

    def test_a_guest_without_a_driver_has_the_key_and_nobody_who_watches_it(self):
        session = typed(f"{WEB} driver=none hypervisor=xen")
        hand(session, "196608")
        assert balloon(session) == 0
        assert session.world.xenstore.watches == ()
        assert last(session).state == "done"

    def test_a_new_value_supersedes_the_operation_under_way(self):
        session = typed(WEB)
        first = session.perform("balloon set web 64M").id
        hand(session, "229376")
        assert session.world.operations[first].state == "cancelled"
        assert balloon(session) == 32 * MIB

    @pytest.mark.parametrize("text", ["ready", "-196608", "x196608", "M", "_1"])
    def test_what_is_no_number_leaves_the_driver_where_it_is(self, text):
        session = typed(WEB, "balloon set web 192M")
        hand(session, text)
        assert balloon(session) == 64 * MIB
        assert value(session) == text
        assert said(session, "web")[-1] == (
            f"memory/target is {text}: web's driver finds no number there and leaves it at that; the target is 192M."
        )

    def test_leading_digits_are_read_as_scanf_reads_them(self):
        session = typed(WEB)
        hand(session, "196608KiB")
        assert balloon(session) == 64 * MIB

    def test_part_of_a_page_is_dropped(self):
        session = typed(WEB)
        hand(session, "262143")
        assert balloon(session) == 4096

    def test_more_than_the_map_of_2006_empties_the_balloon_and_adds_nothing(self):
        session = typed(f"{WEB} kernel=2.6.16", "balloon set web 192M")
        hand(session, "999999999")
        assert balloon(session) == 0
        assert session.world.guests["web"].target * 4096 == 256 * MIB
        told = " ".join(said(session, "web"))
        assert (
            "web's map ends at 256M, and its driver only gives back what it took; the target is 256M" in told
        )
        assert value(session) == "999999999"

    def test_todays_driver_adds_what_its_map_has_not(self):
        session = typed(WEB, "balloon set web 192M")
        hand(session, str(327 * 1024))
        guest = session.world.guests["web"]
        assert last(session).state == "done"
        assert (guest.online_pages * 4096, balloon(session)) == (336 * MIB, 9 * MIB)
        assert guest.target * 4096 == 327 * MIB
        assert value(session) == str(327 * 1024)

    def test_nobody_gets_more_than_the_max(self):
        session = typed(WEB)
        hand(session, "999999999")
        assert session.world.guests["web"].online_pages * 4096 == 512 * MIB
        told = " ".join(said(session, "web"))
        assert (
            "web's map ends at 512M, and all that it was promised is there then; the target is 512M" in told
        )

    def test_while_a_resize_goes_on_the_key_has_what_it_is_to_come_to(self):
        session = typed(WEB)
        begin(session, "resize web 400M")
        step_until(session, lambda: session.world.guests["web"].online_pages * 4096 > 300 * MIB)
        assert session.world.guests["web"].target * 4096 < 400 * MIB
        assert value(session) == str(400 * 1024)
        session.perform("cancel all")
        assert value(session) == str(session.world.guests["web"].target * 4)
        woken = session.world.guests["web"].wakes.told
        assert woken == 2, "what it is to have, and what it came to"

    def test_less_than_min_goes_as_far_as_the_host_takes(self):
        session = typed(WEB)
        hand(session, "0")
        assert balloon(session) == 192 * MIB
        assert "knows no min, but the host takes nothing below 64M; the target is 64M" in " ".join(
            said(session, "web")
        )

    def test_a_number_beyond_64_bits_wraps_as_the_driver_reads_it(self):
        session = typed(WEB)
        hand(session, str((1 << 64) + 196608))
        assert balloon(session) == 64 * MIB

    def test_other_keys_move_nothing(self):
        session = typed(WEB)
        before = session.digest()
        typed(
            "xenstore write /local/domain/1/memory/static-max 1",
            "xenstore write /x/memory/target 1",
            session=session,
        )
        assert session.digest() == before


class TestDomains:
    def test_another_domain_reads_it_and_may_not_write_it(self):
        session = typed(WEB, IRON)
        assert session.perform(f"xenstore read {TARGET} by=iron").output == "262144"
        assert session.perform("xenstore read memory/target by=web").output == "262144"
        error = refused(session, f"xenstore write {TARGET} 1 by=iron")
        assert error.found == f"iron may not write {TARGET} (EACCES): it is not below its home"

    def test_virtual_iron_has_one_too(self):
        session = typed(IRON, "xenstore write /local/domain/1/memory/target 196608")
        assert balloon(session, "iron") == 64 * MIB
        assert said(session, "iron")[-2].startswith("Virtual Iron wrote memory/target = 192M")

    def test_a_guest_of_another_hypervisor_has_none(self):
        session = typed(KVM, WEB)
        error = refused(session, "xenstore read memory/target by=vm")
        assert error.found == "vm runs on KVM, which has no XenStore"
        assert value(session, "/local/domain/2/memory/target") == "262144", "domains count all guests"

    def test_a_guest_that_is_shut_down_is_gone_from_the_store(self):
        session = typed(WEB, "guest remove web", IRON)
        assert "couldn't read path" in refused(session, f"xenstore read {TARGET}").found
        assert value(session, "/local/domain/2/name") == "iron"

    def test_ls_prints_as_xenstore_ls_does(self):
        session = typed(WEB, "xenstore write data/note ready by=web")
        assert session.perform("xenstore ls").output.splitlines() == [
            'local = ""',
            ' domain = ""',
            '  0 = ""',
            '   name = "Domain-0"',
            '  1 = ""',
            '   name = "web"',
            '   domid = "1"',
            '   memory = ""',
            '    static-max = "524288"',
            '    target = "262144"',
            '   data = ""',
            '    note = "ready"',
        ]
        assert (
            session.perform("xenstore ls memory by=web").output == 'static-max = "524288"\ntarget = "262144"'
        )


class TestWatches:
    def test_a_watch_shows_what_fires(self):
        session = typed(WEB, IRON, "xenstore watch /local/domain/1/memory by=iron")
        assert said(session, "web")[-1] == "The watch of iron fires: /local/domain/1/memory is there."
        typed("balloon set web 192M", session=session)
        assert f"The watch of iron fires: {TARGET} is 196608." in said(session, "web")
        before = len(said(session))
        typed("xenstore unwatch /local/domain/1/memory by=iron", "balloon set web 200M", session=session)
        assert not any("watch of" in text for text in said(session)[before:])

    def test_one_that_tells_so_often_says_when_it_is_over(self):
        session = typed(
            WEB, f"xenstore watch {TARGET} times=2", "balloon set web 192M", "balloon set web 256M"
        )
        told = [text for text in said(session, "web") if "watch of" in text]
        assert told == [
            f"The watch of Domain-0 fires: {TARGET} is 262144.",
            f"The watch of Domain-0 fires: {TARGET} is 196608; it has told for the last time.",
        ]

    def test_a_key_that_goes_is_told_of(self):
        session = typed(WEB, IRON, "xenstore watch /local/domain by=iron", "guest remove web")
        assert "The watch of iron fires: /local/domain/1 is gone." in said(session)


def test_a_fork_a_checkpoint_and_a_recording_have_all_of_it():
    session = typed(WEB, IRON, f"xenstore watch {TARGET} by=iron times=9", "xenstore write data/x 1 by=web")
    hand(session, "196608")
    for again in (read(write(session.world)), session.world.fork(), replayed(session).world):
        assert digest(again) == digest(session.world)
        for field in ("values", "watches", "domains", "tools_keys", "told"):
            assert getattr(again.xenstore, field) == getattr(session.world.xenstore, field)


class TestXl:
    """xl mem-set writes memory/target: what the key does, it does (paper 6.1)."""

    def test_it_grows_a_guest_past_what_is_online_as_the_key_does(self):
        by_xl, by_hand = typed(WEB), typed(WEB)
        typed("xl mem-set web 512", session=by_xl)
        hand(by_hand, "524288")
        assert by_xl.world.guests["web"].online_pages * 4096 == 512 * MIB
        assert by_xl.digest() == by_hand.digest() == replayed(by_xl).digest()
        assert last(by_xl).state == "done"

    def test_native_balloon_set_stays_within_what_is_online(self):
        assert "only gives back what it took" in refused(typed(WEB), "balloon set web 512M").found

    def test_the_driver_of_2006_adds_nothing(self):
        error = refused(typed(f"{WEB} kernel=2.6.16"), "xl mem-set web 512")
        assert "only gives back what it took" in error.found

    def test_it_is_refused_past_static_max(self):
        error = refused(typed(WEB), "xl mem-set web 513")
        assert str(error.found) == "web would have 513M, past its max of 512M"
        assert error.wanted == "at most 512M"

    @pytest.mark.parametrize(
        ("options", "title"),
        [
            ("hypervisor=kvm", "KVM"),
            ("platform=x86-64 driver=vmware", "VMware ESX"),
            ("platform=x86-64 hypervisor=hyperv", "Hyper-V (Virtual PC)"),
        ],
    )
    def test_it_is_refused_where_the_hypervisor_is_another_one(self, options, title):
        session = typed(f"guest add vm memory=512M {options}")
        error = refused(session, "xl mem-set vm 384")
        assert error.found == f"vm runs on {title}, and xl is Xen's"
        assert error.wanted == "`balloon set`, or a guest with hypervisor=xen"

    def test_a_guest_of_which_no_hypervisor_is_known_takes_it_as_ever(self):
        assert last(typed("guest add vm memory=512M", "xl mem-set vm 384")).state == "done"
