"""The rules for hints: each can be followed in the quiz, where it is given, in a plain terminal too."""

import re
from collections.abc import Iterator

from tracer.authoring.problem import Problem
from tracer.lessons.schema import Lesson, Question

_COMMAND = re.compile(r"\bpython -m tracer\b.*")
"""From the beginning of a whole command on, options belong to it."""
_OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
_HALF_COMMAND = re.compile(r"(?<![\w-])(?:run-scenario|check-table|check-lessons)\b")
_LOOKS = re.compile(
    r"\bcolou?r(?:s|ed)?\b|\bhighlighted\b|\bin (?:red|green|blue|cyan|yellow|magenta|bold)\b"
    r"|\brules? (?:of|in) the table\b|\bbetween (?:two|the) rules\b",
    re.IGNORECASE,
)
"""What a hint says of the look of a table, which is another one on a narrow or plain terminal."""


def check_hints(lesson: Lesson) -> Iterator[Problem]:
    """Yield a warning for each hint that cannot be followed where it is given, and for each that is given twice."""
    for question in lesson.questions:
        for number, hint in enumerate(question.hints, start=1):
            yield from _hint(hint, f'question "{question.id}", hint {number}')
        yield from _twice(question)


def _hint(hint: str, place: str) -> Iterator[Problem]:
    outside = _COMMAND.sub("", hint)
    if command := _HALF_COMMAND.search(outside):
        message = f"“{command[0]}” cannot be typed as it stands"
        yield Problem("hint", place, message, f"Write the whole command: python -m tracer {command[0]} NAME")
    elif option := _OPTION.search(outside):
        message = f"“{option[0]}” cannot be typed in the quiz, and no command stands before it"
        remedy = f"Write the whole command: python -m tracer run-scenario NAME {option[0]}"
        yield Problem("hint", place, message, remedy)
    if look := _LOOKS.search(hint):
        message = f"“{look[0]}” speaks of a look that not every screen has"
        yield Problem("hint", place, message, "Say where to look in words: the row, the column, the value.")


def _twice(question: Question) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, hint in enumerate(question.hints, start=1):
        words = " ".join(hint.split()).casefold()
        if words in seen:
            message = f"it says the same as hint {seen[words]}"
            yield Problem("hint", f'question "{question.id}", hint {number}', message, "Say more, or leave it out.")
        seen.setdefault(words, number)
