"""Logins that somebody reported as broken in public, rebuilt in the app in one file: each broken, and mended.

Every one was made to happen. ``tests/foreign_apps/test_reports.py`` demands the right finding and no other, and none
for the mended app; ``python -m benchmarks.findings_recall`` counts.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from threading import Thread
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.client_cookies import ask_as_browser
from tests.foreign_apps.driver import CLOSE, LOGIN, ONE_FILE, REMEMBER, VISIT
from tests.foreign_apps.patterns import FORM, LOGIN_VIEW, TARGET, Change, also, log_in
from tracer.activities.record import record
from tracer.browser.cookies import CookieJar
from tracer.libraries import unmet
from tracer.trace.events import Trace
from tracer.trace.scenario import Action

Play: TypeAlias = Callable[[Flask], Trace]

CHECK = 'check_password_hash(user.password_hash, request.form["secret"])'
HASH = 'self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")'
NUMBER = "self.id = number"
FOUND = "    return USERS.get(int(user_id))\n"
START_OF_LOGIN = 'def login():\n    if request.method == "POST":\n'
FORM_FIELDS = '<input name="name"><input name="secret" type="password">'
TOKEN_FIELD = '<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">'


@dataclass(frozen=True)
class Report:
    """A login that was reported as broken.

    Attributes:
        name: What is wrong, in a few words.
        threads: Where it was reported, as repository and number.
        app: What makes the app the one of the report, mended.
        fault: What breaks it.
        play: What somebody does with it.
        code: The finding that names the cause.
    """

    name: str
    threads: str
    app: Sequence[Change]
    fault: Sequence[Change]
    play: Play
    code: str


def in_browser(*actions: Action, **pages: str) -> Play:
    """Use the app in the tracer's own browser."""
    return lambda app: ONE_FILE.use(app, *actions, **pages)


def with_client(drive: Callable[[FlaskClient], object]) -> Play:
    """Use the app with Flask's test client."""

    def play(app: Flask) -> Trace:
        with record(app) as recording:
            drive(app.test_client())
        return recording.trace

    return play


LOG_IN_AND_LOOK = in_browser(VISIT, LOGIN, VISIT)


def log_in_with_json(client: FlaskClient) -> None:
    client.get("/login")
    client.post("/login", json=FORM)
    client.get("/account")


def come_back_to_the_other_host(client: FlaskClient) -> None:
    app, jar = client.application, CookieJar()
    ask_as_browser(app, jar, "http://shop.example/account")
    start = ask_as_browser(app, jar, "http://shop.example/start")
    asked = parse_qs(urlsplit(start.headers["Location"]).query)
    back = asked["redirect_uri"][0]
    ask_as_browser(app, jar, f"{back}?state={asked['state'][0]}")
    ask_as_browser(app, jar, f"http://{urlsplit(back).netloc}/account")


def two_people(client: FlaskClient) -> None:
    """Log one in and ask as another, in one context for both where the app says so."""
    app = client.application
    with app.app_context() if app.config["OUTER"] else nullcontext():
        log_in(client)
        client.get("/account")
        app.test_client().get("/account")


def write_the_session(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session[client.application.config["KEY"]], session["_fresh"] = "1", True
    client.get("/account")


def behind_a_proxy(client: FlaskClient) -> None:
    """Ask as a proxy does that takes the prefix off, and follow redirects as long as they stay below it."""
    sent = {"X-Forwarded-Prefix": "/shop", "X-Forwarded-For": "192.0.2.9"}
    location = client.get("/account", headers=sent).headers["Location"]
    if location.startswith("/shop/"):
        client.get(location.removeprefix("/shop"), headers=sent)
        client.post("/login", data=FORM, headers=sent)
        client.get("/account", headers=sent)


def follow_the_circle(client: FlaskClient) -> None:
    log_in(client)
    client.get("/office", follow_redirects=False)
    for _ in range(4):
        back = client.get("/login?next=/office").headers.get("Location")
        if back is None or client.get("/office").status_code != 302:
            return


def take_a_name_that_is_taken(client: FlaskClient) -> None:
    log_in(client)
    client.get("/account")
    client.post("/register", data=FORM)
    client.get("/account")


def poll_while_logging_in(client: FlaskClient) -> None:
    client.get("/login")
    slow = Thread(target=client.get, args=("/poll",))
    slow.start()
    time.sleep(0.2)
    log_in(client)
    slow.join()
    client.get("/account")


OFFICE = """
import functools

def staff_only(view):
    @functools.wraps(view)
    def guarded(*arguments, **named):
        if not current_user.is_authenticated:
            return login_manager.unauthorized()
        if current_user.name != "root":
            return abort(403)
        return view(*arguments, **named)
    return guarded

@app.get("/office")
@staff_only
def office():
    return page("Office")
"""

OTHER_HOST = """
@app.get("/start")
def start():
    session["state"] = state = secrets.token_urlsafe(30)
    return redirect(f"https://pod.example/authorize?{urlencode({'redirect_uri': BACK(), 'state': state})}")

@app.get("/callback")
def callback():
    if request.args["state"] != session.pop("state", None):
        raise MismatchingState
    login_user(USERS[1])
    return redirect(url_for("account"))
"""

STATE = "class MismatchingState(Exception):\n    pass\n\n\nimport secrets\nfrom urllib.parse import urlencode\n"

OBJECT_ID = """
class ObjectId:
    def __init__(self, digits):
        self.digits = digits

    def __str__(self):
        return self.digits
"""

ADAPTER = """
def one_of_each_name(inner):
    def adapted(environ, start_response):
        def start(status, headers, error=None):
            kept = {name: value for name, value in reversed(headers)}
            return start_response(status, list(kept.items()), error)
        return inner(environ, start)
    return adapted
"""

DATABASE = """
from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import StaticPool

Base = declarative_base()

class Name(Base):
    __tablename__ = "name"
    id = Column(Integer, primary_key=True)
    name = Column(String, unique=True)

engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
Base.metadata.create_all(engine)
database = sessionmaker(engine)()
database.add(Name(name="grace"))
database.commit()

@app.post("/register")
def register():
    database.add(Name(name=request.form["name"]))
    try:
        database.commit()
    except IntegrityError:
        database.rollback()
        return "That name is taken", 409
    return "Welcome"
"""

POLL = """
import time

@app.get("/poll")
def poll():
    seen = session.get("polls", 0)
    time.sleep(0.5)
    keep(seen)
    return "ok"
"""

FLASK_WTF = """
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

class LoginForm(FlaskForm):
    name = StringField()
    secret = PasswordField()
"""

APP = "login_manager = LoginManager(app)\n"
COOKIE = """answer = redirect(url_for("account"))
        answer.set_cookie("language", "en")
        return answer"""

SIGNED_IN_ALREADY = """def login():
    target = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(target if is_safe(target) else url_for("account"))
    if request.method == "POST":
"""

GREETING = """
@app.before_request
def greet():
    if request.endpoint == "account" and current_user.is_authenticated:
        session["greeted"] = True
"""


def setting(line: str) -> Change:
    """Put a line where the app is configured."""
    return APP, f"{APP}{line}\n"


_EVER = (
    Report(
        "the form of Flask-WTF goes without its token",
        "pallets-eco/flask-wtf#270, miguelgrinberg/microblog#145, miguelgrinberg/flasky#381",
        [
            also(FLASK_WTF),
            (START_OF_LOGIN, "def login():\n    if LoginForm().validate_on_submit():\n"),
            (FORM_FIELDS, FORM_FIELDS + "{{ token() }}"),
            setting('app.jinja_env.globals["token"] = lambda: LoginForm().hidden_tag()'),
        ],
        [("{{ token() }}", "")],
        LOG_IN_AND_LOOK,
        "csrf-token-missing",
    ),
    Report(
        "the cookie with the token is Secure, on plain HTTP",
        "flaskbb/flaskbb#301, miguelgrinberg/flasky#558, pallets-eco/flask-security#221",
        [also("from flask_wtf import CSRFProtect\nCSRFProtect(app)"), (FORM_FIELDS, FORM_FIELDS + TOKEN_FIELD)],
        [setting('app.config["SESSION_COOKIE_SECURE"] = True')],
        LOG_IN_AND_LOOK,
        "cookie-secure-over-http",
    ),
    Report(
        "the provider sends the browser back to another host",
        "authlib/authlib#376, singingwolfboy/flask-dance#390, requests/requests-oauthlib#320",
        [
            also(STATE + OTHER_HOST),
            (LOGIN_VIEW, 'login_manager.login_view = "start"\nBACK = lambda: url_for("callback", _external=True)\n'),
        ],
        [('url_for("callback", _external=True)', '"http://www.shop.example/callback"')],
        with_client(come_back_to_the_other_host),
        "host-changed",
    ),
    Report(
        "a test pushes one context around its clients",
        "maxcountryman/flask-login#704, #728, #904, level12/flask-webtest#18",
        [setting('app.config["OUTER"] = False')],
        [('app.config["OUTER"] = False', 'app.config["OUTER"] = True')],
        with_client(two_people),
        "user-kept-on-outer-context",
    ),
    Report(
        "user_loader returns the row",
        "maxcountryman/flask-login#736, miguelgrinberg/flasky#98",
        [],
        [(FOUND, '    return {"id": int(user_id), "name": USERS[int(user_id)].name}\n')],
        LOG_IN_AND_LOOK,
        "loader-returned-no-user",
    ),
    Report(
        "the id cannot be written into the session",
        "pallets-eco/flask-security-3.0#148, maxcountryman/flask-login#380, dpgaspar/Flask-AppBuilder#1401",
        [also(OBJECT_ID)],
        [
            (
                NUMBER,
                f"{NUMBER}\n        self.get_id = lambda: ObjectId(str(number))",
            )
        ],
        LOG_IN_AND_LOOK,
        "user-id-not-text",
    ),
    Report(
        "the hashes are of a method that is gone",
        "techwithtim/Flask-Web-App-Tutorial#162, wizarrr/wizarr#134",
        [],
        [(HASH, 'self.password_hash = "sha256$abcdefgh$" + "5e884898da280471" * 4')],
        LOG_IN_AND_LOOK,
        "password-hash-method-gone",
    ),
    Report(
        "REMEMBER_COOKIE_DURATION is text",
        "ckan/ckan#7222, maxcountryman/flask-login#258, #711",
        [],
        [setting('app.config["REMEMBER_COOKIE_DURATION"] = "31536000"')],
        in_browser(VISIT, REMEMBER, VISIT),
        "cookie-setting-wrong",
    ),
    Report(
        "the column that get_id reads is empty",
        "pallets-eco/flask-security#431, dbvis-ukon/SciBib#46",
        [
            (NUMBER, f'{NUMBER}\n        self.uniquifier = "u-{{}}".format(number)'),
            (
                "    @property\n    def is_active",
                "    def get_id(self):\n        return str(self.uniquifier)\n\n    @property\n    def is_active",
            ),
            (FOUND, "    return next((user for user in USERS.values() if user.uniquifier == user_id), None)\n"),
        ],
        [('self.uniquifier = "u-{}".format(number)', "self.uniquifier = None")],
        LOG_IN_AND_LOOK,
        "alternative-id-empty",
    ),
    Report(
        "a test writes the key of before Flask-Login 0.5",
        "maxcountryman/flask-login#535, #481, alphagov/notifications-admin#3357",
        [setting('app.config["KEY"] = "_user_id"')],
        [('app.config["KEY"] = "_user_id"', 'app.config["KEY"] = "user_id"')],
        with_client(write_the_session),
        "old-session-key",
    ),
    Report(
        "who lacks a role is sent to the login page, and back",
        "simple-login/app#2101, fkie-cad/FACT_core#1354, maxcountryman/flask-login#421",
        [also(f"from flask import abort\n{OFFICE}"), (START_OF_LOGIN, SIGNED_IN_ALREADY)],
        [("return abort(403)", "return login_manager.unauthorized()")],
        with_client(follow_the_circle),
        "signed-in-user-sent-to-login",
    ),
    Report(
        "the proxy takes a prefix off, and nobody puts it back",
        "maxcountryman/flask-login#467, pallets-eco/flask-security-3.0#737",
        [
            setting(
                "from werkzeug.middleware.proxy_fix import ProxyFix\napp.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)"
            )
        ],
        [("app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)", "")],
        with_client(behind_a_proxy),
        "proxy-headers-unused",
    ),
    Report(
        "JSON is sent to a view that reads a form",
        "phenopolis/phenopolis_genomics_browser#134, pallets/flask#4619",
        [
            (START_OF_LOGIN, f"{START_OF_LOGIN}        sent = request.get_json(silent=True) or request.form\n"),
            ('user.name == request.form["name"]', 'user.name == sent["name"]'),
            (CHECK, CHECK.replace("request.form", "sent")),
        ],
        [("request.get_json(silent=True) or request.form", "request.form")],
        with_client(log_in_with_json),
        "json-sent-to-form-view",
    ),
    Report(
        "a failed write is not taken back, and the loader fails from then on",
        "augurlabs/augur#3361, apache/airflow#61943, pallets-eco/flask-sqlalchemy#893",
        [also(DATABASE), (FOUND, "    return database.get(Name, int(user_id)) and USERS.get(int(user_id))\n")],
        [("        database.rollback()\n", "        pass\n")],
        with_client(take_a_name_that_is_taken),
        "loader-raises-database",
    ),
    Report(
        "something around the app keeps one Set-Cookie",
        "logandk/serverless-wsgi#11, #70, Miserlou/Zappa#31, vercel/vercel#3559",
        [(TARGET, COOKIE)],
        [also(f"{ADAPTER}\napp.wsgi_app = one_of_each_name(app.wsgi_app)")],
        LOG_IN_AND_LOOK,
        "set-cookie-dropped",
    ),
    Report(
        "an answer that comes late puts an old session over the new one",
        "pallets-eco/flask-session#71, #78, bbangert/beaker#9",
        [also(f"{POLL}\ndef keep(seen):\n    del seen\n")],
        [("    del seen\n", '    session["polls"] = seen + 1\n')],
        with_client(poll_while_logging_in),
        "session-overwritten",
    ),
    Report(
        "is_authenticated is called",
        "maxcountryman/flask-login#233, miguelgrinberg/flasky#74, ckan/datapusher#148",
        [also(GREETING)],
        [(GREETING, GREETING.replace("is_authenticated", "is_authenticated()"))],
        LOG_IN_AND_LOOK,
        "property-called-as-method",
    ),
    Report(
        "the remember cookie is Secure, on plain HTTP",
        "maxcountryman/flask-login#25, #622, realpython/flask-registration#4",
        [],
        [setting('app.config["REMEMBER_COOKIE_SECURE"] = True')],
        in_browser(REMEMBER, VISIT, CLOSE, VISIT),
        "remember-cookie-not-returned",
    ),
    Report(
        "bytes were written into a column of text",
        "maxcountryman/flask-bcrypt#34, #36, hjlarry/flask-shop#27, pyca/bcrypt#63",
        [
            setting("from flask_bcrypt import Bcrypt\nbcrypt = Bcrypt(app)"),
            (HASH, "self.password_hash = bcrypt.generate_password_hash(password, 4).decode()"),
            (CHECK, f"bcrypt.{CHECK}"),
        ],
        [
            (
                "bcrypt.generate_password_hash(password, 4).decode()",
                '"\\\\x" + bcrypt.generate_password_hash(password, 4).hex()',
            )
        ],
        LOG_IN_AND_LOOK,
        "password-hash-bytes-as-text",
    ),
)

REPORTS = tuple(
    report for report in _EVER if report.code != "password-hash-method-gone" or unmet({"werkzeug": "3.0"}) is None
)
"""The reports. Werkzeug 2 still knows the method that is gone in one of them."""
