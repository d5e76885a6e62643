"""Stages that only the answer tells of: a guard that nobody saw asking turned a stranger away, or let a user in.

A login library checks in decorators and classes of its own, and so does many an app. Where the observer sees no such
guard at work, the answer shows what it did. All of this is worked out when the answer has left, so it costs the app
nothing.
"""

import re
from collections.abc import Sequence
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask

from tracer import stages
from tracer.recording import request_record
from tracer.recording.observe.call_stack import place_of_function
from tracer.recording.observe.library_guards import Asks, library_asks
from tracer.recording.observe.login_checks import login_check_of
from tracer.recording.observe.open_requests import turned_away_stage
from tracer.recording.observe.source_code import functions_of
from tracer.recording.url_rules import NO_RULE, UrlRules
from tracer.stages import Announcement, SessionChecked, Stage
from tracer.trace.observed_facts import CurrentUserFacts, FormFacts, GuardSkippedFacts, HookAnsweredFacts
from tracer.urls import split_address

if TYPE_CHECKING:
    from tracer.trace.app_facts import AppFacts

_REFUSALS = frozenset({401, 403})
_READING = frozenset({"GET", "HEAD"})
_SUCCESSES = range(200, 300)
_REDIRECTS = range(300, 400)
_TURNED_AWAY = frozenset({"redirected", "refused"})
_LET_IN = frozenset({"session_checked", "access_granted"})
_OF_A_LOGIN = frozenset({"credentials_checked", "logged_in", "login_refused", "login_confirmed", "logged_out"})
"""After one of these an answer that leads to the login page says nothing of who the visitor was."""

_PASSWORD_FIELD = re.compile(r"pass|pwd|secret|pin\b", re.IGNORECASE)
_DEEPEST_MOUNT = 4
"""So many parts a path may lose before it is one that the app knows: a server may mount the app below a prefix."""

_MOST_PATHS = 10_000
"""So many addresses are remembered at which strangers were turned away: a long watch must not grow for ever."""


class _Answered(NamedTuple):
    """One request with its answer, as far as it matters here.

    Attributes:
        begun: How it began.
        response: The answer.
        location: Where the answer sends the browser; None where it sends it nowhere.
        stages: The names of the stages so far.
        anonymous: Whether the user that was loaded last is anonymous; None where none was loaded.
        user_class: The class of that user.
        entries: What was seen.
    """

    begun: request_record.RequestBegun
    response: request_record.ResponseReady
    location: str | None
    stages: frozenset[str]
    anonymous: bool | None
    user_class: type | None
    entries: Sequence[request_record.RecordEntry]

    @property
    def method(self) -> str:
        return "GET" if self.begun.method == "HEAD" else self.begun.method

    @property
    def endpoint(self) -> str:
        return self.begun.endpoint or ""

    @property
    def hook_answered(self) -> bool:
        """Whether a function before the request answered, so that no view was called."""
        return any(
            isinstance(entry, request_record.Observed) and isinstance(entry.facts, HookAnsweredFacts)
            for entry in self.entries
        )

    @property
    def sends_a_password(self) -> bool:
        """Whether the form that was read has a field for a password: then it is an attempt to log in."""
        fields = [
            field
            for entry in self.entries
            if isinstance(entry, request_record.Observed) and isinstance(entry.facts, FormFacts)
            for field in entry.facts.fields
        ]
        return any(_PASSWORD_FIELD.search(field) for field in fields)


class AnswerStages:
    """Completes what was seen of each request, in the order of the requests.

    Args:
        app: The app.
        description: What is known of it without a request.
    """

    def __init__(self, app: Flask, description: "AppFacts") -> None:
        self._app = app
        self._rules = UrlRules(app)
        self._views = {view.endpoint: view for view in description.views}
        named = (description.login_view, *description.blueprint_login_views.values())
        self._login_rules = {view.rule for view in named if view is not None and view.rule}
        self._login_rules |= {view.rule for view in description.views if view.logs_in}
        self._closed: dict[tuple[str, str], None] = {}
        self._asks: dict[str, Asks | None] = {}

    def complete(self, entries: list[request_record.RecordEntry]) -> list[request_record.RecordEntry]:
        """Return what was seen of a request, with what the answer tells besides."""
        answered = _answered(entries)
        if answered is None:
            return entries
        if "logged_in" in answered.stages and answered.begun.rule:
            self._login_rules.add(answered.begun.rule)
        if answered.anonymous is False and answered.stages == _LET_IN:
            return entries  # As mostly: a guard asked, and let a user pass.
        entries = [_as_answered(entry, answered) for entry in entries]
        if answered.stages.isdisjoint(_TURNED_AWAY):
            entries = self._completed(answered, entries)
        self._learn(answered, entries)
        return entries

    def _learn(self, answered: _Answered, entries: Sequence[request_record.RecordEntry]) -> None:
        """Remember at which addresses strangers were turned away because nobody was logged in."""
        told = [entry for entry in entries if isinstance(entry, request_record.StageAnnounced)]
        away = any(entry.stage.name in _TURNED_AWAY for entry in told)
        nobody = any(entry.announced == SessionChecked(authenticated=False) for entry in told)
        if away and nobody and len(self._closed) < _MOST_PATHS:
            self._closed[answered.method, answered.begun.path] = None

    def _completed(
        self, answered: _Answered, entries: list[request_record.RecordEntry]
    ) -> list[request_record.RecordEntry]:
        skipped = any(
            isinstance(entry, request_record.Observed) and isinstance(entry.facts, GuardSkippedFacts)
            for entry in entries
        )
        if skipped or answered.begun.endpoint is None or answered.method == "OPTIONS":
            return entries
        asks = self._library_asks(answered)
        if (
            answered.response.status in _SUCCESSES
            and "access_granted" not in answered.stages
            and (asks is Asks.REQUEST or (asks is Asks.EITHER and answered.anonymous is not False))
        ):
            # Nobody asked the session: what the request brought along was enough, or everybody may see the page.
            return self._with(answered, entries, [(stages.access_granted, stages.NOTHING)], _index_of_end(entries))
        if answered.anonymous is False:
            return self._of_user(answered, entries)
        known_to_be_a_stranger = answered.anonymous or (answered.begun.session is not None and not _claims(answered))
        of_a_login = answered.stages & _OF_A_LOGIN
        if asks is not None and answered.response.status in _REFUSALS:
            of_a_login -= {"credentials_checked"}  # The guard itself has compared what the request brought along.
        if known_to_be_a_stranger and not of_a_login:
            return self._of_stranger(answered, entries)
        return entries

    def _of_stranger(
        self, answered: _Answered, entries: list[request_record.RecordEntry]
    ) -> list[request_record.RecordEntry]:
        if answered.response.status in _REFUSALS:
            if not self._is_refusal(answered):
                return entries
            sure = answered.method in _READING or self._is_guarded(answered)
            return self._turned_away(answered, entries, checked=answered.anonymous is True and sure)
        asked = answered.anonymous is True or self._is_guarded(answered)
        if asked and self._is_sent_to_log_in(answered):
            return self._turned_away(answered, entries, checked=True)
        return entries

    def _is_sent_to_log_in(self, answered: _Answered) -> bool:
        """Tell whether a stranger is sent to the login page by a guard, and not for another reason."""
        if answered.begun.rule in self._login_rules or not self._leads_to_login(answered):
            return False
        # Whoever has registered is sent to the login page as well.
        reads = answered.method in _READING and not self._asks_users_only(answered.endpoint)
        return reads or self._is_guarded(answered)

    def _of_user(
        self, answered: _Answered, entries: list[request_record.RecordEntry]
    ) -> list[request_record.RecordEntry]:
        if not answered.stages.isdisjoint({"access_granted", "logged_in", "login_refused", "fresh_login_required"}):
            return entries
        if not self._is_guarded(answered):
            return entries
        status = answered.response.status
        if status in _SUCCESSES or "logged_out" in answered.stages:
            checked = "session_checked" in answered.stages
            told: list[tuple[Stage, Announcement]] = [(stages.access_granted, stages.NOTHING)]
            if not checked:
                told.insert(0, (stages.session_checked, SessionChecked(authenticated=True)))
            return self._with(answered, entries, told, _index_of_guard(entries))
        # Why a user is turned away is not known, nor what the guard asked.
        if status in _REFUSALS or (answered.begun.rule not in self._login_rules and self._leads_to_login(answered)):
            return self._turned_away(answered, entries, checked=False)
        return entries

    def _turned_away(
        self, answered: _Answered, entries: list[request_record.RecordEntry], *, checked: bool
    ) -> list[request_record.RecordEntry]:
        told: list[tuple[Stage, Announcement]] = []
        checked = checked and self._library_asks(answered) is not Asks.REQUEST
        if checked and "session_checked" not in answered.stages:
            told.append((stages.session_checked, SessionChecked(authenticated=False)))
        told.append(turned_away_stage(answered.response.status, answered.location))
        return self._with(answered, entries, told, _index_of_end(entries))

    def _with(
        self,
        answered: _Answered,
        entries: list[request_record.RecordEntry],
        told: Sequence[tuple[Stage, Announcement]],
        index: int,
    ) -> list[request_record.RecordEntry]:
        """Return the entries with stages in them, at an index."""
        place = place_of_function(self._app.view_functions.get(answered.endpoint))
        before = [entry for entry in entries[:index] if isinstance(entry, request_record.StageAnnounced)]
        session = before[-1].session if before else answered.begun.session
        made = [
            request_record.StageAnnounced(stage, announced, place, answered.user_class, session)
            for stage, announced in told
        ]
        return [*entries[:index], *made, *entries[index:]]

    def _is_guarded(self, answered: _Answered) -> bool:
        """Tell whether a page is known to be closed to strangers, by a guard that is not Flask-Login's."""
        if (answered.method, answered.begun.path) in self._closed:
            return True
        view = self._views.get(answered.endpoint)
        own = view is not None and bool(view.own_guards)
        return own or self._library_asks(answered) is not None

    def _library_asks(self, answered: _Answered) -> Asks | None:
        endpoint = answered.endpoint
        if endpoint not in self._asks:
            self._asks[endpoint] = library_asks(self._app.view_functions.get(endpoint))
        return self._asks[endpoint]

    def _is_refusal(self, answered: _Answered) -> bool:
        """Tell whether a stranger who is answered 401 or 403 was turned away by a guard, and not for another reason."""
        if self._is_guarded(answered):
            return True
        if answered.hook_answered and answered.begun.rule in self._login_rules:
            return False  # A guard for everything would be a fault here, and it may be a list of addresses.
        if answered.method not in _READING:
            # What is sent may be a wrong password, or a form without its token.
            return answered.anonymous is True and not self._is_attempt_to_log_in(answered)
        # Nobody asked who is there: a hook has reasons of its own.
        return answered.anonymous is True or not (answered.hook_answered or self._is_static(answered.endpoint))

    def _is_static(self, endpoint: str) -> bool:
        view = self._views.get(endpoint)
        return view is not None and view.static

    def _is_attempt_to_log_in(self, answered: _Answered) -> bool:
        view = self._views.get(answered.endpoint)
        logs_in = answered.begun.rule in self._login_rules or (view is not None and view.logs_in is None)
        return logs_in or answered.sends_a_password

    def _asks_users_only(self, endpoint: str) -> bool:
        """Tell whether a view asks who is there only to send users away, or logs out, as its code says."""
        view = self._views.get(endpoint)
        if view is not None and view.logs_out:
            return True
        functions = functions_of(self._app.view_functions.get(endpoint))
        return any(login_check_of(function.__code__).strangers is False for function in functions)

    def _leads_to_login(self, answered: _Answered) -> bool:
        if answered.location is None or answered.response.status not in _REDIRECTS:
            return False
        parts = split_address(answered.location)
        if parts.netloc and parts.netloc != answered.begun.host:
            return False
        return self._rule_of(parts.path) in self._login_rules

    def _rule_of(self, path: str) -> str:
        """Return the rule that a path matches, with or without the prefix at which a server mounts the app."""
        if "://" in path:
            return NO_RULE  # It is no address at all, such as http://[/login, and no browser goes there.
        for _ in range(_DEEPEST_MOUNT):
            rule = self._rules.rule_of(path)
            if rule != NO_RULE or path.count("/") < 2:  # noqa: PLR2004 # nothing is left to take away
                return rule
            path = "/" + path.lstrip("/").partition("/")[2]
        return NO_RULE


def _answered(entries: Sequence[request_record.RecordEntry]) -> _Answered | None:
    """Return a request with its answer; None where it has none, or an exception."""
    if not entries or not isinstance(entries[0], request_record.RequestBegun):
        return None
    response = entries[-1]
    raised = request_record.ExceptionRaised in map(type, entries)
    if raised or not isinstance(response, request_record.ResponseReady):
        return None
    visitor = _visitor(entries)
    return _Answered(
        begun=entries[0],
        response=response,
        location=next((value for name, value in response.headers if name.lower() == "location"), None),
        stages=frozenset(entry.stage.name for entry in entries if isinstance(entry, request_record.StageAnnounced)),
        anonymous=None if visitor is None else _is_anonymous(visitor),
        user_class=None if visitor is None else visitor.user_class,
        entries=entries,
    )


def _visitor(entries: Sequence[request_record.RecordEntry]) -> request_record.Observed | None:
    """Return who the visitor was: whoever was loaded last, but before a logout."""
    found = None
    for entry in entries:
        if isinstance(entry, request_record.Observed):
            if isinstance(entry.facts, CurrentUserFacts):
                found = entry
        elif isinstance(entry, request_record.SignalSent) and entry.name == "user_logged_out":
            break
    return found


def _is_anonymous(visitor: request_record.Observed) -> bool | None:
    """Tell whether the visitor is anonymous; None where that is not known."""
    if visitor.user_class is NoneType:
        return True  # An app may have no anonymous user at all.
    return visitor.facts.anonymous if isinstance(visitor.facts, CurrentUserFacts) else None


def _claims(answered: _Answered) -> bool:
    """Tell whether the session names a user."""
    return dict(answered.begun.session or ()).get("_user_id") is not None


def _as_answered(entry: request_record.RecordEntry, answered: _Answered) -> request_record.RecordEntry:
    """Return a refusal as it really was answered: the app may handle the error, and send the browser elsewhere."""
    if not isinstance(entry, request_record.StageAnnounced) or not entry.raised or entry.stage is not stages.refused:
        return entry
    location = answered.location if answered.response.status in _REDIRECTS else None
    stage, announced = turned_away_stage(answered.response.status, location)
    return entry._replace(stage=stage, announced=announced)


def _index_of_end(entries: Sequence[request_record.RecordEntry]) -> int:
    """Return where the answer begins."""
    return len(entries) - 1


def _index_of_guard(entries: Sequence[request_record.RecordEntry]) -> int:
    """Return where the guard let the user pass: it stood before all that the view did."""
    for index, entry in enumerate(entries):
        if isinstance(entry, request_record.SignalSent) and entry.name == "user_logged_out":
            return index
        if isinstance(entry, request_record.StageAnnounced) and entry.stage.name in _OF_A_LOGIN:
            known = entries[:index]
            if any(_is_user(one) for one in known) and not any(_is_user(one) for one in entries[index:]):
                return index
    return _index_of_end(entries)


def _is_user(entry: request_record.RecordEntry) -> bool:
    facts = entry.facts if isinstance(entry, request_record.Observed) else None
    return isinstance(facts, CurrentUserFacts) and facts.anonymous is False
