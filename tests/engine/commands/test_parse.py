import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.commands import model
from engine.commands.grammar import NATIVE, ROWS, row_of
from engine.commands.parse import parse
from engine.drivers import DRIVERS
from engine.errors import Place, SyntaxRefused
from engine.hypervisors import HYPERVISORS
from engine.platform import KERNELS, PLATFORMS
from engine.units import GIB, MIB, SECOND, Percent, Size
from tests.engine.commands.strategies import commands, operators
from tests.engine.refusal import refusal

REMOVE = "hotplug remove GUEST (SIZE | section=N[-M] | node=N | device=DEVICE) [OPTION=VALUE ...]"
"""How hotplug remove is written."""


def refused(text: str, **options) -> SyntaxRefused:
    with pytest.raises(SyntaxRefused) as caught:
        parse(text, **options)
    return caught.value


def test_a_command_is_a_value_of_its_fields():
    assert parse("hotplug add web 64M online=movable") == model.HotplugAdd(
        guest="web", size=Size(64 * MIB), online="movable", text="hotplug add web 64M online=movable"
    )


def test_options_come_in_any_order_and_are_written_in_one():
    assert parse("guest add web platform=ppc64 memory=1G").text == "guest add web memory=1G platform=ppc64"


def test_what_is_left_out_has_its_default():
    command = parse("guest add web memory=1G")
    assert isinstance(command, model.GuestAdd)
    assert (command.max, command.platform, command.kernel, command.online) == (
        None,
        "x86-64",
        "current",
        "kernel",
    )


def test_a_range_of_sections_may_be_one():
    assert parse("section online web 16").sections == (16, 16)
    assert parse("section offline web 16-19").sections == (16, 19)


def test_a_workload_takes_a_size_or_a_percent():
    assert parse("workload web fill 60%").amount == Percent(60_000)
    assert parse("workload web churn 64M rate=8M/s").rate == Size(8 * MIB)


def test_a_wait_is_for_everything_a_guest_or_a_time():
    assert (parse("wait").guest, parse("wait").duration) == (None, None)
    assert parse("wait web").guest == "web"
    assert parse("wait 5s").duration == 5 * SECOND


def test_all_operations_can_be_cancelled():
    assert parse("cancel all").operation is None
    assert parse("cancel 3").operation == 3


def test_a_speed_may_have_its_sign():
    assert parse("speed 0.25x") == parse("speed 0.25")


def test_a_command_can_hold_another():
    command = parse("at 5s fails hotplug add web 40M")
    assert isinstance(command.command, model.Fails)
    assert command.command.command.text == "hotplug add web 40M"
    assert command.command.command.place("size") == Place(column=29, length=3)


def test_text_goes_to_the_end_of_the_line_as_it_stands():
    assert parse("say  Look:  64M & more # really ").words == "Look:  64M & more # really"
    assert parse("source my lessons/one.bal").file == "my lessons/one.bal"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("64M", "size", Size(64 * MIB)),
        ("300p", "size", Size(pages=300)),
        ("2.5s", "duration", 2_500_000_000),
        ("5m", "duration", 300 * SECOND),
        ("12", "number", 12),
        ("0.5", "number", 0.5),
        ("online", "word", "online"),
        ("going-offline", "word", "going-offline"),
        ("2.6.16+remove", "word", "2.6.16+remove"),
    ],
)
def test_an_expected_value_has_a_unit(text, unit, value):
    command = parse(f"expect web.x == {text}")
    assert (command.unit, command.value) == (unit, value)


@pytest.mark.parametrize(
    "path", ["web.memory.free", "web.section[22].state", "host.free", "time", "op[3].state"]
)
def test_paths_into_the_snapshot(path):
    assert parse(f"expect {path} == 1").path == path


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.verb)
def test_every_example_can_be_read(row):
    for example in row.examples:
        command = parse(example)
        assert type(command) is row.model
        assert (command.dialect == "") is (row in NATIVE)


@pytest.mark.parametrize("row", NATIVE, ids=lambda row: row.verb)
def test_every_parameter_is_a_field_of_its_model(row):
    fields = set(row.model.__attrs_attrs__.__dict__) | {field.name for field in row.model.__attrs_attrs__}
    assert {parameter.field for parameter in row.parameters} | set(row.fixed) <= fields
    assert row.model.verb in (row.verb, "view")


def test_a_view_is_written_with_its_own_word():
    assert parse("lsmem web").text == "lsmem web"
    assert row_of(parse("lsmem web")).verb == "lsmem"


@given(commands())
def test_the_canonical_text_reads_back_as_the_same_command(text):
    command = parse(text)
    again = parse(command.text)
    assert again == command
    assert again.text == command.text


@given(operators())
def test_an_operators_command_that_depends_on_the_guest_reads_back_from_its_own_form(text):
    command = parse(text)
    again = parse(command.text)
    assert again == command
    assert again.text == command.text
    assert command.dialect == command.verb == text.split()[0]


@given(commands())
def test_every_given_parameter_has_the_place_where_it_stood(text):
    command = parse(text)
    places = [*command.places.values(), *getattr(command, "command", command).places.values()]
    assert all(1 <= place.column <= len(text) - place.length + 1 for place in places)


@pytest.mark.parametrize(
    ("text", "column", "length", "message"),
    [
        ("", 1, 1, "there is no command: `help` lists the commands"),
        ("blloon set web 5M", 1, 6, "'blloon' is not a command: did you mean balloon?"),
        ("replay web 1G", 1, 6, "'replay' is not a command: `help` lists the commands"),
        ("host shrink", 6, 6, "'shrink' is nothing that host does: memory, balance, compact or limit"),
        ("balloon swell web 64M", 9, 5, "'swell' is nothing that balloon does: set, inflate or deflate"),
        (
            "balloon inflte web 64M",
            9,
            6,
            "'inflte' is nothing that balloon does: did you mean inflate?",
        ),
        ("balloon", 9, 1, "balloon is half a command: balloon set, inflate or deflate"),
        ("balloon set", 13, 1, "balloon set needs GUEST: balloon set GUEST SIZE [within=DURATION]"),
        ("balloon set web", 17, 1, "balloon set needs SIZE: balloon set GUEST SIZE [within=DURATION]"),
        ("balloon set web 512", 17, 3, "512 has no unit: 512M, 512G or 512p"),
        ("balloon set web -5M", 17, 3, "-5M is negative: a size counts from 0"),
        ("balloon set web 0K", 17, 2, "0K is nothing: a size above 0"),
        (
            "balloon set Web 5M",
            13,
            3,
            "'Web' is not a guest's name: a small letter, then at most 15 of a-z, 0-9 and -",
        ),
        (
            "balloon set web 5M now",
            20,
            3,
            "'now' is one word too many: balloon set GUEST SIZE [within=DURATION]",
        ),
        (
            "guest add web",
            15,
            1,
            "guest add needs memory=SIZE: guest add NAME memory=SIZE [OPTION=VALUE ...]",
        ),
        ("guest add web memory=1G max=1G max=2G", 32, 6, "max= is given twice: once"),
        (
            "guest add web memory=1G platfrm=ppc64",
            25,
            7,
            "guest add has no option 'platfrm': did you mean platform?",
        ),
        ("guest add web memory=1G max=", 29, 1, "max= has no value: max=SIZE"),
        (
            "guest add web memory=1G max=nan",
            29,
            3,
            "'nan' is not a size: a number and a unit, as 512M, 1.5G or 300p",
        ),
        (
            "hotplug remove web 64M node=0",
            29,
            1,
            f"SIZE and node=N do not go together: {REMOVE}",
        ),
        (
            "hotplug remove web",
            20,
            1,
            f"hotplug remove needs SIZE, section=N[-M], node=N or device=DEVICE: {REMOVE}",
        ),
        ("hotplug remove web section=9-4", 28, 3, "the range 9-4 is empty: 4-9"),
        ("workload web stop kind=anon", 24, 4, "workload stop takes no kind=KIND: leave it out"),
        (
            "workload web fill",
            19,
            1,
            "workload fill needs SIZE|PERCENT: how much; a percent is of online memory, for age of free memory",
        ),
        (
            "workload web fill 5% pattern=random",
            30,
            6,
            "workload fill takes no pattern=checkerboard|random: leave it out",
        ),
        ("workload web churn 5% rate=0M/s", 28, 4, "0M is nothing: a size above 0"),
        ("why operation=3 section=4", 25, 1, "why operation=N takes no section=N: leave it out"),
        ("at 5s at 6s run", 7, 2, "at cannot stand inside at: another command"),
        ("fails at 1s try run", 13, 3, "try cannot stand inside fails: another command"),
        ("speed 3", 7, 1, "'3' is not a speed: 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 64, 256 or 1000"),
        ("seed -1", 6, 2, "'-1' is not a whole number: a number from 0 to 18446744073709551615"),
        ("expect web.x = 3", 14, 1, "'=' does not compare: =="),
        ("expect web..x == 3", 12, 1, "'' is no part of a path: names joined by points, as web.memory.free"),
        (
            "expect Web.x == 3",
            8,
            3,
            "'Web' is not a guest's name: a guest, host, op, compare, time, time_ns, seed, expectations or digest",
        ),
        ("expect op.first.state == 3", 8, 2, "'op.first.state' names no operation: op.last or op[N]"),
        ("expect web.x == 50%", 17, 3, "50% of what: a size, a duration, a number or a word"),
        ("expect web.x == nan", 17, 3, "'nan' is not a value: as 64M, 300p, 2.5s, 12 or online"),
        ("expect web.x == -inf", 17, 4, "'-inf' is not a value: as 64M, 300p, 2.5s, 12 or online"),
        (
            "expect web.x == 12345678901234567890",
            17,
            20,
            "'12345678901234567890' is not a value: as 64M, 300p, 2.5s, 12 or online",
        ),
        ("expect web.x == -1", 17, 2, "-1 is negative: every value of a snapshot counts from 0"),
        ("help ballon", 6, 6, "'ballon' is not a command: did you mean balloon or balloon set?"),
        (
            "run\x07",
            4,
            1,
            "the character U+0007 cannot be part of a command: printable characters and blanks",
        ),
    ],
)
def test_an_error_names_the_word_that_is_wrong_and_what_would_be_right(text, column, length, message):
    error = refused(text)
    assert (error.place.column, error.place.length) == (column, length)
    assert str(error) == message


def test_every_platform_kernel_and_driver_that_exists_can_be_named():
    tables = {"platform": PLATFORMS, "kernel": KERNELS, "driver": DRIVERS, "hypervisor": HYPERVISORS}
    for option, table in tables.items():
        for name in table:
            assert getattr(parse(f"guest add web memory=1G {option}={name}"), option) == name


def test_a_line_may_have_4096_characters():
    assert parse("say " + "x" * 4092).words == "x" * 4092
    assert refused("say " + "x" * 4093).found == "the line has 4,097 characters"


HOSTILE = [
    "x" * 100_000,
    "\x00" * 100_000,
    "fails " * 600,
    "at 1s " * 600 + "run",
    "guest add web " + "memory=1G " * 400,
    "expect " + "a." * 2000 + " == 1",
    "hotplug add web " + "9" * 4000,
    "hotplug add web " + "9" * 4000 + "M",
    "section online web " + "9" * 2000 + "-" + "9" * 2000,
    "say \ud800",
    "say \u202e",
    "balloon set web NaN",
    "balloon set web -Infinity",
    "speed nan",
    "speed inf",
    "seed 1e400",
    "guest add web memory=1G cost_scale=nan",
    "guest add web memory=1G cost_scale=1e999",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
def test_hostile_text_is_refused(text):
    assert str(refused(text)).isprintable()


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    assert refusal(parse, text).isprintable()


@given(st.data(), commands())
def test_a_command_with_a_wrong_word_is_read_or_refused(data, text):
    words = text.split(" ")
    at = data.draw(st.integers(0, len(words)))
    words.insert(
        at, data.draw(st.sampled_from(["-5M", "nan", "=", "max=", "&", "web", "[", "99999999999999999T"]))
    )
    assert refusal(parse, " ".join(words)).isprintable()


def test_largest_sizes_are_bounded():
    assert parse("balloon set web 16T").size == Size(16 * 1024 * GIB)
    assert refused("balloon set web 17T").wanted == "at most 16T"
