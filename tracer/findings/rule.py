"""A rule: it reads the request log of a trace and yields what is wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tracer.findings.finding import Finding
from tracer.findings.request_log import RequestLog

Rule: TypeAlias = Callable[[RequestLog], Iterator[Finding]]
"""What is wrong, by the request log of a trace."""


@dataclass(frozen=True)
class RuleOfEachRequest:
    """A rule that judges each request on its own; written as ``@each_request`` above it.

    It goes through ``log.requests`` once, keeps nothing from one to the next, and asks nobody but the methods of the
    log for other requests. While an app is watched it judges a request once, and again only when something has come
    that it looked for. Every other rule is run again over everything that is remembered.

    Attributes:
        rule: The rule.
    """

    rule: Rule

    def __call__(self, log: RequestLog) -> Iterator[Finding]:
        """Yield what is wrong with the requests of a log."""
        return self.rule(log)


def each_request(rule: Rule) -> RuleOfEachRequest:
    """Mark a rule as one that judges each request on its own."""
    return RuleOfEachRequest(rule)
