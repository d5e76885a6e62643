"""A small app for trials, and the order to perform scenarios on it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tracer.recording.trials.order import AppFile, TrialOrder
from tracer.trace.scenario import Action, Scenario
from tracer.trace.visitor import Visitor

TEXT = """\
from flask import Flask, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"
PEOPLE = {"ada": "analytical-engine", "ben": "kite-and-key-1752"}
FORM = '<form method="post"><input name="name"><input name="password" type="password">'
FORM += '<input name="stay" type="checkbox"><button>Go</button></form>'


class Member(UserMixin):
    def __init__(self, name):
        self.id = name


@login_manager.user_loader
def load_member(name):
    return Member(name) if name in PEOPLE else None


@app.route("/")
def home():
    return "<h1>Choir</h1>"


@app.route("/login", methods=["GET", "POST"])
def login():
    name = request.form.get("name")
    if name in PEOPLE and PEOPLE[name] == request.form["password"]:
        login_user(Member(name), remember="stay" in request.form)
        return redirect(url_for("notes"))
    return FORM


@app.route("/logout", methods=["POST"])
def logout():
    logout_user()
    return redirect(url_for("home"))


@app.route("/notes")
@login_required
def notes():
    return f"<h1>Notes of {current_user.id}</h1>"
"""

PAGES = {"home": "/", "login": "/login", "protected": "/notes", "logout": "/logout"}
ACCOUNTS = {"ada": Visitor("ada", "analytical-engine"), "ben": Visitor("ben", "kite-and-key-1752")}

HOME = Action(do="visit", page="home")
NOTES = Action(do="visit", page="protected")
LOG_IN = Action(do="submit", page="login", account="ada", password="right")
STAY = Action(do="submit", page="login", account="ada", password="right", remember=True)
LOG_OUT = Action(do="click", page="logout")

IN_THE_VIEW = 'return "<h1>Choir</h1>"'


def scenario(name: str, *actions: Action) -> Scenario:
    return Scenario(name=name, title=f"the scenario {name}", actions=actions)


def scenarios(**actions: tuple[Action, ...]) -> dict[str, Scenario]:
    return {name: scenario(name, *done) for name, done in actions.items()}


def written(folder: Path, text: str = TEXT) -> Path:
    """Return the path of the app, written into a folder."""
    path = folder / "app.py"
    path.write_text(text, encoding="utf-8")
    return path


def order(folder: Path, performed: Mapping[str, Scenario], text: str = TEXT, **more: Any) -> TrialOrder:
    """Return the order to perform scenarios on the app with a text of its own."""
    given = TrialOrder(AppFile(str(written(folder, text))), performed, PAGES, ACCOUNTS, time_limit=30)
    return replace(given, **more)


def with_home(code: str) -> str:
    """Return the app with other code in the view of its home page."""
    assert IN_THE_VIEW in TEXT
    return TEXT.replace(IN_THE_VIEW, code)
