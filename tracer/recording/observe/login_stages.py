"""What Flask-Login does with users, told as stages and supporting facts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from tracer import stages
from tracer.recording import request_record
from tracer.recording.flask_adapter import FlaskAdapter
from tracer.recording.observe import user_objects
from tracer.recording.observe.call_stack import (
    calling_code,
    calling_place,
    frames_of_the_app,
    is_inside_a_load,
    place_of_function,
)
from tracer.recording.observe.guards import KnownFunctions
from tracer.recording.observe.library_calls import Call
from tracer.recording.observe.login_checks import login_check_of
from tracer.recording.observe.open_requests import OpenRequests, harmless, turned_away_stage
from tracer.recording.observe.password_checks import PasswordCheck
from tracer.recording.observe.rejected_cookies import rejected_remember_cookie
from tracer.recording.observe.return_values import status_and_location
from tracer.recording.raised_errors import NEEDED_OF_USERS, app_place_of_error, cause_of_load_error
from tracer.stages import Stage
from tracer.trace.observed_facts import (
    CurrentUserFacts,
    LoadFailedFacts,
    LoginUserFacts,
    LoginWithoutAnswerFacts,
    PasswordCheckFacts,
    RequestLoaderFacts,
    UserLoaderFacts,
)

_TEXT_OR_NUMBER = (str, int)
_MOST_CLASSES = 20

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

_USER_ACCESSED = request_record.SignalSent("user_accessed", None)

HEARD = frozenset({*(name for name in _AT_SIGNALS if name is not None), "user_logged_out"})
"""The signals of Flask-Login's own that tell of a stage."""

# Facts that are the same in every request are made once: making them takes two microseconds.
_user_loader_facts = lru_cache(maxsize=256)(UserLoaderFacts)


class _UsualLoad(NamedTuple):
    """The last load that was as it should be. Mostly the next one is like it, and what was told is told again.

    Attributes:
        kind: What is known of the class of the user.
        classes: The classes of the users who have logged in.
        user_id: The id for which the user was loaded.
        own_id: The id of the user, as far as it can be read without asking the user.
        told: What was told.
    """

    kind: user_objects.UserClass
    classes: tuple[type, ...]
    user_id: str
    own_id: object
    told: request_record.Observed

    def is_like(self, user_id: object, user: object, classes: tuple[type, ...]) -> bool:
        """Tell whether the same is to be told of another load."""
        kind, known_classes, known_id, own_id, _ = self
        return (
            type(user) is kind.kind
            and classes is known_classes
            and type(user_id) is str
            and user_id == known_id
            and kind.id_of(user) == own_id
        )


class _UsualSwitch(NamedTuple):
    """The last user that ``current_user`` has become. Mostly the next one is like it, and what was told is told again.

    Attributes:
        kind: The class of the user.
        anonymous: What the manager held as the class of anonymous users.
        told: What was told.
    """

    kind: type
    anonymous: object
    told: request_record.Observed


class LoginStages:
    """Is told of loads, logins, logouts, password checks and refusals.

    Args:
        open_requests: The requests in progress, and the way to tell of them.
        functions: What is known of the app's functions.
    """

    def __init__(self, open_requests: OpenRequests, functions: KnownFunctions) -> None:
        self.open_requests = open_requests
        self._functions = functions
        self._logged_in_classes: tuple[type, ...] = ()
        self._usual_load: _UsualLoad | None = None
        self._usual_switch: _UsualSwitch | None = None

    @harmless
    def signal_sent(self, name: str) -> None:
        """Flask-Login has sent one of the signals in ``HEARD``."""
        state = self.open_requests.state()
        if state is None:
            return
        if name in _AT_SIGNALS:
            self.open_requests.announce(state, _AT_SIGNALS[name], calling_place())
        elif name == "user_logged_out":
            state.leaving = True

    @harmless
    def request_loaded(self, user: object, error: Exception | None) -> None:
        """``request_loader`` has returned or raised."""
        state = self.open_requests.state()
        if state is None:
            return
        cause = cause_of_load_error(error, None) if error is not None else None
        missing = self._user_classes[type(user)].lacks(user) if user is not None else ()
        facts = RequestLoaderFacts(_class_name(user), _class_name(error), cause, missing)
        place = app_place_of_error(error) if error is not None else None
        if missing:
            place = self._place_of_loader("_request_callback")
        state.entries.append(request_record.Observed(facts, place=place))

    @harmless
    def user_loaded(self, user_id: object, user: object, error: Exception | None) -> None:
        """``user_loader`` has returned or raised."""
        state = self.open_requests.state()
        if state is None:
            return
        usual = self._usual_load
        if usual is not None and error is None and usual.is_like(user_id, user, self._logged_in_classes):
            state.entries.append(usual.told)
        else:
            state.entries.append(self._told_of_load(user_id, user, error))

    def _told_of_load(self, user_id: object, user: object, error: Exception | None) -> request_record.Observed:
        cause = cause_of_load_error(error, user_id) if error is not None else None
        place = app_place_of_error(error) if error is not None else None
        missing: tuple[str, ...] = ()
        found = None
        if user is not None:
            kind = self._user_classes[type(user)]
            own_id = kind.id_of(user)
            missing, found = kind.lacks(user), self._may_be_somebody_else(user_id, user, own_id)
        if missing or found is not None:
            place = self._place_of_loader("_user_callback")
        facts = _user_loader_facts(
            *_kind_of_id(user_id), _class_name(user), _class_name(error), cause=cause, lacks=missing
        )
        told = request_record.Observed(facts, user_id, place, found)
        self._usual_load = None
        if error is None and user is not None and type(user_id) is str and found is None and not kind.missing:
            self._usual_load = _UsualLoad(kind, self._logged_in_classes, user_id, own_id, told)
        return told

    def _place_of_loader(self, attribute: str) -> request_record.CodePlace | None:
        """Return where a manager's loader is written; None for a class's method or a function of Python's own."""
        callbacks = user_objects.contents_of(getattr(self.open_requests.app, "login_manager", None))
        place = place_of_function(callbacks.get(attribute))
        return None if place is None or place.module.startswith("tracer.recording.observe") else place

    def _may_be_somebody_else(self, user_id: object, user: object, own_id: object) -> request_record.FoundUser | None:
        """Return who was found, where it is another one than the id names, or not of the only class that logs in."""
        other_id = own_id is not None and type(user_id) in _TEXT_OR_NUMBER and str(own_id) != str(user_id)
        classes = self._logged_in_classes
        other_class = bool(classes) and (len(classes) > 1 or type(user) is not classes[0])
        return user_objects.found_user(user, own_id) if other_id or other_class else None

    @cached_property
    def _user_classes(self) -> user_objects.UserClasses:
        return user_objects.UserClasses(
            user_objects.id_method_of(getattr(self.open_requests.app, "login_manager", None))
        )

    def user_accessed(self) -> None:
        """Flask-Login sends its signal ``user_accessed``."""
        state = self.open_requests.state()
        if state is not None:
            state.entries.append(_USER_ACCESSED)

    def tells_of_access(self, *, told: bool) -> None:
        """``user_accessed`` will be told, or is to be heard where Flask-Login sends it."""
        self.open_requests.heard_by_signal(_USER_ACCESSED.name, heard=not told)

    @harmless
    def load_failed(self, error: Exception) -> None:
        """Loading the user raised."""
        state = self.open_requests.state()
        if state is not None:
            state.entries.append(request_record.Observed(LoadFailedFacts(type(error).__name__)))

    @harmless
    def load_ended(self) -> None:
        """The user, or an anonymous one, is loaded: was a remember cookie sent, and not accepted?"""
        state = self.open_requests.state()
        if state is None or not isinstance(state.session, dict):
            return
        app, session = self.open_requests.app, state.session
        if dict.get(session, "_user_id") is not None:
            return
        value = state.request.cookies.get(app.config.get("REMEMBER_COOKIE_NAME", "remember_token"))
        if value is not None and dict.get(session, "_remember") != "clear":
            rejection = rejected_remember_cookie(app, value)
            if rejection is not None:
                state.entries.append(rejection)

    @harmless
    def user_switched(self) -> None:
        """``current_user`` has just become somebody."""
        state = self.open_requests.state()
        user_class = FlaskAdapter.user_class()
        if state is None or user_class is None:
            return
        anonymous = getattr(getattr(self.open_requests.app, "login_manager", None), "anonymous_user", None)
        usual = self._usual_switch
        if usual is None or usual.kind is not user_class or usual.anonymous is not anonymous:
            facts = CurrentUserFacts(user_class.__name__, self.open_requests.is_anonymous(user_class))
            usual = _UsualSwitch(user_class, anonymous, request_record.Observed(facts, user_class=user_class))
            self._usual_switch = usual
        state.entries.append(usual.told)
        if state.leaving:
            state.leaving = False
            self.open_requests.announce(state, stages.logged_out, calling_place())

    @harmless
    def turning_away(self, *, authenticated: bool) -> None:
        """``unauthorized()`` or ``needs_refresh()`` is about to answer."""
        state = self.open_requests.state()
        if state is None:
            return
        place = self._place_of_guard(state)
        if authenticated or self._guard_asked(state):
            self.open_requests.announce(state, stages.session_checked, place, stages.SessionChecked(authenticated))
        if authenticated:
            self.open_requests.announce(state, stages.fresh_login_required, place)

    @harmless
    def turned_away(self, answer: object, error: Exception | None) -> None:
        """``unauthorized()`` or ``needs_refresh()`` has answered or raised."""
        state = self.open_requests.state()
        if state is None:
            return
        told = status_and_location(answer, error)
        if told is not None:
            stage, announced = turned_away_stage(*told)
            self.open_requests.announce(state, stage, self._place_of_guard(state), announced, raised=error is not None)

    def not_observable(self, what: str, why: str) -> None:
        """A part of the LoginManager cannot be observed; the app goes on without."""
        self.open_requests.not_observable(what, why)

    def _guard_asked(self, state: request_record.RequestRecord) -> bool:
        """Tell whether the visitor is turned away because nobody is logged in.

        Flask-Login's own guard asks nothing else. The app may call ``unauthorized()`` for a reason of its own: a user
        who is loaded may be no administrator.
        """
        code = calling_code()
        if code is None or login_check_of(code).nothing_else:
            return True
        anonymous = self.open_requests.user_is_anonymous()
        if anonymous is None and isinstance(state.session, dict):
            return dict.get(state.session, "_user_id") is None
        return anonymous is not False

    def _place_of_guard(self, state: request_record.RequestRecord) -> request_record.CodePlace | None:
        """Return where the visitor is turned away: in the app's own code, or else where the guarded function is."""
        place = calling_place()
        if place is None:
            guarded = state.hook or self.open_requests.app.view_functions.get(state.request.endpoint or "")
            place = self._functions[guarded].place if guarded is not None else None
        return place

    @harmless
    def login_user_ended(self, call: Call) -> None:
        """``login_user()`` has returned or raised."""
        state = self.open_requests.state()
        if state is None:
            self._logged_in_without_answer(call)
            return
        place = calling_place()
        if call.error is None:
            self.open_requests.announce(state, stages.logged_in if call.result else stages.login_refused, place)
        session = state.session
        user_id = dict.get(session, "_user_id") if isinstance(session, dict) else None
        user = call.argument(0, "user")
        facts = LoginUserFacts(
            _class_name(user),
            bool(call.result) if call.error is None else None,
            _class_name(call.error),
            _missing_attribute(call.error),
            *(_kind_of_id(user_id) if user_id is not None else ()),
        )
        if call.error is not None:
            facts = replace(facts, duration_type=_wrong_duration(call.argument(2, "duration")))
        elif call.result and isinstance(session, dict):
            facts = self._logged_in(facts, user, user_id)
        is_known = call.result and not user_objects.stands_for_another(type(user))
        found = user_objects.found_user(user, self._user_classes[type(user)].id_of(user)) if is_known else None
        state.entries.append(request_record.Observed(facts, user_id, place, found))
        if stages.credentials_checked.name not in state.stages:
            state.entries.append(request_record.Observed(PasswordCheckFacts(observable=False)))

    def _logged_in(self, facts: LoginUserFacts, user: object, user_id: object) -> LoginUserFacts:
        """Return what is known of a user who has just been logged in."""
        known = self._logged_in_classes
        if not user_objects.stands_for_another(type(user)) and all(type(user) is not each for each in known):
            self._logged_in_classes = (*known[-_MOST_CLASSES:], type(user))
        asking = [frame.f_code for frame in frames_of_the_app()]
        facts = replace(facts, methods=user_objects.methods_for_properties(user, asking))
        is_empty = type(user_id) is str and not user_id
        if user_id is not None and not is_empty and not facts.id_says_none:
            return facts
        state = user_objects.state_of_id(user, self._user_classes.id_method)
        return replace(
            facts,
            id_type=type(user_id).__name__,
            id_is_empty=is_empty,
            saved=state.saved,
            own_id=state.own_id,
            id_attribute=state.attribute,
        )

    def _logged_in_without_answer(self, call: Call) -> None:
        """``login_user()`` was called in a request that nobody is answering: an event of Socket.IO, a test's own."""
        app, request = self.open_requests.app, FlaskAdapter.request()
        if not call.result or request is None or not FlaskAdapter.serves(app):
            return
        if not {"sid", "namespace"} <= vars(request).keys():  # Flask-SocketIO puts them there.
            return
        is_copy = "saved_session" in request.environ  # as above
        saved = not is_copy and not hasattr(app.session_interface, "get_signing_serializer")
        user = _class_name(call.argument(0, "user"))
        facts = LoginWithoutAnswerFacts(user, "Socket.IO event", saved)
        self.open_requests.observe_outside(request_record.Observed(facts, place=calling_place()))

    @harmless
    def password_checked(self, check: PasswordCheck) -> None:
        """A password check has ended."""
        state = self.open_requests.state()
        if state is None:
            return
        place = calling_place()
        if check.valid is not None:
            self.open_requests.announce(
                state, stages.credentials_checked, place, stages.CredentialsChecked(check.valid)
            )
        facts = PasswordCheckFacts(
            observable=True,
            function=check.function,
            result=check.valid,
            raised=check.raised,
            stored_hash=check.stored.state,
            inside_load=is_inside_a_load(),
            stored_method=check.stored.method,
            typed=check.typed,
        )
        state.entries.append(request_record.Observed(facts, place=place))


def _class_name(value: object) -> str | None:
    return None if value is None else type(value).__name__


def _kind_of_id(user_id: object) -> tuple[str, bool, bool]:
    """Return what may be known of an id: its class, whether it is a number, and whether it says None."""
    if type(user_id) is str:
        return "str", user_id.isdecimal(), user_id == "None"
    return type(user_id).__name__, type(user_id) is int, False


def _missing_attribute(error: Any) -> str | None:
    """Return which attribute of a user was missing, when it is one that every user needs."""
    name = error.name if isinstance(error, AttributeError) else None
    return name if name in NEEDED_OF_USERS else None


def _wrong_duration(duration: object) -> str | None:
    """Return the class of a ``duration`` that is no timedelta."""
    return None if duration is None or issubclass(type(duration), timedelta) else type(duration).__name__
