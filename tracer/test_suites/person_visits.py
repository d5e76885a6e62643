"""What people do at an app with a login: the visits of which tests are made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tracer.test_suites.app_pages import AppPages, LoginForm, filled
from tracer.test_suites.literals import python_literal
from tracer.trace.app_facts import AppView

STATUS, LOCATION = "response.status_code", "response.location"
_ANSWER = (STATUS, LOCATION)
_SECRET_KEY = re.compile(r"(?P<module>[\w.]+)(?::(?P<name>\w+)(?P<call>\(.*\))?)?$")


@dataclass(frozen=True)
class VisitStep:
    """One thing that a person does.

    Attributes:
        code: The statements, as they stand in the test.
        watched: What is looked at afterwards: expressions whose values on the healthy app the test demands.
    """

    code: str
    watched: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonVisit:
    """What a person does, from the beginning to the end.

    Attributes:
        name: The name of its test, without ``test_``.
        told: What happens, as a sentence.
        steps: What the person does.
        topics: What it is about: words in the names of kinds of mutants.
        needs_account: Whether an account is needed for it.
        recorded: Whether the trace is looked at in the end.
    """

    name: str
    told: str
    steps: tuple[VisitStep, ...]
    topics: tuple[str, ...] = ()
    needs_account: bool = True
    recorded: bool = True

    @property
    def uses_monkeypatch(self) -> bool:
        """Whether something of the app is changed for the time of the test."""
        return any("monkeypatch" in step.code for step in self.steps)


def visits_of(pages: AppPages, target: str) -> list[PersonVisit]:
    """Return what people do at an app, each under a name of its own: the plainest first, last what may change most.

    Args:
        pages: What is known of the app.
        target: The app, as ``flask --app`` takes it.
    """
    named: dict[str, PersonVisit] = {}
    for visit in _all_visits(pages, target):
        named.setdefault(visit.name, visit)
    return [*named.values()]


def _all_visits(pages: AppPages, target: str) -> Iterator[PersonVisit]:
    yield from _visits_of_strangers(pages)
    if pages.login is not None and pages.protected is not None:
        yield from _logins(pages, pages.login, pages.protected)
        yield from _destinations(pages, pages.login, pages.protected)
        if pages.logout is not None:
            yield from _logouts(pages, pages.login, pages.protected, pages.logout)
        yield from _sessions(pages, pages.login, pages.protected)
        yield from _visits_of_members(pages)
    yield from _secret_keys(target)


def _asks(path: str, method: str = "get", *more: str) -> VisitStep:
    return VisitStep(f"response = client.{method}({', '.join((python_literal(path), *more))})", _ANSWER)


def _logs_in(*arguments: str) -> VisitStep:
    return VisitStep(f"response = log_in({', '.join(('client', *arguments))})", _ANSWER)


def _slug(view: AppView) -> str:
    return re.sub(r"\W+", "_", view.endpoint).strip("_").lower()


def _reads(view: AppView) -> bool:
    return "GET" in view.methods


def _changes(view: AppView) -> list[str]:
    return [method.lower() for method in view.methods if method in {"POST", "PUT", "PATCH", "DELETE"}]


_GUARDS = ("guard", "refusal", "unauthorized", "login-page", "hook")


def _visits_of_strangers(pages: AppPages) -> Iterator[PersonVisit]:
    for view in pages.views:
        path = filled(view.rule)
        if _reads(view):
            told = f"Somebody who is not logged in opens {path}."
            yield PersonVisit(f"stranger_at_{_slug(view)}", told, (_asks(path),), _GUARDS, needs_account=False)
        for method in _changes(view):
            told = f"Somebody who is not logged in sends something to {path}."
            name = f"stranger_{method}s_to_{_slug(view)}"
            yield PersonVisit(name, told, (_asks(path, method),), _GUARDS, needs_account=False)
    if pages.static_file is not None:
        told = "Somebody who is not logged in needs the style of the login page."
        steps = (_asks(pages.static_file),)
        yield PersonVisit("stranger_needs_static_files", told, steps, needs_account=False)


def _typed(field: str, value: str) -> str:
    """Return the argument that fills in one more field of the login form."""
    return (
        f"{field}={python_literal(value)}"
        if field.isidentifier()
        else f"**{{{python_literal(field)}: {python_literal(value)}}}"
    )


def _logins(pages: AppPages, login: LoginForm, protected: str) -> Iterator[PersonVisit]:
    enters = _asks(protected)
    yield PersonVisit("login", f"Somebody logs in and opens {protected}.", (_logs_in(), enters), ("login", "loader"))
    yield PersonVisit(
        "wrong_password",
        "Somebody types a wrong password.",
        (_logs_in('password="not the password"'), enters),
        ("password", "login-left-out"),
    )
    yield PersonVisit(
        "unknown_name",
        "Somebody types a name that no account has.",
        (_logs_in('name="nobody-has-this-name"'), enters),
        ("name",),
    )
    told = "Somebody whose account is switched off wants to log in."
    topics = ("inactive", "login-result-ignored")
    if pages.switch is None:
        steps = (_logs_in(), _switches_class_off(protected), _ANOTHER_BROWSER, _logs_in(), enters)
    else:
        steps = (_logs_in(), _KEEPS_ID, _ANOTHER_BROWSER, _LOGS_IN_SWITCHED_OFF, enters)
    yield PersonVisit("switched_off_account", told, steps, topics)
    if login.checkbox is not None:
        ticked = _logs_in(_typed(login.checkbox, "y"))
        told = "Somebody asks to be remembered, and comes back when the browser was closed."
        yield PersonVisit("remembered", told, (ticked, _CLOSES_BROWSER, enters, enters), ("remember", "session-prot"))
    told = "Somebody does not ask to be remembered, and comes back when the browser was closed."
    yield PersonVisit("not_remembered", told, (_logs_in(), _CLOSES_BROWSER, enters), ("everybody-remembered",))


_CLOSES_BROWSER = VisitStep(
    "with client.session_transaction() as session:\n"
    "    session.clear()  # the browser is closed: what stays is the remember cookie, if there is one"
)
_ANOTHER_BROWSER = VisitStep("client = app.test_client()")
_KEEPS_ID = VisitStep('with client.session_transaction() as session:\n    user_id = session["_user_id"]')
_LOGS_IN_SWITCHED_OFF = VisitStep("with switched_off(app, user_id):\n    response = log_in(client)", _ANSWER)


def _switches_class_off(path: str) -> VisitStep:
    return VisitStep(
        "with client:\n"
        f"    client.get({python_literal(path)})\n"
        "    user_class = type(current_user._get_current_object())\n"
        'monkeypatch.setattr(user_class, "is_active", False)'
    )


_FEW_PAGES = 3


def _other_pages(pages: AppPages, protected: str) -> list[str]:
    """Return a few more pages to which a login may lead on: it may lead to the first one anyway."""
    paths = [view.rule for view in pages.views if _reads(view) and "<" not in view.rule and not view.logs_in]
    return [path for path in paths if path not in {protected, pages.logout}][:_FEW_PAGES]


def _destinations(pages: AppPages, login: LoginForm, protected: str) -> Iterator[PersonVisit]:
    page = f"response.location or {python_literal(login.page)}"
    yield PersonVisit(
        "back_to_the_page_that_was_wanted",
        f"Somebody wants to see {protected}, is asked to log in, and gets there.",
        (_asks(protected), _logs_in(f"page={page}")),
        ("next-forgotten", "next-not-passed"),
    )
    for index, path in enumerate([protected, *_other_pages(pages, protected)]):
        told = f"Somebody follows a link to the login that leads on to {path}."
        name = f"next_is_followed_to_page_{index + 1}" if index else "next_is_followed"
        yield PersonVisit(name, told, (_logs_in_by_link(login, path),), ("next-forgotten", "destination"))
    others = {
        "another_site": "https://evil.example/",
        "another_site_without_scheme": "//evil.example/",
        "another_site_behind_a_backslash": "/\\evil.example/",
        "another_site_behind_three_slashes": "///evil.example/",
        "a_script": "javascript:alert(1)",
    }
    for name, address in others.items():
        told = f"Somebody follows a link to the login that would lead on to {address}"
        yield PersonVisit(f"next_to_{name}", told, (_logs_in_by_link(login, address),), ("next-not-c", "next-checked"))


def _logs_in_by_link(login: LoginForm, address: str) -> VisitStep:
    page = f"{login.page}?{urlencode({'next': address})}"
    return _logs_in(f"page={python_literal(page)}", _typed("next", address))


def _logouts(pages: AppPages, login: LoginForm, protected: str, logout: str) -> Iterator[PersonVisit]:
    enters = _asks(protected)
    usual = pages.logout_methods[0] if pages.logout_methods else "GET"
    told = "Somebody logs in and logs out again."
    yield PersonVisit("logout", told, (_logs_in(), _leaves(pages, logout, usual), enters), ("logout",))
    if login.checkbox is not None:
        ticked = _logs_in(_typed(login.checkbox, "y"))
        told = "Somebody who was to be remembered logs out, and nobody is remembered."
        steps = (ticked, _leaves(pages, logout, usual), enters)
        yield PersonVisit("logout_forgets", told, steps, ("behind-logout", "logout-by-own-hand"))
    for method in ("GET", "POST"):
        if method != usual:
            told = f"Somebody who is logged in comes to {logout} by {method}."
            steps = (_logs_in(), _leaves(pages, logout, method), enters)
            yield PersonVisit(f"logout_by_{method.lower()}", told, steps, ("logout-by-link",))


def _leaves(pages: AppPages, logout: str, method: str) -> VisitStep:
    if method == "POST" and pages.login is not None and pages.login.must_be_read:
        return VisitStep(f"response = send_form(client, {python_literal(logout)})", _ANSWER)
    return _asks(logout, method.lower())


def _sessions(pages: AppPages, login: LoginForm, protected: str) -> Iterator[PersonVisit]:
    enters = _asks(protected)
    told = "Somebody comes back whose account is gone."
    gone = VisitStep(
        "with client.session_transaction() as session:\n"
        '    session["_user_id"] += "000"  # an account that does not exist'
    )
    yield PersonVisit("account_is_gone", told, (_logs_in(), enters, gone, enters), ("loader", "unknown-id"))
    told = "The session cookie of somebody who is logged in comes from another browser."
    stolen = _asks(protected, "get", 'headers={"User-Agent": "another browser"}')
    yield PersonVisit("stolen_session", told, (_logs_in(), enters, stolen, enters), ("session-protection-off",))
    told = "Somebody logs in, and the browser is told how to keep the cookies."
    cookies = VisitStep(_logs_in().code, ("cookie_attributes(response)",))
    yield PersonVisit("cookies", told, (cookies,), ("cookie",))
    if login.checkbox is None:
        return
    ticked = _logs_in(_typed(login.checkbox, "y"))
    cookies = VisitStep(ticked.code, ("cookie_attributes(response)",))
    yield PersonVisit("remember_cookie", told, (cookies,), ("cookie",))
    for view in pages.views:
        if _reads(view) and view.endpoint != pages.logout:
            path = filled(view.rule)
            told = f"Somebody who was remembered opens {path}, and has typed no password today."
            yield PersonVisit(
                f"remembered_at_{_slug(view)}", told, (ticked, _CLOSES_BROWSER, _asks(path), _asks(path)), ("fresh",)
            )


def _visits_of_members(pages: AppPages) -> Iterator[PersonVisit]:
    for view in pages.views:
        if _reads(view):
            path = filled(view.rule)
            told = f"Somebody who is logged in opens {path}."
            yield PersonVisit(f"member_at_{_slug(view)}", told, (_logs_in(), _asks(path)))
    for view in pages.views:
        for method in _changes(view):
            path = filled(view.rule)
            told = f"Somebody who is logged in sends something to {path}."
            yield PersonVisit(f"member_{method}s_to_{_slug(view)}", told, (_logs_in(), _asks(path, method)))


def _secret_keys(target: str) -> Iterator[PersonVisit]:
    """Yield visits at which the app is made twice, as when it is started again."""
    found = _SECRET_KEY.fullmatch(target.strip())
    if found is None:
        return
    told = "The app is started again: whoever is logged in stays so, for the secret key stays the same."
    # Where only the module is named, flask takes what is called app there, or calls create_app.
    for name in (found["name"],) if found["name"] else ("app", "create_app"):
        if found["call"] or name.startswith(("create", "make")):
            call = f"{name}{found['call'] or '()'}"
            code = f"from {found['module']} import {name}\n\nkeys = [{call}.secret_key, {call}.secret_key]"
        else:
            made = f"runpy.run_module({python_literal(found['module'])})[{python_literal(name)}]"
            code = f"keys = [{made}.secret_key for _ in range(2)]"
        title = "secret_key_stays" if found["name"] or name == "app" else f"secret_key_of_{name}_stays"
        step = VisitStep(code, ("len({*keys})",))
        yield PersonVisit(title, told, (step,), ("secret-key",), needs_account=False, recorded=False)
