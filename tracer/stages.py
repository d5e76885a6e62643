"""The stages of a login flow, each a blinker signal that an app sends where the stage happens.

An app announces a stage with one line, in the idiom of Flask's own documentation::

    from tracer import stages

    stages.credentials_checked.send(current_app._get_current_object(), valid=True)

The sender is the app object. The facts are keyword arguments; which facts a stage carries is part of its
definition below, and they are only such facts as an observer of a foreign app can know too. Who the current
user is and what the session holds need not be announced: the recorder notes both at the moment of the signal.

Nothing happens when nobody listens: sending a signal without receivers costs about a microsecond.
Importing this module imports blinker and nothing else.
"""

from blinker import NamedSignal


class Stage(NamedSignal):
    """A point of the login flow that an app announces.

    Attributes:
        name: The identifier, as it stands in traces, lessons and claims: ``credentials_checked``.
        title: The name in plain words: ``Credentials checked``.
        facts: What each announcement carries: the name of the keyword argument and what it means.
    """

    def __init__(self, name: str, meaning: str, facts: dict[str, str] | None = None) -> None:
        super().__init__(name, meaning)
        self.title = name.replace("_", " ").capitalize()
        self.facts = facts or {}


session_checked = Stage(
    "session_checked",
    "A guard asked whether the visitor is logged in: login_required, or the app's own check that redirects or "
    "refuses. A mere load of the user, as a template or logout_user causes it, is no such question (B111, B112).",
    {"authenticated": "bool: what current_user.is_authenticated answered"},
)
redirected = Stage(
    "redirected",
    "The guard did not let the request pass and sends the browser to another page, mostly the login form (B96).",
    {"status": "int: the HTTP status, 302 as a rule", "location": "str: where the browser is sent"},
)
refused = Stage(
    "refused",
    "The guard did not let the request pass and answers with an error instead of a redirect (B89, B92).",
    {"status": "int: the HTTP status of the answer, 401 as a rule"},
)
credentials_checked = Stage(
    "credentials_checked",
    "The app compared the name and the password with what it knows. Flask-Login has no part in this.",
    {"valid": "bool: whether name and password belong together"},
)
logged_in = Stage(
    "logged_in",
    "login_user() returned True: the user's id is in the session and current_user has switched (B60, B66, B67).",
)
login_refused = Stage(
    "login_refused",
    "login_user() returned False because the user is not active; nothing was written (B58).",
)
access_granted = Stage(
    "access_granted",
    "The guard let the request pass and the view behind it begins (B112).",
)
logged_out = Stage(
    "logged_out",
    "logout_user() returned: its keys are gone from the session and current_user is anonymous (B75, B79).",
)
remembered = Stage(
    "remembered",
    "The session named nobody, and a remember cookie with a good signature brought the user back (B30, B31).",
)
identified_by_request = Stage(
    "identified_by_request",
    "The request itself said who sends it (a key in a header, a form field), and request_loader agreed (B38).",
)
session_protected = Stage(
    "session_protected",
    "The session was made by a client that looks different from this one: it is no longer trusted (B48, B51).",
)
fresh_login_required = Stage(
    "fresh_login_required",
    "The visitor is logged in, but not by typing the password lately, and this page demands that (B103, B118).",
)
login_confirmed = Stage(
    "login_confirmed",
    "The password was typed again and confirm_login() made the session fresh (B86).",
)

STAGES: tuple[Stage, ...] = (
    session_checked,
    redirected,
    refused,
    credentials_checked,
    logged_in,
    login_refused,
    access_granted,
    logged_out,
    remembered,
    identified_by_request,
    session_protected,
    fresh_login_required,
    login_confirmed,
)
"""Every stage, in the order in which a learner meets them."""

BY_NAME: dict[str, Stage] = {stage.name: stage for stage in STAGES}
"""Every stage by its identifier."""

ANNOUNCED = "login_stages"
"""An app that announces its stages says so: ``app.extensions[stages.ANNOUNCED] = True``.

A recorder then listens to the app; every other app it observes from outside."""
