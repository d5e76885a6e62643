"""The words of the execution table: what each column says of a stage, put together from recorded facts.

A stage's words stand here, in one function, and nowhere else. What the stage is, which facts it carries and how it
went say ``tracer.stages``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracer import stages
from tracer.stages import BY_NAME, CredentialsChecked, Redirected, Refused, SessionChecked
from tracer.trace.events import Event, Trace
from tracer.trace.facts import ObservedFacts, PageFacts, RequestFacts, ResponseFacts, StageFacts, UserFacts
from tracer.trace.plain_values import HIDDEN, as_named
from tracer.trace.wording.scene import Scene, StageContext, page_shown_after, path_of

COLUMNS: tuple[str, ...] = ("action", "input", "check", "result")
"""The columns of the execution table, by the names that claims use."""

HEADINGS: Mapping[str, str] = {
    "action": "Action",
    "input": "Input",
    "check": "Check/Process",
    "result": "Result/Output",
}
"""The headings of the columns."""


_FIRST_ERROR = 400
"""From here on an HTTP status says that something is wrong."""


@dataclass(frozen=True)
class Row:
    """The texts of one row: who did what, with which input, what was checked, what came out."""

    action: str
    input: str
    check: str
    result: str


def row_of(scene: Scene, facts: StageFacts, contradiction: str | None = None) -> Row:
    """Return the texts of the row of a stage.

    Args:
        scene: What the row is told from; its context is fed up to the stage.
        facts: The facts of the stage.
        contradiction: What the recording says against the announcement; None where it bears it out.
    """
    if contradiction is not None:
        return _only_announced(scene, facts, contradiction)
    return ROWS[scene.begins.name](scene, facts)


def _only_announced(scene: Scene, facts: StageFacts, contradiction: str) -> Row:
    """Return the row of a stage that the app announced, and that nothing in the run bears out."""
    title, first = BY_NAME[scene.begins.name].title, scene.is_first_in_request
    return Row(
        f"{scene.action}; the app announces “{title}”" if first else f"App announces “{title}”",
        scene.session_input if first else _session_now(facts),
        "Did it happen?",
        f"Nothing in the run bears it out: {contradiction}",
    )


def row_of_request(request: Event, events: Sequence[Event], context: StageContext, trace: Trace) -> Row:
    """Return the texts of the row of a request in which no stage was announced.

    Args:
        request: The beginning of the request.
        events: Everything that belongs to it, from its beginning on.
        context: What led to it, up to its beginning.
        trace: The whole trace.
    """
    scene = Scene(request, events, context, trace, page_shown_after(request, events))
    response = next((event.facts for event in events if isinstance(event.facts, ResponseFacts)), None)
    shown = scene.page_shown
    if response is None:
        result = "No response was recorded"
    elif response.location:
        result = f"{response.status}, Location {response.location}"
    else:
        result = f"{response.status}{_heading(shown, ': ')}" if shown else str(response.status)
    endpoint = request.facts.endpoint if isinstance(request.facts, RequestFacts) else None
    return Row(scene.action, scene.session_input, f"No stage, view {endpoint}" if endpoint else "No stage", result)


def _session_checked(scene: Scene, facts: StageFacts) -> Row:
    authenticated = facts.told(SessionChecked).authenticated
    kept = scene.request.kept_user is not None
    return Row(
        scene.action if scene.is_first_in_request else f"The guard of {scene.page} asks",
        scene.session_input,
        "Is the user logged in who was on g before the request?" if kept else "Is the user in the session logged in?",
        "User authenticated" if authenticated else "User not authenticated",
    )


def _redirected(scene: Scene, facts: StageFacts) -> Row:
    redirect = facts.told(Redirected)
    location = str(redirect.location)
    target = scene.name_of(path_of(location))
    shown = scene.page_shown
    if shown is None:
        result = f"The browser is sent to {location}"
    elif shown.redirect_loop is not None:
        result = f"Redirect loop: the browser gave up after {shown.redirect_loop} redirects"
    elif shown.left_for is not None:
        result = f"The browser leaves this site for {shown.left_for}"
    elif shown.asks_password:
        result = "User sees the login form"
    else:
        result = f"User sees{_heading(shown, ' ') or ' another page'}"
    return Row(
        f"Redirect to {target}",
        _session_now(facts),
        f"Send a redirect: {redirect.status}, Location {location}",
        result,
    )


def _refused(_scene: Scene, facts: StageFacts) -> Row:
    status = facts.told(Refused).status
    if status is not None and status < _FIRST_ERROR:
        # A handler that returns nothing but a text: the person is refused, and the status says that all is well.
        answer, seen = "a page", f"User is turned away, but the status is {status}"
    else:
        answer, seen = "an error", f"User sees the error {status}"
    return Row("Refuse the request", _session_now(facts), f"Answer with {answer} instead of a redirect", seen)


def _credentials_checked(scene: Scene, facts: StageFacts) -> Row:
    found = "Credentials valid" if facts.told(CredentialsChecked).valid else "Credentials not valid"
    return Row(scene.action, "Name and password", "Do name and password belong together?", found)


def _logged_in(scene: Scene, facts: StageFacts) -> Row:
    cookie = scene.set_cookie(scene.request.session_cookie_name)
    user = facts.current_user
    refused = scene.refusal_of(scene.request.session_cookie_name)
    if cookie is None:
        result = "Session written, no cookie sent" if scene.is_answered else "Session written"
    elif cookie.deleted:
        result = "Session written, and yet the response deletes the session cookie"
    elif refused:
        result = f"Session cookie sent, and the browser {refused}"
    else:
        result = "Session cookie set"
    if user is not None and user.id is not None:
        given = f"{user.class_name} object with id {as_named(user.id)}"
    else:
        # Flask-Login did not find the request in which it was called: Quart without the cure.
        found = user.class_name if user is not None else None
        given = f"User object with id {as_named(facts.user_id)}, and yet current_user is {found}"
    if _password_checked_unseen(scene):
        given += "; the check of the password is not observable"
    return Row(
        "App calls login_user(user)",
        given,
        "Write the user's id into the session",
        result,
    )


def _password_checked_unseen(scene: Scene) -> bool:
    """Tell whether a check of the password was noticed whose result could not be seen."""
    observed = [event.facts for event in scene.events if isinstance(event.facts, ObservedFacts)]
    if not observed:
        return False
    from tracer.trace.observed_facts import PasswordCheckFacts  # noqa: PLC0415 # a run that was not observed has none

    return any(isinstance(facts, PasswordCheckFacts) and not facts.observable for facts in observed)


def _login_refused(_scene: Scene, _facts: StageFacts) -> Row:
    return Row(
        "App calls login_user(user)",
        "User object that is not active",
        "Is the user active?",
        "login_user returned False, nothing was written",
    )


def _access_granted(scene: Scene, facts: StageFacts) -> Row:
    shown = scene.page_shown
    if shown is None:
        result = "The request is let through"
    elif shown.status == 200:  # noqa: PLR2004 # HTTP's OK
        result = f"Page content shown{_heading(shown, ': ')}"
    else:
        result = f"The view answers {shown.status}"
    return Row(f"Allow access to {scene.page}", _who(facts.current_user), "The guard lets the request pass", result)


def _who(user: UserFacts | None) -> str:
    if user is None or user.anonymous or user.is_none:
        return "Nobody logged in"
    return f"Authenticated user {as_named(user.id)}" if user.id is not None else "Authenticated user"


def _session_now(facts: StageFacts) -> str:
    """Return whose session it is at the moment of the stage, in words."""
    user = facts.user_id
    return f"Session of user {as_named(user)}" if user is not None else "Session without a user"


def _logged_out(scene: Scene, facts: StageFacts) -> Row:
    cookie = scene.set_cookie(scene.request.session_cookie_name)
    before, after = scene.context.session_before, facts.session or {}
    gone = [key for key in _LOGIN_KEYS if before.get(key) is not None and after.get(key) is None]
    if cookie is not None and cookie.deleted:
        result = "Session cleared, session cookie deleted"
    elif "_user_id" in gone:
        result = "The user is gone from the session"
        if cookie is not None:
            result += "; the cookie stays, for other things are in it"
        elif scene.is_answered:
            result += ", no cookie sent"
    elif gone:
        result = "Flask-Login's keys are gone from the session; no user was in it"
    else:
        result = "Nothing to clear" if cookie is None else "No user was in the session; its cookie is sent again"
    return Row(scene.action, scene.session_input, "Call logout_user()", result)


_LOGIN_KEYS = ("_user_id", "_fresh", "_id")
"""What ``logout_user`` takes out of the session (B75)."""


def _remembered(scene: Scene, _facts: StageFacts) -> Row:
    return Row(
        scene.action if scene.is_first_in_request else "Flask-Login looks for a remember cookie",
        "Remember cookie",
        "Is its signature good, and does the user still exist?",
        "User brought back from the remember cookie",
    )


def _identified_by_request(scene: Scene, _facts: StageFacts) -> Row:
    return Row(
        scene.action if scene.is_first_in_request else "Flask-Login calls the request_loader",
        "The request itself",
        "Does it carry something that says who sends it?",
        "User identified for this one request",
    )


def _heading(shown: PageFacts, before: str) -> str:
    """Return the heading of a page that the person sees, nothing where it is not shown."""
    return "" if shown.heading == HIDDEN else f"{before}“{shown.heading}”"


def _session_protected(scene: Scene, facts: StageFacts) -> Row:
    before, after = scene.request.session or {}, facts.session or {}
    # Strong protection takes its keys out and asks for the end of the remember cookie; basic writes _fresh (B48, B51).
    if after.get("_remember") == "clear":
        named = before.get("_user_id") is not None
        result = "the user is taken out of the session" if named else "Flask-Login's keys are taken out of the session"
    elif before.get("_fresh") is False:
        # Nothing is written then (B49): a remembered session was never fresh, an earlier alarm has done its work (B53).
        result = "the session stays not fresh"
    else:
        result = "the session is no longer fresh" if before.get("_fresh") else "the session is marked as not fresh"
    if before.get("_user_id") is None and before.get("_id") is None:
        # The app that wrote this session did not log anybody in, so there is nothing to compare (B47).
        result = f"nobody has logged in with it; {result}"
    return Row(
        scene.action if scene.is_first_in_request else "Flask-Login compares the client",
        scene.session_input,
        "Was this session made by a client that looks like this one?",
        f"No: {result}",
    )


def _fresh_login_required(scene: Scene, facts: StageFacts) -> Row:
    return Row(
        f"The guard of {scene.page} asks for a fresh login",
        _who(facts.current_user),
        "Was the password typed in this session?",
        "No: the user must confirm who they are",
    )


def _login_confirmed(scene: Scene, facts: StageFacts) -> Row:
    if scene.context.session_before.get("_fresh") is True:
        result = "Session was fresh already"
    elif facts.user_id is None:
        result = "Session is marked as fresh, and nobody is logged in with it"
    else:
        result = "Session is fresh again"
    return Row(
        scene.action if scene.is_first_in_request else "App calls confirm_login()",
        _who(facts.current_user),
        "Mark the session as fresh",
        result,
    )


ROWS: Mapping[str, Callable[[Scene, StageFacts], Row]] = {
    stages.session_checked.name: _session_checked,
    stages.redirected.name: _redirected,
    stages.refused.name: _refused,
    stages.credentials_checked.name: _credentials_checked,
    stages.logged_in.name: _logged_in,
    stages.login_refused.name: _login_refused,
    stages.access_granted.name: _access_granted,
    stages.logged_out.name: _logged_out,
    stages.remembered.name: _remembered,
    stages.identified_by_request.name: _identified_by_request,
    stages.session_protected.name: _session_protected,
    stages.fresh_login_required.name: _fresh_login_required,
    stages.login_confirmed.name: _login_confirmed,
}
"""The words of each stage's row, by the name of the stage."""
