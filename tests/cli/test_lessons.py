"""``lesson``, ``compare``, ``progress``, ``new-lesson``, ``check-lessons`` and ``list``."""

import json
import re
from pathlib import Path

import pytest

from tests.authoring.true_lesson import EVERY_KIND
from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tests.cli.pseudo_terminal import tracer_on_terminal
from tests.cli.test_quiz import LESSONS, RIGHT, AtTerminal, answers
from tracer.errors import INTERRUPTED
from tracer.lessons.library import BUILT_IN, Library
from tracer.lessons.schema import Question
from tracer.lessons.syllabus import syllabus_of
from tracer.lessons.ways import WAYS
from tracer.quiz.predictions import predictions
from tracer.quiz.progress_store import Progress, progress_path
from tracer.trace.events import Trace
from tracer.trace.table import Table

SEEN_IN_WAY = {
    "predict": "Row 9 of 9.",
    "flow": "Concept flow.",
    "table": "Execution table, 9 steps.",
    "tracker": "Variable tracker.",
    "code": "Code sample.",
    "moments": "Key moments,",
    "quiz": "Question 1 of",
    "snapshot": "To keep in mind.",
    "transcript": "What happened, step by step.",
}


@pytest.mark.parametrize("mode", WAYS)
def test_each_of_the_nine_ways_shows_its_own(mode: str) -> None:
    done = tracer("lesson", "login-flow", "--mode", mode, "--plain")
    assert done.returncode == (1 if mode == "quiz" else 0)
    assert SEEN_IN_WAY[mode] in done.stdout
    shown = {name for name, words in SEEN_IN_WAY.items() if words in done.stdout}
    beside = {"quiz": {"table", "tracker"}, "transcript": {"snapshot"}}
    assert shown == {mode} | beside.get(mode, set())


def test_all_ways_in_turn_ask_nothing_without_a_terminal() -> None:
    done = tracer_process("lesson", "login-flow", "--plain", "--notes")
    assert (done.returncode, done.stderr) == (0, "")
    places = [done.stdout.index(words) for mode, words in SEEN_IN_WAY.items() if mode != "quiz"]
    assert places == sorted(places)
    assert "Answer them: python -m tracer quiz login-flow" in done.stdout
    assert "Speaker notes." in done.stdout


def test_a_prediction_is_asked_judged_and_revealed() -> None:
    done = tracer("lesson", "login-flow", "--mode", "predict", "--plain", typed="a\n" * 9)
    assert done.returncode == 0
    assert done.stdout.count("What comes out?") + done.stdout.count("after it?") == 9
    assert done.stdout.count("Right. ") + done.stdout.count("The right answer:") == 9
    assert "You predicted " in done.stdout
    assert "Execution table" not in done.stdout


def test_where_nobody_predicts_nothing_is_said_of_it() -> None:
    done = tracer("lesson", "login-flow", "--mode", "predict", "--plain")
    assert done.returncode == 0
    assert "You predicted" not in done.stdout


def without_login_user(tmp_path: Path) -> str:
    """Write the first lesson, with an app that does not call login_user, into a folder of its own."""
    text = (BUILT_IN / "01_login-flow.toml").read_text(encoding="utf-8")
    header, rest = text.split("[scenarios.login-flow]\n", 1)
    assert not rest.startswith("settings")
    changed = f"{header}[scenarios.login-flow]\nsettings = {{ CALL_LOGIN_USER = false }}\n{rest}"
    (tmp_path / "01_login-flow.toml").write_text(changed, encoding="utf-8")
    return str(tmp_path)


@pytest.mark.parametrize("mode", ["moments", "transcript", "snapshot", "flow", "code", "table", None])
def test_what_the_run_refutes_is_not_told_and_the_rest_is(mode: str | None, tmp_path: Path) -> None:
    chosen = ("--mode", mode) if mode else ("--notes",)
    done = tracer("lesson", "login-flow", *chosen, "--plain", "--lessons", without_login_user(tmp_path))
    assert done.returncode == 0
    assert "Error" not in done.stderr
    if mode in {"moments", "transcript", None}:
        refuted = "Does `login_user` check my password?"
        assert done.stderr.count(f"Left out: the key moment “{refuted}”") == 1
        told = done.stdout.split("Answers.")[0]
        assert refuted.replace("`", "") not in told
        assert "although my password was right?" in told
    if mode is None:
        assert "Left out: speaker note" in done.stderr


def test_the_transcript_names_the_run_from_which_an_answer_is_read() -> None:
    told, answers = tracer("lesson", "login-flow", "--mode", "transcript", "--plain").stdout.split("Answers.")
    assert "This is about the run no-login-user." in told
    assert re.search(r"^Hint( 1)?: ", told, re.MULTILINE)
    assert "The run wrong-password shows: step 5" in answers
    assert "the run login-flow" not in answers
    assert answers.count(" A is wrong. ") > 3


def test_a_code_sample_that_is_not_there_is_left_out_and_the_lesson_goes_on(tmp_path: Path) -> None:
    text = EVERY_KIND.read_text(encoding="utf-8").replace("authentication:login", "authentication:nothing")
    (tmp_path / "every-kind.toml").write_text(
        text.replace("minutes = 1", 'minutes = 1\nbeside = "no-such"'), encoding="utf-8"
    )
    done = tracer("lesson", "every-kind", "--plain", "--lessons", str(tmp_path))
    assert done.returncode == 0
    assert done.stderr.count("Left out: the code: ") == 1
    assert "Left out: the run beside it: " in done.stderr
    assert "Key moments, 1 of them." in done.stdout


BAD: dict[str, bytes] = {"broken": b"a = [", "latin": b'title = "\xe4"', "folder": b""}


@pytest.fixture
def bad_folder(tmp_path: Path) -> Path:
    """A folder with files that cannot be read, and one good lesson."""
    folder = tmp_path / "my lessons"
    (folder / "folder.toml").mkdir(parents=True)
    for name, content in BAD.items():
        if content:
            (folder / f"{name}.toml").write_bytes(content)
    (folder / "every-kind.toml").write_bytes(b"\xef\xbb\xbf" + EVERY_KIND.read_bytes())
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("run-scenario", "wrong-password"),
        ("run-scenario", "right-at-once"),
        ("compare", "login-flow", "wrong-password"),
        ("lesson", "every-kind", "--mode", "snapshot"),
    ],
)
def test_a_bad_file_in_a_folder_of_ones_own_disturbs_no_other_command(
    command: tuple[str, ...], bad_folder: Path
) -> None:
    done = tracer(*command, "--plain", "--lessons", str(bad_folder))
    assert done.returncode == 0, done.stderr
    for line in done.stderr.splitlines():
        assert "cannot be read and is passed over. What is wrong with it: python -m tracer check-lessons '" in line
    assert len(set(done.stderr.splitlines())) == len(done.stderr.splitlines())
    if command == ("list",):
        assert len(done.stderr.splitlines()) == len(BAD)
        assert "every-kind" in done.stdout


def test_the_lesson_that_cannot_be_read_fails_and_the_check_blames_no_other(bad_folder: Path) -> None:
    done = tracer("lesson", "broken", "--lessons", str(bad_folder))
    assert done.returncode == 3
    assert "broken.toml: this is no TOML" in done.stderr
    report = json.loads(tracer("check-lessons", str(bad_folder), "--json").stdout)
    assert {problem["file"] for problem in report["problems"]} == {f"{name}.toml" for name in BAD}
    assert {problem["rule"] for problem in report["problems"]} == {"file"}


@pytest.mark.parametrize(
    "form",
    [
        '[scenarios]\n{0} = {{ title = "t", actions = [{{ do = "visit", page = "home" }}] }}',
        'scenarios = {{ {0} = {{ title = "t", actions = [{{ do = "visit", page = "home" }}] }} }}',
        'scenarios.{0} = {{ title = "t", actions = [{{ do = "visit", page = "home" }}] }}',
        '[ scenarios . \'{0}\' ]\ntitle = "t"\nactions = [{{ do = "visit", page = "home" }}]',
        '[[scenarios.{0}.actions]]\ndo = "visit"\npage = "home"\n[scenarios.{0}]\ntitle = "t"',
    ],
)
def test_a_scenario_is_found_in_whatever_form_it_is_written(form: str, tmp_path: Path) -> None:
    head = 'format_version = 1\ntitle = "T"\nsummary = "S"\nminutes = 1\n'
    (tmp_path / "mine.toml").write_text(head + form.format("inl"), encoding="utf-8")
    done = tracer("run-scenario", "inl", "--plain", "--lessons", str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_at_a_terminal_one_goes_on_with_enter_and_stops_with_q() -> None:
    session = AtTerminal("lesson", "login-flow", "--plain", "--from", "flow")
    session.child.expect_exact("Way 2 of 9, flow: ")
    session.child.expect_exact("Enter for the next way (table), q to stop: ")
    session.child.sendline("")
    session.child.expect_exact("Way 3 of 9, table: ")
    session.child.expect_exact("Enter for the next way (tracker), q to stop: ")
    session.child.sendline("q")
    session.child.expect_exact("To go on there: python -m tracer lesson login-flow --from table\r\n")
    assert session.ends() == 0


LEFT: dict[str, tuple[str, ...]] = {
    "idea": ("The idea", "Enter for the first way"),
    "predict:5": ("Row 5 of 9.", "Your answer"),
    "transcript:2": ("Way 9 of 9, transcript, part 2 of ", "Enter for"),
    "moments:3": ("Key moment 3 of 6.", "Enter for moment 4 of 6"),
    "quiz:4": ("Question 4 of 12.", "Your answer"),
}
"""Places, each with what is seen there before the next reply is asked for."""


@pytest.mark.parametrize("place", LEFT)
def test_ctrl_c_anywhere_in_a_lesson_says_how_to_go_on_at_that_very_place(place: str) -> None:
    for command in (("lesson", "login-flow", "--from", place), ("next",)):
        session = AtTerminal(*command, "--plain")
        for words in LEFT[place]:
            session.child.expect_exact(words)
        session.child.sendintr()
        session.child.expect_exact(f"To go on there: python -m tracer lesson login-flow --from {place}\r\n")
        assert session.ends() == INTERRUPTED


@pytest.mark.parametrize(
    ("way", "leave", "at_question"),
    [("predict", "q\n", True), ("quiz", "q\n", False), ("predict", "\x04", False), ("quiz", "\x04", True)],
)
def test_leaving_the_questions_leaves_the_lesson_and_answers_are_kept(
    way: str,
    leave: str,
    at_question: bool,  # noqa: FBT001 # pytest's parameter
) -> None:
    session = AtTerminal("lesson", "login-flow", "--plain", "--from", way)
    session.answer("1")
    session.child.expect(r"Enter for (row|question) 2 of \d+, q to stop: ")
    if at_question:
        session.child.sendline("")
        session.child.expect(r"Way \d of 9, [\s\S]*(Row|Question) 2 of")
        session.child.expect_exact("q stop): ")
    session.child.send(leave)
    session.child.expect(r"Stopped, 1 of \d+ questions answered")
    session.child.expect_exact(f"To go on there: python -m tracer lesson login-flow --from {way}:2\r\n")
    assert session.ends() == 0


def test_on_the_title_page_nothing_is_left_out_by_going_on_later() -> None:
    session = AtTerminal("lesson", "session-cookie", "--plain")
    session.child.expect_exact("Enter for the idea")
    session.child.sendintr()
    session.child.expect_exact("To go on there: python -m tracer lesson session-cookie\r\n")
    assert session.ends() == INTERRUPTED
    again = AtTerminal("next", "--plain")
    again.child.expect_exact("Lesson session-cookie: ")
    again.child.sendintr()
    assert again.ends() == INTERRUPTED


def test_what_is_answered_right_is_not_asked_again_where_one_goes_on() -> None:
    session = AtTerminal("lesson", "every-kind", *LESSONS, "--plain", "--from", "quiz", "--seed", "1")
    lesson = Library((EVERY_KIND.parent,)).lesson("every-kind")
    session.child.expect_exact("Question 1 of 7.")
    session.answer("skip")
    session.child.expect_exact("Question 2 of 7.")
    session.answer("q")
    session.child.expect_exact(f"lesson every-kind --from quiz:2 --lessons {LESSONS[1]}\r\n")
    assert session.ends() == 0
    with Progress(progress_path()) as progress:
        for question in lesson.questions[2:]:
            progress.record("every-kind", question, right=True, hints=0, seconds=1)
    again = AtTerminal("lesson", "every-kind", *LESSONS, "--plain", "--from", "quiz:2")
    again.child.expect_exact("Question 2 of 7.")
    again.answer("r")
    again.child.expect_exact("Enter for question 1 of 7, q to stop: ")
    again.child.sendline("")
    again.child.expect_exact("Question 1 of 7.")
    again.answer("r")
    again.child.expect_exact("5 of 7 questions right, 5 at the first try")
    again.child.sendeof()
    assert again.ends() == 0


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("moments:99", 'has no place "moments:99": moments has 6 key moments. Where it begins: --from moments'),
        ("predict:10", "predict has 9 rows"),
        ("quiz:13", "quiz has 12 questions"),
        ("quiz:x", '"quiz:x" is no place in a lesson: behind the colon stands a number from 1.'),
        ("quiz:0", '"quiz:0" is no place in a lesson'),
        ("guess", 'has no way "guess". It has: idea, predict, flow,'),
    ],
)
def test_a_place_that_there_is_not_is_exit_code_2(place: str, said: str) -> None:
    done = tracer("lesson", "login-flow", "--from", place)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_without_a_terminal_a_place_is_where_the_text_begins() -> None:
    shown = {
        place: tracer("lesson", "login-flow", "--plain", "--from", place).stdout
        for place in ("moments:3", "predict:5", "quiz:4", "code:2")
    }
    assert "Key moments, 4 of them.\n3. " in shown["moments:3"]
    assert "Row 5 of 9." in shown["predict:5"]
    assert "Row 4 of 9." not in shown["predict:5"]
    assert "Questions, 9 of them.\nQuestion 4. " in shown["quiz:4"]
    assert shown["code:2"] == tracer("lesson", "login-flow", "--plain", "--from", "code").stdout


def test_the_table_is_shown_before_a_question_of_a_lesson_only_where_it_is_asked_for() -> None:
    with tracer_on_terminal("lesson", "login-flow", "--from", "quiz") as terminal:
        terminal.wait_for("Question 1 of 12", "Your answer")
        assert terminal.text.startswith("Way 7 of 9: quiz")
        assert b"Execution table" not in terminal.written
        terminal.send("t\r")
        terminal.wait_for("Variable tracker")
        assert b"Execution table" in terminal.written


def test_each_screen_of_a_lesson_begins_at_the_top() -> None:
    with tracer_on_terminal("lesson", "login-flow", "--from", "flow", size=(80, 120)) as terminal:
        for number, way in enumerate([*WAYS][1:5], start=2):
            terminal.wait_for(f"Enter for the next way ({[*WAYS][number]})")
            assert terminal.text.splitlines()[0].startswith(f"Way {number} of 9: {way}  ")
            terminal.send("\r")
        for number in range(1, 7):
            terminal.wait_for(f"Key moment {number} of 6", "Enter for ")
            assert terminal.text.splitlines()[0].startswith("Way 6 of 9: moments")
            assert terminal.text.count("Key moment ") == 1
            terminal.send("\r")
        terminal.wait_for("Your answer")


def test_a_hunt_goes_on_where_it_was_left_and_nothing_is_seen_before_the_guess() -> None:
    with tracer_on_terminal("lesson", "public-page", "--from", "code", size=(100, 80)) as terminal:
        terminal.wait_for("Way 4 of 11: guess", "What is the cause?", "Your answer")
        terminal.send("q\r")
        terminal.wait_for("To go on there: python -m tracer lesson public-page --from guess:1")
        assert terminal.wait_for_end() == 0
        assert "Code sample" not in terminal.text
    with tracer_on_terminal("next", size=(100, 80)) as terminal:
        terminal.wait_for("Way 4 of 11: guess", "Your answer")
        terminal.send("\x03")
        assert terminal.wait_for_end() == INTERRUPTED


def test_the_idea_shows_no_path_before_the_rows_are_predicted() -> None:
    shown = tracer("lesson", "login-flow", "--plain").stdout
    idea, rest = shown.split("The idea: ")[1].split("Way 1 of 9, predict: ")
    assert "step" not in idea
    assert "taken" not in idea
    assert "taken" in rest.split("Way 2 of 9, flow: ")[1].split("Way 3 of 9, table: ")[0]


def test_a_lesson_ends_with_what_one_can_do_now_and_with_the_next_command() -> None:
    following = syllabus_of(Library()).following("login-flow")
    assert following is not None
    done = tracer("lesson", "login-flow", "--plain", "--from", "snapshot")
    end = done.stdout.split("The end of this lesson.")[1].strip().splitlines()
    assert end[0].startswith("You can now tell, row by row, what happens between ")
    assert end[1] == "Click through its app yourself, and watch what happens: python -m tracer watch demo"
    onward = f"python -m tracer lesson {following.name}"
    assert end[2] == f"Go on with lesson 2 of 48, “{following.title}”, {following.minutes} minutes: {onward}"


def test_a_lesson_on_a_fault_ends_with_the_exercise_in_which_it_is_mended() -> None:
    suggested = "Mend such a fault yourself, in your own editor: python -m tracer mend back-at-the-form"
    done = tracer("lesson", "back-at-the-form", "--plain", "--from", "snapshot")
    assert suggested in done.stdout.split("The end of this lesson.")[1].splitlines()
    assert suggested in tracer("quiz", "back-at-the-form", "--plain", typed="A\nA\n").stdout.splitlines()
    assert "tracer mend" not in tracer("lesson", "login-flow", "--plain", "--from", "snapshot").stdout


def test_a_lesson_cannot_begin_at_a_way_that_it_does_not_have(tmp_path: Path) -> None:
    action = 'actions = [{ do = "visit", page = "home" }]'
    text = (
        f'format_version = 1\ntitle = "Bare"\nsummary = "S"\nminutes = 1\n[scenarios.bare]\ntitle = "Bare"\n{action}\n'
    )
    (tmp_path / "bare.toml").write_text(text, encoding="utf-8")
    done = tracer("lesson", "bare", "--from", "quiz", "--lessons", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert 'has no way "quiz". It has: predict, table, tracker, transcript.' in done.stderr
    assert tracer("lesson", "--mode", "quiz", "--from", "quiz").returncode == 2


def test_a_lesson_that_there_is_not_is_exit_code_2() -> None:
    done = tracer_process("lesson", "login-flaw")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "login-flow"?' in done.stderr


def test_two_scenarios_are_compared() -> None:
    done = tracer("compare", "login-flow", "wrong-password", "--plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().splitlines()[-1].startswith("The first step that differs: step 3")


def test_a_comparison_for_machines_names_the_first_step_that_differs() -> None:
    result = json.loads(tracer("compare", "login-flow", "no-login-user", "--json").stdout)
    assert (result["format"], result["format_version"], result["same"]) == ("login-flow-comparison", 1, False)
    assert result["first_difference"]["left"]["stage"] == "logged_in"
    assert result["first_difference"]["right"] is None
    assert [pair["same"] for pair in result["pairs"]][:4] == [True, True, True, False]


def test_saved_runs_and_apps_are_compared_too(tmp_path: Path) -> None:
    saved = str(tmp_path / "run.json")
    tracer("run-scenario", "--save", saved, "--plain")
    same = json.loads(tracer("compare", saved, "login-flow", "--json").stdout)
    assert (same["same"], same["first_difference"], same["left"]) == (True, None, saved)
    apps = json.loads(tracer("compare", "login-flow@flask", "login-flow@quart", "--json").stdout)
    assert apps["first_difference"]["right"]["stage"] == "refused"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("login-flow", "login-flaw"), 'Did you mean "login-flow"?'),
        (("login-flow", "missing.json"), "There is no file missing.json"),
        (("login-flow",), "Missing argument"),
        (("login-flow", "login-flow@django"), "django"),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: tuple[str, ...], said: str) -> None:
    done = tracer("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_trace_is_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    done = tracer_process("compare", "login-flow", str(tmp_path / "other.json"))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_progress_is_shown_listed_and_forgotten(tmp_path: Path) -> None:
    assert "Nothing is answered yet." in tracer("progress", "--plain").stdout
    tracer("quiz", "every-kind", *LESSONS, "--answers", answers(tmp_path, RIGHT))
    assert "every-kind, One question of every kind: all right; 7 of 7" in tracer("progress", *LESSONS, "--plain").stdout
    result = json.loads(tracer("progress", *LESSONS, "--json").stdout)
    assert (result["format"], result["format_version"], result["outdated"]) == ("login-flow-progress", 1, 0)
    assert result["lessons"]["every-kind"]["one"]["right_at_first"] is True
    assert "every-kind: One question of every kind, 1 minute, done." in tracer("list", *LESSONS, "--plain").stdout
    listed = json.loads(tracer("list", *LESSONS, "--json").stdout)["lessons"]
    assert {lesson["name"]: lesson["done"] for lesson in listed}["every-kind"] is True
    assert {lesson["name"]: lesson["done"] for lesson in listed}["login-flow"] is False

    asked = tracer("progress", "--reset")
    assert asked.returncode == 2
    assert "Add --yes" in asked.stderr
    assert "7 answers are forgotten." in tracer("progress", "--reset", "--yes").stderr
    assert "There is nothing to forget." in tracer("progress", "--reset", "--yes").stderr


def test_before_progress_is_forgotten_one_is_asked(tmp_path: Path) -> None:
    tracer("quiz", "every-kind", *LESSONS, "--answers", answers(tmp_path, RIGHT))
    session = AtTerminal("progress", "--reset")
    session.child.expect_exact("Forget 7 answers for good?")
    session.child.sendline("n")
    assert session.ends() == INTERRUPTED
    assert "7 of 7" in tracer("progress", *LESSONS, "--plain").stdout
    session = AtTerminal("progress", "--reset")
    session.child.expect_exact("Forget 7 answers for good?")
    session.child.sendline("y")
    session.child.expect_exact("7 answers are forgotten.")
    assert session.ends() == 0


def test_a_new_lesson_passes_the_check_and_can_be_taken_at_once(tmp_path: Path) -> None:
    made = tracer("new-lesson", "my-own", "--lessons", str(tmp_path))
    assert (made.returncode, made.stdout) == (0, f"Written: {tmp_path / 'my-own.toml'}\n")
    checked = tracer("check-lessons", str(tmp_path / "my-own.toml"), "--plain")
    found = "1 lesson, 6 questions, 14 answers checked against 2 recorded runs: everything is true."
    assert checked.stdout == f"{found}\n\n"
    assert checked.returncode == 0
    found_there = {"TRACER_LESSONS": str(tmp_path)}
    assert "Lesson my-own: My own." in tracer("lesson", "my-own", "--plain", settings=found_there).stdout
    assert "my-own-right" in tracer("list", "--plain", settings=found_there).stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("My Lesson", "Use small letters, digits and hyphens"),
        ("../outside", "Use small letters, digits and hyphens"),
        ("login-flow", "There is a built-in lesson"),
        ("twice", "is there already"),
    ],
)
def test_a_name_that_cannot_be_taken_is_said(name: str, said: str, tmp_path: Path) -> None:
    tracer("new-lesson", "twice", "--lessons", str(tmp_path))
    done = tracer("new-lesson", name, "--lessons", str(tmp_path))
    assert done.returncode == 2
    assert said in done.stderr
    assert [path.name for path in tmp_path.glob("*.toml")] == ["twice.toml"]


def test_the_check_names_every_problem_and_ends_with_1(tmp_path: Path) -> None:
    text = EVERY_KIND.read_text(encoding="utf-8").replace("right = true", "right = false", 1)
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("format_version = ", encoding="utf-8")
    done = tracer_process("check-lessons", str(tmp_path), "--plain")
    assert (done.returncode, done.stderr) == (1, "")
    assert "broken.toml:1: this is no TOML" in done.stdout
    assert 'wrong.toml:43: question "one", choice 1: marked wrong, but the run says it is true' in done.stdout
    report = json.loads(tracer("check-lessons", str(tmp_path), "--json").stdout)
    assert (report["format"], report["format_version"], report["passed"]) == ("login-flow-check", 1, False)
    assert {problem["rule"] for problem in report["problems"]} == {"file", "wrong-is-true"}
    assert {problem["file"] for problem in report["problems"]} == {"wrong.toml", "broken.toml"}


def test_a_built_in_lesson_may_be_checked_by_its_path() -> None:
    done = tracer("check-lessons", str(BUILT_IN / "01_login-flow.toml"), "--json")
    assert (done.returncode, json.loads(done.stdout)["problems"]) == (0, [])


def test_nothing_to_check_is_exit_code_2(tmp_path: Path) -> None:
    assert "holds no lesson" in tracer("check-lessons", str(tmp_path)).stderr
    assert "There is no file" in tracer("check-lessons", str(tmp_path / "none.toml")).stderr
    assert tracer("check-lessons", str(tmp_path)).returncode == 2


def predict_only(monkeypatch: pytest.MonkeyPatch, *numbers: int) -> None:
    """Let all rows but these leave nothing to be asked: no run of the course has such a row."""

    def some(trace: Trace, rows: Table, seed: int = 0) -> tuple[Question | None, ...]:
        made = enumerate(predictions(trace, rows, seed), start=1)
        return tuple(question if number in numbers else None for number, question in made)

    monkeypatch.setattr("tracer.activities.ways.predictions", some)


def test_a_row_that_leaves_nothing_to_be_asked_is_passed_over_and_the_others_keep_their_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = {}
    for numbers in ((1, 2, 3, 4, 5), (1, 2, 4, 5)):
        predict_only(monkeypatch, *numbers)
        done = tracer("lesson", "back-at-the-form", "--mode", "predict", "--plain")
        asked[numbers] = tuple(map(int, re.findall(r"^Row (\d) of 5\.", done.stdout, re.MULTILINE)))
    assert all(numbers == seen for numbers, seen in asked.items())


def test_where_every_other_result_would_be_true_as_well_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    predict_only(monkeypatch)
    done = tracer("lesson", "bare-401", "--mode", "predict", "--plain")
    assert done.returncode == 0
    assert "what comes out of another one would be true there as well" in done.stdout + done.stderr
