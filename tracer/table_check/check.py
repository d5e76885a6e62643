"""The check of a static table against runs, cell by cell.

It is handed a function that performs a scenario, so that it needs no Flask. First each row is aligned with the steps
that it tells of, then each cell is judged. Which setting makes the difference is found by trying: the scenario is
performed again with one setting changed, and the cell is judged again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeAlias

from tracer.claims.claim import Claim
from tracer.claims.evaluate import evaluate_in
from tracer.errors import ClaimError, ScenarioError
from tracer.lessons.static_table import FINAL, START, Against, StaticRow, StaticTable, StaticVariable
from tracer.table_check.evidence import Evidence, Here, Run
from tracer.table_check.tracker import judge_value, knows, meaning_of
from tracer.table_check.verdicts import CellVerdict, MissingStep, TableFlaw, TableVerdict
from tracer.table_check.vocabulary import Statement, answer_to, statement_of
from tracer.trace.events import Trace
from tracer.trace.plain_values import Plain, as_text
from tracer.trace.scenario import Value
from tracer.trace.table import Step, table
from tracer.trace.wording.rows import HEADINGS

PerformScenario: TypeAlias = Callable[[str, Mapping[str, Value]], Trace]
"""Performs a scenario (``name`` or ``name@app``) with settings on top of its own, and returns the trace."""

SETTINGS_TO_TRY: tuple[tuple[str, Value, str], ...] = (
    ("LOGIN_MESSAGE", "none", "nothing is flashed to visitors who are turned away"),
    ("LOGIN_MESSAGE", "Please log in to access this page.", "visitors who are turned away are flashed a message"),
    ("SESSION_PROTECTION", "none", "sessions are not compared with the client"),
    ("SESSION_PROTECTION", "basic", "a session of another client is no longer fresh"),
    ("SESSION_PROTECTION", "strong", "a session of another client loses its user"),
    ("USE_SESSION_FOR_NEXT", False, "the page that was wanted stands in the address"),
    ("USE_SESSION_FOR_NEXT", True, "the page that was wanted is kept in the session"),
    ("CALL_LOGIN_USER", True, "the app calls login_user"),
    ("CALL_LOGIN_USER", False, "the app does not call login_user"),
    ("LOGIN_VIEW", "authentication.login_form", "visitors who are turned away are sent to the login form"),
    ("LOGIN_VIEW", "none", "visitors who are turned away are answered with 401"),
    ("UNAUTHORIZED_HANDLER", False, "Flask-Login itself turns visitors away"),
    ("UNAUTHORIZED_HANDLER", True, "the app itself answers visitors who are turned away"),
    # These are settings of the edge cases; the other apps do not know them.
    ("CONTEXT_PROCESSOR", False, "templates do not load the user"),
    ("FLASH", False, "the app flashes nothing at logout"),
    ("PERMANENT", False, "sessions are not permanent"),
)
"""The settings that are tried, one at a time, where a cell is contradicted, and what each does. "none" is None."""


def check_table(static: StaticTable, perform: PerformScenario) -> Iterator[TableVerdict]:
    """Yield what each run says to a static table.

    Args:
        static: The table; it names the runs.
        perform: Performs a scenario.

    Raises:
        UsageError: There is no such scenario.
        ScenarioError: A scenario cannot be performed.
    """
    for against in static.against:
        verdict = judge_table(static, perform(against.scenario, against.settings), against)
        yield verdict.with_settings(_differences(static, against, verdict, perform))


def judge_table(static: StaticTable, trace: Trace, against: Against) -> TableVerdict:
    """Return what one run says to a static table, without looking for settings."""
    run = Run(trace, table(trace))
    steps = aligned(static.rows, run.rows.steps)
    cells = [verdict for row in static.rows for verdict in _row(row, steps, run)]
    last_row = static.rows[-1].step if static.rows else 0
    cells += [verdict for variable in static.variables for verdict in _variable(variable, steps, run, last_row)]
    told = {step.number for step in steps.values()}
    missing = tuple(
        MissingStep(step.number, step.stage, step.occurrence, f"{step.title}. {step.row.result}")
        for step in run.rows.steps
        if step.number not in told
    )
    title = against.title or (trace.scenario.title if trace.scenario else trace.app)
    changed = ", ".join(f"{name} = {_as_toml(value)}" for name, value in against.settings.items())
    return TableVerdict(title, f"{against.scenario}, {changed}" if changed else against.scenario, tuple(cells), missing)


def stage_of(row: StaticRow) -> str | None:
    """Return the stage that a row tells of: the one that it names, or the one of which most of its words tell."""
    if row.stage is not None:
        return row.stage
    stages: Counter[str] = Counter()
    for column, text in row.cells():
        statement = statement_of(column, text)
        if statement is not None and statement.stage is not None:
            stages[statement.stage] += 1
    # Where two stages are told of equally often, the column that stands further left decides.
    return stages.most_common(1)[0][0] if stages else None


def aligned(rows: Sequence[StaticRow], steps: Sequence[Step]) -> Mapping[int, Step]:
    """Return the step that each row speaks of, by the row's number. A row without one is left out.

    A table may leave steps out. What happens in a step that no row names is counted to the step before, so that
    a row is checked against everything up to the next row. A table may also stop early: its last row is checked against
    what the browser still does by itself, in stages that the table never names, and against nothing after that.
    """
    row_stages = [stage_of(row) for row in rows]
    matcher = SequenceMatcher(None, row_stages, [step.stage for step in steps], autojunk=False)
    found = {
        block.b + offset: rows[block.a + offset].step
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }
    spans: dict[int, Step] = {}
    for index, number in found.items():
        end = next((later for later in range(index + 1, len(steps)) if later in found), None)
        if end is None:
            end = _end_of_last(index, steps, frozenset(row_stages))
        spans[number] = _with_left_out(steps[index], steps[index + 1 : end])
    return spans


def _row(row: StaticRow, steps: Mapping[int, Step], run: Run) -> Iterator[CellVerdict]:
    step = steps.get(row.step)
    placed = step is not None or stage_of(row) is not None
    for column, text in row.cells():
        claim = row.claims.get(column)
        statement = _statement(row, column, text) if claim is None else None
        meaning = statement.meaning if statement else "what its claim says" if claim else ""
        place = _Cell(f"step {row.step}", HEADINGS[column], text, row.line, step)
        if not meaning:
            yield place.not_understood("its words are in no phrase that is known")
        elif not placed:
            yield place.not_understood("no cell of its row says which step of a run the row speaks of")
        elif step is None:
            yield place.judged(meaning, Evidence(holds=False, shown="the run has no such step at this point"))
        elif claim is not None:
            yield place.judged(meaning, _by_claim(claim, step, steps, run))
        elif statement is not None:
            yield place.judged(meaning, statement.test(Here(run, step)))


def _statement(row: StaticRow, column: str, text: str) -> Statement | None:
    """Return what a cell states, by itself or as the answer to the question of its row."""
    answer = answer_to(row.check, text) if column == "result" else None
    return answer or statement_of(column, text)


def _by_claim(claim: Claim, step: Step, steps: Mapping[int, Step], run: Run) -> Evidence:
    """Judge a cell by the claim that its author wrote.

    The number of a step in it is the number of a row; a claim on an event that names no place speaks of its own row.
    """
    if isinstance(claim.step, int):
        if claim.step not in steps:
            return Evidence(holds=False, shown=f"the run has no step of which row {claim.step} speaks")
        claim = replace(claim, step=steps[claim.step].number)
    elif claim.event is not None and claim.step is None and claim.request is None:
        claim = replace(claim, step=step.number)

    def no_other(name: str | None) -> Trace:
        if name is None:
            return run.trace
        raise ClaimError(f"a cell speaks of one run; its claim compares it with {name}")

    try:
        evaluation = evaluate_in(claim, run.trace, run.rows, no_other)
    except ClaimError as error:
        return Evidence(holds=False, shown=str(error))
    return Evidence(evaluation.holds, f"{evaluation.looked_at} is {evaluation.found}")


def _variable(variable: StaticVariable, steps: Mapping[int, Step], run: Run, last_row: int) -> Iterator[CellVerdict]:
    for moment, value in variable.cells():
        step, variables = _moment(moment, steps, run, last_row)
        column = f"after step {moment}" if isinstance(moment, int) else moment
        place = _Cell(variable.name, column, as_text(value), variable.line, step)
        if not knows(run, variable.name):
            known = ", ".join(run.rows.start)
            yield place.not_understood(f"the run knows no such variable; it knows {known}")
        elif variables is None:
            shown = f"the run has no step of which row {moment} speaks"
            yield place.judged(meaning_of(variable.name, value), Evidence(holds=False, shown=shown))
        else:
            evidence = judge_value(run, variable.name, value, variables, step)
            yield place.judged(meaning_of(variable.name, value), evidence)


def _moment(
    moment: str | int, steps: Mapping[int, Step], run: Run, last_row: int
) -> tuple[Step | None, Mapping[str, Plain] | None]:
    """Return the step that has just ended at a moment, and the variables then; None where the run has no such step.

    The end of a table is the end of its last row: a table may stop before the run does.
    """
    if moment == START:
        return None, run.rows.start
    if moment == FINAL and last_row not in steps:
        return (run.rows.steps[-1] if run.rows.steps else None), run.rows.final
    step = steps.get(last_row if moment == FINAL else int(moment))
    return (_last_of(step, run), step.variables) if step else (None, None)


def _last_of(span: Step, run: Run) -> Step:
    """Return the step of the run in which a span ends: a reason names that one."""
    return next(step for step in run.rows.steps if step.events[-1].number == span.events[-1].number)


class _Cell:
    """A cell before it is judged."""

    def __init__(self, row: str, column: str, text: str, line: int, step: Step | None) -> None:
        self._start = (row, column, text)
        self._line = line
        self._step = step.number if step else None

    def judged(self, meaning: str, evidence: Evidence) -> CellVerdict:
        if evidence.holds is None:
            return self.not_understood(evidence.shown)
        return CellVerdict(
            *self._start,
            "agrees" if evidence.holds else "contradicted",
            meaning,
            evidence.shown,
            evidence.because,
            line=self._line,
            step=self._step,
        )

    def not_understood(self, why: str) -> CellVerdict:
        return CellVerdict(*self._start, "not understood", because=why, line=self._line, step=self._step)


def _differences(
    static: StaticTable, against: Against, verdict: TableVerdict, perform: PerformScenario
) -> Mapping[TableFlaw, tuple[str, ...]]:
    """Return, for each flaw, the settings without which it would not be there.

    Only a setting that makes no new flaw counts: switching everything off is no explanation.
    """
    found: dict[TableFlaw, tuple[str, ...]] = {}
    if not verdict.flaws:
        return found
    for name, value, effect in SETTINGS_TO_TRY:
        try:
            trace = perform(against.scenario, {**against.settings, name: value})
        except ScenarioError:
            continue  # This app has no such setting.
        still = judge_table(static, trace, against).flaws
        if still < verdict.flaws:
            for flaw in verdict.flaws - still:
                found[flaw] = (*found.get(flaw, ()), f"{name} = {_as_toml(value)} ({effect})")
    return found


def _as_toml(value: Value) -> str:
    """Return a value as it is written in a lesson file."""
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else as_text(value)


def _end_of_last(index: int, steps: Sequence[Step], told: frozenset[str | None]) -> int:
    """Return where the span of the last row ends: the index of the first step that no longer belongs to it."""
    for later in range(index + 1, len(steps)):
        step = steps[later]
        acted = any(event.kind == "action" for event in step.events)
        if acted or step.stage in told or step.request == steps[index].request:
            return later
    return len(steps)


def _with_left_out(step: Step, following: Sequence[Step]) -> Step:
    """Return a step that goes on until the end of the steps that follow it, as far as they are of its browser."""
    own = [other for other in following if other.browser == step.browser]
    if not own:
        return step
    events = (*step.events, *(event for other in own for event in other.events))
    return replace(step, events=events, variables=own[-1].variables)
