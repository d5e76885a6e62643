"""The list of the exercises: where one is, what is mended, and nothing of what is wrong in them."""

import pytest

from tests.golden import assert_golden
from tests.views.shown import shown
from tracer.quiz.exercise_progress import ExerciseProgress, ListedExercise
from tracer.views.exercise_list import BegunExercises, ExerciseList

EXERCISES = [
    ListedExercise("wide-open", "Anybody reads the members' page", ExerciseProgress(4, 1, mended=True, hints_before=1)),
    ListedExercise("back-at-the-form", "Back at the form, without a word", ExerciseProgress(2, 3), here=True),
    ListedExercise("every-friday", "Every Friday afternoon nobody of the whole choir can get in any more", None),
    *(ListedExercise(f"exercise-{number}", f"Complaint number {number}", None) for number in range(4, 13)),
]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_list(width: int) -> None:
    text = shown(ExerciseList(EXERCISES), width=width)
    assert_golden(f"exercise-list-{width}.txt", text)
    assert max(map(len, text.splitlines())) <= width


def test_the_list_in_the_plain_form() -> None:
    assert_golden("exercise-list-plain.txt", shown(ExerciseList(EXERCISES), plain=True))


@pytest.mark.parametrize("width", [60, 200])
@pytest.mark.parametrize("lines", [8, 12, 40])
def test_on_a_short_terminal_what_comes_next_is_seen(width: int, lines: int) -> None:
    text = shown(ExerciseList(EXERCISES, most_lines=lines), width=width)
    assert len(text.rstrip().splitlines()) <= lines
    assert "back-at-the-form" in text


def test_of_those_that_were_begun_it_is_said_how_they_went() -> None:
    view = BegunExercises(EXERCISES[:2], 12)
    assert_golden("begun-exercises.txt", shown(view, width=60))
    assert_golden("begun-exercises-plain.txt", shown(view, plain=True))
