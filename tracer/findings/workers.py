"""What works in front of one process and fails in front of several: it is kept in one of them.

Such a trace holds two rounds (``tracer.recording.workers``): one process answers everything, then others take turns. So
a rule can say that a process knows what it made itself and another one does not.
"""

from collections.abc import Iterator
from dataclasses import replace

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest, request_finding
from tracer.findings.request_index import SetsCookie
from tracer.findings.request_log import RequestLog
from tracer.trace.observed_facts import CookieRejectedFacts, LoginUserFacts, UserLoaderFacts

_NOT_IN_STORE = "not in the store"


def cookie_of_one_worker(log: RequestLog) -> Iterator[Finding]:
    """One worker does not know the session that another one has begun, though each knows those of its own."""
    if not any(_knows_its_own_cookie(log, request) for request in _answered_by_workers(log)):
        return
    strange: dict[str, list[Finding]] = {}
    for request in _answered_by_workers(log):
        rejected, maker = _rejected(request), _maker_of_session(log, request)
        if rejected is None or maker is None or maker.worker == request.worker:
            continue
        in_store = rejected.why == _NOT_IN_STORE
        why = "does not find it in its store" if in_store else "does not believe the signature of its cookie"
        what = (
            f"{maker.name} was answered by worker {maker.worker}, which set the session cookie; {request.name} was "
            f"answered by worker {request.worker}, which {why}."
        )
        by_key = request_finding("secret-key-of-one-worker", request, what)
        finding = request_finding("session-of-one-worker", request, what) if in_store else by_key
        found = strange.setdefault(finding.code, [])
        # The session of a login that is lost tells more than that of a stranger.
        found.insert(0 if maker.stage("logged_in") else len(found), finding)
    yield from map(_once, strange.values())


def user_of_one_worker(log: RequestLog) -> Iterator[Finding]:
    """One worker does not find the user whom another one has logged in, though each finds those of its own."""
    if not any(_finds_its_own_user(log, request) for request in _answered_by_workers(log)):
        return
    missed = []
    for request in _answered_by_workers(log):
        for loaded in request.facts_of(UserLoaderFacts):
            login = _login_of(log, request, loaded)
            if loaded.result is None and loaded.raised is None and login is not None and login.worker != request.worker:
                what = (
                    f"{login.name} logged in {loaded.id} at worker {login.worker}; at {request.name} user_loader was "
                    f"called with that very id at worker {request.worker} and returned None."
                )
                missed.append(request_finding("user-of-one-worker", request, what))
    if missed:
        yield _once(missed)


def _once(findings: list[Finding]) -> Finding:
    """Return the first of several findings of one code, counted: the others name other requests only."""
    return replace(findings[0], count=len(findings))


def _answered_by_workers(log: RequestLog) -> list[LoggedRequest]:
    """Return the requests of which it is known which process answered them: none where one answers them all."""
    return [request for request in log.requests if request.worker is not None]


def _maker_of_session(log: RequestLog, request: LoggedRequest) -> LoggedRequest | None:
    """Return the request whose answer set the session cookie that a browser holds."""
    maker = log.latest_before(request, SetsCookie(request.session_cookie))
    cookie = maker.cookie_set(request.session_cookie) if maker is not None else None
    return None if cookie is None or cookie.deleted else maker


def _rejected(request: LoggedRequest) -> CookieRejectedFacts | None:
    """Return how the session cookie was turned down, where the app has issued it."""
    cookies = request.facts_of(CookieRejectedFacts)
    return next((cookie for cookie in cookies if cookie.role == "session" and cookie.origin == "this app"), None)


def _knows_its_own_cookie(log: RequestLog, request: LoggedRequest) -> bool:
    maker = _maker_of_session(log, request)
    return bool(
        maker is not None
        and maker.worker == request.worker
        and request.facts.session_cookie
        and request.session_before
        and not request.has(CookieRejectedFacts)
    )


def _finds_its_own_user(log: RequestLog, request: LoggedRequest) -> bool:
    for loaded in request.facts_of(UserLoaderFacts):
        login = _login_of(log, request, loaded)
        if loaded.result is not None and login is not None and login.worker == request.worker:
            return True
    return False


def _login_of(log: RequestLog, request: LoggedRequest, loaded: UserLoaderFacts) -> LoggedRequest | None:
    """Return the latest login of a browser before a request, where it was that of the user who is looked up."""
    latest = log.latest_before(request, _calls_login_user)
    login = latest.first(LoginUserFacts) if latest is not None else None
    return latest if login is not None and login.facts.id == loaded.id else None


def _calls_login_user(request: LoggedRequest) -> bool:
    return request.has(LoginUserFacts)


RULES = (cookie_of_one_worker, user_of_one_worker)
