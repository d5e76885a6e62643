"""Questions for the value of a variable after a step: the wrong answers are values that it has elsewhere in the run."""

from random import Random

from tracer.lessons.schema import Choice, Question, QuestionTarget
from tracer.trace.plain_values import as_shown
from tracer.trace.table import Step, Table
from tracer.trace.variables import CLEARED

_CHOICES = 4
"""How many answers a question offers at most."""


def value_question(name: str, step: Step, rows: Table, random: Random, text: str, *, ahead: bool) -> Question:
    """Return the question what a variable is after a step.

    Args:
        name: The variable.
        step: The step.
        rows: The table to which it belongs.
        random: Chooses the wrong answers.
        text: What is asked, in Markdown.
        ahead: Whether the reasons may speak of later steps; somebody may still be asked about them.
    """
    right = as_shown(step.variables[name])
    elsewhere: dict[str, Step | None] = {}
    for other in random.sample(rows.steps, len(rows.steps)):
        elsewhere.setdefault(as_shown(other.variables[name]), other)
    elsewhere.setdefault(as_shown(rows.start[name]), None)
    wrong = [value for value in elsewhere if value != right and not _means_the_same(name, value, step, rows)]
    offered = [right, *wrong[: _CHOICES - 1]]
    first = [as_shown(rows.start[name]), *(as_shown(one.variables[name]) for one in rows.steps)]
    return Question(
        id=f"generated-value-{name}-{step.number}",
        kind="value",
        text=text,
        hints=(f"Look at the row `{name}` of the variable tracker.",),
        choices=tuple(
            Choice(
                value=value,
                right=value == right,
                why=_why_right(name, step, rows)
                if value == right
                else _why_wrong(name, value, step, rows, ahead=ahead),
            )
            for value in sorted(offered, key=first.index)
        ),
        asks=QuestionTarget(step=step.number, variable=name),
    )


def _means_the_same(name: str, value: str, step: Step, rows: Table) -> bool:
    """Tell whether another value says what the right one says: of a cookie that is gone, that it was cleared."""
    right = as_shown(step.variables[name])
    if {right, value} != {CLEARED, "None"}:
        return False
    return right == CLEARED or any(as_shown(other.variables[name]) == CLEARED for other in _own(step, rows))


def _own(step: Step, rows: Table) -> list[Step]:
    """Return the steps of the same browser up to a step."""
    return [other for other in rows.steps[: step.number] if other.browser == step.browser]


def _first_step(rows: Table) -> str:
    """Return how the first step is named: where several browsers act, the one of the browser in question is meant."""
    return "the first step of this browser" if len(rows.browsers) > 1 else "the first step"


def _why_right(name: str, step: Step, rows: Table) -> str:
    changes = [other for other in _own(step, rows) if name in other.changed]
    value = as_shown(step.variables[name])
    if not changes:
        return f"`{name}` was `{value}` before {_first_step(rows)}, and no step up to {step.number} changes it."
    last = changes[-1]
    if value == "None" and len(changes) > 1 and as_shown(changes[-2].variables[name]) == CLEARED:
        gone = changes[-2]
        return f"Step {gone.number}, **{gone.row.action}**, cleared it, and no step up to {step.number} set it again."
    became = f"Step {last.number}, **{last.row.action}**, makes it `{value}`; its result is **{last.row.result}**."
    return became if last is step else f"{became} No step from there up to {step.number} changes it."


def _why_wrong(name: str, value: str, step: Step, rows: Table, *, ahead: bool) -> str:
    own = [other for other in rows.steps if other.browser == step.browser]
    values = {other.number: as_shown(other.variables[name]) for other in own}
    start = as_shown(rows.starts[step.browser][name])
    before = [number for number in values if number < step.number and values[number] == value]
    if before or start == value:
        since = before[-1] if before else 0
        changed = next(other for other in own if since < other.number and values[other.number] != value)
        until = f"up to step {since}" if since else f"before {_first_step(rows)}"
        return f"It was `{value}` {until}; step {changed.number}, **{changed.row.action}**, changed it."
    if not ahead:
        where = f" in browser {step.browser}" if len(rows.browsers) > 1 else ""
        return f"Nothing up to this step gives it that value{where}."
    after = [number for number in values if number > step.number and values[number] == value]
    if not after:
        return f"In this run only another browser has it with that value; the question is about browser {step.browser}."
    later = rows.steps[after[0] - 1]
    return f"It gets that value later, in step {later.number}: **{later.row.action}**."
