"""One hunt: the complaint and the run, where it is broken, the evidence, and what mends it."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tracer.activities.hunt_paper import evidence_of_hunt, following_hunt, part_of_hunt
from tracer.activities.hunted_app import LOOKING_FOR_FAULT, HuntOptions, hunting_ground
from tracer.activities.json_output import JsonOutput
from tracer.activities.quiz import QuizSitting
from tracer.activities.replies import FromFile, Replies, Typed
from tracer.errors import INTERRUPTED
from tracer.exercises.hunt import Hunt
from tracer.exercises.hunt_lesson import (
    LINE,
    NO_STEP_QUESTION,
    REMEDY,
    STEP,
    complaint_of,
    hunt_title,
    line_question,
    remedy_question,
    step_question,
    traces_of,
)
from tracer.lessons.schema import Question
from tracer.trace.compare import compare
from tracer.trace.events import Trace
from tracer.trace.table import other_requests, table
from tracer.trace.tracker import track
from tracer.views.compare import ComparisonView
from tracer.views.execution_table import ExecutionTable
from tracer.views.hunt import HuntEnd, HuntTitle, Symptom
from tracer.views.lesson_frame import Remarks
from tracer.views.run import Closing, Title
from tracer.views.terminal import ColorChoice, Terminal, View, open_terminal
from tracer.views.variable_tracker import VariableTracker
from tracer.views.waiting_line import WaitingLine


def hunt_fault(options: HuntOptions, *, answers: Path | None, as_json: bool, color: ColorChoice, plain: bool) -> int:
    """Let a learner find a fault that was put into an app.

    Args:
        options: Which fault, and in which app.
        answers: The file with the answers; None reads standard input.
        as_json: Whether the result is written as JSON, and all else to standard error.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Returns:
        The exit code: 0 when everything was right in the end, otherwise 1; 130 after Ctrl-C.

    Raises:
        AppError: The app cannot be loaded.
        UsageError: A page or the account is not known, the answers cannot be read, or no fault fits the app.
    """
    output = JsonOutput() if as_json else None
    terminal = open_terminal(color, plain=plain, out=sys.stderr if as_json else None)
    replies = Typed(terminal) if answers is None else FromFile(answers, (STEP, LINE, REMEDY))
    with hunting_ground(options) as ground:
        with WaitingLine(terminal, LOOKING_FOR_FAULT):
            hunt = Hunt.begin(ground, options.seed, options.level)
        sitting = HuntSitting(hunt, options, terminal, replies, color=color, plain=plain, quiet=as_json)
        code = sitting.run()
    if output is not None:
        output.write_json(sitting.result())
    return code


class HuntSitting:
    """One sitting of a hunt.

    Args:
        hunt: The hunt.
        options: How it was asked for.
        terminal: Where it is shown.
        replies: Where answers come from.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.
        quiet: Whether standard output is kept for the result.
    """

    def __init__(
        self,
        hunt: Hunt,
        options: HuntOptions,
        terminal: Terminal,
        replies: Replies,
        *,
        color: ColorChoice,
        plain: bool,
        quiet: bool,
    ) -> None:
        self._hunt = hunt
        self._options = options
        self._terminal = terminal
        self._traces = traces_of(hunt)
        self._part = partial(QuizSitting, color=color, plain=plain, quiet=quiet, replies=replies)
        self._sittings: list[QuizSitting] = []

    def run(self) -> int:
        """Take the learner through the hunt, and return the exit code."""
        hunt = self._hunt
        self._show_run()
        lines = line_question(hunt)
        hunt.begin_proofs()  # while the learner reads
        steps = step_question(hunt)
        if steps is None:
            self._terminal.show(Remarks((NO_STEP_QUESTION,)))
        code = self._ask("where it is broken", *([steps] if steps else []), lines)
        if not self._sittings[-1].is_over:
            return code
        self._terminal.show(*self._evidence())
        with WaitingLine(self._terminal, "Trying the remedies out"):
            remedies = remedy_question(hunt)
        code = self._ask("what mends it", remedies)
        if code == INTERRUPTED or not self._sittings[-1].is_over:
            return code
        self._terminal.show(self._end())
        return 0 if self._all_right else 1

    def _show_run(self) -> None:
        """Show what somebody complains of, and the run in which that is seen."""
        hunt = self._hunt
        trace = self._traces(None)
        self._terminal.show(
            HuntTitle(hunt_title(hunt), self._options.app),
            Symptom(complaint_of(hunt)),
            Title(trace, None),
            *_run_of(trace),
        )

    def _ask(self, title: str, *questions: Question) -> int:
        self._sittings.append(self._part(part_of_hunt(self._hunt, self._options, title, *questions)))
        return self._sittings[-1].run(seed=None, shuffle=False, go_on=False)

    def _evidence(self) -> Sequence[View]:
        trace, healthy = self._traces(None), self._hunt.ground.healthy(self._hunt.fault.shown)
        beside = ComparisonView(compare(trace, healthy), "the broken app", "the healthy app")
        return (*evidence_of_hunt(self._hunt), beside)

    def _end(self) -> View:
        hunt = self._hunt
        following = [(what, command) for command, what in following_hunt(hunt, self._options, "hunt", "--seed")]
        return HuntEnd(self._how_it_went(), hunt.kind.harm, following)

    def _how_it_went(self) -> str:
        at_first = [bool(question["right_at_first"]) for question in self._questions()]
        return f"{sum(at_first)} of {len(at_first)} answers were right at the first try."

    def _questions(self) -> list[dict[str, object]]:
        return [question for sitting in self._sittings for question in sitting.answered()]

    @property
    def _all_right(self) -> bool:
        return all(question["right"] for question in self._questions())

    def result(self) -> dict[str, object]:
        """Return the result as it is printed for machines; what was broken is told when the hunt is over."""
        hunt = self._hunt
        finished = len(self._sittings) > 1 and all(sitting.is_over for sitting in self._sittings)
        told = {
            "kind": hunt.kind.name,
            "file": hunt.ground.named(hunt.mutant.file),
            "line": hunt.line,
            "healthy": hunt.line_before,
            "broken": hunt.line_now,
            "what": hunt.told,
        }
        return {
            "format": "login-flow-hunt",
            "format_version": 1,
            "seed": hunt.seed,
            "level": hunt.level,
            "app": self._options.target,
            "scenario": hunt.fault.shown,
            "finished": finished,
            "all_right": finished and self._all_right,
            "fault": told if finished else None,
            "questions": self._questions(),
        }


def _run_of(trace: Trace) -> Sequence[View]:
    rows = table(trace)
    trackers = track(rows)
    shown = (ExecutionTable(rows, other_requests(trace, rows)), Closing(trace, rows))
    return (*shown, VariableTracker(trackers)) if trackers else shown
