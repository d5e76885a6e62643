"""The text of a file of tests: what people do at an app, and what the app answered when it was healthy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import indent, wrap
from typing import Any

from tracer.test_suites.app_pages import AccountSwitch, AppPages, LoginForm
from tracer.test_suites.literals import python_literal
from tracer.test_suites.person_visits import LOCATION, PersonVisit

LEARNED = "__login_tracer_learned__"
"""The name of the built-in function that is told what a healthy app answers, in a process that learns it."""

PASSWORD_VARIABLE = "TRACER_PASSWORD"  # noqa: S105 # the name of a variable of the environment

_STAGES = "trace.stages"
AUTHENTICATED = 'trace.variables["user_authenticated"]'
"""The expression that tells whether somebody is logged in, in the end of a test."""


@dataclass(frozen=True)
class WrittenTest:
    """A test that is written: a visit, and what the healthy app answered.

    Attributes:
        visit: What the person does.
        values: The values of the expressions that are watched after each step, and after the last one, in order.
        guards: What it guards against, in sentences.
    """

    visit: PersonVisit
    values: tuple[Mapping[str, Any], ...] | None = None
    guards: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its function."""
        return f"test_{self.visit.name}"


@dataclass(frozen=True)
class FileSettings:
    """What all tests of a file share.

    Attributes:
        target: The app, as ``flask --app`` takes it.
        username: The name of the account; None where none is known.
        password: Its password, which is written into no file.
        fixtures: Fixtures of the developer's that each test needs.
    """

    target: str
    username: str | None
    password: str | None = field(default=None, repr=False)
    fixtures: tuple[str, ...] = ()


def looking_file(settings: FileSettings) -> str:
    """Return the text of a file whose only test looks at the app and tells what it finds."""
    return f"""
import pytest


{_uses(settings)}def test_look(request):
    from flask import Flask
    from flask.testing import FlaskClient
    from tracer.browser.page import read_page
    from tracer.recording.observe import describe
    from tracer.trace.plain_form import to_plain

    found = {{}}
    for name, kind in (("app", Flask), ("client", FlaskClient)):
        try:
            found[name] = request.getfixturevalue(name)
        except pytest.FixtureLookupError:
            pass
        if name in found and not isinstance(found[name], kind):
            del found[name]
    app = found.get("app") or (found["client"].application if "client" in found else None)
    if app is None:
        from flask.cli import ScriptInfo
        app = ScriptInfo(app_import_path={settings.target!r}).load_app()
    facts = to_plain(describe(app))
    forms = {{}}
    for rule in [str(rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]:
        try:
            page = read_page("http://localhost" + rule, app.test_client().get(rule).text)
        except Exception:
            continue
        forms[rule] = [
            dict(action=form.action, name=form.field_for("name"), password=form.field_for("password"),
                 box=form.remember_box or (form.first_box and form.first_box.name),
                 hidden=[name for name, _ in form.hidden_fields])
            for form in page.forms
        ]
    {LEARNED}("look", dict(app="app" in found, client="client" in found, facts=facts, forms=forms))
"""


def file_of_tests(tests: Sequence[WrittenTest], pages: AppPages, settings: FileSettings) -> str:
    """Return the text of a file of tests.

    Args:
        tests: The tests. One without values tells what it sees instead of demanding it.
        pages: What is known of the app.
        settings: What all of them share.
    """
    bodies = [_test(test, settings) for test in tests]
    code = "\n\n\n".join([*_fixtures(pages, settings), *_functions(bodies, pages), *bodies])
    account = _account(code, settings)
    head = [_DOCSTRING, _imports(code + account), *([account] if account else [])]
    return "\n\n".join(head) + "\n\n\n" + code + "\n"


_DOCSTRING = '''"""Would somebody notice if the login were broken? Written by: python -m tracer try-tests --write"""'''


def _account(code: str, settings: FileSettings) -> str:
    if "log_in(" not in code:
        return ""
    return (
        f"USERNAME = {python_literal(settings.username)}\n"
        f'PASSWORD = os.environ.get("{PASSWORD_VARIABLE}")  # of this account; it stands in no file'
    )


def _imports(code: str) -> str:
    plain = [name for name in ("os", "runpy") if re.search(rf"\b{name}\.", code)]
    lines = [f"import {name}" for name in plain]
    if "@contextmanager" in code:
        lines.append("from contextlib import contextmanager")
    outside = ["import pytest"]
    if "ScriptInfo" in code:
        outside.append("from flask.cli import ScriptInfo")
    if "current_user._get" in code:
        outside.append("from flask_login import current_user")
    if "object_session(" in code:
        outside.append("from sqlalchemy.orm import object_session")
    if "read_page(" in code:
        outside.append("from tracer.browser.page import read_page")
    return "\n".join([*lines, *([""] if lines else []), *[line for line in outside if _needed(line, code)]])


def _needed(line: str, code: str) -> bool:
    return line != "import pytest" or "pytest." in code


def _uses(settings: FileSettings) -> str:
    if not settings.fixtures:
        return ""
    return f"@pytest.mark.usefixtures({', '.join(map(python_literal, settings.fixtures))})\n"


def _fixtures(pages: AppPages, settings: FileSettings) -> list[str]:
    if pages.app_fixture:
        return []
    if pages.client_fixture:
        return ["@pytest.fixture\ndef app(client):\n    return client.application"]
    loaded = f"ScriptInfo(app_import_path={python_literal(settings.target)}).load_app()"
    return [f"@pytest.fixture\ndef app():\n    app = {loaded}\n    app.testing = True\n    return app"]


def _functions(bodies: Sequence[str], pages: AppPages) -> list[str]:
    """Return the functions that the tests call."""
    code = "\n".join(bodies)
    found = []
    if "send_form(" in code:
        found.append(_SEND_FORM)
    if pages.login is not None and "log_in(" in code:
        found.append(_log_in(pages.login))
    if pages.switch is not None and "switched_off(" in code:
        found.append(_switched_off(pages.switch))
    if "cookie_attributes(" in code:
        found.append(_COOKIE_ATTRIBUTES)
    return found


def _log_in(login: LoginForm) -> str:
    fields = f'"{login.name}": name, "{login.password}": password, **more'
    told = (
        '    """Send the login form, as a person does who has typed name and password."""\n'
        f'    assert password is not None, "Set {PASSWORD_VARIABLE} to the password of this account: " + name\n'
    )
    head = f"def log_in(client, page={python_literal(login.page)}, name=USERNAME, password=PASSWORD, **more):\n{told}"
    if not login.must_be_read:
        return f"{head}    return client.post(page, data={{{fields}}})"
    return (
        f'{head}    form = read_page("http://localhost" + page, client.get(page).text).login_form\n'
        f"    return client.post(form.action, data=dict(form.fields({{{fields}}})))"
    )


def _switched_off(switch: AccountSwitch) -> str:
    writes = "            object_session(user).commit()\n" if switch.in_database else ""
    return (
        "@contextmanager\n"
        "def switched_off(app, user_id):\n"
        '    """Switch an account off for the time of a block, behind the back of whoever uses it."""\n\n'
        "    def switch(value):\n"
        "        with app.app_context():\n"
        "            user = app.login_manager._user_callback(user_id)\n"
        f"            user.{switch.attribute} = value\n"
        f"{writes}\n"
        f"    switch({switch.off})\n"
        "    try:\n"
        "        yield\n"
        "    finally:\n"
        f"        switch({not switch.off})"
    )


_SEND_FORM = '''def send_form(client, path):
    """Send the form that leads to a path, from the home page or the page itself, with the token that is in it."""
    for page in ("/", path):
        found = read_page("http://localhost" + page, client.get(page, follow_redirects=True).text).form_to(path)
        if found is not None:
            return client.post(path, data=dict(found.fields()))
    return client.post(path)'''

_COOKIE_ATTRIBUTES = '''def cookie_attributes(response):
    """Return what a response says about each cookie that it sets, but for its value and its date."""
    cookies = {}
    for header in response.headers.getlist("Set-Cookie"):
        cookie, *attributes = header.split("; ")
        cookies[cookie.partition("=")[0]] = sorted(each for each in attributes if not each.startswith("Expires"))
    return cookies'''


def _test(test: WrittenTest, settings: FileSettings) -> str:
    visit = test.visit
    fixtures = ["app"] + ["login_trace"] * visit.recorded + ["monkeypatch"] * visit.uses_monkeypatch
    lines = [*(["trace = login_trace(app)", "client = app.test_client()"] if visit.recorded else [])]
    for index, step in enumerate(visit.steps):
        lines.append(step.code)
        lines += _looked_at(test, index, step.watched)
    if visit.recorded:
        lines += _looked_at(test, len(visit.steps), (_STAGES, AUTHENTICATED))
    head = f"{_uses(settings)}def {test.name}({', '.join(fixtures)}):"
    body = "\n".join([_docstring(test), *lines])
    return f"{head}\n{indent(body, '    ')}"


_WIDTH = 100
_BACKSLASH, _QUOTES, _ESCAPED = "\\", '"""', '\\"\\"\\"'


def _docstring(test: WrittenTest) -> str:
    if not test.guards:
        return f'"""{test.visit.told}"""'
    told = "\n".join(
        line
        for guard in test.guards
        for line in wrap(guard, _WIDTH, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False)
    )
    text = f"{test.visit.told}\n\nWithout this test nobody would notice:\n\n{told}\n"
    return f'"""{text.replace(_BACKSLASH, _BACKSLASH * 2).replace(_QUOTES, _ESCAPED)}"""'


def _looked_at(test: WrittenTest, place: int, watched: Sequence[str]) -> list[str]:
    """Return the lines that tell what is seen after a step, or demand what the healthy app answered."""
    if test.values is None:
        return [f"{LEARNED}({test.visit.name!r}, [{place}, {each!r}, {each}])" for each in watched]
    values = test.values[place]
    return [_demand(each, values[each]) for each in watched if each in values and _is_told(each, values[each])]


def _is_told(expression: str, value: Any) -> bool:
    return not (expression == LOCATION and value is None)


def _demand(expression: str, value: Any) -> str:
    if value is None or value is True or value is False:
        return f"assert {expression} is {value}"
    line = f"assert {expression} == {python_literal(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list):
        return line
    listed = "".join(f"    {python_literal(each)},\n" for each in value)
    return f"assert {expression} == [\n{listed}]"
