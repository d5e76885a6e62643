"""Whole lessons, played with every key, with the mouse, and while the terminal changes its size."""

import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.widgets import Input

from tests.course import LIBRARY, course, lesson, performed
from tests.views.walkthrough.show import Play, classroom, classroom_runs, played, playing, show_of
from tests.wrapped_text import letters
from tracer.errors import ScenarioError
from tracer.lessons.course import Course
from tracer.quiz.prompt import pose
from tracer.quiz.votes import RaisedHands
from tracer.trace.events import Trace
from tracer.trace.scenario import Scenario
from tracer.views.walkthrough.drawing.question import answers_apart
from tracer.views.walkthrough.runs import Runs
from tracer.views.walkthrough.slide import QuestionState

FORWARD = ("right", "space", "pagedown", "down", "enter")
BACK = ("left", "pageup", "up", "backspace")


def test_a_remote_goes_through_the_whole_lesson_with_one_key(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            for key in FORWARD:
                # Between its two ends a lesson knows actions only; that each key is bound to its own is tested apart.
                await go_through_the_lesson(it, key, skip=key != "pagedown")
                if key in {"right", "space", "pagedown"}:
                    await go_through_the_quiz(it, key)
                else:
                    await it.press("escape")
                assert it.screen == "MainScreen", key
                it.app.uninstall_screen("quiz")
                await it.press("home", "home")

    played(play)


async def go_through_the_lesson(it: Play, key: str, *, skip: bool) -> None:
    """Press a key from the opening to the end of the lesson, and once more; its middle can be skipped."""
    assert it.step == 0
    count = it.app.main_screen.slide.position.count
    for step in range(1, count + 2):
        if skip and 1 < step < count:
            continue
        if skip and step == count:
            await it.press(str(count - 1))
        await it.press(key)
        assert it.step == step, key
    await it.press(key)
    assert it.screen == "QuizScreen", key


async def go_through_the_quiz(it: Play, key: str) -> None:
    """Press a key until each question was shown, then its answer; after the last one the lesson is there again."""
    for _ in range(2 * len(classroom().questions) + 1):
        assert it.screen == "QuizScreen", key
        await it.press(key)
    assert it.kept == [], key


def test_and_back_again(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            for key in BACK:
                await it.press("3", key, key)
                assert it.step == 1, key
                await it.press(key, key, key)
                assert it.step == 0, key

    played(play)


def test_jumping(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            count = it.app.main_screen.slide.position.count
            await it.press("end")
            assert it.step == count
            await it.press("end")
            assert it.step == count + 1
            await it.press("home")
            assert it.step == 1
            await it.press("home")
            assert it.step == 0
            await it.press("5")
            assert it.step == 5
            await it.press("9", "0")
            assert it.step == 5
            await it.press("g", "2", "enter")
            assert it.step == 2
            await it.press("g", "9", "9", "enter")
            assert it.screen == "JumpDialog"
            assert "There are steps 1 to" in it.text
            await it.press("escape")
            assert (it.screen, it.step) == ("MainScreen", 2)

    played(play)


def test_a_step_with_two_digits_is_asked_for(tmp_path: Path) -> None:
    async def play() -> None:
        taken = lesson("login-flow")
        traces = Course(run_twice_as_long, LIBRARY).traces(taken)
        async with playing(tmp_path, runs=Runs(taken, traces)) as it:
            assert it.app.main_screen.slide.position.count > 10
            await it.press("1")
            assert it.screen == "JumpDialog"
            await it.press("2", "enter")
            assert it.step == 12

    played(play)


def run_twice_as_long(_: Scenario, app: str) -> Trace:
    short = classroom().scenarios["right"]
    return performed(replace(short, name="right-twice", actions=short.actions * 2), app)


def test_the_mouse_goes_to_steps_turns_panes_and_presses_keys(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            lines = it.text.splitlines()
            await click(it, "━", line=1)
            assert it.step == 1
            await it.press("4")
            await click(it, "User submits", lines=lines)
            assert it.step == 3
            await click(it, "Code")
            assert "[Code]" in it.text
            await click(it, "Next")
            assert it.step == 4
            await click(it, "View", line=23)
            assert it.app.main_screen.slide.layout == "presentation"
            await click(it, "App calls")
            assert it.step == 5
            await click(it, "Help")
            assert it.screen == "ReadingDialog"
            await it.press("escape")
            await it.pilot.resize_terminal(120, 40)
            await it.settle()
            await it.press("l")
            await it.settle()
            assert "Execution table" in it.text

    played(play)


def test_the_cookie_is_shown_with_the_keys_that_its_room_needs(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            await it.press("c")
            await it.pilot.app.workers.wait_for_complete()
            await it.settle()
            assert "↓ scrolls, Esc closes" in it.text
            await it.press("end")
            await it.settle()
            assert "↑ scrolls, Esc closes" in it.text
            assert "comes from nobody." in it.text
            await it.pilot.resize_terminal(200, 50)
            await it.settle()
            assert "scrolls" not in it.text
            assert '▸ _user_id = "2"' in it.text
            assert "^^^" in it.text

    played(play)


async def click(it: Play, text: str, line: int | None = None, lines: list[str] | None = None) -> None:
    """Click on a text that is seen."""
    seen = lines or it.text.splitlines()
    row = next(index for index, one in enumerate(seen) if text in one and line in {None, index})
    await it.pilot.click(offset=(seen[row].index(text) + 1, row))
    await it.settle()


def test_no_size_breaks_it(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=4) as it:
            for width, height in ((60, 24), (200, 60), (20, 6), (120, 40), (80, 10), (1, 1), (40, 80), (80, 24)):
                await it.pilot.resize_terminal(width, height)
                await it.press("n", "d", "l", "p", "right", "d", "n")
            assert it.screen == "JumpDialog"  # n in the quiz, where the steps have led

    played(play)


def test_other_screens_follow_the_size_too(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            for width, height in ((60, 20), (80, 24), (120, 40)):
                await it.press("w", "enter")
                assert it.screen == "WhatIfScreen"
                await it.pilot.resize_terminal(width, height)
                await it.settle()
                assert "what if?" in it.text, width
                await it.press("escape", "z")
                await it.pilot.resize_terminal(width + 10, height + 4)
                await it.settle()
                assert it.screen == "QuizScreen"
                assert "Question 1 of 5" in it.text, width
                await it.press("escape")

    played(play)


def test_the_blank_screen_shows_nothing_and_any_key_only_brings_the_lesson_back(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            for blank, back in (("b", "right"), ("full_stop", "b"), ("b", "q"), ("b", "ctrl+p"), ("b", "ctrl+q")):
                await it.press("m")
                assert "no key moment" in it.text
                await it.press(blank)
                assert it.text.strip() == ""
                await it.press(back)
                assert (it.screen, it.step) == ("MainScreen", 3)
                assert it.app.is_running
            await it.press("z", "full_stop")
            assert it.text.strip() == ""
            await it.press("space")
            assert it.screen == "QuizScreen"

    played(play)


def test_the_screen_is_blanked_whatever_is_open(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=4) as it:
            nothing_open = it.text
            for opens in ("question_mark", "n", "m", "w"):
                await it.press(opens)
                before = it.text
                assert before != nothing_open, opens
                await it.press("b")
                assert it.text.strip() == "", opens
                await it.press("b")
                assert it.text == before, opens
                await it.press("escape")
                assert it.text == nothing_open, opens

    played(play)


def test_ctrl_c_leaves_the_blank_screen_too(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=4) as it:
            await it.press("b")
            await it.pilot.press("ctrl+c")
            assert it.app.return_value is not None
            assert it.app.return_value.exit_code == 130

    played(play)


def test_the_detail_tells_everything_that_was_recorded(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=4, size=(120, 50)) as it:
            assert "Announced at" not in it.text
            await it.press("d")
            for words in (
                "Recorded in this step",
                "Announced at: demo_app/flask_app/authentication.py",
                "Session after",
            ):
                assert words in it.text
            await it.press("escape")
            assert "Announced at" not in it.text

    played(play)


def test_the_line_that_acts_is_marked_and_in_sight_and_never_the_announcement(tmp_path: Path) -> None:
    async def play() -> None:
        taken = lesson("login-flow")
        async with playing(tmp_path, size=(120, 40), runs=Runs(taken, course().traces(taken))) as it:
            acting = ((4, "login_user("), (7, "logout_user()"), (1, "@login_required"), (3, ".verified("))
            for step, acts in acting:
                await it.press(str(step))
                marked = [line for line in it.text.splitlines() if re.search(r"▶ +\d+ ", line)]
                assert acts in " ".join(marked), step
                assert "stages." not in " ".join(marked)

    played(play)


def test_the_notes_belong_to_their_step(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            await it.press("n")
            assert "Ask who has ever lost a session." in it.text
            await it.press("4")
            assert "Let them vote before you go on from step 4." in it.text
            await it.press("3")
            assert "no note to this step" in it.text
            await it.press("n")
            assert "Speaker notes" not in it.text

    played(play)


def test_key_moments(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=4) as it:
            await it.press("m")
            assert "When is the session made?" in it.text
            assert "At step 4, by login_user." in it.text
            assert "wrong password" not in it.text
            await it.press("m", "3", "m")
            assert (it.screen, it.step) == ("MainScreen", 3)

    played(play)


def test_it_plays_by_itself_and_stops_at_the_end(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, seconds=0.01) as it:
            main = it.app.main_screen
            for _ in range(500):
                if main.slide.position.is_end:
                    break
                await it.pilot.pause(0.02)
            assert main.slide.position.is_end
            await it.pilot.pause(0.1)
            assert "playing" not in it.text
            await it.press("home")
            assert it.step == 1
            await it.pilot.pause(0.1)
            assert it.step == 1

    played(play)


def test_predicting_hides_the_result_until_it_is_shown(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40), predict=True) as it:
            await it.press("3")
            result = show_of().table.steps[2].row.result
            assert "What comes out?" in it.text
            question = it.app.main_screen.predictions
            assert question is not None
            posed = question.question(3)
            assert posed is not None
            assert result in {answer.text for answer in posed.answers}
            assert result not in [line.strip() for line in it.text.splitlines() if "▶" in line]
            assert "Credentials checked" not in it.text
            assert "stages.credentials_checked" not in it.text
            right = next(answer for answer in posed.answers if answer.right)
            await it.press(right.label)
            assert it.step == 3
            await it.press("right")
            assert f"✓  {right.label}" in it.text
            assert "your answer" in it.text
            assert "Credentials checked" in it.text
            await it.press("r")
            assert "What comes out?" in it.text
            await it.press("p")
            assert "What comes out?" not in it.text

    played(play)


def test_votes_stay_hidden_until_the_result_is_shown(tmp_path: Path) -> None:
    async def play() -> None:
        file = tmp_path / "class.json"
        async with playing(tmp_path, size=(120, 40), predict=True, votes=file) as it:
            await it.press("right", "v")
            assert it.screen == "VotesDialog"
            await it.press("7", "enter")
            assert "•" in it.text
            await it.press("1", "2", "enter", "enter", "2", "enter")
            assert it.screen == "MainScreen"
            assert "21 votes are in" in it.text
            assert "██████████" not in it.text
            assert "57 %" not in it.text
            await it.press("right")
            assert "██████████" in it.text
            assert "57 %" in it.text
            saved = json.loads(file.read_text("utf-8"))["classes"][0]["questions"][0]
            assert [choice["votes"] for choice in saved["choices"]] == [[7], [12], [0], [2]]
            assert file.with_suffix(".csv").exists()
            assert it.app.outcome.votes == file

    played(play)


def test_votes_are_kept_even_when_nobody_says_where_and_saved_again_under_a_name(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True) as it:
            await it.press("s")
            assert it.screen == "MainScreen"
            assert "Nobody has voted yet" in it.text
            await it.press("right", "v", "down", "up", "3", "enter", "enter", "enter", "enter")
            kept = it.app.outcome.votes
            assert kept is not None
            assert kept.is_relative_to(tmp_path)
            await it.press("s")
            it.app.screen.query_one(Input).value = str(tmp_path / "mine")
            await it.press("enter")
            assert (tmp_path / "mine.csv").exists()
            assert it.app.outcome.votes == tmp_path / "mine.json"

    played(play)


def test_votes_go_on_where_they_were_left(tmp_path: Path) -> None:
    file = tmp_path / "class.json"

    async def first() -> None:
        async with playing(tmp_path, predict=True, at=3, votes=tmp_path / "class", class_name="7b") as it:
            await it.press("v", "7", "enter", "1", "2", "enter", "2", "enter", "enter")
            assert it.app.outcome.votes == file

    async def second() -> None:
        kept = tmp_path / "class"
        async with playing(tmp_path, predict=True, at=3, votes=kept, class_name="7b", size=(120, 40)) as it:
            assert it.app.outcome.votes == file
            assert "21 votes are in" in it.text
            await it.press("right")
            assert "57 %" in it.text
            await it.press("right", "v", "1", "enter", "enter", "enter", "enter")
            saved = json.loads(file.read_text("utf-8"))["classes"][0]["questions"]
            assert [(one["step"], one["votes"]) for one in saved] == [(3, [21]), (4, [1])]
            assert file.with_suffix(".csv").read_text("utf-8").count("\n") == 9

    played(first)
    played(second)


def test_two_votes_on_one_question_stand_side_by_side_and_neither_is_lost(tmp_path: Path) -> None:
    async def play() -> None:
        file = tmp_path / "votes.json"
        async with playing(tmp_path, size=(120, 40), predict=True, at=3, votes=file) as it:
            await it.press("v")
            assert "first vote" in it.text
            await it.press("1", "2", "enter", "4", "enter", "enter", "enter", "v")
            assert "second vote" in it.text
            await it.press("2", "enter", "1", "4", "enter", "enter", "enter")
            assert "16, then 16 votes are in" in it.text
            await it.press("v", "f2")
            assert "first vote" in it.text
            await it.press("end", "backspace", "1", "enter", "enter", "enter", "enter")
            assert "15, then 16 votes are in" in it.text
            await it.press("right")
            line = next(line for line in it.text.splitlines() if "27 %" in line)
            assert "88 %" in line
            assert "27 %  █" in line
            names = next(line for line in it.text.splitlines() if "first vote" in line)
            second = line.index("27 %  █") + len("27 %  ")
            assert names.index("second vote") == second
            saved = json.loads(file.read_text("utf-8"))["classes"][0]["questions"][0]
            assert [choice["votes"] for choice in saved["choices"]] == [[11, 2], [4, 14], [0, 0], [0, 0]]

    played(play)


@pytest.mark.parametrize("width", [60, 100, 200])
@pytest.mark.parametrize("gap", [0, 1])
def test_the_bars_of_two_votes_stand_apart_below_their_names(width: int, gap: int) -> None:
    question = pose(classroom().questions[0], Course(performed, LIBRARY).traces(classroom()))
    asked = QuestionState(question, votes=((11, 2), (4, 14)), settled=True)
    lines = [line.plain for line in answers_apart(asked, width, gap)]
    names, *bars = [line for line in lines if "vote" in line or "%" in line]
    assert names.split() == ["first", "vote", "second", "vote"]
    assert len(bars) == 2
    for bar in bars:
        assert len(bar) <= width
        second = names.index("second vote")
        assert bar[second] == "█"
        assert re.search(r"% {2}$", bar[:second])
        assert bar[names.index("first vote")] == "█"
        assert not bar[: names.index("first vote")].endswith("█")


@pytest.mark.parametrize("width", [56, 50, 40, 30, 22])
@pytest.mark.parametrize("gap", [0, 1])
def test_two_votes_that_stand_below_one_another_are_named(width: int, gap: int) -> None:
    question = pose(classroom().questions[0], Course(performed, LIBRARY).traces(classroom()))
    asked = QuestionState(question, votes=((11, 2), (4, 14)), settled=True)
    lines = [line.plain for line in answers_apart(asked, width, gap)]
    assert all(len(line) <= width for line in lines)
    told = " ".join(" ".join(line.replace("█", "").replace("·", "").split()) for line in lines)
    if "first vote second vote" in told:
        assert width == 56
        return
    for first, second in (("11 85 %", "4 22 %"), ("2 15 %", "14 78 %")):
        assert f"first vote {first} second vote {second}" in told


def test_a_bar_is_as_long_as_its_part_of_all_votes(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40), predict=True, at=3) as it:
            await it.press("v", "5", "enter", "5", "enter", "enter", "enter", "right")
            bars = [line for line in it.text.splitlines() if "50 %" in line]
            assert len(bars) == 2
            for bar in bars:
                assert abs(bar.count("█") - bar.count("·")) <= 1

    played(play)


def test_numbers_typed_one_after_the_other_fill_the_fields(tmp_path: Path) -> None:
    async def play() -> None:
        file = tmp_path / "votes.json"
        async with playing(tmp_path, size=(120, 40), predict=True, at=3, votes=file) as it:
            await it.press("v", *"12", "space", "9", "space", "6", "space", "3", "enter")
            assert it.screen == "MainScreen"
            saved = json.loads(file.read_text("utf-8"))["classes"][0]["questions"][0]
            assert [choice["votes"] for choice in saved["choices"]] == [[12], [9], [6], [3]]

    played(play)


def test_a_second_class_finds_no_votes_and_writes_over_none(tmp_path: Path) -> None:
    file = tmp_path / "votes.json"

    def vote(class_name: str, hands: str) -> Callable[[], Coroutine[Any, Any, None]]:
        async def play() -> None:
            async with playing(tmp_path, predict=True, at=3, votes=file, class_name=class_name) as it:
                assert "votes are in" not in it.text
                await it.press("v", hands, "enter", "enter", "enter", "enter")

        return play

    played(vote("7a", "5"))
    played(vote("7b", "9"))
    saved = json.loads(file.read_text("utf-8"))["classes"]
    assert [(one["class"], one["questions"][0]["votes"]) for one in saved] == [("7a", [5]), ("7b", [9])]


def test_a_class_votes_on_orders_and_the_right_one_is_shown(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z")
            number = next(place for place, one in enumerate(classroom().questions, start=1) if one.kind == "order")
            await it.press("n", str(number), "enter", "v")
            assert it.screen == "VotesDialog"
            assert " → " in it.text
            await it.press("1", "2", "enter", "3", "enter")
            while it.screen == "VotesDialog":
                await it.press("enter")
            assert "15 votes are in" in it.text
            await it.press("right")
            assert "The right answer:" in it.text
            assert "80 %" in it.text

    played(play)


def test_a_question_of_the_quiz_is_reached_by_its_number(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z", "n", "3", "enter")
            assert "Question 3 of 5" in it.text
            await it.press("r")
            assert "The answer" in it.text
            await it.press("right")
            assert "Question 4 of 5" in it.text
            await it.press("n", "3", "enter")
            assert "The answer" in it.text

    played(play)


def test_the_arrow_leads_to_the_next_question_and_shows_no_answer(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z")
            for number in (2, 3):
                await it.press("right")
                assert f"Question {number} of 5" in it.text
                assert "The answer" not in it.text
            await it.press("left")
            assert "Question 2 of 5" in it.text
            await it.press("left")
            assert "Question 1 of 5" in it.text
            await answer(it, right=False)
            assert "It will be asked again" in it.text
            await it.press("right", "left")
            assert "It will be asked again" in it.text
            await it.press("right", "right", "right", "right", "right")
            assert "once more" in it.text
            assert "Question 1 of 5" in it.text
            # It was tried, so the way on leads over its answer; the others were not, and show none.
            await it.press("right")
            assert "The answer" in it.text
            await it.press("right")
            assert "Question 2 of 5" in it.text
            await it.press("right", "right", "right", "right")
            assert "The quiz is over" in it.text
            assert it.kept == [("one", False, 0)]

    played(play)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
def test_nothing_that_is_told_lies_over_a_question(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=size) as it:
            await it.press("z")
            choices = [line for line in it.text.splitlines() if re.search(r"  [AB]   ", line)]
            for keys, words in ((("enter",), "Choose an answer first"), (("i", "i", "i"), "There is no further hint.")):
                await it.press(*keys)
                assert letters(words) in it.message
                assert not it.app.screen.query("Toast")
                assert [line for line in it.text.splitlines() if re.search(r"  [AB]   ", line)] == choices
            assert len(choices) == 2
            await it.press("v", "x", "5", "enter", "1", "5", "enter", "n", "9", "enter")
            assert it.screen == "JumpDialog"
            assert "There are questions 1 to 5." in it.text
            assert not it.app.screen.query("Toast")

    played(play)


def test_a_long_message_is_told_whole(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(60, 24)) as it:
            words = "This cannot be kept, for a reason that needs more room than one line has. " * 2
            it.app.main_screen.tell(words)
            await it.settle()
            assert it.message == letters(words)
            await it.press("right")
            assert not it.message

    played(play)


def test_a_file_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("name,mark\n")

    async def at_the_beginning() -> None:
        async with playing(tmp_path, votes=tmp_path / "marks.csv") as it:
            assert it.app.return_value is not None
            assert "something other than votes" in str(it.app.return_value.error)

    async def under_another_name() -> None:
        async with playing(tmp_path, predict=True, at=3, size=(120, 40)) as it:
            await it.press("v", "7", "enter", "enter", "enter", "enter", "s")
            it.app.screen.query_one(Input).value = str(tmp_path / "marks")
            await it.press("enter")
            assert letters("something other than votes") in it.message

    played(at_the_beginning)
    played(under_another_name)
    assert (tmp_path / "marks.csv").read_text() == "name,mark\n"
    assert not (tmp_path / "marks.json").exists()


def test_saving_votes_covers_nothing(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True, at=3) as it:
            await it.press("v", "7", "enter", "enter", "enter", "enter")
            assert "Votes saved" in it.text
            assert "class" not in it.text.replace("A login in class", "")
            assert str(tmp_path) not in letters(it.text)
            assert it.message == letters("Votes saved")
            await it.press("s")
            it.app.screen.query_one(Input).value = str(tmp_path / "mine")
            await it.press("enter")
            assert "mine.json" in it.message
            await it.press("right", "right", "v", "enter", "enter", "enter")
            assert it.app.outcome.votes == tmp_path / "mine.json"

    played(play)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("layout", ["study", "presentation"])
def test_with_votes_in_one_press_reveals_and_the_right_answer_is_seen(
    tmp_path: Path, layout: str, size: tuple[int, int]
) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True, layout=layout, size=size) as it:
            predictions = it.app.main_screen.predictions
            assert predictions is not None
            for step in range(1, it.app.main_screen.slide.position.count + 1):
                question = predictions.question(step)
                assert question is not None
                if step > 1:
                    predictions.vote(question, RaisedHands((9,) * len(question.answers), 0), step)
                await it.press("right")
                if it.step != step:  # the reason of the step before did not fit, and was scrolled to
                    await it.press("right")
                assert (it.step, it.app.main_screen.slide.hidden) == (step, True)
                if step == 1:  # raised hands are entered once as a person does it
                    await it.press("v", *["9", "enter"] * len(question.answers))
                assert (it.screen, it.app.main_screen.slide.hidden) == ("MainScreen", True)
                await it.press("space")
                assert (it.step, it.app.main_screen.slide.hidden) == (step, False)
                assert "✓" in it.text, step
                assert "%" in it.text, step

    played(play)


def test_a_presentation_shows_the_variables_after_a_reveal(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True, at=4, layout="presentation", size=(120, 40)) as it:
            await it.press("1")
            assert "user_authenticated" not in it.text
            await it.press("right")
            assert "Variables after step 4" in it.text
            assert "False → True ◀ changed" in it.text
            await it.pilot.resize_terminal(80, 24)
            await it.press("shift+tab")
            assert "[Tracker]" in it.text
            assert "session_cookie" in it.text

    played(play)


def test_nothing_tells_a_result_that_is_to_be_predicted(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True, at=4, size=(120, 40)) as it:
            await it.press("m")
            assert "→ shows it" in it.text
            assert it.screen == "MainScreen"
            await it.press("w", "enter")
            assert "Row 3" in it.text
            await it.press("w")
            assert (it.step, it.app.main_screen.slide.hidden) == (4, True)
            commands = {command.title for command in it.app.get_system_commands(it.app.screen)}
            assert "Step 3: Credentials checked" in commands
            assert "Step 4" in commands
            await it.press("right", "m")
            assert "When is the session made?" in it.text

    played(play)


def test_an_action_that_names_its_result_is_asked_for_a_variable(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, predict=True, at=2, size=(120, 40)) as it:
            assert "Redirect to the login page" in it.text
            assert it.text.count("What is session_cookie after it?") == 2
            assert "User sees the login form" not in it.text
            await it.press("v", "1", "enter", "2", "enter", "3", "enter", "right")
            assert "Result    User sees the login form" in it.text
            assert "✓" in it.text
            await it.press("right")
            assert it.text.count("What comes out?") == 2

    played(play)


def test_a_step_that_is_not_there_opens_the_end_and_says_so(tmp_path: Path) -> None:
    async def play(at: int, said: str) -> None:
        async with playing(tmp_path, at=at) as it:
            assert it.app.main_screen.slide.position.is_end
            seen = " ".join(it.text.replace("▎", " ").split())
            assert ("There is no step" in seen) == bool(said)
            assert said in seen

    played(lambda: play(99, "this run has 7 steps"))
    played(lambda: play(8, ""))


def test_the_table_begins_with_a_whole_row_below_its_heading(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=7, size=(120, 40)) as it:
            for _ in range(2):
                lines = it.text.splitlines()
                heading = next(index for index, line in enumerate(lines) if "Check/Process" in line)
                assert lines[heading + 1].split()[0].isdigit()
                assert "▶ 7" in it.text
                await it.press("left", "right")

    played(play)


def test_what_the_outcome_says_is_how_it_stands(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            await it.press("l", "t", "p", "5")
            now = it.app.outcome
            assert (now.step, now.layout, now.theme, now.predicting) == (5, "presentation", "light", True)
            await it.press("z", "question_mark", "f1")
            assert it.app.outcome.in_quiz
            await it.press("escape", "z")
            assert not it.app.outcome.in_quiz

    played(play)


@pytest.mark.parametrize(("opens", "finds"), [("z", "A hint"), ("w", "Back to the one run")])
def test_the_palette_knows_the_keys_of_each_screen(tmp_path: Path, opens: str, finds: str) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            await it.press(opens, *(("enter",) if opens == "w" else ()))
            titles = [command.title for command in it.app.get_system_commands(it.app.screen)]
            assert finds in titles
            assert len(titles) > 9
            await it.press("ctrl+p", *finds.lower())
            await it.pilot.pause(0.5)
            await it.press("enter")
            await it.pilot.pause(0.2)
            assert ("Hint: " in it.text) if opens == "z" else it.screen == "MainScreen"

    played(play)


def test_the_end_of_the_quiz_says_how_the_class_voted(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            await it.press("z", "v", "5", "enter", "1", "5", "enter", *["right"] * 10)
            assert "The quiz is over" in it.text
            assert "What does step 4 do?" in it.text
            assert "of 20 right" in it.text

    played(play)


def test_what_if_stands_beside_the_lesson_and_both_move_together(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3, size=(120, 40)) as it:
            await it.press("w")
            assert "The same with a wrong password" in it.text
            await it.press("enter")
            assert it.screen == "WhatIfScreen"
            assert "Credentials valid" in it.text
            assert "Credentials not valid" in it.text
            assert "≠ Result" in it.text
            assert "= Action" in it.text
            await it.press("left")
            assert "Row 2" in it.text
            assert "the same" in it.text.splitlines()[0]
            await it.press("right", "right")
            assert "No such step, still after step 3: Credentials checked" in it.text
            await it.press("o", "down", "enter")
            assert "login_user is not called" in it.text
            await it.press("end", "home", "g", "3", "enter")
            assert "Row 3" in it.text
            await it.press("w")
            assert (it.screen, it.step) == ("MainScreen", 3)

    played(play)


def test_the_quiz_answers_with_the_same_verdicts_and_keeps_what_was_answered(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z")
            await answer(it, right=False)
            assert "✗ Not right" in it.text
            assert "Only step 7 does." in it.text
            assert "The run shows: the response of step 4" in it.text
            assert "▶ 4" in it.text
            await it.press("enter", "i")
            assert "Hint: Decode the cookie." in it.text
            await answer(it, right=True)
            assert "✓ Right" in it.text
            await it.press("right")
            await answer(it, right=True)
            await it.press("right")
            await answer(it, right=True)
            await it.press("right")
            await answer(it, right=True)
            await it.press("right")
            assert "once more" in it.text
            await answer(it, right=True)
            await it.press("right")
            assert "5 of 5 right in the end, 3 at the first try without a hint." in " ".join(it.text.split())
            assert it.kept == [
                ("one", False, 0),
                ("several", True, 1),
                ("step", True, 0),
                ("order", True, 0),
                ("what-if", True, 0),
                ("one", True, 0),
            ]
            await it.press("left", "left")
            assert "Question" in it.text
            await it.press("z")
            assert it.screen == "MainScreen"
            await it.press("z")
            assert it.screen == "QuizScreen"

    played(play)


async def answer(it: Play, *, right: bool) -> None:
    """Answer the open question of the quiz."""
    asked = it.app.screen.asked  # type: ignore[attr-defined] # the quiz is what is seen
    question = asked.question
    wrong = next(one.label for one in question.answers if not one.right) if not right else ""
    for label in question.right if right else [wrong]:
        await it.press(*label)
    await it.press("enter")


def test_the_quiz_can_be_answered_with_the_arrows_and_with_the_mouse(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            await it.press("z", "enter")
            assert "Choose an answer first" in it.text
            await it.press("down", "enter")
            assert len(it.kept) == 1
            await it.press("right")
            await click(it, "The user's id")
            await click(it, "The user's name")
            assert len(it.app.screen.state.chosen) == 2  # type: ignore[attr-defined] # the quiz is what is seen
            await it.press("backspace")
            assert len(it.app.screen.state.chosen) == 1  # type: ignore[attr-defined] # as above
            await click(it, "Answer")
            assert it.kept[1][:2] == ("several", False)
            assert "[Question]" in it.text
            assert "Execution" not in it.text
            await it.press("tab")
            assert "[Table]" in it.text
            await it.press("tab")
            assert "[Tracker]" in it.text
            assert "session_cookie" in it.text
            await it.press("shift+tab", "shift+tab")
            assert "[Question]" in it.text

    played(play)


def test_what_the_arrows_have_reached_is_what_is_answered(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            await it.press("z", "down", "down")
            assert "▸  B" in it.text
            assert "▸  A" not in it.text
            await it.press("up", "enter")
            assert it.kept[0][:2] == ("one", True)
            await it.press("right", "down", "enter", "down")
            assert "▸  A" in it.text
            assert "▹  B" in it.text
            await it.press("enter", "enter")
            assert it.kept[1][:2] == ("several", True)

    played(play)


def test_a_class_votes_in_the_quiz_and_the_remote_shows_the_answer(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z", "v", "5", "enter", "1", "5", "enter")
            assert "20 votes are in" in it.text
            assert "█" not in it.text
            await it.press("pagedown")
            assert "75 %" in it.text
            assert "The answer" in it.text
            await it.press("pagedown")
            assert "Question 2 of 5" in it.text
            assert it.kept == []
            await it.press("escape", "z")
            assert "Question 2 of 5" in it.text

    played(play)


def test_the_palette_finds_a_step_by_its_name(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path) as it:
            await it.press("ctrl+p", *"logged out")
            await it.pilot.pause(0.5)
            await it.press("enter")
            await it.pilot.pause(0.2)
            assert it.step == 7

    played(play)


def test_light_and_dark(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, theme="light") as it:
            assert it.app.theme == "light"
            await it.press("t")
            assert it.app.theme == "dark"

    played(play)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", 130), ("ctrl+q", 0)])
def test_leaving_says_where_it_was(tmp_path: Path, key: str, code: int) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=4) as it:
            await it.press("g" if key == "ctrl+c" else "right")
            await it.pilot.press(key)
            outcome = it.app.return_value
            if key == "ctrl+q":
                assert not it.app.is_running or it.app._exit
                return
            assert outcome is not None
            assert (outcome.step, outcome.exit_code) == (4 if key == "ctrl+c" else 5, code)

    played(play)


def test_the_screen_is_drawn_before_the_run_has_ended(tmp_path: Path) -> None:
    gate = Event()
    traces = Course(performed, LIBRARY).traces(classroom())

    def held(name: str | None) -> Trace:
        assert gate.wait(30)
        return traces(name)

    async def play() -> None:
        async with playing(tmp_path, runs=classroom_runs(held), wait=False) as it:
            for _ in range(100):
                if "running the app" in it.text:
                    break
                await it.pilot.pause(0.02)
            assert "A login in class" in it.text
            assert "running the app" in it.text
            await it.pilot.press("right", "end", "5", "p", "w", "v", "m", "d", "n")
            assert it.step == 0
            gate.set()
            await it.settle()
            assert "7 steps" in it.text or "steps" in it.text

    played(play)


def test_a_run_that_fails_ends_with_its_words(tmp_path: Path) -> None:
    def fail(_: str | None) -> Trace:
        raise ScenarioError("the app has no page of that name")

    async def play() -> None:
        async with playing(tmp_path, runs=classroom_runs(fail)) as it:
            outcome = it.app.return_value
            assert outcome is not None
            assert str(outcome.error) == "the app has no page of that name"
            assert outcome.exit_code == 3

    played(play)
