"""How a walkthrough opens, where it keeps things, and how it ends: left in good order, or by a crash."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tracer.crash_report import LOOK_THROUGH, crash_text, write_crash_report
from tracer.errors import TracerError, printable
from tracer.lessons.schema import Question
from tracer.views.walkthrough.layout import LayoutName

RecordAnswer = Callable[[Question, bool, int, float], None]
"""Keeps one answer of a learner: the question, whether it was right, with how many hints, after how many seconds."""


@dataclass(frozen=True)
class WalkthroughOutcome:
    """How a walkthrough stands, and in the end how it was left.

    Attributes:
        step: The step at which it stands; one past the last is the end.
        count: How many steps there are; 0 when the run had not ended.
        exit_code: 0, or 130 after Ctrl-C.
        votes: The JSON file with the votes; None where nobody voted.
        class_name: The class that votes.
        error: What kept the run from being shown.
        layout: The layout.
        theme: The theme.
        predicting: Whether a step asks before it shows its result.
        in_quiz: Whether questions of the quiz are open.
    """

    step: int = 0
    count: int = 0
    exit_code: int = 0
    votes: Path | None = None
    class_name: str = ""
    error: TracerError | None = None
    layout: LayoutName = "study"
    theme: str = "dark"
    predicting: bool = False
    in_quiz: bool = False


@dataclass(frozen=True)
class WalkthroughOptions:
    """How a walkthrough opens and where it keeps things.

    Attributes:
        title: The title, known before the run has ended.
        home: The folder for the notes channel, for votes that nobody has saved, and for the report of a crash.
        resume: Returns the command that opens the walkthrough as it stands.
        keep: Keeps an answer to a question of the quiz.
        at: The step at which it opens; 0 is the opening.
        layout: The layout in which it opens.
        theme: The theme in which it opens.
        seconds: After how many seconds it goes on by itself; None waits for a key.
        predict: Whether each step asks before it shows its result.
        votes: The file in which votes are saved as they are entered; one in ``home`` if not given.
        class_name: The class that votes.
        seed: Shuffles the answers of the quiz.
        stop_runs: Ends what is being run at once; leaving would wait for it.
    """

    title: str
    home: Path
    resume: Callable[[WalkthroughOutcome], str]
    keep: RecordAnswer
    at: int = 0
    layout: LayoutName = "study"
    theme: str = "dark"
    seconds: float | None = None
    predict: bool = False
    votes: Path | None = None
    class_name: str = ""
    seed: int = 0
    stop_runs: Callable[[], None] = lambda: None


class CrashError(Exception):
    """Something that must not happen has happened. The terminal has been restored when this is printed.

    Args:
        error: What has happened.
        home: The folder in which the report is kept.
        resume: The command that goes on at the same step.
        votes: The file with the votes; None where nobody voted.
    """

    def __init__(self, error: BaseException, home: Path, resume: str, votes: Path | None = None) -> None:
        super().__init__(str(error))
        self.__cause__ = error
        self._lines = [f"The walkthrough has crashed: {type(error).__name__}: {error}"]
        report = home / "walkthrough-crash.txt"
        try:
            write_crash_report(crash_text(error, ("walkthrough",)), report)
        except OSError as problem:
            self._lines.append(f"Its report could not be written to {report} ({problem.strerror}).")
        else:
            self._lines.append(f"Its report is in {report}; please send it to the maintainers of the tracer.")
            self._lines.append(LOOK_THROUGH)
        if votes is not None:
            self._lines.append(f"The votes of your class are safe in {votes}.")
        self._lines.append(f"To go on at the same step: {resume}")

    def __str__(self) -> str:
        return "\n".join(self._lines)

    def __rich__(self) -> str:
        """Return the words as Rich prints them."""
        from rich.markup import escape  # noqa: PLC0415 # only after a crash

        return escape(printable(str(self)))
