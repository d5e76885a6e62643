"""Predictions: the question what comes out of a step, asked before its result is seen.

What is done, with which input, and what is checked is told; the wrong answers are results of other steps that are not
true of this one, and the other outcome of the same stage. Where what is done names its result, a variable is asked for
instead.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from tracer.claims.claim import Claim
from tracer.lessons.schema import Choice, Question
from tracer.quiz.other_outcomes import other_outcomes
from tracer.quiz.proof import is_sound
from tracer.quiz.result_truth import is_true_here, would_be_true
from tracer.quiz.value_questions import value_question
from tracer.trace.circumstances import Circumstances, circumstances
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_shown
from tracer.trace.table import Step, Table, variables_before
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import lead_in
from tracer.trace.wording.phrases import listed
from tracer.trace.wording.reasons import why_it_came_out, why_it_did_not

_CHOICES = 4
"""How many answers a question offers at most."""
_ENOUGH = 3
"""How many it should offer."""
_SAYING_LITTLE = {"a", "an", "and", "for", "in", "is", "of", "page", "the", "to", "user", "with"}


def predictions(trace: Trace, rows: Table, seed: int = 0) -> tuple[Question | None, ...]:
    """Return the question that is asked before each step of a run; see ``prediction``."""
    run = _Run(trace, rows, circumstances(rows))
    return tuple(_asked(run, step, seed) for step in rows.steps)


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
    return _asked(_Run(trace, rows, circumstances(rows)), rows.steps[number - 1], seed)


@dataclass(frozen=True)
class _Run:
    """A run about which is asked, with its table and what surrounds each step."""

    trace: Trace
    rows: Table
    around: Mapping[int, Circumstances]


def _asked(run: _Run, step: Step, seed: int) -> Question | None:
    random = Random(seed)  # noqa: S311 # no secret depends on the choice of answers
    of_result = _of_result(run, step, random)
    if of_result is not None and len(of_result.choices) >= _ENOUGH and not _gives_itself_away(of_result, step):
        return of_result
    of_variable = _of_variable(run, step, random)
    if of_result is None or of_variable is None:
        return of_result or of_variable
    return max(of_variable, of_result, key=lambda question: min(len(question.choices), _ENOUGH))


def _of_result(run: _Run, step: Step, random: Random) -> Question | None:
    """Return the question what comes out of a step; None where no other result would be wrong."""
    rows, here = run.rows, run.around[step.number]
    wrong = _wrong(run, here, random)
    question = Question(
        id=f"predict-{step.number}",
        text=f"{what_is_done(rows, step)}\n\nWhat comes out?",
        hints=(_state_before(rows, step, BASIC),),
        choices=tuple(
            Choice(
                text=one.step.row.result,
                why=why_it_came_out(here, rows) if one is here else why_it_did_not(one, here, rows),
                right=one is here,
                claim=Claim(step=step.number, column="result", equals=one.step.row.result),
            )
            for one in sorted([here, *wrong], key=lambda one: (one.step.number, one.step.row.result))
        ),
    )
    return question if wrong and is_sound(question, run.trace, rows) else None


def _of_variable(run: _Run, step: Step, random: Random) -> Question | None:
    """Return the question what a variable is after a step; None where no variable can be asked for.

    It is one that the step changes, unless another one has had more values to choose from.
    """
    rows = run.rows
    names = [name for name in dict.fromkeys((*step.changed, "session_cookie", *BASIC)) if name in rows.start]
    made = [
        replace(
            value_question(
                name, step, rows, random, f"{what_is_done(rows, step)}\n\nWhat is `{name}` after it?", ahead=False
            ),
            hints=(_state_before(rows, step, tuple(dict.fromkeys((name, *BASIC)))),),
        )
        for name in names
    ]
    by_choices = sorted(made, key=lambda question: min(len(question.choices), _ENOUGH), reverse=True)
    return next((question for question in by_choices if is_sound(question, run.trace, rows)), None)


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


def _wrong(run: _Run, here: Circumstances, random: Random) -> Sequence[Circumstances]:
    """Return results that are offered as wrong ones of a step, with what surrounds them, one for each text.

    They come from the run. The other outcome of the same stage is always among them, and where they are too few, so
    are others that could have come out.
    """
    met = [run.around[other.number] for other in random.sample(run.rows.steps, len(run.rows.steps))]
    possible = other_outcomes(here, run.trace)
    true = {one.step.row.result for one in met if is_true_here(one, here, run.around)}
    true |= {one.step.row.result for one in possible if would_be_true(one, here, run.around)}
    true.add(here.step.row.result)
    of_run = _by_result(met, true)
    imagined = _by_result(possible, true)
    counterpart = [text for text, one in imagined.items() if one.step.stage == here.step.stage][:1]
    texts = [*dict.fromkeys([*counterpart, *of_run])][: _CHOICES - 1]
    missing = max(_ENOUGH - 1 - len(texts), 0)
    texts += [text for text in imagined if text not in texts][:missing]
    return [of_run.get(text) or imagined[text] for text in texts]


def _by_result(offered: Iterable[Circumstances], true: Collection[str]) -> Mapping[str, Circumstances]:
    """Return the first of those that have the same result, by their results, without those that are true."""
    found: dict[str, Circumstances] = {}
    for one in offered:
        if one.step.row.result not in true:
            found.setdefault(one.step.row.result, one)
    return found


def _state_before(rows: Table, step: Step, names: Sequence[str]) -> str:
    """Return what some variables are before a step, as a hint."""
    before = variables_before(rows, step)
    return f"Before this step {listed([f'`{name}` is {as_shown(before[name])}' for name in names])}."


def _telling(text: str) -> set[str]:
    """Return the words of a text that tell something."""
    return set(re.findall(r"[a-z]+", text.lower())) - _SAYING_LITTLE
