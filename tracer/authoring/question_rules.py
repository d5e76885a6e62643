"""The rules for questions: is the choice that the author marks right also right in the run?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracer.authoring.places import question_place
from tracer.authoring.problem import Problem, failed
from tracer.claims.evaluate import Traces
from tracer.command_line import command_line
from tracer.errors import ClaimError, TracerError, UsageError
from tracer.lessons.schema import Question
from tracer.quiz.answer_key import ProvenAnswer
from tracer.quiz.prompt import prove_question
from tracer.quiz.question_kinds import KINDS
from tracer.trace.wording.phrases import steps_in_words

_POINT = "Write claim = { … } so that it points at one place that exists."
_NAME = "Write the name of a scenario of this or another lesson, with @APP for another app."
_LOOK = f"{command_line('run-scenario')} shows the run."


def check_question(question: Question, traces: Traces) -> Iterator[Problem]:
    """Yield every problem of one question.

    Args:
        question: The question.
        traces: Gives the traces of scenarios; None asks for the one that the question is about.
    """
    place = question_place(question)
    yield from _form(question, place)
    yield from _unknown_scenarios(question, traces, place)
    try:
        answers = prove_question(question, traces)
    except ClaimError as error:
        yield Problem("points-at-nothing", place, str(error), f"Mend the selector, or the scenario. {_LOOK}")
        return
    except TracerError as error:
        yield failed(place, error, "Mend the scenario or its name.", within=("scenario",))
        return
    kind = KINDS[question.kind]
    if kind.reply_size == "all":
        yield from _order(answers, place)
        return
    yield from _unclear(answers, place)
    if kind.labels_are_steps:
        yield from _same_step(answers, place)
        yield from _one_step(answers, place, has_choices=bool(question.choices))
        if not question.choices:
            return
    yield from _choices(question, answers, place)
    yield from _marks(question, answers, place)


def _unknown_scenarios(question: Question, traces: Traces, place: str) -> Iterator[Problem]:
    """Yield a problem for each claim of a choice that names a scenario that there is not."""
    for number, choice in enumerate(question.choices, start=1):
        for index, claim in enumerate(choice.asserted):
            for name in dict.fromkeys(claim.named_scenarios):
                try:
                    traces(name)
                except UsageError as error:
                    within = ("claim",) if choice.claim is not None else ("claims", index)
                    yield failed(f"{place}, choice {number}", error, _NAME, within=within)
                except TracerError:
                    continue  # said where the scenarios are checked


def _form(question: Question, place: str) -> Iterator[Problem]:
    """What can be seen without a run: texts, hints, reasons, and that the parts fit the kind."""
    if not question.text.strip():
        yield Problem("missing", place, "the question has no text", 'Write text = "…".', within=("text",))
    if not any(hint.strip() for hint in question.hints):
        remedy = 'Write hints = ["where to look"], at least one.'
        yield Problem("missing", place, "there is no hint", remedy, within=("hints",))
    kind = KINDS[question.kind]
    for index, choice in enumerate(question.choices, start=1):
        if not choice.why.strip():
            what = "why it is right" if choice.right else "why it is wrong"
            message = f"the choice does not say {what}"
            yield Problem("missing", f"{place}, choice {index}", message, 'Write why = "…".', within=("why",))
        if kind.choice_part not in {"value", "step"} and not choice.text.strip():
            message = "the choice has no text"
            yield Problem("missing", f"{place}, choice {index}", message, 'Write text = "…".', within=("text",))
    if not question.choices and "why" in kind.parts and not question.why.strip():
        message = "the question does not say why the answer is what it is"
        yield Problem("missing", place, message, 'Write why = "…".', within=("why",))
    yield from _unfitting(question, place)


def _unfitting(question: Question, place: str) -> Iterator[Problem]:
    """Parts that the kind of question does not use would be silently ignored, so they are refused."""
    kind = KINDS[question.kind]
    for part in ("choices", "asks", "items", "why"):
        if getattr(question, part) and part not in kind.parts:
            message = f"a question of the kind {question.kind} does not use {part}"
            yield Problem("schema", place, message, f"Take {part} out, or choose another kind.", within=(part,))
    if not kind.choice_part:
        return
    for index, choice in enumerate(question.choices, start=1):
        for part in ("claim", "claims", "value", "step"):
            said = getattr(choice, part)
            if said is not None and said != () and part.removesuffix("s") != kind.choice_part:
                message = f"a choice of a question of the kind {question.kind} does not use {part}"
                remedy = f"Write {kind.choice_part} = … instead of {part}."
                yield Problem("schema", f"{place}, choice {index}", message, remedy, within=(part,))


def _order(answers: Sequence[ProvenAnswer], place: str) -> Iterator[Problem]:
    if len(answers) < 3:  # noqa: PLR2004 # two can be put in order by guessing
        message = "fewer than three steps are to be put in order"
        yield Problem("unclear", place, message, "Name three or more.", within=("items",))
    for number, times in Counter(answer.step for answer in answers).items():
        if times > 1:
            message = f"step {number} stands in items {times} times"
            yield Problem("unclear", place, message, "Name each step once.", within=("items",))
    for text in dict.fromkeys(answer.text for answer in answers):
        steps = {answer.step or 0 for answer in answers if answer.text == text}
        if len(steps) > 1:
            message = f"{steps_in_words(sorted(steps))} look the same (“{text}”), so more than one order is right"
            yield Problem("unclear", place, message, "Leave all but one of them out.", within=("items",))


def _unclear(answers: Sequence[ProvenAnswer], place: str) -> Iterator[Problem]:
    # Where the run refutes one of them, that is said; it may be the only mistake.
    contradicted = {answer.text.strip() for answer in answers if _is_contradicted(answer)}
    for text, times in Counter(answer.text.strip() for answer in answers).items():
        if times > 1 and text and text not in contradicted:
            yield Problem("unclear", place, f"“{text}” is offered {times} times", "Reword one of them.")


def _is_contradicted(answer: ProvenAnswer) -> bool:
    """Whether the run says the opposite of what the author marks."""
    return answer.evaluation is not None and answer.marked is not None and answer.marked != answer.right


def _same_step(answers: Sequence[ProvenAnswer], place: str) -> Iterator[Problem]:
    for number, times in Counter(answer.step for answer in answers).items():
        if times > 1:
            choices = " and ".join(answer.place for answer in answers if answer.step == number)
            message = f"{choices} name the same step, step {number}"
            yield Problem("unclear", place, message, "Name each step once.")


def _one_step(answers: Sequence[ProvenAnswer], place: str, *, has_choices: bool) -> Iterator[Problem]:
    right = [answer for answer in answers if answer.right]
    if len(right) > 1:
        steps = steps_in_words([answer.step or 0 for answer in right])
        remedy = "Ask for something that is true of one step only, or offer only one of them as a choice."
        yield Problem("unclear", place, f"what is asked for is true of {steps}", remedy, within=("asks",))
    elif not right and not has_choices:
        found = [answer.problem for answer in answers]
        found.sort(key=lambda problem: "did you mean" not in problem)
        why = f" ({found[0]})" if found and all(found) else ""
        message = f"what is asked for is true of no step{why}"
        yield Problem("right-is-false", place, message, f"Mend asks. {_LOOK}", within=("asks",))


def _choices(question: Question, answers: Sequence[ProvenAnswer], place: str) -> Iterator[Problem]:
    for choice, answer in zip(question.choices, answers, strict=True):
        for problem in _choice(answer, f"{place}, {answer.place}"):
            said = [part for part in ("claim", "claims", "step", "value") if getattr(choice, part)]
            yield replace(problem, within=(said[0],) if said else ())


def _choice(answer: ProvenAnswer, place: str) -> Iterator[Problem]:
    if answer.evaluation is None:
        if not answer.names_nothing and (answer.marked or answer.step is None):
            rule = "missing" if "makes no claim" in answer.problem else "points-at-nothing"
            yield Problem(rule, place, answer.problem, _POINT)
    elif answer.marked and not answer.right:
        message = f"marked right, but the run says no: {answer.evaluation.against_claim}"
        yield Problem("right-is-false", place, message, "Mend the choice or its claim, or mark it wrong.")
    elif answer.right and not answer.marked:
        message = f"marked wrong, but the run says it is true: {answer.evaluation.against_claim}"
        yield Problem("wrong-is-true", place, message, "Make it false, or mark it with right = true.")


def _marks(question: Question, answers: Sequence[ProvenAnswer], place: str) -> Iterator[Problem]:
    kind = KINDS[question.kind]
    marked = sum(bool(answer.marked) for answer in answers)
    # Where the run refutes a mark, that is said; how many there are is told of what is left.
    true_marks = not any(map(_is_contradicted, answers))
    if len(answers) < 2:  # noqa: PLR2004 # one choice is no choice
        yield Problem("marks", place, "there are fewer than two choices", "Offer a right one and wrong ones.")
    elif marked == 0 and true_marks:
        yield Problem("marks", place, "no choice is marked right", "Mark the right one with right = true.")
    elif kind.reply_size == "one" and marked > 1 and true_marks:
        message = f"{marked} choices are marked right"
        yield Problem("marks", place, message, 'Mark only one, or write kind = "several".')
    elif marked == len(answers) and true_marks:
        yield Problem("marks", place, "every choice is marked right", "Add a choice that is false.")
    if kind.asks_of_another_run and not _looks_elsewhere(question):
        remedy = 'Name the other scenario in the claims: claim = { scenario = "…", … }.'
        yield Problem("marks", place, "no choice looks at another scenario", remedy)


def _looks_elsewhere(question: Question) -> bool:
    if question.scenario is not None:
        return True
    return any(claim.named_scenarios for choice in question.choices for claim in choice.asserted)
