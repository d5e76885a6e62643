"""The quiz of the lesson, in the walkthrough: the same questions, verdicts and progress as in the command ``quiz``."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from tracer.lessons.hunt import split_at_guess
from tracer.lessons.schema import Question
from tracer.quiz.keys import names_an_answer
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import begin
from tracer.quiz.votes import RaisedHands
from tracer.views.walkthrough.dialogs import JumpDialog, VotesDialog
from tracer.views.walkthrough.drawing.lines import DIM, NOW, styled
from tracer.views.walkthrough.key_bar import KeyBar
from tracer.views.walkthrough.keys import QUIZ, bindings, digit_bindings, letter_bindings, while_asking, while_settled
from tracer.views.walkthrough.layout import WIDE_SCREEN, LayoutWish
from tracer.views.walkthrough.options import RecordAnswer
from tracer.views.walkthrough.pane_grid import PaneGrid, PaneTabs
from tracer.views.walkthrough.panes.code import CodePane
from tracer.views.walkthrough.panes.flow import FlowPane
from tracer.views.walkthrough.panes.quiz import QuizPane
from tracer.views.walkthrough.panes.request_response import RequestResponsePane
from tracer.views.walkthrough.panes.table import TablePane
from tracer.views.walkthrough.panes.variables import TrackerPane
from tracer.views.walkthrough.predictions import Predictions
from tracer.views.walkthrough.quiz_state import QuizState
from tracer.views.walkthrough.slide import Position, QuestionState, ShownRun, Slide
from tracer.views.walkthrough.title_bar import TitleBar

if TYPE_CHECKING:
    from tracer.views.walkthrough import layout as arranging

_CHOOSE_FIRST = "Choose an answer first: press its letter or number, or go to it with ↓."
_ORDER_FIRST = "Choose the others, too, in the order in which they come: all of them belong to the answer."


class QuizScreen(Screen[None]):
    """The questions, with the tables of the run beside them.

    Args:
        title: What the lesson is called.
        questions: The questions that can be asked, each as it is in the lesson and as it is put.
        shows: The run that each scenario of a question is about; None is the lesson's own.
        votes: Where the votes of the class are kept.
        record: Keeps each answer.
        seed: Shuffles the answers.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*letter_bindings(), *bindings(QUIZ), *digit_bindings()]

    class Moved(Message):
        """Something else is seen now."""

    class VotesEntered(Message):
        """The class has voted."""

    class Guessed(Message):
        """The guess is settled, for which the rest of the lesson has waited."""

    def __init__(
        self,
        title: str,
        *,
        questions: Sequence[tuple[Question, PosedQuestion]],
        shows: Mapping[str | None, ShownRun],
        votes: Predictions,
        record: RecordAnswer,
        seed: int,
    ) -> None:
        super().__init__()
        self._title = title
        self._questions = {posed.id: question for question, posed in questions}
        self._shows = shows
        self._votes = votes
        self._record = record
        first, later = split_at_guess(shows[None].lesson, [posed for _, posed in questions])
        self._state = QuizState(begin(first, later=later, seed=seed))
        self._companion: arranging.PaneName | None = None
        self._asked_at = monotonic()
        self._hints: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._title_bar = TitleBar(title)
        self._question = QuizPane()
        self._body = PaneGrid(
            {
                "card": self._question,
                "table": TablePane(),
                "tracker": TrackerPane(),
                "flow": FlowPane(),
                "exchange": RequestResponsePane(),
                "code": CodePane(),
            },
            {"card": "Question"},
        )
        self._key_bar = KeyBar(QUIZ)

    def compose(self) -> ComposeResult:
        """Make the title, the body and the footer."""
        yield self._title_bar
        yield self._body
        yield self._key_bar

    @property
    def state(self) -> QuizState:
        """Where the quiz stands."""
        return self._state

    @property
    def asked(self) -> QuestionState | None:
        """The question that is seen, open or settled."""
        state = self._state
        if state.seen is not None:
            return state.seen.asked
        return QuestionState(state.question, state.chosen) if state.question else None

    def _go(self, state: QuizState) -> None:
        if state.question != self._state.question:
            self._asked_at = monotonic()
        guessed = bool(self._state.quiz.later) and not state.quiz.later
        self._state = state
        self._draw()
        self.post_message(self.Moved())
        if guessed:
            self.post_message(self.Guessed())

    def reveal(self, shows: Mapping[str | None, ShownRun]) -> None:
        """Take the runs anew, now that the learner has guessed."""
        self._shows = shows
        self._draw()

    @on(PaneGrid.Resized)
    def _resized(self) -> None:
        """Draw anew for another size; what is told stays."""
        told = self._key_bar.told
        self._draw()
        self._key_bar.tell(told)

    def on_screen_suspend(self) -> None:
        """Tell nothing any more: something else lies over the quiz."""
        self._key_bar.tell("")

    def _draw(self) -> None:
        quiz, asked = self._state.quiz, self.asked
        count = len(quiz.questions)
        number = self._state.number
        self._title_bar.show(f"{self._title}: quiz", self._place(), count, number)
        lesson = self._shows[None].lesson
        symptom = lesson.symptom if lesson and asked and asked.question.id == lesson.guess else ""
        self._question.ask(self._state, self._votes.ballots, symptom)
        self._body.show(self._slide(asked), self._wish())
        question = self._state.question
        voted = question is not None and bool(self._votes.votes_on(question))
        self._key_bar.show(while_asking(QUIZ, voted=voted) if question else while_settled(QUIZ))

    def _place(self) -> Content:
        if self._state.is_over:
            return Content.styled("The end", NOW)
        count = len(self._state.quiz.questions)
        again = "once more · " if self._state.quiz.round > 1 and self._state.question else ""
        return styled((again, DIM), (f"Question {self._state.number}", NOW), (f" of {count}", DIM))

    def _slide(self, asked: QuestionState | None) -> Slide:
        """Return the whole run that the question is about, at the row from which the verdict was read."""
        seen = self._state.seen
        show = self._shows[asked.question.scenario if asked else None]
        if seen and seen.verdict.scenario:
            show = next((one for one in self._shows.values() if one.trace.name == seen.verdict.scenario), show)
        steps = len(show.table.steps)
        step = seen.verdict.steps[0] if seen and seen.verdict.steps else 0
        return Slide(show, Position(steps, step, steps), "study", whole=True)

    def _wish(self) -> LayoutWish:
        lesson = self._shows[None].lesson
        seen = self._state.seen
        told = lesson is not None and seen is not None and seen.asked.settled and seen.asked.question.id == lesson.guess
        beside: arranging.PaneName | None = "code" if told and self.size.width >= WIDE_SCREEN else None
        return LayoutWish("quiz", self._companion or beside, has_flow=bool(lesson and lesson.flow))

    def action_forward(self) -> None:
        """Show the rest of a long question; then the next one, and at the end the lesson again."""
        if self._question.page_down():
            return
        if self._state.is_over:
            self.dismiss(None)
            return
        question = self._state.question
        after = self._state.forward(voted=question is not None and bool(self._votes.votes_on(question)))
        if after == self._state:
            self.tell("The other questions wait for this one: answer it, or press r to see the answer.")
            return
        self._keep_hints()
        self._go(after)

    def action_back(self) -> None:
        """Look at the question before; from the first, go back to the lesson."""
        if self._state.is_first:
            self.dismiss(None)
        else:
            self._go(self._state.back())

    def action_cursor(self, by: int) -> None:
        """Move to another answer."""
        self._go(self._state.moved(by))

    def action_letter(self, letter: str) -> None:
        """Choose an answer by its label; a letter that is none does what else it does."""
        question = self._state.question
        if question is None or not names_an_answer(letter, question.labels):
            raise SkipAction
        self._go(self._state.toggled(letter.upper()))

    def action_digit(self, digit: int) -> None:
        """Choose an answer by its place, or a step by its number."""
        self._go(self._state.digit(digit))

    @on(QuizPane.Chosen)
    def _choose(self, event: QuizPane.Chosen) -> None:
        self._go(self._state.toggled(event.label))

    def action_unchoose(self) -> None:
        """Take back what was chosen last."""
        self._go(self._state.unchosen())

    def action_answer(self) -> None:
        """Give the answer; go on where the question is settled."""
        if self._state.question is None:
            self.action_forward()
            return
        before = self._state
        after = before.answered()
        settled = after.seen
        if settled is None:
            self._go(after)
            if after == before:
                self.tell(_ORDER_FIRST if before.chosen else _CHOOSE_FIRST)
            return
        seconds = monotonic() - self._asked_at
        question = self._questions[settled.asked.question.id]
        hints = self._hints.pop(question.id, 0) + len(before.hints)
        self._go(after)
        self._record(question, settled.verdict.right, hints, self._seconds.pop(question.id, 0.0) + seconds)

    def action_skip(self) -> None:
        """Leave the question for the second try."""
        if self._state.question is None:
            self.tell("This question is settled.")
            return
        self._keep_hints()
        self._go(self._state.skipped())

    def _keep_hints(self) -> None:
        """Keep the hints and the time that an open question has taken: they belong to its answer."""
        question = self._state.question
        if question is not None:
            self._hints[question.id] += len(self._state.hints)
            self._seconds[question.id] += monotonic() - self._asked_at

    def action_reveal(self) -> None:
        """Show the right answer."""
        self._go(self._state.revealed())

    def action_table(self) -> None:
        """Show the table of the run beside the question, or the question alone again."""
        shown = self._body.arrangement.companion == "table"
        self._companion = None if shown and self._companion == "table" else "table"
        self._draw()

    def action_hint(self) -> None:
        """Take a hint."""
        after = self._state.hinted()
        before = self._state
        self._go(after)
        if after == before:
            self.tell("There is no further hint." if before.question else "This question is settled.")

    def tell(self, words: str) -> None:
        """Tell something where it covers nothing: in the place of the keys, until something else is shown."""
        self._key_bar.tell(words)

    def action_jump(self) -> None:
        """Ask for the number of a question, and go there."""

        def go(number: int | None) -> None:
            if number is None:
                return
            after = self._state.jumped(number)
            waits = after == self._state and after.number != number
            self._go(after)
            if waits:
                self.tell("That question waits until the guess is settled.")

        self.app.push_screen(JumpDialog(len(self._state.quiz.questions), what="question"), go)

    def action_votes(self) -> None:
        """Ask for the raised hands."""
        asked = self.asked
        if asked is None:
            return
        question = asked.question

        def take(raised: RaisedHands | None) -> None:
            if raised is not None:
                self._votes.vote(question, raised, None)
                self.post_message(self.VotesEntered())
                self._draw()

        self.app.push_screen(VotesDialog(question.for_hands(), self._votes.votes_on(question)), take)

    def action_companion(self, by: int) -> None:
        """Show the next pane beside the question."""
        companions = self._body.arrangement.companions
        shown = self._body.arrangement.companion
        if companions and shown:
            self._companion = companions[(companions.index(shown) + by) % len(companions)]
            self._draw()

    @on(PaneTabs.Chosen)
    def _show_companion(self, event: PaneTabs.Chosen) -> None:
        self._companion = event.pane
        self._draw()

    def action_scroll(self, by: int) -> None:
        """Scroll the question."""
        self._question.scroll_relative(y=by * 3, animate=False)

    def action_close(self) -> None:
        """Go back to the lesson; the quiz can be continued later."""
        self.dismiss(None)
