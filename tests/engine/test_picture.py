import attrs
import numpy as np
import pytest

from engine.events import Said, TargetSet
from engine.guest.churn import Churn
from engine.guest.programs import begin_program
from engine.memory.fragmentation import unusable_free_index
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.zones import NO_ZONE
from engine.picture import LONGEST, Painter, sentences
from engine.session import Session
from engine.snapshot import Snapshot
from engine.units import GIB, MIB, SECOND
from engine.world import World
from tests.engine.worlds import add_guest, add_sections, make_world, set_target, take_section

SECTION = 4096


def paint(world: World, painter: Painter | None = None, **how) -> Snapshot:
    """Return the picture of a world at rest."""
    return (painter or Painter()).paint(world, **{"paused": True, "speed": 1.0, "reached": 0.0, **how})


def view(world: World, name: str = "web", **how):
    guest = paint(world, **how).guest(name)
    assert guest is not None
    return guest


def plain(snapshot: Snapshot) -> object:
    """Return a picture as values that can be compared."""
    return attrs.asdict(
        snapshot,
        value_serializer=lambda _, __, value: value.tobytes() if isinstance(value, np.ndarray) else value,
    )


class TestWhatHasNotChangedIsTheSameObject:
    def test_a_world_at_rest_is_the_same_picture(self):
        world, painter = make_world(web=64 * MIB, db=64 * MIB), Painter()
        assert paint(world, painter, view=[("web", 1)]) is paint(world, painter, view=[("web", 1)])

    def test_one_page_changes_its_guest_and_nothing_else(self):
        world, painter = make_world(web=64 * MIB, db=64 * MIB), Painter()
        before = paint(world, painter)
        acquire(world.guests["web"].memory, 1, Kind.ANON)
        after = paint(world, painter)
        assert after.guest("web") is not before.guest("web")
        assert after.guest("db") is before.guest("db")
        assert after.host is before.host
        assert after.operations is before.operations

    @pytest.mark.parametrize(
        "change",
        [
            lambda guest: guest.set_target(guest.target - 1),
            lambda guest: guest.memory.set_state(3, SectionState.GOING_OFFLINE),
            lambda guest: setattr(guest.memory.normal, "low", 1),
            lambda guest: guest.memory.isolate(3),
            lambda guest: guest.memory.make_present(9),
        ],
    )
    def test_what_a_guest_shows_changes_its_view(self, change):
        world, painter = make_world(web=64 * MIB), Painter()
        before = paint(world, painter)
        change(world.guests["web"])
        assert paint(world, painter).guest("web") is not before.guest("web")

    def test_time_passes_without_a_change_of_guests(self):
        world, painter = make_world(web=64 * MIB), Painter()
        world.run_until(SECOND)  # the first second of a guest is noted, and those that are like it are not
        before = paint(world, painter)
        world.run_until(9 * SECOND)
        after = paint(world, painter)
        assert after is not before
        assert (after.time, after.guests, after.host) == (9 * SECOND, before.guests, before.host)
        assert after.guests is before.guests

    def test_the_host_changes_alone(self):
        world, painter = make_world(web=64 * MIB), Painter()
        before = paint(world, painter)
        world.host.resize(world.host.total_frames * 4096 + GIB)
        after = paint(world, painter)
        assert after.host.total == before.host.total + GIB
        assert after.guests is before.guests

    def test_an_operation_that_got_on_is_new_and_the_others_are_kept(self):
        world, painter = make_world(web=64 * MIB), Painter()
        first, second = world.record("web", "guest add web"), add_sections(world, "web", 1)
        before = paint(world, painter)
        world.progress(second, done=1)
        after = paint(world, painter)
        assert [op.id for op in after.operations] == [first, second]
        assert after.operations[0] is before.operations[0]
        assert (before.operations[1].done, after.operations[1].done) == (0, 1)

    def test_a_guest_that_went_and_one_that_came_are_seen(self):
        world, painter = make_world(web=64 * MIB), Painter()
        paint(world, painter)
        del world.guests["web"]
        world.host.leave("web")
        add_guest(world, "db", 64 * MIB)
        assert [guest.name for guest in paint(world, painter).guests] == ["db"]

    def test_forks_at_the_same_version_are_told_apart(self):
        world, painter = make_world(web=64 * MIB), Painter()
        twin = world.fork()
        acquire(world.guests["web"].memory, 1, Kind.ANON)
        acquire(twin.guests["web"].memory, 1, Kind.SLAB)
        ours, theirs = paint(world, painter).guest("web"), paint(twin, painter).guest("web")
        assert (ours.kind(Kind.ANON), theirs.kind(Kind.ANON)) == (4096, 0)

    @pytest.mark.parametrize("how", [{"paused": False}, {"speed": 2.0}, {"reached": 0.5}])
    def test_the_pace_is_part_of_the_picture(self, how):
        world, painter = make_world(web=64 * MIB), Painter()
        before = paint(world, painter)
        assert paint(world, painter, **how) is not before

    @pytest.mark.parametrize(("kernel", "driver"), [("current", "virtio"), ("2.6.16+remove", "xen")])
    def test_what_is_kept_is_what_would_be_painted_anew(self, kernel, driver):
        world, painter, kept = World(host_memory=GIB), Painter(), 0
        guest = add_guest(world, memory=128 * MIB, kernel=kernel, driver=driver)
        acquire(guest.memory, 9000, Kind.FILE)
        world.start(Churn("web", Kind.ANON, 8000, 60_000, begin_program(guest, Kind.ANON, "churn", 0)))
        set_target(world, "web", 100 * MIB)
        add_sections(world, "web", 2, "movable")
        take_section(world, "web", 5)
        in_view = [("web", section) for section in (0, 5, 9)]
        before = paint(world, painter, view=in_view)
        for _ in range(400):
            world.run_instant()
            now = paint(world, painter, view=in_view)
            assert plain(now) == plain(paint(world, view=in_view))
            kept += now.guests is before.guests
            before = now
        assert {op.state for op in before.operations} == {"done"}
        assert kept

    def test_plain_tells_pictures_apart(self):
        world = make_world(web=64 * MIB)
        before = plain(paint(world))
        acquire(world.guests["web"].memory, 1, Kind.ANON)
        assert plain(paint(world)) != before


class TestTheSectionTable:
    def test_every_row_adds_up_to_a_section(self):
        world = make_world(web=64 * MIB)
        acquire(world.guests["web"].memory, 3000, Kind.ANON)
        assert view(world).sections.counts.sum(axis=1).tolist() == [SECTION] * 4

    def test_it_cannot_be_written_to_and_stays_when_the_world_goes_on(self):
        world = make_world(web=64 * MIB)
        table = view(world).sections
        counts = table.counts.tolist()
        acquire(world.guests["web"].memory, 3000, Kind.ANON)
        assert table.counts.tolist() == counts
        for array in attrs.astuple(
            table, recurse=False, filter=lambda _, value: isinstance(value, np.ndarray)
        ):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0

    def test_an_offline_section_is_in_no_zone_and_counts_for_nothing(self):
        world = make_world(web=64 * MIB)
        world.guests["web"].memory.make_present(5)
        guest = view(world)
        assert guest.sections.index.tolist() == [0, 1, 2, 3, 5]
        assert guest.sections.state.tolist() == [SectionState.ONLINE] * 4 + [SectionState.OFFLINE]
        assert guest.sections.zone.tolist() == [0, 0, 0, 0, NO_ZONE]
        assert (guest.present, guest.online, sum(guest.counts)) == (80 * MIB, 64 * MIB, 4 * SECTION)

    def test_a_zone_without_pages_is_left_out_until_its_first_section_arrives(self):
        world = make_world(web=64 * MIB)
        memory = world.guests["web"].memory
        assert [zone.name for zone in view(world).zones] == ["Normal"]
        memory.make_present(5)
        memory.online_section(5, 1)
        guest = view(world)
        assert [guest.zones[zone].name for zone in guest.sections.zone] == ["Normal"] * 4 + ["Movable"]

    def test_positions_are_those_of_the_zones_that_are_left(self):
        world = make_world(web=64 * MIB)
        memory = world.guests["web"].memory
        memory.make_present(5)
        memory.online_section(5, 1)
        memory.zones[0].present = 0
        guest = view(world)
        assert [zone.name for zone in guest.zones] == ["Movable"]
        assert guest.sections.zone.tolist() == [NO_ZONE] * 4 + [0]

    @pytest.mark.parametrize(("kernel", "driver"), [("current", "virtio"), ("2.6.16+remove", "xen")])
    def test_what_blocks_a_section_is_what_the_guest_says(self, kernel, driver):
        world = World(host_memory=GIB)
        guest = add_guest(world, kernel=kernel, driver=driver)
        for kind in (Kind.ANON, Kind.SLAB, Kind.PINNED, Kind.PAGE_TABLE, Kind.FILE):
            acquire(guest.memory, 1000, kind)
        set_target(world, "web", 200 * MIB)
        world.run_until(10 * SECOND)
        assert guest.balloon.pages
        table = view(world).sections
        for row, section in enumerate(table.index.tolist()):
            named = {
                Kind(kind): int(table.blockers[row, kind]) for kind in np.flatnonzero(table.blockers[row])
            }
            assert named == guest.blockers(section)


class TestAmounts:
    def test_a_balloon_is_what_the_guest_is_short_of(self):
        world = make_world(web=64 * MIB)
        set_target(world, "web", 48 * MIB)
        world.run_until(10 * SECOND)
        snapshot = paint(world)
        guest = snapshot.guest("web")
        assert (guest.balloon, guest.balloon_target_pages, guest.has) == (16 * MIB, SECTION, 48 * MIB)
        assert (guest.online, guest.managed) == (
            64 * MIB,
            guest.online - guest.kind(Kind.RESERVED, Kind.MEM_MAP, Kind.BALLOON),
        )
        assert snapshot.host.committed == snapshot.host.owned["web"] == 48 * MIB
        assert snapshot.host.promised == 128 * MIB
        assert snapshot.host.total == snapshot.host.free + snapshot.host.zeroing + snapshot.host.committed

    def test_isolated_pages_are_not_free_but_on_a_list(self):
        world = make_world(web=64 * MIB)
        before = view(world)
        world.guests["web"].memory.isolate(3)
        after = view(world)
        assert before.free - after.free == 16 * MIB
        assert after.zones[0].free_area["isolate"][12] == 1
        assert after.kind(Kind.FREE) == before.free

    def test_a_kernel_without_grouping_has_one_list_and_one_more_while_something_is_isolated(self):
        world = World()
        guest = add_guest(world, kernel="2.6.16+remove")
        assert list(view(world).zones[0].free_area) == ["any"]
        guest.memory.isolate(3)
        assert list(view(world).zones[0].free_area) == ["any", "isolate"]

    def test_fragmentation_is_that_of_all_zones_together(self):
        world = make_world(web=64 * MIB)
        memory = world.guests["web"].memory
        memory.take(1, MigrateType.MOVABLE, Kind.ANON)
        memory.make_present(5)
        memory.online_section(5, 1)
        guest = view(world)
        blocks = [sum(k) for k in zip(*(z.blocks_per_order() for z in memory.zones), strict=True)]
        assert guest.unusable_free_index == tuple(unusable_free_index(blocks, k) for k in range(13))
        assert guest.largest_free_block == 16 * MIB

    def test_nothing_free_has_no_largest_block(self):
        world = make_world(web=64 * MIB)
        world.guests["web"].memory.take(4 * SECTION, MigrateType.MOVABLE, Kind.ANON)
        assert (view(world).free, view(world).largest_free_block) == (0, 0)


class TestPagesInView:
    def test_they_are_those_of_the_sections_asked_for_that_are_there(self):
        world = make_world(web=64 * MIB, db=64 * MIB)
        snapshot = paint(world, view=[("web", 1), ("web", 3), ("web", 4), ("web", -1), ("nobody", 0)])
        assert list(snapshot.guest("web").pages) == [1, 3]
        assert snapshot.guest("db").pages == {}

    def test_a_uniform_free_section_has_the_heads_of_its_largest_blocks(self):
        world = World()
        add_guest(world, memory=256 * MIB, platform="x86-64")
        pages = view(world, view=[("web", 1)]).pages[1]
        assert (pages.section, pages.first_pfn, len(pages.kinds)) == (1, 32768, 32768)
        assert set(pages.kinds.tolist()) == {Kind.FREE}
        assert np.flatnonzero(pages.orders != -1).tolist() == list(range(0, 32768, 1024))
        assert set(pages.orders.tolist()) == {-1, 10}
        assert pages.block_types.tolist() == [MigrateType.MOVABLE] * 64

    def test_a_mixed_section_has_each_block_at_its_head(self):
        world = make_world(web=64 * MIB)
        memory = world.guests["web"].memory
        memory.take(2 * SECTION, MigrateType.MOVABLE, Kind.ANON)
        for section in range(4):
            pages = view(world, view=[("web", section)]).pages[section]
            orders = pages.orders[pages.orders >= 0].astype(int)
            assert (
                (1 << orders).sum() == (pages.kinds == Kind.FREE).sum() == memory.counts[section, Kind.FREE]
            )
            assert set(pages.kinds[pages.orders >= 0].tolist()) <= {Kind.FREE}

    @pytest.mark.parametrize("section", [0, 3])
    def test_an_isolated_pageblock_says_so(self, section):
        world = make_world(web=64 * MIB)
        world.guests["web"].memory.isolate(section)
        pages = view(world, view=[("web", section)]).pages[section]
        assert pages.block_types.tolist() == [MigrateType.ISOLATE] * 8
        assert -1 <= pages.orders.min() <= pages.orders.max() <= 12

    def test_they_are_kept_while_their_section_is_as_it_was(self):
        world, painter = make_world(web=64 * MIB), Painter()
        before = paint(world, painter, view=[("web", 1), ("web", 3)]).guest("web")
        world.guests["web"].memory.isolate(3)
        after = paint(world, painter, view=[("web", 1), ("web", 3)]).guest("web")
        assert after.pages[1] is before.pages[1]
        assert after.pages[3] is not before.pages[3]

    def test_another_section_in_view_leaves_the_tables_as_they_are(self):
        world, painter = make_world(web=64 * MIB), Painter()
        before = paint(world, painter, view=[("web", 1)]).guest("web")
        after = paint(world, painter, view=[("web", 2)]).guest("web")
        assert after.sections is before.sections
        assert list(after.pages) == [2]


def test_an_operation_says_what_it_did_and_what_it_does():
    world = make_world(web=64 * MIB)
    acquire(world.guests["web"].memory, 5 * 1024, Kind.ANON)
    number = take_section(world, "web", 1)
    world.run_until(60 * SECOND)
    (operation,) = paint(world).operations
    assert (operation.id, operation.guest, operation.command) == (
        number,
        "web",
        "hotplug remove web section=1",
    )
    assert (operation.state, operation.started, operation.unit) == ("done", 0, "sections")
    assert (operation.done, operation.total, operation.pages_migrated) == (1, 1, 3328)
    assert operation.ended == world.operations[number].ended


class TestSentences:
    def world(self) -> World:
        world = make_world(web=64 * MIB)
        world.emit(Said(words="first"))
        world.emit(TargetSet(guest="web", target=GIB, balloon=0, driver="xen"))
        world.emit(Said(words="a\x1b[31mred\nword"))
        return world

    def test_they_count_from_0_and_are_safe_to_show(self):
        first, second, third = sentences(self.world(), 0)
        assert (first.number, first.text, first.level) == (0, "first", "say")
        assert (second.number, second.guest, second.level) == (1, "web", "info")
        assert third.text == "a\\x1b[31mred\\nword"

    def test_they_begin_where_the_reader_wants(self):
        assert [s.number for s in sentences(self.world(), 2)] == [2]
        assert sentences(self.world(), 3) == ()
        assert sentences(World(), 0) == ()

    def test_they_are_one_guests_if_wanted(self):
        assert [s.number for s in sentences(self.world(), 0, "web")] == [1]

    def test_forgotten_ones_are_left_out_and_numbers_stay(self):
        world = self.world()
        del world.events[:2]
        assert [s.number for s in sentences(world, 0)] == [2]
        assert sentences(world, 3) == ()

    def test_a_long_one_is_cut(self):
        world = make_world()
        world.emit(Said(words="x" * 100_000))
        assert len(sentences(world, 0)[0].text) <= LONGEST + 1


def test_where_memory_is_or_may_come_is_told_around_the_hole_and_follows_what_is_added():
    session = Session()
    session.perform("guest add db memory=4G max=5G")
    assert session.snapshot().guests[0].places == ((0, 24), (32, 48))
    session.perform("hotplug remove db section=20")
    session.world.run_until(SECOND)
    assert session.snapshot().guests[0].places == ((0, 24), (32, 49))
    session.perform("hotplug add db 1G")
    while session.snapshot().operations[-1].state != "done":
        session.step()
        assert session.snapshot().guests[0].places == ((0, 24), (32, 49))
    assert session.snapshot().guests[0].online == 4 * GIB + 896 * MIB


class TestWhatStretchesHold:
    def test_it_adds_up_to_what_the_sections_hold(self):
        world, painter = make_world(web=64 * MIB), Painter()
        acquire(world.guests["web"].memory, 5000, Kind.ANON)
        guest = paint(world, painter, grains={"web": 512}).guest("web")
        assert guest.grain.pages == 512
        assert guest.grain.counts.shape[:2] == (4, 8)
        np.testing.assert_array_equal(guest.grain.counts.sum(axis=1), guest.sections.counts)
        np.testing.assert_array_equal(guest.grain.counts.sum(axis=2), 512)

    def test_a_section_that_has_not_changed_is_not_counted_again(self):
        world, painter = make_world(web=64 * MIB), Painter()
        before = paint(world, painter, grains={"web": 512})
        assert paint(world, painter, grains={"web": 512}) is before
        assert paint(world, painter).guest("web").grain is None
        with_grain = paint(world, painter, grains={"web": 1024}).guest("web")
        assert with_grain.grain.counts.shape[1] == 4

    def test_while_time_runs_a_picture_counts_only_so_many_pages(self, monkeypatch):
        monkeypatch.setattr("engine.picture.COUNTED_AT_ONCE", 2 * SECTION)
        world, painter = make_world(web=64 * MIB), Painter()
        paint(world, painter, grains={"web": 512})
        acquire(world.guests["web"].memory, 4 * SECTION - 4000, Kind.ANON)
        stale = []
        for _ in range(3):
            guest = paint(world, painter, grains={"web": 512}, paused=False).guest("web")
            stale.append(int((guest.grain.version != guest.sections.version).sum()))
        assert stale == [2, 0, 0]
        np.testing.assert_array_equal(guest.grain.counts.sum(axis=1), guest.sections.counts)

    def test_a_stretch_that_does_not_divide_a_section_is_an_error(self):
        with pytest.raises(ValueError, match="sections of 4096 pages in stretches of 1000"):
            paint(make_world(web=64 * MIB), grains={"web": 1000})
