"""Small projects with an app and its tests, as people have them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from tracer.mutants.mutant import Mutant
from tracer.mutants.own_sources import own_sources
from tracer.mutants.source_file import Edit, SourceFile
from tracer.test_suites.command import SuiteCommand
from tracer.test_suites.suite_processes import SuiteProcesses
from tracer.test_suites.trial import MutantTrial, try_mutants
from tracer.test_suites.unmutated_run import ObservedSuite, observe_suite

PLUGINS = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
"""The variable with which pytest loads none of the plugins that are installed; when it is empty all are loaded."""

SHOP = """
from flask import Flask
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user

app = Flask(__name__)
app.secret_key = "change-me-before-you-go-live"
login_manager = LoginManager(app)
login_manager.login_view = "login"


class User(UserMixin):
    id = "ada"


@login_manager.user_loader
def load_user(user_id):
    return User() if user_id == "ada" else None


@app.get("/")
def index():
    return "Shop"


@app.route("/login", methods=["GET", "POST"])
def login():
    login_user(User())
    return "Welcome"


@app.get("/account")
@login_required
def account():
    return "Account of " + current_user.id


@app.post("/logout")
def logout():
    logout_user()
    return "Bye"
"""

FIXTURES = """
import pytest
from shop import app


@pytest.fixture
def client():
    app.testing = True
    return app.test_client()
"""


@dataclass(frozen=True)
class Project:
    """A folder with an app and its tests.

    Attributes:
        folder: The folder.
        scratch: A folder for what runs write.
    """

    folder: Path
    scratch: Path

    def write(self, **texts: str) -> None:
        """Write files of Python, by their names without the ending."""
        for name, text in texts.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")

    @property
    def source(self) -> SourceFile:
        """The file of the app."""
        (source,) = own_sources(self.folder / "shop.py")
        return source

    def mutant(self, before: str, after: str) -> Mutant:
        """Return a mutant of the app in which one text stands in the place of another."""
        start = self.source.text.index(before)
        line = self.source.text[:start].count("\n") + 1
        edit = Edit(start, start + len(before), after)
        return Mutant("guard-removed", self.source.path, line, "account", "account", (edit,))

    def observed(self, mutants: Sequence[Mutant], *arguments: str) -> ObservedSuite:
        """Run the tests on the app as it is."""
        command = SuiteCommand.of(("python", "-m", "pytest", *arguments), os.environ, self.folder)
        return observe_suite(command, str(self.scratch), [self.source], mutants)

    def tried(self, mutant: Mutant, *arguments: str) -> MutantTrial:
        """Return what becomes of a mutant."""
        suite = self.observed([mutant], *arguments)
        with SuiteProcesses(1, suite.ended.libraries) as processes:
            (trial,) = try_mutants(suite, [mutant], processes)
        return trial

    def hashes(self) -> Mapping[str, str]:
        """Return a hash of each file in the folder."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(autouse=True)
def no_other_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests of the projects run without the plugins that are installed for ours.

    Importing those takes two thirds of a run: Hypothesis alone a third. A test for which they matter
    empties the variable.
    """
    monkeypatch.setenv(PLUGINS, "1")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A folder with a small shop; afterwards nothing has changed there, and nothing is left in the scratch folder."""
    made = Project(tmp_path / "project", tmp_path / "scratch")
    made.folder.mkdir()
    made.scratch.mkdir()
    made.write(shop=SHOP, conftest=FIXTURES)
    monkeypatch.chdir(made.folder)
    yield made
    assert {path.name for path in made.scratch.iterdir()} <= {"bytecode"}
    assert {path.suffix for path in made.folder.rglob("*") if path.is_file()} == {".py"}
