"""The main screen: turns keys, clicks and the clock into moves, and shows the slide that they lead to."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen

from tracer.quiz.votes import RaisedHands, Votes
from tracer.trace.wording.between_requests import between_requests
from tracer.views.walkthrough.dialogs import JumpDialog, ReadingDialog, VotesDialog
from tracer.views.walkthrough.drawing.lines import DIM, styled
from tracer.views.walkthrough.key_bar import KeyBar
from tracer.views.walkthrough.keys import KEYS, bindings, digit_bindings, while_predicting
from tracer.views.walkthrough.layout import LayoutName, LayoutWish
from tracer.views.walkthrough.pane_grid import PaneGrid, PaneTabs
from tracer.views.walkthrough.panes.code import CodePane
from tracer.views.walkthrough.panes.flow import FlowPane
from tracer.views.walkthrough.panes.notes import NotesPane, draw_moments, draw_notes, moments_of
from tracer.views.walkthrough.panes.request_response import DetailPane, RequestResponsePane
from tracer.views.walkthrough.panes.step_card import StepCardPane
from tracer.views.walkthrough.panes.table import TablePane
from tracer.views.walkthrough.panes.variables import TrackerPane, VariablesPane
from tracer.views.walkthrough.predictions import Predictions
from tracer.views.walkthrough.slide import Position, ShownRun, Slide
from tracer.views.walkthrough.title_bar import TitleBar, place_words

if TYPE_CHECKING:
    from textual.timer import Timer

    from tracer.views.walkthrough import layout as arranging


class MainScreen(Screen[None]):
    """The walkthrough itself.

    Args:
        title: The title, known before the run has ended.
        position: Where it opens.
        layout: The layout in which it opens.
        seconds: After how many seconds it goes on by itself; None waits for a key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(), *digit_bindings()]

    class Moved(Message):
        """Something else is seen now."""

    class VotesEntered(Message):
        """The class has voted."""

    class WhatIfAsked(Message):
        """Another run is wanted beside this one."""

    class QuizAsked(Message):
        """The quiz is wanted."""

    def __init__(self, title: str, position: Position, layout: LayoutName, seconds: float | None = None) -> None:
        super().__init__()
        self._title = title
        self._slide = Slide(None, position, layout)
        self._predictions: Predictions | None = None
        self._companion: arranging.PaneName | None = None
        self._before_detail: arranging.PaneName | None = None
        self._detail = False
        self._notes = False
        self._seconds = seconds
        self._playing: Timer | None = None
        self._title_bar = TitleBar(title)
        self._key_bar = KeyBar(KEYS)
        self._body = PaneGrid(
            {
                "card": StepCardPane(),
                "flow": FlowPane(),
                "table": TablePane(),
                "code": CodePane(),
                "exchange": RequestResponsePane(),
                "variables": VariablesPane(),
                "tracker": TrackerPane(),
                "detail": DetailPane(),
                "notes": NotesPane(),
            }
        )

    def compose(self) -> ComposeResult:
        """Make the title, the body and the footer."""
        yield self._title_bar
        yield self._body
        yield self._key_bar

    @property
    def slide(self) -> Slide:
        """What is seen now."""
        return self._slide

    @property
    def predictions(self) -> Predictions | None:
        """What was predicted and voted; None while the run has not ended."""
        return self._predictions

    def arrived(self, show: ShownRun, votes: Votes | None = None, class_name: str = "") -> None:
        """Take the run, once it has ended, the votes that were saved before, and the class that votes now."""
        self._predictions = Predictions(show, votes, class_name)
        self._slide = Slide(show, self._slide.position.with_count(len(show.table.steps)), self._slide.layout)
        self._see(self._slide.position)
        if self._seconds is not None:
            self.action_play()

    def reveal(self, show: ShownRun) -> None:
        """Take the run anew, now that the learner has guessed and all of the lesson may be seen."""
        self._slide = replace(self._slide, show=show)
        self._see(self._slide.position)

    def _see(self, position: Position, layout: LayoutName | None = None) -> None:
        """Show the slide at a position, and tell everybody who follows."""
        asked = self._predictions.asked(position) if self._predictions else None
        if (position.hidden or not position.is_step) and "card" in self._body.arrangement.companions:
            # Where there is room for one pane only, nobody shall miss a question.
            self._companion = None
        self._slide = Slide(self._slide.show, position, layout or self._slide.layout, asked)
        self._draw()
        self.post_message(self.Moved())

    def _draw(self) -> None:
        if self._body.size.area == 0:
            return
        position = self._slide.position
        title = self._slide.show.title if self._slide.show else self._title
        place = styled((self._remark(), DIM), place_words(self._slide))
        self._title_bar.show(title, place, position.count, position.step)
        self._body.show(self._slide, self._wish())
        self._key_bar.show(while_predicting(KEYS) if position.hidden else KEYS)

    def _remark(self) -> str:
        playing = "playing · " if self._playing else ""
        return playing + ("predict · " if self._slide.position.predicting else "")

    def _wish(self) -> LayoutWish:
        slide = self._slide
        lesson = slide.show.lesson if slide.show else None
        return LayoutWish(
            layout=slide.layout,
            companion=self._companion,
            card=not slide.position.is_step or slide.asked is not None or slide.hidden,
            alone=slide.position.is_end,
            detail=self._detail,
            notes=len(draw_notes(slide, max(self._body.size.width - 2, 1))) if self._notes else 0,
            table_lines=len(slide.show.table.steps) * 2 + len(between_requests(slide.show.table)) + 1
            if slide.show
            else 1,
            variable_lines=len(slide.show.variables) if slide.show else 3,
            has_flow=bool(lesson and lesson.flow),
        )

    @on(PaneGrid.Resized)
    def _fit(self) -> None:
        """Draw anew for another size; what is told stays."""
        told = self._key_bar.told
        self._draw()
        self._key_bar.tell(told)

    def on_screen_suspend(self) -> None:
        """Tell nothing any more: something else lies over the lesson."""
        self._key_bar.tell("")

    # Moving

    def action_forward(self) -> None:
        """Show what is hidden. Otherwise show the rest of a long card; then the next step; from the end, the quiz."""
        position = self._slide.position
        card_is_seen = "card" in self._body.arrangement.regions
        if not position.hidden and card_is_seen and self._body.pane("card").page_down():
            return
        without_steps = self._slide.show is not None and not position.count
        if position.is_end or without_steps:
            self.post_message(self.QuizAsked())
        else:
            self._go(position.forward())

    @on(StepCardPane.Clicked)
    def _go_on(self) -> None:
        self.action_forward()

    def action_back(self) -> None:
        """Go to the step before."""
        self._go(self._slide.position.back())

    def action_first(self) -> None:
        """Go to the first step; from there, to the opening."""
        position = self._slide.position
        self._go(position.at(0) if position.step == 1 else position.first())

    def action_last(self) -> None:
        """Go to the last step; from there, to the end."""
        position = self._slide.position
        self._go(position.at(position.count + 1) if position.step == position.count else position.last())

    def action_jump(self) -> None:
        """Ask for the number of a step."""
        self._ask_for_step("")

    def action_digit(self, digit: int) -> None:
        """Choose an answer where a question is open; go to a step otherwise."""
        position = self._slide.position
        if position.hidden and self._slide.asked and self._predictions:
            if self._predictions.choose(position.step, str(digit)):
                self._see(position)
            return
        if position.count < 10:  # noqa: PLR2004 # one digit names every step
            if 1 <= digit <= position.count:
                self._go(position.at(digit))
        elif digit:
            self._ask_for_step(str(digit))

    def _ask_for_step(self, typed: str) -> None:
        if self._slide.position.count:
            self.app.push_screen(JumpDialog(self._slide.position.count, typed), self.go_to)

    def go_to(self, step: int | None) -> None:
        """Go to a step; None stays."""
        if step is not None:
            self._go(self._slide.position.at(step))

    def _go(self, position: Position) -> None:
        if self._slide.show is None:
            return
        if self._playing:
            self._playing.reset()
        self._see(position)

    @on(TitleBar.Chosen)
    @on(TablePane.Chosen)
    def _go_to_chosen(self, event: TitleBar.Chosen | TablePane.Chosen) -> None:
        self._go(self._slide.position.at(event.step))

    def action_play(self) -> None:
        """Play by itself, or stop playing."""
        if self._playing:
            self._playing.stop()
            self._playing = None
        else:
            self._playing = self.set_interval(self._seconds or 5.0, self._play_on)
        self._draw()

    def _play_on(self) -> None:
        if self.app.screen is not self:
            return
        if self._slide.position.is_end:
            self.action_play()
        else:
            self.action_forward()

    # Seeing

    def action_layout(self) -> None:
        """Change between the presentation and the study layout."""
        self._see(self._slide.position, "study" if self._slide.layout == "presentation" else "presentation")

    def action_companion(self, by: int) -> None:
        """Show the next pane, or the one before, in the companion's place."""
        companions = self._body.arrangement.companions
        if companions:
            shown = self._body.arrangement.companion
            index = companions.index(shown) if shown in companions else 0
            self._companion = companions[(index + by) % len(companions)]
            self._draw()

    @on(PaneTabs.Chosen)
    def _show_companion(self, event: PaneTabs.Chosen) -> None:
        self._companion = event.pane
        self._draw()

    def action_detail(self) -> None:
        """Open or close the detail."""
        self._detail = not self._detail
        if self._detail:
            self._before_detail, self._companion = self._companion, "detail"
        else:
            self._companion = self._before_detail
        self._draw()

    def action_notes(self) -> None:
        """Open or close the speaker notes."""
        self._notes = not self._notes
        self._draw()

    def action_close(self) -> None:
        """Close what is open."""
        if self._detail:
            self.action_detail()
        elif self._notes:
            self.action_notes()

    def action_moments(self) -> None:
        """Show the key moments of the step."""
        slide = self._slide
        if slide.hidden:
            self.tell("The key moments of this step tell its result. → shows it; then ask again.")
            return
        if slide.show is not None and slide.show.secret:
            self.tell("The key moments wait for your guess: z asks for it.")
            return
        moments = moments_of(slide)
        if not moments:
            self.tell("The lesson has no key moment at this step.")
            return

        self.app.push_screen(ReadingDialog("Key moments", lambda width: draw_moments(moments, width)))

    def action_scroll(self, by: int) -> None:
        """Scroll the pane that can be turned over; the table where there is none."""
        name = self._body.arrangement.companion or ("detail" if self._detail else "table")
        pane = self._body.pane(name)
        pane.scroll_relative(y=by * 3, animate=False)

    # Learning

    def action_predict(self) -> None:
        """Begin or cease to ask before each step shows its result."""
        position = self._slide.position.toggled()
        self._see(position)
        self.tell("Predict: each step asks before it shows its result." if position.predicting else "Predict is off.")

    def action_ask_again(self) -> None:
        """Hide this step and all after it, and ask again."""
        if self._slide.position.is_step:
            self._see(self._slide.position.asking_again())

    def tell(self, words: str) -> None:
        """Tell something where it covers nothing: in the place of the keys, until something else is shown."""
        self._key_bar.tell(words)

    def action_votes(self) -> None:
        """Ask for the raised hands."""
        position = self._slide.position
        question = self._predictions.question(position.step) if self._predictions and position.is_step else None
        if question is None or self._predictions is None:
            self.tell("There is no question to vote on here. Press p to predict, and go to a step.")
            return

        self.app.push_screen(
            VotesDialog(question.for_hands(), self._predictions.votes_on(question)), self._taking_votes(position.step)
        )

    def _taking_votes(self, step: int) -> Callable[[RaisedHands | None], None]:
        def take(raised: RaisedHands | None) -> None:
            question = self._predictions.question(step) if self._predictions else None
            if raised is not None and question is not None and self._predictions is not None:
                self._predictions.vote(question, raised, step)
                self.post_message(self.VotesEntered())
                self._see(self._slide.position)

        return take

    def action_what_if(self) -> None:
        """Show another run beside this one."""
        self.post_message(self.WhatIfAsked())

    def action_quiz(self) -> None:
        """Begin the quiz, or go on with it."""
        self.post_message(self.QuizAsked())
