"""What the process of a scenario and a worker say to each other: one line for each message.

Both run the code of this tracer on this machine as the same person, and the pipes between them are theirs alone; so a
message is a pickled tuple, and nothing needs to be checked.
"""

import pickle
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TypeAlias

from tracer.browser.http import WebRequest, WebResponse
from tracer.recording.events import EventMemory
from tracer.trace.events import Event


@dataclass(frozen=True)
class Order:
    """What a worker is to do before it answers requests.

    Attributes:
        target: Whatever ``flask --app`` takes.
        show_values: Whether values in sessions, queries and messages are shown.
    """

    target: str
    show_values: bool


@dataclass(frozen=True)
class Ready:
    """The app is loaded, and recorded from now on."""


@dataclass(frozen=True)
class NotReady:
    """The app cannot be loaded, or raised an error that nobody has recorded.

    Attributes:
        message: Why, and what to do.
    """

    message: str


@dataclass(frozen=True)
class WorkerRequest:
    """A request, and what was recorded before it.

    Attributes:
        request: The request.
        memory: What the next events depend on.
    """

    request: WebRequest
    memory: EventMemory


@dataclass(frozen=True)
class WorkerResponse:
    """The answer, and what was recorded while it was given.

    Attributes:
        response: The response.
        events: The events of the request, in order.
        memory: What the next events depend on.
    """

    response: WebResponse
    events: tuple[Event, ...]
    memory: EventMemory


Message: TypeAlias = Order | Ready | NotReady | WorkerRequest | WorkerResponse


def to_line(message: Message) -> bytes:
    """Return a message as a line, without the line break."""
    return b64encode(pickle.dumps(message))


def from_line(line: bytes) -> Message:
    """Return the message that ``to_line`` made this line of."""
    message: Message = pickle.loads(b64decode(line))  # noqa: S301 # made by ``to_line``, see above
    return message
