"""What if: two runs of a lesson beside one another, aligned step by step, their differences marked."""

from dataclasses import dataclass, replace

from textual.content import Content

from tracer.compare import Comparison, Pair
from tracer.plain import as_text
from tracer.steps import Step
from tracer.views.walkthrough.lines import BAD, DIM, NOW, STRONG, Drawing, beside, labelled, styled, wrapped
from tracer.views.walkthrough.position import Position
from tracer.views.walkthrough.view import stage_title
from tracer.wording import HEADINGS

SAME = "="
DIFFERENT = "≠"
_GUTTER = 3
_LABELS = 8
_SHORT = {"check": "Check", "result": "Result"}


@dataclass(frozen=True)
class WhatIf:
    """Two runs at one row of their comparison.

    Attributes:
        comparison: The comparison.
        titles: What each of the runs is called.
        position: At which of the aligned rows both stand.
        variables: The variables that are shown.
    """

    comparison: Comparison
    titles: tuple[str, str]
    position: Position
    variables: tuple[str, ...]

    def at(self, position: Position) -> "WhatIf":
        """Return both runs at another row."""
        return replace(self, position=position)

    @property
    def pair(self) -> Pair | None:
        """The steps at which both stand; None at the opening and the end."""
        return self.comparison.pairs[self.position.step - 1] if self.position.is_step else None


def row_of_step(comparison: Comparison, step: int) -> int:
    """Return the row in which a step of the first run stands; 0 for the opening, one past the last for the end."""
    for row, pair in enumerate(comparison.pairs, start=1):
        if pair.left is not None and pair.left.number == step:
            return row
    return len(comparison.pairs) + 1 if step else 0


def step_of_row(comparison: Comparison, row: int) -> int:
    """Return the step of the first run at a row, or the last one before it."""
    left = [pair.left.number for pair in comparison.pairs[:row] if pair.left is not None]
    return left[-1] if left else 0


def columns(width: int) -> tuple[int, int, int]:
    """Return the widths of the left run, the sign between, and the right run."""
    left = max((width - _GUTTER) // 2, 1)
    return left, _GUTTER, max(width - _GUTTER - left, 1)


def draw_pair(view: WhatIf, width: int, height: int) -> Drawing:  # noqa: ARG001 # a pane hands both over
    """Return both steps in large, line by line, with a sign wherever they differ."""
    left, gutter, right = columns(width)
    heads = [
        wrapped(Content.styled(title, "bold $lit"), one) for title, one in zip(view.titles, (left, right), strict=True)
    ]
    lines = [*beside([heads[0], [Content("")], heads[1]], (left, gutter, right), 0), Content("")]
    pair = view.pair
    if pair is None:
        return Drawing((*lines, *wrapped(summary(view.comparison), width)))
    if pair.left is None or pair.right is None:
        return Drawing((*lines, *_alone(view, pair, (left, gutter, right))))
    label = max(len(name) + 2 for name in view.variables)
    lines += beside(
        [_headline(pair.left, left), [_sign(same=pair.left.stage == pair.right.stage)], _headline(pair.right, right)],
        (left, gutter, right),
        0,
    )
    for name in HEADINGS:
        texts = getattr(pair.left.row, name), getattr(pair.right.row, name)
        lines += _line(_SHORT.get(name, HEADINGS[name]), texts, _LABELS, (left, gutter, right))
    lines.append(Content(""))
    for name in view.variables:
        texts = as_text(pair.left.variables.get(name)), as_text(pair.right.variables.get(name))
        lines += _line(name, texts, label, (left, gutter, right))
    return Drawing(tuple(lines))


def summary(comparison: Comparison) -> Content:
    """Say where the two runs begin to differ."""
    first = comparison.first_difference
    if first is None:
        return Content("Both runs are the same, step by step.")
    return styled("They begin to differ at ", (str(first), NOW), ".")


def _headline(step: Step, width: int) -> list[Content]:
    return wrapped(styled((f" {step.number} ", "bold reverse $now"), " ", (stage_title(step), NOW)), width)


def _sign(*, same: bool) -> Content:
    return Content.styled(f" {SAME}", "$faint") if same else Content.styled(f" {DIFFERENT}", BAD)


def _line(name: str, texts: tuple[str, str], label: int, widths: tuple[int, int, int]) -> list[Content]:
    """Return one aspect of both steps; the sign between says whether it is the same."""
    same = texts[0] == texts[1]
    cells = [
        labelled(name, Content.styled(text, "" if same else NOW), width, label)
        for text, width in zip(texts, (widths[0], widths[2]), strict=True)
    ]
    return beside([cells[0], [_sign(same=same)], cells[1]], widths, 0)


def _alone(view: WhatIf, pair: Pair, widths: tuple[int, int, int]) -> list[Content]:
    """Return a step that only one of the runs has."""
    step = pair.left or pair.right
    if step is None:
        return []
    width = widths[0] if pair.left else widths[2]
    label = max(len(name) + 2 for name in view.variables)
    there = _headline(step, width)
    for name in HEADINGS:
        text = Content.styled(getattr(step.row, name), NOW)
        there += labelled(_SHORT.get(name, HEADINGS[name]), text, width, _LABELS)
    there.append(Content(""))
    for name in view.variables:
        there += labelled(name, Content.styled(as_text(step.variables.get(name)), NOW), width, label)
    missing = wrapped(Content.styled("This run has no such step.", DIM), widths[2] if pair.left else widths[0])
    cells = [there, missing] if pair.left else [missing, there]
    return beside([cells[0], [_sign(same=False)], cells[1]], widths, 0)


def draw_rows(view: WhatIf, width: int) -> tuple[Drawing, tuple[int, ...]]:
    """Return the aligned rows up to the one at which both runs stand, and for each line the number of its row."""
    left, gutter, right = columns(width)
    lines: list[Content] = []
    numbers: list[int] = []
    top = bottom = None
    for row, pair in enumerate(view.comparison.pairs[: view.position.step], start=1):
        drawn = beside(
            [_short(pair.left, left), [_sign(same=pair.same)], _short(pair.right, right)], (left, gutter, right), 0
        )
        if row == view.position.step:
            top, bottom = len(lines), len(lines) + len(drawn) - 1
            drawn = [line.truncate(width, pad=True).stylize("on $now-background") for line in drawn]
        lines += drawn
        numbers += [row] * len(drawn)
    return Drawing(tuple(lines), top, bottom), tuple(numbers)


def _short(step: Step | None, width: int) -> list[Content]:
    if step is None:
        return [Content.styled("   —", DIM)]
    number = f"{step.number:>2} "
    return wrapped(styled(f"{stage_title(step)}: ", (step.row.result, STRONG)), width, first=number)
