"""What of a lesson can be told today: its prose with the numbers filled in, and nothing that the run refutes.

A key moment whose claims are false, or that points at nothing, is left out, and so are a note and a line of the
snapshot that name a step which the run does not have. That is said, and the rest is told.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from tracer.claims.evaluate import Traces, evaluate, evaluate_in
from tracer.claims.selectors import find_step
from tracer.errors import ClaimError, LessonError, TracerError, UsageError
from tracer.lessons.schema import Flow, Lesson, Moment, SpeakerNote
from tracer.lessons.step_references import readable, with_steps
from tracer.trace.events import Trace
from tracer.trace.table import Table, table
from tracer.trace.wording.phrases import ended

Tell: TypeAlias = Callable[[str], None]
"""Tells the person what was left out."""


class LessonProse:
    """Prepares a lesson for being told.

    Args:
        traces: Gives the runs that it speaks of; None asks for the lesson's own.
    """

    def __init__(self, traces: Traces) -> None:
        self._traces = traces
        self._tables: dict[str | None, Table] = {}

    def tables(self, scenario: str | None) -> Table:
        """Return the table of a scenario; the lesson's own for None."""
        if scenario not in self._tables:
            self._tables[scenario] = table(self._traces(scenario))
        return self._tables[scenario]

    def fill(self, text: str, scenario: str | None) -> str:
        """Return a text with the numbers of the steps that it names.

        Where a step, or the run that it belongs to, is not there, the step is named by its stage.
        """
        try:
            return with_steps(text, lambda name: self.tables(name or scenario))
        except (ClaimError, UsageError):
            return readable(text, self.tables(None), scenario)

    def lesson(self, lesson: Lesson, tell: Tell) -> Lesson:
        """Return a lesson with the parts that can be told, and the numbers of steps filled in but in its questions.

        Args:
            lesson: The lesson.
            tell: Is told what was left out, and why.
        """
        return replace(
            self.head(lesson),
            moments=tuple(self.moments(lesson, tell)),
            notes=tuple(self.notes(lesson, tell)),
            snapshot=tuple(self.snapshot(lesson, tell)),
        )

    def head(self, lesson: Lesson) -> Lesson:
        """Return a lesson with the numbers filled in what can always be told: head, flow, and caption of the code."""
        code = lesson.code
        return replace(
            lesson,
            title=self.fill(lesson.title, None),
            summary=self.fill(lesson.summary, None),
            symptom=self.fill(lesson.symptom, None),
            flow=None if lesson.flow is None else self._flow(lesson.flow),
            code=None if code is None else replace(code, caption=self.fill(code.caption, None)),
        )

    def _flow(self, flow: Flow) -> Flow:
        nodes = tuple(replace(node, text=self.fill(node.text, None)) for node in flow.nodes)
        edges = tuple(replace(edge, label=self.fill(edge.label, None)) for edge in flow.edges)
        return replace(flow, nodes=nodes, edges=edges, caption=self.fill(flow.caption, None))

    def moments(self, lesson: Lesson, tell: Tell) -> Iterator[Moment]:
        """Yield the key moments that can be told; ``tell`` is told of the others."""
        for moment in lesson.moments:
            question = self.fill(moment.question, moment.scenario)
            try:
                self._require_truth(moment)
                yield replace(moment, question=question, answer=self._filled(moment.answer, moment.scenario))
            except TracerError as error:
                tell(ended(f"Left out: the key moment “{question}”: {_why(error)}"))

    def _require_truth(self, moment: Moment) -> None:
        """Refuse a moment whose claims the run refutes, or that points at nothing."""

        def of_moment(name: str | None) -> Trace:
            return self._traces(name or moment.scenario)

        for selector in moment.steps:
            find_step(self.tables(moment.scenario), selector)
        for claim in moment.claims:
            evaluation = evaluate(claim, of_moment)
            if not evaluation.holds:
                raise LessonError(evaluation.against_claim)

    def notes(self, lesson: Lesson, tell: Tell) -> Iterator[SpeakerNote]:
        """Yield the speaker's notes that can be told; ``tell`` is told of the others."""
        for index, note in enumerate(lesson.notes, start=1):
            try:
                if note.step is not None:
                    find_step(self.tables(None), note.step)
                yield replace(note, text=self._filled(note.text, None))
            except ClaimError as error:
                tell(ended(f"Left out: speaker note {index}: {_why(error)}"))

    def snapshot(self, lesson: Lesson, tell: Tell) -> Iterator[str]:
        """Yield the lines to keep in mind that can be told; ``tell`` is told of the others."""
        for index, line in enumerate(lesson.snapshot, start=1):
            try:
                yield self._filled(line, None)
            except ClaimError as error:
                tell(ended(f"Left out: line {index} of what to keep in mind: {_why(error)}"))

    def _filled(self, text: str, scenario: str | None) -> str:
        """Return a text like ``fill``, but refuse it where its own run does not have a step. Raises ClaimError."""
        try:
            return with_steps(text, lambda name: self.tables(name or scenario))
        except UsageError:
            return readable(text, self.tables(None), scenario)


def is_refuted(moment: Moment, trace: Trace, rows: Table) -> bool:
    """Tell whether a run refutes what a key moment asserts of it. What it asserts of other runs is not looked at.

    Args:
        moment: The key moment.
        trace: The lesson's own run.
        rows: Its table.
    """
    claims = () if moment.scenario is not None else moment.claims
    for claim in claims:
        if claim.scenario is not None:
            continue
        try:
            if not evaluate_in(claim, trace, rows, _no_other).holds:
                return True
        except ClaimError:
            return True
        except UsageError:
            continue  # It compares the run with another one.
    return False


def _no_other(name: str | None) -> Trace:
    raise UsageError(f"the run {name} is not looked at")


def _why(error: TracerError) -> str:
    message = str(error).rstrip(".")
    return message[:1].lower() + message[1:]
