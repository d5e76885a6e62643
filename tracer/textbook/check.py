"""Holding a static table against runs, cell by cell.

It is handed a function that performs a scenario, so that it needs no Flask. Which setting makes the difference is
found out and never asserted: the scenario is performed again with one setting changed, and the cell judged again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from tracer.claims import Claim
from tracer.errors import ClaimError, ScenarioError
from tracer.judging import judge_in
from tracer.plain import Plain, as_text
from tracer.scenario import Value
from tracer.steps import Step, table
from tracer.textbook.alignment import aligned
from tracer.textbook.evidence import Evidence, Here, Run, title_of
from tracer.textbook.static_table import FINAL, START, Against, StaticRow, StaticTable, StaticVariable
from tracer.textbook.tracker import judge_value, knows, meaning_of
from tracer.textbook.verdicts import CellVerdict, Flaw, MissingStep, TableVerdict
from tracer.textbook.vocabulary import statement_of
from tracer.trace import Trace
from tracer.wording import HEADINGS

Perform: TypeAlias = Callable[[str, Mapping[str, Value]], Trace]
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
    # These are settings of the laboratory; the other apps do not know them.
    ("CONTEXT_PROCESSOR", False, "templates do not load the user"),
    ("FLASH", False, "the app flashes nothing at logout"),
    ("PERMANENT", False, "sessions are not permanent"),
)
"""The settings that are tried, one at a time, where a cell is contradicted, and what each does. "none" is None."""


def check_table(static: StaticTable, perform: Perform) -> Iterator[TableVerdict]:
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
        MissingStep(step.number, step.stage, step.occurrence, f"{title_of(step.stage)}. {step.row.result}")
        for step in run.rows.steps
        if step.number not in told
    )
    title = against.title or (trace.scenario.title if trace.scenario else trace.app)
    changed = ", ".join(f"{name} = {_as_toml(value)}" for name, value in against.settings.items())
    return TableVerdict(title, f"{against.scenario}, {changed}" if changed else against.scenario, tuple(cells), missing)


def _row(row: StaticRow, steps: Mapping[int, Step], run: Run) -> Iterator[CellVerdict]:
    step = steps.get(row.step)
    for column, text in row.cells():
        claim = row.claims.get(column)
        statement = statement_of(column, text) if claim is None else None
        meaning = statement.meaning if statement else "what its claim says" if claim else ""
        place = _Place(f"step {row.step}", HEADINGS[column], text, row.line, step)
        if not meaning:
            yield place.not_understood("its words are in no phrase that is known")
        elif step is None:
            yield place.judged(meaning, Evidence(holds=False, shown="the run has no such step at this point"))
        elif claim is not None:
            yield place.judged(meaning, _by_claim(claim, step, steps, run))
        elif statement is not None:
            yield place.judged(meaning, statement.test(Here(run, step)))


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
        judgement = judge_in(claim, run.trace, run.rows, no_other)
    except ClaimError as error:
        return Evidence(holds=False, shown=str(error))
    return Evidence(judgement.holds, f"{judgement.looked_at} is {judgement.found}")


def _variable(variable: StaticVariable, steps: Mapping[int, Step], run: Run, last_row: int) -> Iterator[CellVerdict]:
    for moment, value in variable.cells():
        step, variables = _moment(moment, steps, run, last_row)
        column = f"after step {moment}" if isinstance(moment, int) else moment
        place = _Place(variable.name, column, as_text(value), variable.line, step)
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


class _Place:
    """A cell before it is judged."""

    def __init__(self, row: str, column: str, text: str, line: int, step: Step | None) -> None:
        self._start = (row, column, text)
        self._line = line
        self._step = step.number if step else None

    def judged(self, meaning: str, evidence: Evidence) -> CellVerdict:
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
    static: StaticTable, against: Against, verdict: TableVerdict, perform: Perform
) -> Mapping[Flaw, tuple[str, ...]]:
    """Return, for each flaw, the settings without which it would not be there.

    Only a setting that makes no new flaw counts: switching everything off is no explanation.
    """
    found: dict[Flaw, tuple[str, ...]] = {}
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
