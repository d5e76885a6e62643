"""How two runs compare, in words: where they part first, for authors and for learners."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.trace.compare import Comparison, Pair
    from tracer.trace.table import Step


def difference_in_words(comparison: "Comparison", other: str) -> str:
    """Return where two runs part first, as authors are told."""
    if comparison.same:
        return "nothing differs"
    first = comparison.first_difference
    if comparison.before or first is None:
        return "the two runs part before the first step"
    return f"the two runs part at {parting_in_words(first, other)}"


def parting_in_words(pair: "Pair", other: str) -> str:
    """Return the step at which two runs part, as authors are told."""
    if pair.left is not None and pair.right is not None:
        return str(pair)
    if pair.left is not None:
        return f"step {pair.left.number}, which {other} has not"
    return f"step {pair.right.number} of {other}, which this run has not" if pair.right is not None else "no step"


def comparison_shown(comparison: "Comparison", other: str) -> str:
    """Return how a run compares with another one, as a clause for learners.

    Args:
        comparison: Both runs; the first one is "it".
        other: How the other one is called.
    """
    first = comparison.first_difference
    if comparison.same:
        return f"no step differs from {other}"
    if comparison.before or first is None:
        return f"before the first step there is already a difference from {other}"
    if first.left is not None:
        missing = ", where that step is missing" if first.right is None else ""
        return f"at step {first.left.number} it begins to differ from {other}{missing}"
    return f"it has no step like step {_number(first.right)} in {other}"


def first_parting(pair: "Pair | None", other: str) -> str:
    """Return which step of a run is the first that differs from another run, as a clause for learners."""
    if pair is None:
        return f"no step differs from {other}"
    if pair.left is None:
        return f"the first difference is that it has no step like step {_number(pair.right)} in {other}"
    here, there = pair.left.number, _number(pair.right)
    elsewhere = "" if here == there else f", which is step {there} there" if there else ", which is missing there"
    return f"the first difference from {other} is step {here}{elsewhere}"


def _number(step: "Step | None") -> int:
    return step.number if step is not None else 0
