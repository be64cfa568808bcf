"""XenStore by itself: keys, homes, watches, and what a domain may not do."""

from __future__ import annotations

import pytest

from engine.errors import CommandError
from engine.xenstore import DOMAIN_0, MOST_KEYS, MOST_WATCHES, XenStore
from tests.engine.refusal import refusal

KEYS = {"name": "web", "memory/static-max": "524288", "memory/target": "262144"}
TARGET = "/local/domain/1/memory/target"


@pytest.fixture
def store() -> XenStore:
    store = XenStore()
    store.admit("web", 1, KEYS, 65536)
    store.admit("db", 2, {**KEYS, "name": "db"}, 65536)
    return store


def test_a_home_has_what_the_tools_know(store):
    assert store.below("/local/domain") == ("0", "1", "2")
    assert store.below("/local/domain/1") == ("name", "memory")
    assert store.read(TARGET) == "262144"
    assert store.read("/local/domain/1/memory") == ""
    assert store.read("/local/domain/3") is None
    assert store.read("/") == ""


def test_a_key_without_a_slash_in_front_is_below_the_home_of_who_asks(store):
    assert store.resolved("memory/target", "web") == TARGET
    assert store.resolved("name", DOMAIN_0) == "/local/domain/0/name"
    assert store.resolved("/a", "web") == "/a"


def test_a_watch_hears_of_its_key_and_of_all_below_it_and_of_nothing_else(store):
    store.watch("/local/domain/1/memory", "db", None)
    heard = [watch.owner for watch in store.write(TARGET, "1")]
    assert heard == ["web", "db"], "the driver's own is the older one"
    assert [watch.owner for watch in store.write("/local/domain/1/memory", "")] == ["db"]
    assert store.write("/local/domain/1/memory-not", "1") == ()
    assert store.write("/local/domain/1/name", "x") == ()


def test_a_watch_on_the_root_hears_of_everything(store):
    store.watch("/", DOMAIN_0, None)
    assert len(store.write("/a/b", "1")) == 1


def test_a_watch_that_has_told_as_often_as_it_was_to_is_gone(store):
    store.watch("/a", DOMAIN_0, 2)
    for left in (1, 0):
        [watch] = store.write("/a", "1")
        assert watch.left == left + 1
        store.heard(watch)
    assert store.write("/a", "1") == ()


def test_a_guest_that_leaves_takes_its_keys_and_its_watches_with_it(store):
    store.watch("/local/domain/2", "web", None)
    store.watch("/local/domain/1", "db", None)
    assert [watch.owner for watch in store.leave("web")] == ["db"]
    assert store.read("/local/domain/1") is None
    assert {watch.owner for watch in store.watches} == {"db"}
    assert not any("/domain/1/" in key for key in (*store.values, *store.tools_keys))


@pytest.mark.parametrize(
    ("key", "domain", "refused"),
    [
        ("/local/domain/1/data", "web", ""),
        (TARGET, DOMAIN_0, ""),
        (TARGET, "web", "it is the tools'"),
        (TARGET, "db", "it is not below its home"),
        ("/local/domain/1", "web", "it is not below its home"),
        ("/tool", "web", "it is not below its home"),
        ("/", DOMAIN_0, "the root has no value"),
    ],
)
def test_a_guest_writes_below_its_home_only_and_no_key_of_the_tools(store, key, domain, refused):
    assert refused in refusal(store.check_may_write, key, domain) or not refused
    assert bool(refusal(store.check_may_write, key, domain)) == bool(refused)


def test_keys_and_watches_are_bounded_for_each_domain(store):
    for number in range(MOST_KEYS):
        store.check_may_write(f"/local/domain/1/data/{number}", "web")
        store.write(f"/local/domain/1/data/{number}", "")
    with pytest.raises(CommandError, match="EQUOTA"):
        store.check_may_write("/local/domain/1/data/more", "web")
    store.check_may_write("/local/domain/1/data/7", "web")
    store.check_may_write("/local/domain/2/data/7", "db")
    for number in range(MOST_WATCHES):
        store.watch(f"/{number}", "web", None)
    with pytest.raises(CommandError, match="EQUOTA"):
        store.watch("/more", "web", None)
    store.watch("/more", "db", None)


def test_nothing_is_watched_twice_and_only_what_is_watched_can_be_left(store):
    store.watch("/a", DOMAIN_0, None)
    assert "EEXIST" in refusal(store.watch, "/a", DOMAIN_0, None)
    store.unwatch("/a", DOMAIN_0)
    assert "ENOENT" in refusal(store.unwatch, "/a", DOMAIN_0)
    assert "ENOENT" in refusal(store.unwatch, TARGET, "web"), "the driver's own is not the guest's to leave"


def test_neither_a_fork_nor_the_original_sees_what_the_other_does(store):
    store.watch("/a", DOMAIN_0, 1)
    twin = store.fork()
    twin.write("/a", "1")
    twin.heard(twin.watches[-1])
    twin.leave("web")
    assert store.read("/a") is None
    assert len(store.watches) == 3
    assert store.read(TARGET) == "262144"
