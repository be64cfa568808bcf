"""The row of `compare`: a guest's size, and the policies that are set side by side."""

from __future__ import annotations

from engine.commands import choices, model, values
from engine.commands.names import advice
from engine.commands.row import Parameter, Row, Value
from engine.errors import CommandError, quoted

POLICIES = {
    **dict(choices.POLICY.choices),
    "none": "the host pages behind the guest's back",
    "reboot": "the guest is shut down, and booted with that much memory",
}
"""Every policy that can be compared, and what it is for people."""


def _read_policies(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in POLICIES:
            raise CommandError(f"{quoted(name)} is not a policy", advice(name, POLICIES))
    return names


COMPARE_ROWS = (
    Row(
        ("compare",),
        model.Compare,
        "resize",
        "try policies on copies of the world, and set what comes of them side by side",
        ("compare web 192M", "compare web 192M balloon,hotplug,unified"),
        (
            Parameter("guest", values.GUEST, "the guest; it stays as it is", needed=True),
            Parameter(
                "size",
                values.POSITIVE_SIZE,
                "what each copy of it shall have, from its min to its max",
                needed=True,
                offers="sizes",
            ),
            Parameter(
                "policies",
                Value("POLICY[,POLICY...]", _read_policies, ",".join, tuple(POLICIES.items())),
                "those that are tried",
                default="all of them",
                offers="policies",
            ),
        ),
    ),
)
"""`compare`."""
