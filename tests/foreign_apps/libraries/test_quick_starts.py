"""Apps of login libraries: every step is right, and nothing is found wrong with a healthy app."""

import pytest
from flask.testing import FlaskClient

from tests.foreign_apps.driver import PASSWORD
from tests.foreign_apps.libraries.quick_start import (
    BARE_GRANT,
    BARE_REFUSAL,
    REFUSED_STRANGER,
    QuickStart,
    basic,
    found_wrong,
    get,
)
from tests.foreign_apps.test_healthy_apps import LET_IN, LOGIN_STEPS, STRANGER, WRONG_PASSWORD, told
from tracer.trace.observed_facts import PasswordCheckFacts

pytestmark = [
    # What libraries say of other libraries is not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

SECURITY = QuickStart("security", {"login": "/login", "protected": "/", "logout": "/logout"}, "grace@example.com")
APPBUILDER = QuickStart("appbuilder", {"login": "/login/", "protected": "/reports/all/", "logout": "/logout/"})
USER = QuickStart("user", {"login": "/user/sign-in", "protected": "/members", "logout": "/user/sign-out"})
HTTPAUTH = QuickStart("httpauth", {"login": "/login", "protected": "/account", "logout": "/logout"})
ADMIN = QuickStart("admin", {"login": "/admin/login/", "protected": "/admin/", "logout": "/admin/logout/"})
OWN_CLASSES = QuickStart("own_classes", {"login": "/entrance", "protected": "/office", "logout": "/exit"})

QUICK_STARTS = [
    pytest.param(SECURITY, marks=pytest.mark.library("flask-security-too")),
    pytest.param(APPBUILDER, marks=pytest.mark.library("flask-appbuilder")),
    pytest.param(USER, marks=pytest.mark.library("flask-user")),
    pytest.param(HTTPAUTH, marks=pytest.mark.library("flask-httpauth")),
    pytest.param(ADMIN, marks=pytest.mark.library("flask-admin")),
    OWN_CLASSES,
]


@pytest.mark.parametrize("app", QUICK_STARTS, ids=lambda app: app.module)
def test_the_whole_flow_has_the_right_steps(app: QuickStart) -> None:
    trace = app.whole_flow()

    # The login leads to the protected page, and so does the logout in two of the apps.
    after = STRANGER if app.module in {"security", "admin"} else []
    assert told(trace) == [*STRANGER, *WRONG_PASSWORD, *LOGIN_STEPS, *LET_IN, *LET_IN, "logged_out", *after, *STRANGER]
    assert found_wrong(trace) == []


@pytest.mark.parametrize("app", QUICK_STARTS, ids=lambda app: app.module)
def test_each_check_of_a_password_is_told_once_and_as_it_ended(app: QuickStart) -> None:
    checks = [*app.whole_flow().facts_of(PasswordCheckFacts)]

    assert [(check.observable, check.result) for check in checks] == [(True, False), (True, True)]


@pytest.mark.library("flask-security-too")
def test_flask_security_refuses_in_its_own_ways() -> None:
    def log_in(client: FlaskClient) -> None:
        client.post("/login", data={"email": SECURITY.name, "password": PASSWORD})

    def log_in_with_json(client: FlaskClient) -> None:
        client.post("/login", json={"email": SECURITY.name, "password": "wrong"})

    def change(client: FlaskClient) -> None:
        client.post("/settings")

    told_of = SECURITY.asked(
        get("/about"),
        get("/settings"),
        get("/settings", Accept="application/json"),
        change,
        get("/staff"),
        get("/api/report"),
        get("/basic"),
        get("/basic", Authorization=basic(SECURITY.name, "wrong")),
        get("/basic", Authorization=basic(SECURITY.name)),
        log_in_with_json,
        log_in,
        get("/settings"),
        change,
        get("/staff"),
        get("/basic"),
        get("/about"),
    )

    assert told_of == [
        [],
        STRANGER,
        REFUSED_STRANGER,
        STRANGER,
        STRANGER,
        ["redirected"],  # Its token was asked for, and not the session.
        BARE_REFUSAL,
        [*WRONG_PASSWORD, *BARE_REFUSAL],
        ["credentials_checked True", *BARE_GRANT],
        WRONG_PASSWORD,
        LOGIN_STEPS,
        LET_IN,
        LET_IN,
        BARE_REFUSAL,  # The user has no such role.
        BARE_REFUSAL,  # The user has sent no name and no password with the request.
        [],
    ]


@pytest.mark.library("flask-security-too")
def test_flask_security_checks_no_password_of_a_name_that_it_does_not_know() -> None:
    def ask(client: FlaskClient) -> None:
        client.post("/login", data={"email": "nobody@example.com", "password": PASSWORD})

    assert SECURITY.asked(ask) == [[]]


@pytest.mark.library("flask-security-too")
def test_where_there_is_no_anonymous_user_a_stranger_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flask_security.core._default_config", {**_defaults(), "ANONYMOUS_USER_DISABLED": True})

    assert SECURITY.asked(get("/settings"), get("/about"), get("/settings", Accept="application/json")) == [
        STRANGER,
        [],
        REFUSED_STRANGER,
    ]


def _defaults() -> dict[str, object]:
    from flask_security import core  # noqa: PLC0415 # only where it is installed

    defaults: dict[str, object] = core._default_config
    return defaults


@pytest.mark.library("flask-appbuilder")
def test_flask_appbuilder_refuses_in_its_own_ways() -> None:
    tokens: list[str] = []

    def log_in(client: FlaskClient) -> None:
        client.post("/login/", data={"username": "ada", "password": PASSWORD})

    def type_a_strange_name(client: FlaskClient) -> None:
        client.post("/login/", data={"username": "nobody", "password": "password"})

    def fetch_a_token(client: FlaskClient) -> None:
        account = {"username": "grace", "password": PASSWORD, "provider": "db"}
        answer = client.post("/api/v1/security/login", json=account).get_json()
        tokens.append(answer["access_token"])

    def ask_with_token(client: FlaskClient) -> None:
        client.get("/api/v1/report/one", headers={"Authorization": f"Bearer {tokens[0]}"})

    told_of = APPBUILDER.asked(
        get("/"),
        get("/reports/all/"),
        get("/users/list/"),
        get("/api/v1/report/one"),
        get("/api/v1/browser/one"),
        type_a_strange_name,
        fetch_a_token,
        ask_with_token,
        log_in,
        get("/reports/all/"),
        get("/api/v1/browser/one"),
        get("/logout/"),
        get("/reports/all/"),
    )

    assert told_of == [
        [],
        STRANGER,
        STRANGER,
        BARE_REFUSAL,
        REFUSED_STRANGER,
        WRONG_PASSWORD,  # It compares what is typed with a hash of nothing.
        ["credentials_checked True"],
        BARE_GRANT,
        LOGIN_STEPS,
        BARE_REFUSAL,  # This user's role may see nothing.
        BARE_REFUSAL,
        ["logged_out"],
        STRANGER,
    ]


@pytest.mark.library("flask-user")
def test_flask_user_refuses_in_its_own_ways() -> None:
    def log_in(client: FlaskClient) -> None:
        client.post("/user/sign-in", data={"username": "grace", "password": PASSWORD})

    told_of = USER.asked(get("/"), get("/members"), get("/staff"), log_in, get("/members"), get("/staff"), get("/"))

    # A user who has not the role is sent to the home page, as the view behind the guard could do too: nothing is told.
    assert told_of == [[], STRANGER, STRANGER, LOGIN_STEPS, LET_IN, [], []]


@pytest.mark.library("flask-httpauth")
def test_flask_httpauth_asks_the_request_and_flask_login_the_session() -> None:
    told_of = HTTPAUTH.asked(
        get("/api/report"),
        get("/api/report", Authorization=basic("nobody")),
        get("/api/report", Authorization=basic("grace", "wrong")),
        get("/api/report", Authorization=basic("grace")),
        get("/account"),
        get("/api/token-report"),
        get("/api/token-report", Authorization="Bearer another"),
        get("/api/token-report", Authorization="Bearer a-token-of-grace"),
        get("/api/greeting"),
    )

    assert told_of == [
        BARE_REFUSAL,
        BARE_REFUSAL,
        [*WRONG_PASSWORD, *BARE_REFUSAL],
        ["credentials_checked True", *BARE_GRANT],
        STRANGER,
        BARE_REFUSAL,
        BARE_REFUSAL,
        BARE_GRANT,
        [],  # This guard lets everybody pass.
    ]


@pytest.mark.library("flask-admin")
def test_flask_admin_leaves_the_question_to_the_app() -> None:
    def log_in(client: FlaskClient) -> None:
        client.post("/admin/login/", data={"login": "grace", "password": PASSWORD})

    pages = [get("/admin/reports/"), get("/admin/audit/"), get("/admin/help/")]

    assert ADMIN.asked(*pages, log_in, *pages) == [REFUSED_STRANGER, STRANGER, [], LOGIN_STEPS, LET_IN, LET_IN, []]
    assert ADMIN.asked(log_in, *pages) == [LOGIN_STEPS, LET_IN, LET_IN, []]


def test_an_app_checks_in_its_own_classes() -> None:
    def log_in(client: FlaskClient) -> None:
        client.post("/entrance", data={"name": "grace", "password": PASSWORD})

    def leave(client: FlaskClient) -> None:
        client.post("/exit")

    pages = [get("/office"), get("/vault"), get("/api/files"), get("/")]

    assert OWN_CLASSES.asked(*pages, log_in, *pages, leave, *pages) == [
        STRANGER,
        STRANGER,
        REFUSED_STRANGER,
        [],
        LOGIN_STEPS,
        LET_IN,
        BARE_REFUSAL,  # The user is no treasurer.
        LET_IN,
        [],
        ["logged_out"],
        STRANGER,
        STRANGER,
        REFUSED_STRANGER,
        [],
    ]
