import pytest

from engine.commands.model import BalloonSet, View
from engine.commands.parse import parse
from engine.errors import SyntaxRefused
from engine.units import KIB, MIB, Size


@pytest.mark.parametrize(
    ("text", "native"),
    [
        ("xl mem-set web 512", "balloon set web 512M"),
        ("xl mem-set web 512m", "balloon set web 512M"),
        ("xl mem-set web 2G", "balloon set web 2G"),
        ("xl mem-set web 2048k", "balloon set web 2M"),
        ("xl mem-set web 5000b", "balloon set web 4K"),
        ("virsh setmem web 524288", "balloon set web 512M"),
        ("virsh setmem web 512M", "balloon set web 512M"),
        ("virsh setmem web 512MiB --live", "balloon set web 512M"),
        ("virsh setmem --current web 512M", "balloon set web 512M"),
        ("virsh setmem web 1MB", "balloon set web 977K"),
    ],
)
def test_operators_words_have_their_tools_units(text, native):
    command = parse(text)
    assert isinstance(command, BalloonSet)
    assert command.text == native
    assert command.dialect == " ".join(text.split()[:2])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("chmem web -d 512", "chmem web -d 512"),
        ("chmem --disable web 512M", "chmem web -d 512M"),
        ("chmem web 10-20 -be", "chmem web -e -b 10-20"),
        ("chmem web -vdzmovable 1g", "chmem web -d -z Movable -v 1g"),
        ("chmem web --zone=NORMAL -e 2G", "chmem web -e -z Normal 2G"),
        ("chmem web -e 0x80000000-0x9fffffff", "chmem web -e 0x80000000-0x9fffffff"),
        ("drmgr web -r -q4 -c mem", "drmgr web -c mem -r -q 4"),
        ("drmgr -c mem web -a", "drmgr web -c mem -a"),
        ("drmgr web -c mem -r -s 0x8000000A -w 5", "drmgr web -c mem -r -s 0x8000000a -w 5"),
        ("object_add web memory-backend-ram,size=1G,id=m", "object_add web memory-backend-ram,id=m,size=1G"),
        ("device_add web pc-dimm,memdev=m,id=d", "device_add web pc-dimm,id=d,memdev=m"),
        ("device_add web pc-dimm,size=268435456,node=1", "device_add web pc-dimm,size=256M,node=1"),
        ("device_del web d", "device_del web d"),
        ("balloon web 512", "balloon set web 512M"),
        ("balloon web 1G", "balloon set web 1G"),
        ("info balloon web", "info balloon web"),
    ],
)
def test_flags_and_properties_come_in_any_order_and_are_written_in_one(text, written):
    assert parse(text).text == written
    assert parse(written).text == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("chmem -d 512", "chmem db -d 512"),
        ("chmem -e -b 4", "chmem db -e -b 4"),
        ("drmgr -c mem -r", "drmgr db -c mem -r"),
        ("device_add pc-dimm,size=1G", "device_add db pc-dimm,size=1G"),
        ("balloon 512", "balloon set db 512M"),
        ("info memory-devices", "info memory-devices db"),
        ("at 5s chmem -d 512", "at 5s chmem db -d 512"),
        ("top", "top db"),
    ],
)
def test_the_selected_guest_is_written_where_none_is_named(text, written):
    assert parse(text, default_guest="db").text == written


def test_the_native_form_of_a_dialect_reads_as_the_same_size():
    assert parse("xl mem-set web 512").size == parse("balloon set web 512M").size == Size(512 * MIB)


def test_where_no_guest_is_named_the_selected_one_is_meant():
    assert parse("xl mem-set 512", default_guest="db").text == "balloon set db 512M"
    assert parse("virsh setmem 1024 --live", default_guest="db").size == Size(1024 * KIB)
    assert parse("free", default_guest="db") == View(guest="db", name="free", text="free db")
    assert parse("free web", default_guest="db").guest == "web"


def test_a_native_command_always_names_its_guest():
    with pytest.raises(SyntaxRefused):
        parse("balloon set 512M", default_guest="db")


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("xl mem-set 512", 12, "no guest is named"),
        ("free", 6, "no guest is named"),
        ("xl mem-set web", 16, "xl mem-set needs MEM"),
        ("xl mem-set web 5MB", 16, "'5MB' is not a size for xl"),
        ("xl mem-set web -5", 16, "'-5' is not a size for xl"),
        ("xl mem-set web 1.5g", 16, "'1.5g' is not a size for xl"),
        ("xl mem-set web 17t", 16, "17t is more than 16T"),
        ("xl mem-set web 1b", 16, "1b is nothing"),
        ("xl mem-max web 5", 4, "'mem-max' is nothing that xl does"),
        ("virsh setmem web 512 --config", 22, "--config does nothing here"),
        ("virsh setmem web 512 --liv", 22, "virsh setmem has no flag '--liv'"),
    ],
)
def test_what_operators_get_wrong(text, column, found):
    with pytest.raises(SyntaxRefused) as refused:
        parse(text)
    assert refused.value.found == found
    assert refused.value.place.column == column
