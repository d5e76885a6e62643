"""``hunt``, ``quiz --broken`` and ``walkthrough --hunt``: from the complaint to the remedy, and nothing is left."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.cli.in_process import Done, tracer
from tests.cli.process import environment
from tests.cli.watched_app import FOREIGN, PASSWORD
from tests.processes import pid_in, wait_until_ended
from tests.wrapped_text import letters
from tracer.exercises.hunt import Hunt
from tracer.exercises.hunt_lesson import hunt_lesson, traces_of
from tracer.exercises.hunted_apps import demo_ground
from tracer.exercises.hunting_ground import HuntingGround
from tracer.lessons.schema import Lesson
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion

SEED = "11"
VISIT = {"TRACER_PASSWORD": PASSWORD}


class Asked:
    """What a hunt asks, with the labels that are right and wrong."""

    def __init__(self, ground: HuntingGround, lesson: Lesson, posed: Mapping[str, PosedQuestion], kind: str) -> None:
        self.ground = ground
        self.lesson = lesson
        self.posed = posed
        self.kind = kind

    def right(self, question: str) -> str:
        return next(answer.label for answer in self.posed[question].answers if answer.right)

    def wrong(self, question: str) -> Sequence[str]:
        return [answer.label for answer in self.posed[question].answers if not answer.right]

    def why(self, question: str, label: str) -> str:
        return self.posed[question].answer(label).why


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    with demo_ground() as ground:
        hunt = Hunt.begin(ground, int(SEED))
        lesson = hunt_lesson(hunt)
        posed = {question.id: pose(question, traces_of(hunt)) for question in lesson.questions}
        yield Asked(ground, lesson, posed, hunt.kind.name)


@pytest.fixture
def ground_that_is_there(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hunt begin on a ground that has performed its runs already; otherwise each hunt performs them anew."""
    monkeypatch.setattr("tracer.exercises.hunted_apps.demo_ground", lambda: nullcontext(asked.ground))


def hunted(*options: str, typed: Sequence[str] = ()) -> Done:
    done = tracer("hunt", *options, "--plain", typed="".join(f"{line}\n" for line in typed))
    assert "Traceback" not in done.stderr
    return done


def in_order(text: str, *parts: str) -> None:
    """Assert that some texts stand in another one, in this order."""
    rest = letters(text.replace("`", ""))
    for part in parts:
        before, found, rest = rest.partition(letters(part.replace("`", "")))
        assert found, f"{part!r} does not follow; this does: {before[:400]}"


@pytest.mark.usefixtures("ground_that_is_there")
def test_a_hunt_that_cannot_ask_for_a_step_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.activities.hunt.step_question", lambda _hunt: None)
    done = hunted("--seed", SEED)
    assert "This hunt asks two questions and not three" in done.stdout
    assert "Which step of this run" not in done.stdout


def test_it_goes_from_the_complaint_to_the_remedy(asked: Asked) -> None:
    done = hunted("--seed", SEED, typed=[asked.right(name) for name in ("step", "line", "remedy")])
    assert done.returncode == 0
    in_order(
        done.stdout,
        "One change was made in the code of the login of the demo app. No file was touched.",
        asked.lesson.symptom,
        "Execution table",
        asked.posed["step"].text,
        asked.posed["line"].text,
        asked.why("line", asked.right("line")),
        "The solution",
        "In the healthy app:",
        "In the broken app:",
        "the broken app and the healthy app, step by step",
        asked.posed["remedy"].text,
        "3 of 3 answers were right at the first try.",
        "What it means for people:",
        f"python -m tracer explain {asked.kind}",
        f"python -m tracer hunt --seed {int(SEED) + 1}",
    )


@pytest.mark.usefixtures("ground_that_is_there")
def test_each_wrong_answer_is_told_with_what_the_run_shows_against_it(asked: Asked) -> None:
    step, line, remedy = (asked.wrong(name)[:2] for name in ("step", "line", "remedy"))
    done = hunted("--seed", SEED, typed=[step[0], line[0], step[1], line[1], remedy[0], remedy[1]])
    assert done.returncode == 1
    for name, labels in (("step", step), ("line", line), ("remedy", remedy)):
        for label in labels:
            in_order(done.stdout, "Not right.", asked.why(name, label))
    assert "0 of 3 answers were right at the first try." in done.stdout


@pytest.mark.usefixtures("ground_that_is_there")
def test_nothing_tells_what_is_broken_before_the_line_was_guessed(asked: Asked) -> None:
    done = hunted("--seed", SEED)
    assert done.returncode == 1
    text = done.stdout + done.stderr
    assert letters(asked.lesson.symptom) in letters(text)
    assert "Execution table" in text
    for secret in (asked.kind, "The solution", asked.why("line", asked.right("line"))):
        assert letters(secret) not in letters(text)


@pytest.mark.usefixtures("ground_that_is_there")
def test_a_file_answers_and_a_program_reads_the_result(asked: Asked, tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    lines = (f"{name}: {asked.right(name)}\n" for name in ("remedy", "line", "step"))
    answers.write_text("".join(lines), encoding="utf-8")
    done = hunted("--seed", SEED, "--answers", str(answers), "--json")
    result: Any = json.loads(done.stdout)
    assert done.returncode == 0
    assert (result["format"], result["format_version"], result["seed"]) == ("login-flow-hunt", 1, int(SEED))
    assert result["finished"]
    assert result["all_right"]
    assert result["fault"]["kind"] == asked.kind
    assert result["fault"]["healthy"] != result["fault"]["broken"]
    assert [question["id"] for question in result["questions"]] == ["step", "line", "remedy"]
    assert all(question["replies"] for question in result["questions"])


@pytest.mark.usefixtures("ground_that_is_there")
def test_a_result_that_is_not_finished_tells_nothing() -> None:
    done = hunted("--seed", SEED, "--json")
    result: Any = json.loads(done.stdout)
    assert done.returncode == 1
    assert (result["finished"], result["all_right"], result["fault"]) == (False, False, None)


@pytest.mark.usefixtures("ground_that_is_there")
def test_the_quiz_asks_the_same_and_guesses_the_line_first(asked: Asked) -> None:
    order = ("line", "step", "remedy")
    done = tracer("quiz", "--broken", SEED, "--plain", typed="".join(f"{asked.right(name)}\n" for name in order))
    assert done.returncode == 0, done.stderr
    in_order(
        done.stdout,
        asked.lesson.symptom,
        asked.posed["line"].text,
        "The solution",
        asked.posed["step"].text,
        asked.posed["remedy"].text,
        "3 of 3 questions right",
        f"python -m tracer quiz --broken {int(SEED) + 1}",
    )


@pytest.mark.usefixtures("ground_that_is_there")
def test_the_walkthrough_as_text_tells_the_solution_last(asked: Asked) -> None:
    done = tracer("walkthrough", "--hunt", SEED, "--plain")
    assert done.returncode == 0, done.stderr
    in_order(done.stdout, asked.lesson.symptom, asked.posed["line"].text, "The solution", asked.posed["remedy"].text)
    before = done.stdout.partition("The solution")[0]
    assert letters(asked.why("line", asked.right("line"))) not in letters(before)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("hunt", "--level", "4"), 2, "--level"),
        (("hunt", "--seed", "-1"), 2, "--seed"),
        (("hunt", "--seed", "x"), 2, "'x' is not a valid whole number"),
        (("hunt", "--answers", "not-there.txt"), 2, "not-there.txt"),
        (("hunt", "--app", "not_there_at_all"), 3, "not_there_at_all"),
        (("quiz", "--broken", "3", "--generated", "5"), 2, "--generated"),
        (("quiz", "--broken", "3", "--continue"), 2, "--continue"),
        (("quiz", "--broken", "3", "--only", "line"), 2, "--only"),
        (("quiz", "--broken", "3", "--trace", "old.json"), 2, "--trace"),
        (("quiz", "login-flow", "--broken", "3"), 2, "Leave out the lesson"),
        (("walkthrough", "login-flow", "--hunt", "3"), 2, "Leave out the lesson"),
        (("walkthrough", "--hunt", "3", "--replay", "old.json"), 2, "--replay"),
        (("quiz", "--level", "1"), 2, "It goes with --broken"),
        (("walkthrough", "--level", "1"), 2, "It goes with --hunt"),
    ],
)
def test_wrong_input_is_told_with_what_to_do(words: Sequence[str], code: int, told: str) -> None:
    done = tracer(*words, settings=VISIT)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stdout == ""


# Apps of somebody's own

SHOP = {
    "shop/__init__.py": """
from flask import Flask
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
login_manager = LoginManager()
login_manager.login_view = "members.enter"


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    app.secret_key = "a key of this shop"
    db.init_app(app)
    login_manager.init_app(app)
    from .members import members
    app.register_blueprint(members)
    from .models import Member
    with app.app_context():
        db.create_all()
        db.session.add(Member.named("grace", "flow-matic-1955"))
        db.session.commit()
    return app
""",
    "shop/models.py": """
from flask_login import UserMixin
from werkzeug.security import check_password_hash, generate_password_hash

from . import db, login_manager


class Member(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String, unique=True)
    password_hash = db.Column(db.String)

    @classmethod
    def named(cls, name, password):
        return cls(name=name, password_hash=generate_password_hash(password, "pbkdf2:sha256:1000"))

    def has_password(self, password):
        return check_password_hash(self.password_hash, password)


@login_manager.user_loader
def load_member(member_id):
    return db.session.get(Member, int(member_id))
""",
    "shop/members.py": """
from flask import Blueprint, redirect, request, url_for
from flask_login import current_user, login_required, login_user, logout_user

from .models import Member

members = Blueprint("members", __name__)
FORM = '<form method="post"><input name="name"><input name="password" type="password"><button>In</button></form>'


@members.route("/enter", methods=["GET", "POST"])
def enter():
    if request.method == "POST":
        member = Member.query.filter_by(name=request.form["name"]).first()
        if member is not None and member.has_password(request.form["password"]):
            login_user(member)
            return redirect(url_for("members.shelf"))
    return FORM


@members.post("/leave")
@login_required
def leave():
    logout_user()
    return redirect(url_for("members.enter"))


@members.get("/")
@login_required
def shelf():
    return f'<p>{current_user.name}</p><form action="/leave" method="post"><button>Out</button></form>'
""",
}


def written(folder: Path) -> Path:
    for name, text in SHOP.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def held(folder: Path) -> Mapping[str, str]:
    """Return what lies in a folder: each file with the sum of what it holds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def in_folder(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tracer", *words]
    settings = environment(**VISIT, PYTHONPATH=str(Path.cwd()))
    return subprocess.run(
        command, cwd=folder, env=settings, input=typed, capture_output=True, text=True, check=False, timeout=250
    )


OWN: Mapping[str, tuple[str, ...]] = {
    "one_file.py": ("--username", "grace"),
    "hooks.py": ("--username", "grace@example.com", "--login-path", "/sign-in", "--protected-path", "/"),
    "classes.py": ("--username", "grace", "--login-path", "/entrance", "--protected-path", "/office"),
    "factory": ("--username", "grace@example.com"),
}


@pytest.mark.parametrize("app", [*OWN, "shop"])
def test_a_fault_is_put_into_an_app_of_ones_own_and_no_file_of_it_is_touched(app: str, tmp_path: Path) -> None:
    if app == "shop":
        pytest.importorskip("flask_sqlalchemy")
        folder, options = written(tmp_path), OWN["one_file.py"]
    else:
        source = FOREIGN / app
        files = sorted(source.glob("*.py")) if source.is_dir() else [source]
        for file in files:
            target = tmp_path / file.relative_to(FOREIGN)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
        folder, options = tmp_path, OWN[app]
    before = held(folder)
    done = in_folder(folder, "hunt", "--app", app, "--seed", "4", *options, "--json", typed="r\nr\nr\n")
    assert "Traceback" not in done.stderr
    result: Any = json.loads(done.stdout)
    assert result["finished"], done.stderr
    assert (folder / result["fault"]["file"]).is_file(), "the fault is in a file of this app"
    line = (folder / result["fault"]["file"]).read_text(encoding="utf-8").splitlines()[result["fault"]["line"] - 1]
    assert line.strip() == result["fault"]["healthy"], "the file holds what it held"
    assert held(folder) == before


def test_whose_account_is_used_must_be_said(tmp_path: Path) -> None:
    (tmp_path / "one_file.py").write_bytes((FOREIGN / "one_file.py").read_bytes())
    done = in_folder(tmp_path, "hunt", "--app", "one_file.py")
    assert done.returncode == 2
    assert "--username NAME" in done.stderr


SLOW = """
import os
import time


@app.before_request
def wait():
    with open({note!r}, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are asked for in /proc")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_however_it_is_ended_no_process_and_no_file_is_left(how: signal.Signals, code: int, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    folder = tmp_path / "app"
    folder.mkdir()
    text = (FOREIGN / "one_file.py").read_text(encoding="utf-8") + SLOW.format(note=str(note))
    (folder / "slow.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "tracer", "hunt", "--app", "slow.py", "--username", "grace"]
    settings = environment(**VISIT, PYTHONPATH=str(Path.cwd()))
    with subprocess.Popen(
        command, cwd=folder, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as hunting:
        app = pid_in(note)
        hunting.send_signal(how)
        _, said = hunting.communicate(timeout=60)
    assert hunting.returncode == code, said.decode()
    assert b"Traceback" not in said
    wait_until_ended(app)
    assert set(held(folder)) == {"slow.py"}


def test_ctrl_c_at_a_question_leaves_with_130_and_no_process(asked: Asked) -> None:
    del asked
    command = [sys.executable, "-m", "tracer", "hunt", "--seed", SEED, "--plain"]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as hunting:
        assert hunting.stdout is not None
        for line in hunting.stdout:
            if b"Answer with the number of a step" in line:
                break
        children = Path(f"/proc/{hunting.pid}/task/{hunting.pid}/children")
        started = [int(pid) for pid in children.read_text(encoding="ascii").split()] if children.exists() else []
        hunting.send_signal(signal.SIGINT)
        _, said = hunting.communicate(timeout=60)
    assert hunting.returncode == 130, said.decode()
    assert b"Traceback" not in said
    for pid in started:
        wait_until_ended(pid)
