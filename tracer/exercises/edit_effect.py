"""What an edit of an app has changed in its runs: which scenarios went right before it, and what changed first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracer.exercises.differing_step import facts_of
from tracer.trace.compare import Comparison, Pair, compare
from tracer.trace.events import Trace
from tracer.trace.table import Step
from tracer.trace.wording.phrases import quoted


@dataclass(frozen=True)
class EditEffect:
    """What has changed in the runs of an app.

    Attributes:
        first_change: What has changed first in the run that is shown, in words; "" where it is as it was.
        elsewhere: Whether the run of another scenario has changed.
        was_right: For each scenario whether it went as in the healthy app before the edit.
        shown_before: The title of the scenario that was shown before, where that is another one; else "".
        was_run: Whether the app could be run when it was saved the last time; else what came before is compared.
    """

    first_change: str
    elsewhere: bool = False
    was_right: Mapping[str, bool] = field(default_factory=dict)
    shown_before: str = ""
    was_run: bool = True

    @property
    def is_nothing(self) -> bool:
        """Whether every run is as it was."""
        return not self.first_change and not self.elsewhere


@dataclass(frozen=True)
class RunsOfSave:
    """The runs of an app as it was saved once.

    Attributes:
        traces: Those of the scenarios that could be performed, by their names.
        shown: The scenario whose run is shown.
        right: For each scenario whether it goes as in the healthy app.
    """

    traces: Mapping[str, Trace]
    shown: str
    right: Mapping[str, bool]


def edit_effect(before: RunsOfSave, after: RunsOfSave, *, was_run: bool = True) -> EditEffect:
    """Return what has changed in the runs of an app from one save to the next.

    Args:
        before: The runs before.
        after: The runs after.
        was_run: Whether the runs before are those of the last save; else they are those of the last one that was run.
    """
    both = {name: trace for name, trace in after.traces.items() if name in before.traces}
    comparisons = {name: compare(before.traces[name], trace) for name, trace in both.items()}
    changed = {name: comparison for name, comparison in comparisons.items() if not comparison.same}
    found = changed.get(after.shown)
    elsewhere = any(name != after.shown for name in changed) or before.traces.keys() != after.traces.keys()
    shown_before = before.traces.get(before.shown) if before.shown != after.shown else None
    return EditEffect(
        _first_change(found) if found is not None else "",
        elsewhere,
        before.right,
        _title(shown_before) if shown_before is not None else "",
        was_run,
    )


def _title(trace: Trace) -> str:
    return trace.scenario.title if trace.scenario is not None else trace.name


def _first_change(comparison: Comparison) -> str:
    pair = comparison.first_difference
    if pair is None:
        return "the requests before the first step are others"
    if pair.left is None and pair.right is not None:
        return f"step {pair.right.number} is new: {_told(pair.right, comparison)}"
    if pair.right is None and pair.left is not None:
        return f"what was step {pair.left.number} is gone: {_told(pair.left, comparison)}"
    return _change(pair, comparison)


def _change(pair: Pair, comparison: Comparison) -> str:
    left, right = pair.left, pair.right
    assert left is not None and right is not None  # noqa: S101, PT018 # see ``_first_change``
    place = f"step {right.number}, {quoted(right.row.action)}{comparison.whose(right)}"
    if left.row.action != right.row.action:
        return f"{place}, stands where {quoted(left.row.action)} stood"
    if left.row.result != right.row.result:
        return f"{place}: {quoted(left.row.result)} became {quoted(right.row.result)}"
    fact = next(facts_of(pair), None)
    if fact is not None:
        return f"{place}: {fact.name}, {fact.before} became {fact.here}"
    named = pair.differences[0]
    return f"{place}: {named.name}, {named.left} became {named.right}"


def _told(step: Step, comparison: Comparison) -> str:
    return f"{quoted(step.row.action)}{comparison.whose(step)}, {step.row.result}"
