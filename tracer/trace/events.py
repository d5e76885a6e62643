"""The trace of one run: facts in the order in which they happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tracer.trace.plain_form import REQUIRED
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import Scenario
from tracer.trace.validation import Count

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
no stage and sends no signal, see ``OBSERVED``. ``flash``: a message was flashed.
``exception``: a view raised. ``response``: the answer as it left the app. ``page``: what the person sees.
``cookies``: what the browser holds. ``fault``: the recorder itself failed; the app was not disturbed.
"""

Witness: TypeAlias = Literal["announced", "observed"]
"""Who told of the stages: the app itself, or the observer."""

OBSERVED: Mapping[str, str] = {
    "app": "how the app is set up: its views and their guards, its loaders, its cookies; no value of a secret",
    "user_loader": "user_loader was called: with which user's id, what class it returned, what it raised",
    "request_loader": "request_loader was called: what class it returned, what it raised",
    "load_failed": "loading the user raised, in a loader or before any was called",
    "current_user": "current_user has just become a user of this class",
    "login_user": "login_user ended: what it returned or raised, for a user of which class",
    "password_check": "a password was checked, or a login went by without a check that can be observed",
    "cookie_rejected": "a cookie was presented and not believed, and why",
    "guard_skipped": "a guard let the request pass without asking",
    "hook_answered": "a before_request hook answered in the place of the view",
    "sent_where_asked": "a login sent the browser to another host that stood in the request: in which parameter",
    "form": "the names of the fields that the app read of the form, never their values",
}
"""What the observer can see besides stages, by the names of the events of kind ``observed``."""

FIRST_BROWSER = "A"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the source code. ``file`` is relative to where the package lies, never absolute."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}()"


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded fact.

    Attributes:
        number: The position in the trace, from 1.
        kind: What the event tells of.
        name: Which stage, signal, verb or exception; for a request the method; for a response the status.
        facts: Plain, redacted values.
        request: The number of the request it belongs to, from 1; None for what happens between requests.
        browser: Whose browser it concerns.
        place: Where in the code it was announced; for stages and exceptions.
    """

    number: Count
    kind: Kind
    name: str
    facts: Mapping[str, Plain] = field(default_factory=dict, metadata=REQUIRED)
    request: Count | None = field(default=None, metadata=REQUIRED)
    browser: str = field(default=FIRST_BROWSER, metadata=REQUIRED)
    place: Place | None = field(default=None, metadata=REQUIRED)


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

    def page_of(self, path: str | None) -> str | None:
        """Return the name of the page at ``path``, or None where the path is no named page."""
        return next((name for name, at in self.pages.items() if at == path), None)
