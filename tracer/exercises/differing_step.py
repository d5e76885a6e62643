"""The step at which a learner's run goes otherwise than that of the healthy app, and the facts of it that decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from tracer.exercises.judge import Deviation, DeviationAspect
from tracer.trace.compare import Comparison, Difference, Pair, compare
from tracer.trace.events import Event, Trace
from tracer.trace.facts import RequestFacts, ResponseFacts, SetCookieFacts
from tracer.trace.plain_values import as_text
from tracer.trace.table import Step

_MOST_FACTS = 2
"""At most so many facts of a step are told: more of them only repeat what one of them has brought about."""

_OF_VERDICT: frozenset[DeviationAspect] = frozenset({"possible", "address", "ending", "person", "remembered", "header"})
"""What a judge has found that neither a row of a table nor a fact of a step says in these words."""

_NOTHING = "nothing"


@dataclass(frozen=True)
class DifferingFact:
    """A fact that is another one in two steps.

    Attributes:
        name: Of what it is: ``request``, ``remember_token``.
        before: How it is in the first run: that of the healthy app, or that before an edit.
        here: How it is in the other one.
    """

    name: str
    before: str
    here: str


@dataclass(frozen=True)
class DifferingStep:
    """Where a run goes otherwise than that of the healthy app.

    Attributes:
        comparison: Both runs; that of the healthy app is the first one.
        pair: The steps; None where no step differs, but what went on before the first one.
        facts: What decides there.
    """

    comparison: Comparison
    pair: Pair | None
    facts: tuple[DifferingFact, ...]

    @property
    def next_here(self) -> Step | None:
        """The step of this run that stands there, or the next one behind the place where one is missing."""
        pairs = self.comparison.pairs
        begin = pairs.index(self.pair) if self.pair is not None else 0
        return next((pair.right for pair in pairs[begin:] if pair.right is not None), None)


def differing_step(healthy: Trace, here: Trace, deviation: Deviation | None) -> DifferingStep:
    """Return the step at which a run goes otherwise than that of the healthy app.

    Two right apps may differ, too. So it is looked for first in the action that the judge has found, and in the
    whole run only where no step of that action differs.

    Args:
        healthy: The run of the healthy app.
        here: The other run.
        deviation: What the judge has found; None where the run could not be judged.
    """
    comparison = compare(healthy, here)
    pair = _decisive(comparison, deviation)
    return DifferingStep(comparison, pair, tuple(_facts(pair, deviation))[:_MOST_FACTS])


def facts_of(pair: Pair) -> Iterator[DifferingFact]:
    """Yield the facts that differ in two steps, those first that say most; what the rows say themselves is left out."""
    if pair.left is None or pair.right is None:
        return
    other_stages = pair.left.stage != pair.right.stage
    if not other_stages:
        if any(each.aspect == "requests" for each in pair.differences):
            yield from _exchanged(pair.left, pair.right)
        yield from _columns(pair.differences)
    yield from (_told(each) for each in pair.differences if each.aspect == "variable")
    if not other_stages:
        rest = ("signals", "flashes", "exceptions")
        yield from (_told(each) for each in pair.differences if each.aspect in rest)


def _decisive(comparison: Comparison, deviation: Deviation | None) -> Pair | None:
    different = [pair for pair in comparison.pairs if not pair.same]
    if deviation is None:
        return next(iter(different), None)
    begins = [0 if step is None else step.number for step in (deviation.healthy_before, deviation.here_before)]

    def lies_behind(pair: Pair) -> bool:
        numbers = [0 if step is None else step.number for step in (pair.left, pair.right)]
        return any(number > begin for number, begin in zip(numbers, begins, strict=True))

    return next((pair for pair in different if lies_behind(pair)), next(reversed(different), None))


def _facts(pair: Pair | None, deviation: Deviation | None) -> Iterator[DifferingFact]:
    found = [*facts_of(pair)] if pair is not None else []
    if deviation is not None and (deviation.aspect in _OF_VERDICT or pair is None):
        yield DifferingFact("who" if deviation.aspect == "person" else "what counts", deviation.healthy, deviation.here)
    yield from found


def _told(difference: Difference) -> DifferingFact:
    return DifferingFact(difference.name, difference.left, difference.right)


def _columns(differences: tuple[Difference, ...]) -> Iterator[DifferingFact]:
    """Yield what was put in and how it was checked; the action and the result stand in the rows."""
    yield from (
        DifferingFact(each.name.lower(), each.left, each.right)
        for each in differences
        if each.aspect == "column" and each.name in {"Input", "Check/Process"}
    )


def _exchanged(healthy: Step, here: Step) -> Iterator[DifferingFact]:
    """Yield what differs in the requests of two steps and in their answers, up to the first exchange that differs."""
    nothing: Mapping[str, str] = {}
    for left, right in zip_longest(_parts(healthy), _parts(here), fillvalue=nothing):
        if left == right:
            continue
        if not left or not right:
            yield DifferingFact("request", _first(left) or "no further request", _first(right) or "no further request")
            return
        for name in dict.fromkeys([*left, *right]):
            if left.get(name) != right.get(name):
                absent = "left as it is" if name.startswith("cookie ") else _NOTHING
                yield DifferingFact(name, left.get(name, absent), right.get(name, absent))
        return


def _first(parts: Mapping[str, str]) -> str:
    return next(iter(parts.values()), "")


def _parts(step: Step) -> list[Mapping[str, str]]:
    """Return what was asked and answered in a step, one after the other, each by what is said of it."""
    return [parts for event in step.events if (parts := _said(event))]


def _said(event: Event) -> Mapping[str, str]:
    match event.facts:
        case RequestFacts() as asked:
            query = "&".join(f"{name}={as_text(value)}" for name, value in asked.query.items())
            address = f"{asked.path}?{query}" if query else asked.path
            cookies = ", ".join(asked.cookies) or "none"
            return {"request": f"{asked.method} {address}", "cookies of the request": cookies}
        case ResponseFacts() as answer:
            to = f" to {answer.location}" if answer.location else ""
            cookies_set = {f"cookie {name}": _cookie(facts) for name, facts in answer.set_cookie.items()}
            return {"answer": f"{answer.status}{to}", **cookies_set}
    return {}


def _cookie(cookie: SetCookieFacts) -> str:
    shown = [f"{key}={as_text(value)}" for key, value in sorted(cookie.attributes.items()) if key != "expires"]
    return f"{'deleted' if cookie.deleted else 'set'} ({', '.join(shown)})"
