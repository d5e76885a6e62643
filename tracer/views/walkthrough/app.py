"""The application: runs what is shown in the background, keeps votes and notes safe, and leaves in good order."""

import signal
import sys
from asyncio import get_running_loop
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from tracer.errors import INTERRUPTED, ProgressError, TracerError, VotesError
from tracer.lessons.hunt import guess_of
from tracer.lessons.schema import Question
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.trace.compare import Comparison, compare_tables
from tracer.views.walkthrough.blank_screen import BlankScreen
from tracer.views.walkthrough.control_filter import CONTROL_FILTER
from tracer.views.walkthrough.dialogs import ChoiceDialog, ReadingDialog, SaveDialog
from tracer.views.walkthrough.glossary import GlossaryDialog, words_here
from tracer.views.walkthrough.help import draw_help, key_commands
from tracer.views.walkthrough.main_screen import MainScreen
from tracer.views.walkthrough.options import CrashError, WalkthroughOptions, WalkthroughOutcome
from tracer.views.walkthrough.predictions import VotesFile
from tracer.views.walkthrough.quiz_screen import QuizScreen
from tracer.views.walkthrough.runs import Runs, titles_beside
from tracer.views.walkthrough.slide import Position, ShownRun
from tracer.views.walkthrough.speaker_notes.channel import HEARTBEAT, Sender
from tracer.views.walkthrough.speaker_notes.content import beside_quiz, beside_what_if, speaking, with_warning
from tracer.views.walkthrough.themes import THEMES
from tracer.views.walkthrough.what_if import beside_position
from tracer.views.walkthrough.what_if_screen import WhatIfScreen

_QUIZ = "quiz"


if TYPE_CHECKING:
    from tracer.recording.demo.shown_cookie import ShownCookie


class WalkthroughApp(App[WalkthroughOutcome]):
    """The walkthrough of one lesson or one run.

    Args:
        runs: The runs that it shows.
        settings: How it opens.
    """

    TITLE = "Login-flow tracer"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "interrupt", show=False, priority=True)]

    CSS = """
    CommandPalette SearchIcon {
        display: none;
    }
    """

    def __init__(self, runs: Runs, settings: WalkthroughOptions) -> None:
        super().__init__()
        self._runs = runs
        self._has_left = False
        self._settings = settings
        name = f"{runs.lesson.name if runs.lesson else 'run'}-{int(time())}"
        self._votes = VotesFile(settings.votes, settings.home / "votes" / name)
        self._sender = Sender(settings.home / "walkthroughs", time())
        self._opened_at = time()
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = settings.theme
        position = Position(step=settings.at, predicting=settings.predict, shown_to=max(settings.at - 1, 0))
        self._main = MainScreen(settings.title, position, settings.layout, settings.seconds)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes through."""
        return [*super().get_line_filters(), CONTROL_FILTER]

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    @property
    def main_screen(self) -> MainScreen:
        """The main screen, also while another one lies over it."""
        return self._main

    @property
    def outcome(self) -> WalkthroughOutcome:
        """How it stands now."""
        slide = self._main.slide
        return WalkthroughOutcome(
            slide.position.step,
            slide.position.count,
            votes=self._votes.written,
            class_name=self._settings.class_name,
            layout=slide.layout,
            theme=self.theme,
            predicting=slide.position.predicting,
            in_quiz=any(isinstance(one, QuizScreen) and not one.state.is_over for one in self.screen_stack),
        )

    # The run

    def on_mount(self) -> None:
        """Draw the screen first; then run what is shown."""
        self._sender.clear(time())
        self._listen_to_signals()
        self.call_after_refresh(self._perform)
        self.set_interval(HEARTBEAT, self._speak)
        self.screen_change_signal.subscribe(self, self._speak)

    @work(thread=True, group="runs")
    def _perform(self) -> None:
        """Run what is shown, in a thread of its own."""
        try:
            show = self._runs.main()
        except TracerError as error:
            self._from_run(self._fail, error)
        else:
            self._from_run(self._arrive, show)

    def _from_run(self, then: Callable[..., None], *what: object) -> None:
        """Go on with what a run has brought, in the app's own thread; not when nobody is there any more."""
        if not self._has_left:
            self.call_from_thread(then, *what)

    def _complain(self, error: TracerError) -> None:
        self._tell(str(error))

    def _arrive(self, show: ShownRun) -> None:
        try:
            earlier = self._votes.earlier(show)
        except VotesError as error:
            self._fail(error)
            return
        self._main.arrived(show, earlier, self._settings.class_name)
        at, count = self._settings.at, len(show.table.steps)
        if at > count + 1:
            self._tell(f"There is no step {at}: this run has {count} steps. This is its end.")
        self._speak()

    def _fail(self, error: TracerError) -> None:
        self.exit(WalkthroughOutcome(exit_code=error.exit_code, error=error), return_code=error.exit_code)

    # What if

    @on(MainScreen.WhatIfAsked)
    @on(WhatIfScreen.OtherAsked)
    def _ask_which(self) -> None:
        """Ask which other run shall stand beside this one, where there are several."""
        others = self._runs.others
        if self._runs.secret and others and not self._runs.named:
            self._tell("What stands beside this run waits for your guess: z asks for it.")
        elif not others:
            self._tell("This lesson has no other run to put beside this one.")
        elif len(others) == 1:
            self._compare(next(iter(others)))
        else:
            self.push_screen(ChoiceDialog("What if …", others), self._compare_chosen)

    def _compare_chosen(self, name: str | None) -> None:
        if name is not None:
            self._compare(name)

    def _compare(self, name: str) -> None:
        if name not in self._runs.seen():
            self._tell(f"Running: {self._runs.others[name]} …")
        self._run_beside(name)

    @work(thread=True, group="runs")
    def _run_beside(self, name: str) -> None:
        try:
            left, right = self._runs.main(), self._runs.show(name)
        except TracerError as error:
            self._from_run(self._complain, error)
            return
        comparison = compare_tables(left.trace, left.table, right.trace, right.table)
        titles = titles_beside(left.trace, right.trace, self._runs.others[name])
        self._from_run(self._show_what_if, comparison, titles, left.variables)

    def _show_what_if(self, comparison: Comparison, titles: tuple[str, str], variables: tuple[str, ...]) -> None:
        """Open both runs where the lesson stands, with nothing of what is still to be predicted."""
        self._tell("")
        position = self._main.slide.position
        slide = beside_position(comparison, titles, variables, position)
        if slide is None:
            self._tell("Nothing of this run has been shown yet: → shows the first step.")
        elif isinstance(self.screen, WhatIfScreen):
            self.screen.open_at(slide)
        else:
            self.push_screen(WhatIfScreen(self._settings.title, slide, others=len(self._runs.others)))

    # The quiz

    @on(MainScreen.QuizAsked)
    def _open_quiz(self) -> None:
        """Begin the quiz, or go on with it."""
        if self.is_screen_installed(_QUIZ):
            self.push_screen(_QUIZ)
        elif self._runs.lesson is None or not self._runs.lesson.questions:
            self._tell("This lesson has no quiz.")
        elif self._main.predictions is not None:
            self._tell("The questions are being proven by their runs …")
            self._prepare_quiz()

    @work(thread=True, group="runs", exclusive=True)
    def _prepare_quiz(self) -> None:
        """Prove each question by its runs; that may mean to perform some of them."""
        try:
            questions, problems = self._runs.questions()
        except TracerError as error:
            self._from_run(self._complain, error)
            return
        self._from_run(self._show_quiz, questions, problems)

    def _show_quiz(self, questions: list[tuple[Question, PosedQuestion]], problems: list[str]) -> None:
        predictions = self._main.predictions
        left_out = "Left out: " + " ".join(problems) if problems else ""
        if self._runs.secret and guess_of(self._runs.lesson) not in [question for question, _ in questions]:
            self._reveal()  # it cannot be asked, so there is nothing to wait for
        if not questions or predictions is None or self.is_screen_installed(_QUIZ):
            self._tell(left_out)
            return
        screen = QuizScreen(
            self._settings.title,
            questions=questions,
            shows=self._runs.seen(),
            votes=predictions,
            record=self._keep,
            seed=self._settings.seed,
        )
        self.install_screen(screen, _QUIZ)
        self.push_screen(_QUIZ)
        screen.tell(left_out)

    @on(QuizScreen.Guessed)
    def _reveal(self) -> None:
        """Show all of the lesson: the guess is settled."""
        self._runs.reveal()
        self._main.reveal(self._runs.main())
        if self.is_screen_installed(_QUIZ):
            quiz = self.get_screen(_QUIZ)
            if isinstance(quiz, QuizScreen):
                quiz.reveal(self._runs.seen())

    def _keep(self, question: Question, right: bool, hints: int, seconds: float) -> None:  # noqa: FBT001 # as Keep says
        try:
            self._settings.keep(question, right, hints, seconds)
        except ProgressError as error:
            self._tell(str(error))

    # Votes

    @on(MainScreen.VotesEntered)
    @on(QuizScreen.VotesEntered)
    def _save_at_once(self) -> None:
        """Save the votes as soon as they are entered, so that no crash can lose them."""
        if self._save_votes():
            self._tell("Votes saved")

    def _save_votes(self, path: Path | None = None) -> tuple[Path, Path] | None:
        predictions = self._main.predictions
        if predictions is None:
            return None
        try:
            return self._votes.keep(predictions.votes, path)
        except VotesError as error:
            self._tell(str(error))
            return None

    def action_cookie(self) -> None:
        """Show a session cookie that is made for this showing."""
        self._tell("The demo app makes a cookie …")
        self._make_cookie()

    @work(thread=True, group="cookie", exclusive=True)
    def _make_cookie(self) -> None:
        from tracer.recording.demo.shown_cookie import shown_cookie  # noqa: PLC0415 # Flask, where it is asked for

        try:
            cookie = shown_cookie()
        except TracerError as error:
            self._from_run(self._complain, error)
            return
        self._from_run(self._show_cookie, cookie)

    def _show_cookie(self, cookie: "ShownCookie") -> None:
        from tracer.views.walkthrough.drawing.cookie import draw_cookie  # noqa: PLC0415 # as above

        self._tell("")
        self.push_screen(
            ReadingDialog("A session cookie, made for this showing", lambda width: draw_cookie(cookie, width))
        )

    def action_save_votes(self) -> None:
        """Ask for the name of a file, and save the votes as JSON and CSV."""
        predictions = self._main.predictions
        if predictions is None or not predictions.ballots:
            self._tell("Nobody has voted yet. Press p to predict, and v at a step to enter the raised hands.")
            return
        name = predictions.votes.lesson or "run"
        self.push_screen(SaveDialog(f"votes-{name}"), self._save_votes_as)

    def _save_votes_as(self, name: str | None) -> None:
        """Save the votes under a name; from now on they are kept there."""
        files = self._save_votes(Path(name).expanduser()) if name else None
        if files:
            self._tell(f"Votes saved: {files[0].name} and {files[1].name} in {files[0].absolute().parent}")

    def _tell(self, words: str) -> None:
        """Tell something where it covers nothing that a class looks at; nothing tells no more what was told."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, MainScreen | QuizScreen | WhatIfScreen):
                screen.tell(words)
                return

    # Notes

    @on(MainScreen.Moved)
    @on(QuizScreen.Moved)
    @on(WhatIfScreen.Moved)
    def _speak(self, *_: object, ended: bool = False) -> None:
        """Tell the second terminal where the walkthrough stands."""
        slide, title = self._main.slide, self._settings.title
        if slide.show is not None:
            slide = replace(slide, show=self._runs.whole(slide.show))  # the speaker knows what the class is to guess
        resume = self._settings.resume(self.outcome)
        screens = [screen for screen in reversed(self.screen_stack) if isinstance(screen, (QuizScreen, WhatIfScreen))]
        if not screens:
            said = speaking(slide, title, resume)
            said = with_warning(said) if self._runs.secret else said
        elif isinstance(screens[0], QuizScreen):
            said = beside_quiz(screens[0].state, screens[0].asked, title, resume)
        else:
            said = beside_what_if(screens[0].slide, slide, title, resume)
        self._sender.send(said, time(), ended=ended)

    # Seeing

    def action_blank(self) -> None:
        """Blank the screen."""
        self.push_screen(BlankScreen())

    def action_theme(self) -> None:
        """Change between light and dark."""
        self.theme = "light" if self.theme == "dark" else "dark"

    def action_help(self) -> None:
        """Show every key."""
        screen = self.screen
        self.push_screen(ReadingDialog("Keys", lambda width: draw_help(width, screen)))

    def action_glossary(self) -> None:
        """Show what the words mean, those of what is seen now first."""
        asked = self.screen.asked if isinstance(self.screen, QuizScreen) else None
        beside = self.screen.slide if isinstance(self.screen, WhatIfScreen) else None
        self.push_screen(GlossaryDialog(words_here(self._main.slide, asked, beside)))

    def action_palette(self) -> None:
        """Open the command palette."""
        self.action_command_palette()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield what the command palette finds: every key of the screen, and every step by its name."""
        return key_commands(self, screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nothing but Ctrl-C have its way on the blank screen: every other key only brings the lesson back."""
        if self.screen_stack and isinstance(self.screen, BlankScreen):
            return action == "interrupt"
        return super().check_action(action, parameters)

    # Leaving

    def exit(
        self, result: WalkthroughOutcome | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave, and wait for no run."""
        self._has_left = True
        self._settings.stop_runs()
        super().exit(result, return_code, message)

    def action_leave(self) -> None:
        """Leave."""
        self.exit(self.outcome)

    def action_interrupt(self) -> None:
        """Leave at once."""
        self._leave_with(INTERRUPTED)

    def _leave_with(self, code: int) -> None:
        self.exit(replace(self.outcome, exit_code=code), return_code=code)

    def on_unmount(self) -> None:
        """Tell the second terminal that the walkthrough has ended."""
        if self._exception is None:
            self._speak(ended=True)

    def _listen_to_signals(self) -> None:
        """Leave in good order when the system asks for it, so that the terminal is left as it was."""
        if sys.platform == "win32":
            return
        for number in (signal.SIGTERM, signal.SIGHUP):
            with suppress(RuntimeError, ValueError):
                get_running_loop().add_signal_handler(number, self._leave_with, 128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """End with words instead of a traceback; Textual prints what has a ``__rich__`` of its own as it is."""
        now = self.outcome
        resume = self._settings.resume(now)
        super()._handle_exception(CrashError(error, self._settings.home, resume, now.votes))
