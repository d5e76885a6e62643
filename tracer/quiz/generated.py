"""Questions made from a trace itself, for any scenario or saved trace.

The wrong answers are taken from other steps of the same trace, and each question is proven before it is offered:
exactly one answer is right, and every other one is false there.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, zip_longest
from random import Random

from tracer.claims.claim import Claim
from tracer.errors import ClaimError
from tracer.lessons.schema import Choice, Question, QuestionTarget
from tracer.quiz.prompt import prove_question
from tracer.quiz.question_kinds import KINDS
from tracer.quiz.question_kinds.order import item_text
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_text
from tracer.trace.table import Step, Table
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import lead_in, sentences_before
from tracer.trace.wording.browsers import whose_remark
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
        if _is_sound(question, trace):
            proven.append(question)
    return tuple(proven)


def prediction(trace: Trace, rows: Table, number: int, seed: int = 0) -> Question | None:
    """Return the question what comes out of a step, given what is done and with which input.

    Args:
        trace: The trace.
        rows: Its table.
        number: The number of the step.
        seed: The same number gives the same wrong answers.

    Returns:
        The question; None where every step of the trace has the same result.
    """
    step = rows.steps[number - 1]
    random = Random(seed)  # noqa: S311 # as above
    others = _others(rows, step, lambda other: other.row.result, random)
    question = Question(
        id=f"predict-{number}",
        text=f"{lead_in(rows, step)}**{step.row.action}**, with: {step.row.input}.\n\nWhat comes out?",
        hints=(f"What is checked in this step: {step.row.check}",),
        choices=_choices(step, others, "result"),
    )
    return question if others and _is_sound(question, trace) else None


def _is_sound(question: Question, trace: Trace) -> bool:
    """Tell whether the run says of each answer what the question says."""

    def this(_: str | None) -> Trace:
        return trace

    try:
        answers = prove_question(question, this)
    except ClaimError:
        return False
    if KINDS[question.kind].reply_size == "all":
        return len({answer.text for answer in answers}) == len(answers)
    return (
        len(answers) > 1
        and all(answer.evaluation is not None and answer.right == answer.marked for answer in answers)
        and sum(answer.right for answer in answers) == 1
    )


def _others(rows: Table, step: Step, look: Callable[[Step], str], random: Random) -> list[Step]:
    """Return other steps, one for each thing that can be seen there and is not what the step itself shows."""
    found: dict[str, Step] = {}
    for other in random.sample(rows.steps, len(rows.steps)):
        if look(other) != look(step):
            found.setdefault(look(other), other)
    return [*found.values()][: _CHOICES - 1]


def _choices(step: Step, others: Sequence[Step], column: str) -> tuple[Choice, ...]:
    """Return the choices of a question for the text of a column in a step, in the order of the trace."""
    offered = sorted([step, *others], key=lambda one: one.number)
    return tuple(
        Choice(
            text=getattr(one.row, column),
            why=_why(one, step, f"the column {HEADINGS[column]} shows in"),
            right=one is step,
            claim=Claim(step=step.number, column=column, equals=getattr(one.row, column)),
        )
        for one in offered
    )


def _why(offered: Step, step: Step, shows: str) -> str:
    if offered is step:
        return f"That is what {shows} step {step.number}."
    return f"That is what {shows} step {offered.number}; the question is about step {step.number}."


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
            value = as_text(step.variables[name])
            yield Question(
                id=f"generated-change-{name}-{step.number}",
                kind="step",
                text=f"In which step does `{name}` become `{value}`?",
                hints=(f"Follow `{name}` through the variable tracker.",),
                choices=_step_choices(step, rows, random),
                asks=QuestionTarget(variable=name, changes_to=value),
            )


def _step_choices(step: Step, rows: Table, random: Random) -> tuple[Choice, ...]:
    others = [other for other in random.sample(rows.steps, len(rows.steps)) if other is not step][: _CHOICES - 1]
    return tuple(
        Choice(
            step=one.number,
            right=one is step,
            why=f"Step {one.number} is **{one.row.action}**, and its result is **{one.row.result}**.",
        )
        for one in sorted([step, *others], key=lambda one: one.number)
    )


def _value(rows: Table, random: Random) -> Iterator[Question]:
    """Yield questions for the value of a variable after a step; the others are its values at other steps."""
    for step in rows.steps:
        for name in BASIC:
            if name in rows.start:
                yield _value_question(name, step, rows, random)


def _value_question(name: str, step: Step, rows: Table, random: Random) -> Question:
    def value(one: Step) -> str:
        return as_text(one.variables[name])

    choices = [
        Choice(value=value(one), right=one is step, why=_why(one, step, f"the tracker shows for `{name}` after"))
        for one in sorted([step, *_others(rows, step, value, random)], key=lambda one: one.number)
    ]
    if as_text(rows.start[name]) not in {value(one) for one in rows.steps}:
        why = f"That was the value of `{name}` at the start, before step 1."
        choices.append(Choice(value=as_text(rows.start[name]), why=why))
    return Question(
        id=f"generated-value-{name}-{step.number}",
        kind="value",
        text=f"{_named(rows, step)} is **{step.row.action}**. What is `{name}` after it?",
        hints=(f"Look at the row `{name}` of the variable tracker.",),
        choices=tuple(choices),
        asks=QuestionTarget(step=step.number, variable=name),
    )


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
            choices=_choices(step, [other for other in others if other is not before], "action"),
        )


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
            why="That is the order of the rows in the execution table.",
        )


_MAKERS: tuple[Callable[[Table, Random], Iterator[Question]], ...] = (_which_step, _value, _next, _order)
