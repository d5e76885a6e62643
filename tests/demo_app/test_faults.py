"""Each faulty app is the demo app with exactly one part broken, and is healthy again when that part is mended."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask_login import UserMixin

from demo_app import accounts, flask_app
from demo_app.faults import FAULTS, HEALTHY, crash_at_login, create_app, variant
from demo_app.faults.parts import PARTS
from demo_app.faults.remedies import REMEDIES
from demo_app.flask_app.settings import DEFAULTS
from tests.course import CHEAP

FOLDER = Path(__file__).resolve().parents[2] / "demo_app" / "faults"

WHERE: Mapping[str, frozenset[str]] = {
    "guard": frozenset({"endpoint pages.protected"}),
    "password-store": frozenset({"stored hashes"}),
    "login": frozenset({"endpoint authentication.login"}),
    "destination": frozenset({"endpoint authentication.login"}),
    "login-page": frozenset({"endpoint authentication.login_form"}),
    "login-view": frozenset({"login manager login_view"}),
    "user-class": frozenset({"user class"}),
    "user-loader": frozenset({"loaders"}),
    "logout": frozenset({"endpoint authentication.logout"}),
    "hooks": frozenset({"hooks before"}),
    "home-page": frozenset({"endpoint pages.home"}),
    "secret-key": frozenset({"secret key"}),
    "session-cookie": frozenset({"config SESSION_COOKIE_SECURE"}),
    "remember-cookie": frozenset({"config REMEMBER_COOKIE_REFRESH_EACH_REQUEST"}),
    "session-protection": frozenset({"config SESSION_PROTECTION"}),
}
"""Where in an app each part is found."""


SETTINGS: Mapping[str, object] = {"PASSWORD_HASH_METHOD": CHEAP, "SECRET_KEY": "the same for all"}


PASSWORDS: Mapping[str, str] = cast("Mapping[str, str]", DEFAULTS["ACCOUNTS"])

EVIL = "https://evil.example/"


def module_of(name: str) -> Any:
    return import_module(f"demo_app.faults.{name.replace('-', '_')}")


def app_named(name: str, folder: Path) -> Flask:
    return create_app(name, {"DATABASE": str(folder / f"{len(list(folder.iterdir()))}.sqlite3"), **SETTINGS})


def name_of(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}" if function is not None else "none"


def anatomy(app: Flask) -> dict[str, object]:
    """Return everything of an app that a fault could change, by where it is found."""
    manager: Any = app.login_manager  # type: ignore[attr-defined] # Flask-Login puts it there
    return {
        **dict(_endpoints(app)),
        **{f"config {key}": repr(value) for key, value in app.config.items() if key not in {"DATABASE", "SECRET_KEY"}},
        **{f"login manager {key}": repr(value) for key, value in vars(manager).items() if "callback" not in key},
        "login manager class": name_of(type(manager)),
        "login manager handlers": (name_of(manager.unauthorized_callback), name_of(manager.needs_refresh_callback)),
        "loaders": (name_of(manager.user_callback), name_of(manager.request_callback)),
        "hooks before": [name_of(hook) for hook in app.before_request_funcs.get(None, [])],
        "hooks after": [name_of(hook) for hook in app.after_request_funcs.get(None, [])],
        "hooks in templates": [name_of(hook) for hook in app.template_context_processors[None]],
        "error handlers": repr(dict(app.error_handler_spec)),
        "user class": name_of(app.extensions["accounts"].user_class),
        "secret key": app.secret_key,
        "stored hashes": _lengths_of_hashes(app),
    }


def _endpoints(app: Flask) -> Iterator[tuple[str, object]]:
    for endpoint, view in app.view_functions.items():
        methods = {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods or ()}
        paths = {rule.rule for rule in app.url_map.iter_rules(endpoint)}
        yield f"endpoint {endpoint}", (name_of(view), sorted(paths), sorted(methods))


def _lengths_of_hashes(app: Flask) -> list[int]:
    with closing(sqlite3.connect(app.config["DATABASE"])) as connection:
        return [length for (length,) in connection.execute("SELECT length(password_hash) FROM account ORDER BY id")]


def differing(one: Flask, other: Flask) -> set[str]:
    left, right = anatomy(one), anatomy(other)
    return {key for key in {*left, *right} if left.get(key) != right.get(key)}


def test_every_module_of_a_fault_is_listed() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "parts", "remedies"}
    assert modules == {name.replace("-", "_") for name in FAULTS}
    assert set(WHERE) == set(PARTS)


@pytest.mark.parametrize("name", FAULTS)
def test_the_docstring_tells_the_symptom_in_somebodys_words(name: str) -> None:
    assert (module_of(name).__doc__ or "").startswith('Symptom: "')


@pytest.mark.parametrize("name", FAULTS)
def test_exactly_one_part_is_broken(name: str, tmp_path: Path) -> None:
    part = module_of(name).PART
    assert part in PARTS
    found = differing(app_named(name, tmp_path), app_named(HEALTHY, tmp_path))
    assert len(found) == 1
    assert found <= WHERE[part]


@pytest.mark.parametrize("name", FAULTS)
def test_mending_that_part_mends_the_app_and_mending_another_does_not(name: str, tmp_path: Path) -> None:
    broken, healthy = app_named(name, tmp_path), app_named(HEALTHY, tmp_path)
    own = module_of(name).PART
    for part in (own, next(part for part in PARTS if part != own)):
        mended = app_named(f"{name}+{part}", tmp_path)
        assert not differing(mended, healthy if part == own else broken), part


def test_the_healthy_app_is_the_demo_app(tmp_path: Path) -> None:
    settings = {"DATABASE": str(tmp_path / "users.sqlite3"), **SETTINGS}
    assert not differing(create_app(HEALTHY, settings), flask_app.create_app(settings))


@pytest.mark.parametrize("remedy", REMEDIES)
def test_every_remedy_says_what_it_changes_and_changes_it(remedy: str, tmp_path: Path) -> None:
    assert REMEDIES[remedy].__doc__
    assert differing(app_named(f"{HEALTHY}+{remedy}", tmp_path), app_named(HEALTHY, tmp_path))


def test_no_name_is_a_part_and_a_remedy() -> None:
    assert not set(PARTS) & set(REMEDIES)


def test_the_class_of_our_own_lacks_nothing_but_the_mixin(tmp_path: Path) -> None:
    """The remedy, taken literally, is the whole one: who is switched off stays out."""
    own = {name for name in vars(accounts.User) if not name.startswith("__")}
    assert own == {name for name in vars(crash_at_login.User) if not name.startswith("__")}
    mended = type("User", (UserMixin,), {name: vars(crash_at_login.User)[name] for name in (*own, "__init__")})
    app = app_named("crash-at-login", tmp_path)
    app.extensions["accounts"].user_class = mended
    app.extensions["accounts"].set_active("ben", active=False)
    answers = {name: _log_in(app, name).status_code for name in ("ada", "ben")}
    assert answers == {"ada": 302, "ben": 403}


def test_what_leads_away_only_leaves_out_the_check(tmp_path: Path) -> None:
    """The wish is read from the session where the settings say so, as in the healthy app."""
    for name, first, second in (("away-to-another-site", EVIL, "/"), (HEALTHY, "/", "/")):
        assert _log_in(app_named(name, tmp_path), "ada", next=EVIL).location == first
        app = app_named(f"{name}+next-in-the-session", tmp_path)
        assert _log_in(app, "ada", next=EVIL).location == second


def _log_in(app: Flask, name: str, **query: str) -> Any:
    form = {"username": name, "password": PASSWORDS[name]}
    return app.test_client().post("/login", data=form, query_string=query)


def test_the_login_page_that_loses_next_differs_in_one_line_from_the_healthy_one() -> None:
    healthy = (FOLDER.parent / "flask_app" / "templates" / "login.html").read_text(encoding="utf-8").splitlines()
    broken = (FOLDER / "templates" / "faults" / "login_of_always_the_home_page.html").read_text(encoding="utf-8")
    pairs = zip(healthy, broken.splitlines(), strict=True)
    (difference,) = [pair for pair in pairs if pair[0] != pair[1]]
    assert difference[0].replace(", next=request.args.get('next')", "") == difference[1]


@pytest.mark.parametrize("name", ["nothing", "bare-401+nothing", ""])
def test_an_app_that_does_not_exist_is_named_with_those_that_do(name: str) -> None:
    with pytest.raises(LookupError, match="There are: "):
        variant(name)


def test_without_a_setting_a_fault_spoils_accounts_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_HOME", str(tmp_path))
    create_app("password-never-right", {"PASSWORD_HASH_METHOD": CHEAP})
    assert [path.name for path in tmp_path.iterdir()] == ["password_never_right.sqlite3"]
