"""Ways to write a healthy app that look like a fault at first sight: nothing is found, and the table tells no lie."""

import base64
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.client_cookies import delete_cookie
from tests.foreign_apps.driver import ONE_FILE, PASSWORD
from tests.foreign_apps.patterns import (
    FORM,
    LOADER,
    LOGIN_VIEW,
    SAME_ORIGIN,
    TARGET,
    Change,
    Drive,
    Pattern,
    also,
    first,
    instead_of_login,
    log_in,
    then,
)
from tests.foreign_apps.test_healthy_apps import LET_IN, LOGIN_STEPS, STRANGER, told
from tracer.activities.record import record
from tracer.findings import find

ADMIN_HOOK = """
from flask import Blueprint, abort
admin = Blueprint("admin", __name__, url_prefix="/admin")

@admin.before_request
def only_for_admins():
    if not current_user.is_authenticated:
        return login_manager.unauthorized()
    if current_user.name != "root":
        abort(403)

@admin.route("/")
def panel():
    return "Panel"

app.register_blueprint(admin)
"""

UNCONFIRMED = """
@app.before_request
def ask_for_confirmation():
    if current_user.is_authenticated:
        if current_user.name == "grace" and request.endpoint not in {"unconfirmed", "static", "logout"}:
            return redirect(url_for("unconfirmed"))

@app.route("/unconfirmed")
def unconfirmed():
    return "Confirm your address"
"""

ADMIN_DECORATOR = """
import functools

def admin_required(view):
    @functools.wraps(view)
    def guarded(*arguments, **named):
        if not current_user.is_authenticated or current_user.name != "root":
            return login_manager.unauthorized()
        return view(*arguments, **named)
    return guarded

@app.route("/admin")
@admin_required
def panel():
    return "Panel"
"""

MAINTENANCE = """
@app.before_request
def closed():
    if request.path == "/" and not (current_user.is_authenticated and current_user.name == "root"):
        return redirect("/soon")

@app.route("/soon")
def soon():
    return "Soon"
"""

OWN_GUARD = """
import functools

def members_only(view):
    @functools.wraps(view)
    def guarded(*arguments, **named):
        if not current_user.is_authenticated:
            return redirect(url_for("login", next=request.path))
        return view(*arguments, **named)
    return guarded

@app.route("/mine")
@members_only
def mine():
    return "Mine"
"""

TOKENS = """
from flask import abort
TOKENS = {}

@login_manager.request_loader
def load_by_token(request):
    return USERS.get(TOKENS.get(request.headers.get("X-Token")))

@app.post("/api/token")
def token():
    if not check_password_hash(USERS[1].password_hash, request.form["secret"]):
        abort(401)
    TOKENS["one"] = 1
    return {"token": "one"}

@app.get("/api/me")
@login_required
def me():
    return {"id": current_user.id}
"""

BASIC = """
@login_manager.request_loader
def load_by_password(request):
    given = request.authorization
    if given and check_password_hash(USERS[1].password_hash, given.password or ""):
        return USERS[1]

@app.get("/api/me")
@login_required
def me():
    return {"id": current_user.id}
"""

SECOND_FACTOR = """
@app.route("/code", methods=["GET", "POST"])
def code():
    if request.method == "POST":
        login_user(USERS[session.pop("waiting")])
        return redirect("/account")
    return "The code, please"
"""

MAGIC_LINK = """
@app.get("/enter/<token>")
def enter(token):
    login_user(USERS[1])
    return redirect("/account")
"""

OWN_LOGIN_USER = """
class Service:
    def login_user(self, password):
        return "one" if check_password_hash(USERS[1].password_hash, password) else None

service = Service()

@login_manager.request_loader
def load_by_token(request):
    return USERS[1] if request.headers.get("X-Token") == "one" else None

@app.post("/api/login")
def api_login():
    return {"token": service.login_user(request.form["secret"])}
"""

GATE = """
class Gate:
    def enter(self, user):
        return login_user(user)

app.extensions["gate"] = Gate()
"""

CAREFUL_LOGIN = """
        target = request.form.get("next", "")
        return redirect(target if is_safe(target) else url_for("index"))
"""


def ask_with_token(client: FlaskClient) -> None:
    client.post("/api/token", data=FORM)
    client.get("/api/me", headers={"X-Token": "one"})
    client.get("/api/me")


def ask_with_password(client: FlaskClient) -> None:
    for password in (PASSWORD, "wrong"):
        given = base64.b64encode(f"grace:{password}".encode()).decode()
        client.get("/api/me", headers={"Authorization": f"Basic {given}"})
        client.get("/api/me")


def open_the_account_at_once(client: FlaskClient) -> None:
    client.post("/login", data=FORM)
    client.get("/account")


def wish_for_mine(client: FlaskClient) -> None:
    client.get("/mine")
    log_in(client, "/login?next=/mine")


def ask_the_service(client: FlaskClient) -> None:
    client.post("/api/login", data=FORM)


def follow_the_link(client: FlaskClient) -> None:
    client.get("/account")
    client.get("/enter/one")


def log_out_at_once(client: FlaskClient) -> None:
    log_in(client)
    client.post("/logout")


def log_out(client: FlaskClient) -> None:
    log_in(client)
    client.get("/account")
    client.post("/logout", follow_redirects=True)
    client.get("/account")


def type_a_strange_name(client: FlaskClient) -> None:
    client.post("/login", data={**FORM, "name": "nobody"})
    client.post("/login", data={**FORM, "name": "nobody else"})
    log_in(client)


def come_from_elsewhere(client: FlaskClient) -> None:
    client.get("/login?next=https://evil.example/page")
    log_in(client)


def let_the_session_end(client: FlaskClient) -> None:
    log_in(client)
    client.get("/account", headers=SAME_ORIGIN)
    delete_cookie(client, "session")
    client.get("/account", headers=SAME_ORIGIN)


def forget_the_cookie(client: FlaskClient) -> None:
    log_in(client)
    client.get("/hello")
    delete_cookie(client, "session")
    client.get("/account", headers=SAME_ORIGIN)


def type_it_wrong(client: FlaskClient) -> None:
    client.post("/login", data={**FORM, "secret": "wrong"}, follow_redirects=True)
    client.get("/account")


NO_VIEW = (LOGIN_VIEW, "")
NO_LOADER = [NO_VIEW, (LOADER, "")]
NO_LOGIN = instead_of_login('if False:\n            return ""')
ERROR_401 = "@app.errorhandler(401)\ndef please_log_in(error):\n    return "
WRONG = 'if user is None or not check_password_hash(user.password_hash, request.form["secret"]):'
CLEAR = ("    logout_user()\n", "    session.clear()\n")
PLAIN = (
    f'{WRONG}\n            flash("That is not right.")\n            return redirect(url_for("login"))',
    'if request.form["secret"] != "flow-matic-1955":\n            return redirect(url_for("account"))',
)

CONFIRM_FIRST = """if user.id == 1:
            flash("Confirm your address")
            return redirect(url_for("login"))
        if not login_user("""
CONFIRM_IN_THE_PAGE = """if user.id == 1:
            return page("Confirm your address")
        if not login_user("""
TYPE_THE_CODE = 'session["waiting"] = user.id\n        if True:\n            return redirect("/code")'
LITERAL = 'if not check_password_hash(user.password_hash if user else "pbkdf2:sha256:1$ab$00", request.form["secret"]):'
NAMED = 'if not check_password_hash(user.password_hash if user else NOBODY, request.form["secret"]):'
NEXT_IN_THE_FORM = ("url_for('login', next=request.args.get('next'))", "url_for('login')")
LASTING = "app.before_request(lambda: setattr(session, 'permanent', True))\napp.permanent_session_lifetime = 1800"
STORED = 'generate_password_hash(password, "pbkdf2:sha256:1000")'
REALLY = '@app.get("/sign-out")\ndef really():\n    return "<form method=post action=/logout>"'

CANCEL = (
    "def logout():\n    logout_user()",
    """def logout():
    if "cancel" in request.form:
        return redirect(url_for("account"))
    logout_user()""",
)

SIGNING = """
@app.post("/documents/<int:number>/sign-off")
@login_required
def sign(number):
    return redirect(url_for("account"))

@app.post("/logout-other-devices")
@login_required
def others():
    return redirect(url_for("account"))
"""

TO_THE_CODE = (TARGET, 'return redirect("/2fa")')

IDLE = """
from flask import session

@app.before_request
def end_of_the_idle():
    if request.path == "/idle" and current_user.is_authenticated:
        logout_user()
        return redirect(url_for("login"))
    if request.path == "/banned" and current_user.is_authenticated:
        session.clear()
        return redirect(url_for("login"))
"""


HALF_LOGGED_IN = """
CONFIRMED = set()
User.is_authenticated = property(lambda user: user.id in CONFIRMED)

@app.route("/2fa", methods=["GET", "POST"])
def second_factor():
    if request.method == "POST":
        CONFIRMED.add(current_user.id)
        return redirect(url_for("account"))
    return "The code?"
"""

POPPED = """
from flask import session

@app.before_request
def forget_the_idle():
    if request.path == "/idle":
        session.pop("_user_id", None)
"""


def be_impatient(client: FlaskClient) -> None:
    log_in(client)
    client.get("/account", follow_redirects=True)
    client.post("/2fa", follow_redirects=True)


def cancel_the_logout(client: FlaskClient) -> None:
    log_in(client)
    client.post("/logout", data={"cancel": "1"}, follow_redirects=True)


def sign_and_end_others(client: FlaskClient) -> None:
    log_in(client)
    client.post("/documents/7/sign-off", follow_redirects=True)
    client.post("/logout-other-devices", follow_redirects=True)


def post_where_no_form_leads(client: FlaskClient) -> None:
    """As many tests do: they follow the refusal, and then post to the login page by itself."""
    client.get("/account", follow_redirects=True)
    log_in(client)


REMEMBER_FIELD = '<input type="checkbox" name="stay">'


def remember_all(form_field: str) -> list[Change]:
    return [('remember="stay" in request.form', "remember=True"), (REMEMBER_FIELD, form_field)]


def log_in_with(**fields: str) -> Drive:
    def drive(client: FlaskClient) -> None:
        client.post("/login", data={**FORM, **fields})
        client.get("/account")

    return drive


PATTERNS = [
    Pattern("a test that posts to the login page without next", [], post_where_no_form_leads),
    # Who is remembered because of what the form says, under whatever name.
    Pattern(
        "a box of another name",
        remember_all('<input type="checkbox" name="my_own_computer">'),
        log_in_with(my_own_computer="y"),
    ),
    Pattern(
        "a choice of days", remember_all('<select name="days"><option>30</option></select>'), log_in_with(days="30")
    ),
    Pattern("the wish in the address", remember_all(""), lambda client: log_in(client, "/login?remember=1")),
    Pattern("a logout that is cancelled", [CANCEL], cancel_the_logout),
    Pattern("pages that only sound like a logout", [also(SIGNING)], sign_and_end_others),
    Pattern(
        "a second factor, and somebody who does not wait for it", [also(HALF_LOGGED_IN), TO_THE_CODE], be_impatient
    ),
    Pattern("a hook that forgets whom it finds idle", [also(POPPED)], then("/account", "/idle", "/account")),
    Pattern("a hook that logs out whom it finds idle", [also(IDLE)], then("/idle", "/account")),
    Pattern("a hook that empties the session of somebody banned", [also(IDLE)], then("/banned", "/account")),
    # Who is logged in and turned away for another reason.
    Pattern("a hook that refuses by the role", [also(ADMIN_HOOK)], then("/admin/"), LOGIN_STEPS),
    Pattern("a hook that asks for a confirmation", [also(UNCONFIRMED)], then("/account", "/hello"), LOGIN_STEPS),
    Pattern("a logout past that hook", [also(UNCONFIRMED)], log_out_at_once, [*LOGIN_STEPS, "logged_out"]),
    Pattern(
        "a decorator that refuses by the role",
        [also(ADMIN_DECORATOR)],
        then("/admin", "/account"),
        [*LOGIN_STEPS, "redirected", *LET_IN],
    ),
    Pattern("a hook that closes a page", [also(MAINTENANCE)], then("/", "/account"), [*LOGIN_STEPS, *LET_IN]),
    Pattern("a guard of one's own", [also(OWN_GUARD)], wish_for_mine, [*STRANGER, *LOGIN_STEPS, *LET_IN]),
    # A right password that is no login.
    Pattern("tokens", [*NO_LOADER, NO_LOGIN, also(TOKENS)], ask_with_token),
    Pattern("HTTP Basic", [*NO_LOADER, NO_LOGIN, also(BASIC)], ask_with_password),
    Pattern("address not confirmed", [("if not login_user(", CONFIRM_FIRST)], then("/account")),
    Pattern("the same, said in the page", [("if not login_user(", CONFIRM_IN_THE_PAGE)], then("/account")),
    Pattern(
        "a second factor that is left out",
        [also(SECOND_FACTOR), instead_of_login(TYPE_THE_CODE)],
        open_the_account_at_once,
    ),
    Pattern(
        "a second factor whose page shows that nobody is logged in",
        [also(SECOND_FACTOR.replace('"The code, please"', 'page("The code")')), instead_of_login(TYPE_THE_CODE)],
        then("/account"),
    ),
    Pattern("a login_user of one's own", [*NO_LOADER, also(OWN_LOGIN_USER), NO_LOGIN], ask_the_service),
    # A wrong password, or none.
    Pattern("a hash of nothing for names that are unknown", [(WRONG, LITERAL)], type_a_strange_name),
    Pattern("the same under a name", [also('NOBODY = "pbkdf2:sha256:10$ab$00"'), (WRONG, NAMED)], type_a_strange_name),
    Pattern("an account that is locked", [(STORED, '"!"')], type_it_wrong),
    Pattern("a wrong password leads to a page that demands a login", [PLAIN], type_it_wrong),
    Pattern(
        "the same, and login_user is called where no view is seen to lead",
        [PLAIN, also(GATE), instead_of_login('if not app.extensions["gate"].enter(user):\n            return ""')],
        type_it_wrong,
    ),
    # A session that is gone.
    Pattern("a session that ends", [also(LASTING)], let_the_session_end),
    Pattern("a browser that forgets a cookie", [], forget_the_cookie),
    Pattern("logged out by emptying the session", [CLEAR], log_out),
    Pattern("a logout that asks first", [also(REALLY)], then("/sign-out")),
    # Strangers who get another answer.
    Pattern(
        "an error handler that redirects",
        [NO_VIEW, also(f'{ERROR_401}redirect("/login")')],
        first("/account"),
        [*STRANGER, *LOGIN_STEPS, *LET_IN],
    ),
    Pattern("one that shows a link", [NO_VIEW, also(f'{ERROR_401}"<a href=/login>", 401')], first("/account")),
    Pattern("one that shows the form", [NO_VIEW, also(f'{ERROR_401}page("Log in", form=True)')], first("/account")),
    Pattern("a link in a mail that logs in", [NO_VIEW, NO_LOGIN, also(MAGIC_LINK)], follow_the_link),
    Pattern(
        "next of another host is dropped", [NEXT_IN_THE_FORM, (TARGET, CAREFUL_LOGIN.strip())], come_from_elsewhere
    ),
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_nothing_is_found(pattern: Pattern, tmp_path: Path) -> None:
    trace = pattern.trace(tmp_path)

    assert [(finding.code, finding.what) for finding in find(trace)] == []
    assert not list(trace.of_kind("fault", "exception"))
    if pattern.steps:
        assert told(trace) == list(pattern.steps)


def test_two_windows_of_the_same_make_are_told_apart(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    one, two = app.test_client(), app.test_client()
    with record(app) as recording:
        log_in(one)
        one.get("/account", headers=SAME_ORIGIN)
        two.get("/login", headers={"Sec-Fetch-Site": "none"})
        one.get("/account", headers=SAME_ORIGIN)
        for secret in ("wrong", PASSWORD):
            two.post("/login", data={**FORM, "secret": secret}, headers=SAME_ORIGIN)
        one.get("/account", headers=SAME_ORIGIN)
        two.get("/account", headers=SAME_ORIGIN)
    assert find(recording.trace) == ()
    browsers = [event.browser for event in recording.events if event.kind == "request" and event.name == "POST"]
    assert browsers == ["A", "B", "B"]
