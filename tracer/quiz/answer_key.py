"""Proving a question: what the recorded run says to each of its answers.

The check of the lessons compares that with what the author holds to be right; the quiz judges replies by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracer.claims.claim import Claim
from tracer.claims.evaluate import Evaluation, Traces, evaluate_in
from tracer.claims.selectors import StepName, find_step
from tracer.errors import ClaimError, UsageError
from tracer.lessons.schema import Choice, Question
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_text
from tracer.trace.table import Step, Table, table


@dataclass(frozen=True)
class ProvenAnswer:
    """One answer of a question, and what the run says to it.

    Attributes:
        place: Where it stands in the lesson, in words: ``choice 2``, ``step 4``, ``item 1``.
        text: What it says, in Markdown.
        why: Why it is right or wrong, as the author explains it; empty where the run itself is the reason.
        marked: Whether the author holds it to be right; None where the author does not say.
        evaluation: What the run says; None where that could not be found out.
        problem: Why it could not be found out.
        names_nothing: Whether that is because a scenario is named that nobody knows.
        step: The step that the answer names, for the kinds "step" and "order".
        scenario: The scenario by whose run it is judged; None for the lesson's own.
    """

    place: str
    text: str
    why: str = ""
    marked: bool | None = None
    evaluation: Evaluation | None = None
    problem: str = ""
    names_nothing: bool = False
    step: int | None = None
    scenario: str | None = None

    @property
    def right(self) -> bool:
        """Whether the run says that the answer is right."""
        return self.evaluation is not None and self.evaluation.holds


def prove_question(question: Question, traces: Traces) -> tuple[ProvenAnswer, ...]:
    """Return every answer of a question with what the run says to it.

    For the kind "order" these are the items, in the order in which the lesson names them.

    Args:
        question: The question.
        traces: Gives the traces of scenarios; None asks for the one that the question is about.

    Raises:
        ClaimError: The question has no answers that could be proven; the message says what is missing.
        UsageError: A scenario is not known.
    """
    trace = traces(question.scenario)
    prover = _Prover(question, trace, table(trace), traces)
    if question.kind == "order":
        return tuple(prover.items())
    if question.kind == "step":
        return tuple(prover.steps())
    if not question.choices:
        raise ClaimError("the question offers no choices")
    if question.kind == "value":
        return tuple(prover.values())
    return tuple(prover.choices())


def item_text(step: Step) -> str:
    """Return how an item of the kind "order" is named: without its number, which would give the answer away."""
    return f"{step.row.action} → {step.row.result}"


@dataclass(frozen=True)
class _Prover:
    """A question before the trace that it is about."""

    question: Question
    trace: Trace
    rows: Table
    traces: Traces

    def choices(self) -> Iterator[ProvenAnswer]:
        for place, choice in _placed(self.question.choices):
            answer = ProvenAnswer(place, choice.text, choice.why, choice.right)
            if choice.asserted:
                yield self._proven(answer, *choice.asserted)
            else:
                yield replace(answer, problem="the choice makes no claim")

    def values(self) -> Iterator[ProvenAnswer]:
        asks = self.question.asks
        if asks is None:
            raise ClaimError("the question does not say what it asks for")
        for place, choice in _placed(self.question.choices):
            answer = ProvenAnswer(place, choice.text or f"`{as_text(choice.value)}`", choice.why, choice.right)
            try:
                claim = asks.value_claim(choice.value, self.question.scenario)
            except ValueError as error:
                raise ClaimError(str(error)) from error
            yield self._proven(answer, claim)

    def steps(self) -> Iterator[ProvenAnswer]:
        """Yield the steps that are offered: those of the choices, or every step."""
        offered: list[tuple[str, Choice, StepName]] = [
            (place, choice, choice.step) for place, choice in _placed(self.question.choices) if choice.step is not None
        ]
        if len(offered) != len(self.question.choices):
            raise ClaimError("each choice of a question of the kind step names a step")
        if not offered:
            for step in self.rows.steps:
                answer = ProvenAnswer(f"step {step.number}", f"Step {step.number}", self.question.why, step=step.number)
                yield self._step(answer, step.number)
        for place, choice, pointer in offered:
            number = find_step(self.rows, pointer).number
            answer = ProvenAnswer(place, choice.text or f"Step {number}", choice.why, choice.right, step=number)
            yield self._step(answer, number)

    def _step(self, answer: ProvenAnswer, number: int) -> ProvenAnswer:
        if self.question.asks is None:
            raise ClaimError("the question does not say what it asks for")
        try:
            claim = self.question.asks.step_claim(number, self.question.scenario)
        except ValueError as error:
            raise ClaimError(str(error)) from error
        return self._proven(answer, claim)

    def items(self) -> Iterator[ProvenAnswer]:
        for index, pointer in enumerate(self.question.items, start=1):
            step = find_step(self.rows, pointer)
            why, scenario = self.question.why, self.question.scenario
            yield ProvenAnswer(f"item {index}", item_text(step), why, step=step.number, scenario=scenario)

    def _proven(self, answer: ProvenAnswer, *claims: Claim) -> ProvenAnswer:
        """Return the answer with what the run says to its claims: of several, to the first one that decides.

        That is the first one that is false; where all are true, the first one of all.
        """
        judged = [self._judged(answer, claim) for claim in claims]
        undecided = [each for each in judged if each.evaluation is None]
        return next((each for each in [*undecided, *judged] if not each.right), judged[0])

    def _judged(self, answer: ProvenAnswer, claim: Claim) -> ProvenAnswer:
        """Return the answer with what the run says to one claim."""
        answer = replace(answer, scenario=claim.scenario or self.question.scenario)
        trace, rows = self.trace, self.rows
        try:
            if claim.scenario is not None and claim.scenario != self.question.scenario:
                trace = self.traces(claim.scenario)
                rows = table(trace)
            return replace(answer, evaluation=evaluate_in(claim, trace, rows, self.traces))
        except ClaimError as error:
            return replace(answer, problem=str(error))
        except UsageError as error:
            return replace(answer, problem=str(error), names_nothing=True)


def _placed(choices: tuple[Choice, ...]) -> Iterator[tuple[str, Choice]]:
    for index, choice in enumerate(choices, start=1):
        yield f"choice {index}", choice
