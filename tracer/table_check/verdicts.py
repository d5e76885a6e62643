"""What the check of a static table has found: a verdict on each cell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

CellOutcome: TypeAlias = Literal["agrees", "contradicted", "not understood"]
"""A cell agrees with the run, is contradicted by it, or says something that cannot be checked against it."""

TableFlaw: TypeAlias = tuple[str, str]
"""A place where a table and a run differ: row and column of a cell, or stage and occurrence of a missing step."""


@dataclass(frozen=True)
class CellVerdict:
    """What the run says to one cell.

    Attributes:
        row: Where the cell stands: ``step 3``, or the name of a variable.
        column: Where it stands: ``Input``, ``after step 3``.
        text: What it says.
        outcome: What the run says to it.
        meaning: How it was understood; empty where it was not.
        shown: What the run shows there instead.
        because: Why that is so.
        settings: The settings with which the cell would agree, each alone.
        line: The line where it stands in a Markdown file; 0 where that is not known.
        step: The number of the step of the run that was looked at; None where there is none.
    """

    row: str
    column: str
    text: str
    outcome: CellOutcome
    meaning: str = ""
    shown: str = ""
    because: str = ""
    settings: tuple[str, ...] = ()
    line: int = 0
    step: int | None = None

    @property
    def key(self) -> TableFlaw:
        """Where it stands; the same in every run."""
        return self.row, self.column


@dataclass(frozen=True)
class MissingStep:
    """A step of the run that no row of the table names.

    Attributes:
        number: Its number in the run.
        stage: Its stage.
        occurrence: Which step of this stage it is, counted from 1.
        words: What happens in it.
        settings: The settings with which the run has no such step, each alone.
    """

    number: int
    stage: str
    occurrence: int
    words: str
    settings: tuple[str, ...] = ()

    @property
    def key(self) -> TableFlaw:
        """Which step it is; the same in every run."""
        return self.stage, str(self.occurrence)


@dataclass(frozen=True)
class TableVerdict:
    """What one run says to a whole table.

    Attributes:
        title: What the run is called.
        scenario: The name of the scenario, with the app where one is named and the settings that were changed.
        cells: The verdicts, in the order of the table: its rows, then its variables.
        missing: The steps of the run that no row names.
    """

    title: str
    scenario: str
    cells: tuple[CellVerdict, ...]
    missing: tuple[MissingStep, ...] = ()

    def of(self, outcome: CellOutcome) -> tuple[CellVerdict, ...]:
        """Return the cells with an outcome."""
        return tuple(cell for cell in self.cells if cell.outcome == outcome)

    @property
    def flaws(self) -> frozenset[TableFlaw]:
        """Where the table and the run differ: the contradicted cells and the missing steps."""
        return frozenset({*(cell.key for cell in self.of("contradicted")), *(step.key for step in self.missing)})

    def with_settings(self, found: Mapping[TableFlaw, tuple[str, ...]]) -> "TableVerdict":
        """Return the verdict with the settings that make a difference, by the flaws that they mend."""
        cells = tuple(replace(cell, settings=found.get(cell.key, ())) for cell in self.cells)
        missing = tuple(replace(step, settings=found.get(step.key, ())) for step in self.missing)
        return replace(self, cells=cells, missing=missing)
