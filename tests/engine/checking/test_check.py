"""What `check` finds in a script without running it, and that it never cries wolf."""

from pathlib import Path

import pytest

from engine.checking import MOST_FINDINGS, check

ROOT = Path(__file__).parents[3]
WRONG_ON_PURPOSE = ("03-refused.bal", "05-syntax.bal")
SCRIPTS = [
    *sorted((ROOT / "engine" / "lessons").glob("*.bal")),
    *sorted((ROOT / "tests" / "recordings").glob("*.bal")),
    *sorted(path for path in (ROOT / "tests" / "golden").glob("*.bal") if path.name not in WRONG_ON_PURPOSE),
]
WEB = "guest add web memory=256M platform=ppc64\n"


def found(text: str, folder: str = "") -> list[str]:
    return [str(finding) for finding in check(text.encode(), "x.bal", folder)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_there_is_nothing_to_say_of_a_bundled_script(path):
    assert check(path.read_bytes(), path.name, str(path.parent)) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WEB + "balloon set wbe 64M", "x.bal:2:13: there is no guest wbe: did you mean web?"),
        ("free zzz", "x.bal:1:6: there is no guest zzz: `guest add zzz memory=512M` above it"),
        ("free web\n" + WEB, "x.bal:1:6: web is not there yet: `guest add` above it"),
        (
            WEB + "guest remove web\nfree web",
            "x.bal:3:6: web is not there any more since line 2: another guest, or `guest add` it again",
        ),
        (WEB + WEB, "x.bal:2:11: web is there since line 1: another name, or `guest remove` before it"),
        ("source nope", "x.bal:1:8: there is no script 'nope': a file, or a lesson's name"),
        (WEB + "seed 7", "x.bal:2:6: the seed is set once a guest is there: `seed` before the first guest"),
        (WEB + "ballonet 1", "x.bal:2:1: a header stands on the first line only: `ballonet` on line 1"),
        (WEB + "expect wep.memory.free > 1M", "x.bal:2:8: there is no guest wep: did you mean web?"),
        (
            WEB + "expect web.memori.free > 1M",
            "x.bal:2:12: web has no 'memori': did you mean memory?",
        ),
        (
            WEB + "expect web.memory.fre > 1M",
            "x.bal:2:19: web.memory has no 'fre': did you mean free?",
        ),
        (WEB + "@5s free wbe", "x.bal:2:10: there is no guest wbe: did you mean web?"),
        (WEB + "at 5s free wbe", "x.bal:2:12: there is no guest wbe: did you mean web?"),
        (
            WEB + "section offline web 99",
            "x.bal:2:21: web can have no section 99: its memory is below section 48",
        ),
        (
            WEB + "why web section=4096",
            "x.bal:2:17: web can have no section 4096: its memory is below section 48",
        ),
        (
            WEB + "hotplug add web 40M",
            "x.bal:2:17: 40M is not a multiple of the section size of ppc64 (16M): the nearest are 32M and 48M",
        ),
        (
            "guest add web memory=40M",
            "x.bal:1:22: 40M is not a multiple of the section size of x86-64 (128M): the least is 128M",
        ),
        (
            "guest add web memory=1G driver=xen reporting=on",
            "x.bal:1:46: reporting is virtio's, and the driver is xen: driver=virtio, or without it",
        ),
        (
            WEB + "let s = 40M\nrepeat 9\nhotplug add web $s\nend",
            "x.bal:4:17: 40M is not a multiple of the section size of ppc64 (16M): the nearest are 32M and 48M",
        ),
        ("let a = 3\nrun", "x.bal:1:5: warning: the variable a is never used: leave it out"),
        (
            "say $name",
            "x.bal:1:5: warning: $name is left as it stands, for no variable is set: `let NAME = VALUE` above it",
        ),
        (
            f"@9s run\n@5s digest sha256:{'0' * 64}",
            "x.bal:1:1: warning: this never runs: its time is after that of the digest, "
            "with which the recording ends: an earlier time",
        ),
    ],
)
def test_what_is_found(text, told):
    assert found(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "fails free nobody",
        WEB
        + "expect web.section[900].state == absent\nexpect web.zone.Any.free > 1p\nexpect web.programs[3].pid == 1",
        WEB + "expect web.fragmentation.unusable_free_index[40] == 0\nexpect web.virtio_mem.size > 1M",
        "try balloon set nobody 5M",
        WEB + "fails guest add web memory=40M",
        WEB + "try guest remove web\nfree web",
        "@1s guest add db memory=1G\nwait 2s\nfree db",
        "wait 2s\nfree db\n@1s guest add db memory=1G",
        "at 1s guest add db memory=1G\nwait 2s\nfree db",
        WEB + "guest remove web\n" + WEB + "free web",
        WEB + "expect host.free > 1M\nexpect compare.unified.has > 1M\nexpect op.last.state == done",
        WEB + "at 5s guest remove web\n@9s free web",
        "source aged\nfree db",
        "seed 7\n" + WEB,
    ],
)
def test_what_is_only_possible_is_no_mistake(text):
    assert found(text) == []


def test_every_mistake_is_told_up_to_a_bound():
    assert len(found("x\n" * 300)) == 300
    assert len(found("x\n" * 5000)) == MOST_FINDINGS


def test_a_script_that_another_runs_is_read_too(tmp_path):
    (tmp_path / "guests.bal").write_text(WEB)
    (tmp_path / "bad.bal").write_text("run\nballoon swell web 1M\n")
    assert found("source guests.bal\nfree web\nfree wbe", str(tmp_path)) == [
        "x.bal:3:6: there is no guest wbe: did you mean web?"
    ]
    assert found("source guests.bal\n" + WEB, str(tmp_path)) == [
        "x.bal:2:11: web is there already: another name, or `guest remove` before it"
    ]
    [told] = found("source bad.bal", str(tmp_path))
    assert told.startswith(
        "x.bal:1:8: bad.bal has mistakes, the first is bad.bal:2:9: 'swell' is nothing that"
    )


def test_what_sources_itself_is_gone_through_once(tmp_path):
    (tmp_path / "self.bal").write_text("repeat 50\nsource self.bal\nend\n")
    assert found("source self.bal\nfree web", str(tmp_path)) == []


def test_lines_that_cannot_be_read_make_nothing_else_wrong():
    assert len(found("guest add web memry=1G\nfree web")) == 1
    assert len(found("sauce x\nsource  nope &&\nfree web")) <= 3


def test_the_body_of_a_wrong_repeat_is_read_and_its_end_is_no_mistake():
    told = found(WEB + "repeat x as i\nfree wbe\nsay $i\nbalon\nend\nfree no")
    assert [each.partition(": ")[0] for each in told] == ["x.bal:2:8", "x.bal:3:6", "x.bal:5:1", "x.bal:7:6"]
    assert len(found(WEB + "repaet 3\nfree web\nend\n")) == 1
    assert len(found(WEB + "end\nrepaet 3\nfree web\nend\nend")) == 3


def test_a_guest_whose_line_is_wrong_is_known_and_no_other():
    told = found(WEB + "guest add db memory=12Q\nfree db\nfree wbe\ngest add app memory=1G\nfree app")
    assert [each.partition(": ")[0] for each in told] == ["x.bal:2:21", "x.bal:4:6", "x.bal:5:1"]
