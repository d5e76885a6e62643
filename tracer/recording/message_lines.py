"""What a process and one that it has started say to each other: one line for each message.

Both run the code of this tracer on this machine as the same person, and the pipes between them are theirs alone; so a
message is a pickled object, and nothing needs to be checked but its class.
"""

import pickle
from base64 import b64decode, b64encode
from typing import TypeVar, overload

_A = TypeVar("_A")
_B = TypeVar("_B")


def to_line(message: object) -> bytes:
    """Return a message as a line, without the line break."""
    return b64encode(pickle.dumps(message))


@overload
def from_line(line: bytes, kind: type[_A]) -> _A: ...


@overload
def from_line(line: bytes, kind: type[_A], other: type[_B]) -> _A | _B: ...


def from_line(line: bytes, kind: type[_A], other: type[_B] | None = None) -> _A | _B:
    """Return the message that ``to_line`` made this line of.

    Args:
        line: The line.
        kind: The class of which it is.
        other: Another one of which it may be.

    Raises:
        TypeError: It is of neither, or no such line.
    """
    try:
        message: object = pickle.loads(b64decode(line))  # noqa: S301 # made by ``to_line``, see above
    except (ValueError, EOFError, LookupError, AttributeError, pickle.UnpicklingError) as error:
        raise TypeError("this is no message") from error
    if isinstance(message, kind):
        return message
    if other is not None and isinstance(message, other):
        return message
    raise TypeError(f"a message of the class {type(message).__name__} is not expected here")
