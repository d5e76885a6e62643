"""The findings of a trace that grows: what is new is judged, and nothing else.

A rule of each request judges a request once. Where it has looked for what is not there yet (a later request of the same
browser, say), it is noted for what it waits, and the request is judged again when that has come.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeAlias

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_index import Condition
from tracer.findings.request_log import GrowingLog, RequestLog
from tracer.findings.rule import Rule, RuleOfEachRequest
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ActionFacts

Awaited: TypeAlias = tuple[str | None, Condition | None]
"""A browser, and the condition that its next request is to meet; no browser stands for a login of any."""

_LOGIN: Awaited = (None, None)


def _acts(_request: LoggedRequest) -> bool:
    """Stand, where a condition does, for an action of the scenario: that is no request."""
    return False


def _always_holds(_rule: Rule, _app: AppFacts) -> bool:
    return True


class LiveFindings:
    """The findings of a trace that grows.

    Args:
        head: The trace; its events are not looked at.
        rules: The rules, in the order in which their findings are told.
        holds: Says of a rule whether it can tell something of an app.
    """

    def __init__(
        self, head: Trace, rules: Sequence[Rule], holds: Callable[[Rule, AppFacts], bool] = _always_holds
    ) -> None:
        self._log = GrowingLog(head)
        self._holds = holds
        self._rules = rules
        self._judges = {place: _Judge(rule) for place, rule in enumerate(rules) if isinstance(rule, RuleOfEachRequest)}
        self._new: dict[int, LoggedRequest] = {}
        self._acted: set[str] = set()

    def __len__(self) -> int:
        """How many requests there are."""
        return len(self._log)

    def add(self, events: Sequence[Event]) -> None:
        """Take in the next events, whole requests."""
        changed = self._log.add(events)
        if changed and len(changed) == len(self._log):
            for judge in self._judges.values():
                judge.forget_all()
        self._new.update((request.number, request) for request in changed)
        self._acted.update(event.browser for event in events if isinstance(event.facts, ActionFacts))

    def found(self, between: Callable[[], None] | None = None) -> Iterator[Finding]:
        """Yield what the rules find in all of the trace so far, as the rules yield it for the whole of it.

        Args:
            between: Is called between two rules: whoever looks on may have something else to do.
        """
        new, acted = [*self._new.values()], {*self._acted}
        self._new.clear()
        self._acted.clear()
        log = self._log.log()
        for judge in self._judges.values():
            judge.judge(new, acted, log)
            if between is not None:
                between()
        for place, rule in enumerate(self._rules):
            if self._holds(rule, log.app):
                yield from self._judges[place].findings() if place in self._judges else rule(log)


class _Judge:
    """One rule, what it has found at each request, and for what it waits. It is told what the rule looks for.

    Args:
        rule: The rule.
    """

    def __init__(self, rule: RuleOfEachRequest) -> None:
        self._rule = rule
        self.forget_all()

    def forget_all(self) -> None:
        """Begin anew."""
        self._found: dict[int, list[Finding]] = {}
        self._waiting: dict[Awaited, dict[int, LoggedRequest]] = {}
        self._conditions: dict[Condition, None] = {}
        self._logging_in = 0
        self._judged: LoggedRequest | None = None

    def judge(self, new: Sequence[LoggedRequest], acted: AbstractSet[str], log: RequestLog) -> None:
        """Judge the requests that are new, and those for which something has come that was waited for.

        Args:
            new: The requests that are new.
            acted: The browsers with which something was done.
            log: The request log of the trace so far.
        """
        due = {request.number: request for request in new}
        for awaited in (*self._arrived(new, len(log.index.endpoints_logging_in)), *((name, _acts) for name in acted)):
            due |= self._waiting.pop(awaited, {})
        for number in due:
            self._found.pop(number, None)
        each = self._each_of([due[number] for number in sorted(due)])
        for finding in self._rule(replace(log, requests=each, wanted=self)):
            if self._judged is not None:
                self._found.setdefault(self._judged.number, []).append(finding)

    def findings(self) -> Iterator[Finding]:
        """Yield what was found, in the order of the requests."""
        for _, findings in sorted(self._found.items()):
            yield from findings

    def later_requests(self, browser: str, condition: Condition | None = None) -> None:
        """The rule waits for the next request of a browser, or for its next one that meets a condition."""
        if condition is not None:
            self._conditions[condition] = None
        self._wait((browser, condition))

    def later_actions(self, browser: str) -> None:
        """The rule would judge differently if something else was done with a browser."""
        self._wait((browser, _acts))

    def logins_elsewhere(self) -> None:
        """The rule would judge differently if another endpoint was seen logging in."""
        self._wait(_LOGIN)

    def _wait(self, awaited: Awaited) -> None:
        if self._judged is not None:
            self._waiting.setdefault(awaited, {})[self._judged.number] = self._judged

    def _arrived(self, new: Sequence[LoggedRequest], logging_in: int) -> Iterator[Awaited]:
        """Yield what has come that somebody waits for."""
        if not self._waiting:
            return
        if logging_in != self._logging_in:
            self._logging_in = logging_in
            yield _LOGIN
        moving = [request for request in new if not request.is_static]
        for browser in {request.browser for request in moving}:
            yield browser, None
        for condition in self._conditions:
            for browser in {request.browser for request in moving if condition(request)}:
                yield browser, condition

    def _each_of(self, requests: Iterable[LoggedRequest]) -> Iterator[LoggedRequest]:
        """Yield requests, and know which of them is being judged."""
        for request in requests:
            self._judged = request
            yield request
        self._judged = None
