"""Faults that raise, or that make a check or a load come out wrong: the cause is named, and nothing else is."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from tests.foreign_apps.driver import HOOKS, LOGIN, ONE_FILE, REMEMBER, VISIT
from tests.foreign_apps.patterns import LOAD_USER, Change, also
from tests.foreign_apps.test_faults import MORE_PAGES, Fault, config
from tracer.findings import Finding, find
from tracer.libraries import unmet
from tracer.trace.scenario import Action

STORED = 'self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")'
CHECKED = 'check_password_hash(user.password_hash, request.form["secret"])'
IMPORTS = "from urllib.parse import urlsplit\n"
CART = Action(do="visit", page="cart")
HELLO = Action(do="visit", page="hello")
USER = "class User(UserMixin):\n"
GET_ID = "    @property\n    def is_active(self):\n        return self.enabled\n"
TO_INDEX = 'else url_for("index"))'


def stored(expression: str) -> Change:
    """Store something else than the hash that Werkzeug makes of a password."""
    return STORED, f"self.password_hash = {expression}"


def checked(expression: str) -> Change:
    """Check the password in another way."""
    return CHECKED, expression


def importing(*lines: str) -> Change:
    return IMPORTS, "\n".join([*lines, IMPORTS])


def loading(*lines: str) -> Change:
    """Write another user_loader."""
    return LOAD_USER, "".join(f"    {line}\n" for line in lines)


def in_class(*lines: str) -> Change:
    """Put something into the class of the users."""
    return USER, USER + "".join(f"    {line}\n" for line in lines) + "\n"


def logging_in(call: str) -> Change:
    """Log in by another call of login_user."""
    return 'login_user(user, remember="stay" in request.form)', call


BCRYPT = "bcrypt.hashpw(password.encode(), bcrypt.gensalt(4))"
BY_BCRYPT = checked('bcrypt.checkpw(request.form["secret"].encode(), user.password_hash)')
BY_FLASK_BCRYPT = checked('Bcrypt().check_password_hash(user.password_hash, request.form["secret"])')
WITH_BCRYPT = importing("import bcrypt", "from flask_bcrypt import Bcrypt")

CHECKS: Sequence[tuple[str, str, Sequence[Change]]] = (
    ("a digest of before Werkzeug 3", "password-hash-method-gone", [stored('"sha1$ab$" + 40 * "0"')]),
    ("the password itself", "password-hash-unreadable", [stored("password")]),
    (
        "bytes as Python prints them",
        "password-hash-bytes-as-text",
        [WITH_BCRYPT, stored(f"str({BCRYPT})"), BY_FLASK_BCRYPT],
    ),
    (
        "bytes as PostgreSQL prints them",
        "password-hash-bytes-as-text",
        [WITH_BCRYPT, stored(f'("\\\\x" + {BCRYPT}.hex()).encode()'), BY_BCRYPT],
    ),
    (
        "a printed hash of Werkzeug's",
        "password-hash-bytes-as-text",
        [stored('str(generate_password_hash(password, "pbkdf2:sha256:1000").encode())')],
    ),
    (
        "a hash of bcrypt for Werkzeug",
        "password-hash-of-another-library",
        [WITH_BCRYPT, stored(f"{BCRYPT}.decode()")],
    ),
    ("a hash of Werkzeug's for bcrypt", "password-hash-of-another-library", [WITH_BCRYPT, BY_FLASK_BCRYPT]),
    ("a hash of bcrypt cut off", "password-hash-cut-off", [WITH_BCRYPT, stored(f"{BCRYPT}[:50]"), BY_BCRYPT]),
    (
        "a hash padded with blanks",
        "password-hash-unreadable",
        [WITH_BCRYPT, stored(f"{BCRYPT}.ljust(80)"), BY_BCRYPT],
    ),
    (
        "text for bcrypt",
        "password-of-wrong-type",
        [WITH_BCRYPT, stored(BCRYPT), checked('bcrypt.checkpw(request.form["secret"], user.password_hash)')],
    ),
    (
        "a stored text for bcrypt",
        "password-hash-wrong-type",
        [WITH_BCRYPT, stored(f"{BCRYPT}.decode()"), BY_BCRYPT],
    ),
    ("bytes for Werkzeug", "password-hash-wrong-type", [stored("generate_password_hash(password).encode()")]),
    ("a view of the memory", "password-hash-wrong-type", [WITH_BCRYPT, stored(f"memoryview({BCRYPT})"), BY_BCRYPT]),
    ("no hash", "password-hash-missing", [stored("None")]),
    (
        "a field of another name",
        "password-of-wrong-type",
        [checked('check_password_hash(user.password_hash, request.form.get("password"))')],
    ),
    (
        "a password too long for bcrypt",
        "password-too-long",
        [WITH_BCRYPT, stored(BCRYPT), checked('bcrypt.checkpw(30 * b"abc", user.password_hash)')],
    ),
    (
        "the arguments of bcrypt swapped",
        "password-hash-unreadable",
        [
            WITH_BCRYPT,
            stored(BCRYPT),
            checked('bcrypt.checkpw(user.password_hash, request.form["secret"].encode())'),
        ],
    ),
    (
        "a stored word in the code, at which bcrypt raises",
        "password-hash-unreadable",
        [WITH_BCRYPT, checked('bcrypt.checkpw(request.form["secret"].encode(), "a word".encode())')],
    ),
    (
        "hashpw instead of a check",
        "password-hash-unreadable",
        [
            WITH_BCRYPT,
            stored("password.encode()"),
            checked('bcrypt.hashpw(request.form["secret"].encode(), user.password_hash) == user.password_hash'),
        ],
    ),
    (
        "no hash of argon2, and the error is caught",
        "password-hash-unreadable",
        [
            importing("import argon2"),
            stored("password"),
            checked('is_right(user.password_hash, request.form["secret"])'),
            also(
                "def is_right(stored, typed):\n    try:\n        return argon2.PasswordHasher().verify(stored, typed)\n"
                "    except argon2.exceptions.InvalidHashError:\n        return False\n"
            ),
        ],
    ),
    (
        "a hash that argon2 cannot decode",
        "password-hash-cut-off",
        [
            importing("import argon2"),
            stored("argon2.PasswordHasher(1, 8, 1).hash(password)[:40]"),
            checked('argon2.PasswordHasher().verify(user.password_hash, request.form["secret"])'),
        ],
    ),
)
"""What is stored, or how it is compared; what is found; what is changed."""

LAZY = """
class Lazy:
    def __init__(self, text):
        self.text = text
    def __str__(self):
        return self.text
"""
LOGGED = """
def logged(view):
    @functools.wraps(view)
    def wrapped(*each):
        return view(*each)
    return wrapped
"""
MEMBERS = (
    "class Guest(User):\n    pass\n\nGUESTS = {1: Guest(1, 'ada', 'x')}\n",
    "GUESTS.get(int(user_id)) or USERS.get(int(user_id))",
)

PAGES: Sequence[Fault] = (
    # Called instead of asked.
    Fault(
        "is_authenticated is called",
        ONE_FILE,
        [("if current_user.is_authenticated else", "if current_user.is_authenticated() else")],
        [HELLO],
        "property-called-as-method",
    ),
    Fault(
        "is_active is called, over several lines",
        ONE_FILE,
        [("if current_user.is_authenticated else", "if (current_user\n        .is_active(\n    )) else")],
        [LOGIN, HELLO],
        "property-called-as-method",
    ),
    Fault(
        "is_anonymous is called in a template",
        ONE_FILE,
        [("{% if current_user.is_authenticated %}", "{% if not current_user.is_anonymous() %}")],
        [LOGIN, VISIT],
        "property-called-as-method",
    ),
    Fault(
        "is_active is a method",
        ONE_FILE,
        [("    @property\n    def is_active", "    def is_active")],
        [LOGIN, VISIT],
        "method-instead-of-property",
    ),
    Fault(
        "an async view behind a decorator of the app's own",
        ONE_FILE,
        [
            importing("import functools"),
            (
                "def is_safe",
                f"{LOGGED}\n\ndef is_safe",
            ),
            ('@app.route("/hello")\ndef', '@app.route("/hello")\n@logged\nasync def'),
        ],
        [HELLO],
        "async-view-not-awaited",
    ),
    # Hashes that are made, and not only checked.
    *(
        Fault(f"a page {name}", ONE_FILE, [WITH_BCRYPT, ('return page("Cart")', f"return str({made})")], [CART], code)
        for name, made, code in (
            ("wants a hash of an old kind", 'generate_password_hash("x", "sha256")', "password-hash-method-gone"),
            ("gives bcrypt text", 'bcrypt.hashpw("x", bcrypt.gensalt(4))', "password-of-wrong-type"),
            ("gives bcrypt too much", 'Bcrypt().generate_password_hash(80 * "x", 4)', "password-too-long"),
        )
    ),
    # Loaders.
    *(
        Fault(f"the loader returns {name}", ONE_FILE, [loading(line)], [LOGIN, VISIT], "loader-returned-no-user")
        for name, line in {
            "a dict": "return {'id': user_id}",
            "a tuple": "return (user_id, 'grace')",
            "a list": "return [USERS.get(int(user_id))]",
            "the id": "return user_id",
            "whether there is one": "return int(user_id) in USERS",
            "a query": "return USERS.values().__iter__()",
        }.items()
    ),
    Fault(
        "the loader wants a number and gets a name",
        ONE_FILE,
        [in_class("def get_id(self):", "    return self.name")],
        [LOGIN, VISIT],
        "loader-raises-wrong-id",
    ),
    Fault(
        "the loader wants a UUID",
        ONE_FILE,
        [importing("import uuid"), loading("return USERS.get(uuid.UUID(user_id))")],
        [LOGIN, VISIT],
        "loader-raises-wrong-id",
    ),
    Fault(
        "the database is closed",
        ONE_FILE,
        [
            importing("import sqlite3"),
            loading("base = sqlite3.connect(':memory:')", "base.close()", "return base.execute('select 1')"),
        ],
        [LOGIN, VISIT],
        "loader-raises-database",
    ),
    Fault(
        "the database has no such table",
        ONE_FILE,
        [
            importing("import sqlalchemy"),
            loading(
                "base = sqlalchemy.create_engine('sqlite://').connect()",
                "return base.execute(sqlalchemy.text('select * from member')).first()",
            ),
        ],
        [LOGIN, VISIT],
        "loader-raises-database",
    ),
    Fault(
        "the loader takes no id",
        ONE_FILE,
        [("def load_user(user_id):", "def load_user():"), loading("return None")],
        [LOGIN, VISIT],
        "loader-raises",
    ),
    Fault(
        "a user who outlived the session with the database",
        ONE_FILE,
        [
            importing("from sqlalchemy.orm.exc import DetachedInstanceError"),
            ('return page("Cart")', 'raise DetachedInstanceError("not bound")'),
        ],
        [CART],
        "database-session-ended",
    ),
    Fault("nobody is found", ONE_FILE, [loading("return {}[user_id]")], [LOGIN, VISIT], "loader-raises"),
    Fault(
        "nothing is found of nobody",
        ONE_FILE,
        [loading("return {}.get(user_id)['user']")],
        [LOGIN, VISIT],
        "loader-raises",
    ),
    Fault(
        "one id in two tables",
        ONE_FILE,
        [also(MEMBERS[0]), loading(f"return {MEMBERS[1]}")],
        [LOGIN, VISIT],
        "loader-found-somebody-else",
    ),
    Fault(
        "the first user instead of the right one",
        ONE_FILE,
        [
            (
                'USERS = {1: User(1, "grace", "flow-matic-1955")}',
                'USERS = {3: User(3, "ada", "x"), 1: User(1, "grace", "flow-matic-1955")}',
            ),
            loading("return next(iter(USERS.values()))"),
        ],
        [LOGIN, VISIT],
        "loader-found-somebody-else",
    ),
    Fault(
        "somebody else, where the app makes the ids itself",
        HOOKS,
        [
            (
                'in [Member("grace@example.com", "flow-matic-1955")]}',
                'in [Member("ada@example.com", "x"), Member("grace@example.com", "flow-matic-1955")]}',
            ),
            ("members.get)", "lambda _email: next(iter(members.values())))"),
        ],
        [LOGIN, VISIT],
        "loader-found-somebody-else",
    ),
    # The id.
    Fault(
        "an empty alternative id",
        ONE_FILE,
        [in_class("stamp = None", "def get_id(self):", "    return str(self.stamp)"), loading("return None")],
        [LOGIN, VISIT],
        "alternative-id-empty",
    ),
    Fault(
        "an alternative id that is None itself",
        ONE_FILE,
        [in_class("stamp = None", "def get_id(self):", "    return self.stamp")],
        [LOGIN, VISIT],
        "alternative-id-empty",
    ),
    Fault(
        "an alternative id that is an empty text",
        ONE_FILE,
        [in_class("stamp = ''", "def get_id(self):", "    return self.stamp"), loading("return None")],
        [LOGIN, VISIT],
        "alternative-id-empty",
    ),
    Fault(
        "an id that is no text",
        ONE_FILE,
        [also("class Number:\n    pass\n"), in_class("def get_id(self):", "    return Number()")],
        [VISIT, LOGIN, VISIT],
        "user-id-not-text",
    ),
    # The end of the answer.
    Fault(
        "a lazy login_message",
        ONE_FILE,
        [also(f"{LAZY}\nlogin_manager.login_message = Lazy('Log in first.')")],
        [VISIT],
        "message-not-text",
    ),
    Fault(
        "a lazy message that is flashed",
        ONE_FILE,
        [
            also(LAZY),
            ('return page("Cart")', 'flash(Lazy("Taken."))\n    return page("Cart")'),
            ("{% for message in get_flashed_messages() %}<p>{{ message }}</p>{% endfor %}", ""),
        ],
        [CART],
        "message-not-text",
    ),
    Fault(
        "the user in the session",
        ONE_FILE,
        [
            (TO_INDEX, TO_INDEX),
            ("        target = request", '        session["member"] = {"is": [user]}\n        target = request'),
        ],
        [LOGIN, VISIT],
        "session-value-not-writable",
    ),
    Fault(
        "a duration as text",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_DURATION"] = "31536000"'),
        [REMEMBER],
        "cookie-setting-wrong",
    ),
    Fault(
        "a duration of a fraction",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_DURATION"] = 86400.0'),
        [REMEMBER],
        "cookie-setting-wrong",
    ),
    Fault(
        "no duration",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_DURATION"] = None'),
        [REMEMBER],
        "cookie-setting-wrong",
    ),
    Fault(
        "a SameSite mode that there is not",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_SAMESITE"] = "Strictly"'),
        [REMEMBER],
        "cookie-setting-wrong",
    ),
    Fault(
        "the same for the session",
        ONE_FILE,
        config('app.config["SESSION_COOKIE_SAMESITE"] = "Relaxed"'),
        [LOGIN, VISIT],
        "cookie-setting-wrong",
    ),
    Fault(
        "a lifetime as text",
        ONE_FILE,
        config('app.config["PERMANENT_SESSION_LIFETIME"] = "3600"'),
        [LOGIN, VISIT],
        "cookie-setting-wrong",
    ),
)

CHECK_FAULTS = [Fault(name, ONE_FILE, changes, [LOGIN], code) for name, code, changes in CHECKS]
KNOWN_TO_OLD_WERKZEUG = {"password-hash-method-gone"} if unmet({"werkzeug": "3.0"}) else set()
FAULTS_THAT_RAISE = [fault for fault in (*CHECK_FAULTS, *PAGES) if fault.code not in KNOWN_TO_OLD_WERKZEUG]
"""Every fault; what is gone in Werkzeug 3 is none before."""


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("fault", FAULTS_THAT_RAISE, ids=lambda fault: fault.name)
def test_the_cause_is_named_and_nothing_else(fault: Fault, tmp_path: Path) -> None:
    app = fault.foreign.load(tmp_path, *fault.changes)
    trace = fault.foreign.use(app, *fault.actions, **MORE_PAGES)

    assert [*dict.fromkeys(finding.code for finding in find(trace))] == [fault.code]
    assert not list(trace.of_kind("fault"))


def drive_past_the_fault(changes: Sequence[Change], folder: Path, *actions: Action) -> list[Finding]:
    trace = ONE_FILE.use(ONE_FILE.load(folder, *changes), *actions)
    assert not list(trace.of_kind("fault"))
    return [*find(trace)]


def test_where_the_cause_is_not_known_none_is_named(tmp_path: Path) -> None:
    failing = (
        "from flask.sessions import SecureCookieSessionInterface\n"
        "class Store(SecureCookieSessionInterface):\n"
        "    def save_session(self, app, session, response):\n"
        "        raise OSError('no such store')\n"
        "app.session_interface = Store()"
    )
    (found,) = drive_past_the_fault([also(failing)], tmp_path, LOGIN)
    assert (found.code, found.request) == ("session-not-written", 1)
    assert "OSError" in found.what


def test_a_check_that_raises_for_another_reason_is_told_as_such(tmp_path: Path) -> None:
    broken = also("class Text(str):\n    def encode(self, *_):\n        raise LookupError\n")
    typed = checked('check_password_hash(user.password_hash, Text(request.form["secret"]))')
    (found,) = drive_past_the_fault([broken, typed], tmp_path, LOGIN)
    assert found.code == "password-check-raised"
    assert "LookupError" in found.what
    assert found.place is not None


@pytest.mark.parametrize(
    ("changes", "swapped"),
    [
        ([checked('check_password_hash(request.form["secret"], user.password_hash)')], True),
        (
            [
                WITH_BCRYPT,
                stored(BCRYPT),
                checked('bcrypt.checkpw(user.password_hash, request.form["secret"].encode())'),
            ],
            True,
        ),
        ([stored("password")], False),
    ],
    ids=["Werkzeug", "bcrypt", "no hash at all"],
)
def test_arguments_in_the_wrong_order_are_told_as_such(
    changes: Sequence[Change],
    swapped: bool,  # noqa: FBT001 # a column of the table
    tmp_path: Path,
) -> None:
    (found,) = drive_past_the_fault(changes, tmp_path, LOGIN)
    assert found.code == "password-hash-unreadable"
    assert ("wrong order" in found.what) is swapped


def test_an_id_whose_emptiness_nobody_can_explain_has_two_causes(tmp_path: Path) -> None:
    nameless = in_class("stamp = None", "def get_id(self):", "    return str(self.stamp)")
    without = ("        self.id = number\n", "")
    (found,) = drive_past_the_fault([nameless, without, loading("return None")], tmp_path, LOGIN, VISIT)
    assert found.code == "id-says-nothing"
    assert "stamp" in found.what


PASSLIB = "password cannot be longer than 72 bytes, truncate manually if necessary (e.g. my_password[:72])"


def test_passlib_and_a_bcrypt_that_is_too_new_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ModuleType("passlib.context")

    class CryptContext:
        """As passlib has it: its first check fails in a trial of its own."""

        def verify(self, secret: str, hash: str) -> bool:  # noqa: A002, ARG002 # as passlib has it
            raise ValueError(PASSLIB)

    CryptContext.__module__ = CryptContext.verify.__module__ = "passlib.context"
    CryptContext.verify.__qualname__ = "CryptContext.verify"
    context.CryptContext = CryptContext  # type: ignore[attr-defined] # a module of this test
    monkeypatch.setitem(sys.modules, "passlib.context", context)
    by_passlib = [
        importing("from passlib.context import CryptContext"),
        checked('CryptContext().verify(request.form["secret"], user.password_hash)'),
    ]
    monkeypatch.setitem(sys.modules, "passlib", ModuleType("passlib"))
    (found,) = drive_past_the_fault(by_passlib, tmp_path, LOGIN)
    assert found.code == "passlib-too-old-for-bcrypt"


def test_a_row_that_makes_up_its_attributes_is_no_user(tmp_path: Path) -> None:
    row = (
        "import sqlalchemy\n"
        "ENGINE = sqlalchemy.create_engine('sqlite://')\n"
        "def row():\n"
        "    with ENGINE.connect() as connection:\n"
        "        return connection.execute(sqlalchemy.text('select 1 as id')).first()"
    )
    found = drive_past_the_fault([also(row), loading("return row()")], tmp_path, LOGIN, VISIT)
    assert {finding.code for finding in found} == {"loader-returned-no-user"}
    assert "Row" in found[0].what
    assert "load_user" in str(found[0].place)


MODELS = """
from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import StaticPool
Base = declarative_base()

class Customer(UserMixin, Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)

class Clerk(UserMixin, Base):
    __tablename__ = "clerks"
    id = Column(Integer, primary_key=True)
    stamp = Column(String)

class Stamped(Clerk):
    def get_id(self):
        return str(self.stamp)

ENGINE = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
Base.metadata.create_all(ENGINE)
base = sessionmaker(ENGINE)()
base.add_all([Customer(), Clerk()])
base.commit()
"""


def test_one_id_in_two_tables_of_a_database(tmp_path: Path) -> None:
    changes = [
        also(MODELS),
        logging_in("login_user(base.get(Clerk, 1))"),
        loading("return base.get(Customer, int(user_id)) or base.get(Clerk, int(user_id))"),
        ("current_user.name", "current_user.id"),
    ]
    found = drive_past_the_fault(changes, tmp_path, LOGIN, VISIT)
    assert {finding.code for finding in found} == {"loader-found-somebody-else"}
    assert "Clerk" in found[0].what
    assert "Customer" in found[0].what


@pytest.mark.parametrize(
    ("user", "code"), [("base.get(Stamped, 1)", "alternative-id-empty"), ("Stamped()", "unsaved-user")]
)
def test_whether_a_user_is_saved_is_seen_without_asking_the_database(user: str, code: str, tmp_path: Path) -> None:
    changes = [also(MODELS), logging_in(f"login_user({user})"), loading("return None")]
    (found,) = drive_past_the_fault(changes, tmp_path, LOGIN, VISIT)
    assert found.code == code


def test_a_template_in_a_file_is_read_where_it_failed(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "base.html").write_text("<h1>\n{% if current_user.is_active()  %}x{% endif %}", encoding="utf-8")
    (folder / "hello.html").write_text("{% extends 'base.html' %}", encoding="utf-8")
    changes = [
        importing("from flask import render_template"),
        ('return page(f"Hello {name}")', 'return render_template("hello.html")'),
    ]
    app = ONE_FILE.load(tmp_path, *changes)
    trace = ONE_FILE.use(app, HELLO, **MORE_PAGES)
    (found,) = find(trace)
    assert found.code == "property-called-as-method"
    assert found.place == "templates/base.html:2 in top-level template code"
