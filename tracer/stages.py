"""The stages of a login flow, each a blinker signal that an app sends where the stage happens.

An app announces a stage with one line, in the idiom of Flask's own documentation::

    from tracer import stages

    stages.credentials_checked.send(current_app._get_current_object(), valid=True)

The sender is the app object. The facts are keyword arguments; which facts a stage carries is part of its
definition below, and an observer of a foreign app can know every one of them too. Who the current
user is and what the session holds need not be announced: the recorder notes both at the moment of the signal.

A stage knows everything about itself: what is announced with it, the signal by which Flask-Login tells of the same
thing, and how it went for the person who wanted to get in. The words of its row stand in ``tracer.trace.wording.rows``.

Nothing happens when nobody listens: sending a signal without receivers costs about a microsecond.
Importing this module imports blinker and nothing else.
"""

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from blinker import NamedSignal

Tone: TypeAlias = Literal["good", "bad", "onward"]
"""How a stage went for the person who wanted to get in; ``onward`` for what only leads somewhere else."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an app announces with a stage: nothing but the stage itself, unless a class below says more.

    A fact that the app did not give is None.
    """


@dataclass(frozen=True, slots=True)
class SessionChecked(Announcement):
    """What a guard found out.

    Attributes:
        authenticated: What ``current_user.is_authenticated`` answered.
    """

    authenticated: bool | None = None


@dataclass(frozen=True, slots=True)
class Redirected(Announcement):
    """Where a visitor was sent who may not see the page.

    Attributes:
        status: The HTTP status, 302 as a rule.
        location: Where the browser is sent.
    """

    status: int | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Refused(Announcement):
    """How a visitor was refused.

    Attributes:
        status: The HTTP status of the answer, 401 as a rule.
    """

    status: int | None = None


@dataclass(frozen=True, slots=True)
class CredentialsChecked(Announcement):
    """What came of comparing name and password.

    Attributes:
        valid: Whether name and password belong together.
    """

    valid: bool | None = None


NOTHING = Announcement()
"""What is announced with a stage that carries no facts."""


class Stage(NamedSignal):
    """A point of the login flow that an app announces.

    Attributes:
        name: The identifier, as it stands in traces, lessons and claims: ``credentials_checked``.
        title: The name in plain words: ``Credentials checked``.
        announcement: The class of what is announced with it; its fields are the keyword arguments of the signal.
        login_signal: The signal of Flask-Login that is sent where the stage happens, by its name; None where it sends
            none of its own.
        tone: How the stage went for the person who wanted to get in. Where a fact decides, see ``tone_of``.
    """

    def __init__(
        self,
        name: str,
        meaning: str,
        *,
        tone: Tone,
        announcement: type[Announcement] = Announcement,
        login_signal: str | None = None,
    ) -> None:
        super().__init__(name, meaning)
        self.title = name.replace("_", " ").capitalize()
        self.announcement = announcement
        self.login_signal = login_signal
        self.tone = tone

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that are announced with it."""
        return tuple(field.name for field in fields(self.announcement))

    def tone_of(self, announced: Announcement) -> Tone:
        """Return how the stage went: a check is good where it found what it looked for."""
        match announced:
            case SessionChecked(authenticated=found) | CredentialsChecked(valid=found):
                return "good" if found else "bad"
        return self.tone


session_checked = Stage(
    "session_checked",
    "A guard asked whether the visitor is logged in: login_required, or the app's own check that redirects or "
    "refuses. A mere load of the user, as a template or logout_user causes it, is no such question (B111, B112).",
    tone="good",
    announcement=SessionChecked,
)
redirected = Stage(
    "redirected",
    "The guard did not let the request pass and sends the browser to another page, mostly the login form (B96).",
    tone="onward",
    announcement=Redirected,
)
refused = Stage(
    "refused",
    "The guard did not let the request pass and answers with an error instead of a redirect (B89, B92).",
    tone="bad",
    announcement=Refused,
)
credentials_checked = Stage(
    "credentials_checked",
    "The app compared the name and the password with what it knows. Flask-Login has no part in this.",
    tone="good",
    announcement=CredentialsChecked,
)
logged_in = Stage(
    "logged_in",
    "login_user() returned True: the user's id is in the session and current_user has switched (B60, B66, B67).",
    tone="good",
    login_signal="user_logged_in",
)
login_refused = Stage(
    "login_refused",
    "login_user() returned False because the user is not active; nothing was written (B58).",
    tone="bad",
)
access_granted = Stage(
    "access_granted",
    "The guard let the request pass and the view behind it begins (B112).",
    tone="good",
)
logged_out = Stage(
    "logged_out",
    "logout_user() returned: its keys are gone from the session and current_user is anonymous (B75, B79).",
    tone="good",
    login_signal="user_logged_out",
)
remembered = Stage(
    "remembered",
    "The session named nobody, and a remember cookie with a good signature brought the user back (B30, B31).",
    tone="good",
    login_signal="user_loaded_from_cookie",
)
identified_by_request = Stage(
    "identified_by_request",
    "The request itself said who sends it (a key in a header, a form field), and request_loader agreed (B38).",
    tone="good",
    login_signal="user_loaded_from_request",
)
session_protected = Stage(
    "session_protected",
    "The session was made by a client that looks different from this one: it is no longer trusted (B48, B51).",
    tone="bad",
    login_signal="session_protected",
)
fresh_login_required = Stage(
    "fresh_login_required",
    "The visitor is logged in, but not by typing the password lately, and this page demands that (B103, B118).",
    tone="onward",
    login_signal="user_needs_refresh",
)
login_confirmed = Stage(
    "login_confirmed",
    "The password was typed again and confirm_login() made the session fresh (B86).",
    tone="good",
    login_signal="user_login_confirmed",
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
