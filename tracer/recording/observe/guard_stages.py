"""What guards, hooks and views do with a request, told as stages and supporting facts."""

from typing import Any

from flask import Request
from flask_login.config import EXEMPT_METHODS
from werkzeug.exceptions import HTTPException

from tracer import stages
from tracer.recording import request_record
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.recording.observe.guards import KnownFunction, KnownFunctions
from tracer.recording.observe.open_requests import OpenRequests, harmless, turned_away_stage
from tracer.recording.observe.return_values import parameter_that_leads_away, status_and_location
from tracer.recording.url_rules import UrlRules
from tracer.trace.observed_facts import GuardSkippedFacts, HookAnsweredFacts, SentWhereAskedFacts
from tracer.urls import split_address

_REFUSALS = frozenset({401, 403})
_READING = frozenset({"GET", "HEAD"})
_SUCCESSES = range(200, 300)
_NOT_A_CHECK = frozenset({"credentials_checked", "logged_in", "login_refused", "logged_out"})
"""After one of these a redirect to the login page does not answer the question who the visitor is."""


class GuardStages:
    """Is told whom Flask calls, and what they answer.

    Args:
        open_requests: The requests in progress, and the way to tell of them.
        functions: What is known of the app's functions.
        rules: The app's URL rules.
    """

    def __init__(self, open_requests: OpenRequests, functions: KnownFunctions, rules: UrlRules) -> None:
        self.open_requests = open_requests
        self._functions = functions
        self._rules = rules

    @property
    def listens(self) -> bool:
        """Whether a request of this app is being observed here and now."""
        return self.open_requests.state() is not None

    @harmless
    def guard_passed(self, guarded: Any) -> None:
        """A guard of Flask-Login lets the request pass to ``guarded``."""
        state = self.open_requests.state()
        if state is None:
            return
        disabled = self.open_requests.app.config.get("LOGIN_DISABLED")
        if disabled or state.request.method in EXEMPT_METHODS:
            why = "LOGIN_DISABLED" if disabled else state.request.method
            state.entries.append(request_record.Observed(GuardSkippedFacts(why)))
            return
        known = self._functions[guarded]
        if known.guard_around:
            return  # The guard behind this one asks as well, and tells of it.
        place = known.place
        if known.of_class_view:
            # The function around a class: only the registered view knows which class it is.
            registered = self.open_requests.app.view_functions.get(state.request.endpoint or "", guarded)
            place = self._functions[registered].place
        self.open_requests.let_in(state, place, to_view=state.hook is None)
        if state.hook is not None:
            state.let_in_by_hook = True

    @harmless
    def hook_begins(self, hook: Any) -> None:
        """A ``before_request`` hook is about to be called."""
        state = self.open_requests.state()
        if state is not None:
            state.hook = hook

    @harmless
    def hook_ended(self, hook: Any, answer: object, error: HTTPException | None) -> None:
        """A ``before_request`` hook has returned or aborted."""
        state = self.open_requests.state()
        if state is None:
            return
        state.hook = None
        known = self._functions[hook]
        if answer is not None or error is not None:
            self._hook_answered(state, known, answer, error)
        elif known.asks_for_login and not known.guard_around and self.open_requests.user_is_anonymous() is False:
            state.let_in_by_hook = True
            checked = stages.SessionChecked(authenticated=True)
            self.open_requests.announce(state, stages.session_checked, known.place, checked)

    def _hook_answered(
        self, state: request_record.RequestRecord, hook: KnownFunction, answer: object, error: HTTPException | None
    ) -> None:
        told = status_and_location(answer, error)
        if told is None:
            return
        status, location = told
        state.entries.append(request_record.Observed(HookAnsweredFacts(hook.name, status), place=hook.place))
        if state.turned_away:
            return
        anonymous, raised = self.open_requests.user_is_anonymous(), error is not None
        to_login = self._leads_to_login(location)
        if anonymous is False:
            # A user was loaded: only a hook that asks nothing but the login says that the user is not logged in.
            if hook.asks_for_login and to_login:
                self._tell_turned_away(state, status, location, hook, checked=hook.asks_nothing_else, raised=raised)
        elif to_login and anonymous is None and not hook.asks_for_login and self._leads_back(location):
            return  # A form is sent back to its own page, and nobody was asked who it is: it has another reason.
        elif to_login or (hook.asks_for_login and anonymous and (location is not None or status in _REFUSALS)):
            self._tell_turned_away(state, status, location, hook, checked=True, raised=raised)

    @harmless
    def view_begins(self, view: Any) -> bool:
        """A view is about to be called. It may turn visitors away by itself where no guard does it for the view."""
        state = self.open_requests.state()
        if state is None:
            return False
        known = self._functions[view]
        if state.let_in_by_hook:
            state.let_in_by_hook = False
            if not known.guarded:
                self.open_requests.announce(state, stages.access_granted, known.place)
        return not known.guarded

    @harmless
    def view_ended(self, view: Any, answer: object, error: HTTPException | None) -> None:
        """A view has returned or aborted: did it let a user in by itself, and where did a login send the browser?"""
        state = self.open_requests.state()
        if state is None or state.turned_away:
            return
        if "logged_in" in state.stages:
            self._tell_where_asked(state, answer, error)
        anonymous = self.open_requests.user_is_anonymous()
        if anonymous is None or not _NOT_A_CHECK.isdisjoint(state.stages):
            return
        known = self._functions[view]
        if not anonymous and known.guards_itself and "access_granted" not in state.stages:
            told = status_and_location(answer, error)
            if told is not None and told[0] in _SUCCESSES:
                # Another answer could be the guard's: a user may be turned away for a reason of the app's own.
                checked = stages.SessionChecked(authenticated=True)
                self.open_requests.announce(state, stages.session_checked, known.place, checked)
                self.open_requests.announce(state, stages.access_granted, known.place)

    @staticmethod
    def _tell_where_asked(state: request_record.RequestRecord, answer: object, error: HTTPException | None) -> None:
        """Tell when the login sends the browser to another host that stood in the request itself."""
        told = status_and_location(answer, error)
        location = told[1] if told is not None else None
        asked = parameter_that_leads_away(state.request, location) if location is not None else None
        if asked is not None:
            state.entries.append(request_record.Observed(SentWhereAskedFacts(asked.name, asked.host)))

    def _tell_turned_away(
        self,
        state: request_record.RequestRecord,
        status: int,
        location: str | None,
        by: KnownFunction,
        *,
        checked: bool,
        raised: bool,
    ) -> None:
        if checked:
            self.open_requests.announce(
                state, stages.session_checked, by.place, stages.SessionChecked(authenticated=False)
            )
        stage, announced = turned_away_stage(status, location)
        self.open_requests.announce(state, stage, by.place, announced, raised=raised)

    def _leads_to_login(self, location: str | None) -> bool:
        if location is None:
            return False
        parts, request = split_address(location), FlaskAdapter.request()
        if parts.netloc and request is not None and parts.netloc != request.host:
            return False
        path = _path_in_app(location, request)
        if request is not None and path == request.path and parts.scheme not in {"", request.scheme}:
            return False  # The same page by another scheme: nobody was asked who it is.
        return self._rules.rule_of(path) in self._login_rules()

    def _leads_back(self, location: str | None) -> bool:
        """Tell whether a form is sent, and the answer leads to the very page to which it was sent."""
        request = FlaskAdapter.request()
        if location is None or request is None or request.method in _READING:
            return False
        return _path_in_app(location, request) == request.path

    def _login_rules(self) -> list[str]:
        manager = getattr(self.open_requests.app, "login_manager", None)
        views = [getattr(manager, "login_view", None), *getattr(manager, "blueprint_login_views", {}).values()]
        found: list[str] = []
        for view in views:
            if isinstance(view, str):
                found.extend([view] if view.startswith("/") else self._rules.rules_of(view))
        return found


def _path_in_app(location: str, request: Request | None) -> str:
    """Return the path of an address as the app knows it: without the prefix at which a server mounts the app."""
    root = request.root_path.rstrip("/") if request is not None else ""
    return split_address(location).path.removeprefix(root)
