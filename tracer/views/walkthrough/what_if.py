"""What if: two runs of a lesson beside one another, aligned step by step, their differences marked."""

from dataclasses import dataclass, replace

from textual.content import Content

from tracer.trace.compare import Comparison, Pair
from tracer.trace.plain_values import as_shown
from tracer.trace.table import Step
from tracer.trace.wording.rows import HEADINGS
from tracer.views.walkthrough.drawing.digits import Look, beside_digits, block_digits
from tracer.views.walkthrough.drawing.lines import (
    BAD,
    DIM,
    NOW,
    STRONG,
    Drawing,
    beside,
    labelled,
    spread,
    styled,
    wrapped,
)
from tracer.views.walkthrough.slide import Position, stage_title

SAME = "="
DIFFERENT = "≠"
_GUTTER = 3
_LABELS = 8
_LOOKS = (
    Look("high", gap=1),
    Look("low", gap=1),
    Look("low", gap=0),
    Look("flat", gap=0),
    Look("flat", gap=0, brief=True),
)
"""From the one with the most space to the one with the least."""
_SHORT = {"check": "Check", "result": "Result"}


@dataclass(frozen=True)
class WhatIf:
    """Two runs at one row of their comparison.

    Attributes:
        comparison: The comparison.
        titles: What each of the runs is called.
        position: At which of the aligned rows both stand.
        variables: The variables that are shown.
        in_part: Whether rows are kept back that are still to be predicted.
    """

    comparison: Comparison
    titles: tuple[str, str]
    position: Position
    variables: tuple[str, ...]
    in_part: bool = False

    def at(self, position: Position) -> "WhatIf":
        """Return both runs at another row."""
        return replace(self, position=position)

    @property
    def pair(self) -> Pair | None:
        """The steps at which both stand; None at the opening and the end."""
        return self.comparison.pairs[self.position.step - 1] if self.position.is_step else None


def beside_position(
    comparison: Comparison, titles: tuple[str, str], variables: tuple[str, ...], position: Position
) -> WhatIf | None:
    """Return both runs where a lesson stands, without the rows that are still to be predicted; None without any row.

    Args:
        comparison: The comparison of the lesson's run with another one.
        titles: What each of the runs is called.
        variables: The variables that are shown.
        position: Where the lesson stands.
    """
    shown = max(position.shown_to, position.visible_to) if position.predicting else position.count
    in_part = shown < position.count
    if in_part:
        comparison = replace(comparison, pairs=comparison.pairs[: row_of_step(comparison, shown)])
    if in_part and not comparison.pairs:
        return None
    row = row_of_step(comparison, position.visible_to if position.hidden else position.step)
    return WhatIf(comparison, titles, Position(len(comparison.pairs)).at(row), variables, in_part)


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


def draw_pair(slide: WhatIf, width: int, height: int) -> Drawing:
    """Return both steps, as large as every row fits, line by line, with a sign wherever they differ."""
    look = next((look for look in _LOOKS if most_pair_lines(slide, width, look) <= height), _LOOKS[-1])
    return Drawing(tuple(_pair_lines(slide, width, look)))


def most_pair_lines(slide: WhatIf, width: int, look: Look | None = None) -> int:
    """Return how many lines the pair needs at most in any row, so that nothing moves about between rows.

    Args:
        slide: Both runs.
        width: The columns that there are.
        look: How much room the pair takes; as little as has everything if not given.
    """
    count = slide.position.count
    views = (slide.at(Position(count, row, row)) for row in range(count + 1))
    return max(len(_pair_lines(one, width, look or _LOOKS[-2])) for one in views)


def _pair_lines(slide: WhatIf, width: int, look: Look) -> list[Content]:
    widths = columns(width)
    heads = [
        [Content.styled(title, "bold $lit").truncate(one - 1, ellipsis=True)]
        if look.brief
        else wrapped(Content.styled(title, "bold $lit"), one)
        for title, one in zip(slide.titles, (widths[0], widths[2]), strict=True)
    ]
    lines = [*beside([heads[0], [Content("")], heads[1]], widths, 0), *[Content("")] * (not look.brief)]
    pair = slide.pair
    if pair is None:
        words = (
            difference_words(slide.comparison)
            if slide.position.is_end and not slide.in_part
            else Content("The rows that follow are still to be predicted.")
            if slide.position.is_end
            else styled(("→", NOW), " goes through both, side by side.")
        )
        return [*lines, *wrapped(words, width)]
    if pair.left is None or pair.right is None:
        return [*lines, *_alone(slide, pair, widths, look)]
    label = max(len(name) + 2 for name in slide.variables)
    sign = _sign(same=pair.left.stage == pair.right.stage)
    heads = [_headline(pair.left, widths[0], look), _headline(pair.right, widths[2], look)]
    middle = [*[Content("")] * (min(map(len, heads)) // 2), sign]
    rows = [
        _line(
            _SHORT.get(name, HEADINGS[name]),
            (getattr(pair.left.row, name), getattr(pair.right.row, name)),
            _LABELS,
            widths,
        )
        for name in _names(look)
    ]
    variables = [
        _line(name, (as_shown(pair.left.variables.get(name)), as_shown(pair.right.variables.get(name))), label, widths)
        for name in slide.variables
    ]
    parts = [beside([heads[0], middle, heads[1]], widths, 0), spread(rows, look.gap), spread(variables, look.gap)]
    if look.number == "flat":
        return [*lines, *parts[0], *parts[1], Content(""), *parts[2]]
    return [*lines, *spread(parts, 1 + look.gap)]


def _names(look: Look) -> tuple[str, ...]:
    return ("action", "result") if look.brief else tuple(HEADINGS)


def difference_words(comparison: Comparison) -> Content:
    """Say where the two runs begin to differ."""
    first = comparison.first_difference
    if first is None:
        return Content("Both runs are the same, step by step.")
    return styled("They begin to differ at ", (str(first), NOW), ".")


def _headline(step: Step, width: int, look: Look) -> list[Content]:
    title = Content.styled(stage_title(step), NOW)
    if look.number == "flat":
        return wrapped(styled((f" {step.number} ", "bold reverse $now"), " ", title), width)
    return beside_digits(block_digits(str(step.number), "$now", low=look.number == "low"), title, width)


def _sign(*, same: bool) -> Content:
    return Content.styled(f" {SAME}", "$faint") if same else Content.styled(f" {DIFFERENT}", BAD)


def _line(name: str, texts: tuple[str, str], label: int, widths: tuple[int, int, int]) -> list[Content]:
    """Return one aspect of both steps; the sign between says whether it is the same."""
    same = texts[0] == texts[1]
    cells = [
        labelled(name, Content.styled(text, "" if same else NOW), width, label)
        for text, width in zip(texts, (widths[0], widths[2]), strict=True)
    ]
    lines = beside([cells[0], [_sign(same=same)], cells[1]], widths, 0)
    return lines if same else [line.stylize("on $now-background") for line in lines]


def _alone(slide: WhatIf, pair: Pair, widths: tuple[int, int, int], look: Look) -> list[Content]:
    """Return a step that only one of the runs has."""
    step = pair.left or pair.right
    if step is None:
        return []
    width = widths[0] if pair.left else widths[2]
    label = max(len(name) + 2 for name in slide.variables)
    row = [
        labelled(_SHORT.get(name, HEADINGS[name]), Content.styled(getattr(step.row, name), NOW), width, _LABELS)
        for name in _names(look)
    ]
    variables = [
        labelled(name, Content.styled(as_shown(step.variables.get(name)), NOW), width, label)
        for name in slide.variables
    ]
    head = _headline(step, width, look)
    rest = [spread(row, look.gap), spread(variables, look.gap)]
    there = [*head, *rest[0], Content(""), *rest[1]] if look.number == "flat" else spread([head, *rest], 1 + look.gap)
    missing = wrapped("This run has no such step.", widths[2] if pair.left else widths[0])
    missing = [*[Content("")] * (len(head) // 2), *missing]
    cells = [there, missing] if pair.left else [missing, there]
    middle = [*[Content("")] * (len(head) // 2), _sign(same=False)]
    return beside([cells[0], middle, cells[1]], widths, 0)


def all_rows(slide: WhatIf, width: int) -> int:
    """Return how many lines all the rows will need."""
    return len(draw_rows(slide.at(slide.position.at(slide.position.count + 1)), width)[0].lines)


def draw_rows(slide: WhatIf, width: int) -> tuple[Drawing, tuple[int, ...]]:
    """Return the aligned rows up to the one at which both runs stand, and for each line the number of its row."""
    left, gutter, right = columns(width)
    lines: list[Content] = []
    numbers: list[int] = []
    top = bottom = None
    starts: list[int] = []
    for row, pair in enumerate(slide.comparison.pairs[: slide.position.step], start=1):
        starts.append(len(lines))
        drawn = beside(
            [_short(pair.left, left), [_sign(same=pair.same)], _short(pair.right, right)], (left, gutter, right), 0
        )
        if row == slide.position.step:
            top, bottom = len(lines), len(lines) + len(drawn) - 1
            drawn = [line.truncate(width, pad=True).stylize("on $now-background") for line in drawn]
        lines += drawn
        numbers += [row] * len(drawn)
    return Drawing(tuple(lines), top, bottom, starts=tuple(starts)), tuple(numbers)


def _short(step: Step | None, width: int) -> list[Content]:
    if step is None:
        return [Content.styled("   —", DIM)]
    number = f"{step.number:>2} "
    return wrapped(styled(f"{stage_title(step)}: ", (step.row.result, STRONG)), width, first=number)
