"""The trace of one run: facts in the order in which they happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from tracer.trace.event_facts import Facts
from tracer.trace.scenario import Scenario

Kind: TypeAlias = Literal[
    "action",
    "request",
    "stage",
    "signal",
    "observed",
    "flash",
    "exception",
    "response",
    "page",
    "cookies",
    "fault",
]
"""What an event tells of.

``action``: what the person did. ``request``: the app has begun to answer. ``stage``: the app announced a stage.
``signal``: Flask-Login announced something by a signal of its own. ``observed``: the observer saw something that is
no stage and sends no signal, see ``tracer.trace.observed_facts``. ``flash``: a message was flashed.
``exception``: a view raised. ``response``: the answer as it left the app. ``page``: what the person sees.
``cookies``: what the browser holds. ``fault``: the recorder itself failed; the app was not disturbed.
"""

_F = TypeVar("_F")

Witness: TypeAlias = Literal["announced", "observed"]
"""Who told of the stages: the app itself, or the observer."""

FIRST_BROWSER = "A"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the source code. ``file`` is relative to where the package lies, never absolute."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        call = "()" if self.file.endswith(".py") else ""  # a template has blocks, and no functions
        return f"{self.file}:{self.line} in {self.function}{call}"


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded fact.

    Attributes:
        number: The position in the trace, from 1.
        name: Which stage, signal, verb or exception; for a request the method; for a response the status.
        facts: What is known of it, plain and redacted; their class says the kind of the event.
        request: The number of the request it belongs to, from 1; None for what happens between requests.
        browser: Whose browser it concerns.
        place: Where in the code it was announced; for stages and exceptions.
    """

    number: int
    name: str
    facts: Facts
    request: int | None = None
    browser: str = FIRST_BROWSER
    place: Place | None = None

    @property
    def kind(self) -> Kind:
        """What the event tells of."""
        kind: Kind = self.facts.kind
        return kind


@dataclass(frozen=True)
class Trace:
    """One run: the scenario, the versions of the libraries, and every event.

    Attributes:
        scenario: What was performed. None when an app was recorded without a scenario.
        app: Which app: ``flask``, ``quart``, or the name under which a foreign app was loaded.
        witness: Who told of the stages: the app itself (``announced``) or the observer (``observed``).
        versions: Versions of Python and of the libraries that took part.
        pages: The paths of the pages by what they are: ``{"protected": "/protected"}``.
        events: Every event, in order.
    """

    scenario: Scenario | None
    app: str
    events: tuple[Event, ...]
    witness: Witness = "announced"
    versions: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the scenario, or of the app where there was none."""
        return self.scenario.name if self.scenario else self.app

    def of_kind(self, *kinds: Kind) -> Iterator[Event]:
        """Yield the events of the given kinds, in order."""
        return (event for event in self.events if event.kind in kinds)

    def facts_of(self, kind: type[_F]) -> Iterator[_F]:
        """Yield the facts of one class, in order: ``trace.facts_of(RequestFacts)``."""
        return (event.facts for event in self.events if isinstance(event.facts, kind))

    def page_of(self, path: str | None) -> str | None:
        """Return the name of the page at ``path``, or None where the path is no named page."""
        return next((name for name, at in self.pages.items() if at == path), None)
