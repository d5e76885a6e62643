"""What goes wrong when an id is turned back into a user."""

from collections.abc import Iterator, Mapping

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedEvent, LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.facts import SignalFacts
from tracer.trace.observed_facts import LoadFailedFacts, RequestLoaderFacts, UserLoaderFacts

_CLIENT_ERRORS = range(400, 500)

MOST_LOADS = 20
"""A request needs one load of the user; this many loads in one request go in a circle."""


_RAISED_BECAUSE: Mapping[str | None, tuple[str, str]] = {
    "database": (
        "loader-raises-database",
        "The database failed, or the session with it; that says nothing of the user.",
    ),
    "wrong arguments": ("loader-raises", "Flask-Login calls it with one argument, and it does not take just one."),
    "not found": ("loader-raises", "A lookup in it found nothing, and it did not return None."),
    "wrong id": ("loader-raises-wrong-id", "The id is of another type or form than the loader wants."),
    None: ("loader-raises", "Why it raised is not known."),
}
"""The code for each reason for which a loader may raise, and what can be said of it."""


_SESSION_ENDED: Mapping[str | None, str] = {
    "PendingRollbackError": "A write before it had failed and was not rolled back; that says nothing of the user.",
    "InFailedSqlTransaction": "A query before it had failed and was not rolled back; that says nothing of the user.",
    "DetachedInstanceError": "An object outlived its session with the database; that says nothing of the user.",
}
"""What can be said more closely where the session with the database is at its end."""


@each_request
def loader_raised(log: RequestLog) -> Iterator[Finding]:
    """A loader raised (B24): because there is no such user, because of the id, or because of the database."""
    for request in log.requests:
        for calls in _loader_calls(request):
            called = next((each for each in calls if each.facts.raised), None)
            if called is None or called.facts.raised == "RecursionError" or _is_refusal(request, called.facts):
                continue
            code, why = _RAISED_BECAUSE.get(called.facts.cause, _RAISED_BECAUSE[None])
            if called.facts.cause == "database":
                why = _SESSION_ENDED.get(called.facts.raised, why)
            yield Finding(
                code=code,
                what=f"{request.name}: {called.facts.event_name} raised {called.facts.raised}. {why}",
                request=request.number,
                browser=request.browser,
                place=called.where,
            )


def _is_refusal(request: LoggedRequest, called: UserLoaderFacts | RequestLoaderFacts) -> bool:
    """Tell whether a request_loader refused a token: by ``abort``, or by an error that the app answers."""
    refused = request.status in _CLIENT_ERRORS and not request.exceptions
    return isinstance(called, RequestLoaderFacts) and called.cause is None and refused


def _loader_calls(
    request: LoggedRequest,
) -> tuple[Iterator[LoggedEvent[UserLoaderFacts] | LoggedEvent[RequestLoaderFacts]], ...]:
    """Return the calls of each loader, those of one after those of the other."""
    return request.entries(UserLoaderFacts), request.entries(RequestLoaderFacts)


def load_in_a_circle(log: RequestLog) -> Iterator[Finding]:
    """current_user is asked for while it is being loaded (B16)."""
    circling = log.all_where(_loads_in_a_circle)
    if circling:
        yield Finding(
            code="current-user-in-its-own-load",
            what=f"{circling[0].name}: current_user was asked for while it was being loaded.",
            request=circling[0].number,
            browser=circling[0].browser,
            others=tuple(request.number for request in circling[1:]),
        )


def _loads_in_a_circle(request: LoggedRequest) -> bool:
    loads = sum(signal.name == "user_accessed" for signal in request.entries(SignalFacts))
    too_deep = any(facts.raised == "RecursionError" for facts in request.facts_of(LoadFailedFacts))
    return too_deep or loads > MOST_LOADS


@each_request
def loader_returned_coroutine(log: RequestLog) -> Iterator[Finding]:
    """An async loader: what it returns is no user but a coroutine."""
    for request in log.requests:
        for calls in _loader_calls(request):
            called = next((each.facts for each in calls if each.facts.result == "coroutine"), None)
            if called is not None:
                yield Finding(
                    code="async-loader",
                    what=f"{request.name}: {called.event_name} returned a coroutine instead of a user.",
                    request=request.number,
                    browser=request.browser,
                )


def user_loaded_for_static_files(log: RequestLog) -> Iterator[Finding]:
    """The user is looked up for every style sheet and every picture."""
    loaded = log.all_where(_loads_for_static_file)
    if loaded:
        yield Finding(
            code="user-loaded-for-static-files",
            what=f"{loaded[0].name}: user_loader was called for a static file.",
            request=loaded[0].number,
            browser=loaded[0].browser,
            count=len(loaded),
        )


def _loads_for_static_file(request: LoggedRequest) -> bool:
    return request.is_static and request.has(UserLoaderFacts)


@each_request
def attribute_of_nobody(log: RequestLog) -> Iterator[Finding]:
    """A page asks an anonymous user for what only real users have."""
    for request in log.requests:
        for raised in request.exceptions:
            if raised.facts.of_anonymous_user:
                yield Finding(
                    code="anonymous-user-has-no-such-attribute",
                    what=f"{request.name} asked the anonymous user for something that only users have, and raised "
                    f"{raised.name}.",
                    request=request.number,
                    browser=request.browser,
                    place=raised.where,
                )


RULES = (
    loader_raised,
    load_in_a_circle,
    loader_returned_coroutine,
    user_loaded_for_static_files,
    attribute_of_nobody,
)
