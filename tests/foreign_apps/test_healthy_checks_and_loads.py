"""Ways to check a password, to load a user and to end an answer that look like a fault and are none."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.foreign_apps.patterns import FORM, Change, Pattern, also, log_in, then
from tests.foreign_apps.test_faults import CONFIG
from tests.foreign_apps.test_faults_that_raise import (
    BCRYPT,
    BY_BCRYPT,
    BY_FLASK_BCRYPT,
    WITH_BCRYPT,
    checked,
    importing,
    in_class,
    loading,
    logging_in,
    stored,
)
from tracer.findings import find

ONE_AFTER_THE_OTHER = also(
    """
def fits(stored, typed):
    try:
        return check_password_hash(stored, typed)
    except (TypeError, ValueError):
        return bcrypt.checkpw(typed.encode(), stored.encode())
"""
)
IN_TWO_WAYS = checked('fits(user.password_hash, request.form["secret"])')

OWN_CHECK_OF_OLD_HASHES = also(
    """
import hashlib

def fits(stored, typed):
    try:
        return check_password_hash(stored, typed)
    except (TypeError, ValueError):
        return hashlib.md5(("ab" + typed).encode()).hexdigest() == stored.rpartition("$")[2]
"""
)

OLD_STYLE = in_class(
    "def is_authenticated(self):",
    "    'Whether it is somebody.'",
    "    return True",
    "def is_anonymous(self):",
    "    return False",
)

ASKS_ITSELF = [
    ("    @property\n    def is_active", "    def is_active"),
    ("        if not login_user(user", "        if not user.is_active() or not login_user(user"),
]

DIRECTORY = also(
    """
class DirectoryUser(UserMixin):
    def __init__(self, user):
        self.id, self.email = user.id, user.name + "@example.com"
"""
)

DELEGATING = also(
    """
class Account:
    def __init__(self, user):
        self.user = user
    def __getattr__(self, name):
        return getattr(self.user, name)
"""
)

WITHOUT_MIXIN = also(
    """
class Plain:
    __slots__ = ("is_active", "is_anonymous", "is_authenticated", "name")
    def __init__(self, name):
        self.name, self.is_active, self.is_authenticated, self.is_anonymous = name, True, True, False
    def get_id(self):
        return "1"
"""
)

SEE_AS = also(
    """
@app.route("/see-as/<int:number>")
@login_required
def see_as(number):
    session["sees_as"] = number
    return page("Seeing")
"""
)

AGAIN = """
@app.route("/again")
@login_required
def again():
    login_user(current_user._get_current_object())
    return page("Again")
"""

KEEP = """
@app.route("/keep")
def keep():
    now = datetime.datetime.now(datetime.timezone.utc)
    session["kept"] = [uuid.uuid4(), Markup("x"), b"1", (1, 2.5), {"at": now}, decimal.Decimal(1), None]
    return page("Kept")
"""

INHERITED = also("class Member(User):\n    pass\n")


def log_in_and_mistype(client: FlaskClient) -> None:
    client.post("/login", data={**FORM, "secret": "a wrong one"})
    log_in(client)
    client.get("/account")


def settings(*lines: str) -> Change:
    return CONFIG, CONFIG + "".join(f"app.config.{line}\n" for line in lines)


PATTERNS: Sequence[Pattern] = (
    # Checks.
    Pattern("bcrypt", [WITH_BCRYPT, stored(BCRYPT), BY_BCRYPT], log_in_and_mistype),
    Pattern(
        "Flask-Bcrypt, and the hash as text",
        [WITH_BCRYPT, stored(f"{BCRYPT}.decode()"), BY_FLASK_BCRYPT],
        log_in_and_mistype,
    ),
    Pattern(
        "one library after the other",
        [WITH_BCRYPT, stored(f"{BCRYPT}.decode()"), IN_TWO_WAYS, ONE_AFTER_THE_OTHER],
        log_in_and_mistype,
    ),
    Pattern(
        "an old hash that the app checks itself",
        [
            importing("import hashlib"),
            stored('"md5$ab$" + hashlib.md5(("ab" + password).encode()).hexdigest()'),
            IN_TWO_WAYS,
            OWN_CHECK_OF_OLD_HASHES,
        ],
        then("/account"),
    ),
    Pattern("an account that is locked by a mark", [stored('"!"')], then("/account")),
    # Users.
    Pattern("methods that are always true", [OLD_STYLE], then("/account")),
    Pattern("a method that the app asks itself", ASKS_ITSELF, then("/account")),
    Pattern(
        "a user without the mixin",
        [WITHOUT_MIXIN, logging_in("login_user(Plain(user.name))"), loading("return Plain('grace')")],
        then("/account", "/hello"),
    ),
    Pattern(
        "a user who passes on what is asked",
        [DELEGATING, loading("return Account(USERS[int(user_id)])")],
        then("/account", "/hello"),
    ),
    Pattern(
        "two classes for one person",
        [DIRECTORY, logging_in("login_user(DirectoryUser(user))")],
        then("/account", "/hello"),
    ),
    Pattern(
        "a class that inherits",
        [INHERITED, logging_in("login_user(Member(user.id, user.name, 'x'))")],
        then("/account"),
    ),
    Pattern(
        "seeing the site as somebody else",
        [
            SEE_AS,
            (
                'USERS = {1: User(1, "grace", "flow-matic-1955")}',
                'USERS = {1: User(1, "grace", "flow-matic-1955"), 2: User(2, "ada", "x")}',
            ),
            loading("return USERS.get(session.get('sees_as', int(user_id)))"),
        ],
        then("/see-as/2", "/account"),
    ),
    Pattern(
        "current_user logged in again",
        [
            also(AGAIN),
        ],
        then("/again", "/account"),
    ),
    *(
        Pattern(
            f"an id that is {name}",
            [
                importing("import uuid"),
                in_class("def get_id(self):", f"    return {made}"),
                loading(f"return USERS[1] if user_id == {made} else None"),
            ],
            then("/account"),
        )
        for name, made in {
            "a number": "1",
            "a UUID": "uuid.UUID(int=1)",
            "bytes": "b'1'",
            "a pair": "('user', 1)",
        }.items()
    ),
    # Answers.
    Pattern(
        "settings of every right type",
        [
            settings(
                'update(REMEMBER_COOKIE_DURATION=3600, PERMANENT_SESSION_LIFETIME=3600, SESSION_COOKIE_SAMESITE="lax")',
                "update(REMEMBER_COOKIE_DOMAIN=None, REMEMBER_COOKIE_SAMESITE=None, SESSION_COOKIE_DOMAIN=None)",
            )
        ],
        then("/account"),
    ),
    Pattern(
        "no duration, and nobody is remembered", [settings("update(REMEMBER_COOKIE_DURATION=None)")], then("/account")
    ),
    Pattern(
        "values that Flask's session can hold",
        [
            importing("import datetime, decimal, uuid", "from markupsafe import Markup"),
            also(KEEP),
        ],
        then("/keep", "/account"),
    ),
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_nothing_is_found(pattern: Pattern, tmp_path: Path) -> None:
    trace = pattern.trace(tmp_path)

    assert [(finding.code, finding.what) for finding in find(trace)] == []
    assert not list(trace.of_kind("fault", "exception"))
