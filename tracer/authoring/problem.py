"""What the check of the lessons reports."""

from dataclasses import dataclass

from tracer.errors import TracerError, UsageError
from tracer.trace.plain_values import Plain
from tracer.trace.wording.phrases import sentence
from tracer.trace.wrong_values import KeyPath


@dataclass(frozen=True)
class Problem:
    """Something in a lesson that is not true, not there or not clear; or, as a warning, that could be better.

    Attributes:
        rule: Which rule is broken; one of RULE_NAMES, or for a warning one of WARNING_NAMES.
        place: Where in the lesson: ``question "wrong-password", choice 2``. Empty for the file as a whole.
        message: What is wrong.
        remedy: What to do about it.
        file: The file.
        lesson: The name of the lesson.
        line: The line of the file, from 1; 0 where it is about the file as a whole.
        within: Where inside of the place, by keys and indices, so that the line is found: ``("hints", 0)``.
        quoted: Words of the text that stand in that very line.
    """

    rule: str
    place: str
    message: str
    remedy: str
    file: str = ""
    lesson: str = ""
    line: int = 0
    within: KeyPath = ()
    quoted: str = ""

    def __post_init__(self) -> None:
        if self.rule not in {**RULE_NAMES, **WARNING_NAMES}:
            raise ValueError(f'there is no rule "{self.rule}"')

    @property
    def is_warning(self) -> bool:
        """Whether a lesson with it passes the check all the same."""
        return self.rule in WARNING_NAMES

    def __str__(self) -> str:
        kind = "Warning: " if self.is_warning else ""
        file = f"{self.file}:{f'{self.line}:' if self.line else ''} " if self.file else ""
        place = f"{self.place}: " if self.place else ""
        return f"{kind}{file}{place}{sentence(self.message, capital=False)} {self.remedy}"

    def as_plain(self) -> dict[str, Plain]:
        """Return the problem as JSON can hold it."""
        told = ("rule", "file", "line", "lesson", "place", "message", "remedy")
        return {name: getattr(self, name) for name in told}


def failed(place: str, error: TracerError, remedy: str, rule: str = "", within: KeyPath = ()) -> Problem:
    """Return the problem for something that an error kept from being checked.

    Args:
        place: Where in the lesson.
        error: The error.
        remedy: What to do about it.
        rule: Which rule is broken; when left out, "unknown-name" where a name stands for nothing, and else "run".
        within: Where inside of the place.
    """
    message = str(error).rstrip(".")
    broken = rule or ("unknown-name" if isinstance(error, UsageError) else "run")
    return Problem(broken, place, message[:1].lower() + message[1:], remedy, within=within)


RULE_NAMES: dict[str, str] = {
    "file": "The file can be read and is TOML in the format of this version.",
    "schema": "Every key is known and has a value of the right kind.",
    "duplicate": "A name stands for one thing: lessons, scenarios, questions, boxes of the flow.",
    "unknown-name": (
        "Every name that is used exists: scenarios, lessons, pages, accounts, settings, stages, boxes of the flow, "
        "variables."
    ),
    "run": "Every scenario can be performed.",
    "points-at-nothing": "What points at a step, a request or an event finds exactly one.",
    "right-is-false": "What is marked right is true in the run.",
    "wrong-is-true": "What is marked wrong is false in the run.",
    "claim-is-false": "What a key moment or a behaviour asserts is true in the run.",
    "marks": "As many choices are marked right as the kind of question asks for.",
    "unclear": "The answers can be told apart, and only one answer or order is right.",
    "missing": "Each question has its text, a hint and a reason for each choice; choices and key moments make claims.",
    "code": "The code sample points at functions and classes that exist, and at lines that they have.",
    "prose": (
        "Names of steps in the prose stand for steps that exist, no number of a step is written by hand, and what is "
        "opened by a backtick is closed."
    ),
}
"""Every rule, and what it demands. docs/writing-lessons.md explains them."""

WARNING_NAMES: dict[str, str] = {
    "longest": "The right choice is the longest one no more often than chance explains, in one lesson and in all.",
    "hint": "A hint can be followed in the quiz: commands are whole, and no colour is spoken of. None is given twice.",
}
"""What a warning asks for. A lesson that does otherwise passes: it is true, and it could be better."""


@dataclass(frozen=True)
class LeftOut:
    """A lesson that cannot be checked here, which is not its fault: a library is missing, or an app is not given.

    Attributes:
        file: The file.
        lesson: The name of the lesson.
        why: What it needs.
        not_given: Whether that is an app or a trace that whoever runs the check can give.
    """

    file: str
    lesson: str
    why: str
    not_given: bool = False

    def __str__(self) -> str:
        return f"{self.file}: left out. {self.why}"


@dataclass(frozen=True)
class HeldAgainst:
    """A lesson that was held against something that was given for it, and not against a demo app.

    Attributes:
        file: The file.
        lesson: The name of the lesson.
        against: What was given, in words.
    """

    file: str
    lesson: str
    against: str

    def __str__(self) -> str:
        return f"{self.file}: held against {self.against}."


@dataclass(frozen=True)
class Proved:
    """What the check of some lessons against their runs has found.

    Attributes:
        problems: Every problem of these lessons.
        scenarios: How many scenarios were performed for them.
        left_out: Those of the lessons that cannot be checked on any run here.
        held_against: Those of the lessons that were held against what was given for them.
    """

    problems: tuple[Problem, ...] = ()
    scenarios: int = 0
    left_out: tuple[LeftOut, ...] = ()
    held_against: tuple[HeldAgainst, ...] = ()


@dataclass(frozen=True)
class Report:
    """What the check found.

    Attributes:
        problems: Every problem, in the order of the files.
        warnings: What could be better, in the order of the files; what all lessons together show comes last.
        left_out: The lessons that cannot be checked here.
        lessons: How many lessons were checked.
        questions: How many questions they ask.
        answers: How many answers and assertions were checked against a run.
        scenarios: How many scenarios were performed.
        held_against: The lessons that were held against what was given for them.
    """

    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    lessons: int = 0
    questions: int = 0
    answers: int = 0
    scenarios: int = 0
    warnings: tuple[Problem, ...] = ()
    held_against: tuple[HeldAgainst, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong, with or without warnings; not so where no lesson could be checked at all."""
        return not self.problems and (self.lessons > 0 or not self.left_out)
