"""A lesson that hunts a fault keeps its secret on the full screen, and "what if" stands beside the lesson."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.course import course, lesson, performed
from tests.lessons.secrets import HUNTS, seen, told, told_too_early
from tests.quiz.many_answers import with_many_answers
from tests.views.walkthrough.show import Play, classroom, classroom_runs, played, playing
from tests.wrapped_text import letters
from tracer.activities.walkthrough import Opening, runs_of
from tracer.lessons.hunt import guess_of
from tracer.quiz.keys import QUIZ_KEYS
from tracer.quiz.progress_store import Progress, progress_path
from tracer.quiz.round import begin
from tracer.trace.events import Trace
from tracer.views.glossary import KEY
from tracer.views.walkthrough.keys import QUIZ
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.panes.code import CodePane
from tracer.views.walkthrough.panes.flow import FlowPane
from tracer.views.walkthrough.panes.notes import NotesPane, moments_of
from tracer.views.walkthrough.panes.request_response import DetailPane, RequestResponsePane
from tracer.views.walkthrough.panes.step_card import StepCardPane
from tracer.views.walkthrough.panes.table import TablePane
from tracer.views.walkthrough.panes.variables import TrackerPane, VariablesPane
from tracer.views.walkthrough.plain_text import PlainTextWalkthrough
from tracer.views.walkthrough.runs import Runs, saved_runs
from tracer.views.walkthrough.slide import Position, Slide
from tracer.views.walkthrough.speaker_notes.channel import receive
from tracer.views.walkthrough.speaker_notes.content import FOR_YOU_ALONE

PANES: Sequence[type[Pane[Slide]]] = (
    StepCardPane,
    FlowPane,
    TablePane,
    CodePane,
    RequestResponsePane,
    DetailPane,
    VariablesPane,
    TrackerPane,
    NotesPane,
)
"""Every pane that is drawn from a slide."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without any progress, and perform each scenario once in a process."""
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tracer.activities.given.run_for_lesson", performed)


def slides(runs: Runs) -> Iterator[Slide]:
    show = runs.main()
    count = len(show.table.steps)
    for step in range(count + 2):
        yield Slide(show, Position(count).at(step), "study")
        yield Slide(show, Position(count).at(step), "presentation")


def drawn(slide: Slide) -> str:
    return "\n".join(line.plain for pane in PANES for line in pane().draw(slide, 100, 40).lines)


@pytest.mark.parametrize("name", HUNTS)
def test_no_pane_at_no_step_tells_the_cause_before_the_guess(name: str) -> None:
    runs = runs_of(Opening(name))
    assert told(lesson(name).symptom) in seen(drawn(next(slides(runs))))
    assert [telling for slide in slides(runs) for telling in told_too_early(name, drawn(slide))] == []
    assert not any(moments_of(slide) for slide in slides(runs))
    runs.reveal()
    after = "".join(drawn(slide) for slide in slides(runs))
    found = {what for what, _ in told_too_early(name, after)}
    assert found >= {"a line of the code", "the caption of the code", "the summary"}
    assert "a line to keep in mind" in found or not runs.main().table.steps


@pytest.mark.parametrize("name", HUNTS)
def test_step_by_step_as_plain_text_it_keeps_the_secret_too(name: str) -> None:
    lines: list[str] = []
    show = runs_of(Opening(name)).show()
    count = len(show.table.steps)
    PlainTextWalkthrough(show, Position(count), lambda _: "", lines.append).play()
    text = "\n".join(lines)
    assert told(lesson(name).symptom) in seen(text)
    assert told_too_early(name, text) == []
    assert f"python -m tracer quiz {name}" in text


async def guess(it: Play, name: str, *, right: bool) -> None:
    """Answer the guess; the quiz is what is seen."""
    question = it.app.screen.asked.question  # type: ignore[attr-defined] # as the docstring says
    assert question.id == lesson(name).guess
    await it.press(next(answer.label for answer in question.answers if answer.right == right), "enter")


def hunt(tmp_path: Path, name: str, **settings: Any) -> Any:
    runs = runs_of(Opening(name))
    return playing(tmp_path, runs=runs, title=runs.title, **settings)


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_the_lesson_opens_when_the_learner_has_guessed_and_not_before(tmp_path: Path, size: tuple[int, int]) -> None:
    name = "public-page"

    async def play() -> None:
        async with hunt(tmp_path, name, size=size) as it:
            assert told("A friend of mine has no account") in seen(it.text)
            await it.press("m")
            assert "key moments wait" in it.text
            await it.press("w")
            assert it.screen == "MainScreen"
            assert letters("waits for your guess") in it.message
            await it.press("end", "end")
            assert "asks for your guess" in it.text
            assert "keep in mind" not in it.text
            await it.press("z")
            assert "A friend of mine has no account" in it.text
            await guess(it, name, right=False)
            assert "✗ Not right. It will be asked again." in it.text
            assert "✓" not in it.text
            assert it.app.main_screen.slide.show.secret
            await it.press("right")
            assert "once more · Question 1 of 4" in it.text
            await guess(it, name, right=False)
            assert "✓" in it.text
            assert not it.app.main_screen.slide.show.secret
            await it.press("end", "right")
            await it.press("escape")
            assert letters("To keep in mind") in letters(it.text)
            await it.press("m")
            assert it.screen == "ReadingDialog"

    played(play)


@pytest.mark.parametrize("name", HUNTS)
def test_the_opening_names_the_command_that_serves_the_app_while_its_fault_is_to_be_found(name: str) -> None:
    show = runs_of(Opening(name)).main()
    opening = Slide(show, Position(len(show.table.steps)))
    command = f"Click it yourself: python -m tracer watch {lesson(name).app}"
    for asked, count in ((opening, 1), (replace(opening, show=replace(show, secret=False)), 0)):
        drawn = " ".join(line.plain.strip() for line in StepCardPane().draw(asked, 90, 40).lines)
        assert drawn.count(command) == count


def test_whoever_has_guessed_before_sees_all_of_it_at_once() -> None:
    asked = guess_of(lesson("public-page"))
    assert asked is not None
    assert runs_of(Opening("public-page")).secret
    with Progress(progress_path()) as progress:
        progress.record("public-page", asked, right=False, hints=0, seconds=1)
    assert runs_of(Opening("public-page")).secret
    with Progress(progress_path()) as progress:
        progress.record("public-page", asked, right=True, hints=0, seconds=1)
    assert not runs_of(Opening("public-page")).secret


def test_the_class_is_shown_the_answer_by_the_remote_and_then_the_rest(tmp_path: Path) -> None:
    async def play() -> None:
        async with hunt(tmp_path, "public-page") as it:
            await it.press("z", "pagedown", "pagedown")
            assert "The answer" not in it.text
            assert it.message == letters(
                "The other questions wait for this one: answer it, or press r to see the answer."
            )
            assert it.app.main_screen.slide.show.secret
            await it.press("v", "5")
            while it.screen == "VotesDialog":
                await it.press("enter")
            await it.press("pagedown")
            assert "The answer" in it.text
            assert not it.app.main_screen.slide.show.secret

    played(play)


def test_the_second_terminal_has_the_notes_with_a_warning_and_the_first_one_has_none(tmp_path: Path) -> None:
    def said() -> tuple[str, ...]:
        sheet = receive(tmp_path / "walkthroughs", 0)
        assert sheet is not None
        return sheet.speaking.notes

    async def play() -> None:
        async with hunt(tmp_path, "public-page", size=(120, 40)) as it:
            await it.press("n")
            note = lesson("public-page").notes[0].text
            assert said() == (FOR_YOU_ALONE, note)
            assert told_too_early("public-page", it.text) == []
            await it.press("z", "r", "escape")
            assert said() == (note,)
            assert told(note[:30]) in seen(it.text)

    played(play)


def test_a_run_without_a_step_leads_to_the_guess_all_the_same(tmp_path: Path) -> None:
    async def play() -> None:
        async with hunt(tmp_path, "every-page-crashes") as it:
            await it.press("right")
            assert "0 steps, recorded from a real run." in it.text, "what is longer than the pane is read first"
            await it.press("right")
            assert it.screen == "QuizScreen"

    played(play)


# What if


@pytest.mark.parametrize("name", HUNTS)
def test_the_healthy_run_is_what_stands_beside(name: str) -> None:
    assert [*runs_of(Opening(name)).others] == [lesson(name).beside]


def test_the_run_that_the_lesson_names_is_the_first_in_the_list() -> None:
    runs = runs_of(Opening("textbook-against-reality"))
    assert next(iter(runs.others)) == lesson("textbook-against-reality").beside == "login-flow"


def test_w_puts_the_healthy_run_beside_once_the_learner_has_guessed(tmp_path: Path) -> None:
    async def play() -> None:
        async with hunt(tmp_path, "gone-on-the-next-page", at=5) as it:
            await it.press("z")
            await guess(it, "gone-on-the-next-page", right=True)
            await it.press("escape", "w")
            assert it.screen == "WhatIfScreen"
            assert "On faults/gone-on-the-next-page" in it.text
            assert "On faults/healthy" in it.text
            assert "User authenticated" in it.text

    played(play)


def runs_on(name: str, *apps: str) -> list[Trace]:
    return [course().trace(lesson(name), f"{name}@{app}") for app in apps]


def test_two_saved_runs_of_one_name_stand_beside_one_another(tmp_path: Path) -> None:
    traces = runs_on("public-page", "faults/public-page", "faults/healthy")
    runs = saved_runs(traces, lesson("public-page"), files=("a.json", "b.json"))
    assert [*runs.others] == ["public-page@faults/healthy"]
    assert runs.main().trace is traces[0]
    assert runs.show("public-page@faults/healthy").trace is traces[1]

    async def play() -> None:
        async with playing(tmp_path, runs=runs, title=runs.title) as it:
            await it.press("1", "w")
            assert it.screen == "WhatIfScreen", "whoever names a run wants to see it"
            assert "On faults/healthy" in it.text
            assert told_too_early("public-page", it.text) == []

    played(play)


def test_saved_runs_that_are_the_same_in_all_are_told_apart_by_their_files() -> None:
    trace = performed(classroom_runs().lesson.main_scenario)  # type: ignore[union-attr] # it has a lesson
    runs = saved_runs([trace, trace], classroom_runs().lesson, files=("a.json", "b.json"))
    assert runs.others == {"right (b.json)": f"{trace.scenario.title} (b.json)"}  # type: ignore[union-attr] # as above
    assert runs.show("right (b.json)").trace is trace


def test_the_saved_run_that_the_lesson_names_is_the_first_in_the_list() -> None:
    hunted = lesson("public-page")
    others = [*runs_on("public-page", "faults/public-page", "flask", "faults/healthy")]
    assert [*saved_runs(others, hunted).others] == ["public-page@faults/healthy", "public-page@flask"]


def test_a_saved_run_keeps_the_secret_until_the_guess_is_asked_or_cannot_be(tmp_path: Path) -> None:
    hunted = lesson("public-page")
    asked = guess_of(hunted)
    assert asked is not None

    async def play() -> None:
        alone = saved_runs(runs_on("public-page", "faults/public-page"), hunted)
        async with playing(tmp_path, runs=alone, title=alone.title, size=(120, 40)) as it:
            await it.press("1")
            assert told_too_early("public-page", it.text) == []
            await it.press("z")
            assert letters("was not saved") in it.message
            assert not alone.secret, "what cannot be guessed need not wait"
        every = saved_runs([course().traces(hunted)(name) for name in asked.named_scenarios], hunted)
        async with playing(tmp_path, runs=every, title=every.title) as it:
            await it.press("z")
            assert every.secret
            await guess(it, "public-page", right=True)
            assert not every.secret

    played(play)


@pytest.mark.parametrize("keys", [(), ("right",), ("end",), ("home",), ("o", "enter", "right")])
def test_after_what_if_the_lesson_stands_where_it_stood(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3, predict=True) as it:
            before, text = it.app.main_screen.slide.position, it.text
            await it.press("w", "enter")
            assert it.screen == "WhatIfScreen"
            await it.press(*keys)
            await it.press("escape")
            it.app.clear_notifications()
            await it.settle()
            assert it.app.main_screen.slide.position == before
            assert before.hidden
            assert it.text == text

    played(play)


@pytest.mark.parametrize("at", [2, 4, 7])
def test_what_if_shows_nothing_that_is_still_to_be_predicted(tmp_path: Path, at: int) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=at, predict=True, size=(120, 40)) as it:
            count = it.app.main_screen.slide.position.count
            await it.press("w", "enter")
            for key in ("right", "end", "right", "home"):
                await it.press(key)
                slide = it.app.screen.slide  # type: ignore[attr-defined] # the two runs are what is seen
                shown = [pair.left.number for pair in slide.comparison.pairs if pair.left is not None]
                assert max(shown) == at - 1
                assert slide.in_part
                assert "begin to differ" not in it.text
            assert count > max(shown)
            await it.press("end", "right")
            assert "still to be predicted" in it.text

    played(play)


def test_before_the_first_prediction_there_is_nothing_to_put_beside(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=1, predict=True) as it:
            await it.press("w", "enter")
            assert it.screen == "MainScreen"
            assert letters("Nothing of this run has been shown yet") in it.message

    played(play)


def test_the_list_marks_its_choice_by_a_sign(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, at=3) as it:
            await it.press("w")
            marked = [line for line in it.text.splitlines() if "▸" in line]
            assert len(marked) == 1
            await it.press("down")
            after = [line for line in it.text.splitlines() if "▸" in line]
            assert len(after) == 1
            assert after != marked

    played(play)


# The keys of the quiz, in the walkthrough and in the command


def test_the_walkthrough_has_every_key_of_the_table() -> None:
    names = {"?": "question_mark"}
    actions = {"leave": "app.leave", "words": "app.glossary"}
    for shared in QUIZ_KEYS:
        key = next(key for key in QUIZ if key.action == actions.get(shared.does, shared.does))
        assert key.keys == tuple(names.get(one, one) for one in shared.keys)
        assert key.words == shared.words
    assert next(key.keys for key in QUIZ_KEYS if key.does == "words") == (KEY,)
    bound = [name for key in QUIZ for name in key.keys]
    assert len(bound) == len({*bound}), "no key means two things"


def test_letters_choose_in_the_quiz_as_digits_do_and_neither_blank_nor_open_anything(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z")
            state = it.app.screen.state  # type: ignore[attr-defined] # the quiz is what is seen
            labels = state.question.labels
            assert labels == [*"ABCD"[: len(labels)]]
            assert "A letter or a number chooses." in it.text
            for place, label in enumerate(labels, start=1):
                for key in (label.lower(), label, str(place)):
                    await it.press(key)
                    assert it.app.screen.state.chosen == (label,)  # type: ignore[attr-defined] # as above
            await it.press("r", "b", "c")
            assert it.screen == "QuizScreen"
            assert "The answer" in it.text

    played(play)


def test_a_letter_that_is_an_answer_is_nothing_else_in_the_walkthrough_too(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 60)) as it:
            await it.press("z")
            screen = it.app.screen
            many = with_many_answers(screen.state.question, 24)  # type: ignore[attr-defined] # the quiz is what is seen
            screen._go(replace(screen.state, quiz=begin([many])))  # type: ignore[attr-defined] # as above
            for key in "hitksrqnvT":
                await it.press(key)
                assert it.screen == "QuizScreen"
                assert it.app.screen.state.chosen == (key.upper(),)  # type: ignore[attr-defined] # as above
            await it.press("1", "4")
            assert it.app.screen.state.chosen == ("N",)  # type: ignore[attr-defined] # as above
            await it.press("z")
            assert it.screen == "MainScreen"

    played(play)


def test_the_evidence_gives_nothing_away_while_the_question_is_asked_again(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            number = next(place for place, one in enumerate(classroom().questions, start=1) if one.kind == "step")
            await it.press("z", "n", str(number), "enter")
            question = it.app.screen.asked.question  # type: ignore[attr-defined] # the quiz is what is seen
            wrong = next(label for label in question.labels if label not in question.right)
            await it.press(wrong, "enter")
            assert "It will be asked again." in it.text
            assert "The run shows" not in it.text
            await it.press("right", *("r", "right") * 4)
            assert "once more" in it.text
            question = it.app.screen.asked.question  # type: ignore[attr-defined] # as above
            await it.press(next(label for label in question.labels if label not in question.right), "enter")
            assert "The run shows" in it.text

    played(play)


def test_a_skipped_question_comes_again_and_its_hints_count(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z", "i", "s")
            assert "Question 2 of 5" in it.text
            await it.press(*("r", "right") * 4)
            assert "once more · Question 1 of 5" in it.text
            question = it.app.screen.asked.question  # type: ignore[attr-defined] # the quiz is what is seen
            await it.press(question.right[0], "enter")
            assert it.kept == [("one", True, 1)]

    played(play)


def test_the_first_wrong_try_tells_its_own_reason_and_the_last_one_the_right_answer_too(tmp_path: Path) -> None:
    async def play() -> None:
        async with playing(tmp_path, size=(120, 40)) as it:
            await it.press("z")
            for again in (False, True):
                question = it.app.screen.asked.question  # type: ignore[attr-defined] # the quiz is what is seen
                wrong = next(answer for answer in question.answers if not answer.right)
                right = next(answer for answer in question.answers if answer.right)
                await it.press(wrong.label, "enter")
                assert told(wrong.why) in seen(it.text)
                assert (told(right.why) in seen(it.text)) == again
                assert (f"The right answer: {right.label}." in it.text) == again
                await it.press("right")
                if not again:
                    await it.press(*("r", "right") * 4)

    played(play)
