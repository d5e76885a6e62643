"""Questions made from a trace itself, for any scenario or saved trace.

The wrong answers are taken from other steps of the same trace, and each question is proven before it is offered:
exactly one answer is right, and every other one is false there.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, zip_longest
from random import Random

from tracer.claims.claim import Claim
from tracer.lessons.schema import Choice, Question, QuestionTarget
from tracer.quiz.proof import is_sound
from tracer.quiz.question_kinds.order import item_text
from tracer.quiz.value_questions import value_question
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_shown
from tracer.trace.table import Step, Table, variables_before
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import sentences_before
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.phrases import listed
from tracer.trace.wording.rows import HEADINGS

_CHOICES = 4
"""How many answers a question offers at most."""


def generate(trace: Trace, rows: Table, count: int, seed: int) -> tuple[Question, ...]:
    """Return questions made from a trace, of every kind in turn.

    Args:
        trace: The trace.
        rows: Its table.
        count: How many questions; there are fewer where the trace does not hold so many.
        seed: The same number gives the same questions.
    """
    random = Random(seed)  # noqa: S311 # no secret depends on the choice of questions
    kinds = [[*make(rows, random)] for make in _MAKERS]
    for questions in kinds:
        random.shuffle(questions)
    in_turn = (question for turn in zip_longest(*kinds) for question in turn if question is not None)
    proven: list[Question] = []
    for question in in_turn:
        if len(proven) == count:
            break
        if is_sound(question, trace, rows):
            proven.append(question)
    return tuple(proven)


def _others(rows: Table, step: Step, look: Callable[[Step], str], random: Random) -> list[Step]:
    """Return other steps, one for each thing that can be seen there and is not what the step itself shows."""
    found: dict[str, Step] = {}
    for other in random.sample(rows.steps, len(rows.steps)):
        if look(other) != look(step):
            found.setdefault(look(other), other)
    return [*found.values()][: _CHOICES - 1]


def _named(rows: Table, step: Step) -> str:
    """Return the number of a step, and whose step it is where more than one browser acts."""
    return f"Step {step.number}{whose_remark(rows, step.browser)}"


def _which_step(rows: Table, random: Random) -> Iterator[Question]:
    """Yield questions for the step with a result that no other step has, or that changes a variable."""
    results = [step.row.result for step in rows.steps]
    for step in rows.steps:
        if results.count(step.row.result) == 1:
            yield Question(
                id=f"generated-step-{step.number}",
                kind="step",
                text=f"In which step is this the result: **{step.row.result}**?",
                hints=(f"Go down the column {HEADINGS['result']}.",),
                choices=_step_choices(step, rows, random),
                asks=QuestionTarget(column="result", equals=step.row.result),
            )
        for name in [name for name in BASIC if name in step.changed]:
            value = as_shown(step.variables[name])
            yield Question(
                id=f"generated-change-{name}-{step.number}",
                kind="step",
                text=f"In which step does `{name}` become `{value}`?",
                hints=(f"Follow `{name}` through the variable tracker.",),
                choices=_step_choices(step, rows, random, name),
                asks=QuestionTarget(variable=name, changes_to=value),
            )


def _step_choices(step: Step, rows: Table, random: Random, variable: str | None = None) -> tuple[Choice, ...]:
    others = [other for other in random.sample(rows.steps, len(rows.steps)) if other is not step][: _CHOICES - 1]
    return tuple(
        Choice(step=one.number, right=one is step, why=_what_happens(one, rows, variable))
        for one in sorted([step, *others], key=lambda one: one.number)
    )


def _what_happens(step: Step, rows: Table, variable: str | None) -> str:
    """Return what a step does, and what it does to a variable."""
    does = f"Step {step.number} is **{step.row.action}**, and its result is **{step.row.result}**."
    if variable is None:
        return does
    before, after = as_shown(variables_before(rows, step)[variable]), as_shown(step.variables[variable])
    if before == after:
        return f"{does} `{variable}` is `{after}` before and after it."
    return f"{does} It changes `{variable}` from `{before}` to `{after}`."


def _value(rows: Table, random: Random) -> Iterator[Question]:
    """Yield questions for the value of a variable after a step; the others are its values at other steps."""
    for step in rows.steps:
        for name in BASIC:
            if name in rows.start:
                text = f"{_named(rows, step)} is **{step.row.action}**. What is `{name}` after it?"
                yield value_question(name, step, rows, random, text, ahead=True)


def _next(rows: Table, random: Random) -> Iterator[Question]:
    """Yield questions for what comes after a step; the others come elsewhere."""
    for before, step in pairwise(rows.steps):
        others = _others(rows, step, lambda other: other.row.action, random)
        yield Question(
            id=f"generated-next-{before.number}",
            text=" ".join(
                [
                    f"{_named(rows, before)} is **{before.row.action}**, with **{before.row.result}**.",
                    *sentences_before(rows, step.number),
                    "What comes next?",
                ]
            ),
            hints=(f"Look at the row below step {before.number}.",),
            choices=_actions(before, step, [other for other in others if other is not before]),
        )


def _actions(before: Step, step: Step, others: Sequence[Step]) -> tuple[Choice, ...]:
    """Return the choices of a question for what comes after a step, in the order of the trace."""
    return tuple(
        Choice(
            text=one.row.action,
            why=_when(one, before, step),
            right=one is step,
            claim=Claim(step=step.number, column="action", equals=one.row.action),
        )
        for one in sorted([step, *others], key=lambda one: one.number)
    )


def _when(offered: Step, before: Step, step: Step) -> str:
    """Return when a step happens, seen from the one before the step that is asked for."""
    if offered is not step:
        place = "before" if offered.number < before.number else "after"
        between = f"{place} step {before.number}" if place == "before" else f"after step {step.number}"
        return f"That is step {offered.number}, with the result **{offered.row.result}**. It lies {between}."
    if step.request is None or step.request != before.request:
        return f"Step {step.number} is the first in {_request(step)}; its result is **{step.row.result}**."
    return f"Both happen in {_request(step)}: step {step.number} follows, with the result **{step.row.result}**."


def _request(step: Step) -> str:
    return "no request" if step.request is None else f"request {step.request}"


def _order(rows: Table, random: Random) -> Iterator[Question]:
    """Yield questions for the order of some steps that do not look alike."""
    texts = [item_text(rows, step) for step in rows.steps]
    alone = [step for step in rows.steps if texts.count(item_text(rows, step)) == 1]
    for turn in range(len(alone) // _CHOICES + 1):
        if len(alone) < _CHOICES:
            return
        chosen = sorted(random.sample(alone, _CHOICES), key=lambda step: step.number)
        yield Question(
            id=f"generated-order-{turn + 1}",
            kind="order",
            text="Put these in the order in which they happened.",
            hints=("Which of them can only happen when another one has happened before?",),
            items=tuple(step.number for step in chosen),
            why=_order_told(chosen),
        )


def _order_told(chosen: Sequence[Step]) -> str:
    """Return in which requests some steps happened, in their order."""
    told = [f"step {step.number} (**{step.row.action}**) in {_request(step)}" for step in chosen]
    return f"The recorder numbers what happens as it happens: {listed(told)}."


_MAKERS: tuple[Callable[[Table, Random], Iterator[Question]], ...] = (_which_step, _value, _next, _order)
