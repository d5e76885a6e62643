"""Predictions: the question what comes out of a step, asked before its result is seen.

What is done, with which input, and what is checked is told; the wrong answers are results of other steps that are not
true of this one. Where what is done names its result, a variable is asked for instead.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random

from tracer.claims.claim import Claim
from tracer.lessons.schema import Choice, Question
from tracer.quiz.proof import is_sound
from tracer.quiz.result_truth import is_true_here
from tracer.quiz.value_questions import value_question
from tracer.trace.circumstances import Circumstances, circumstances
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_shown
from tracer.trace.table import Step, Table, variables_before
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import lead_in
from tracer.trace.wording.reasons import why_it_came_out, why_it_did_not

_CHOICES = 4
"""How many answers a question offers at most."""
_ENOUGH = 3
"""How many it should offer."""
_SAYING_LITTLE = {"a", "an", "and", "for", "in", "is", "of", "page", "the", "to", "user", "with"}


def prediction(trace: Trace, rows: Table, number: int, seed: int = 0) -> Question | None:
    """Return the question that is asked before a step shows its result.

    It asks what comes out. Where what is told of the step names its result, or where there are too few wrong answers,
    it asks for a variable instead, if that gives more to think about.

    Args:
        trace: The trace.
        rows: Its table.
        number: The number of the step.
        seed: The same number gives the same wrong answers.

    Returns:
        The question; None where nothing can be asked: every other result and every other value would be true as well.
    """
    step = rows.steps[number - 1]
    random = Random(seed)  # noqa: S311 # no secret depends on the choice of answers
    of_result = _of_result(trace, rows, step, random)
    if of_result is not None and len(of_result.choices) >= _ENOUGH and not _gives_itself_away(of_result, step):
        return of_result
    of_variable = _of_variable(trace, rows, step, random)
    if of_result is None or of_variable is None:
        return of_result or of_variable
    if len(of_variable.choices) >= _ENOUGH:
        return of_variable
    return of_variable if len(of_result.choices) < _ENOUGH and _gives_itself_away(of_result, step) else of_result


def _of_result(trace: Trace, rows: Table, step: Step, random: Random) -> Question | None:
    """Return the question what comes out of a step; None where no other result would be wrong."""
    around = circumstances(rows)
    here = around[step.number]
    wrong = _wrong(rows, around, step, random)
    question = Question(
        id=f"predict-{step.number}",
        text=f"{what_is_done(rows, step)}\n\nWhat comes out?",
        hints=(_state_before(rows, step),),
        choices=tuple(
            Choice(
                text=one.row.result,
                why=why_it_came_out(here, rows) if one is step else why_it_did_not(around[one.number], here, rows),
                right=one is step,
                claim=Claim(step=step.number, column="result", equals=one.row.result),
            )
            for one in sorted([step, *wrong], key=lambda one: one.number)
        ),
    )
    return question if wrong and is_sound(question, trace) else None


def _of_variable(trace: Trace, rows: Table, step: Step, random: Random) -> Question | None:
    """Return the question what a variable is after a step; None where no variable can be asked for.

    It is one that the step changes, unless another one has had more values to choose from.
    """
    names = [name for name in dict.fromkeys((*step.changed, "session_cookie", *BASIC)) if name in rows.start]
    made = [
        value_question(
            name, step, rows, random, f"{what_is_done(rows, step)}\n\nWhat is `{name}` after it?", ahead=False
        )
        for name in names
    ]
    sound = [question for question in made if is_sound(question, trace)]
    return max(sound, key=lambda question: min(len(question.choices), _ENOUGH), default=None)


def what_is_done(rows: Table, step: Step) -> str:
    """Return with what a prediction begins, in Markdown: what happened before, what is done, and what is checked."""
    return f"{lead_in(rows, step)}**{step.row.action}**, with: {step.row.input}.\n\n{what_is_checked(step)}"


def what_is_checked(step: Step) -> str:
    """Return what is checked in a step, or what is done where nothing is asked, in Markdown."""
    asked = "What is checked" if step.row.check.endswith("?") else "What is done"
    return f"{asked}: **{step.row.check}**"


def _gives_itself_away(question: Question, step: Step) -> bool:
    """Tell whether what is told of a step names its result, and no other answer as clearly."""
    told = _telling(f"{step.row.action} {step.row.check}")
    named = {choice.right: 0 for choice in question.choices}
    for choice in question.choices:
        named[choice.right] = max(named[choice.right], len(told & _telling(choice.text)))
    return named.get(True, 0) > named.get(False, 0)


def _wrong(rows: Table, around: Mapping[int, Circumstances], step: Step, random: Random) -> Sequence[Step]:
    """Return steps whose results may be offered as wrong ones of a step, one for each result."""
    found: dict[str, Step] = {}
    true = {other.row.result for other in rows.steps if is_true_here(around[other.number], around[step.number], around)}
    for other in random.sample(rows.steps, len(rows.steps)):
        if other.row.result not in true:
            found.setdefault(other.row.result, other)
    return [*found.values()][: _CHOICES - 1]


def _state_before(rows: Table, step: Step) -> str:
    """Return what the tracker says before a step, as a hint."""
    before = variables_before(rows, step)
    return "Before it: " + ", ".join(f"`{name}` is {as_shown(before[name])}" for name in BASIC) + "."


def _telling(text: str) -> set[str]:
    """Return the words of a text that tell something."""
    return set(re.findall(r"[a-z]+", text.lower())) - _SAYING_LITTLE
