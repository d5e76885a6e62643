"""One question of the quiz, what is looked at beside it, and the verdict on a reply."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.verdict import Verdict, evidence_told
from tracer.trace.table import Step, Table
from tracer.views.execution_table import short_row, short_row_lines
from tracer.views.markdown import inline, one_line, paragraphs, plain_line, spoken
from tracer.views.terminal import Space, View

BESIDE = 150
"""From this many columns on, there is space for the tables beside the question."""

_BETWEEN = 3
"""How many columns stay empty between the tables and the question."""


@dataclass(frozen=True)
class QuestionView:
    """A question with what can be answered.

    Attributes:
        posed: The question.
        title: Which one it is: ``Question 2 of 8``.
    """

    posed: PosedQuestion
    title: str

    def draw(self, space: Space) -> Iterator[RenderableType]:  # noqa: ARG002 # the form of every view
        """Yield the question and its answers."""
        yield Text(self.title, style="step")
        yield from paragraphs(self.posed.text)
        if not self._only_numbers:
            for answer in self.posed.answers:
                yield _labelled(answer.label, inline(one_line(answer.text)))
        yield Text(f"Answer with {self.posed.how}.", style="quiet")

    def lines(self) -> Iterator[str]:
        """Yield the question and each answer as a line of its own."""
        first, *rest = [*spoken(self.posed.text)] or [""]
        yield f"{self.title}. {first}"
        yield from rest
        if not self._only_numbers:
            for answer in self.posed.answers:
                yield f"  {answer.label}. {' '.join(spoken(answer.text))}"
        yield f"  Answer with {self.posed.how}."

    @property
    def _only_numbers(self) -> bool:
        """Whether the answers are steps and nothing else, so that the table says more than a list of them."""
        return all(answer.text == f"Step {answer.label}" for answer in self.posed.answers)


def _labelled(label: str, text: Text) -> Grid:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(style="code", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(f"  {label}", text)
    return grid


@dataclass(frozen=True)
class SideBySide:
    """Views on the left and on the right; below one another where there is no room for both.

    Attributes:
        left: What to look at.
        right: What is asked.
        again: Whether the left ones are shown, too, where they have to stand above the right one.
    """

    left: Sequence[View]
    right: View
    again: bool

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield two columns, or everything below one another."""
        if space.width < BESIDE:
            for view in self.left if self.again else ():
                yield from view.draw(space)
                yield Text()
            yield from self.right.draw(space)
            return
        left = Space(space.width * 3 // 5, space.marks)
        right = Space(space.width - left.width - _BETWEEN, space.marks)
        grid = Grid.grid(padding=0)  # what counts as padding beside a fixed width differs between versions of Rich
        grid.add_column(width=left.width)
        grid.add_column(width=_BETWEEN)
        grid.add_column(width=right.width, vertical="bottom")  # where the answer is typed
        pieces = [piece for view in self.left for piece in view.draw(left)]
        grid.add_row(Group(*pieces), "", Group(*self.right.draw(right)))
        yield grid

    def lines(self) -> Iterator[str]:
        """Yield the left ones where they are to be shown, then the right one."""
        for view in self.left if self.again else ():
            yield from view.lines()
            yield ""
        yield from self.right.lines()


@dataclass(frozen=True)
class VerdictView:
    """The verdict on a reply, with the reason and the rows it is read from.

    Attributes:
        verdict: The verdict.
        word: What it says in short: ``Right.``
        rows: The table of the run from which it is read.
        steps: The steps from which it is read.
        elsewhere: The scenario to which these steps belong, where it is not the one that the question is about.
    """

    verdict: Verdict
    word: str
    rows: Table
    steps: Sequence[Step]
    elsewhere: str | None = None

    def draw(self, space: Space) -> Iterator[RenderableType]:
        """Yield the verdict, the reason, and the rows."""
        good = self.verdict.right
        mark = space.marks.yes if good else space.marks.no
        yield Text(f"{mark} {self.word}", style="good" if good else "bad")
        if self.verdict.reason:
            yield Padding(Group(*paragraphs(self.verdict.reason)), (0, 0, 0, 2), expand=False)
        for reading in self.verdict.readings:
            told = inline(evidence_told(reading, self.elsewhere), "quiet")
            yield Padding(told, (0, 0, 0, 2), expand=False)
        for step in self.steps:
            for shown in short_row(self.rows, step, space.marks, "step"):
                yield Padding(shown, (0, 0, 0, 4), expand=False)

    def lines(self) -> Iterator[str]:
        """Yield the verdict, the reason, and the rows."""
        reason = " ".join(spoken(self.verdict.reason))
        yield f"{self.word} {reason}".rstrip()
        for reading in self.verdict.readings:
            yield f"  {plain_line(evidence_told(reading, self.elsewhere))}"
        for step in self.steps:
            yield from (f"  {line}" for line in short_row_lines(self.rows, step))
