"""The card: the opening, the step in large, the question it asks, and what to keep at the end."""

from collections.abc import Callable
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from tracer.closing_words import closing_words
from tracer.pointers import counted
from tracer.steps import Step
from tracer.views.walkthrough.lines import DIM, NOW, STRONG, Drawing, labelled, styled, wrapped
from tracer.views.walkthrough.pane import Pane
from tracer.views.walkthrough.prose_lines import prose_lines, quiet
from tracer.views.walkthrough.question_lines import draw_answers
from tracer.views.walkthrough.variables_pane import draw_variables, moment
from tracer.views.walkthrough.view import View, stage_title
from tracer.wording import HEADINGS

_ROOMY = 20
"""From so many lines on, the card sets its lines apart."""
_SHORT_HEADINGS = {"check": "Check", "result": "Result"}
_LABELS = 10


class CardPane(Pane[View]):
    """What a class looks at."""

    DEFAULT_CSS: ClassVar[str] = """
    CardPane {
        border-top: none;
        padding: 1 2;
    }
    CardPane.-tight {
        padding: 0 2;
    }
    """

    TITLE: ClassVar[str] = "Step"

    class Clicked(Message):
        """The card was clicked."""

    def on_click(self) -> None:
        """Say so."""
        self.post_message(self.Clicked())

    def draw(self, view: View, width: int, height: int) -> Drawing:
        """Draw the card of the position."""
        if view.show is None:
            return Drawing(tuple(wrapped(Content.styled("The app is running …", DIM), width)))
        return Drawing(tuple(_card(view)(view, width, height)))


def _card(view: View) -> Callable[[View, int, int], list[Content]]:
    if view.position.is_opening:
        return draw_opening
    return draw_end if view.position.is_end else draw_step


def draw_opening(view: View, width: int, height: int) -> list[Content]:
    """Return what stands there before the first step: the title, what will be learned, what will happen."""
    show = view.show
    if show is None:
        return []
    lines = wrapped(Content.styled(show.title, "bold $lit"), width)
    gap = [Content("")] if height >= _ROOMY else []
    if show.lesson:
        lines += [Content(""), *prose_lines(show.filled(show.lesson.summary), width)]
    scenario = show.trace.scenario
    if scenario:
        lines += [Content(""), *wrapped(styled(("What happens  ", DIM), (scenario.title, STRONG)), width)]
    steps = counted(len(show.table.steps), "step")
    lines += [*gap, *wrapped(Content.styled(f"{steps}, recorded from a real run.", DIM), width)]
    return [*lines, Content(""), *wrapped(styled(("→", NOW), " or ", ("Space", NOW), " begins"), width)]


def draw_step(view: View, width: int, height: int) -> list[Content]:
    """Return a step: its name, the columns of its row, and the variables with what has just changed.

    While its result is hidden, the question stands in their place; afterwards, how the class voted.
    """
    step = view.step
    if step is None:
        return []
    gap = [Content("")] if height >= _ROOMY else []
    lines = [*wrapped(_headline(view, step), width), Content("")]
    for name in ("action", "input") if view.hidden else HEADINGS:
        text = Content.styled(str(getattr(step.row, name)), NOW if name == "result" else "")
        lines += [*labelled(_SHORT_HEADINGS.get(name, HEADINGS[name]), text, width, _LABELS), *gap]
    lines += [] if gap else [Content("")]
    if view.asked:
        return [
            *lines,
            *draw_answers(view.asked, width, height - len(lines) - 3),
            Content(""),
            *_how_to_answer(view, width),
        ]
    if view.hidden:
        return [*lines, *wrapped(styled(("→ ", NOW), "shows what comes out"), width)]
    return [*lines, *wrapped(Content.styled(f"Variables {moment(view)}", DIM), width), *draw_variables(view, width)]


def _how_to_answer(view: View, width: int) -> list[Content]:
    if not view.hidden:
        return []
    keys = styled(("1", NOW), " to ", (str(len(view.asked.question.answers) if view.asked else 1), NOW))
    return wrapped(styled(keys, " choose   ", ("v", NOW), " votes   ", ("→", NOW), " shows it"), width)


def _headline(view: View, step: Step) -> Content:
    number = Content.styled(f" {step.number} ", "bold reverse $now")
    title = "What comes out?" if view.hidden else stage_title(step)
    browser = f"  (browser {step.browser})" if view.show and _has_several_browsers(view) else ""
    return styled(number, "  ", (title, NOW), (browser, DIM))


def _has_several_browsers(view: View) -> bool:
    return view.show is not None and len({step.browser for step in view.show.table.steps}) > 1


def draw_end(view: View, width: int, height: int) -> list[Content]:
    """Return how the run ended, what to keep in mind, and what can come next."""
    show = view.show
    if show is None:
        return []
    lines = quiet(closing_words(show.trace, show.table), width)
    lesson = show.lesson
    if lesson is None:
        return lines
    if lesson.snapshot:
        lines += [Content(""), *wrapped(Content.styled("To keep in mind", "bold $lit"), width)]
    items = [prose_lines(show.filled(item), width, first="• ") for item in lesson.snapshot]
    gap = [Content("")] if len(lines) + sum(map(len, items)) + len(items) + 2 < height else []
    for item in items:
        lines += [*gap, *item]
    if show.is_main and lesson.questions:
        questions = counted(len(lesson.questions), "question")
        lines += [Content(""), *wrapped(styled(("→", NOW), f" goes on to the quiz: {questions}"), width)]
    return lines
