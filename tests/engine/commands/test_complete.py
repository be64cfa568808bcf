import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.commands.complete import Context, KnownGuest, complete, ghost
from engine.commands.parse import parse
from engine.errors import SyntaxRefused
from engine.units import GIB, MIB
from tests.engine.commands.strategies import commands

WEB = KnownGuest(
    "web",
    section_size=16 * MIB,
    sections=((0, 11), (14, 15)),
    offline=((12, 13),),
    absent=((16, 20), (24, 34)),
    online=224 * MIB,
    present=256 * MIB,
    target=192 * MIB,
    has=192 * MIB,
    platform="ppc64",
    driver="xen",
    min=64 * MIB,
    max=512 * MIB,
    domain=1,
    device="vm0",
    region=64 * MIB,
    device_block=8 * MIB,
    dimms=("dimm0", "dimm1"),
    backends=("mem2",),
)
DB = KnownGuest("db", sections=((0, 7),), online=GIB, present=GIB, target=GIB, min=GIB // 4, max=GIB)
KEYS = (("/local/domain/1/name", "web"), ("/local/domain/1/memory/target", "196608"))
LAB = Context((WEB, DB), "db", ((3, "balloon set web 64M"),), ("hotplug-basics", "balloon-basics"), KEYS)


def offered(text: str) -> list[str]:
    return [item.word for item in complete(text, len(text), LAB).items]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ho", ["hotplug", "host", "hold"]),
        ("balloon ", ["set", "inflate", "deflate"]),
        ("balloon i", ["inflate"]),
        ("compare web 128M ball", ["balloon", "balloon+add", "balloon+remove"]),
        ("compare web 128M balloon,u", ["balloon,unified"]),
        ("compare web 128M none,re", ["none,reboot"]),
        ("xenstore r", ["read"]),
        ("whatif h", ["hotplug"]),
        ("whatif hotplug ", ["add", "remove", "set"]),
        ("xenstore read ", [key for key, _ in KEYS]),
        ("xenstore write /local/domain/1/m", ["/local/domain/1/memory/target"]),
        ("xenstore read memory/target by=", ["web"]),
        ("balloon set ", ["db", "web"]),
        ("balloon set w", ["web"]),
        ("balloon set web ", ["64M", "96M", "128M", "144M", "192M", "224M"]),
        ("balloon inflate web ", ["16M", "32M", "64M", "128M"]),
        ("balloon deflate web ", ["16M", "32M"]),
        ("hotplug add web ", ["16M", "32M", "64M", "128M", "256M"]),
        ("hotplug add web 4", ["48M"]),
        ("hotplug add db ", []),
        ("hotplug add web 48M ", ["node=", "online=", "partly=", "device="]),
        ("hotplug add web 48M online=", ["kernel", "movable", "auto-movable", "no"]),
        ("hotplug add web 48M online=m", ["movable"]),
        ("hotplug set web ", ["0K", "8M", "16M", "32M", "64M"]),
        ("hotplug set db ", []),
        ("qom-set web ", ["vm0"]),
        ("hotplug remove web 16M ", ["order=", "partly=", "timeout=", "retries="]),
        ("hotplug remove web section=1 ", ["partly=", "timeout=", "retries="]),
        ("hotplug remove web device=", ["dimm0", "dimm1"]),
        ("hotplug remove web section=1", ["1", "10", "11", "12-13", "12", "13", "14-15", "14", "15"]),
        ("section online web ", ["12-13", "12", "size=", "as="]),
        ("section online web 12 ", ["as="]),
        ("section offline web ", ["0-11", "0", "14-15", "14", "size=", "in="]),
        ("section offline web 12 ", []),
        ("balloon web ", ["64", "96", "128", "144", "192", "224"]),
        ("xl mem-set web ", ["64", "96", "128", "144", "192", "224"]),
        ("virsh setmem web 1", ["131072", "147456", "196608"]),
        ("host limit web ", ["64M", "128M", "256M", "512M"]),
        ("host compact block=", ["2M", "16M", "128M", "1G"]),
        ("info ", ["balloon", "memory-devices"]),
        ("chmem web ", ["-e", "-d", "-b", "-z", "-v"]),
        ("chmem web -e -b ", ["-z", "-v"]),
        ("chmem web -e -z M", ["Movable"]),
        ("drmgr web -c mem ", ["-r", "-a", "-q", "-s", "-w"]),
        ("drmgr web -c mem -r -q 4 ", ["-s", "-w"]),
        ("device_del web ", ["dimm0", "dimm1"]),
        ("object_del web ", ["mem2"]),
        ("workload web st", ["stop"]),
        ("workload web stop ", []),
        ("workload web fill 60% ", ["kind=", "rate="]),
        ("workload web fill 6", ["6%", "60%"]),
        ("why ", ["db", "web", "operation="]),
        ("why web ", ["section="]),
        ("why operation=", ["3"]),
        ("cancel ", ["3", "all"]),
        ("speed 2", ["2", "256"]),
        ("source h", ["hotplug-basics"]),
        ("help balloon s", ["balloon set"]),
        ("expect web.memory.f", ["web.memory.free"]),
        ("expect web.memory.free ", ["==", "!=", "<", "<=", ">", ">="]),
        ("guest add new memory=1G platform=", ["ppc64", "x86-64", "i386", "ia64", "arm64", "s390"]),
        ("guest add new memory=1G pl", ["platform="]),
        ("at 5s ball", ["balloon"]),
        ("at 5s balloon s", ["set"]),
        ("fails try", []),
        ("@5s balloon d", ["deflate"]),
        ("virsh setmem web 512 --", ["--live", "--current"]),
        ("say whatever is ", []),
        ("frobnicate ", []),
        ("balloon swell ", []),
        ("balloon set nobody ", []),
        ("run ", []),
        ("balloon set web\x07", []),
        ("x" * 5000, []),
    ],
)
def test_what_can_stand_at_the_end(text, words):
    assert offered(text) == words


@pytest.mark.parametrize(
    ("text", "word", "means"),
    [
        ("hotplug add web 4", "48M", "3 sections  s16–s18"),
        ("hotplug add web ", "256M", "16 sections  all that is left up to max"),
        ("hotplug add web ", "128M", "8 sections  s16–s20 s24–s26"),
        ("hotplug remove web ", "128M", "8 sections  down to its min"),
        ("balloon set web ", "96M", "128M in the balloon"),
        ("balloon set w", "web", "ppc64/xen  192M ▸ 192M, max 512M"),
    ],
)
def test_every_word_says_what_it_means(text, word, means):
    found = {item.word: item.means for item in complete(text, len(text), LAB).items}
    assert found[word] == means


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("", "a command"),
        ("ballo", "a command"),
        ("hotplug ", "hotplug: what it shall do"),
        ("balloon set ", "GUEST: the guest"),
        ("hotplug add web ", "SIZE: whole 16M sections, up to max 512M"),
        ("hotplug remove web ", "SIZE: whole 16M sections, down to min 64M; or an option"),
        ("hotplug add web 48M ", "an option of hotplug add"),
        ("balloon set web ", "SIZE: what it shall have, min 64M to 224M online"),
        ("hotplug add web 48M online=", "ONLINE: how it goes online"),
        ("workload web ", "ACTION: what they do"),
        ("nonsense ", ""),
    ],
)
def test_what_is_asked_for_is_said(text, asks):
    assert complete(text, len(text), LAB).asks.startswith(asks)


def test_the_word_under_the_cursor_is_replaced_as_a_whole():
    found = complete("balloon set we 64M", 13, LAB)
    assert (found.start, found.end) == (12, 14)
    assert found.items == complete("balloon set w", 13, LAB).items


def test_of_an_option_only_the_value_is_replaced():
    found = complete("guest add new memory=1G platform=pp", 35, LAB)
    assert (found.start, found.end) == (33, 35)


def test_a_cursor_outside_the_text_is_at_its_end():
    assert complete("balloon ", 99, LAB) == complete("balloon ", 8, LAB)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("", ""),
        ("ball", "oon"),
        ("balloon s", "et"),
        ("balloon set ", "db"),
        ("balloon set w", "eb"),
        ("balloon set web", ""),
        ("balloon set web ", ""),
        ("why web ", "section="),
        ("xyz", ""),
    ],
)
def test_the_ghost_is_the_rest_of_the_likeliest_word(text, rest):
    assert ghost(text, LAB) == rest


def refused_column(line: str) -> int:
    """Return the column of the first wrong word, 0 where nothing is wrong."""
    try:
        parse(line)
    except SyntaxRefused as error:
        return error.place.column
    return 0


@given(commands(), st.data())
def test_no_offered_word_is_refused(text, data):
    cursor = data.draw(st.integers(0, len(text)))
    typed = text[:cursor]
    found = complete(typed, cursor, LAB)
    for item in found.items:
        line = typed[: found.start] + item.word
        wrong = refused_column(line)
        assert wrong <= found.start or wrong > len(line), line


@given(st.text(max_size=60), st.integers(-5, 70))
def test_any_text_can_be_completed(text, cursor):
    found = complete(text, cursor, LAB)
    assert 0 <= found.start <= found.end <= len(text)
    assert isinstance(ghost(text, LAB), str)


def test_nothing_is_known_of_an_empty_lab():
    assert complete("balloon set ", 12, Context()).items == ()


def test_a_guest_whose_max_nobody_knows_is_offered_as_much_as_it_has():
    there = Context(
        guests=(KnownGuest("real", section_size=16 << 20, present=32 << 20, max=32 << 20, bounded=False),)
    )
    text = "hotplug add real "
    assert [item.word for item in complete(text, len(text), there).items] == ["16M", "32M"]
