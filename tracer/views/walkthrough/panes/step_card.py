"""The card: the opening, the step in large with the question that it asks, and what to keep in mind at the end."""

from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tracer.command_line import command_line
from tracer.demo_names import watch_command
from tracer.lessons.syllabus import you_can_now
from tracer.trace.table import Step
from tracer.trace.wording.endings import closing_words
from tracer.trace.wording.phrases import counted
from tracer.trace.wording.rows import HEADINGS
from tracer.views.walkthrough.drawing.digits import Look, beside_digits, block_digits
from tracer.views.walkthrough.drawing.lines import (
    DIM,
    NOW,
    STRONG,
    Drawing,
    airily,
    band,
    labelled,
    spread,
    styled,
    wrapped,
)
from tracer.views.walkthrough.drawing.markdown import inline_prose, prose_lines
from tracer.views.walkthrough.drawing.question import RIGHT, answers_apart, reasons
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.panes.variables import draw_variables, moment
from tracer.views.walkthrough.slide import QuestionState, ShownRun, Slide

_ROOMY = 20
"""From this many lines on, the card sets its lines apart."""

_SHORT_HEADINGS = {"check": "Check", "result": "Result"}
_LABELS = 10


_HUGE = 90
"""From this many columns on, the number of the step may be ten lines high."""

_WITH_VARIABLES = (
    Look("huge", gap=4, inner=2, filled=True),
    Look("huge", gap=3, inner=2, filled=True),
    Look("huge", gap=3, inner=1, filled=True),
    Look("huge", gap=2, inner=1, filled=True),
    Look("huge", inner=1, filled=True),
    Look("high", gap=3, inner=2, filled=True),
    Look("high", gap=2, inner=2, filled=True),
    Look("high", gap=2, inner=1, filled=True),
    Look("high", inner=1, filled=True),
    Look("low", inner=1, filled=True),
    Look("high", filled=True),
    Look("low", filled=True),
    Look("low"),
)
_LOOKS = (
    *_WITH_VARIABLES,
    Look("flat", inner=1),
    Look("flat"),
    Look("flat", gap=0),
)
"""From the one with the most space to the one with the least."""
_WITH_ANSWERS = (*_LOOKS[:-1], Look("flat", brief=True), Look("flat", gap=0, brief=True))
"""The same; before the answers run out of sight, what was done gives way, for everybody has read it before."""


class StepCardPane(Pane[Slide]):
    """What a class looks at."""

    DEFAULT_CSS: ClassVar[str] = """
    StepCardPane {
        border-top: none;
        padding: 1 2;
    }
    StepCardPane.-tight {
        padding: 0 2;
    }
    """

    TITLE: ClassVar[str] = "Step"

    class Clicked(Message):
        """The card was clicked."""

    def on_click(self) -> None:
        """Say so."""
        self.post_message(self.Clicked())

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:
        """Draw the card of the position."""
        if slide.show is None:
            return Drawing(tuple(wrapped(Content.styled("The app is running …", DIM), width)))
        if slide.position.is_step:
            return draw_step(slide, width, height)
        return Drawing(tuple((draw_opening if slide.position.is_opening else draw_end)(slide, width, height)))


def draw_opening(slide: Slide, width: int, height: int) -> list[Content]:
    """Return what stands there before the first step: the title, what will be learned, what will happen."""
    show = slide.show
    if show is None:
        return []
    happens = []
    if show.trace.scenario:
        happens += wrapped(styled(("What happens  ", DIM), (show.trace.scenario.title, STRONG)), width)
    steps = counted(len(show.table.steps), "step")
    blocks = [
        band(wrapped(Content.styled(show.title, NOW), width - 4), width)
        if height >= _ROOMY
        else wrapped(Content.styled(show.title, "bold $lit"), width),
        prose_lines(show.filled(show.lesson.symptom), width) if show.lesson and show.lesson.symptom else [],
        _click_yourself(show, width) if show.secret else [],
        prose_lines(show.filled(show.lesson.summary), width) if show.lesson and show.lesson.summary else [],
        happens,
        wrapped(f"{steps}, recorded from a real run.", width),
        wrapped(styled(("→", NOW), " or ", ("Space", NOW), " begins"), width),
    ]
    return airily(blocks, height, (2, 1))


def draw_end(slide: Slide, width: int, height: int) -> list[Content]:
    """Return how the run ended, what to keep in mind, and what can come next."""
    show = slide.show
    if show is None:
        return []
    blocks = [_before(slide, width), wrapped(closing_words(show.trace, show.table), width)]
    lesson = show.lesson
    if lesson is not None and show.secret:
        blocks.append(prose_lines(show.filled(lesson.symptom), width))
    if lesson is not None and lesson.snapshot:
        blocks.append(wrapped(Content.styled("To keep in mind", "bold $lit"), width))
        blocks += [prose_lines(show.filled(item), width, first="• ") for item in lesson.snapshot]
    if lesson is not None and show.is_main and not show.secret:
        if (told := you_can_now(lesson.summary)) is not None:
            blocks.append(prose_lines(show.filled(told), width, first=f"{RIGHT} "))
        blocks.append(_click_yourself(show, width))
        blocks.append(wrapped(styled(("The next lesson: ", DIM), command_line("next")), width))
    if lesson is not None and show.is_main and lesson.questions:
        questions = counted(len(lesson.questions), "question")
        onward = " asks for your guess: what is behind it?" if show.secret else f" goes on to the quiz: {questions}"
        blocks.append(wrapped(styled(("→", NOW), onward), width))
    return airily(blocks, height, (2, 1) if height >= _ROOMY else (1, 0))


def _click_yourself(show: ShownRun, width: int) -> list[Content]:
    """Return the command that serves the app of a run and watches it; nothing where that cannot be done."""
    command = watch_command(show.trace.app)
    return wrapped(styled(("Click it yourself: ", DIM), command), width) if command is not None else []


def draw_step(slide: Slide, width: int, height: int) -> Drawing:
    """Return a step with as much space as there is: its name, its row, and the variables that it has changed.

    While its result is hidden, the question stands in their place; afterwards, how the class voted.
    """
    step = slide.step
    if step is None:
        return Drawing(())
    with_variables = slide.layout == "presentation" and not slide.hidden and "tracker" not in slide.panes
    choice = [(look, True) for look in (_WITH_VARIABLES if slide.asked else _LOOKS)] if with_variables else []
    if slide.asked or not with_variables:
        choice += [(look, False) for look in (_WITH_ANSWERS if slide.asked else _LOOKS)]
    lines: list[Content] = []
    for look, variables in choice:
        if look.number == "huge" and width < _HUGE:
            continue
        lines = spread(_parts(slide, step, width, look, variables=variables), look.gap)
        top = height // 10 if look.number in {"high", "huge"} else 0
        left = height - len(lines)
        if left >= (top if look.gap > 1 else 0):
            return Drawing((*[Content("")] * min(top, left), *lines))
    right = [index for index, line in enumerate(lines) if line.plain.startswith(RIGHT)]
    return Drawing(tuple(lines), right[0] if right else None)


def _parts(slide: Slide, step: Step, width: int, look: Look, *, variables: bool) -> list[list[Content]]:
    """Return the parts of a card in one look."""
    names = () if look.brief and not slide.hidden else ("action", "input", "check")
    rows = [_before(slide, width), *(_row(step, name, width) for name in names)]
    parts = [_headline(slide, step, width, look), spread(rows, look.inner)]
    if not slide.hidden:
        result = _row(step, "result", width - 4 if look.filled else width)
        parts.append(band(result, width) if look.filled else result)
    if slide.asked:
        parts.append(answers_apart(slide.asked, width, look.inner))
        parts.append(reasons(slide.asked, width))
    if slide.hidden:
        parts.append(_how_to_answer(slide.asked, width))
    if variables:
        heading = wrapped(f"Variables {moment(slide)}", width)
        parts.append([*heading, *[Content("")] * min(look.inner, 1), *draw_variables(slide, width)])
    return parts


def _row(step: Step, name: str, width: int) -> list[Content]:
    text = Content.styled(str(getattr(step.row, name)), NOW if name == "result" else "")
    return labelled(_SHORT_HEADINGS.get(name, HEADINGS[name]), text, width, _LABELS)


def _before(slide: Slide, width: int) -> list[Content]:
    """Return what happened between the requests just before the step; at the end, what came last."""
    lines: list[Content] = []
    label = "Last" if slide.position.is_end else "Before"
    for words in slide.told_before:
        lines += labelled("" if lines else label, Content.styled(words, "italic"), width, _LABELS)
    return lines


def _how_to_answer(asked: QuestionState | None, width: int) -> list[Content]:
    if asked is None:
        return wrapped(styled(("→ ", NOW), "shows what comes out"), width)
    keys = styled(("1", NOW), " to ", (str(len(asked.question.answers)), NOW))
    return wrapped(styled(keys, " choose   ", ("v", NOW), " votes   ", ("→", NOW), " shows it"), width)


def _headline(slide: Slide, step: Step, width: int, look: Look) -> list[Content]:
    """Return the number of the step and what it is called; a question mark and the question while it is hidden."""
    title = inline_prose(slide.asks) if slide.hidden else Content(step.title)
    words = styled(title.stylize_before(NOW), (slide.whose and f"  ({slide.whose})", DIM))
    if look.number == "flat":
        return wrapped(styled((f" {step.number} ", "bold reverse $now"), "  ", words), width)
    number = block_digits(str(step.number), "$now", look.number)
    if slide.hidden:
        number = [styled(*pair) for pair in zip(number, block_digits(" ?", "$lit", look.number), strict=True)]
    return beside_digits(number, words, width)
