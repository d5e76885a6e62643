"""A class hunts a fault on the full screen: the run, the guess, and then what was changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lessons.secrets import seen, told
from tests.views.walkthrough.show import Play, played, playing
from tracer.activities.hunted_app import HuntOptions
from tracer.activities.walkthrough import Opening, opened_runs
from tracer.lessons.code_sample import part_of_step
from tracer.lessons.schema import Lesson
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.views.walkthrough.plain_text import PlainTextWalkthrough
from tracer.views.walkthrough.runs import Runs
from tracer.views.walkthrough.slide import Position


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    with opened_runs(Opening(hunt=HuntOptions(seed=11))) as opened:
        yield opened


def lesson_of(runs: Runs) -> Lesson:
    assert runs.lesson is not None
    return runs.lesson


def fresh(runs: Runs) -> Runs:
    """Return the same runs, before anybody has guessed."""
    return Runs(runs.lesson, runs.perform, runs.others, quiz=runs.quiz)


async def answer(it: Play, *, right: bool) -> PosedQuestion:
    """Answer the question that is seen; the quiz is what is seen."""
    question: PosedQuestion = it.app.screen.asked.question  # type: ignore[attr-defined] # as the docstring says
    await it.press(next(answer.label for answer in question.answers if answer.right == right), "enter")
    return question


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_the_class_sees_the_run_and_guesses_before_it_sees_what_was_changed(
    runs: Runs, tmp_path: Path, size: tuple[int, int]
) -> None:
    hunted = fresh(runs)
    solution = next(choice.why for choice in lesson_of(runs).questions[0].choices if choice.right)

    async def play() -> None:
        async with playing(tmp_path, runs=hunted, title=hunted.title, size=size) as it:
            assert told(lesson_of(runs).symptom)[:40] in seen(it.text)
            await it.press("m")
            assert "key moments wait" in it.text
            await it.press("w")
            assert it.screen == "MainScreen", "the healthy run waits for the guess"
            await it.press("z")
            guess = await answer(it, right=True)
            assert guess.id == "line"
            assert told(solution)[:30] in seen(it.text)
            assert not hunted.secret
            await it.press("right")
            await answer(it, right=True)
            await it.press("right")
            remedy = await answer(it, right=True)
            assert remedy.id == "remedy"
            await it.press("escape", "w")
            assert it.screen == "WhatIfScreen"
            await it.press("escape", "m")
            assert it.screen == "ReadingDialog"
            assert told(solution)[:30] in seen(it.text)

    played(play)


def test_no_pane_shows_code_or_a_command_that_serves_the_app(runs: Runs, tmp_path: Path) -> None:
    hunted = fresh(runs)

    async def play() -> None:
        async with playing(tmp_path, runs=hunted, title=hunted.title, size=(200, 50)) as it:
            assert "Click it yourself" not in it.text
            for _ in range(3):
                await it.press("right")
                assert "tracer watch" not in it.text

    played(play)


def test_step_by_step_as_text_it_names_the_command_that_asks(runs: Runs) -> None:
    lines: list[str] = []
    show = fresh(runs).show()
    PlainTextWalkthrough(show, Position(len(show.table.steps)), lambda _: "", lines.append).play()
    text = "\n".join(lines)
    assert told(lesson_of(runs).symptom) in seen(text)
    assert "python -m tracer quiz --broken 11 --plain" in text


def test_no_code_of_the_file_is_shown_for_a_step_of_the_broken_app(runs: Runs) -> None:
    """The file holds the healthy code; what the app ran was another text."""
    hunted = fresh(runs)
    hunted.reveal()
    show = hunted.main()
    for step in show.table.steps:
        assert part_of_step(step, show.table, show.trace) is None
    healthy = hunted.show(next(iter(runs.others)))
    assert any(part_of_step(step, healthy.table, healthy.trace) for step in healthy.table.steps)


def test_it_is_opened_again_by_the_same_number() -> None:
    opening = Opening(hunt=HuntOptions(seed=11, level=2), at=3, layout="presentation")
    assert opening.at_step(3) == "python -m tracer walkthrough --layout presentation --at 3 --hunt 11 --level 2"
