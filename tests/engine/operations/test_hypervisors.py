"""What a hypervisor can do to a guest's memory, and what it refuses with the reason and what would be right."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.hypervisors import HYPERVISORS, hypervisor_of
from engine.platform import PLATFORMS
from engine.units import SECOND
from tests.engine import invariants
from tests.engine.playing import last, refused, replayed, said, typed

DEDICATED = "guest add lpar memory=256M max=512M min=64M platform=ppc64 hypervisor=phyp-dedicated"
SHARED = "guest add lpar memory=512M max=1G min=64M platform=ppc64 hypervisor=phyp"
HYPERV = "guest add vm memory=1G max=2G min=128M hypervisor=hyperv"


def guest_of(session):
    [guest] = session.world.guests.values()
    return guest


class TestRows:
    def test_only_a_dedicated_partition_has_memory_of_its_own(self):
        partitioned = {name for name, row in HYPERVISORS.items() if row.partitions}
        assert partitioned == {"phyp-dedicated"}
        assert {name for name, row in HYPERVISORS.items() if not row.can_balloon} == partitioned

    def test_those_that_shrink_a_guest_by_its_balloon_alone_never_remove_sections(self):
        assert {name for name, row in HYPERVISORS.items() if not row.can_remove} == {"esx", "hyperv"}
        assert all(row.can_add for row in HYPERVISORS.values())

    def test_who_pages_guests_out_can_be_told_from_who_does_not(self):
        assert {name for name, row in HYPERVISORS.items() if not row.cannot_page} == {
            "esx",
            "phyp",
            "zvm",
            "kvm",
        }

    def test_virtual_iron_is_xen_on_a_pc(self):
        xen, iron = HYPERVISORS["xen"], HYPERVISORS["virtual-iron"]
        assert (iron.drivers, iron.tells, iron.xenstore) == (xen.drivers, xen.tells, xen.xenstore)
        assert iron.platforms == ("x86-64", "i386")

    def test_firmware_tells_of_hotplug_by_its_name_on_each_platform(self):
        assert HYPERVISORS["kvm"].notifier("x86-64") == "ACPI"
        assert HYPERVISORS["kvm"].notifier("ppc64") == "RTAS, for QEMU"
        assert HYPERVISORS["phyp"].notifier("ppc64") == "RTAS, for pHYP (DLPAR)"
        assert HYPERVISORS["zvm"].notifier("s390") == "SCLP"

    @pytest.mark.parametrize(
        ("driver", "platform", "name"),
        [
            ("xen", "ppc64", "xen"),
            ("virtio", "x86-64", "kvm"),
            ("vmware", "i386", "esx"),
            ("cmm", "ppc64", "phyp"),
            ("cmm", "s390", "zvm"),
            ("hyperv", "x86-64", "hyperv"),
            ("none", "arm64", "kvm"),
        ],
    )
    def test_the_driver_says_what_a_guest_runs_on_where_nobody_does(self, driver, platform, name):
        assert hypervisor_of(driver, platform).name == name

    def test_what_scripts_could_do_before_hypervisors_had_names_is_not_forbidden(self):
        session = typed("guest add old memory=512M max=1G driver=vmware", "hotplug remove old 128M")
        assert last(session).state == "done"
        [guest] = session.document()["guests"]
        assert (guest["hypervisor"], guest["can"]) == ("esx", {"balloon": True, "add": True, "remove": True})

    @pytest.mark.parametrize("name", HYPERVISORS)
    def test_each_boots_on_its_platforms_with_its_usual_driver(self, name):
        row = HYPERVISORS[name]
        for platform in row.platforms:
            size = 4 * PLATFORMS[platform].section_size >> 20
            session = typed(f"guest add g memory={size}M platform={platform} hypervisor={name}")
            assert guest_of(session).driver.name == (*row.drivers, "none")[0]
            invariants.check(session.world)


class TestDedicated:
    def test_a_balloon_is_refused_with_what_moves_memory_there(self):
        error = refused(typed(DEDICATED), "balloon set lpar 128M")
        assert error.found == (
            "lpar runs on pHYP with dedicated memory, which gives a dedicated partition memory of its own: "
            "single pages are never loaned to others"
        )
        assert error.wanted.startswith("`hotplug remove` or `hotplug add` of whole LMBs")

    def test_a_driver_for_it_is_refused(self):
        error = refused(typed(), f"{DEDICATED} driver=cmm")
        assert error.wanted == "driver=none"

    def test_nobody_pages_it_out_behind_its_back(self):
        error = refused(typed(DEDICATED), "host limit lpar 128M")
        assert error.found.endswith(
            "which gives a dedicated partition memory of its own: nobody pages that out behind its back"
        )
        assert error.wanted.startswith("`hotplug remove` of whole LMBs")
        table = typed(DEDICATED).perform("compare lpar 128M none,balloon,hotplug").output
        assert "Hotplug reaches 128M; none and balloon cannot be done here." in table

    def test_memory_comes_and_goes_by_blocks(self):
        session = typed(DEDICATED, "hotplug add lpar 32M", "hotplug remove lpar 48M")
        assert last(session).state == "done"
        assert guest_of(session).online_pages * 4096 == 240 << 20


class TestDlpar:
    def test_by_count_all_go_from_the_lowest_up_or_none(self):
        session = typed(SHARED, "workload lpar fill 60% kind=slab", "hotplug remove lpar 320M")
        assert last(session).state == "failed"
        assert guest_of(session).online_pages * 4096 == 512 << 20

    def test_a_script_can_keep_a_part(self):
        session = typed(
            SHARED, "workload lpar fill 60% kind=slab", "hotplug remove lpar 320M partly=keep order=highest"
        )
        assert last(session).state == "partial"

    def test_the_lowest_that_can_go_are_those_that_go(self):
        session = typed(SHARED, "hotplug remove lpar 32M")
        states = session.world.guests["lpar"].memory.state
        assert not states[1:3].any()
        assert states[3:32].all()


class TestHyperV:
    def test_sections_are_never_removed(self):
        error = refused(typed(HYPERV), "hotplug remove vm 128M")
        assert error.found.startswith(
            "vm runs on Hyper-V (Virtual PC), which hot-adds memory to grow a guest"
        )
        assert error.wanted.startswith("`balloon set`")

    def test_growth_is_in_large_chunks_whatever_the_sections_are(self):
        session = typed("guest add old memory=512M max=1G platform=i386 pae=off hypervisor=hyperv")
        assert refused(session, "hotplug add old 64M").wanted == "the least is 128M"
        typed("hotplug add old 128M", session=session)
        assert last(session).state == "done"

    @pytest.mark.parametrize("kernel", ["2.6.16", "2.6.24"])
    def test_early_kernels_have_no_driver_for_it(self, kernel):
        error = refused(typed(), f"guest add vm memory=1G kernel={kernel} driver=hyperv")
        assert error.found == f"{kernel} has no hyperv driver: it came with Linux 3.8"


class TestNoDriver:
    def test_a_guest_without_a_driver_has_no_balloon(self):
        error = refused(typed("guest add vm memory=512M driver=none"), "balloon set vm 256M")
        assert error.found == "vm runs on KVM, and was booted without a balloon driver"
        assert error.wanted == "a guest with driver=virtio, or hotplug"

    def test_it_boots_with_none(self):
        assert said(typed(DEDICATED), "lpar")[0] == "Booted with 256M on ppc64: sections of 16M, no balloon."


class TestZvm:
    def test_cmm_of_s390_takes_pages_that_nobody_can_move_and_leaves_memtotal(self):
        session = typed("guest add z memory=1G platform=s390 hypervisor=zvm")
        guest = guest_of(session)
        before = sum(zone.managed for zone in guest.memory.zones)
        typed("balloon set z 768M", session=session)
        assert last(session).state == "done"
        assert sum(zone.managed for zone in guest.memory.zones) == before
        assert (guest.driver.learns, guest.balloon_pages) == ("SMSG sets cmm_pages", "pinned")

    def test_the_first_page_that_it_does_not_get_ends_the_attempt(self):
        session = typed("guest add z memory=1G min=256M swap=0K platform=s390 hypervisor=zvm")
        typed("workload z fill 60%", "balloon set z 300M", session=session)
        assert last(session).state == "partial"
        assert last(session).reason == "cmm gave up at the first try that came short"


@pytest.mark.parametrize("line", [DEDICATED, SHARED, HYPERV])
def test_a_checkpoint_and_a_recording_have_it(line):
    session = typed(line, f"hotplug add {line.split()[2]} 128M")
    again = read(write(session.world))
    assert digest(again) == digest(session.world)
    assert [guest.hypervisor for guest in again.guests.values()] == [guest_of(session).hypervisor]
    assert digest(replayed(session).world) == digest(session.world)


class TestResize:
    def test_a_dedicated_partition_is_resized_by_whole_blocks(self):
        session = typed(DEDICATED, "resize lpar 128M", "resize lpar 320M")
        assert last(session).state == "done"
        assert guest_of(session).online_pages * 4096 == 320 << 20
        assert guest_of(session).balloon.pages == 0

    def test_its_balloon_is_refused_as_a_policy_too(self):
        error = refused(typed(DEDICATED), "resize lpar 128M policy=balloon")
        assert error.found.startswith(
            "lpar runs on pHYP with dedicated memory, which gives a dedicated partition"
        )
        assert error.wanted == "policy=hotplug"

    @pytest.mark.parametrize("name", ["esx", "hyperv"])
    def test_who_never_removes_is_shrunk_by_its_balloon_and_grown_by_hotplug(self, name):
        session = typed(f"guest add vm memory=1G max=2G min=128M hypervisor={name}", "resize vm 768M")
        assert last(session).state == "done"
        assert guest_of(session).balloon.pages * 4096 == 256 << 20
        error = refused(session, "resize vm 512M policy=hotplug")
        assert (error.found.split(",")[0], error.wanted) == (
            f"vm runs on {HYPERVISORS[name].title}",
            "policy=balloon",
        )
        typed("resize vm 896M policy=hotplug", session=session)
        assert last(session).state == "done"
        assert guest_of(session).online_pages * 4096 == 1152 << 20

    def test_it_grows_in_its_own_pieces(self):
        session = typed("guest add old memory=512M max=1G platform=i386 pae=off hypervisor=hyperv")
        assert refused(session, "resize old 576M policy=hotplug").wanted == "the least is 128M"

    @pytest.mark.parametrize(
        ("name", "platform"),
        [(name, platform) for name, row in HYPERVISORS.items() for platform in row.platforms],
    )
    def test_every_one_of_them_works_end_to_end(self, name, platform):
        """Half of a guest of eight sections or more goes, and comes back, by what its hypervisor has."""
        size = max(1 << 10, 8 * PLATFORMS[platform].section_size >> 20)
        session = typed(
            f"guest add g memory={size}M min={size // 4}M max={2 * size}M platform={platform} hypervisor={name}",
            f"resize g {size // 2}M",
        )
        guest = guest_of(session)
        assert last(session).state == "done"
        assert (guest.online_pages - guest.balloon.pages) * guest.page_size == size // 2 << 20
        typed(f"resize g {size}M", session=session)
        assert last(session).state == "done"
        assert (guest.online_pages - guest.balloon.pages) * guest.page_size == size << 20
        invariants.check(session.world)


@pytest.mark.parametrize(("name", "pages"), [("esx", True), ("xen", False)])
def test_a_host_that_is_short_pages_out_only_guests_that_can_be(name, pages):
    two = (f"guest add {guest} memory=512M min=64M swap=0K hypervisor={name}" for guest in ("a", "b"))
    session = typed("host memory 1G", *two, "workload a fill 80%", "workload b fill 80%")
    typed("host balance on policy=esx", session=session)
    session.world.run_until(session.world.now + 20 * SECOND)
    assert any(session.world.host.paged_pages(guest) for guest in ("a", "b")) is pages


@pytest.mark.parametrize(
    ("kernel", "says"),
    [
        ("2.6.13", "it keeps to its first map: its kernel can add no memory"),
        ("2.6.16", "`hotplug add` takes it past its first map"),
        ("current", "past its first map it grows by hotplug"),
    ],
)
def test_a_guest_of_xen_says_how_it_gets_past_its_first_map(kernel, says):
    session = typed(f"guest add a memory=512M max=1G platform=ppc64 kernel={kernel}")
    assert says in session.perform("guest show a").output
