"""The answer key: what the recorded run says to each answer of a question.

The check of the lessons compares that with what the author holds to be right; the quiz grades replies by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from tracer.claims.claim import Claim
from tracer.claims.evaluate import Evaluation, Traces, evaluate_in
from tracer.errors import ClaimError, UsageError
from tracer.lessons.schema import Choice, Question, QuestionTarget
from tracer.trace.events import Trace
from tracer.trace.table import Table, table


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
        step: The step that the answer names, where it names one.
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


@dataclass(frozen=True)
class AnswerKey:
    """A question before the run that it is about.

    Attributes:
        question: The question.
        traces: Gives the traces of scenarios; None asks for the one that the question is about.
        trace: The run that the question is about.
        rows: The table of that run.
    """

    question: Question
    traces: Traces
    trace: Trace
    rows: Table

    @classmethod
    def of(cls, question: Question, traces: Traces) -> Self:
        """Return the answer key of a question. Raises UsageError where the scenario is not known."""
        trace = traces(question.scenario)
        return cls(question, traces, trace, table(trace))

    @property
    def choices(self) -> Iterator[tuple[str, Choice]]:
        """Each choice of the question, behind its place in words."""
        for index, choice in enumerate(self.question.choices, start=1):
            yield f"choice {index}", choice

    @property
    def target(self) -> QuestionTarget:
        """What the question asks for. Raises ClaimError where it does not say so."""
        if self.question.asks is None:
            raise ClaimError("the question does not say what it asks for")
        return self.question.asks

    def proven(self, answer: ProvenAnswer, *claims: Claim) -> ProvenAnswer:
        """Return an answer with what the run says to its claims: of several, to the first one that decides.

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
