"""Claims: statements about a trace that are true or false, as data.

A claim says where to look (a step, a request, or the whole trace), what to look at (a column, a variable, a fact,
a header, a cookie, an event), and what is expected there. There is no expression language. The module ``evaluate``
looks at the recorded run and says whether a claim is true; docs/writing-lessons.md shows every form with an example.
"""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from tracer.claims.selectors import EventSelector, RequestSelector, StepName, StepSelector
from tracer.trace.plain_values import as_text
from tracer.trace.scenario import Value
from tracer.trace.wording.rows import COLUMNS
from tracer.trace.wrong_values import Expected

_STEP_OR_EVENT = Expected("a step or an event", 'write { stage = "logged_in" } or { kind = "flash" }')
_StepOrEvent: TypeAlias = Annotated[StepName | EventSelector, _STEP_OR_EVENT]


@dataclass(frozen=True, kw_only=True)
class Change:
    """The value of a variable before a step and after it."""

    before: Value
    after: Value


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement about a trace.

    Attributes:
        scenario: Which trace it speaks of; the one that the question is about when left out. ``name@app`` names the
            app too.
        step: Where to look: a step, by its number or by its stage.
        request: Where to look: a request and its response, by the page.
        event: What to look at: an event in that step, in that request, or anywhere; with ``fact``, one of its facts.
        column: What to look at: a column of the table (action, input, check, result) in a step.
        variable: What to look at: a variable after the step; without a step, at the end.
        fact: What to look at: a fact of a step, a request, an event or a cookie, with dots into its depth.
        header: What to look at: a header of the response to the step's own request, or to the named request.
        cookie: What to look at: the Set-Cookie of that name in that response; with ``fact``, a part of it.
        equals: Expected: exactly this value. "None" means that there is no value.
        contains: Expected: this text is part of it, or this item is in it.
        absent: Expected: nothing is there (true), or something is there (false).
        changes: Expected: the step changes the variable in this way.
        changes_to: Expected: the step changes the variable, and this is its new value.
        count: Expected: there is this number of such events.
        order: Expected: these steps or events come in this order.
        never: Expected: no such step, or no such event.
        steps: Expected: the trace has this number of steps.
        same_as: Expected: the same as in that other scenario; without anything to look at, the two whole traces.
        differs_from: Expected: not the same as in that other scenario.
        first_difference_from: Expected: the step is the first one that differs from that other scenario.

    Raises:
        ValueError: It does not say where, what and what is expected in a way that can be judged.
    """

    scenario: str | None = None
    step: StepName | None = None
    request: RequestSelector | None = None
    event: EventSelector | None = None
    column: str | None = None
    variable: str | None = None
    fact: str | None = None
    header: str | None = None
    cookie: str | None = None
    equals: Value = None
    contains: Value = None
    absent: bool | None = None
    changes: Change | None = None
    changes_to: Value = None
    count: int | None = None
    order: tuple[_StepOrEvent, ...] | None = None
    never: Annotated[StepSelector | EventSelector, _STEP_OR_EVENT] | None = None
    steps: int | None = None
    same_as: str | None = None
    differs_from: str | None = None
    first_difference_from: str | None = None

    def __post_init__(self) -> None:
        expected = self._expectations()
        if len(expected) != 1:
            found = " and ".join(expected) or "none"
            raise ValueError(f"a claim states exactly one of {', '.join(EXPECTATIONS)}; found {found}")
        if self.step is not None and self.request is not None:
            raise ValueError("a claim looks at a step or at a request, not at both")
        self._check_parts(expected[0])
        if self.contains is not None and not as_text(self.contains).strip():
            raise ValueError("a claim with contains names a text that is not empty; an empty one is in every text")
        if self.column is not None and self.column not in COLUMNS:
            raise ValueError(f'there is no column "{self.column}"; the columns are {", ".join(COLUMNS)}')
        if self.order is not None and len(self.order) < 2:  # noqa: PLR2004 # an order is between two things
            raise ValueError("a claim with order names at least two steps or events")

    @property
    def expectation(self) -> str:
        """What the claim expects: the one of EXPECTATIONS that is given."""
        return self._expectations()[0]

    @property
    def named_scenarios(self) -> tuple[str, ...]:
        """The scenarios that the claim names."""
        named = (self.scenario, self.same_as, self.differs_from, self.first_difference_from)
        return tuple(name for name in named if name is not None)

    def _expectations(self) -> list[str]:
        return [name for name in EXPECTATIONS if getattr(self, name) is not None]

    def _check_parts(self, expected: str) -> None:
        """Check that what is expected goes with where and what is looked at."""
        places = {name for name in PLACES if getattr(self, name) is not None}
        subjects = {name for name in SUBJECTS if getattr(self, name) is not None}
        if expected in {"order", "never", "steps"}:
            if subjects or places:
                raise ValueError(f"a claim with {expected} speaks of the whole trace and takes nothing else")
        elif expected == "first_difference_from":
            if subjects or places != {"step"}:
                raise ValueError("a claim with first_difference_from needs a step, and nothing to look at")
        elif expected in {"changes", "changes_to"}:
            if subjects != {"variable"} or places != {"step"}:
                raise ValueError(f"a claim with {expected} needs a step and a variable, and nothing else")
        elif expected == "count":
            if subjects != {"event"}:
                raise ValueError("a claim with count needs an event, and nothing else to look at")
        elif subjects or places or expected not in {"same_as", "differs_from"}:
            self._check_subject(expected, places, subjects)

    def _check_subject(self, expected: str, places: set[str], subjects: set[str]) -> None:
        """Check that there is one thing to look at, in a place where it can be found."""
        if not subjects:
            raise ValueError(f"a claim needs something to look at: one of {', '.join(SUBJECTS)}")
        if len(subjects) > 1 and subjects not in ({"event", "fact"}, {"cookie", "fact"}):
            raise ValueError(f"a claim looks at one thing; this one looks at {' and '.join(sorted(subjects))}")
        if subjects == {"event"} and expected != "absent":
            raise ValueError("a claim on an event needs a fact to look at, or count or absent")
        if (subjects == {"column"} and "step" not in places) or (subjects == {"variable"} and "request" in places):
            raise ValueError(f"a claim on a {next(iter(subjects))} looks at a step")
        if not places and (subjects & {"header", "cookie"} or subjects == {"fact"}):
            raise ValueError(f"a claim on a {min(subjects - {'fact'}, default='fact')} needs a step or a request")


PLACES: tuple[str, ...] = ("step", "request")
"""Where a claim may look; neither means the whole trace."""

SUBJECTS: tuple[str, ...] = ("event", "column", "variable", "fact", "header", "cookie")
"""What a claim may look at."""

EXPECTATIONS: tuple[str, ...] = (
    "equals",
    "contains",
    "absent",
    "changes",
    "changes_to",
    "count",
    "order",
    "never",
    "steps",
    "same_as",
    "differs_from",
    "first_difference_from",
)
"""What a claim may expect; each claim has exactly one."""


__all__ = ["EXPECTATIONS", "PLACES", "SUBJECTS", "Change", "Claim", "EventSelector", "RequestSelector", "StepSelector"]
