"""The line that acts in a step: found in the source of every run of the course, and never where it has changed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.course import app_of, performed, scenario, scenario_names
from tracer.lessons.acting_line import acting_line
from tracer.lessons.code_sample import part_of_step
from tracer.lessons.shipped_files import SOURCE
from tracer.stages import NOTHING
from tracer.trace.events import Event, Place, Trace
from tracer.trace.facts import RequestFacts, StageFacts
from tracer.trace.scenario import Scenario
from tracer.trace.table import table

GUARD = r"^@(fresh_)?login_required$|^decorators.*login_required|current_user\.is_authenticated|\.unauthorized\(\)"
ACTS = {
    "session_checked": GUARD,
    "access_granted": GUARD,
    "fresh_login_required": GUARD,
    "redirected": rf"{GUARD}|^return redirect\(",
    "refused": GUARD,
    "credentials_checked": r"\.verified\b|check_password_hash\(",
    "logged_in": r"\blogin_user\(",
    "login_refused": r"\blogin_user\(",
    "logged_out": r"\blogout_user\(\)",
    "login_confirmed": r"\bconfirm_login\(\)",
    "remembered": r"\.user_loader\(",
    "identified_by_request": r"\.request_loader\b",
    "session_protected": rf"{GUARD}|\brender_template\(|\blogout_user\(\)",
}
"""What stands in the line that acts, by the name of the stage."""


@pytest.mark.parametrize("name", scenario_names())
def test_in_every_run_of_the_course_the_line_that_acts_is_marked_and_no_announcement(name: str) -> None:
    trace = performed(scenario(name), app_of(name))
    rows = table(trace)
    for step in rows.steps:
        found = acting_line(step, rows, trace)
        part = part_of_step(step, rows, trace)
        assert found is not None, step
        assert part is not None
        lines = [line.text for line in part.lines if step.number in line.steps]
        marked = " ".join(" ".join(lines).split())
        assert re.search(ACTS[step.stage], marked), (step.stage, marked)
        assert "stages." not in marked
        assert (SOURCE / part.file).read_text(encoding="utf-8").splitlines()[found.lines[0] - 1] == lines[0]


OWN_GUARDS = """
from flask import Blueprint, abort, redirect
from flask_login import current_user, login_user

shop = Blueprint("shop", __name__)


def ask():
    if not current_user.is_authenticated:
        return redirect("/login")
    return None


def ask_and_refuse():
    answer = redirect("/nowhere")
    if current_user.is_anonymous:
        abort(403)
    return answer


class Till(View):
    decorators = [login_required]

    def get(self):
        return "till"


@shop.get("/cart")
@fresh_login_required
def cart():
    stages.session_checked.send(app, authenticated=True)
    return "cart"


def login():
    stages.logged_in.send(app)
    return "not really"


def login_twice():
    login_user(
        first,
        remember=True,
    )
    login_user(second)
    stages.logged_in.send(app)
    login_user(third)


class Manager:
    def unauthorized(self):
        stages.redirected.send(app)


def open_page():
    return "open"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "demo_app" / "shop_app").mkdir(parents=True)
    (tmp_path / "demo_app" / "shop_app" / "shop.py").write_text(OWN_GUARDS, encoding="utf-8")
    return tmp_path


def place(function: str, text: str) -> Place:
    """Return the place of the first line behind the beginning of a function that holds a text."""
    lines = OWN_GUARDS.splitlines()
    begin = next(index for index, line in enumerate(lines) if re.search(rf"\bdef {function}\b", line))
    while lines[begin - 1].lstrip().startswith("@"):
        begin -= 1
    line = next(index for index in range(begin, len(lines)) if text in lines[index])
    return Place("demo_app/shop_app/shop.py", line + 1, function)


def run(*told: tuple[str, Place | None], endpoint: str = "shop.cart") -> Trace:
    events = [Event(1, "GET", RequestFacts("GET", "/cart", endpoint=endpoint), 1)]
    events += [
        Event(number, stage, StageFacts(NOTHING), 1, place=where) for number, (stage, where) in enumerate(told, start=2)
    ]
    return Trace(None, "shop", tuple(events))


def marked(trace: Trace, source: Path, number: int = 1) -> list[str] | None:
    rows = table(trace)
    part = part_of_step(rows.steps[number - 1], rows, trace, source)
    return None if part is None else [line.text.strip() for line in part.lines if number in line.steps]


@pytest.mark.parametrize(
    ("stage", "function", "at", "line"),
    [
        ("session_checked", "ask", "def ask", "if not current_user.is_authenticated:"),
        ("redirected", "ask", "def ask", 'return redirect("/login")'),
        ("session_checked", "ask_and_refuse", "def ask", "if current_user.is_anonymous:"),
        ("refused", "ask_and_refuse", "def ask", "abort(403)"),
        ("session_checked", "get", "def get", "decorators = [login_required]"),
        ("session_checked", "cart", "@shop.get", "@fresh_login_required"),
        ("session_checked", "cart", "stages.", "@fresh_login_required"),
        ("redirected", "unauthorized", "stages.", "@fresh_login_required"),
        ("logged_in", "login_twice", "stages.", "login_user(second)"),
    ],
)
def test_the_guard_or_the_call_is_marked(source: Path, stage: str, function: str, at: str, line: str) -> None:
    assert marked(run((stage, place(function, at))), source) == [line]


def test_a_call_in_several_lines_is_marked_as_a_whole(source: Path) -> None:
    trace = run(("logged_in", place("login_twice", "login_user(")))
    assert marked(trace, source) == ["login_user(", "first,", "remember=True,", ")"]


def test_the_guard_that_asked_is_the_one_that_lets_in(source: Path) -> None:
    trace = run(("session_checked", place("ask", "def ask")), ("access_granted", place("open_page", "def")))
    assert marked(trace, source, 2) == ["if not current_user.is_authenticated:"]
    elsewhere = run(("session_checked", place("ask", "def ask")), ("access_granted", Place("flask/app.py", 7, "f")))
    assert marked(elsewhere, source, 2) == ["if not current_user.is_authenticated:"]


def test_where_nothing_does_what_was_announced_the_function_is_shown_and_no_line_is_marked(source: Path) -> None:
    trace = run(("logged_in", place("login", "stages.")))
    rows = table(trace)
    part = part_of_step(rows.steps[0], rows, trace, source)
    assert part is not None
    assert part.name == "login"
    assert not part.acting


@pytest.mark.parametrize(
    ("stage", "where"),
    [
        ("logged_in", place("cart", "stages.")),  # another stage is announced there
        ("logged_in", replace(place("login_twice", "login_user("), function="sign_in")),
        ("logged_in", replace(place("login_twice", "login_user("), line=1)),
        ("logged_out", place("login_twice", "login_user(")),  # that line does something else today
        ("redirected", place("cart", "return")),
        ("logged_in", Place("demo_app/shop_app/gone.py", 3, "login")),
        ("logged_in", Place("../../etc/passwd", 1, "login")),
        ("logged_in", Place("demo_app/\0.py", 1, "login")),
        ("logged_in", Place("demo_app/shop_app/shop.txt", 1, "login")),
    ],
)
def test_what_is_not_there_or_has_changed_is_not_pointed_at(source: Path, stage: str, where: Place) -> None:
    assert marked(run((stage, where)), source) is None


def test_a_file_that_is_no_python_any_more_is_not_pointed_at(source: Path) -> None:
    trace = run(("logged_in", place("login_twice", "login_user(")))
    (source / "demo_app" / "shop_app" / "shop.py").write_text("def login_twice(:", encoding="utf-8")
    assert marked(trace, source) is None


def test_what_flask_login_did_by_itself_is_marked_where_the_view_asked(source: Path) -> None:
    assert marked(run(("session_protected", None)), source) == ["@fresh_login_required"]
    assert marked(run(("session_protected", None), endpoint="shop.nowhere"), source) is None
    assert marked(run(("logged_in", None)), source) is None


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "login_manager.user_loader(accounts.by_id)"),
        ({"ALTERNATIVE_IDS": True}, "login_manager.user_loader(accounts.by_alternative_id)"),
    ],
)
def test_the_loader_is_the_one_that_the_settings_of_the_run_register(settings: dict[str, bool], line: str) -> None:
    trace = replace(
        run(("remembered", None)), app="flask", scenario=Scenario(title="Any", actions=(), settings=settings)
    )
    rows = table(trace)
    part = part_of_step(rows.steps[0], rows, trace)
    assert part is not None
    assert [one.text.strip() for one in part.lines if one.steps] == [line]


def test_an_app_that_is_no_demo_app_has_no_loader_to_show(source: Path) -> None:
    for app in ("my.own.app", "../..", "/etc"):
        assert marked(replace(run(("remembered", None)), app=app), source) is None
