"""``inspect`` says what can be said without a request; ``explain`` says what a finding means."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import flask_login
import pytest

from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tests.cli.watched_app import FOREIGN, ONE_FILE
from tracer.findings.catalogue import codes, page
from tracer.mutants.catalogue import BY_NAME, KINDS, kind_page
from tracer.mutants.mutant import MutantKind
from tracer.trace.plain_values import as_mapping

KEYS = (
    ("'a key of this app that nobody else knows'", None),
    ("__import__('secrets').token_hex()", "It is another one at every start"),
    ("'k3y'", "It is so short that it can be guessed"),
)


def changed(folder: Path, old: str, new: str) -> str:
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    assert old in source
    (folder / "shop.py").write_text(source.replace(old, new), encoding="utf-8")
    return str(folder / "shop.py")


def test_the_views_and_the_login_are_told() -> None:
    done = tracer("inspect", ONE_FILE, settings={"COLUMNS": "100"})
    assert (done.returncode, done.stderr) == (0, "")
    for text in ("✓ users (login_required)", "login at /login", "in a signed cookie, for 31 days", "Nothing wrong"):
        assert text in done.stdout
    assert "production" not in done.stdout


def test_a_guard_above_the_route_is_found_without_a_request(tmp_path: Path) -> None:
    target = changed(tmp_path, '@app.route("/account")\n@login_required', '@login_required\n@app.route("/account")')
    done = tracer("inspect", target, "--plain")
    assert done.returncode == 1
    assert "GET /account (account): no guard seen; @login_required stands above @route" in done.stdout
    assert "guard-above-route" in done.stdout
    assert "shop.py:" in done.stdout


@pytest.mark.parametrize(("key", "advice"), KEYS)
def test_a_secret_key_is_judged_for_production(key: str, advice: str | None, tmp_path: Path) -> None:
    target = changed(tmp_path, '"a key of this app that nobody else knows"', key)
    done = tracer("inspect", target, "--production", "--plain")
    assert done.returncode == ("token_hex" in key), done.stderr
    assert ("secret-key-made-at-start" in done.stdout) is ("token_hex" in key)
    assert "Set SESSION_COOKIE_SECURE = True" in done.stdout
    if advice is None:
        assert "  secret key:" not in done.stdout
    else:
        assert advice in done.stdout
    assert key.strip("'") not in done.stdout


def test_the_description_can_be_had_as_json() -> None:
    told = json.loads(tracer("inspect", ONE_FILE, "--json", "--production").stdout)
    assert told["format_version"] == 1
    views = {as_mapping(view)["rule"]: as_mapping(view) for view in told["app"]["views"]}
    assert views["/account"]["guards"] == ["login_required"]
    assert told["findings"] == []
    assert {note["topic"] for note in told["notes"]} >= {"session cookie", "remember cookie"}
    assert {note["code"] for note in told["notes"]} == {None}


def test_a_guard_above_the_route_is_no_finding_where_a_hook_guards(tmp_path: Path) -> None:
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    source = source.replace('@app.route("/account")\n@login_required', '@login_required\n@app.route("/account")')
    hook = """

@app.before_request
def guard():
    if request.endpoint != "login" and not current_user.is_authenticated:
        return redirect(url_for("login"))
"""
    (tmp_path / "shop.py").write_text(source + hook, encoding="utf-8")
    done = tracer("inspect", str(tmp_path / "shop.py"), "--plain")
    assert "guard-above-route" not in done.stdout
    assert "GET /account (account): open to users (the hook guard); @login_required stands above @route" in done.stdout
    assert "(login): no guard seen." in done.stdout


def test_a_logout_by_get_is_advised_against(tmp_path: Path) -> None:
    target = changed(tmp_path, '@app.route("/logout", methods=["POST"])', '@app.route("/logout")')
    done = tracer("inspect", target, "--production", "--plain")
    assert done.returncode == 0
    assert "logout by GET: /logout answers to GET" in done.stdout
    assert "    More: python -m tracer explain logout-by-get\n" in done.stdout
    assert "logout by GET" not in tracer("inspect", ONE_FILE, "--production", "--plain").stdout


@pytest.mark.parametrize("words", ["user, remember=True", "user, True"])
def test_a_login_that_remembers_everybody_is_advice_for_production_and_no_finding(words: str, tmp_path: Path) -> None:
    text = (FOREIGN / "one_file.py").read_text(encoding="utf-8")
    asked = 'login_user(user, remember="stay" in request.form)'
    assert asked in text
    (tmp_path / "shop.py").write_text(text.replace(asked, f"login_user({words})"), encoding="utf-8")
    done = tracer("inspect", f"{tmp_path / 'shop.py'}:app", "--production", "--plain")
    assert done.returncode == 0
    assert "/login remembers everybody: it calls login_user() with remember=True" in done.stdout
    assert "remembers everybody" not in tracer("inspect", ONE_FILE, "--production", "--plain").stdout


def test_an_app_that_cannot_be_loaded_twice_is_told_so(tmp_path: Path) -> None:
    mark = "import os, pathlib\nmark = pathlib.Path(__file__).with_suffix('.mark')\n"
    once = f"{mark}if mark.exists(): os._exit(9)\nmark.touch()\n"
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    docstring, rest = source.split("\n", 1)
    (tmp_path / "shop.py").write_text(f"{docstring}\n{once}{rest}", encoding="utf-8")
    done = tracer("inspect", str(tmp_path / "shop.py"), "--plain")
    assert "whether it stays the same is not known: loading the app a second time failed" in done.stdout
    assert done.returncode == 0


ASKED = """
from flask import Flask, abort, redirect
from flask_login import LoginManager, UserMixin, current_user, login_required, logout_user

app = Flask(__name__)
app.secret_key = "a key of this app that nobody else knows"
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://ada:correct-horse@db.example:5432/shop?sslkey=hidden"
manager = LoginManager(app)
manager.login_view = "login"


@manager.user_loader
def load(number):
    return None


@app.before_request
def note():
    print("this is no answer")


@app.get("/login")
def login():
    return "form"


@app.get("/account")
@login_required
def account():
    return "account"


@app.get("/orders/<int:number>")
@login_required
def order(number):
    return "order"


@app.get("/fails")
def fails():
    raise KeyError("nothing that may be told")


@app.get("/leave")
def leave():
    logout_user()
    raise SystemExit


@app.get("/delete-everything")
def delete_everything():
    raise SystemExit


@app.get("/by-magic")
def by_magic():
    exec("from flask_login import current_user as u\\nif not u.is_authenticated: abort(401)", {"abort": abort})
    return "page"


def seems_to_guard(view):
    from functools import wraps

    @wraps(view)
    def inner():
        if not current_user.is_authenticated and not app.config["OPEN_DOORS"][0]:
            return redirect("/login")
        return view()

    return inner


@app.get("/half")
@seems_to_guard
def half():
    return "half"


app.config["OPEN_DOORS"] = [True]
"""


@pytest.fixture
def asked(tmp_path: Path) -> str:
    (tmp_path / "shop.py").write_text(ASKED, encoding="utf-8")
    return str(tmp_path / "shop.py")


def test_a_stranger_asks_the_pages(asked: str) -> None:
    done = tracer("inspect", asked, "--ask", "--yes", "--plain", "--value", "number=7")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    told = {line.split()[1]: after.strip() for line, after in pairwise(lines) if line[:4] == "GET "}
    assert told == {
        "/account": "A stranger: 302 to /login, turned away.",
        "/by-magic": "A stranger: 401, turned away: differs from what the code says.",
        "/delete-everything": "A stranger: not asked: by its name it may change something.",
        "/fails": "A stranger: KeyError was raised (500).",
        "/half": "A stranger: 200, let in.",
        "/leave": "A stranger: not asked: it logs out.",
        "/login": "A stranger: 200, let in.",
        "/orders/<int:number>": "A stranger: 302 to /login, turned away.",
        "/static/<path:filename>": "A stranger: not asked: a static file.",
    }
    assert "SQLALCHEMY_DATABASE_URI: postgresql://…@db.example:5432/shop" in done.stderr
    for hidden in ("correct-horse", "ada", "sslkey"):
        assert hidden not in done.stderr.replace("readable", "")
    assert "≠" in tracer("inspect", asked, "--ask", "--yes", settings={"COLUMNS": "160"}).stdout


def test_what_a_stranger_was_answered_can_be_had_as_json(asked: str) -> None:
    told = json.loads(tracer("inspect", asked, "--ask", "--yes", "--json").stdout)
    answers = {answer["rule"]: answer for answer in told["asked"]["answers"]}
    assert answers["/account"] == {
        "rule": "/account", "endpoint": "account", "status": 302, "location": "/login", "raised": None, "in_time": True,
        "reception": "turned away", "differs": False,
    }  # fmt: skip
    assert answers["/by-magic"]["differs"] is True
    left_out = {each["rule"]: each["why"] for each in told["asked"]["left_out"]}
    assert left_out["/orders/<int:number>"] == "it needs --value number=..."
    assert told["second_load"] == "made"


def test_without_a_terminal_nobody_is_asked_whether_requests_may_be_sent(asked: str) -> None:
    done = tracer("inspect", asked, "--ask")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes" in done.stderr


@pytest.mark.parametrize("words", [("--yes",), ("--value", "number=1"), ("--ask", "--yes", "--value", "number")])
def test_options_that_do_not_fit_are_refused(words: tuple[str, ...], asked: str) -> None:
    done = tracer("inspect", asked, *words)
    assert (done.returncode, done.stdout) == (2, "")


def test_an_app_with_its_own_copy_of_flask_login_is_told_so(tmp_path: Path) -> None:
    vendor = tmp_path / "store" / "vendor"
    shutil.copytree(Path(flask_login.__file__).parent, vendor / "flask_login")
    (vendor / "__init__.py").touch()
    for file in (vendor / "flask_login").glob("*.py"):
        text = file.read_text("utf-8")
        # Version 0.6.2 asks the installed Flask-Login for its version.
        file.write_text(text.replace("from flask_login", "from store.vendor.flask_login"), encoding="utf-8")
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    (tmp_path / "store" / "__init__.py").write_text(
        source.replace("from flask_login import", "from store.vendor.flask_login import"), encoding="utf-8"
    )
    done = tracer_process("inspect", f"{tmp_path / 'store'}:app", "--plain")
    assert "a copy that the app carries, store.vendor.flask_login: its logins cannot be observed" in done.stdout
    assert "Findings: none" in done.stdout
    assert "GET /account (account): open to " in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("columns", ["40", "60", "200"])
def test_the_report_fits_its_width(columns: str) -> None:
    done = tracer("inspect", ONE_FILE, settings={"COLUMNS": columns})
    assert max(map(len, done.stdout.splitlines())) <= int(columns)


@pytest.mark.parametrize("home", ["a file", "a folder that cannot be", "damaged"])
def test_a_folder_that_cannot_keep_the_accounts_of_the_demo_app_is_named(home: str, tmp_path: Path) -> None:
    folder = tmp_path / home
    if home == "damaged":
        folder.mkdir()
        (folder / "demo.sqlite3").write_text("no database at all, but long enough to look like one\n" * 100)
    else:
        (tmp_path / "a file").touch()
    if home == "a folder that cannot be":
        folder = tmp_path / "a file" / "below"
    done = tracer("inspect", "demo", settings={"TRACER_HOME": str(folder)})
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Error: The accounts of the demo app cannot be kept (")
    assert "Let TRACER_HOME name a folder that can be written" in done.stderr


def test_a_code_is_explained() -> None:
    done = tracer("explain", "session-cleared-after-logout", settings={"COLUMNS": "80"})
    assert done.returncode == 0
    told = page("session-cleared-after-logout")
    for text in (told.title, "What you see", "Why", "What to do", "session.clear()", "In the trace"):
        assert text in done.stdout


def test_all_findings_are_listed_and_all_mistakes_apart_from_them() -> None:
    lines = [line.partition(":")[0] for line in tracer("explain", "--plain").stdout.splitlines() if line]
    mistakes = lines.index("Mistakes that a hunt hides in an app")
    assert lines[0] == "What can be found in a run"
    assert [line.strip() for line in lines[1:mistakes]] == list(codes())
    assert [line.strip() for line in lines[mistakes + 1 :]] == list(BY_NAME)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_mistake_is_explained(kind: MutantKind) -> None:
    told = kind_page(kind)
    done = tracer("explain", kind.name, "--plain")
    assert done.returncode == 0
    assert done.stdout.startswith(f"{kind.name}. {told.title}.\nWhat you see:\n")


def test_an_unknown_code_is_told_the_nearest() -> None:
    done = tracer("explain", "logout-by-gte")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "logout-by-get"?' in done.stderr


def test_a_code_that_is_like_no_other_is_told_what_lists_them() -> None:
    done = tracer("explain", "xyz")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("See: python -m tracer explain\n")
