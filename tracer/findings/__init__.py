"""Findings: what a trace shows to be wrong with a login, why, and what to do.

Each rule reads the request log of a trace and knows nothing but the model. A rule speaks only when the trace leaves
no doubt that something is wrong; where several causes are possible it says so, and its page tells how to tell them
apart. What is merely unwise in production is no finding but advice: ``tracer.findings.advice``.
"""

from collections.abc import Callable, Iterator, Mapping
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
from tracer.findings.request_log import RequestLog, request_log_of
from tracer.stages import SessionChecked
from tracer.trace.events import Trace
from tracer.trace.table import Step, steps

RULES: tuple[Callable[[RequestLog], Iterator[Finding]], ...] = (
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

_READ_LOGINS = (forgotten_logins, logins, lost_sessions, loaders, guards, redirects, session_protection, logout)
"""Families whose rules read what was seen of logins."""

_SAY_NOTHING_OF_COPIES = frozenset(
    {*(rule for family in _READ_LOGINS for rule in family.RULES), setup.no_user_loader, setup.login_page_guarded}
)
"""Rules that are left out where an app carries a copy of Flask-Login: nothing was seen of its logins."""

_NOBODY = SessionChecked(authenticated=False)


def find(trace: Trace) -> tuple[Finding, ...]:
    """Return what a trace shows to be wrong; nothing for a healthy app."""
    log = request_log_of(trace)
    found: dict[tuple[str, str], Finding] = {}
    silent = _SAY_NOTHING_OF_COPIES if log.app.login_library_copy is not None else frozenset()
    for rule in (rule for rule in RULES if rule not in silent):
        for finding in rule(log):
            key = (finding.code, finding.what)
            known = found.get(key)
            found[key] = finding if known is None else replace(known, count=known.count + finding.count)
    rows = steps(trace) if found else ()
    codes = {finding.code for finding in found.values()}
    causes = [finding for finding in found.values() if codes.isdisjoint(CONSEQUENCES.get(finding.code, ()))]
    return tuple(replace(finding, step=_step_of(finding, rows)) for finding in causes)


def _step_of(finding: Finding, rows: tuple[Step, ...]) -> int | None:
    """Return the step that shows a finding.

    That is where a guard of its request found nobody, or else the last step of the request, or the step to which the
    request belongs.
    """
    if finding.request is None:
        return None
    own_rows = [row for row in rows if row.request == finding.request]
    own = [row.number for row in own_rows]
    nobody = [row.number for row in own_rows if row.facts.announced == _NOBODY]
    holding = [row.number for row in rows if any(event.request == finding.request for event in row.events)]
    return next(iter([*nobody, *reversed(own), *reversed(holding)]), None)


__all__ = ["RULES", "Finding", "find"]
