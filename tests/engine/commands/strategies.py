"""Any native command as text, drawn from the table."""

from hypothesis import strategies as st

from engine.commands.compare_rows import POLICIES
from engine.commands.grammar import NATIVE
from engine.commands.names import NAME, RESERVED
from engine.commands.paths import OPERATORS
from engine.commands.row import Parameter, Row
from engine.units import LARGEST, duration_text, size_text

names = st.one_of(
    st.sampled_from(["web", "db"]),
    st.from_regex(NAME, fullmatch=True).filter(lambda name: name not in RESERVED),
)
sizes = st.one_of(
    st.integers(1, LARGEST).map(size_text),
    st.integers(1, 2**24).map("{}M".format),
    st.sampled_from(["1.5G", "0.25M", "300p", "64KiB"]),
)
durations = st.one_of(st.integers(0, 10**18).map(duration_text), st.sampled_from(["5s", "200ms", "1.5h"]))
percents = st.integers(0, 100_000).map(lambda n: f"{n // 1000}.{n % 1000:03d}%")
numbers = st.integers(1, 1000).map(str)
ranges = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda ends: f"{min(ends)}-{max(ends)}")
devices = st.sampled_from(["dimm0", "mem1", "A-b_c.9"])
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)

answers = st.sampled_from(["yes", "3", "64m", "3..5", "60%..80%", "s3", "web:s3|s5", "1m..2m", "no|never"])
WORDS = {
    "NAME": names,
    "GUEST": names,
    "SIZE": sizes,
    "SIZE|PERCENT": st.one_of(sizes, percents),
    "DURATION": durations,
    "N": numbers,
    "N[-M]": st.one_of(numbers, ranges),
    "SIZE/s": sizes.map("{}/s".format),
    "DEVICE": devices,
    "DEVICE:BACKEND": st.tuples(devices, devices).map(":".join),
    "FACTOR": st.sampled_from(["0.5", "1", "2.25", "1000", "0.001"]),
    "OPERATION|all": st.one_of(numbers, st.just("all")),
    "TEXT": st.lists(texts, min_size=1, max_size=4).map("  ".join),
    "TEXT answer=ANSWER": st.tuples(texts, answers).map(" answer=".join),
    "SHA256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    "FILE": st.sampled_from(["hotplug-basics", "./some%20file.bal"]),
    "PATH": st.sampled_from(
        [
            "web.memory.free",
            "op.last.state",
            "op[3].state",
            "time",
            "a.section[2].pages.free",
            "compare.balloon+add.has",
        ]
    ),
    "POLICY[,POLICY...]": st.lists(st.sampled_from(list(POLICIES)), min_size=1, unique=True).map(",".join),
    "KEY": st.sampled_from(["/", "/local/domain/1/memory/target", "memory/target", "data/a-b_c@d"]),
    "WORD": st.sampled_from(["196608", "ready", "-1", "0x10"]),
    "OP": st.sampled_from(OPERATORS),
    "VALUE": st.one_of(
        sizes,
        durations,
        numbers,
        st.sampled_from(
            ["online", "1.25", "2.6.16+remove", "true", "web.zone.DMA32.free", "db.section[3].node"]
        ),
    ),
}


CHMEM = {
    "": st.one_of(
        st.integers(1, 2**24).map(str),
        st.integers(1, 2**14).map("{}G".format),
        st.integers(0, 2**30).map(lambda at: f"{at:#x}-{at + 0xFFFFFFF:#x}"),
    ),
    "-b": st.one_of(st.integers(0, 9_999_999).map(str), ranges),
    "--blocks": ranges,
}
DRMGR = st.one_of(
    st.just(["-r"]),
    st.just(["-a"]),
    st.integers(1, 9999).map(lambda count: ["-r", f"-q {count}"]),
    st.integers(1, 9999).map(lambda count: ["-a", f"-q{count}"]),
    st.integers(0, 9999).map(lambda lmb: ["-r", f"-s {0x80000000 + lmb:#x}", "-w 5"]),
)


@st.composite
def operators(draw) -> str:
    """Draw an operators' command that is written as such: what it is natively depends on the guest."""
    guest, device = draw(names), draw(devices)
    verb = draw(st.sampled_from(["chmem", "drmgr", "object_add", "object_del", "device_add", "device_del"]))
    match verb:
        case "chmem":
            blocks = draw(st.sampled_from(list(CHMEM)))
            zone = draw(st.sampled_from(["", "-z Movable", "--zone=normal", "-zDMA", "-v"]))
            flags = [draw(st.sampled_from(["-e", "-d", "--enable", "--disable"])), blocks, zone]
            rest = [*draw(st.permutations(flags)), draw(CHMEM[blocks])]
        case "drmgr":
            rest = draw(st.permutations(["-c mem", *draw(DRMGR)]))
        case "object_add":
            rest = [f"memory-backend-ram,size={draw(st.integers(1, 9999))}M,id={device}"]
        case "device_add":
            rest = [
                draw(st.sampled_from([f"pc-dimm,memdev={device}", f"pc-dimm,id={device},size=1G,node=0"]))
            ]
        case _:
            rest = [device]
    return " ".join(word for word in (verb, guest, *rest) if word)


@st.composite
def commands(draw, holder: Row | None = None) -> str:
    """Draw the text of a command that can be read; one that another holds, holds none."""
    refused = holder.may_not_hold if holder else ()
    rows = [
        row
        for row in NATIVE
        if not row.script_only and not (holder and row.may_not_hold) and row.verb not in refused
    ]
    row = draw(st.sampled_from(rows))
    chosen = draw(st.sampled_from(row.choice)) if row.choice else ""
    if row.choice and not row.choice_needed and draw(st.booleans()):
        chosen = ""
    parts = list(row.words)
    taken = {"action": draw(st.sampled_from(["fill", "stop", "fragment"]))} if row.verb == "workload" else {}
    if row.verb == "host balance":
        taken = {"on": draw(st.sampled_from(["on", "off"]))}
    for parameter in row.positional:
        if _wanted(row, parameter, chosen, taken, draw):
            parts.append(taken.get(parameter.field) or draw(_words(parameter, row)))
    narrowed = row.narrow({**taken, **({chosen: 1} if chosen else {})})
    for option in draw(st.permutations(() if taken.get("on") == "off" else row.options)):
        if (not narrowed or option.field in narrowed.takes) and _wanted(row, option, chosen, taken, draw):
            parts.append(f"{option.name}={draw(_words(option, row))}")
    blank = draw(st.sampled_from([" ", "  ", "\t"]))
    return blank.join((parts[0], " ".join(parts[1:]))) if parts[1:] else parts[0]


def _wanted(row: Row, parameter: Parameter, chosen: str, taken: dict[str, str], draw: st.DrawFn) -> bool:
    if parameter.field in row.choice:
        return parameter.field == chosen
    if row.verb == "workload" and parameter.field == "amount":
        return taken["action"] != "stop"
    return parameter.needed or draw(st.booleans())


def _words(parameter: Parameter, row: Row) -> st.SearchStrategy[str]:
    if parameter.value.choices:
        return st.sampled_from([word for word, _ in parameter.value.choices])
    if parameter.value.takes == "command":
        return commands(row)
    if parameter.name == "topic":
        return st.sampled_from(["balloon", "hotplug add", "why"])
    if parameter.name == "number":
        return numbers
    return WORDS[parameter.value.label]
