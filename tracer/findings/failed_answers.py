"""What made a page, or the end of an answer, fail, where the cause is known."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedEvent, LoggedRequest, request_finding
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.facts import ExceptionFacts
from tracer.trace.observed_facts import LoginUserFacts, PasswordCheckFacts, UserLoaderFacts

SESSION_LOST = frozenset({"session not written", "session cookie not made"})
"""The causes with which nothing of what a request put into its session lasts."""

_USER_ID, _FLASHES = "_user_id", "_flashes"


@each_request
def property_called(log: RequestLog) -> Iterator[Finding]:
    """``current_user.is_authenticated()``: since Flask-Login 0.3 it is a property, and True cannot be called."""
    for request, raised in _raised(log, "property called"):
        (name,) = raised.facts.about
        yield request_finding(
            "property-called-as-method",
            request,
            f"{request.name} raised {raised.name}: {name} is called like a method, and it is a property.",
            raised.where,
        )


@each_request
def view_returned_coroutine(log: RequestLog) -> Iterator[Finding]:
    """A decorator hides from Flask that a view is async, so nobody awaits it."""
    for request, raised in _raised(log, "view returned a coroutine"):
        yield request_finding(
            "async-view-not-awaited",
            request,
            f"{request.name} raised {raised.name}: its view is async, and what is registered for it is a plain "
            "function that returns the coroutine.",
            request.view.place if request.view is not None else None,
        )


@each_request
def hash_could_not_be_made(log: RequestLog) -> Iterator[Finding]:
    """A library raised while it made the hash of a password, or compared one by a call that is no known check."""
    for request in log.requests:
        if request.has(PasswordCheckFacts):
            continue
        for raised in request.exceptions:
            told = _why_no_hash(raised.facts)
            if told is not None:
                what = f"{request.name} raised {raised.name}: {told[1]}."
                yield request_finding(told[0], request, what, raised.where)
                break


def _why_no_hash(facts: ExceptionFacts) -> tuple[str, str] | None:
    if facts.cause == "hash method gone":
        method = ", ".join(facts.about)
        return (
            "password-hash-method-gone",
            f"it asked for a hash of a method ({method}) that this Werkzeug no longer knows",
        )
    if facts.cause == "no hash of bcrypt":
        return "password-hash-unreadable", "bcrypt was given a text that is none of its hashes"
    if facts.cause == "text for bcrypt":
        return "password-of-wrong-type", "bcrypt was given text (str) where it wants bytes"
    if facts.cause != "too long for bcrypt":
        return None
    if facts.about:
        return "passlib-too-old-for-bcrypt", "bcrypt complained of more than 72 bytes when passlib used it"
    return "password-too-long", "the password has more than the 72 bytes that bcrypt takes"


@each_request
def database_session_at_its_end(log: RequestLog) -> Iterator[Finding]:
    """A page used an object after its session of SQLAlchemy had ended, or a session after a write had failed."""
    for request, raised in _raised(log, "database session"):
        if any(called.raised for called in request.facts_of(UserLoaderFacts)):
            continue  # loader-raises-database says it better
        detached = raised.facts.about == ("DetachedInstanceError",)
        why = (
            "an object was used after its session had ended"
            if detached
            else "a write had failed and was not rolled back"
        )
        yield request_finding(
            "database-session-ended", request, f"{request.name} raised {raised.name}: {why}.", raised.where
        )


@each_request
def session_not_written(log: RequestLog) -> Iterator[Finding]:
    """The session could not be written, so what the request put into it is lost: the login, for one."""
    for request, raised in _raised(log, "session not written"):
        key, class_name, setting = (*raised.facts.about, "", "", "")[:3]
        failed = f"the session could not be written ({raised.name})"
        view = request.view.place if request.view is not None else None
        if not class_name:
            what = f"{request.name}: {failed}, so nothing lasts of what the request put into it."
            yield request_finding("session-not-written", request, what, view)
        elif key == _USER_ID:
            what = (
                f"{request.name} logged in a user whose get_id() returned an object of the class {class_name}, which "
            )
            yield request_finding("user-id-not-text", request, f"{what}is no text: {failed}.", _place_of_login(request))
        elif key == _FLASHES:
            named = f"{setting} of the login manager" if setting else "a flashed message"
            what = f"{request.name}: {named} is an object of the class {class_name} and no text: {failed}."
            away = request.turned_away if setting else None
            yield request_finding("message-not-text", request, what, (away.where if away is not None else None) or view)
        else:
            what = f"{request.name}: session[{key!r}] holds an object of the class {class_name}: {failed}."
            yield request_finding("session-value-not-writable", request, what, view)


def cookie_setting_wrong(log: RequestLog) -> Iterator[Finding]:
    """A setting of one of the cookies has a value of the wrong type (B86).

    A setting that is None is told only where it made an answer fail: an app that never remembers anybody may have it.
    """
    app = log.app
    wrong = {**(app.sessions.wrong if app.sessions else {}), **(app.remembering.wrong if app.remembering else {})}
    for name, class_name in wrong.items():
        cause = "remember cookie not made" if name.startswith("REMEMBER") else "session cookie not made"
        all_failed = [*_raised(log, cause)]
        failed = next(iter(all_failed), None)
        if failed is None and class_name == "NoneType":
            continue
        needed = _NEEDED.get(name.rpartition("_")[2], "text")
        shown = {"str": "text", "NoneType": "None"}.get(class_name, f"of the class {class_name}")
        if class_name == "str" and needed == _NEEDED["SAMESITE"]:
            shown = "no mode that there is"
        where = f" {failed[0].name} raised {failed[1].name}." if failed is not None else ""
        yield Finding(
            code="cookie-setting-wrong",
            what=f"{name} is {shown}; it must be {needed}.{where}",
            request=failed[0].number if failed is not None else None,
            browser=failed[0].browser if failed is not None else None,
            place=_place_of_login(failed[0]) if failed is not None else None,
            others=tuple(request.number for request, *_ in all_failed[1:]),
        )


def _place_of_login(request: LoggedRequest) -> str | None:
    """Return where login_user was called, or else where the view is."""
    login = request.first(LoginUserFacts)
    view = request.view.place if request.view is not None else None
    return (login.where if login is not None else None) or view


_NEEDED = {
    "DURATION": "a timedelta or a whole number of seconds",
    "LIFETIME": "a timedelta or a number of seconds",
    "SAMESITE": '"Strict", "Lax", "None" or nothing',
}


def _raised(log: RequestLog, cause: str) -> Iterator[tuple[LoggedRequest, LoggedEvent[ExceptionFacts]]]:
    """Yield the requests in which an exception of a cause was not caught, each with the first of them."""
    for request in log.requests:
        raised = next((each for each in request.exceptions if each.facts.cause == cause), None)
        if raised is not None:
            yield request, raised


RULES = (
    property_called,
    view_returned_coroutine,
    hash_could_not_be_made,
    database_session_at_its_end,
    session_not_written,
    cookie_setting_wrong,
)
