"""Requests that fail: nothing is left without a word, and nothing is told twice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, redirect, request, session
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, login_user

from tests.client_cookies import ask_as_browser
from tests.foreign_apps.driver import FACTORY, LOGIN, ONE_FILE, PASSWORD, VISIT
from tests.foreign_apps.patterns import FORM, LOGIN_VIEW, also
from tracer.activities.record import record
from tracer.browser.cookies import CookieJar
from tracer.findings import find
from tracer.findings.finding import Finding
from tracer.trace.facts import RequestFacts, ResponseFacts
from tracer.trace.observed_facts import CsrfCheckFacts, HttpErrorFacts

RAISES = also('@app.get("/boom")\ndef boom():\n    raise ValueError("nothing")')


def found(app: Flask, drive: Callable[[FlaskClient], object]) -> tuple[Finding, ...]:
    with record(app) as recording:
        drive(app.test_client())
    assert not list(recording.trace.of_kind("fault"))
    return tuple(recording.findings)


def codes(app: Flask, drive: Callable[[FlaskClient], object]) -> list[str]:
    return [finding.code for finding in found(app, drive)]


def test_an_exception_is_told_with_its_place_once_for_many_requests(tmp_path: Path) -> None:
    (finding,) = found(ONE_FILE.load(tmp_path, RAISES), lambda client: [client.get("/boom") for _ in range(3)])
    assert finding.code == "app-raised"
    assert finding.count == 3
    assert finding.place is not None
    assert finding.what == f"GET /boom raised ValueError, at {finding.place}, and was answered 500."
    assert finding.place.endswith(" in boom()")


def test_a_second_failure_is_told_beside_one_that_is_explained(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, RAISES, ("return USERS.get(int(user_id))", "raise LookupError"))

    def drive(client: FlaskClient) -> None:
        client.post("/login", data=FORM)
        client.get("/account")
        client.get("/boom")

    told = {finding.code: finding.what for finding in found(app, drive)}
    assert set(told) == {"loader-raises", "app-raised"}
    assert told["app-raised"].startswith("GET /boom raised ValueError")


def test_a_failure_is_told_beside_what_has_nothing_to_do_with_it(tmp_path: Path) -> None:
    changes = (
        ('@app.route("/logout", methods=["POST"])', '@app.route("/logout")'),
        ('    logout_user()\n    return redirect(url_for("index"))', "    logout_user()\n    raise ValueError"),
    )
    app = ONE_FILE.load(tmp_path, *changes)

    def drive(client: FlaskClient) -> None:
        client.post("/login", data=FORM)
        client.get("/logout")

    assert "app-raised" in codes(app, drive)


def test_a_misspelt_login_view_explains_every_error_that_it_causes(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, (LOGIN_VIEW, 'login_manager.login_view = "logn"\n'))
    assert codes(app, lambda client: [client.get("/account") for _ in range(2)]) == ["login-view-not-found"]


WRONG = {**FORM, "secret": "wrong"}
REFUSAL = 'flash("That is not right.")\n            return redirect(url_for("login"))'


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 422])
def test_a_wrong_password_is_no_finding_whatever_the_status(status: int, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, (REFUSAL, f'return "No", {status}'))
    assert codes(app, lambda client: client.post("/login", data=WRONG)) == []
    # Then the same answer to a name that is not known is the same refusal.
    strange = {**WRONG, "name": "nobody"}
    assert codes(app, lambda client: [client.post("/login", data=data) for data in (WRONG, strange)]) == []


@pytest.mark.parametrize("status", [401, 429])
def test_a_refusal_that_says_by_itself_why_is_no_finding(status: int, tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, ("        user = next(", f'        return "No", {status}\n        user = next('))
    assert codes(app, lambda client: client.post("/login", data=FORM)) == []


def test_a_login_that_throttles_in_a_hook_is_no_finding(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.before_request(lambda: ("Too many", 429) if request.method == "POST" else None)
    assert codes(app, lambda client: client.post("/login", data=FORM)) == []


def test_an_account_that_is_switched_off_is_no_finding(tmp_path: Path) -> None:
    app = ONE_FILE.load(
        tmp_path, ("self.enabled = True", "self.enabled = False"), ('switched off")', 'switched off"), 403')
    )
    assert codes(app, lambda client: client.post("/login", data=FORM)) == []


def test_pages_that_are_not_there_or_closed_are_no_finding(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    app.add_url_rule("/closed", view_func=lambda: ("Back soon", 503), endpoint="closed")
    app.add_url_rule("/shut", view_func=lambda: ("No", 403), endpoint="shut", methods=["POST"])

    def drive(client: FlaskClient) -> None:
        client.get("/closed")
        client.get("/nowhere")
        client.post("/account")
        client.post("/shut", data={"note": "1"})

    assert codes(app, drive) == []


def test_a_login_of_json_sent_to_a_form_view_names_where_the_field_is_asked_for(tmp_path: Path) -> None:
    (finding,) = found(ONE_FILE.load(tmp_path), lambda client: client.post("/login", json=FORM))
    assert finding.code == "json-sent-to-form-view"
    assert "carried JSON" in finding.what
    assert str(finding.place).startswith("foreign_one_file_")


def test_the_same_is_found_where_the_view_says_401(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, ('request.form["name"]', 'request.form.get("name")'), (REFUSAL, 'return "No", 401'))
    assert codes(app, lambda client: client.post("/login", json=FORM)) == ["json-sent-to-form-view"]


@pytest.mark.parametrize("read", ["request.get_json(silent=True)", "__import__('json').loads(request.data or '{}')"])
def test_a_view_that_takes_both_is_healthy(read: str, tmp_path: Path) -> None:
    change = ("        user = next(", f"        sent = {read} or request.form\n        user = next(")
    names = (('request.form["name"]', 'sent["name"]'), ('request.form["secret"]', 'sent["secret"]'))
    app = ONE_FILE.load(tmp_path, change, *names, ('"stay" in request.form', '"stay" in sent'))
    assert codes(app, lambda client: client.post("/login", json=FORM)) == []
    assert codes(app, lambda client: client.post("/login", json=WRONG)) == []


def test_two_forms_of_which_one_is_sent_are_healthy(tmp_path: Path) -> None:
    form = "form = LoginForm()"
    both = 'other = LogoutForm(prefix="other")\n    other.validate_on_submit()\n    form = LoginForm()'
    app = FACTORY.load(tmp_path, (form, both))
    assert find(FACTORY.use(app, VISIT, LOGIN, VISIT)) == ()


def test_a_form_of_another_site_that_is_refused_is_no_finding(tmp_path: Path) -> None:
    app = FACTORY.load(tmp_path)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert codes(app, lambda client: client.post("/accounts/login", data={"email": "x"}, headers=headers)) == []


def test_of_a_token_nothing_but_the_outcome_is_recorded(tmp_path: Path) -> None:
    app = FACTORY.load(tmp_path)
    with record(app) as recording:
        app.test_client().post("/accounts/login", data={"csrf_token": "a-token-that-nobody-made"})
    assert [*recording.trace.facts_of(CsrfCheckFacts)] == [CsrfCheckFacts(valid=False, why="another session's")] or [
        *recording.trace.facts_of(CsrfCheckFacts)
    ] == [CsrfCheckFacts(valid=False, why="not readable")]


def test_what_an_error_says_is_recorded_only_where_it_is_a_sentence_of_a_library(tmp_path: Path) -> None:
    app = ONE_FILE.load(
        tmp_path, also('@app.get("/no")\ndef no():\n    from flask import abort\n    abort(403, "mine")')
    )
    with record(app) as recording:
        app.test_client().get("/no")
        app.test_client().put("/login/")
        app.test_client().delete("/login")
    facts = [*recording.trace.facts_of(HttpErrorFacts)]
    assert facts[0] == HttpErrorFacts("Forbidden", 403, own=True)
    assert facts[-1] == HttpErrorFacts("MethodNotAllowed", 405, own=False, rule="/login")


TOKEN = '<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">'
WITH_TOKEN = (
    also("from flask_wtf import CSRFProtect\nCSRFProtect(app)"),
    ('<input name="name">', f'<input name="name">{TOKEN}'),
)


@pytest.mark.parametrize(
    ("referrer", "words"),
    [
        ({}, "without the header Referer"),
        ({"Referer": "https://inner.example/login"}, "with a Referer that names another host"),
        ({"Referer": "https://shop.example/login"}, None),
    ],
)
def test_a_form_over_https_that_does_not_say_where_it_comes_from_is_told(
    referrer: Mapping[str, str], words: str | None, tmp_path: Path
) -> None:
    app, site = ONE_FILE.load(tmp_path, *WITH_TOKEN), "https://shop.example"

    def drive(client: FlaskClient) -> None:
        token = client.get("/login", base_url=site).text.partition('name="csrf_token" value="')[2].partition('"')[0]
        client.post("/login", data={**FORM, "csrf_token": token}, base_url=site, headers=referrer)

    told = [(finding.code, words is not None and words in finding.what) for finding in found(app, drive)]
    assert told == ([("csrf-referrer-refused", True)] if words else [])


@pytest.mark.parametrize(
    "address",
    [
        "/login?password_changed=1&name=grace",
        "/login?reset_password=1&name=grace",
        "/login?next=/account&token=abc",
        "/login?password=x",
        "/hello?name=grace&password=x",
    ],
)
def test_an_address_that_speaks_of_passwords_is_no_form(address: str, tmp_path: Path) -> None:
    assert codes(ONE_FILE.load(tmp_path), lambda client: client.get(address)) == []


def test_a_script_of_the_login_page_that_finds_nothing_is_no_login(tmp_path: Path) -> None:
    def drive(client: FlaskClient) -> None:
        client.get("/login")
        client.post("/count", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"})

    assert codes(ONE_FILE.load(tmp_path), drive) == []


# A login at another site.


class Member(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    id = "7"


def oauth_app(**settings: object) -> Flask:
    """Return an app whose login is at another site, with the state in the session."""
    app = Flask("oauth")
    app.config.update(SECRET_KEY="a key of this app that nobody else knows", **settings)
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda _: Member())

    @app.get("/login")
    def login() -> Any:
        session["oauth_state"] = "one"
        return redirect("https://provider.example/authorize?client_id=shop&state=one")

    @app.route("/callback", methods=["GET", "POST"])
    def callback() -> Any:
        if request.values["state"] != session.get("oauth_state"):
            raise ValueError
        login_user(Member())
        return redirect("/login")

    @app.get("/refusing")
    def refusing() -> Any:
        if request.args.get("state") != session.get("oauth_state") or "error" in request.args:
            abort(403)
        login_user(Member())
        return redirect("/login")

    return app


def log_in_there(client: FlaskClient) -> None:
    client.get("/login")
    client.get("/callback?code=c&state=one")


def come_back_elsewhere(client: FlaskClient) -> None:
    jar = CookieJar()
    ask_as_browser(client.application, jar, "http://shop.example/login")
    ask_as_browser(client.application, jar, "http://www.shop.example/callback?code=c&state=one")


def come_back_by_form(client: FlaskClient) -> None:
    """Do as browsers do, which send no Lax cookie with a form of another site."""
    client.get("/login")
    without = client.application.test_client(use_cookies=False)
    without.post("/callback", data={"code": "c", "state": "one"}, headers={"Sec-Fetch-Site": "cross-site"})


def come_back_to_an_older_window(client: FlaskClient) -> None:
    client.get("/login")
    client.get("/refusing?code=c&state=of-another-window")


def come_back_unwilling(client: FlaskClient) -> None:
    client.get("/login")
    client.get("/refusing?error=access_denied&state=one")


def come_back_without_asking(client: FlaskClient) -> None:
    client.get("/callback?code=c&state=one")


@pytest.mark.parametrize(
    ("settings", "drive", "expected"),
    [
        ({}, log_in_there, []),
        ({}, come_back_elsewhere, ["host-changed"]),
        ({"SESSION_COOKIE_SAMESITE": "Lax"}, come_back_by_form, ["cookie-samesite-lax"]),
        ({}, come_back_by_form, ["cookie-samesite-lax"]),
        ({"SESSION_COOKIE_SAMESITE": "Strict"}, come_back_by_form, ["cookie-samesite-strict"]),
        ({}, come_back_without_asking, ["app-raised"]),
        ({}, come_back_to_an_older_window, ["login-request-refused"]),
        ({}, come_back_unwilling, []),
    ],
)
def test_a_state_that_is_lost_is_explained(
    settings: Mapping[str, object], drive: Callable[[FlaskClient], None], expected: list[str]
) -> None:
    assert codes(oauth_app(**settings), drive) == expected


# Behind a proxy.


PROXIES: list[tuple[Mapping[str, str], str, bool]] = [
    ({"X-Forwarded-Prefix": "/shop"}, "/login", True),
    ({"X-Forwarded-Prefix": "/shop"}, "/shop/login", False),
    ({"X-Forwarded-Prefix": "/"}, "/login", False),
    ({"X-Forwarded-Prefix": "/shop"}, "https://provider.example/login", False),
    ({"X-Forwarded-Proto": "https"}, "http://localhost/login", True),
    ({"X-Forwarded-Proto": "https"}, "https://localhost/login", False),
    ({"X-Forwarded-Proto": "https"}, "/login", False),
    ({"X-Forwarded-Proto": "http"}, "http://localhost/login", False),
    ({"X-Forwarded-Host": "shop.example"}, "http://localhost/login", True),
    ({"X-Forwarded-Host": "shop.example"}, "http://shop.example/login", False),
    ({"X-Forwarded-Host": "localhost"}, "http://localhost/login", False),
    ({"X-Forwarded-For": "192.0.2.7"}, "http://localhost/login", False),
]


@pytest.mark.parametrize(("headers", "location", "wrong"), PROXIES)
def test_a_redirect_out_of_the_proxy_is_found(
    headers: Mapping[str, str],
    location: str,
    wrong: bool,  # noqa: FBT001 # a column of the table
    tmp_path: Path,
) -> None:
    app = ONE_FILE.load(tmp_path)
    app.add_url_rule("/old", view_func=lambda: redirect(location), endpoint="old")
    told = codes(app, lambda client: client.get("/old", headers=headers))
    assert told == (["proxy-headers-unused"] if wrong else [])


ONLY_HTTPS = """@app.before_request
def only_https():
    return None if request.is_secure else redirect(request.url.replace("http://", "https://", 1))
"""


@pytest.mark.parametrize(("told", "wrong"), [("", ["proxy-headers-unused"]), ("app.wsgi_app = Fix(app.wsgi_app)", [])])
def test_an_app_that_asks_for_the_https_that_is_there_is_found(told: str, wrong: list[str], tmp_path: Path) -> None:
    app = ONE_FILE.load(
        tmp_path, also(f"from werkzeug.middleware.proxy_fix import ProxyFix as Fix\n{told}\n{ONLY_HTTPS}")
    )
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    assert codes(app, lambda client: [client.get("/login", headers=headers) for _ in range(6)]) == wrong


def test_a_browser_that_comes_by_http_is_sent_to_https_without_a_finding(tmp_path: Path) -> None:
    headers = {"X-Forwarded-Proto": "http"}
    app = ONE_FILE.load(tmp_path, also(ONLY_HTTPS))
    assert codes(app, lambda client: client.get("/login", headers=headers)) == []


def test_a_proxy_that_puts_redirects_right_is_no_finding(tmp_path: Path) -> None:
    headers = {"X-Forwarded-Prefix": "/shop"}
    app = ONE_FILE.load(tmp_path)
    assert codes(app, lambda client: [client.get(page, headers=headers) for page in ("/account", "/login")]) == []


def test_an_app_that_knows_where_it_is_mounted_is_healthy(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    headers = {"X-Forwarded-Prefix": "/shop"}
    environ = {"SCRIPT_NAME": "/shop"}
    assert codes(app, lambda client: client.get("/account", headers=headers, environ_overrides=environ)) == []


def test_behind_a_proxy_that_ends_https_a_secure_cookie_is_no_fault(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, (LOGIN_VIEW, f'{LOGIN_VIEW}app.config["SESSION_COOKIE_SECURE"] = True\n'))
    headers = {"X-Forwarded-Proto": "https"}

    def drive(client: FlaskClient) -> None:
        client.post("/login", data=FORM, headers=headers)
        client.get("/account", headers=headers)
        client.application.test_client(use_cookies=False).get(
            "/account", headers={**headers, "Sec-Fetch-Site": "same-origin"}
        )

    assert "cookie-secure-over-http" not in codes(app, drive)


def test_of_the_proxy_s_headers_only_names_and_the_scheme_are_kept(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path)
    headers = {"X-Forwarded-Prefix": "/s3cr3t", "X-Forwarded-Proto": "s3cr3t", "X-Forwarded-Host": "s3cr3t.example"}
    with record(app) as recording:
        app.test_client().get("/account", headers=headers)
        app.test_client().post("/login", data=b"x", content_type="application/s3cr3t")
    assert "s3cr3t" not in repr(recording.trace)
    first, second = recording.trace.facts_of(RequestFacts)
    assert (first.forwarded, first.forwarded_scheme) == (("host", "prefix", "proto"), "(other)")
    assert second.content_type == "(other)"
    assert next(recording.trace.facts_of(ResponseFacts)).leaves_proxy == "prefix"


def test_the_right_password_and_nobody_logged_in_is_told_in_a_scenario_only(tmp_path: Path) -> None:
    forgotten = ('if user is None or not check_password_hash(user.password_hash, request.form["secret"]):', "if True:")
    app = ONE_FILE.load(tmp_path, forgotten)
    assert [finding.code for finding in find(ONE_FILE.use(app, LOGIN))] == ["nobody-logged-in"]
    assert codes(app, lambda client: client.post("/login", data={"name": "grace", "secret": PASSWORD})) == []


def test_a_login_page_without_a_form_is_told(tmp_path: Path) -> None:
    app = ONE_FILE.load(tmp_path, ("{% if form %}", "{% if false %}"))
    (finding,) = find(ONE_FILE.use(app, LOGIN, VISIT))
    assert finding.code == "nobody-logged-in"
    assert "the login page shows no such form" in finding.what


def test_a_login_that_was_sent_by_another_site_and_refused_is_no_finding(tmp_path: Path) -> None:
    forged = replace(LOGIN, from_site="https://evil.example")
    assert find(FACTORY.use(FACTORY.load(tmp_path), forged)) == ()
