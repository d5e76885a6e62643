"""What is wrong with the users of an app: their class, their id, and who is found by it."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedEvent, LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.facts import ExceptionFacts
from tracer.trace.observed_facts import LoginUserFacts, RequestLoaderFacts, UserLoaderFacts

_ALL_THAT_USERS_NEED = 4
_KEYS_OF_LIBRARIES = frozenset(
    {"csrf_token", "next", "_fresh", "_id", "_remember", "_remember_seconds", "_user_id"}
) | {
    "_flashes",
    "_permanent",
}
"""What Flask, Flask-Login and Flask-WTF put into a session. Another key may be a reason to load somebody else."""

_ID = "id"


@each_request
def loader_returned_no_user(log: RequestLog) -> Iterator[Finding]:
    """A loader returned a row, a query, an id or the like: no user, and Flask-Login takes it for one.

    An object of a class that has nothing at all of what users need is none. One that lacks only something is told
    where somebody asked for that.
    """
    for request in log.requests:
        raised = next((each for each in request.exceptions if each.facts.cause == "no user"), None)
        calls: list[LoggedEvent[UserLoaderFacts] | LoggedEvent[RequestLoaderFacts]]
        calls = [*request.entries(UserLoaderFacts), *request.entries(RequestLoaderFacts)]
        called = next((entry for entry in calls if _is_no_user(entry.facts, raised)), None)
        if called is None:
            continue
        missing = raised.facts.about[0] if raised is not None else "is_authenticated"
        then = f" {request.name} raised {raised.name}." if raised is not None else ""
        yield Finding(
            code="loader-returned-no-user",
            what=f"{request.name}: {called.name} returned an object of the class {called.facts.result}, which is no "
            f"user: it has no {missing}.{then}",
            request=request.number,
            browser=request.browser,
            place=called.where,
        )


def _is_no_user(called: UserLoaderFacts | RequestLoaderFacts, raised: LoggedEvent[ExceptionFacts] | None) -> bool:
    if called.result is None or called.result == "coroutine":
        return False
    if len(called.lacks) == _ALL_THAT_USERS_NEED:
        return True
    return raised is not None and raised.facts.about[1:] == (called.result,)


@each_request
def method_for_property(log: RequestLog) -> Iterator[Finding]:
    """``def is_active(self)`` without ``@property``: a method that is not called is always true."""
    for request in log.requests:
        called = next((entry for entry in request.entries(LoginUserFacts) if entry.facts.methods), None)
        if called is None:
            continue
        names, facts = " and ".join(called.facts.methods), called.facts
        verb = "are methods" if len(facts.methods) > 1 else "is a method"
        yield Finding(
            code="method-instead-of-property",
            what=f"{request.name} logged in a user of the class {facts.user}, in which {names} {verb}: Flask-Login "
            "asks without calling, and gets a yes for everybody, whatever the method would say.",
            request=request.number,
            browser=request.browser,
            place=called.where,
        )


@each_request
def id_says_nothing(log: RequestLog) -> Iterator[Finding]:
    """The id that ``get_id()`` made says nothing: the word None (B72), an empty text, or None itself."""
    for request in log.requests:
        called = next((entry for entry in request.entries(LoginUserFacts) if says_nothing(entry.facts)), None)
        if called is not None:
            code, why = _why_empty(called.facts)
            yield Finding(
                code=code,
                what=f"{request.name} logged in a user whose id is {_as_written(called.facts)}: {why}",
                request=request.number,
                browser=request.browser,
                place=called.where,
            )


def says_nothing(facts: LoginUserFacts) -> bool:
    """Whether the id that was written into the session says nothing."""
    return bool(facts.id_says_none or facts.id_is_empty or (facts.result and facts.id_type == "NoneType"))


def _as_written(facts: LoginUserFacts) -> str:
    if facts.id_says_none:
        return 'the word "None"'
    return "an empty text" if facts.id_is_empty else "None"


def _why_empty(facts: LoginUserFacts) -> tuple[str, str]:
    attribute = facts.id_attribute
    read = f"get_id() reads {attribute}, which is empty for this user" if attribute else "get_id() reads an empty value"
    if facts.saved or (facts.saved is None and facts.own_id and attribute != _ID):
        saved = "is saved" if facts.saved else "has another id"
        return "alternative-id-empty", f"{read}; the user {saved}, so nothing is wrong with the order of saving."
    if facts.saved is False or attribute in {None, _ID}:
        return "unsaved-user", "it was not saved yet."
    return "id-says-nothing", f"{read}. Either the user was not saved yet, or that column is empty for a saved user."


def somebody_else_found(log: RequestLog) -> Iterator[Finding]:
    """The loader found another user than the one who logged in: one id in two tables, or another id than asked for."""
    logins: dict[str, LoggedEvent[LoginUserFacts]] = {}
    for request in log.requests:
        login = logins.get(request.browser)
        found = ((_who_was_found(request, called.facts, login), called) for called in request.entries(UserLoaderFacts))
        for what, called in found:
            if what is not None:
                yield Finding(
                    code="loader-found-somebody-else",
                    what=f"{request.name}: {what}",
                    request=request.number,
                    browser=request.browser,
                    place=called.where,
                )
                break
        if request.stage("logged_out"):
            logins.pop(request.browser, None)
        done = [entry for entry in request.entries(LoginUserFacts) if entry.facts.result]
        if done:
            logins[request.browser] = done[-1]


def _who_was_found(
    request: LoggedRequest, called: UserLoaderFacts, login: LoggedEvent[LoginUserFacts] | None
) -> str | None:
    """Say who was found in the place of the one who logged in; None where that was the same, or may have been."""
    if _found_other_id(request, called):
        return f"user_loader was called with the id of {called.id} and returned another user."
    if login is not None and _is_of_another_table(login.facts, called):
        return (
            f"{login.facts.user} with the id {login.facts.id} had logged in, and user_loader returned an object of the "
            f"class {called.result} with the same id: somebody else."
        )
    return None


def _found_other_id(request: LoggedRequest, called: UserLoaderFacts) -> bool:
    """Tell whether a user with another id was found, and the session holds nothing that could be a reason for it."""
    if called.found is None or called.found.id is None or str(called.found.id) == str(called.id):
        return False
    return _KEYS_OF_LIBRARIES.issuperset(request.session_before)


def _is_of_another_table(login: LoginUserFacts, called: UserLoaderFacts) -> bool:
    """Tell whether the user who was found stands in another table than the one who logged in.

    Two classes may stand for one person. So the classes must differ, and the tables; or else every word of their
    names.
    """
    ours, found = login.found, called.found
    if (
        ours is None
        or found is None
        or called.result is None
        or called.result == login.user
        or str(called.id) != str(login.id)
    ):
        return False
    if found.id is not None and str(found.id) != str(called.id):
        return False
    if ours.tables and found.tables:
        return not set(ours.tables) & set(found.tables)
    return bool(ours.names and found.names) and not set(ours.names) & set(found.names)


RULES = (loader_returned_no_user, method_for_property, id_says_nothing, somebody_else_found)
