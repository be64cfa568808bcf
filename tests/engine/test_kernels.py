"""Kernels by name: what each lets a guest do with its sections, and how it says that it cannot."""

from __future__ import annotations

import pytest

from engine.drivers import balloon_pages_of, driver_of
from engine.memory.kinds import Kind
from engine.platform import KERNELS, PLATFORMS, between_rows
from engine.platform.kernels import CHANGES
from tests.engine import invariants
from tests.engine.playing import last, refused, said, typed


def booted(kernel: str, platform: str = "ppc64", memory: str = "256M", *options: str):
    most = "" if any(option.startswith("max=") for option in options) else "max=3G"
    line = f"guest add web memory={memory} {most} platform={platform} kernel={kernel} {' '.join(options)}"
    return typed(line)


class TestHotplugAdd:
    def test_2_6_13_knows_none(self):
        error = refused(booted("2.6.13"), "hotplug add web 16M")
        assert error.found == "web runs 2.6.13, and hotplug add came with 2.6.14 (paper 3.2)"
        assert error.wanted == "a guest with kernel=2.6.14+, or a later one"

    @pytest.mark.parametrize("kernel", [name for name in KERNELS if name != "2.6.13"])
    def test_all_later_ones_do_on_powerpc(self, kernel):
        session = booted(kernel)
        typed("hotplug add web 32M", session=session)
        assert last(session).state == "done"
        invariants.check(session.world)

    def test_in_2_6_14_as_in_2_6_16(self):
        """The name stands for every kernel from 2.6.14 to 2.6.23: what they do is alike here."""
        first, second = (
            typed("workload web fill 60M", "hotplug add web 32M", session=booted(kernel))
            for kernel in ("2.6.14+", "2.6.16")
        )
        lists = [session.world.guests["web"].memory.lists() for session in (first, second)]
        assert lists[0] == lists[1]


class TestDistributions:
    """Paper 3.2 and 3.3: SLES10 and RHEL5 have it in their powerpc kernels only."""

    @pytest.mark.parametrize("kernel", ["sles10", "rhel5"])
    @pytest.mark.parametrize("platform", ["x86-64", "i386", "ia64"])
    @pytest.mark.parametrize("line", ["add web 2G", "remove web 1G"])
    def test_elsewhere_they_are_discontigmem_and_say_who_has_it(self, kernel, platform, line):
        error = refused(booted(kernel, platform, "2G"), f"hotplug {line}")
        assert error.found == (
            f"web runs {kernel} on {platform}, which was built with DISCONTIGMEM: "
            "only SPARSEMEM has sections that come and go (paper 3.3)"
        )
        assert error.wanted.startswith(f"platform=ppc64, where {kernel} has it, or kernel=2.6.")

    def test_on_powerpc_they_add_and_do_not_remove(self):
        session = booted("sles10")
        typed("hotplug add web 64M", session=session)
        assert last(session).state == "done"
        error = refused(session, "hotplug remove web 64M")
        assert error.found == "web runs sles10, and hotplug remove was never in that kernel (paper 4.2)"

    def test_a_balloon_needs_no_sections(self):
        session = booted("rhel5", "x86-64", "1G", "driver=vmware")
        typed("balloon set web 512M", session=session)
        assert last(session).state == "done"

    def test_a_distribution_cannot_be_built_otherwise(self):
        error = refused(
            typed(), "guest add web memory=1G platform=x86-64 kernel=sles10 memory_model=sparsemem"
        )
        assert (error.found, error.wanted) == ("sles10 has no SPARSEMEM on x86-64", "discontigmem")


class TestMemoryModels:
    @pytest.mark.parametrize("model", ["discontigmem", "flatmem"])
    def test_without_sections_nothing_can_be_added(self, model):
        session = booted("2.6.16", "i386", "1G", f"memory_model={model}")
        error = refused(session, "hotplug add web 64M")
        assert model.upper() in error.found
        assert error.wanted == "memory_model=sparsemem"
        assert session.document()["guests"][0]["memory_model"] == model

    @pytest.mark.parametrize(
        ("model", "megabytes"), [("sparsemem", 64), ("discontigmem", 80), ("flatmem", 80)]
    )
    def test_without_sections_the_mem_map_describes_holes_too(self, model, megabytes):
        """x86-64 has no RAM from 3 to 4 GiB: 16 MiB of mem_map for nothing."""
        session = booted("2.6.16", "x86-64", "4G", "max=4G", f"memory_model={model}")
        assert session.document()["guests"][0]["memory"]["mem_map"] == megabytes << 20
        invariants.check(session.world)

    def test_flatmem_knows_no_nodes(self):
        line = "guest add web memory=1G kernel=2.6.16 memory_model=flatmem nodes=2"
        assert refused(typed(), line).found.startswith("FLATMEM has one mem_map")

    def test_today_there_is_only_sparsemem(self):
        error = refused(typed(), "guest add web memory=1G memory_model=flatmem")
        assert (error.found, error.wanted) == ("current has no FLATMEM on x86-64", "sparsemem")

    def test_s390_had_flatmem_only(self):
        error = refused(booted("2.6.16", "s390", "1G"), "hotplug add web 256M")
        assert "FLATMEM" in error.found
        assert error.wanted == "kernel=6.1, which has it"

    @pytest.mark.parametrize("kernel", ["2.6.13", "sles10"])
    def test_there_are_no_memory_blocks_to_list(self, kernel):
        error = refused(booted(kernel, "x86-64", "1G"), "lsmem web")
        assert "it has no memory blocks to list" in error.found

    def test_guest_show_says_so(self):
        session = booted("sles10", "x86-64", "1G")
        assert "kernel sles10 with DISCONTIGMEM (no hotplug)" in session.perform("guest show web").output


class TestHotplugRemove:
    @pytest.mark.parametrize("kernel", ["2.6.14+", "2.6.16", "sles10", "rhel5"])
    def test_mainline_and_distributions_of_the_time_have_none(self, kernel):
        assert (
            "was never in that kernel (paper 4.2)" in refused(booted(kernel), "hotplug remove web 16M").found
        )

    @pytest.mark.parametrize("platform", ["ppc64", "x86-64", "i386", "ia64"])
    @pytest.mark.parametrize("patches", ["remove", "antifrag-list", "antifrag-zone"])
    def test_the_patches_of_the_time_do_it_on_every_platform(self, platform, patches):
        session = booted(f"2.6.16+{patches}", platform, "2G")
        size = PLATFORMS[platform].section_size >> 20
        typed(f"hotplug remove web {size}M", session=session)
        assert last(session).state == "done"
        invariants.check(session.world)

    @pytest.mark.parametrize("platform", ["ppc64", "ia64"])
    def test_2_6_24_does_it_on_powerpc_and_ia64(self, platform):
        session = booted("2.6.24", platform, "2G")
        typed(f"hotplug remove web {PLATFORMS[platform].section_size >> 20}M", session=session)
        assert last(session).state == "done"

    def test_and_not_on_x86_64(self):
        error = refused(booted("2.6.24", "x86-64", "1G"), "hotplug remove web 128M")
        assert error.found == "web runs 2.6.24 on x86-64, and it removes memory on ppc64 and ia64 only"
        assert error.wanted == "platform=ppc64, or a later kernel="

    def test_a_section_of_i386_with_pae_had_1g_then(self):
        error = refused(booted("2.6.16", "i386", "2G", "pae=on"), "hotplug add web 512M")
        assert error.found == "512M is not a multiple of the section size of i386 (1G)"

    def test_2_6_24_gives_a_section_up_after_120_s_or_5_rounds_in_vain(self):
        session = booted("2.6.24", "ppc64", "256M", "swap=0K")
        typed("workload web fill 100M", "workload web pin 1M", session=session)
        pinned = session.world.guests["web"].memory.counts[:, Kind.PINNED]
        section = next(index for index in range(1, 16) if pinned[index])
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "failed"
        assert "5 tries" in last(session).reason


class TestZoneBased:
    def test_a_third_is_the_kernels(self):
        zones = booted("2.6.16+antifrag-zone", "ppc64", "192M").document()["guests"][0]["zones"]
        assert [(zone["name"], zone["managed"]) for zone in zones] == [
            ("Normal", (64 - 8 - 3) * 256),
            ("Movable", 128 * 256),
        ]

    def test_only_what_can_leave_goes_to_the_rest(self):
        session = booted("2.6.16+antifrag-zone", "ppc64", "192M")
        typed(
            "workload web fill 40M kind=slab",
            "workload web fill 100M",
            "workload web fill 8M kind=kernel",
            session=session,
        )
        memory = session.world.guests["web"].memory
        assert memory.counts[4:, [Kind.SLAB, Kind.KERNEL]].sum() == 0
        assert memory.counts[4:, Kind.ANON].sum() == 25600
        typed("hotplug remove web 128M", session=session)
        assert last(session).state == "done"
        invariants.check(session.world)

    def test_kernelcore_says_how_much(self):
        session = booted("current", "ppc64", "192M", "kernelcore=100M")
        assert session.world.guests["web"].memory.zone_index("Movable") == 1
        zones = session.document()["guests"][0]["zones"]
        assert zones[1]["managed"] == (192 - 112) * 256

    def test_added_memory_can_go_there_in_the_patch_and_not_in_2_6_24(self):
        session = booted("2.6.16+antifrag-zone", "ppc64", "192M")
        typed("hotplug add web 16M online=movable", session=session)
        assert session.document()["guests"][0]["zones"][1]["managed"] == 144 * 256
        error = refused(booted("2.6.24"), "hotplug add web 16M online=movable")
        assert error.found == "2.6.24 puts only memory at boot into ZONE_MOVABLE"

    @pytest.mark.parametrize("kernel", ["2.6.16", "2.6.16+remove", "2.6.16+antifrag-list"])
    def test_others_of_the_time_have_no_such_zone(self, kernel):
        error = refused(typed(), f"guest add web memory=1G kernel={kernel} kernelcore=512M")
        assert error.found == f"{kernel} has no ZONE_MOVABLE: all memory is the kernel's"


class TestThePagesOfABalloon:
    @pytest.mark.parametrize("kernel", [name for name in KERNELS if KERNELS[name].release < (3, 0, 0)])
    def test_in_kernels_of_its_time_they_are_pinned(self, kernel):
        row, ppc = KERNELS[kernel], PLATFORMS["ppc64"]
        assert balloon_pages_of(driver_of("xen", row, ppc), row) == "pinned"
        assert balloon_pages_of(driver_of("virtio", row, ppc), row) == "pinned"


def test_2_6_24_has_pagetypeinfo_and_the_patches_before_it_have_not():
    printed = booted("2.6.24").perform("pagetypeinfo web").output
    assert printed.splitlines()[-2].split()[-4:] == ["Unmovable", "Reclaimable", "Movable", "Reserve"]
    error = refused(booted("2.6.16+antifrag-list"), "pagetypeinfo web")
    assert error.found.endswith("which has no /proc/pagetypeinfo: that came with 2.6.24")


def test_new_memory_joins_the_head_until_it_came_in_blocks():
    session = booted("2.6.24", "x86-64", "1G")
    typed("hotplug add web 128M", session=session)
    assert any("joined the head, so they are used first" in sentence for sentence in said(session, "web"))


class TestBetweenRows:
    @pytest.mark.parametrize(("row", "next_row"), [("6.1", "6.6"), ("6.6", "6.12"), ("6.12", "current")])
    def test_what_changed_by_the_next_row_makes_it_the_next_row(self, row, next_row):
        wanted = KERNELS[next_row]
        found = between_rows(KERNELS[row], wanted.release)
        for _, field, _ in CHANGES:
            assert getattr(found, field) == getattr(wanted, field), field

    def test_a_release_has_what_came_until_it_and_nothing_later(self):
        found = between_rows(KERNELS["6.6"], (6, 9, 4))
        assert (found.tunes_per_cpu, found.fallback) == (True, "v6.6")
        assert between_rows(KERNELS["6.6"], (6, 6, 87)) == KERNELS["6.6"]
