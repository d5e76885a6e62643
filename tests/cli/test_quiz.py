"""``quiz``: with a file, with a pipe, at a terminal, interrupted, continued."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.authoring.true_lesson import EVERY_KIND
from tests.cli.in_process import tracer
from tests.cli.process import environment
from tracer.errors import INTERRUPTED
from tracer.quiz.progress_store import Progress

RIGHT = "one: a\nseveral: a b\nstep: 7\nstep-with-choices: 3\nvalue: a\norder: b c a\nwhat-if: a\n"
LESSONS = ("--lessons", str(EVERY_KIND.parent))


def answers(tmp_path: Path, text: str) -> str:
    path = tmp_path / "answers.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def quiz_json(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = tracer("quiz", *arguments, "--json")
    result: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, result


def test_all_right_is_exit_code_0(tmp_path: Path) -> None:
    code, result = quiz_json("every-kind", *LESSONS, "--answers", answers(tmp_path, RIGHT))
    assert (code, result["all_right"], result["right"], result["right_at_first"]) == (0, True, 7, 7)
    assert (result["format"], result["format_version"], result["finished"], result["seed"]) == (
        "login-flow-quiz", 1, True, None
    )  # fmt: skip
    assert result["questions"][2]["replies"] == [{"chosen": ["Step 7"], "right": True}]


def test_something_wrong_in_the_end_is_exit_code_1(tmp_path: Path) -> None:
    code, result = quiz_json("every-kind", *LESSONS, "--answers", answers(tmp_path, RIGHT.replace("one: a", "one: b")))
    assert (code, result["right"]) == (1, 6)
    one = result["questions"][0]
    assert (one["right"], one["attempts"]) == (False, 1)
    assert one["replies"] == [{"chosen": ["It deletes a cookie."], "right": False}]


def test_right_at_the_second_try_is_right_in_the_end(tmp_path: Path) -> None:
    text = RIGHT.replace("one: a", "one: b\none: a")
    code, result = quiz_json("every-kind", *LESSONS, "--answers", answers(tmp_path, text))
    assert (code, result["right"], result["right_at_first"]) == (0, 7, 6)


def test_the_seed_shuffles_the_same_way_each_time(tmp_path: Path) -> None:
    def questions(seed: str) -> str:
        nothing = answers(tmp_path, "# nothing\n")
        return tracer("quiz", "every-kind", *LESSONS, "--plain", "--seed", seed, "--answers", nothing).stdout

    seen = {questions(seed) for seed in "123"}
    assert questions("1") in seen
    assert len(seen) > 1


def test_answers_may_come_through_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tracer", "quiz", "every-kind", *LESSONS, "--plain"],
        input="b\n",
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Answer: b\nNot right. It will be asked again." in done.stdout
    assert "Your answer" not in done.stderr
    assert "Stopped, 1 of 7 questions answered; that is kept." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("every-knd", *LESSONS), 'Did you mean "every-kind"?'),
        (("wrong-password",), '"wrong-password" is a scenario and no lesson'),
        (("every-kind", *LESSONS, "--seed", "1", "--no-shuffle"), "give one of them"),
        (("every-kind", *LESSONS, "--answers", "/no/such/file"), "the answers cannot be read"),
        (("login-flow", "--generated", "3", "--continue"), "Generated ones are new each time"),
        (("no-such-thing", "--generated", "3"), "There is no scenario"),
        (("missing.json", "--generated", "3"), "There is no file missing.json"),
        (("login-flow", "--generated", "0"), "not in the range"),
        (("my lesson", "--generated", "2"), "There is no scenario"),
    ],
)
def test_a_wrong_call_is_exit_code_2_and_says_what_to_do(arguments: tuple[str, ...], said: str) -> None:
    done = tracer("quiz", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_line_of_the_file_that_is_no_answer_is_named(tmp_path: Path) -> None:
    done = tracer("quiz", "every-kind", *LESSONS, "--answers", answers(tmp_path, "one: maybe\n"))
    assert done.returncode == 2
    assert "answers.txt, line 1: “maybe” is no answer to this. Answer with one letter (A or B)." in done.stderr


def test_questions_are_made_from_a_scenario_and_from_a_saved_trace(tmp_path: Path) -> None:
    saved = str(tmp_path / "run.json")
    assert tracer("run-scenario", "wrong-password", "--save", saved, "--plain").returncode == 0
    made = [quiz_json(name, "--generated", "4", "--seed", "5")[1] for name in ("wrong-password", saved)]
    assert [question["id"] for question in made[0]["questions"]] == [q["id"] for q in made[1]["questions"]]
    assert made[0]["seed"] == 5
    assert len(made[0]["questions"]) == 4


def test_a_question_that_is_not_true_today_is_left_out_and_said(tmp_path: Path) -> None:
    text = EVERY_KIND.read_text(encoding="utf-8").replace('fact = "deleted", equals = true', "steps = 7")
    text = text.replace(
        'claim = { step = { stage = "logged_in" }, cookie = "session", steps = 7 }', "claim = { steps = 7 }"
    )
    (tmp_path / "every-kind.toml").write_text(text, encoding="utf-8")
    done = tracer("quiz", "every-kind", "--lessons", str(tmp_path), "--plain", "--answers", answers(tmp_path, RIGHT))
    assert 'Left out: question "one", choice 2: what the lesson says is not what the run shows.' in done.stderr
    assert "Question 1 of 6" in done.stdout


def lesson_with(tmp_path: Path, old: str, new: str) -> str:
    """Write the lesson with something changed into a folder, and return the folder."""
    folder = tmp_path / "my lessons"
    folder.mkdir()
    text = EVERY_KIND.read_text(encoding="utf-8")
    assert old in text
    (folder / "every-kind.toml").write_text(text.replace(old, new), encoding="utf-8")
    return str(folder)


def test_a_question_about_a_scenario_that_there_is_not_is_left_out_and_the_others_are_asked(tmp_path: Path) -> None:
    folder = lesson_with(tmp_path, 'id = "several"', 'id = "several"\nscenario = "no-such"')
    done = tracer("quiz", "every-kind", "--lessons", folder, "--plain", "--answers", answers(tmp_path, RIGHT))
    assert (done.returncode, done.stdout.count("Right.")) == (0, 6)
    assert 'Left out: question "several": There is no scenario "no-such"' in done.stderr


def test_when_every_question_is_left_out_that_is_said(tmp_path: Path) -> None:
    folder = lesson_with(tmp_path, 'password = "right"', 'password = "wrong"')
    (Path(folder) / "every-kind.toml").write_text(
        (Path(folder) / "every-kind.toml").read_text(encoding="utf-8").split('[[questions]]\nid = "what-if"')[0]
        + "[scenarios"
        + EVERY_KIND.read_text(encoding="utf-8").split("[scenarios", 1)[1].replace('"right"', '"wrong"'),
        encoding="utf-8",
    )
    done = tracer("quiz", "every-kind", "--lessons", folder, "--plain", "--answers", answers(tmp_path, "a\n"))
    assert (done.returncode, done.stdout) == (1, "")
    assert 'Left out: question "order"' in done.stderr
    assert "Every question is left out" in done.stderr


def test_a_file_that_names_no_question_is_exit_code_2_before_anything_is_asked(tmp_path: Path) -> None:
    done = tracer("quiz", "every-kind", *LESSONS, "--answers", answers(tmp_path, "one: a\nsevral: a\n"))
    assert (done.returncode, done.stdout) == (2, "")
    assert 'line 2: There is no question "sevral". Did you mean "several"?' in done.stderr


def test_a_folder_with_a_space_is_quoted_in_what_is_suggested(tmp_path: Path) -> None:
    folder = lesson_with(tmp_path, "minutes = 1", "minutes = 2")
    done = tracer("quiz", "every-kind", "--lessons", folder, "--plain", "--answers", answers(tmp_path, "one: a\n"))
    assert f"--mode moments --lessons '{folder}'" in done.stdout
    made = tracer("quiz", "wrong-at-once", "--generated", "999", "--lessons", folder, "--answers", "/dev/null")
    assert f"--lessons '{folder}'" in made.stderr
    assert re.search(r"No more than \d+ questions can be made of this run\.", made.stderr)


class AtTerminal:
    """The command at a pseudo-terminal."""

    def __init__(self, *arguments: str, **settings: str) -> None:
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "tracer", *arguments],
            env=environment(NO_COLOR="1", **settings),
            encoding="utf-8",
            dimensions=(50, 100),
            timeout=60,
        )

    def answer(self, text: str) -> None:
        self.child.expect_exact("q stop): ")
        self.child.sendline(text)

    def ends(self) -> int:
        self.child.expect(pexpect.EOF)
        self.child.close()
        code: int = self.child.exitstatus
        return code


@pytest.fixture
def quiz() -> Iterator[AtTerminal]:
    session = AtTerminal("quiz", "every-kind", *LESSONS, "--no-shuffle")
    yield session
    session.child.close(force=True)


def test_the_end_of_the_input_leaves_the_line_of_the_prompt(quiz: AtTerminal) -> None:
    quiz.child.expect_exact("q stop): ")
    quiz.child.sendeof()
    quiz.child.expect(r"\r\n(\x1b\[[0-9;]*m)*Stopped, 0 of 7")
    assert quiz.ends() == 1


def test_at_a_terminal_hints_tables_and_verdicts_come_as_asked(quiz: AtTerminal) -> None:
    quiz.answer("?")
    quiz.child.expect_exact("Hint: Look at step 4.")
    quiz.answer("maybe")
    quiz.child.expect_exact("Answer with one letter (A or B).")
    quiz.answer("t")
    quiz.child.expect_exact("Execution table")
    quiz.answer("a")
    quiz.child.expect_exact("Right.")
    quiz.child.expect_exact("Question 2 of 7")
    quiz.answer("q")
    assert quiz.ends() == 1


def test_ctrl_c_in_the_middle_keeps_what_was_answered_and_says_how_to_go_on(quiz: AtTerminal, home: Path) -> None:
    quiz.answer("a")
    quiz.child.expect_exact("Question 2 of 7")
    quiz.answer("c")
    quiz.child.expect_exact("Question 3 of 7")
    quiz.child.expect_exact("q stop): ")
    quiz.child.sendintr()
    quiz.child.expect(r"Stopped, 2 of 7 questions answered; that is kept\. Go on:\s+(.*) --continue")
    command = re.sub(r"\s+", " ", quiz.child.match[1])
    assert command == f"python -m tracer quiz every-kind --lessons {EVERY_KIND.parent}"
    assert quiz.ends() == INTERRUPTED
    with Progress(home / "progress.sqlite3") as progress:
        assert progress.answers() == 2


def test_going_on_asks_only_what_is_not_right_yet(quiz: AtTerminal) -> None:
    quiz.answer("a")
    quiz.answer("q")
    assert quiz.ends() == 1
    again = AtTerminal("quiz", "every-kind", *LESSONS, "--no-shuffle", "--continue")
    again.child.expect_exact("6 questions")
    again.child.expect_exact("Which of these are in the session afterwards?")
    again.answer("q")
    assert again.ends() == 1


def test_when_everything_is_right_there_is_nothing_to_go_on_with(tmp_path: Path) -> None:
    arguments = ("quiz", "every-kind", *LESSONS)
    assert tracer(*arguments, "--answers", answers(tmp_path, RIGHT)).returncode == 0
    done = tracer(*arguments, "--continue")
    assert done.returncode == 0
    assert "Every question is answered right. Begin anew: python -m tracer quiz every-kind" in done.stderr


def test_at_a_terminal_the_choices_are_shuffled_each_time() -> None:
    seen = set()
    for _ in range(5):
        session = AtTerminal("quiz", "every-kind", *LESSONS, "--plain")
        session.answer("s")
        session.child.expect(r"Question 2 of 7(.*?)Answer with")
        seen.add(session.child.match[1])
        session.child.close(force=True)
    assert len(seen) > 1


def test_a_home_that_cannot_be_written_does_not_stop_the_quiz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "file"))
    done = tracer("quiz", "every-kind", *LESSONS, "--answers", answers(tmp_path, RIGHT))
    assert done.returncode == 0
    assert done.stderr.count("What you answer is not kept:") == 1


def test_a_damaged_progress_is_kept_aside_and_said(tmp_path: Path, home: Path) -> None:
    home.mkdir()
    (home / "progress.sqlite3").write_bytes(b"damaged " * 1000)
    done = tracer("quiz", "every-kind", *LESSONS, "--answers", answers(tmp_path, RIGHT))
    assert done.returncode == 0
    assert f"It lies in {home / 'progress-damaged-1.sqlite3'}; a new one is begun." in done.stderr
    assert tracer("progress", *LESSONS, "--plain").stdout.count("7 of 7 questions right") == 1
