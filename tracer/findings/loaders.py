"""What goes wrong when an id is turned back into a user."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.facts import SignalFacts
from tracer.trace.observed_facts import LoadFailedFacts, RequestLoaderFacts, UserLoaderFacts

MOST_LOADS = 20
"""A request needs one load of the user; this many loads in one request go in a circle."""


@each_request
def loader_raised(log: RequestLog) -> Iterator[Finding]:
    """A loader raised instead of returning None (B24)."""
    for request in log.requests:
        for calls in _loader_calls(request):
            called = next((facts for facts in calls if facts.raised), None)
            if called is None or called.raised == "RecursionError":
                continue
            yield Finding(
                code="loader-raises",
                what=f"{request.name}: {called.event_name} raised {called.raised} instead of returning None.",
                request=request.number,
                browser=request.browser,
            )


def _loader_calls(request: LoggedRequest) -> tuple[Iterator[UserLoaderFacts | RequestLoaderFacts], ...]:
    """Return the calls of each loader, those of one after those of the other."""
    return request.facts_of(UserLoaderFacts), request.facts_of(RequestLoaderFacts)


def load_in_a_circle(log: RequestLog) -> Iterator[Finding]:
    """current_user is asked for while it is being loaded (B16)."""
    for request in log.all_where(_loads_in_a_circle)[:1]:
        yield Finding(
            code="current-user-in-its-own-load",
            what=f"{request.name}: current_user was asked for while it was being loaded.",
            request=request.number,
            browser=request.browser,
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
            called = next((facts for facts in calls if facts.result == "coroutine"), None)
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
