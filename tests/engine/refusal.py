"""What a reader says of a text that may be right or wrong."""

from collections.abc import Callable

from engine.errors import CommandError


def refusal(read: Callable[..., object], *arguments: object) -> str:
    """Return the message with which `read` refuses, or nothing; any other exception passes."""
    try:
        read(*arguments)
    except CommandError as error:
        return str(error)
    return ""
