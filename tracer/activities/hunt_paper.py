"""What a hunt asks: all of it as one quiz, or a part of it; and what is shown when the line was guessed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracer.activities.hunted_app import HuntOptions
from tracer.activities.quiz_paper import Paper
from tracer.command_line import command_line
from tracer.lessons.schema import Question
from tracer.views.hunt import ChangedLine, Solution
from tracer.views.terminal import View

if TYPE_CHECKING:
    from tracer.exercises.hunt import Hunt


def broken_paper(hunt: "Hunt", options: HuntOptions) -> Paper:
    """Return a hunt as a quiz: the line is guessed first, and the other questions wait for that."""
    from tracer.exercises.hunt_lesson import hunt_lesson, hunt_name, traces_of  # noqa: PLC0415 # Flask takes 170 ms

    lesson = hunt_lesson(hunt)
    return Paper(
        hunt_name(hunt),
        lesson.title,
        lesson.questions,
        traces_of(hunt),
        lesson,
        options.command("quiz", "--broken", str(hunt.seed)),
        following_hunt(hunt, options, "quiz", "--broken"),
        keeps=False,
        evidence=lambda: evidence_of_hunt(hunt),
    )


def part_of_hunt(hunt: "Hunt", options: HuntOptions, title: str, *questions: Question) -> Paper:
    """Return some questions of a hunt whose run stands on the screen already."""
    from tracer.exercises.hunt_lesson import hunt_name, traces_of  # noqa: PLC0415 # as above

    command = options.command("hunt", "--seed", str(hunt.seed))
    return Paper(hunt_name(hunt), title, questions, traces_of(hunt), None, command, is_part=True, shown=True)


def evidence_of_hunt(hunt: "Hunt") -> Sequence[View]:
    """Return what is shown of a hunt when its line was guessed: what was changed, and what that means."""
    return Solution(), ChangedLine(hunt.place, hunt.line_before, hunt.line_now, hunt.told)


def following_hunt(hunt: "Hunt", options: HuntOptions, *words: str) -> tuple[tuple[str, str], ...]:
    """Return what one can do after a hunt: each command with what it is for.

    Args:
        hunt: The hunt.
        options: How it was asked for.
        words: The words of the command that hunts, up to the number.
    """
    return (
        (command_line("explain", hunt.kind.name), "What such a fault is, and how it comes about"),
        (options.command(*words, str(hunt.seed + 1)), "Hunt on"),
    )
