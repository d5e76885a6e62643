"""A lesson on an app of one's own, and on a saved trace: the file names neither, whoever takes it gives them."""

import json
from pathlib import Path

import pytest

from tests.cli.in_process import Done, tracer
from tests.cli.process import tracer_process
from tests.cli.watched_app import ONE_FILE, PASSWORD

OWN = """
format_version = 1
title = "My own app"
summary = "You see the login of your own app. You can say what its session holds."
minutes = 5
app = "given"
beside = "login-flow@flask"
next = "login-flow"

[scenarios.own]
title = "Log in to my own app, and out again"
actions = [
  { do = "visit", page = "protected" },
  { do = "submit", page = "login", account = "ada", password = "right" },
  { do = "click", page = "logout" },
]

[[questions]]
id = "who"
text = "What does {step:logged_in} write into the session?"
hints = ["Look at the tracker."]

[[questions.choices]]
text = "The id of the user."
why = "It stands under `_user_id`."
right = true
claim = { step = { stage = "logged_in" }, variable = "session._user_id", absent = false }

[[questions.choices]]
text = "Nothing."
why = "It does write."
claim = { step = { stage = "logged_in" }, variable = "session._user_id", absent = true }
"""

SAVED = """
format_version = 1
title = "A run that somebody saved"
summary = "You read the run of somebody else. You can say how it began."
minutes = 5
trace = "given"

[scenarios.another]
title = "Log in at once"
actions = [{ do = "submit", page = "login", account = "ada", password = "right" }]

[[notes]]
step = { stage = "logged_out" }
text = "Ask who logs out at {step:logged_out}."

[[questions]]
id = "begin"
text = "What does {step:session_checked:1} find?"
hints = ["Look at the result."]

[[questions.choices]]
text = "Nobody is logged in."
why = "It is the first request."
right = true
claim = { step = { stage = "session_checked", occurrence = 1 }, fact = "authenticated", equals = false }

[[questions.choices]]
text = "Somebody is logged in."
why = "That comes later."
claim = { step = { stage = "session_checked", occurrence = 1 }, fact = "authenticated", equals = true }

[[questions]]
id = "other"
kind = "what_if"
text = "And where somebody logs in at once?"
hints = ["Compare the runs."]

[[questions.choices]]
text = "That run is another one."
why = "It has no check at first."
right = true
claim = { scenario = "another", differs_from = "given" }

[[questions.choices]]
text = "Nothing would differ."
why = "It would."
claim = { scenario = "another", same_as = "given" }
"""

APP = ("--app", ONE_FILE, "--username", "grace")
SETTINGS = {"TRACER_PASSWORD": PASSWORD}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "own.toml").write_text(OWN, encoding="utf-8")
    (folder / "saved.toml").write_text(SAVED, encoding="utf-8")
    return folder


@pytest.fixture
def trace(tmp_path: Path) -> str:
    path = str(tmp_path / "before.json")
    assert tracer("run-scenario", "login-flow", "--save", path, "--json").returncode == 0
    return path


def taken(mine: Path, *words: str, typed: str = "") -> Done:
    home = str(mine.parent / "home")
    return tracer(*words, "--lessons", str(mine), settings={**SETTINGS, "TRACER_HOME": home}, typed=typed)


def test_the_check_says_what_each_lesson_was_held_against(mine: Path, trace: str) -> None:
    done = tracer("check-lessons", str(mine), *APP, "--trace", trace, "--plain", settings=SETTINGS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == [
        f"own.toml: held against {ONE_FILE}.",
        "saved.toml: held against before.json, a saved trace, which is not a run of today.",
        "2 lessons, 3 questions, 6 answers checked against 4 recorded runs: everything is true.",
    ]
    report = json.loads(tracer("check-lessons", str(mine), "--trace", trace, "--json").stdout)
    assert [held["lesson"] for held in report["held_against"]] == ["saved"]
    assert [(left["lesson"], left["not_given"]) for left in report["left_out"]] == [("own", True)]


def test_what_is_not_true_of_what_is_given_is_a_problem(mine: Path, tmp_path: Path) -> None:
    path = str(tmp_path / "wrong.json")
    tracer("run-scenario", "wrong-password", "--save", path, "--json")
    done = tracer("check-lessons", str(mine / "saved.toml"), "--trace", path, "--plain")
    assert done.returncode == 1
    assert 'saved.toml:13: note 1: this run has no step of the stage "logged_out"' in done.stdout
    assert "held against wrong.json" in done.stdout


@pytest.mark.parametrize("command", [("lesson",), ("quiz",), ("walkthrough", "--plain"), ("run-scenario",)])
def test_what_is_not_given_is_asked_for(command: tuple[str, ...], mine: Path) -> None:
    done = taken(mine, command[0], "own", *command[1:])
    assert done.returncode == 2
    assert 'it says app = "given". Name the app as flask --app does: --app TARGET' in done.stderr
    if command[0] != "run-scenario":
        done = taken(mine, command[0], "saved", *command[1:])
        assert done.returncode == 2
        assert 'it says trace = "given". Name the file: --trace FILE' in done.stderr


def test_a_check_of_nothing_but_what_is_not_given_is_refused(mine: Path) -> None:
    done = tracer("check-lessons", str(mine))
    assert (done.returncode, done.stdout) == (2, "")
    assert "--app TARGET" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("lesson", "login-flow", *APP), 2, '--app is for a lesson that says app = "given"; the lesson "login-flow"'),
        (("quiz", "own", *APP, "--trace", "x.json"), 2, "--trace is for a lesson that says trace"),
        (("walkthrough", "login-flow", "--trace", "x.json"), 2, "--trace is for a lesson that says trace"),
        (("lesson", "own", "--app", "no_such_shop", "--username", "grace"), 3, "Could not import 'no_such_shop'"),
        (("lesson", "own", "--app", ONE_FILE), 2, "--username NAME"),
        (("lesson", "own", *APP, "--protected-path", "/cellar"), 3, "no URL rule leads there"),
        (("lesson", "saved", "--trace", ONE_FILE), 3, "this is not a saved trace"),
        (("lesson", "saved", "--trace", "no-such.json"), 3, "no-such.json"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_else(
    words: tuple[str, ...], code: int, message: str, mine: Path
) -> None:
    done = taken(mine, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_a_lesson_is_taken_on_an_app_of_one_s_own(mine: Path) -> None:
    table = taken(mine, "lesson", "own", "--mode", "table", "--plain", *APP)
    assert "Result/Output: Session cookie set" in table.stdout
    assert "own and login-flow" in table.stdout
    quiz = taken(mine, "quiz", "own", "--plain", *APP, typed="a\n")
    assert (quiz.returncode, quiz.stderr) == (0, "")
    assert f"--app {ONE_FILE} --username grace" in quiz.stdout
    assert "The next lesson: python -m tracer lesson login-flow --lessons" in quiz.stdout
    assert f"login-flow --lessons {mine}\n" in quiz.stdout
    walk = taken(mine, "walkthrough", "own", "--plain", *APP)
    assert "App calls login_user(user)" in walk.stdout
    run = taken(mine, "run-scenario", "own", "--plain", *APP)
    assert "Scenario own: Log in to my own app, and out again." in run.stdout
    made = taken(mine, "quiz", "own", "--generated", "1", "--plain", *APP)
    assert "Question 1 of 1" in made.stdout
    for done in (table, quiz, walk, run, made):
        assert PASSWORD not in done.stdout + done.stderr
        assert "grace" not in done.stdout.replace("--username grace", "")


def test_a_lesson_is_taken_on_a_saved_trace(mine: Path, trace: str) -> None:
    given = ("--trace", trace)
    notes = taken(mine, "lesson", "saved", "--mode", "table", "--notes", "--plain", *given)
    assert "Ask who logs out at step 7." in notes.stdout
    quiz = taken(mine, "quiz", "saved", "--plain", *given, typed="a\na\n")
    assert (quiz.returncode, quiz.stderr) == (0, "")
    assert "2 of 2 questions right" in quiz.stdout
    assert "Allow access to the protected page" in taken(mine, "walkthrough", "saved", "--plain", *given).stdout


def test_many_lessons_are_checked_in_several_processes_and_those_on_what_is_given_in_this_one(
    mine: Path, trace: str
) -> None:
    for number in range(9):
        tracer("new-lesson", f"lesson-{number}", "--lessons", str(mine))
    done = tracer_process("check-lessons", str(mine), *APP, "--trace", trace, "--plain", settings=SETTINGS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "held against before.json" in done.stdout
    assert "11 lessons" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('trace = "given"', 'trace = "/etc/passwd"', '"given" is expected here'),
        ('app = "given"', 'app = "os:system"', 'no app "os:system"'),
        ('app = "given"', 'app = "../shop.py"', "no app"),
        ('app = "given"', 'app = "given trace"', "says trace"),
        ('trace = "given"', 'trace = "given"\nscenario = "another"', "take scenario out"),
        ("[scenarios.another]", "[scenarios.given]", "give the scenario another name"),
    ],
)
def test_a_file_names_no_module_and_no_path(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = OWN if old in OWN else SAVED
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    done = tracer("check-lessons", str(path), "--plain")
    assert done.returncode in {1, 2}
    assert message in done.stdout + done.stderr
