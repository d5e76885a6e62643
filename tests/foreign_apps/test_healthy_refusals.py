"""Apps that refuse a request, or end a session, and mean it: nothing is found. Beside each, what is no refusal."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient
from werkzeug.test import ClientRedirectError

from tests.client_cookies import delete_cookie
from tests.foreign_apps.driver import LOGIN, ONE_FILE, PASSWORD, VISIT
from tests.foreign_apps.patterns import (
    FORM,
    LOG_IN,
    LOGIN_VIEW,
    VIEW,
    Change,
    Drive,
    Pattern,
    also,
    instead_of_login,
    log_in,
    then,
)
from tracer.activities.record import record
from tracer.findings import find
from tracer.trace.facts import ResponseFacts
from tracer.trace.scenario import Action

NAMES = ("ada", "betty", "grace", "radia")
WRONG = {**FORM, "secret": "wrong"}

TOKENS = """
from flask import abort

class Expired(Exception):
    pass

@app.errorhandler(Expired)
def expired(error):
    return {"error": "expired"}, 401

@login_manager.request_loader
def load_by_token(request):
    token = request.headers.get("X-Token")
    if token == "old":
        raise Expired
    if token not in {None, "one"}:
        abort(401)
    return USERS[1] if token else None
"""

SCRIPTS = """
@app.get("/login")
def shell():
    return page("Log in")

@app.get("/api/me")
@login_required
def me():
    return {"id": current_user.id}

@app.get("/me")
@login_required
def also_me():
    return {"id": current_user.id}
"""
BY_JSON = [
    (LOGIN_VIEW, ""),
    (VIEW, f'{SCRIPTS}\n\n@app.post("/login")\n'),
    ('    if request.method == "POST":\n        user', "    if True:\n        user"),
    ('request.form["name"]', 'request.json["name"]'),
    ('request.form["secret"]', 'request.json["secret"]'),
    ('"stay" in request.form', "False"),
]

ENDS = """
@app.post("/account/delete")
@login_required
def end_account():
    session.clear()
    return redirect("/hello")

@app.post("/new-password")
@login_required
def new_password():
    session.clear()
    return redirect(url_for("login"))

@app.post("/quit")
def leave():
    session.clear()
    return redirect("/hello")

@app.post("/language")
def language():
    session.clear()
    return redirect("/hello")
"""

LOADER = "    return USERS.get(int(user_id))\n"
IN_THE_NAME_OF = f"    if session.get('_in_the_name_of'):\n        return USERS[2]\n{LOADER}"
OTHERS = """
USERS[2] = User(2, "ada", "analytical")

@app.post("/in-the-name-of-ada")
def in_the_name_of_ada():
    session["_in_the_name_of"] = 2
    return redirect("/account")
"""

DEVICE = (
    'return redirect(target if is_safe(target) else url_for("index"))',
    "return with_device(redirect(url_for('index')))",
)

DEVICES = """
def with_device(answer):
    answer.set_cookie("device", "d3v1c3", max_age=3600)
    return answer

@app.get("/plain")
def plain():
    return "Plain"
"""

HTTPS = """
@app.before_request
def only_https():
    if not request.is_secure:
        return redirect(request.url.replace("http://", "https://", 1), 308)
"""

INPUT = (
    "        user = next(",
    '        if not request.form.get("secret"):\n            return "No password", 400\n        user = next(',
)
LOCKED = ("        user = next(", '        return "Locked", 423\n        user = next(')
THROTTLE = """
FAILED = []

@app.before_request
def too_many():
    if request.method == "POST" and len(FAILED) > 1:
        return "Too many", 403

@app.after_request
def count(answer):
    if request.method == "POST":
        FAILED.append(1)
    return answer
"""
ALREADY = (
    "        user = next(",
    '        if current_user.is_authenticated:\n            return "You are here", 403\n        user = next(',
)


def ask(path: str) -> Drive:
    def drive(client: FlaskClient) -> None:
        client.get(path)

    return drive


def ask_with_tokens(client: FlaskClient) -> None:
    for token in ("one", "old", "forged"):
        client.get("/account", headers={"X-Token": token})


def ask_as_script(client: FlaskClient) -> None:
    client.get("/api/me")
    client.get("/me")
    client.post("/login", json=FORM)
    client.get("/me")


def post(*paths: str) -> Drive:
    def drive(client: FlaskClient) -> None:
        log_in(client)
        for path in paths:
            client.post(path, follow_redirects=True)
        client.get("/account", follow_redirects=True)

    return drive


def close_the_browser(client: FlaskClient) -> None:
    client.post("/login", data=FORM)
    client.get("/plain")
    delete_cookie(client, "session")
    client.get("/account", follow_redirects=True)


def come_by_http(client: FlaskClient) -> None:
    for page in ("/account", "/login"):
        client.get(page)
    client.get("/account", base_url="https://localhost", follow_redirects=True)


def follow_until_it_gives_up(client: FlaskClient) -> None:
    with pytest.raises(ClientRedirectError):
        client.get("/account", follow_redirects=True)


def leave_the_password_out(client: FlaskClient) -> None:
    client.post("/login", data={"name": "grace"})
    log_in(client)


def send(*forms: Mapping[str, str]) -> Drive:
    def drive(client: FlaskClient) -> None:
        for form in forms:
            client.post("/login", data=form)

    return drive


FIND = '        user = next((user for user in USERS.values() if user.name == request.form["name"]), None)\n'
CHECK = '        if user is None or not check_password_hash(user.password_hash, request.form["secret"]):\n'
WHERE_THE_FORM_COMES_BACK = '            flash("That is not right.")\n            return redirect(url_for("login"))\n'
REFUSE = FIND + CHECK + WHERE_THE_FORM_COMES_BACK
BY_NAME = '{user.name: user for user in USERS.values()}[request.form["name"]]'

REFUSALS: dict[str, str] = {
    "no entity that can be processed": f'{FIND}{CHECK}            return page("Log in", form=True), 422\n',
    "a bad request": f"{FIND}{CHECK}            abort(400)\n",
    "forbidden": f"{FIND}{CHECK}            raise Forbidden\n",
    "no such name": f'{FIND}        if not user:\n            return "Nobody is called that", HTTPStatus.NOT_FOUND\n',
    "checked first, and asked for the result later": (
        f'{FIND}        fits = user and check_password_hash(user.password_hash, request.form["secret"])\n'
        '        if not fits:\n            return {"error": "wrong"}, 400\n'
    ),
    "what does not fit comes last": (
        f'{FIND}        if user and check_password_hash(user.password_hash, request.form["secret"]):\n'
        '            login_user(user)\n            return redirect(url_for("index"))\n'
        '        return page("Log in", form=True), 422\n'
    ),
    "nobody is an exception": (
        f"        try:\n            user = {BY_NAME}\n"
        '        except KeyError:\n            return "Nobody is called that", 404\n'
    ),
    "another function finds the user": (
        '        user = authenticated(request.form["name"], request.form["secret"])\n'
        "        if user is None:\n            abort(make_response('Wrong', 409))\n"
    ),
    "a library says that there is nobody": (
        "        from werkzeug.utils import import_string\n"
        f'{FIND}        user = user or import_string("werkzeug.exceptions").abort(404)\n'
    ),
}
REFUSING = (
    "from http import HTTPStatus\nfrom flask import abort, make_response\nfrom werkzeug.exceptions import Forbidden\n"
    "def authenticated(name, password):\n"
    "    return next((user for user in USERS.values() if user.name == name"
    " and check_password_hash(user.password_hash, password)), None)"
)


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_login_that_refuses_a_name_that_nobody_has_is_healthy(refusal: str, tmp_path: Path) -> None:
    unknown = {**FORM, "name": "nobody"}
    changes = [also(REFUSING), (REFUSE, refusal)]

    trace = Pattern("an unknown name", changes, send(unknown, unknown)).trace(tmp_path)

    assert [(finding.code, finding.what) for finding in find(trace)] == []
    assert [facts.status for facts in (event.facts for event in trace.events) if isinstance(facts, ResponseFacts)] != []
    assert not list(trace.of_kind("fault", "exception"))


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_form_that_is_sent_as_it_is_may_be_refused(refusal: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, also(REFUSING), (REFUSE, refusal))
    trace = ONE_FILE.use(app, Action(do="submit", page="login"), VISIT)
    assert find(trace) == ()


def test_an_empty_form_may_be_refused_before_anybody_is_looked_for(tmp_path: Path) -> None:
    early = '        if not request.form["name"]:\n            return "A name, please", 400\n'
    app = ONE_FILE.load(tmp_path, (FIND, early + FIND))
    trace = ONE_FILE.use(app, Action(do="submit", page="login"), VISIT)
    assert find(trace) == ()


PATTERNS = [
    Pattern("tokens that are refused while the user is loaded", [also(TOKENS)], ask_with_tokens),
    Pattern("an app for scripts whose login page is a shell", BY_JSON, ask_as_script),
    Pattern("the end of an account", [also(ENDS)], post("/account/delete")),
    Pattern("a session that is to end", [also(ENDS)], post("/quit")),
    Pattern("a new password that asks for a new login", [also(ENDS)], post("/new-password")),
    Pattern("an admin in the name of a user", [also(OTHERS), (LOADER, IN_THE_NAME_OF)], post("/in-the-name-of-ada")),
    Pattern("a browser that was closed, and a cookie that lasts", [also(DEVICES), DEVICE], close_the_browser),
    Pattern("HTTPS for every page", [also(HTTPS)], come_by_http),
    Pattern("a field that is empty", [INPUT], leave_the_password_out),
    Pattern("an account that is locked", [LOCKED], send(FORM)),
    Pattern("a login that is closed after too many tries", [also(THROTTLE)], send(WRONG, WRONG, FORM)),
    Pattern("a login page that is not for those who are here", [ALREADY], send(FORM, FORM)),
]

BY_ACCIDENT: list[tuple[str, Sequence[Change], Drive, str]] = [
    (
        "a request_loader that fails",
        [also("@login_manager.request_loader\ndef load_by_token(request):\n    return {}[request.path]")],
        ask("/account"),
        "loader-raises",
    ),
    ("a page that empties the session", [also(ENDS)], post("/language"), "session-emptied"),
    (
        "a hook that empties the session of everybody",
        [also("@app.before_request\ndef empty():\n    session.clear()")],
        then("/account"),
        "session-emptied",
    ),
    (
        "an answer that throws the cookie away",
        [
            also(
                "@app.after_request\ndef throw_away(answer):\n"
                "    if request.path == '/account':\n        answer.delete_cookie('session')\n    return answer"
            )
        ],
        then("/account", "/account"),
        "session-emptied",
    ),
    (
        "a hook that sends everybody to the login page",
        [also('@app.before_request\ndef ask():\n    return redirect("/login")')],
        ask("/login"),
        "guard-blocks-login-page",
    ),
    (
        "a login page that takes everybody for logged in",
        [
            (
                '    if request.method == "POST":\n        user',
                '    if current_user:\n        return redirect("/account")\n        user',
            )
        ],
        follow_until_it_gives_up,
        "redirect-loop",
    ),
    (
        "a login that always wants what nobody sends",
        [
            (
                "        user = next(",
                '        if "terms" not in request.form:\n            return "No", 400\n        user = next(',
            )
        ],
        send(FORM, FORM),
        "login-request-refused",
    ),
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_nothing_is_found(pattern: Pattern, tmp_path: Path) -> None:
    trace = pattern.trace(tmp_path)

    assert [(finding.code, finding.what) for finding in find(trace)] == []
    assert not list(trace.of_kind("fault", "exception"))


@pytest.mark.parametrize(
    ("changes", "drive", "code"), [case[1:] for case in BY_ACCIDENT], ids=[case[0] for case in BY_ACCIDENT]
)
def test_what_only_looks_like_it_is_found(changes: Sequence[Change], drive: Drive, code: str, tmp_path: Path) -> None:
    trace = Pattern("by accident", changes, drive).trace(tmp_path)

    assert {finding.code for finding in find(trace)} == {code}


SWITCHED_OFF = ("self.enabled = True", "self.enabled = False")
SAYS_SO = 'return page("Your account is switched off")'
FORM_AGAIN = 'return page("Your account is switched off", form=True)'
ASKS_ITSELF = "if not user.is_active:"
KEPT_OUT = {
    "a page": LOG_IN,
    "the form again": LOG_IN.replace(SAYS_SO, FORM_AGAIN),
    "the form and 401": LOG_IN.replace(SAYS_SO, f"{FORM_AGAIN}, 401"),
    "the form and 403": LOG_IN.replace(SAYS_SO, f"{FORM_AGAIN}, 403"),
    "an error 403": LOG_IN.replace(SAYS_SO, "__import__('flask').abort(403)"),
    "a message": LOG_IN.replace(SAYS_SO, 'flash("Switched off"); return redirect(url_for("login"))'),
    "the form and 403, and login_user is not asked": f"{ASKS_ITSELF}\n            {FORM_AGAIN}, 403\n        {LOG_IN}",
    "an error 403, and login_user is not asked": (
        f"{ASKS_ITSELF}\n            __import__('flask').abort(403)\n        {LOG_IN}"
    ),
}


@pytest.mark.parametrize("answer", KEPT_OUT)
def test_an_account_that_is_kept_out_and_told_so_is_no_finding(answer: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, SWITCHED_OFF, instead_of_login(KEPT_OUT[answer]))
    assert find(ONE_FILE.use(app, VISIT, LOGIN)) == ()
    assert find(ONE_FILE.use(app, LOGIN, VISIT)) == ()


NOT_KEPT_OUT: dict[str, Sequence[Change]] = {
    "what login_user says is not looked at": [
        SWITCHED_OFF,
        instead_of_login('login_user(user)\n        return page("Welcome")'),
    ],
    "the right password is answered as a wrong one": [
        ("or not check_password_hash(", "or check_password_hash("),
        (
            'flash("That is not right.")\n            return redirect(url_for("login"))',
            'return page("That is not right.", form=True), 401',
        ),
    ],
}


@pytest.mark.parametrize("how", NOT_KEPT_OUT)
def test_the_right_password_that_gets_nobody_in_is_found_all_the_same(how: str, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, *NOT_KEPT_OUT[how])
    assert [finding.code for finding in find(ONE_FILE.use(app, VISIT, LOGIN))] == ["nobody-logged-in"]


def visits(client: FlaskClient, name: str) -> Iterator[object]:
    """Go through the whole login again and again, one request at a time."""
    while True:
        yield client.get("/account")
        yield client.post("/login", data={**FORM, "name": name})
        yield client.get("/account")
        yield client.get("/")
        yield client.post("/logout")
        yield client.get("/")


@pytest.mark.parametrize("seed", range(8))
def test_clients_of_the_same_make_that_take_turns_lose_nothing(seed: int, tmp_path: Path) -> None:
    """Before the login their cookies are equal to the byte, so some of them are told as one browser."""
    more = "USERS.update({number: User(number, name, PASSWORD) for number, name in enumerate(NAMES, start=1)})"
    app = ONE_FILE.load(tmp_path, also(f"NAMES, PASSWORD = {NAMES}, {PASSWORD!r}\n{more}"))
    chance = Random(seed)  # noqa: S311 # no secret
    with record(app) as recording:
        clients = [visits(app.test_client(), name) for name in NAMES]
        for _ in range(100):
            next(chance.choice(clients))
    assert find(recording.trace) == ()
