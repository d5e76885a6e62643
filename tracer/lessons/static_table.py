"""A static table: an execution table and a variable tracker as somebody has written them down, without a run.

These classes are the schema of a table in TOML, in a file of its own or under ``[textbook]`` in a lesson; the tables
of a Markdown file become the same. docs/checking-tables.md explains each key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracer.claims.claim import Claim
from tracer.errors import unknown
from tracer.stages import BY_NAME
from tracer.trace.scenario import Value, refuse_secret_settings
from tracer.trace.wording.rows import COLUMNS

START = "start"
FINAL = "final"


_NOTHING = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}"})
"""What authors write into a cell that says nothing."""


@dataclass(frozen=True, kw_only=True)
class StaticRow:
    """One row of a static execution table.

    Attributes:
        step: The number that the table gives it.
        action: What the column Action says.
        input: What the column Input says.
        check: What the column Check/Process says.
        result: What the column Result/Output says.
        stage: The stage that the row tells of, where its words do not say so.
        claims: What a cell asserts, by its column, where its words are not understood.
        line: The line where it stands, as a Markdown file tells it; 0 where that is not known.

    Raises:
        ValueError: There is no such stage or column, or a claim looks beyond its row.
    """

    step: int
    action: str = ""
    input: str = ""
    check: str = ""
    result: str = ""
    stage: str | None = None
    claims: Mapping[str, Claim] = field(default_factory=dict)
    line: int = 0

    def __post_init__(self) -> None:
        if self.stage is not None and self.stage not in BY_NAME:
            raise ValueError(unknown("stage", self.stage, list(BY_NAME)))
        for column, claim in self.claims.items():
            if column not in COLUMNS:
                raise ValueError(unknown("column", column, COLUMNS))
            if claim.scenario is not None:
                raise ValueError(f"the claim of the cell {column} names a scenario; it is about the run of the table")

    def cells(self) -> Iterator[tuple[str, str]]:
        """Yield the columns that say something, each with what it says."""
        for column in COLUMNS:
            text = str(getattr(self, column)).strip()
            if (text and text not in _NOTHING) or column in self.claims:
                yield column, text


@dataclass(frozen=True, kw_only=True)
class StaticVariable:
    """One row of a static variable tracker.

    Attributes:
        name: The variable.
        start: Its value before the first step.
        after: Its values after steps, by the numbers that the table gives them, as text: TOML's keys are texts.
        final: Its value at the end.
        line: The line where it stands, as a Markdown file tells it; 0 where that is not known.

    Raises:
        ValueError: A key of ``after`` is not a number.
    """

    name: str
    start: Value = None
    after: Mapping[str, Value] = field(default_factory=dict)
    final: Value = None
    line: int = 0

    def __post_init__(self) -> None:
        for number in self.after:
            if not number.isdecimal():
                raise ValueError(f'"{number}" is not the number of a step; write after = {{ 3 = "None", 4 = "Set" }}')

    def cells(self) -> Iterator[tuple[str | int, Value]]:
        """Yield the moments of which the table speaks, each with the value: START, the number of a step, FINAL."""
        if self.start is not None:
            yield START, self.start
        for number, value in self.after.items():
            yield int(number), value
        if self.final is not None:
            yield FINAL, self.final


@dataclass(frozen=True, kw_only=True)
class Against:
    """A run that a table is checked against.

    Attributes:
        scenario: The scenario; ``name@app`` names the app too.
        title: What to call the run; the scenario's own title when left out.
        settings: Settings of the app on top of the scenario's own.

    Raises:
        WrongValueError: A setting holds a secret.
    """

    scenario: str = "login-flow"
    title: str = ""
    settings: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refuse_secret_settings(self.settings)


@dataclass(frozen=True, kw_only=True)
class StaticTable:
    """A static execution table with its variable tracker.

    Attributes:
        title: What it is called.
        rows: The rows of the execution table.
        variables: The rows of the variable tracker.
        against: The runs that it is checked against; the scenario ``login-flow`` when left out.

    Raises:
        ValueError: The table is empty, two rows have the same number, or a value stands after a step that no row has.
    """

    title: str = ""
    rows: tuple[StaticRow, ...] = ()
    variables: tuple[StaticVariable, ...] = ()
    against: tuple[Against, ...] = (Against(),)

    def __post_init__(self) -> None:
        numbers = [row.step for row in self.rows]
        if not numbers:
            raise ValueError("the table has no rows")
        for number in numbers:
            if numbers.count(number) > 1:
                raise ValueError(f"{numbers.count(number)} rows have the number {number}; give each its own")
        for variable in self.variables:
            for number in map(int, variable.after):
                if number not in numbers:
                    raise ValueError(f"{variable.name} has a value after step {number}, but no row is step {number}")
