"""A lesson that hunts a fault keeps its secret, in every way to take it that is written as text.

The full screen is looked at in ``tests/views/walkthrough/test_hunt.py``.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tests.cli.pseudo_terminal import tracer_on_terminal
from tests.conftest import PASSWORD
from tests.course import lesson, performed
from tests.lessons.secrets import HUNTS, posed, question_of, secrets_of, seen, told, told_too_early
from tracer.activities.fault_lesson import hunting_order
from tracer.lessons.hunt import SOLUTION, guess_of
from tracer.lessons.schema import Question

Text = Callable[[str], str]
"""Returns what a command writes to standard output for a lesson."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without any progress, and perform each scenario once in a process."""
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tracer.activities.given.run_for_lesson", performed)


def command(*words: str, typed: str = "") -> Text:
    def run(name: str) -> str:
        done = tracer(*(word.replace("LESSON", name) for word in words), typed=typed)
        assert "Traceback" not in done.stderr
        return done.stdout

    return run


SOLVED: dict[str, Text] = {
    "all ways": command("lesson", "LESSON", "--plain", "--notes"),
    **{
        f"--mode {mode}": command("lesson", "LESSON", "--mode", mode, "--plain")
        for mode in ("flow", "code", "table", "moments", "snapshot", "transcript")
    },
    "run-scenario": command("run-scenario", "LESSON", "--all-requests", "--detail"),
    "walkthrough": command("walkthrough", "LESSON", "--plain"),
}
"""Output that holds the solution, too: last, below a heading."""

ONLY_RUN: dict[str, Text] = {
    f"--mode {mode}": command("lesson", "LESSON", "--mode", mode) for mode in ("predict", "tracker")
}
"""Output that holds nothing but the run."""


@pytest.mark.parametrize("way", SOLVED)
@pytest.mark.parametrize("name", HUNTS)
def test_the_solution_stands_last_below_its_heading(name: str, way: str) -> None:
    text = SOLVED[way](name)
    symptom, before, after = told(lesson(name).symptom), *seen(text).split(question_of(lesson(name)), 1)
    assert symptom in before, "what somebody tells comes before the guess"
    assert told_too_early(name, before) == []
    assert seen(SOLUTION) in after, "the solution has a heading of its own"
    offered = after.split(seen(SOLUTION), 1)[0]
    right = told(next(answer.text for answer in posed(lesson(name), _guess(name)).answers if answer.right))
    assert [secret for secret in told_too_early(name, offered) if secret[1] not in right] == []


@pytest.mark.parametrize("way", ONLY_RUN)
@pytest.mark.parametrize("name", HUNTS)
def test_a_way_that_shows_nothing_but_the_run_begins_with_what_somebody_tells(name: str, way: str) -> None:
    text = ONLY_RUN[way](name)
    assert told(lesson(name).symptom) in seen(text)
    assert told_too_early(name, text) == []


@pytest.mark.parametrize("name", HUNTS)
def test_the_quiz_asks_for_the_guess_first_and_shows_the_evidence_after_the_second_try(name: str) -> None:
    answers = posed(lesson(name), _guess(name)).answers
    wrong = [answer.label for answer in answers if not answer.right]
    text = command("quiz", "LESSON", typed=f"{wrong[0]}\n{wrong[1]}\n")(name)
    before, first, second = seen(text).split(question_of(lesson(name)), 2)
    assert told(lesson(name).symptom) in before
    assert told_too_early(name, before) == []
    chosen = told(next(answer.why for answer in answers if answer.label == wrong[0]))
    right = next(answer for answer in answers if answer.right)
    assert chosen in first, "the reason of the one that was chosen"
    assert [one for one in told_too_early(name, first) if one[1] not in chosen + told(right.text)] == []
    assert "Therightanswer" not in first
    tried, solved = second.split(seen(SOLUTION), 1)
    assert told(right.why) in tried, "when it is over, the right answer is told with its reason"
    lines = [secret for what, secret in secrets_of(name) if what == "a line of the code"]
    assert all(line in solved for line in lines)
    assert told(posed(lesson(name), lesson(name).questions[1]).text) in solved


def _guess(name: str) -> Question:
    guess = guess_of(lesson(name))
    assert guess is not None
    return guess


def test_the_end_of_the_replies_leaves_the_secret_where_it_is() -> None:
    text = command("quiz", "LESSON", typed="?\n")("public-page")
    assert SOLUTION not in text
    assert "@pages.get" not in text.split("Answer:", 1)[1]


def test_what_is_skipped_twice_is_given_up() -> None:
    text = command("quiz", "LESSON", typed="s\ns\n")("public-page")
    assert text.index("The right answer: B.") < text.index(SOLUTION) < text.index("Question 2 of 4")


@pytest.mark.parametrize(
    ("modes", "order"),
    [
        (["code"], ["table", "guess", "code"]),
        (["table"], ["table", "guess", "beside"]),
        (["predict"], ["predict"]),
        (["quiz"], ["quiz"]),
        (["transcript"], ["transcript"]),
        (["snapshot", "moments", "tracker"], ["tracker", "guess", "moments", "snapshot"]),
    ],
)
def test_a_way_brings_with_it_what_comes_before_it(modes: list[str], order: list[str]) -> None:
    assert [*hunting_order(modes, guessed=False)] == order
    assert [*hunting_order(modes, guessed=True)] == [way for way in order if way in {*modes, "beside"}]


def test_on_a_terminal_the_code_waits_for_the_guess_and_then_no_more(tmp_path: Path) -> None:
    words = ("lesson", "public-page", "--mode", "code", "--seed", "1")
    with tracer_on_terminal(*words, size=(100, 60), TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("Your answer")
        assert "return render_template" not in terminal.text
        labels = posed(lesson("public-page"), _guess("public-page")).shuffled("1 1 cause")
        terminal.send(f"{labels.right[0]}\r")
        terminal.wait_for("return render_template")
        assert terminal.wait_for_end() == 0
    with tracer_on_terminal(*words, size=(100, 60), TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("return render_template")
        assert terminal.wait_for_end() == 0
        assert "Your answer" not in terminal.text


def test_whoever_stops_at_the_guess_sees_nothing_of_the_rest(tmp_path: Path) -> None:
    words = ("lesson", "public-page", "--mode", "code", "--notes")
    with tracer_on_terminal(*words, size=(100, 60), TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("Your answer")
        terminal.send("q\r")
        terminal.wait_for("they wait for your guess")
        assert terminal.wait_for_end() == 1
        assert told_too_early("public-page", terminal.text.split("Question 1 of 1")[0]) == []
        assert SOLUTION not in terminal.text


def test_a_run_on_a_terminal_says_how_to_guess(tmp_path: Path) -> None:
    words = ("run-scenario", "public-page")
    with tracer_on_terminal(*words, "--all", size=(100, 60), TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("python -m tracer quiz public-page")
        assert terminal.wait_for_end() == 0
        assert "Code and flow wait for your guess" in terminal.text
        assert "return render_template" not in terminal.text
    with tracer_on_terminal(*words, size=(100, 60), TRACER_HOME=str(tmp_path)) as terminal:
        terminal.wait_for("A friend of mine has no account", "What is the cause?", "Enter leaves):")
        terminal.send("\r")
        assert terminal.wait_for_end() == 0
        assert "return render_template" not in terminal.text


WATCHED = (
    *("watch", "demo_app.faults:create_app('public-page')", "--scenario", "public-page"),
    *("--username", "ada", "--protected-path", "/protected"),
)


def test_watching_the_scenario_of_a_hunt_tells_what_was_found_last(tmp_path: Path) -> None:
    done = tracer_process(*WATCHED, settings={"TRACER_HOME": str(tmp_path), "TRACER_PASSWORD": PASSWORD})
    before, after = done.stdout.split(SOLUTION)
    assert told(lesson("public-page").symptom) in seen(before)
    assert told_too_early("public-page", before) == []
    assert "guard-above-route" in after


def test_at_a_terminal_what_was_found_waits_until_somebody_asks(tmp_path: Path) -> None:
    with tracer_on_terminal(*WATCHED, size=(100, 70), TRACER_HOME=str(tmp_path), TRACER_PASSWORD=PASSWORD) as terminal:
        terminal.wait_for("What is behind it?")
        assert "guard-above-route" not in terminal.text
        terminal.send("\r")
        terminal.wait_for("guard-above-route")
        assert terminal.wait_for_end() == 1


def test_a_lesson_without_a_guess_keeps_its_order() -> None:
    text = command("lesson", "LESSON", "--plain")("login-flow")
    assert text.index("Concept flow") < text.index("Execution table") < text.index("Code sample")
    assert SOLUTION not in text
