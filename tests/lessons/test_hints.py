"""The hints of all lessons: what they tell one to type is understood, and none shows what is still hidden."""

import re
import shlex
from functools import cache

import click
import pytest

from tests.course import LIBRARY, course, lessons, lessons_here
from tracer.cli import commands
from tracer.quiz.predictions import prediction
from tracer.trace.table import table

HINTS = [
    (file, question, hint)
    for file, lesson in lessons().items()
    for question in lesson.questions
    for hint in question.hints
]
_COMMAND = re.compile(r"python -m tracer (.+?)(?=`|”|[.,:?]? *$|[,:?] )", re.MULTILINE)
_TAKES_SCENARIOS = {"run-scenario", "compare"}


def commands_in(hint: str) -> list[list[str]]:
    """Return the commands that a hint tells one to type, as words."""
    return [shlex.split(line) for line in _COMMAND.findall(hint)]


COMMANDS = [(file, question.id, words) for file, question, hint in HINTS for words in commands_in(hint)]


@cache
def scenario_names() -> frozenset[str]:
    """Return the names of all scenarios of the course: whoever asks the library has it read every file."""
    return frozenset(LIBRARY.scenario_names())


def test_commands_are_found_however_a_hint_sets_them_apart() -> None:
    assert commands_in("See `python -m tracer compare a b`, and “python -m tracer list”.") == [
        ["compare", "a", "b"],
        ["list"],
    ]
    assert commands_in('Look: python -m tracer run-scenario a@faults/healthy --variable "session.*"') == [
        ["run-scenario", "a@faults/healthy", "--variable", "session.*"]
    ]
    assert commands_in("In python -m tracer run-scenario a --detail: which one?") == [["run-scenario", "a", "--detail"]]
    assert len(COMMANDS) > 2


@pytest.mark.parametrize(
    ("file", "question", "words"), COMMANDS, ids=lambda value: " ".join(value) if isinstance(value, list) else value
)
def test_what_a_hint_tells_one_to_type_is_understood(file: str, question: str, words: list[str]) -> None:
    name, *arguments = words
    # A command keeps the options for help that it is first asked with: those of its group.
    group = click.Context(commands, **commands.context_settings)
    command = commands.get_command(group, name)
    assert command is not None, f"{file}, {question}: {name}"
    context = command.make_context(name, arguments, parent=group)
    if name in _TAKES_SCENARIOS:
        named = [value for value in context.params.values() if isinstance(value, str)]
        scenarios = [value.partition("@")[0] for value in named if value.partition("@")[0] in arguments or "@" in value]
        assert {name for name in scenarios if not name.startswith("-")} <= scenario_names() | _options(context)


def _options(context: click.Context) -> set[str]:
    """Return the values that belong to options."""
    options = {parameter.name for parameter in context.command.params if isinstance(parameter, click.Option)}
    return {str(value) for name, value in context.params.items() if name in options}


@pytest.mark.parametrize("file", lessons_here())
def test_the_hint_of_a_prediction_names_no_step_that_is_still_hidden(file: str) -> None:
    lesson = lessons_here()[file]
    trace = course().traces(lesson)(None)
    rows = table(trace)
    for step in rows.steps:
        asked = prediction(trace, rows, step.number)
        for hint in asked.hints if asked else ():
            assert all(int(number) <= step.number for number in re.findall(r"\bsteps? (\d+)", hint))
            assert step.row.result not in hint
