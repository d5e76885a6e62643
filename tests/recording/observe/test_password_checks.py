"""Password checks are seen in every common library, once each, whatever name the app holds them by."""

import functools
import sys
from collections.abc import Callable, Mapping
from types import ModuleType

import bcrypt
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from bcrypt import checkpw
from flask import Flask, request
from flask_bcrypt import Bcrypt
from flask_login import LoginManager
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.security import check_password_hash, generate_password_hash

from tracer.activities.record import record
from tracer.libraries import unmet
from tracer.recording.observe.stored_hashes import state_of_hash
from tracer.recording.recording import Recording
from tracer.stages import CredentialsChecked
from tracer.trace.facts import StageFacts
from tracer.trace.observed_facts import PasswordCheckFacts
from tracer.trace.table import steps

RIGHT, WRONG = "a right password", "a wrong password"
Check = Callable[[str], bool]

NEW_WERKZEUG = unmet({"werkzeug": "2.3"}) is None
METHODS = [*(["scrypt", "pbkdf2"] if NEW_WERKZEUG else []), "pbkdf2:sha256:10", "pbkdf2:sha512:10", "pbkdf2:sha1:10"]
"""The methods that the installed Werkzeug can hash by: scrypt, and pbkdf2 without its parts, are new in 2.3."""

WERKZEUG_HASH = generate_password_hash(RIGHT, "pbkdf2:sha256:1000")
BCRYPT_HASH = bcrypt.hashpw(RIGHT.encode(), bcrypt.gensalt(4))


def by_argon2() -> Check:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    stored = hasher.hash(RIGHT)

    def check(password: str) -> bool:
        try:
            return bool(hasher.verify(stored, password))
        except VerifyMismatchError:
            return False

    return check


def by_flask_bcrypt() -> Check:
    app_bcrypt = Bcrypt()
    return lambda password: bool(app_bcrypt.check_password_hash(BCRYPT_HASH, password))


class Held:
    """Holds the function as an attribute of its class."""

    check = staticmethod(check_password_hash)


CHECKS: Mapping[str, Check] = {
    "werkzeug": lambda password: check_password_hash(WERKZEUG_HASH, password),
    "werkzeug in a partial": functools.partial(check_password_hash, WERKZEUG_HASH),
    "werkzeug in a class": lambda password: Held.check(WERKZEUG_HASH, password),
    "werkzeug by keywords": lambda password: check_password_hash(pwhash=WERKZEUG_HASH, password=password),
    "bcrypt": lambda password: bcrypt.checkpw(password.encode(), BCRYPT_HASH),
    "bcrypt by its bare name": lambda password: checkpw(password.encode(), BCRYPT_HASH),
    "Flask-Bcrypt": by_flask_bcrypt(),
    "argon2": by_argon2(),
}


def app_with(check: Check) -> Flask:
    app = Flask("checking")
    app.secret_key = "fixed"
    LoginManager(app).user_loader(lambda _: None)

    @app.post("/check")
    def check_password() -> str:
        return str(check(request.form["password"]))

    return app


def checked(recording: Recording) -> list[bool | None]:
    facts = (facts.announced for facts in recording.trace.facts_of(StageFacts))
    return [announced.valid for announced in facts if isinstance(announced, CredentialsChecked)]


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_is_seen_once_and_nothing_of_the_password_is_kept(name: str) -> None:
    app = app_with(CHECKS[name])
    client = app.test_client()
    with record(app) as recording:
        assert client.post("/check", data={"password": RIGHT}).text == "True"
        assert client.post("/check", data={"password": WRONG}).text == "False"
    assert checked(recording) == [True, False]
    assert RIGHT not in repr(recording.events)
    # The check stands in this file, whatever library does it.
    places = {event.place.file for event in recording.events if event.name == "credentials_checked" and event.place}
    assert places == {"tests/recording/observe/test_password_checks.py"}
    # And not a second longer.
    client.post("/check", data={"password": RIGHT})
    assert checked(recording) == [True, False]


def test_a_library_that_is_imported_while_the_app_is_watched_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    class PasswordHash:
        """As pwdlib has it: its verify may itself ask another library that is watched."""

        def verify(self, password: str, stored: str) -> bool:
            return check_password_hash(stored, password)

    def late(password: str) -> bool:
        from pwdlib import PasswordHash  # type: ignore[import-not-found] # noqa: PLC0415 # made by this test

        return bool(PasswordHash().verify(password, WERKZEUG_HASH))

    app = app_with(late)
    with record(app) as recording:
        module = ModuleType("pwdlib")
        module.PasswordHash = PasswordHash  # type: ignore[attr-defined] # a module of this test
        PasswordHash.__module__, PasswordHash.verify.__module__ = "pwdlib", "pwdlib"
        PasswordHash.verify.__qualname__ = "PasswordHash.verify"
        monkeypatch.setitem(sys.modules, "pwdlib", module)
        app.test_client().post("/check", data={"password": RIGHT})
    assert checked(recording) == [True]
    (told,) = recording.trace.facts_of(PasswordCheckFacts)
    assert told.function == "pwdlib.PasswordHash.verify"


def test_a_check_that_raises_is_no_answer() -> None:
    app = app_with(lambda password: check_password_hash(None, password))  # type: ignore[arg-type] # the fault
    with record(app) as recording:
        assert app.test_client().post("/check", data={"password": RIGHT}).status_code == 500
    assert checked(recording) == []
    (told,) = recording.trace.facts_of(PasswordCheckFacts)
    assert (told.result, told.raised) == (None, "AttributeError")


def test_a_login_without_a_check_that_can_be_seen_says_not_observable() -> None:
    from flask_login import UserMixin, login_user  # noqa: PLC0415 # in this test only

    class Anybody(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
        id = 1

    app = app_with(lambda password: password == RIGHT and login_user(Anybody()))
    with record(app) as recording:
        app.test_client().post("/check", data={"password": RIGHT})
    (step,) = steps(recording.trace)
    assert step.row.input.endswith("the check of the password is not observable")


def state_of_werkzeugs(stored: object) -> str | None:
    return state_of_hash(stored, "werkzeug", raised=False).state


@pytest.mark.parametrize("method", METHODS)
def test_a_whole_hash_is_told_from_one_that_is_cut_off(method: str) -> None:
    whole = generate_password_hash(RIGHT, method)
    assert state_of_werkzeugs(whole) == "whole"
    for length in (len(whole) - 1, 64, len(whole) // 2):
        assert state_of_werkzeugs(whole[:length]) == "cut off"


@given(st.text())
def test_what_is_no_hash_is_never_taken_for_a_whole_one(text: str) -> None:
    assert state_of_werkzeugs(text) != "whole"


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        ("a password", "no hash"),
        ("$2b$04$abc", "another method"),
        (b"bytes", None),
        (None, None),
        ("", None),
        ("pbkdf2:new$x$y", None),
    ],
)
def test_what_cannot_be_told_is_not_told(stored: object, state: str | None) -> None:
    assert state_of_werkzeugs(stored) == state


DUMMY = "pbkdf2:sha256:1$ab$00"


class Settings:
    """Holds a text of the app's own."""

    NO_HASH = "pbkdf2:sha256:1$ab$11"


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (lambda password: check_password_hash("pbkdf2:sha256:1$ab$22", password), None),
        (lambda password: check_password_hash(DUMMY, password), None),
        (lambda password: check_password_hash(Settings.NO_HASH, password), None),
        (lambda password: check_password_hash("!".ljust(1), password), None),
        (lambda password: check_password_hash("pbkdf2:sha256:1$ab$" + 3 * str(len(password)), password), "cut off"),
        (lambda password: check_password_hash(password.upper(), password), "no hash"),
    ],
)
def test_what_was_never_meant_to_be_a_hash_is_not_told(check: Check, told: str | None) -> None:
    app = app_with(check)
    with record(app) as recording:
        app.test_client().post("/check", data={"password": RIGHT})
    (seen,) = recording.trace.facts_of(PasswordCheckFacts)
    assert (seen.result, seen.stored_hash) == (False, told)
