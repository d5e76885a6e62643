"""What an edit of an app has changed in its runs: the runs before it and after it, compared, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.trace.compare import Comparison, Pair, compare
from tracer.trace.events import Trace
from tracer.trace.table import Step
from tracer.trace.wording.phrases import counted, quoted

_MOST = 4
"""At most so many changes of a run are told one by one."""


@dataclass(frozen=True)
class EditEffect:
    """What has changed in the runs of an app.

    Attributes:
        changes: What has changed in the run that is shown, in words, step by step.
        elsewhere: The titles of the other scenarios whose runs have changed.
        was_run: Whether the app could be run when it was saved the last time; else what came before is compared.
    """

    changes: tuple[str, ...]
    elsewhere: tuple[str, ...]
    was_run: bool = True

    @property
    def is_nothing(self) -> bool:
        """Whether every run is as it was."""
        return not self.changes and not self.elsewhere


def edit_effect(
    before: Mapping[str, Trace], after: Mapping[str, Trace], shown: str, *, was_run: bool = True
) -> EditEffect:
    """Return what has changed in the runs of an app from one save to the next.

    Args:
        before: The runs before, by the names of their scenarios.
        after: The runs after.
        shown: The scenario whose run is shown, and is told step by step.
        was_run: Whether the runs before are those of the last save; else they are those of the last one that was run.
    """
    comparisons = {name: compare(before[name], trace) for name, trace in after.items() if name in before}
    changed = {name: comparison for name, comparison in comparisons.items() if not comparison.same}
    told = tuple(_changes(changed[shown])) if shown in changed else ()
    return EditEffect(told, tuple(_title(after[name]) for name in changed if name != shown), was_run)


def _title(trace: Trace) -> str:
    return trace.scenario.title if trace.scenario is not None else trace.name


def _changes(comparison: Comparison) -> Iterator[str]:
    different = [pair for pair in comparison.pairs if not pair.same]
    for pair in different[:_MOST]:
        yield _change(pair, comparison)
    if len(different) > _MOST:
        yield f"{counted(len(different) - _MOST, 'more step', 'more steps')} changed"
    if not different:
        yield "what goes on before the first step changed"


def _change(pair: Pair, comparison: Comparison) -> str:
    if pair.left is None and pair.right is not None:
        return f"step {pair.right.number} is new: {_told(pair.right, comparison)}"
    if pair.right is None and pair.left is not None:
        return f"step {pair.left.number} is gone: {_told(pair.left, comparison)}"
    step = pair.right or pair.left
    number = step.number if step is not None else 0
    telling = _telling(pair)
    if telling is None:
        return f"step {number}: what goes on behind it changed"
    name, before, after = telling
    return f"step {number}, {name}: {before} became {after}"


def _telling(pair: Pair) -> Sequence[str] | None:
    """Return what differs in two steps that says most: the result, another column, or a variable."""
    told = [each for each in pair.differences if each.aspect in {"column", "variable"}]
    found = next((each for each in told if each.name == "Result"), told[0] if told else None)
    if found is None:
        return None
    if found.aspect == "variable":
        return found.name, found.left, found.right
    return found.name.lower(), quoted(found.left), quoted(found.right)


def _told(step: Step, comparison: Comparison) -> str:
    return f"{quoted(step.row.action)}{comparison.whose(step)}, {step.row.result}"
