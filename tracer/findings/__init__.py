"""Findings: what a trace shows to be wrong with a login, why, and what to do.

Each rule reads the request log of a trace and knows nothing but the model. A rule speaks only when the trace leaves
no doubt that something is wrong; where several causes are possible it says so, and its page tells how to tell them
apart. What is merely unwise in production is no finding but advice: ``tracer.findings.advice``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tracer.findings import (
    forgotten_logins,
    guards,
    loaders,
    logins,
    logout,
    lost_sessions,
    redirects,
    session_protection,
    setup,
)
from tracer.findings.finding import Finding
from tracer.findings.live_findings import LiveFindings
from tracer.findings.request_log import request_log_of
from tracer.findings.rule import Rule
from tracer.stages import SessionChecked
from tracer.trace.events import Trace
from tracer.trace.table import Step, steps

RULES: tuple[Rule, ...] = (
    *setup.RULES,
    *forgotten_logins.RULES,
    *logins.RULES,
    *lost_sessions.RULES,
    *loaders.RULES,
    *guards.RULES,
    *redirects.RULES,
    *session_protection.RULES,
    *logout.RULES,
)
"""Every rule, in the order in which their findings are told."""

CONSEQUENCES: Mapping[str, frozenset[str]] = {
    "redirect-loop": frozenset({"login-page-guarded", "guard-blocks-login-page", "loaded-but-not-authenticated"}),
    "loader-raises": frozenset({"unsaved-user", "current-user-in-its-own-load"}),
}
"""What is not told when one of these is found as well: it only follows from it."""

_NOBODY = SessionChecked(authenticated=False)


def find(trace: Trace) -> tuple[Finding, ...]:
    """Return what a trace shows to be wrong; nothing for a healthy app."""
    log = request_log_of(trace)
    found = causes(finding for rule in RULES for finding in rule(log))
    if not found:
        return ()
    of_requests = _steps_of_requests(steps(trace))
    return tuple(replace(finding, step=of_requests.get(finding.request)) for finding in found)


def live_findings(head: Trace) -> LiveFindings:
    """Return the findings of a trace that grows; ``causes`` of what it has found is what ``find`` returns."""
    return LiveFindings(head, RULES)


def causes(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, those that say the same counted together, and without what only follows from others."""
    found: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.what)
        known = found.get(key)
        found[key] = finding if known is None else replace(known, count=known.count + finding.count)
    codes = {finding.code for finding in found.values()}
    return tuple(finding for finding in found.values() if codes.isdisjoint(CONSEQUENCES.get(finding.code, ())))


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


__all__ = ["RULES", "Finding", "causes", "find", "live_findings"]
