"""Which step of a run a row of a static table speaks of: the same stages beside one another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from tracer.steps import Step
from tracer.textbook.static_table import StaticRow
from tracer.textbook.vocabulary import statement_of


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

    A table may leave steps out. What happens in a step of which no row speaks is counted to the step before, so that
    a row is held against everything up to the next row. A table may also stop early: its last row is held against
    what the browser still does by itself, in stages of which the table never speaks, and against nothing after that.
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
