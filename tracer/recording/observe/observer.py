"""The observer of one app: attaches the wraps, detaches them, and follows each request from its start to its end."""

import flask_login.utils
from flask import Flask, Request

from tracer.recording import request_record
from tracer.recording.header_redaction import JSON, carried_media_type
from tracer.recording.observe import library_calls
from tracer.recording.observe.attribute_replacement import Replacement, put_all_back
from tracer.recording.observe.csrf_checks import CsrfChecks
from tracer.recording.observe.dispatch import observe_dispatching
from tracer.recording.observe.guard_stages import GuardStages
from tracer.recording.observe.guards import KnownFunctions
from tracer.recording.observe.http_errors import HttpErrors
from tracer.recording.observe.login_manager import ObservedManager
from tracer.recording.observe.login_stages import HEARD, LoginStages
from tracer.recording.observe.open_requests import ObservationSink, OpenRequests
from tracer.recording.observe.password_checks import PasswordChecks
from tracer.recording.observe.rejected_cookies import rejected_session_cookie
from tracer.recording.observe.request_bounds import observe_bounds
from tracer.recording.process_lock import PROCESS_LOCK
from tracer.recording.url_rules import UrlRules
from tracer.trace.observed_facts import FormFacts

_LOGIN_USER = flask_login.utils.login_user
"""Flask-Login's own, even where a test has put a mock in its place by the time an app is recorded."""


class Observer:
    """Observes one app for one recording.

    Args:
        app: The app.
        listening: Takes what is seen and belongs to no request.

    Attributes:
        heard: The signals of Flask-Login's own that it wants to hear of.
    """

    heard = HEARD

    def __init__(self, app: Flask, listening: ObservationSink) -> None:
        self._app = app
        self._listening = listening
        self._open_requests = OpenRequests(app, listening)
        functions = KnownFunctions()
        self._logins = LoginStages(self._open_requests, functions)
        self._dispatches = GuardStages(self._open_requests, functions, UrlRules(app))
        self._manager = ObservedManager(self._logins)
        self._passwords = PasswordChecks(self._logins.password_checked)
        self._csrf = CsrfChecks(self._open_requests)
        self._http_errors = HttpErrors(self._open_requests)
        self._replaced: list[Replacement] = []
        self._attached = False

    def attach(self) -> bool:
        """Begin to observe. What cannot be observed is told; where an attachment raises, ``detach`` undoes it.

        Returns:
            Whether who is listening hears where a request begins and ends. Where not, signals have to tell.
        """
        with PROCESS_LOCK:
            self._attached = True
            if library_calls.can_be_observed(_LOGIN_USER):
                library_calls.listen(_LOGIN_USER, self._logins.login_user_ended)
            else:
                self._open_requests.not_observable("login_user", "something else stands in its place")
            if not self._replace(observe_dispatching(self._app, self._dispatches)):
                self._open_requests.not_observable("ensure_sync", "the app holds it in a way of its own")
            if not self._replace(self._http_errors.watch(self._app)):
                self._open_requests.not_observable("handle_http_exception", "the app holds it in a way of its own")
            tells_bounds = self._replace(observe_bounds(self._app, self._listening))
        self._look_around()
        return tells_bounds

    def _replace(self, replacement: Replacement | None) -> bool:
        """Keep a replacement to put it back in the end; tell whether there is one."""
        if replacement is not None:
            self._replaced.append(replacement)
        return replacement is not None

    def detach(self) -> None:
        """Stop observing and leave nothing behind. A wrapper that the app has kept calls straight through."""
        with PROCESS_LOCK:
            self._attached = False
            put_all_back(self._replaced)
            self._csrf.leave()
            self._manager.leave()
            self._passwords.leave()
            library_calls.forget(_LOGIN_USER, self._logins.login_user_ended)

    def request_began(self, opened: request_record.RequestRecord) -> None:
        """A request of this app is about to be answered; its session is open. What is seen is added to its entries."""
        if not self._attached:
            return
        self._look_around()
        session = opened.session
        if isinstance(session, dict) and dict.__len__(session):
            return  # Its cookie was believed.
        cookie = opened.request.cookies.get(self._app.config["SESSION_COOKIE_NAME"])
        if cookie is not None and not session:
            rejection = rejected_session_cookie(self._app, cookie)
            if rejection is not None:
                opened.entries.append(rejection)

    def request_ended(self, opened: request_record.RequestRecord) -> None:
        """The answer is ready, or there will be none."""
        self._open_requests.tell_overflow()
        request = opened.request
        if "form" in vars(request):
            # The app has read the form itself; an observer that did would use up the body.
            form = request.form
            fields = [*form]
            if len(fields) == 1 and not form[fields[0]].strip("="):
                fields = [""]  # A word alone is no form but a body of another kind, and the word may be a secret.
            facts = FormFacts(tuple(fields), form.get("next"), of_json=not fields and _carries_unread_json(request))
            opened.entries.append(request_record.Observed(facts))

    def signal_sent(self, name: str) -> None:
        """Flask-Login has sent a signal of its own."""
        self._logins.signal_sent(name)

    def _look_around(self) -> None:
        """Take in what may have come since the last time: a library that checks passwords, a manager, a loader."""
        try:
            manager = getattr(self._app, "login_manager", None)
            if self._manager.is_up_to_date(manager) and self._passwords.is_up_to_date():
                return
            with PROCESS_LOCK:
                if self._attached:  # The recording may have ended while this thread was on its way.
                    self._passwords.watch()
                    self._csrf.watch()
                    self._manager.observe(manager)
        except Exception as error:  # noqa: BLE001 # an app that can be observed in part is observed in part
            self._open_requests.fault("look_around", error)


def _carries_unread_json(request: Request) -> bool:
    """Tell whether a request carries JSON that the app has read in no way."""
    read = vars(request)
    carried = carried_media_type(request.environ.get("CONTENT_TYPE"))
    return carried == JSON and "_cached_json" not in read and "_cached_data" not in read
