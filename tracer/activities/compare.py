"""Comparing two runs: which they are, and in which form the comparison is shown."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.json_output import JsonOutput
from tracer.activities.lesson_runs import named_run
from tracer.activities.library import library_of
from tracer.trace.compare import Comparison, Pair, compare
from tracer.trace.table import Step

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def compare_runs(
    left: str, right: str, folders: tuple[Path, ...], *, as_json: bool, color: "ColorChoice", plain: bool
) -> None:
    """Show two runs side by side, and the first step that differs.

    Args:
        left: A scenario, a scenario on an app, or a saved trace.
        right: The same.
        folders: The learner's own folders with lessons.
        as_json: Whether the comparison is written as JSON instead. Whatever the apps print goes to the standard error
            then.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Raises:
        UsageError: There is neither a scenario nor a file of one of the names.
        TraceFileError: A file holds no trace.
    """
    output = JsonOutput() if as_json else None
    library = library_of(folders)
    comparison = compare(named_run(left, library)[0], named_run(right, library)[0])
    if output is not None:
        output.write_json(comparison_to_plain(comparison, left, right))
        return
    from tracer.views.compare import ComparisonView  # noqa: PLC0415 # Rich takes 50 ms, and JSON needs none of it
    from tracer.views.terminal import open_terminal  # noqa: PLC0415 # as above

    open_terminal(color, plain=plain).show(ComparisonView(comparison, left, right))


def comparison_to_plain(comparison: Comparison, left: str, right: str) -> dict[str, object]:
    """Return a comparison as it is printed for machines.

    Args:
        comparison: The comparison.
        left: How the first run is called.
        right: How the second run is called.
    """
    first = comparison.first_difference
    last = comparison.told_before(None)
    return {
        "format": "login-flow-comparison",
        "format_version": 1,
        "left": left,
        "right": right,
        "same": comparison.same,
        "first_difference": None if first is None else _pair(comparison, first),
        "before": [asdict(difference) for difference in comparison.before],
        "pairs": [_pair(comparison, pair) for pair in comparison.pairs],
        "after": {"left": [*last[0]], "right": [*last[1]]},
    }


def _pair(comparison: Comparison, pair: Pair) -> dict[str, object]:
    left, right = comparison.told_before(pair)
    return {
        "left": _step(pair.left, left),
        "right": _step(pair.right, right),
        "same": pair.same,
        "differences": [asdict(difference) for difference in pair.differences],
    }


def _step(step: Step | None, told_before: Sequence[str]) -> dict[str, object] | None:
    """Return a step as it is printed for machines; ``before`` is what happened between the requests just before it."""
    if step is None:
        return None
    named = {"number": step.number, "stage": step.stage, "browser": step.browser, "before": [*told_before]}
    return {**named, **asdict(step.row)}
