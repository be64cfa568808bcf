"""Whatever is typed: it is refused at the word that is wrong, nothing has changed, and the session goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.commands.grammar import NATIVE, ROWS
from engine.commands.row import Row
from tests.engine.playing import DB, WEB, refused, typed

WRONG = {
    "guest add": (
        "guest add «Web» memory=256M",
        "guest add «balloon» memory=256M",
        "guest add «abcdefghijklmnopq» memory=256M",
        "guest add «web» memory=256M",
        "guest add new memory=«40M» platform=ppc64",
        "guest add new memory=«16M» platform=ppc64",
        "guest add new memory=«0M»",
        "guest add new memory=«-256M»",
        "guest add new memory=«NaN»",
        "guest add new memory=«17T»",
        "guest add new memory=«16T»",
        "guest add new memory=256M max=«128M»",
        "guest add new memory=256M max=«300M»",
        "guest add new memory=256M max=«0M»",
        "guest add new memory=256M min=«512M»",
        "guest add new memory=256M min=«6K»",
        "guest add new memory=256M platform=«vax»",
        "guest add new memory=256M platform=«mips»",
        "guest add new memory=256M kernel=«2.4»",
        "guest add new memory=256M driver=«floppy»",
        "guest add new memory=256M driver=«cmm»",
        "guest add new memory=256M platform=ppc64 driver=«vmware»",
        "guest add new memory=256M kernel=«2.6.16» driver=hyperv",
        "guest add new memory=256M hypervisor=«bhyve»",
        "guest add new memory=256M hypervisor=«phyp»",
        "guest add new memory=256M hypervisor=xen driver=«virtio»",
        "guest add new memory=256M deflate_on_oom=«maybe»",
        "guest add new memory=256M driver=xen deflate_on_oom=«on»",
        "guest add new memory=256M driver=xen reporting=«on»",
        "guest add new memory=256M accounting=«secret»",
        "guest add new memory=256M nodes=«0»",
        "guest add new memory=256M nodes=«two»",
        "guest add new memory=256M swap=«-1M»",
        "guest add new memory=256M page=«5K»",
        "guest add new memory=256M balloon_pages=«popped»",
        "guest add new memory=256M grouping=«maybe»",
        "guest add new memory=256M fallback=«v5»",
        "guest add new memory=256M online=«later»",
        "guest add new memory=256M platform=ppc64 memmap_on_memory=«on»",
        "guest add new memory=256M kernel=2.6.16 memmap_on_memory=«on»",
        "guest add new memory=256M kernel=2.6.16 kernelcore=«64M»",
        "guest add new memory=256M kernelcore=«0K»",
        "guest add new memory=256M kernel=2.6.24 online=«movable»",
        "guest add new memory=256M memory_model=«flatmem»",
        "guest add new memory=256M kernel=sles10 memory_model=«sparsemem»",
        "guest add new memory=256M kernel=2.6.16 memory_model=flatmem nodes=«2»",
        "guest add new memory=256M memory_model=«heapmem»",
        "guest add new memory=256M kernel=«2.6.15»",
        "guest add new memory=256M nodes=«9»",
        "guest add new memory=256M page=«64K»",
        "guest add new memory=256M page=«8K»",
        "guest add new memory=256M pae=«on»",
        "guest add new memory=«4G» platform=i386 pae=off",
        "guest add new memory=256M cost_scale=«nan»",
        "guest add new memory=256M cost_scale=«0»",
        "guest add new memory=256M cost_scale=«-1»",
        "guest add new memory=256M cost_scale=«1e3»",
    ),
    "let": ("«let» x = 5", "let «2x» = 5", "let x«»", "let x =«»", "at 5s «let» x = 5"),
    "repeat": (
        "«repeat» 3",
        "repeat «many»",
        "repeat «10001»",
        "repeat 3 «of» it",
        "repeat 3 as «2»",
        "repeat 3 as«»",
    ),
    "end": ("«end»", "end «now»", "try «end»"),
    "guest import": (
        "guest import «web» nothing.capture",
        "guest import «Web» nothing.capture",
        "guest import new «nothing.capture»",
        "guest import new «engine»",
        "guest import new«»",
        "guest import new nothing.capture step=«-1»",
        "guest import new nothing.capture hash=«12»",
        "guest import new nothing.capture «more»",
    ),
    "reset": ("reset «nobody»", "reset «web»", "reset«»", "reset web «now»"),
    "guest remove": ("guest remove «nobody»", "guest remove «»", "guest remove web «db»"),
    "guest list": ("guest list «web»",),
    "guest show": ("guest show «nobody»",),
    "hotplug add": (
        "hotplug add «nobody» 64M",
        "hotplug add web «40M»",
        "hotplug add web «0M»",
        "hotplug add web «-64M»",
        "hotplug add web «NaN»",
        "hotplug add web «64»",
        "hotplug add web «1p»",
        "hotplug add web «272M»",
        "hotplug add web «16T»",
        "hotplug add web 64M node=«2»",
        "hotplug add web 64M online=«perhaps»",
        "hotplug add web 64M partly=«some»",
        "hotplug add web 64M device=«dimm1»",
        "hotplug add web 64M device=«1:mem1»",
        "hotplug add db 64M device=«dimm0:mem5»",
        "hotplug add db 64M device=«dimm5:mem0»",
        "hotplug add db 64M device=«dimm5:mem9»",
    ),
    "hotplug remove": (
        "hotplug remove «nobody» 64M",
        "hotplug remove web «40M»",
        "hotplug remove web «224M»",
        "hotplug remove web «1G»",
        "hotplug remove web «-16M»",
        "hotplug remove web section=«99»",
        "hotplug remove web section=«9-4»",
        "hotplug remove web section=«14-20»",
        "hotplug remove web section=«1-15»",
        "hotplug remove web section=«-1»",
        "hotplug remove web section=«1048576»",
        "hotplug remove web node=«0»",
        "hotplug remove web node=«7»",
        "hotplug remove web 16M timeout=«soon»",
        "hotplug remove web 16M timeout=«-5s»",
        "hotplug remove web 16M retries=«-1»",
        "hotplug remove web 16M retries=«nan»",
        "hotplug remove web 16M section=«4»",
        "hotplug remove web device=«dimm9»",
        "hotplug remove db device=dimm0 partly=«undo»",
        "hotplug remove web section=4 order=«lowest»",
        "hotplug remove web 16M order=«middle»",
        "hotplug remove web 16M partly=«half»",
    ),
    "section online": (
        "section online «nobody» 17",
        "section online web «15»",
        "section online web «18»",
        "section online web «15-17»",
        "section online web «x»",
        "section online web 17 as=«dma»",
        "section online web size=«40M»",
        "section online web size=«32M»",
        "section online web 17 size=«16M»",
        "section online web«»",
    ),
    "section offline": (
        "section offline «nobody» 4",
        "section offline web «17»",
        "section offline web «18»",
        "section offline web «15-17»",
        "section offline web «1-14»",
        "section offline web «1.5»",
        "section offline web size=«40M»",
        "section offline web size=«1G»",
        "section offline web size=16M in=«dma»",
        "section offline web size=«16M» in=Movable",
        "section offline web 4 in=«Normal»",
    ),
    "balloon set": (
        "balloon set «nobody» 192M",
        "balloon set web «1K»",
        "balloon set web «6K»",
        "balloon set web «48M»",
        "balloon set web «1G»",
        "balloon set web «-64M»",
        "balloon set web «NaN»",
        "balloon set web «inf»",
        "balloon set web «192»",
        "balloon set web «60%»",
        "balloon set web 192M within=«0s»",
        "balloon set web 192M within=«64M»",
        "balloon set web 192M within=«-1s»",
    ),
    "balloon inflate": (
        "balloon inflate «nobody» 32M",
        "balloon inflate web «209M»",
        "balloon inflate web «0M»",
        "balloon inflate web «1B»",
    ),
    "balloon deflate": (
        "balloon deflate «nobody» 32M",
        "balloon deflate web «32M»",
        "balloon deflate web «16T»",
    ),
    "workload": (
        "workload «nobody» fill 60%",
        "workload web «sing» 60%",
        "workload web fill «101%»",
        "workload web fill «-1%»",
        "workload web fill «nan%»",
        "workload web fill «0%»",
        "workload web fill «1G»",
        "workload web fill «1B»",
        "workload web fill 60% kind=«gold»",
        "workload web fill 60% rate=«64M»",
        "workload web fill 60% rate=«0M/s»",
        "workload web fill 60% rate=«1B/s»",
        "workload web free 10% kind=«hugetlb»",
        "workload web churn «1T»",
        "workload web churn 20% adapts=«balloon»",
        "workload web churn 20% kind=file adapts=«hotplug»",
        "workload web fill 20% adapts=«hotplug»",
        "workload web pin «300M»",
        "workload web fragment 40% pattern=«stripes»",
        "workload web age «2G»",
        "workload web stop «60%»",
    ),
    "host memory": (
        "host memory «64M»",
        "host memory «17T»",
        "host memory «0G»",
        "host memory «5K»",
        "host memory «-8G»",
        "host memory «8»",
    ),
    "compare": (
        "compare «nobody» 192M",
        "compare web «1K»",
        "compare web «48M»",
        "compare web «16T»",
        "compare web «-64M»",
        "compare web «60%»",
        "compare web 192M «ballon»",
        "compare web 192M «balloon,»",
        "compare web 192M «,»",
    ),
    "host balance": (
        "host balance «maybe»",
        "host balance «off»",
        "host balance on policy=«fair»",
        "host balance off policy=«esx»",
    ),
    "host compact": (
        "host compact block=«3M»",
        "host compact block=«2G»",
        "host compact block=«64»",
        "host compact «2M»",
    ),
    "host limit": (
        "host limit «nobody» 128M",
        "host limit web «1M»",
        "host limit web «5K»",
        "host limit web «0M»",
        "host limit web «128»",
    ),
    "why": (
        "why «nobody»",
        "why web section=«99»",
        "why web section=«-1»",
        "why operation=«999»",
        "why operation=«0»",
        "why operation=«last»",
    ),
    "whatif": (
        "whatif balloon inflate «nobody» 64M",
        "whatif «free» web",
        "whatif «guest» add db memory=1G",
        "whatif «whatif» balloon inflate web 64M",
        "whatif balloon inflate web «64G»",
        "whatif balloon inflate web «64»",
        "whatif section offline web «9999»",
    ),
    "free": ("free «nobody»",),
    "meminfo": ("meminfo «nobody»",),
    "buddyinfo": ("buddyinfo «nobody»",),
    "lsmem": ("lsmem «nobody»",),
    "pagetypeinfo": ("pagetypeinfo «nobody»", "pagetypeinfo «old»"),
    "zoneinfo": ("zoneinfo «nobody»",),
    "top": ("top «nobody»",),
    "vmstat": ("vmstat «nobody»",),
    "cancel": ("cancel «1»", "cancel «999»", "cancel «0»", "cancel «-1»", "cancel «everything»"),
    "run": ("run «fast»",),
    "pause": ("pause «5s»",),
    "step": ("step «2»",),
    "speed": ("speed «3»", "speed «0»", "speed «-1»", "speed «nan»", "speed «1e3»", "speed «10000»"),
    "wait": ("wait «nobody»", "wait «-5s»", "wait «5»", "wait «1.0000000001s»"),
    "at": ("at «-1s» pause", "at «nan» pause", "at 1s «fly»", "at 1s «at» 2s pause", "at 1s pause «now»"),
    "chapter": ("chapter«»",),
    "hold": ("hold «web»",),
    "prompt": ("prompt«»",),
    "ask": (
        "ask«»",
        "ask «how much?»",
        "ask «answer=3»",
        "ask how much? answer=«3..1»",
        "ask how much? answer=«3|»",
        "ask how much? answer=«1M..2»",
    ),
    "say": ("say «»",),
    "expect": (
        "expect «nobody».memory.free == 64M",
        "expect web.memory.«gold» == 64M",
        "expect web.«section[x]».state == online",
        "expect web.memory.free «~» 64M",
        "expect web.memory.free == «online»",
        "expect web.memory.free == «5s»",
        "expect web.«memory» == 64M",
        "expect host.free == «64p»",
    ),
    "seed": ("seed «-1»", "seed «7»", "seed «nan»", "seed «18446744073709551616»"),
    "source": ("source «nothing.bal»", "source «/»", "source «»"),
    "fails": ("fails «fly»", "fails «try» pause", "fails «»", "fails expect «nobody».x == 3"),
    "try": ("try «fly»", "try balloon set web «many»", "try «»"),
    "help": ("help «fly»",),
    "xl mem-set": (
        "xl mem-set «nobody» 192",
        "xl mem-set web «0»",
        "xl mem-set web «4096»",
        "xl mem-set web «x»",
    ),
    "virsh setmem": (
        "virsh setmem «nobody» 196608",
        "virsh setmem web «1»",
        "virsh setmem web «-1»",
        "virsh setmem web 196608 «--config»",
    ),
    "chmem": (
        "chmem «nobody» -e 16",
        "chmem web -e «40»",
        "chmem web -e «0»",
        "chmem web -e «-16»",
        "chmem web -e «1.5G»",
        "chmem web -e «17T»",
        "chmem web -e «4-7»",
        "chmem web -e -b «16M»",
        "chmem web -e -b «7-4»",
        "chmem web -e -b «99»",
        "chmem web -e -b «15»",
        "chmem web -d «0x1000001-0x1ffffff»",
        "chmem web -d «0x2000000-0x1ffffff»",
        "chmem web -e «0x1000000-0x1ffffff»",
        "chmem web -d «1G»",
        "chmem web -d 16 -z «Movable»",
        "chmem web -d 16 -z «Device»",
        "chmem web 16«»",
        "chmem web -e«»",
        "chmem web -e «-d» 16",
        "chmem web -e -z «Gold» 16",
        "chmem web -e 16 -z «DMA»",
        "chmem web «-x» 16",
        "chmem web «--enabel» 16",
        "chmem web -e 16 -z«»",
    ),
    "drmgr": (
        "drmgr «nobody» -c mem -r",
        "drmgr web -c «cpu» -r",
        "drmgr web -r«»",
        "drmgr web -c mem«»",
        "drmgr web -c mem -r «-a»",
        "drmgr web -c mem -r -q «0»",
        "drmgr web -c mem -r -q «many»",
        "drmgr web -c mem -r -q «99»",
        "drmgr web -c mem -r -q «14»",
        "drmgr web -c mem -a -q «99»",
        "drmgr web -c mem -r -s «4»",
        "drmgr web -c mem -r -s «0x80000063»",
        "drmgr web -c mem -a -s «0x80000004»",
        "drmgr web -c mem -r -q 1 -s «0x80000004»",
        "drmgr web -c mem -r -w «soon»",
        "drmgr web -c mem -a -w «5»",
        "drmgr «app» -c mem -r",
    ),
    "balloon": (
        "balloon «nobody» 192",
        "balloon web «0»",
        "balloon web «4096»",
        "balloon web «192X»",
        "balloon web«»",
    ),
    "info balloon": ("info balloon «nobody»",),
    "info memory-devices": ("info memory-devices «nobody»",),
    "object_add": (
        "object_add «nobody» memory-backend-ram,id=mem5,size=64M",
        "object_add web «,»",
        "object_add web «memory-backend-file,id=mem5,size=64M»",
        "object_add web memory-backend-ram,id=mem5,«size»",
        "object_add web memory-backend-ram,«share=on»,id=mem5",
        "object_add web memory-backend-ram,id=mem5,«id=mem6»",
        "object_add web memory-backend-ram,id=«5»,size=64M",
        "object_add web «memory-backend-ram,id=mem5»",
        "object_add db «memory-backend-ram,id=mem0,size=32M»",
        "object_add web «memory-backend-ram,id=mem5,size=40M»",
    ),
    "object_del": (
        "object_del «nobody» mem0",
        "object_del db «mem0»",
        "object_del web «mem5»",
        "object_del web «-»",
    ),
    "device_add": (
        "device_add «nobody» pc-dimm,size=64M",
        "device_add web «,»",
        "device_add web «,,size=64M»",
        "device_add web «nvdimm,size=64M»",
        "device_add web «pc-dimm»",
        "device_add web «pc-dimm,size=40M»",
        "device_add web «pc-dimm,size=1G»",
        "device_add web pc-dimm,«addr=0»,size=64M",
        "device_add web «pc-dimm,memdev=mem0,size=64M»",
        "device_add web «pc-dimm,memdev=nothing»",
        "device_add db «pc-dimm,memdev=mem0»",
        "device_add db «pc-dimm,id=dimm0,memdev=mem9»",
        "device_add web «pc-dimm,size=64M,node=7»",
    ),
    "xenstore ls": (
        "xenstore ls «/nowhere»",
        "xenstore ls «//»",
        "xenstore ls «/local/»",
        "xenstore ls / by=«nobody»",
        "xenstore ls / by=«db»",
    ),
    "xenstore read": (
        "xenstore read «/local/domain/9»",
        "xenstore read «memory/target»",
        "xenstore read /a «b»",
        "xenstore read «/a=b»",
        "xenstore read memory/target by=«db»",
        "xenstore read «memory»",
        "xenstore read«»",
    ),
    "xenstore write": (
        "xenstore write «/» 1",
        "xenstore write «/a/../b» 1",
        "xenstore write «memory/target» 196608 by=web",
        "xenstore write «/local/domain/0/data» 1 by=web",
        f"xenstore write /data «{'x' * 2049}»",
        f"xenstore write «{'/x' * 1537}» 1",
        "xenstore write /data 1 by=«db»",
        "xenstore write /data«»",
    ),
    "xenstore watch": (
        "xenstore watch «/local//domain»",
        "xenstore watch /local by=«nobody»",
        "xenstore watch /local times=«0»",
        "xenstore watch /local times=«often»",
    ),
    "xenstore unwatch": ("xenstore unwatch «/local»", "xenstore unwatch /local by=«db»"),
    "resize": (
        "resize «nobody» 128M",
        "resize web «1K»",
        "resize web «6K»",
        "resize web «48M»",
        "resize web «1G»",
        "resize web «0M»",
        "resize web 128M policy=«luck»",
        "resize web «200M» policy=hotplug",
        "resize web 128M policy=«virtio-mem»",
        "resize old 128M policy=«hotplug»",
        "resize web«»",
    ),
    "hotplug set": (
        "hotplug set «nobody» 16M",
        "hotplug set «web» 16M",
        "hotplug set web «-1M»",
        "hotplug set web 16M device=«vm0»",
        "hotplug set web«»",
    ),
    "qom-set": (
        "qom-set «nobody» vm0 requested-size 16M",
        "qom-set web «vm0» requested-size 16M",
        "qom-set web vm0 «size» 16M",
        "qom-set web vm0 requested-size «much»",
    ),
    "device_del": ("device_del «nobody» dimm0", "device_del web «dimm5»", "device_del web «0»"),
}
"""For each command lines that are wrong, each at the word between the marks."""

GARBAGE = (
    "%",
    "=",
    ",",
    "NaN",
    "-1",
    "1e999",
    "𝔪",
    "99999999999999999999",
    "[0]",
    "../..",
    "section=",
    "𐐷" * 50,
)
CONTROLS = ("\x1b[2J", "\0", "\x07", "\r", "\n", "\x85", "\u202e", "\ud800")


@pytest.fixture(scope="module")
def session():
    """A guest with an offline section, a machine that is nearly full, and time that has passed."""
    return typed(
        "host memory 2G",
        WEB,
        DB,
        "guest add app memory=256M",
        "guest add old memory=256M platform=ppc64 kernel=2.6.16",
        "hotplug add web 16M",
        "hotplug add web 16M online=no",
        "device_add db pc-dimm,size=32M",
        "object_add db memory-backend-ram,id=mem9,size=32M",
        "wait 1s",
    )


def test_every_command_of_the_language_is_here():
    assert set(WRONG) == {row.verb for row in ROWS}


@pytest.mark.parametrize("marked", [line for lines in WRONG.values() for line in lines])
def test_it_is_refused_at_the_word_that_is_wrong(session, marked):
    before, word, _ = marked.replace("»", "«").split("«")
    line = marked.replace("«", "").replace("»", "")
    digest, journal = session.digest(), len(session.world.journal)
    error = refused(session, line)
    place = error.place
    if word:
        assert line[place.column - 1 : place.column - 1 + place.length] == word
    else:
        assert place.column >= len(before.rstrip())
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert session.digest() == digest
    assert len(session.world.journal) - journal in (0, 1)
    assert session.perform("guest list").output


def shapes(row: Row) -> Iterator[str]:
    """Each of a row's examples with one word taken out."""
    for example in row.examples:
        words = example.split()
        for parameter, at in zip(row.positional, range(len(row.words), len(words)), strict=False):
            # any word can be expected, and most of them can be a key
            if parameter.value.takes == "word" and parameter.name not in ("value", "key"):
                yield " ".join((*words[:at], "{}", *words[at + 1 :]))
        for option in row.options:
            base = " ".join(word for word in words if not word.startswith(f"{option.name}="))
            yield f"{base} {option.name}={{}}"


@pytest.mark.parametrize("shape", [shape for row in ROWS for shape in shapes(row)])
def test_garbage_in_any_place_is_refused(session, shape):
    digest = session.digest()
    for word in (*GARBAGE, *CONTROLS, "x" * 100_000):
        error = refused(session, shape.format(word))
        assert str(error).isprintable()
        assert len(str(error)) < 400
        assert error.place.column >= 1
    assert session.digest() == digest


@pytest.mark.parametrize("row", NATIVE, ids=lambda row: row.verb)
def test_a_line_of_100_000_characters_is_refused_where_it_is_too_long(session, row):
    error = refused(session, f"{row.examples[0]} {'9' * 100_000}")
    assert error.place.column == 4097
    assert len(str(error)) < 200


@pytest.mark.parametrize("character", CONTROLS)
def test_a_control_character_is_refused_and_never_repeated(session, character):
    error = refused(session, f"say hello{character}")
    assert error.place.column == len("say hello") + 1
    assert character not in str(error)


def test_what_is_no_command_is_refused_and_a_blank_line_is_nothing(session):
    assert refused(session, "fly web").place.length == 3
    assert session.perform("").id is None
    assert session.perform("  # a comment").output == ""


def test_a_time_that_has_passed_is_refused(session):
    assert refused(session, "@0s balloon set web 192M").found == "0s has passed"
