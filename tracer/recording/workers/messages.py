"""What the process of a scenario and a worker say to each other."""

from dataclasses import dataclass

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
