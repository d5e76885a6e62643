"""Findings: what a trace shows to be wrong with a login, why, and what to do.

Each rule reads the request log of a trace and knows nothing but the model. A rule speaks only when the trace leaves
no doubt that something is wrong; where several causes are possible it says so, and its page tells how to tell them
apart. What is merely unwise in production is no finding but advice: ``tracer.findings.advice``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tracer.findings import (
    csrf,
    failed_answers,
    forgotten_logins,
    guards,
    loaders,
    login_requests,
    logins,
    logout,
    lost_sessions,
    oauth_callbacks,
    outer_contexts,
    password_checks,
    proxies,
    redirects,
    remember_cookies,
    restarts,
    scripts_and_frames,
    session_keys,
    session_protection,
    setup,
    socket_logins,
    turned_away_users,
    unexplained,
    users,
    workers,
)
from tracer.findings.finding import Finding
from tracer.findings.live_findings import LiveFindings
from tracer.findings.request_log import request_log_of
from tracer.findings.rule import Rule
from tracer.stages import SessionChecked
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Trace
from tracer.trace.table import Step, steps

RULES: tuple[Rule, ...] = (
    *setup.RULES,
    *restarts.RULES,
    *csrf.RULES,
    *login_requests.RULES,
    *oauth_callbacks.RULES,
    *proxies.RULES,
    *forgotten_logins.RULES,
    *logins.RULES,
    *password_checks.RULES,
    *failed_answers.RULES,
    *users.RULES,
    *workers.RULES,
    *lost_sessions.RULES,
    *outer_contexts.RULES,
    *session_keys.RULES,
    *socket_logins.RULES,
    *remember_cookies.RULES,
    *loaders.RULES,
    *guards.RULES,
    *turned_away_users.RULES,
    *scripts_and_frames.RULES,
    *redirects.RULES,
    *session_protection.RULES,
    *logout.RULES,
)
"""Every rule that knows a cause, in the order in which their findings are told."""

GENERAL_RULES: tuple[Rule, ...] = unexplained.RULES
"""The rules that tell of a failure without its cause. They give way to whatever else is found of the same request."""

GENERAL_CODES = unexplained.CODES
"""The codes of what these rules find, and no other rule does."""

_EVERY_RULE = (*RULES, *GENERAL_RULES)

EXPLAINS_NO_FAILURE = frozenset(
    {"logout-by-get", "next-lost", "open-redirect", "remember-cookie-unasked", "user-loaded-for-static-files"}
)
"""What may be found of a request that failed for another reason."""

_NO_ID = frozenset({"alternative-id-empty", "id-says-nothing", "unsaved-user"})
"""Of an id that says nothing a loader can make nothing."""

CONSEQUENCES: Mapping[str, frozenset[str]] = {
    "anonymous-user-has-no-such-attribute": frozenset({"guard-above-route", "login-disabled"}),
    "protected-page-open": frozenset({"guard-above-route", "guard-thrown-away", "login-disabled"})
    | {"anonymous-passes-guard", "redirect-not-returned", "unauthorized-not-returned"},
    "redirect-loop": frozenset({"login-page-guarded", "guard-blocks-login-page", "loaded-but-not-authenticated"})
    | {"signed-in-user-sent-to-login", "proxy-headers-unused"},
    "old-session-key": frozenset({"login-user-not-called", "login-form-without-login"}),
    "secret-key-changed": frozenset({"secret-key-of-one-worker"}),
    "session-store-forgot": frozenset({"session-of-one-worker"}),
    "user-not-found-again": frozenset({"user-of-one-worker"}),
    "login-user-raised": frozenset({"no-login-manager"}),
    "loader-raises": _NO_ID | {"current-user-in-its-own-load"},
    "loader-raises-wrong-id": _NO_ID,
    "wrong-password-accepted": frozenset({"redirect-not-returned"}),
    "session-not-written": frozenset({"secret-key-missing", "secret-key-wrong-type"}),
}
"""What is not told when one of these is found as well: it only follows from it."""

_WITHOUT_LOGINS = (setup, csrf, proxies, password_checks, failed_answers, unexplained)
"""Families whose rules read nothing of what was seen of logins."""

_TRUE_OF_COPIES = frozenset(rule for family in _WITHOUT_LOGINS for rule in family.RULES) - {
    *(setup.no_user_loader, setup.login_page_guarded),
    *(unexplained.refused_login_requests, unexplained.nobody_logged_in),
}
"""Rules that hold where an app carries a copy of Flask-Login as well: nothing was seen of its logins."""

_NOBODY = SessionChecked(authenticated=False)


def find(trace: Trace) -> tuple[Finding, ...]:
    """Return what a trace shows to be wrong; nothing for a healthy app."""
    log = request_log_of(trace)
    found = causes(finding for rule in _EVERY_RULE if holds(rule, log.app) for finding in rule(log))
    if not found:
        return ()
    of_requests = _steps_of_requests(steps(trace))
    return tuple(replace(finding, step=of_requests.get(finding.request)) for finding in found)


def live_findings(head: Trace) -> LiveFindings:
    """Return the findings of a trace that grows; ``causes`` of what it has found is what ``find`` returns."""
    return LiveFindings(head, _EVERY_RULE, holds)


def holds(rule: Rule, app: AppFacts) -> bool:
    """Whether a rule can tell something of an app: of a copy of Flask-Login no login was seen."""
    return app.login_library_copy is None or rule in _TRUE_OF_COPIES


def causes(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, those that say the same counted together, and without what need not be told.

    That is what only follows from others, and a failure without its cause where another finding speaks of the request.

    Args:
        findings: What the rules have found, in their order.
    """
    found = [*findings]
    known = [finding for finding in found if finding.code not in GENERAL_CODES]
    codes = {finding.code for finding in known}
    told = [finding for finding in known if codes.isdisjoint(CONSEQUENCES.get(finding.code, ()))]
    return _counted([*told, *_unexplained(known, (finding for finding in found if finding.code in GENERAL_CODES))])


def _unexplained(known: Iterable[Finding], failures: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the failures of requests of which nothing else is said, each request once."""
    explained = {number for finding in known for number in _explained_by(finding)}
    for finding in failures:
        speaks_of = {finding.request, *finding.others}
        if explained.isdisjoint(speaks_of):
            explained |= speaks_of
            yield finding


def _explained_by(finding: Finding) -> Iterator[int | None]:
    """Yield the numbers of the requests whose failure a finding explains."""
    if finding.code not in EXPLAINS_NO_FAILURE:
        yield from (finding.request, *finding.others)


def _counted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, with the number of requests that show it."""
    counted: dict[tuple[str, str], Finding] = {}
    for finding in found:
        key = (finding.code, finding.what)
        known = counted.get(key)
        counted[key] = finding if known is None else replace(known, count=known.count + finding.count)
    return tuple(counted.values())


def _steps_of_requests(rows: tuple[Step, ...]) -> Mapping[int | None, int]:
    """Return the step that shows what is wrong with each request, by the number of the request.

    That is where a guard of the request found nobody, or else the last step of the request, or the step to which the
    request belongs.
    """
    nobody: dict[int | None, int] = {}
    own: dict[int | None, int] = {}
    holding: dict[int | None, int] = {}
    for row in rows:
        holding.update((event.request, row.number) for event in row.events)
        if row.request is not None:
            own[row.request] = row.number
            if row.facts.announced == _NOBODY:
                nobody.setdefault(row.request, row.number)
    return {request: number for request, number in {**holding, **own, **nobody}.items() if request is not None}


__all__ = ["GENERAL_CODES", "GENERAL_RULES", "RULES", "Finding", "causes", "find", "live_findings"]
