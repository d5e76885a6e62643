"""The variable tracker: the values of some variables at the start, after some steps, and at the end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from tracer.errors import UsageError, unknown
from tracer.trace.plain_values import Plain
from tracer.trace.table import Step, Table
from tracer.trace.variables import BASIC

_LOGIN_VARIABLES = (
    "session.*",
    "session._user_id",
    "session._fresh",
    "session._id",
    "session._remember",
    "session._remember_seconds",
    "session._flashes",
    "session.next",
)
"""Variables that Flask and Flask-Login write in one run or another (B60, B64, B76, B94)."""

_NEARLY = 0.8
"""How much of two names must be the same for one to be taken for a typing error of the other."""


@dataclass(frozen=True)
class TrackerColumn:
    """One column of the tracker.

    Attributes:
        heading: ``Start``, ``After step 4`` or ``Final``.
        values: The value of each variable.
        changed: The variables that differ from the column before.
    """

    heading: str
    values: Mapping[str, Plain]
    changed: frozenset[str]


@dataclass(frozen=True)
class Tracker:
    """The tracker of one browser.

    Attributes:
        browser: Whose variables these are.
        names: The variables, in the order in which they are shown.
        columns: The columns, from the start to the end.
    """

    browser: str
    names: tuple[str, ...]
    columns: tuple[TrackerColumn, ...]


def track(
    rows: Table, named: Collection[int] = (), variables: Sequence[str] = (), *, changes: bool = False
) -> tuple[Tracker, ...]:
    """Return the tracker of each browser that took a step, in the order in which they came.

    Args:
        rows: The execution table.
        named: The numbers of the steps to show. When none is named, each step is shown in which something changed.
        variables: Variables to show besides the basic ones.
        changes: Whether each step in which something changed is shown besides the named ones.

    Raises:
        UsageError: There is no variable of that name.
    """
    names = (*BASIC, *dict.fromkeys(_known(name, rows) for name in variables if name not in BASIC))
    chosen = {*named}
    if changes:
        chosen |= {step.number for step in rows.steps if {*step.changed} & {*names}}
    steps_of: dict[str, list[Step]] = {}
    for step in rows.steps:
        steps_of.setdefault(step.browser, []).append(step)
    return tuple(_tracker(browser, names, rows, chosen, steps) for browser, steps in steps_of.items())


def _known(name: str, rows: Table) -> str:
    """Return a name that the run knows, or that another run could know; a typing error is told from those.

    Any key may stand in a session, so one that this run never had is shown as None throughout, unless it is nearly
    the name of one that it had or that Flask-Login writes.
    """
    name = rows.variable_of(name)
    known = [*dict.fromkeys((*rows.start, *_LOGIN_VARIABLES, rows.remember_cookie))]
    if name in known or (name.startswith("session.") and not get_close_matches(name, known, n=1, cutoff=_NEARLY)):
        return name
    raise UsageError(unknown("variable", name, known))


def _tracker(browser: str, names: tuple[str, ...], rows: Table, chosen: set[int], steps: Sequence[Step]) -> Tracker:
    shown = [step for step in steps if step.number in chosen] or [step for step in steps if {*step.changed} & {*names}]
    marks = [(f"After step {step.number}", step.variables) for step in shown]
    columns: list[TrackerColumn] = []
    before: Mapping[str, Plain] = rows.starts[browser]
    for heading, variables in [("Start", before), *marks, ("Final", steps[-1].variables)]:
        values = {name: _value(name, variables) for name in names}
        changed = frozenset(name for name in names if values[name] != _value(name, before))
        columns.append(TrackerColumn(heading, values, changed))
        before = variables
    return Tracker(browser, names, tuple(columns))


def _value(name: str, variables: Mapping[str, Plain]) -> Plain:
    if name == "session.*":
        prefix = "session."
        found = {key.removeprefix(prefix): value for key, value in variables.items() if key.startswith(prefix)}
        return {key: value for key, value in found.items() if value is not None}
    return variables.get(name)
