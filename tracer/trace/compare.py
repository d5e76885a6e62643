"""Comparing two traces: steps aligned one with another, and what differs between them.

Compared is what a person or an app can notice: stages and their facts, the texts of the row, the variables after
the step, what went over the wire, Flask-Login's signals and flashes. Not compared is where in the code a stage was
announced, the libraries' versions and dates: two runs of the same thing shall be the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, TypeAlias

from tracer.trace.event_facts import RECORDED, facts_to_plain
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ExceptionFacts, FlashFacts, RequestFacts, ResponseFacts, SetCookieFacts, SignalFacts
from tracer.trace.plain_values import as_shown, as_text
from tracer.trace.table import Step, Table, table
from tracer.trace.wording.between_requests import just_before, told
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.rows import COLUMNS, HEADINGS

Aspect: TypeAlias = Literal["stage", "column", "variable", "fact", "requests", "signals", "flashes", "exceptions"]
"""What differs: the stage itself, a column of the row, a variable after the step, a fact of the announcement, the
requests with their answers, Flask-Login's signals, the flashed messages, or the exceptions that views raised."""


NOTHING_BEHIND = "none"
"""Stands where nothing went on behind the row."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in two steps.

    Attributes:
        aspect: What kind of thing.
        name: Which one: the column's heading, the variable's name.
        left: Its value in the first trace, in words.
        right: Its value in the second trace, in words.
    """

    aspect: Aspect
    name: str
    left: str
    right: str

    def __str__(self) -> str:
        return f"{self.name}: {self.left} / {self.right}"


@dataclass(frozen=True)
class Pair:
    """Two steps that stand beside one another; None where one trace has no such step.

    Attributes:
        left: The step of the first trace.
        right: The step of the second trace.
        differences: What is not the same. Empty where one of them is missing: then the whole step differs.
    """

    left: Step | None
    right: Step | None
    differences: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both steps are there and nothing differs."""
        return self.left is not None and self.right is not None and not self.differences

    def __str__(self) -> str:
        if self.left is not None and self.right is not None:
            left, right = self.left.number, self.right.number
            return f"step {left}" if left == right else f"step {left} against step {right}"
        only = self.left or self.right
        side = "first" if self.left else "second"
        return f"step {only.number} of the {side} run" if only else "no step"


@dataclass(frozen=True)
class Comparison:
    """Two traces side by side.

    Attributes:
        left: The first trace.
        right: The second trace.
        tables: The execution tables of both.
        before: What differs before the first step (or in runs without any step).
        pairs: The steps, aligned.
    """

    left: Trace
    right: Trace
    tables: tuple[Table, Table]
    before: tuple[Difference, ...]
    pairs: tuple[Pair, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        return not self.before and all(pair.same for pair in self.pairs)

    @property
    def first_difference(self) -> Pair | None:
        """The first pair of steps that differs, None where no step does."""
        return next((pair for pair in self.pairs if not pair.same), None)

    def told_before(self, pair: Pair | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return in words what happened between the requests just before both steps; None asks for what came last."""
        left, right = (len(rows.steps) + 1 for rows in self.tables)
        if pair is not None:
            left, right = (0 if step is None else step.number for step in (pair.left, pair.right))
        return _told_before(self.tables[0], left), _told_before(self.tables[1], right)

    def whose(self, step: Step) -> str:
        """Return whose step it is as a remark behind it: nothing where neither run has more than one browser."""
        remarks = (whose_remark(rows, step.browser) for rows in self.tables)
        return next(filter(None, remarks), "")


def _told_before(rows: Table, number: int) -> tuple[str, ...]:
    return tuple(told(rows, between) for between in just_before(rows, number)) if number else ()


def compare(left: Trace, right: Trace) -> Comparison:
    """Compare two traces step by step."""
    return compare_tables(left, table(left), right, table(right))


def compare_tables(left: Trace, left_rows: Table, right: Trace, right_rows: Table) -> Comparison:
    """Compare two traces whose tables are already known."""
    before = tuple(_differences(_behind(left_rows.preface), _behind(right_rows.preface)))
    pairs = tuple(_pair(*steps) for steps in _aligned(left_rows.steps, right_rows.steps))
    return Comparison(left, right, (left_rows, right_rows), before, pairs)


_MOST_CELLS = 250_000
"""At most this many pairs of steps are weighed; beyond that only equal runs of stages are looked for."""


def _aligned(left: Sequence[Step], right: Sequence[Step]) -> Iterator[tuple[Step | None, Step | None]]:
    """Yield the steps beside one another: equal stages of equal browsers, as alike as possible, in order."""
    done = [0, 0]
    for place in _matches(left, right):
        yield from zip_longest(left[done[0] : place[0]], right[done[1] : place[1]])
        yield left[place[0]], right[place[1]]
        done = [place[0] + 1, place[1] + 1]
    yield from zip_longest(left[done[0] :], right[done[1] :])


def _matches(left: Sequence[Step], right: Sequence[Step]) -> Iterator[tuple[int, int]]:
    """Yield the places of the steps that belong together, in order."""
    if len(left) * len(right) > _MOST_CELLS:
        stages = [[(step.stage, step.browser) for step in steps] for steps in (left, right)]
        for block in SequenceMatcher(None, stages[0], stages[1], autojunk=False).get_matching_blocks():
            yield from ((block.a + index, block.b + index) for index in range(block.size))
        return
    # best[i][j]: how alike the steps from i and j on can be at most, when they are put beside one another in order.
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            alike = _alike(left[i], right[j])
            together = alike + best[i + 1][j + 1] if alike else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(left) and j < len(right):
        alike = _alike(left[i], right[j])
        if alike and best[i][j] == alike + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _alike(left: Step, right: Step) -> int:
    """Return how much two steps have in common; 0 for steps that do not belong together."""
    if (left.stage, left.browser) != (right.stage, right.browser):
        return 0
    alike = [name for name in COLUMNS if getattr(left.row, name) == getattr(right.row, name)]
    return _SAME_STAGE + len(alike)


_SAME_STAGE = 2 * len(COLUMNS)
"""A pair more counts for more than pairs that look more alike."""


def _pair(left: Step | None, right: Step | None) -> Pair:
    if left is None or right is None:
        return Pair(left, right)
    # A request may end in this step in one run, and in a later step in the other: then what comes after the
    # announcement is compared nowhere else, and the later step, which only one run has, differs by itself.
    behind = _answered(left) == _answered(right)
    return Pair(left, right, tuple(_differences(_aspects(left, behind=behind), _aspects(right, behind=behind))))


def _answered(step: Step) -> bool:
    """Tell whether the response to the step's own request lies in the step."""
    return any(isinstance(event.facts, ResponseFacts) and event.request == step.request for event in step.events)


_Aspects: TypeAlias = Mapping[tuple[Aspect, str], str]


def _aspects(step: Step, *, behind: bool) -> _Aspects:
    """Return everything about a step that is compared, in words; on request also what went on behind the row."""
    columns: dict[tuple[Aspect, str], str] = {
        ("column", HEADINGS[name]): str(getattr(step.row, name)) for name in COLUMNS
    }
    variables: dict[tuple[Aspect, str], str] = {
        ("variable", name): as_shown(value) for name, value in step.variables.items()
    }
    facts: dict[tuple[Aspect, str], str] = {
        ("fact", name): as_text(value)
        for name, value in facts_to_plain(step.facts).items()
        if name not in RECORDED  # current_user and session are compared as variables
    }
    return {
        ("stage", "stage"): step.stage,
        **columns,
        **variables,
        **facts,
        **(_behind(step.events) if behind else {}),
    }


def _behind(events: Sequence[Event]) -> _Aspects:
    """Return what went on behind the row: requests, signals, flashes."""
    told: dict[tuple[Aspect, str], str] = {}
    for aspect, words in _BEHIND:
        found = [text for event in events if (text := words(event)) is not None]
        told[aspect, aspect] = ", ".join(found) or NOTHING_BEHIND
    return told


def _wire(event: Event) -> str | None:
    match event.facts:
        case RequestFacts() as asked:
            query = "&".join(f"{name}={as_text(value)}" for name, value in asked.query.items())
            address = f"{asked.path}?{query}" if query else asked.path
            return f"{asked.method} {address} with {', '.join(asked.cookies) or 'no cookie'}"
        case ResponseFacts() as answer:
            to = f" to {answer.location}" if answer.location else ""
            cookies = [_cookie(name, cookie) for name, cookie in answer.set_cookie.items()]
            return " ".join([f"answered {answer.status}{to}", *cookies])
    return None


def _cookie(name: str, cookie: SetCookieFacts) -> str:
    told = ", ".join(f"{key}={as_text(value)}" for key, value in sorted(cookie.attributes.items()) if key != "expires")
    return f"{'deletes' if cookie.deleted else 'sets'} {name} ({told})"


def _signal(event: Event) -> str | None:
    return event.name if isinstance(event.facts, SignalFacts) else None


def _flash(event: Event) -> str | None:
    return event.facts.message if isinstance(event.facts, FlashFacts) else None


def _exception(event: Event) -> str | None:
    return event.name if isinstance(event.facts, ExceptionFacts) else None


_BEHIND: tuple[tuple[Aspect, Callable[[Event], str | None]], ...] = (
    ("requests", _wire),
    ("signals", _signal),
    ("flashes", _flash),
    ("exceptions", _exception),
)
"""What is compared behind the row, and its words; None for an event of another kind."""


def _differences(left: _Aspects, right: _Aspects) -> Iterator[Difference]:
    for key in dict.fromkeys([*left, *right]):
        absent = as_shown(None)
        values = left.get(key, absent), right.get(key, absent)
        if values[0] != values[1]:
            yield Difference(*key, *values)
