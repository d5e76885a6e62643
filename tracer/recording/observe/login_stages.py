"""What Flask-Login does with users, told as stages and supporting facts."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tracer import stages
from tracer.recording import request_record
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.recording.observe.call_stack import calling_code, calling_place, is_inside_a_load
from tracer.recording.observe.guards import KnownFunctions
from tracer.recording.observe.library_calls import Call
from tracer.recording.observe.login_checks import login_check_of
from tracer.recording.observe.open_requests import OpenRequests, harmless, turned_away_stage
from tracer.recording.observe.password_checks import PasswordCheck
from tracer.recording.observe.rejected_cookies import rejected_remember_cookie
from tracer.recording.observe.return_values import status_and_location
from tracer.stages import Stage
from tracer.trace.observed_facts import (
    CurrentUserFacts,
    LoadFailedFacts,
    LoginUserFacts,
    PasswordCheckFacts,
    RequestLoaderFacts,
    UserLoaderFacts,
)

_NEEDED_OF_USERS = frozenset({"is_active", "is_authenticated", "is_anonymous", "get_id"})

_AT_SIGNALS: Mapping[str | None, Stage] = {
    stage.login_signal: stage
    for stage in (
        stages.remembered,
        stages.identified_by_request,
        stages.session_protected,
        stages.login_confirmed,
    )
}
"""The stages that happen at the instant when Flask-Login sends its own signal of them, by these signals."""

_TOLD_SIGNALS = frozenset({*_AT_SIGNALS, "user_logged_out"})

# Facts that are the same in every request are made once: making them takes two microseconds.
_user_loader_facts = lru_cache(maxsize=256)(UserLoaderFacts)
_current_user_facts = lru_cache(maxsize=256)(CurrentUserFacts)


class LoginStages:
    """Is told of loads, logins, logouts, password checks and refusals.

    Args:
        open_requests: The requests in progress, and the way to tell of them.
        functions: What is known of the app's functions.
    """

    def __init__(self, open_requests: OpenRequests, functions: KnownFunctions) -> None:
        self.open_requests = open_requests
        self._functions = functions

    @property
    def listens(self) -> bool:
        """Whether a request of this app is being observed here and now."""
        return self.open_requests.state is not None

    @harmless
    def signal_sent(self, name: str) -> None:
        """Flask-Login has sent a signal of its own."""
        if name not in _TOLD_SIGNALS:
            return
        state = self.open_requests.state
        if state is None:
            return
        if name in _AT_SIGNALS:
            self.open_requests.announce(_AT_SIGNALS[name], calling_place())
        elif name == "user_logged_out":
            state.leaving = True

    @harmless
    def loader_called(self, name: str, argument: object, result: object, error: Exception | None) -> None:
        """``user_loader`` or ``request_loader`` has returned or raised."""
        returned, raised = _class_name(result), _class_name(error)
        if name == "user_loader":
            loaded = _user_loader_facts(*_kind_of_id(argument), returned, raised)
            self.open_requests.observe(request_record.Observed(loaded, argument))
        else:
            self.open_requests.observe(request_record.Observed(RequestLoaderFacts(returned, raised)))

    @harmless
    def load_failed(self, error: Exception) -> None:
        """Loading the user raised."""
        self.open_requests.observe(request_record.Observed(LoadFailedFacts(type(error).__name__)))

    @harmless
    def load_ended(self) -> None:
        """The user, or an anonymous one, is loaded: was a remember cookie sent, and not accepted?"""
        app, request, session = self.open_requests.app, FlaskAdapter.request(), FlaskAdapter.session()
        if request is None or not isinstance(session, dict) or dict.get(session, "_user_id") is not None:
            return
        value = request.cookies.get(app.config.get("REMEMBER_COOKIE_NAME", "remember_token"))
        if value is not None and dict.get(session, "_remember") != "clear":
            rejection = rejected_remember_cookie(app, value)
            if rejection is not None:
                self.open_requests.observe(rejection)

    @harmless
    def user_switched(self) -> None:
        """``current_user`` has just become somebody."""
        state = self.open_requests.state
        user_class = FlaskAdapter.user_class()
        if state is None or user_class is None:
            return
        anonymous = self.open_requests.is_anonymous(user_class)
        self.open_requests.observe(request_record.Observed(_current_user_facts(user_class.__name__, anonymous)))
        if state.leaving:
            state.leaving = False
            self.open_requests.announce(stages.logged_out, calling_place())

    @harmless
    def turning_away(self, *, authenticated: bool) -> None:
        """``unauthorized()`` or ``needs_refresh()`` is about to answer."""
        place = self._place_of_guard()
        if authenticated or self._guard_asked():
            self.open_requests.announce(stages.session_checked, place, stages.SessionChecked(authenticated))
        if authenticated:
            self.open_requests.announce(stages.fresh_login_required, place)

    @harmless
    def turned_away(self, answer: object, error: Exception | None) -> None:
        """``unauthorized()`` or ``needs_refresh()`` has answered or raised."""
        told = status_and_location(answer, error)
        if told is not None:
            stage, announced = turned_away_stage(*told)
            self.open_requests.announce(stage, self._place_of_guard(), announced)

    def _guard_asked(self) -> bool:
        """Tell whether the visitor is turned away because nobody is logged in.

        Flask-Login's own guard asks nothing else. The app may call ``unauthorized()`` for a reason of its own: a user
        who is loaded may be no administrator.
        """
        code = calling_code()
        if code is None or login_check_of(code).nothing_else:
            return True
        anonymous = self.open_requests.user_is_anonymous()
        session = FlaskAdapter.session()
        if anonymous is None and isinstance(session, dict):
            return dict.get(session, "_user_id") is None
        return anonymous is not False

    def _place_of_guard(self) -> request_record.CodePlace | None:
        """Return where the visitor is turned away: in the app's own code, or else where the guarded function is."""
        place = calling_place()
        state, request = self.open_requests.state, FlaskAdapter.request()
        if place is None and state is not None and request is not None:
            guarded = state.hook or self.open_requests.app.view_functions.get(request.endpoint or "")
            place = self._functions[guarded].place if guarded is not None else None
        return place

    @harmless
    def login_user_ended(self, call: Call) -> None:
        """``login_user()`` has returned or raised."""
        state = self.open_requests.state
        if state is None:
            return
        place = calling_place()
        if call.error is None:
            self.open_requests.announce(stages.logged_in if call.result else stages.login_refused, place)
        session = FlaskAdapter.session()
        user_id = dict.get(session, "_user_id") if isinstance(session, dict) else None
        facts = LoginUserFacts(
            _class_name(call.argument(0, "user")),
            bool(call.result) if call.error is None else None,
            _class_name(call.error),
            _missing_attribute(call.error),
            *(_kind_of_id(user_id) if user_id is not None else ()),
        )
        self.open_requests.observe(request_record.Observed(facts, user_id, place))
        if stages.credentials_checked.name not in state.stages:
            self.open_requests.observe(request_record.Observed(PasswordCheckFacts(observable=False)))

    @harmless
    def password_checked(self, check: PasswordCheck) -> None:
        """A password check has ended."""
        if self.open_requests.state is None:
            return
        place = calling_place()
        if check.valid is not None:
            self.open_requests.announce(stages.credentials_checked, place, stages.CredentialsChecked(check.valid))
        facts = PasswordCheckFacts(
            observable=True,
            function=check.function,
            result=check.valid,
            raised=check.raised,
            stored_hash=check.stored,
            inside_load=is_inside_a_load(),
        )
        self.open_requests.observe(request_record.Observed(facts, place=place))


def _class_name(value: object) -> str | None:
    return None if value is None else type(value).__name__


def _kind_of_id(user_id: object) -> tuple[str, bool, bool]:
    """Return what may be known of an id: its class, whether it is a number, and whether it says None."""
    is_number = type(user_id) is int or (type(user_id) is str and user_id.isdecimal())
    return type(user_id).__name__, is_number, user_id == "None" if type(user_id) is str else False


def _missing_attribute(error: Any) -> str | None:
    """Return which attribute of a user was missing, when it is one that every user needs."""
    name = error.name if isinstance(error, AttributeError) else None
    return name if name in _NEEDED_OF_USERS else None
