"""What people try when a login does not work, as they find it on the web: changes that fit any app.

Each is applied to an app and run. Whether it mends is said by the run alone, so none of them is wrong by itself.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tracer.exercises.changed_app import ChangedApp
from tracer.mutants.source_file import Edit, FunctionNode, SourceFile

_YEAR = 365 * 24 * 3600
_SESSION = '__import__("flask").session'
"""The session, in a file that may not import it. The learner reads ``session``."""

EditSource = Callable[[SourceFile], Iterable[Edit]]
"""Returns the edits by which a change is made in a file; none where it has no place there."""


def _nowhere(_: SourceFile) -> tuple[Edit, ...]:
    return ()


@dataclass(frozen=True)
class TriedRemedy:
    """A change that people try.

    Attributes:
        name: Its name, as a run with it is called by.
        text: What is changed, in Markdown, as an answer to "Which change mends the app?".
        does: What such a change does, in one sentence that is true of any app.
        settings: Settings of the app that it sets.
        edits: The edits that it makes in a file.
        too_near: The kinds of mutants whose own remedy reads like this one, so that nobody could tell them apart.
    """

    name: str
    text: str
    does: str
    settings: Mapping[str, object] = field(default_factory=dict)
    edits: EditSource = _nowhere
    too_near: frozenset[str] = frozenset()

    def applied_to(self, app: ChangedApp, sources: Iterable[SourceFile]) -> ChangedApp | None:
        """Return an app with this change on top of its own ones; None where it has no place in the app.

        Args:
            app: The app.
            sources: The files of its login, as they are without its own changes.
        """
        texts = dict(app.texts)
        for source in sources:
            text = app.texts.get(source.path, source.text)
            now = source if text == source.text else SourceFile(source.path, text)  # what it was taken apart into stays
            if edits := tuple(self.edits(now)):
                texts[source.path] = now.changed(edits)
        if texts == dict(app.texts) and not self.settings:
            return None
        return ChangedApp(f"{app.name}+{self.name}", texts, {**app.settings, **self.settings})


def _calls_of(source: SourceFile, name: str) -> Iterator[ast.Call]:
    yield from (call for call in source.calls if source.is_a(call.func, name))


def _with_argument(source: SourceFile, name: str, value: str) -> Iterator[Edit]:
    """Yield the edits that give each call of login_user an argument."""
    for call in _calls_of(source, "login_user"):
        given = next((keyword for keyword in call.keywords if keyword.arg == name), None)
        if given is not None:
            yield source.replaced(given.value, value)
        elif call.args:
            last = max(source.span(part)[1] for part in (*call.args, *(word.value for word in call.keywords)))
            yield Edit(last, last, f", {name}={value}")


def _around(name: str, before: str, after: str) -> EditSource:
    """Return what puts something before each call of a function of Flask-Login, and something behind it."""

    def edits(source: SourceFile) -> Iterator[Edit]:
        for call in _calls_of(source, name):
            start, end = source.span(call)
            yield Edit(start, start, before)
            yield Edit(end, end, after)

    return edits


def _logging_in(source: SourceFile) -> Iterator[FunctionNode]:
    found = {source.function_around(call) for call in _calls_of(source, "login_user")}
    yield from (function for function in source.functions if function in found)


def _redirected_to(target: str) -> EditSource:
    """Return what leads every redirect of the functions that log in to another page."""

    def edits(source: SourceFile) -> Iterator[Edit]:
        for function in _logging_in(source):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and source.is_a(node.func, "redirect") and node.args:
                    yield source.replaced(node.args[0], target)

    return edits


def _guards_made_fresh(source: SourceFile) -> Iterator[Edit]:
    for function in source.functions:
        for decorator in function.decorator_list:
            if source.is_a(decorator, "login_required"):
                yield source.replaced(decorator, '__import__("flask_login").fresh_login_required')


def _guarded_logout(source: SourceFile) -> Iterator[Edit]:
    found = {source.function_around(call) for call in _calls_of(source, "logout_user")}
    for function in source.functions:
        guarded = any(source.is_a(decorator, "login_required") for decorator in function.decorator_list)
        if function in found and not guarded:
            start = source.span(function)[0]
            indent = " " * function.col_offset
            yield Edit(start, start, f'@__import__("flask_login").login_required\n{indent}')


TRIED_REMEDIES: tuple[TriedRemedy, ...] = (
    TriedRemedy(
        "protection-off",
        "Set `SESSION_PROTECTION` to `None`.",
        "Flask-Login then no longer compares the browser of a request with the one that logged in.",
        {"SESSION_PROTECTION": None},
    ),
    TriedRemedy(
        "protection-strong",
        'Set `SESSION_PROTECTION` to `"strong"`.',
        "Flask-Login then throws a session away that comes from another browser than the one that logged in.",
        {"SESSION_PROTECTION": "strong"},
    ),
    TriedRemedy(
        "longer-sessions",
        "Set `PERMANENT_SESSION_LIFETIME` to a year.",
        "It says how long a permanent session may last, and nothing else.",
        {"PERMANENT_SESSION_LIFETIME": _YEAR},
    ),
    TriedRemedy(
        "remember-everybody",
        "Set `REMEMBER_COOKIE_REFRESH_EACH_REQUEST` to `True`.",
        "The remember cookie is then sent with each answer, and not only after the login.",
        {"REMEMBER_COOKIE_REFRESH_EACH_REQUEST": True},
    ),
    TriedRemedy(
        "remembered-for-an-hour",
        "Set `REMEMBER_COOKIE_DURATION` to an hour.",
        "It says how long a browser keeps the remember cookie, where it was given one.",
        {"REMEMBER_COOKIE_DURATION": 3600},
    ),
    TriedRemedy(
        "another-secret-key",
        "Take another `SECRET_KEY`.",
        "Cookies are then signed with another key, and all that were signed before count for nothing.",
        {"SECRET_KEY": "another-key-that-nobody-else-knows-8d41f0c7"},
        too_near=frozenset({"secret-key-new-at-each-start", "secret-key-not-set"}),
    ),
    TriedRemedy(
        "next-in-the-session",
        "Set `USE_SESSION_FOR_NEXT` to `True`.",
        "Flask-Login then keeps the wanted page in the session and not in the address of the login form.",
        {"USE_SESSION_FOR_NEXT": True},
    ),
    TriedRemedy(
        "cookies-from-everywhere",
        "Set `SESSION_COOKIE_SAMESITE` to `None`.",
        "The browser is then told nothing of whether other sites may make it send the session cookie.",
        {"SESSION_COOKIE_SAMESITE": None},
    ),
    TriedRemedy(
        "cookies-for-scripts",
        "Set `SESSION_COOKIE_HTTPONLY` to `False`.",
        "Scripts of a page can then read the session cookie.",
        {"SESSION_COOKIE_HTTPONLY": False},
    ),
    TriedRemedy(
        "always-remember-me",
        "Call `login_user` with `remember=True`.",
        "Everybody who logs in is then given a remember cookie, whether the box is ticked or not.",
        edits=lambda source: _with_argument(source, "remember", "True"),
    ),
    TriedRemedy(
        "force-the-login",
        "Call `login_user` with `force=True`.",
        "Accounts that are switched off are then logged in, too.",
        edits=lambda source: _with_argument(source, "force", "True"),
    ),
    TriedRemedy(
        "permanent-sessions",
        "Set `session.permanent = True` before `login_user` is called.",
        "The session cookie then has a date on which it ends, and outlives the browser.",
        edits=_around("login_user", f'(setattr({_SESSION}, "permanent", True), ', ")[1]"),
    ),
    TriedRemedy(
        "empty-session-before-login",
        "Call `session.clear()` before `login_user` is called.",
        "What stood in the session before the login is then gone.",
        too_near=frozenset({"session-cleared-after-login"}),
        edits=_around("login_user", f"({_SESSION}.clear(), ", ")[1]"),
    ),
    TriedRemedy(
        "empty-session-after-logout",
        "Call `session.clear()` after `logout_user` was called.",
        "What `logout_user` has noted in the session is then gone with the rest, the order to delete the remember "
        "cookie among it.",
        edits=_around("logout_user", "(", f", {_SESSION}.clear())[0]"),
    ),
    TriedRemedy(
        "guarded-logout",
        "Put `@login_required` above the view that logs out.",
        "Somebody who is not logged in is then sent to the login form and not logged out.",
        edits=_guarded_logout,
    ),
    TriedRemedy(
        "fresh-guards",
        "Put `@fresh_login_required` in the place of every `@login_required`.",
        "Who comes back by the remember cookie must then type the password again on every guarded page.",
        edits=_guards_made_fresh,
    ),
    TriedRemedy(
        "always-the-first-page",
        'Redirect to `"/"` after the login, whatever page was wanted.',
        "Everybody then lands on the first page, and has to go the rest of the way again.",
        edits=_redirected_to('"/"'),
    ),
    TriedRemedy(
        "next-as-it-comes",
        'Redirect to `request.args["next"]` after the login, as it comes.',
        "Whoever makes up a link then decides where people go after the login.",
        edits=_redirected_to('__import__("flask").request.args.get("next") or "/"'),
    ),
)
"""Every change, those first that are a setting."""
