"""The words of the execution table: what each column says of a stage, put together from recorded facts."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urlsplit

from tracer.trace.events import Event, Trace
from tracer.trace.plain_values import HIDDEN, Plain, as_mapping

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


_METHOD_KEPT = frozenset({307, 308})
"""After these redirects a browser repeats the request as it was, a form included (RFC 9110, 15.4.8 and 15.4.9)."""


class Story:
    """What led to the present moment at one browser. It is fed every event in order, so that a row costs no search.

    Attributes:
        action: What the person did last.
        request: The facts of the request in progress, or of the last one.
        follows_redirect: Whether the browser sent that request because the response before told it to.
    """

    def __init__(self) -> None:
        self.action: Event | None = None
        self.request: Mapping[str, Plain] = {}
        self.follows_redirect = False
        self._sent_to: str | None = None
        self._keeps_method = False

    def feed(self, event: Event) -> None:
        """Take the next event of this browser."""
        if event.kind == "request":
            self.request = event.facts
            # After an ordinary redirect a browser asks by GET; a form that goes to the same place was sent by hand.
            followable = self._keeps_method or event.facts.get("method") in {"GET", "HEAD"}
            self.follows_redirect = (
                followable and self._sent_to is not None and self._sent_to == event.facts.get("path")
            )
        elif event.kind == "response":
            location = event.facts.get("location")
            self._sent_to = _path_of(str(location)) if location is not None else None
            self._keeps_method = event.facts.get("status") in _METHOD_KEPT
        elif event.kind in {"action", "page"}:
            self._sent_to = None
            self.action = event if event.kind == "action" else self.action


@dataclass(frozen=True)
class _Scene:
    """What the words are made of: the stage, the events of its step, what led to it, and the names of the pages."""

    stage: Event
    events: Sequence[Event]
    story: Story
    trace: Trace

    @property
    def facts(self) -> Mapping[str, Plain]:
        return self.stage.facts

    @property
    def request(self) -> Mapping[str, Plain]:
        """The facts of the request in which the stage was announced."""
        return self.story.request

    @property
    def page(self) -> str:
        return self.name_of(str(self.request.get("path", "")))

    def name_of(self, path: str) -> str:
        name = self.trace.page_of(path)
        return f"the {name} page" if name else path or "a page"

    @property
    def is_first_in_request(self) -> bool:
        return any(event.kind == "request" for event in self.events if event.number < self.stage.number)

    @property
    def action(self) -> str:
        """What the person did to cause this request."""
        if self.story.follows_redirect:
            return f"Browser follows the redirect to {self.page}"
        action = self.story.action
        if action is None:
            return f"{self.request.get('method', 'Request')} {self.page}"
        return action_words(action)

    @property
    def session_input(self) -> str:
        if not self.request.get("session_cookie"):
            return "Request without session cookie"
        session = as_mapping(self.request.get("session"))
        if not session:
            return "Request with a session cookie that says nothing the app accepts"
        user = session.get("_user_id")
        return f"Request with session cookie (user {user})" if user else "Request with session cookie (no user in it)"

    @property
    def session_now(self) -> str:
        """Whose session it is at the moment of the stage."""
        user = as_mapping(self.facts.get("session")).get("_user_id")
        return f"Session of user {user}" if user else "Session without a user"

    def set_cookie(self, name: str) -> Mapping[str, Plain]:
        """Return the Set-Cookie of a name in the response to the stage's request, empty when there was none."""
        found: Mapping[str, Plain] = {}
        for event in self.events:
            if event.kind == "response" and event.request == self.stage.request:
                found = as_mapping(as_mapping(event.facts.get("set_cookie")).get(name)) or found
        return found

    def refusal_of(self, name: str) -> str | None:
        """Return in words that the browser refused a cookie of the response to the stage's request, and why."""
        for event in self.events:
            if event.kind == "cookies" and event.request == self.stage.request:
                outcome = str(as_mapping(event.facts.get("changed")).get(name))
                if outcome.startswith("refused"):
                    return outcome.replace("refused", "refuses it", 1)
        return None

    @property
    def session_cookie_name(self) -> str:
        return str(self.request.get("session_cookie_name", "session"))

    @property
    def page_shown(self) -> Event | None:
        """The page that the person sees when the redirects of the stage's request have come to an end."""
        after = (event for event in self.events if event.number > self.stage.number)
        until_the_next_action = takewhile(lambda event: event.kind != "action", after)
        return next((event for event in until_the_next_action if event.kind == "page"), None)


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        # An app may send a browser to what is no address at all.
        return address


def row_of(stage: Event, events: Sequence[Event], story: Story, trace: Trace) -> Row:
    """Return the texts of the row of a stage.

    Args:
        stage: The announcement.
        events: Everything that belongs to the step.
        story: What led to the stage at its browser, fed up to the stage.
        trace: The whole trace; it knows the names of the pages.
    """
    return _ROWS[stage.name](_Scene(stage, events, story, trace))


def row_of_request(request: Event, events: Sequence[Event], story: Story, trace: Trace) -> Row:
    """Return the texts of the row of a request in which no stage was announced.

    Args:
        request: The beginning of the request.
        events: Everything that belongs to it, from its beginning on.
        story: What led to it, up to its beginning.
        trace: The whole trace.
    """
    scene = _Scene(request, events, story, trace)
    response = next((event.facts for event in events if event.kind == "response"), None)
    shown = scene.page_shown
    if response is None:
        result = "No response was recorded"
    elif response.get("location"):
        result = f"{response.get('status')}, Location {response.get('location')}"
    else:
        result = f"{response.get('status')}{_heading(shown, ': ')}" if shown else str(response.get("status"))
    endpoint = request.facts.get("endpoint")
    return Row(scene.action, scene.session_input, f"No stage, view {endpoint}" if endpoint else "No stage", result)


def action_words(action: Event) -> str:
    """Return what a person did, from the facts of the action."""
    wording = _FROM_ANOTHER_SITE if action.facts.get("from_site") else _ACTIONS.get(action.name)
    facts = {**action.facts, "span": _span(action.facts.get("seconds"))}
    return wording.format_map(defaultdict(str, facts)) if wording else action.name.replace("_", " ")


def _span(seconds: Plain) -> str:
    """Return how long something takes, in the largest unit that gives a whole number."""
    if not isinstance(seconds, int | float):
        return ""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number, rest = divmod(seconds, length)
        if number and not rest:
            return f"{number:g} {unit}{'' if number == 1 else 's'}"
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


_ACTIONS: Mapping[str, str] = {
    "visit": "User asks for the {page} page",
    "submit": "User submits the {page} form",
    "click": "User clicks {page}",
    "load": "Browser loads the {page} of the page",
    "close_browser": "User closes the browser",
    "wait": "User waits {span}",
    "back": "User goes back to the page before",
    "send": "A program asks for the {page} page",
    "receive": "An answer arrives that was under way",
    "change_user_agent": "User goes on with another browser program",
    "change_address": "User goes on from another network",
    "copy_cookie": "Somebody copies the cookie {cookie}",
    "paste_cookie": "Somebody pastes the cookie {cookie}",
    "tamper_with_cookie": "Somebody tampers with the cookie {cookie}",
    "delete_cookie": "Somebody throws the cookie {cookie} away",
    "delete_account": "The account of {account} is deleted",
    "deactivate_account": "The account of {account} is switched off",
    "reactivate_account": "The account of {account} is switched on again",
    "change_password": "The password of {account} is changed",
    "restart_app": "The app is started again",
}
"""What a person did, with the facts of the action filled in."""

_FROM_ANOTHER_SITE = "Another site makes the browser ask for the {page} page"


def _session_checked(scene: _Scene) -> Row:
    authenticated = scene.facts.get("authenticated")
    return Row(
        scene.action if scene.is_first_in_request else f"The guard of {scene.page} asks",
        scene.session_input,
        "Is the user in the session logged in?",
        "User authenticated" if authenticated else "User not authenticated",
    )


def _redirected(scene: _Scene) -> Row:
    location = str(scene.facts.get("location"))
    target = scene.name_of(_path_of(location))
    shown = scene.page_shown
    if shown is None:
        result = f"The browser is sent to {location}"
    elif "redirect_loop" in shown.facts:
        result = f"Redirect loop: the browser gave up after {shown.facts['redirect_loop']} redirects"
    elif "left_for" in shown.facts:
        result = f"The browser leaves this site for {shown.facts['left_for']}"
    elif shown.facts.get("asks_password"):
        result = "User sees the login form"
    else:
        result = f"User sees{_heading(shown, ' ') or ' another page'}"
    return Row(
        f"Redirect to {target}",
        scene.session_now,
        f"Send a redirect: {scene.facts.get('status')}, Location {location}",
        result,
    )


def _refused(scene: _Scene) -> Row:
    status = scene.facts.get("status")
    if isinstance(status, int) and status < _FIRST_ERROR:
        # A handler that returns nothing but a text: the person is refused, and the status says that all is well.
        answer, seen = "a page", f"User is turned away, but the status is {status}"
    else:
        answer, seen = "an error", f"User sees the error {status}"
    return Row("Refuse the request", scene.session_now, f"Answer with {answer} instead of a redirect", seen)


def _credentials_checked(scene: _Scene) -> Row:
    valid = scene.facts.get("valid")
    return Row(scene.action, "Name and password", "Do name and password belong together?", _valid(valid))


def _valid(valid: Plain) -> str:
    return "Credentials valid" if valid else "Credentials not valid"


def _logged_in(scene: _Scene) -> Row:
    cookie = scene.set_cookie(scene.session_cookie_name)
    user = as_mapping(scene.facts.get("current_user"))
    refused = scene.refusal_of(scene.session_cookie_name)
    if not cookie or cookie.get("deleted"):
        result = "Session written, no cookie sent"
    elif refused:
        result = f"Session cookie sent, and the browser {refused}"
    else:
        result = "Session cookie set"
    if user.get("id") is not None:
        given = f"{user.get('class')} object with id {user.get('id')}"
    else:
        # Flask-Login did not find the request in which it was called: Quart without the cure.
        user_id = as_mapping(scene.facts.get("session")).get("_user_id")
        given = f"User object with id {user_id}, and yet current_user is {user.get('class')}"
    if any(event.name == "password_check" and event.facts.get("observable") is False for event in scene.events):
        given += "; the check of the password is not observable"
    return Row(
        "App calls login_user(user)",
        given,
        "Write the user's id into the session",
        result,
    )


def _login_refused(_: _Scene) -> Row:
    return Row(
        "App calls login_user(user)",
        "User object that is not active",
        "Is the user active?",
        "login_user returned False, nothing was written",
    )


def _access_granted(scene: _Scene) -> Row:
    shown = scene.page_shown
    user = as_mapping(scene.facts.get("current_user"))
    if shown is None:
        result = "The request is let through"
    elif shown.facts.get("status") == 200:  # noqa: PLR2004 # HTTP's OK
        result = f"Page content shown{_heading(shown, ': ')}"
    else:
        result = f"The view answers {shown.facts.get('status')}"
    return Row(f"Allow access to {scene.page}", _who(user), "The guard lets the request pass", result)


def _who(user: Mapping[str, Plain]) -> str:
    if not user or user.get("anonymous"):
        return "Nobody logged in"
    return f"Authenticated user {user.get('id')}" if user.get("id") is not None else "Authenticated user"


def _logged_out(scene: _Scene) -> Row:
    cookie = scene.set_cookie(scene.session_cookie_name)
    if cookie.get("deleted"):
        result = "Session cleared, session cookie deleted"
    elif cookie:
        result = "The user is gone from the session; the cookie stays, for other things are in it"
    else:
        result = "Nothing to clear"
    return Row(scene.action, scene.session_input, "Call logout_user()", result)


def _remembered(scene: _Scene) -> Row:
    return Row(
        scene.action if scene.is_first_in_request else "Flask-Login looks for a remember cookie",
        "Remember cookie",
        "Is its signature good, and does the user still exist?",
        "User brought back from the remember cookie",
    )


def _identified_by_request(scene: _Scene) -> Row:
    return Row(
        scene.action if scene.is_first_in_request else "Flask-Login calls the request_loader",
        "The request itself",
        "Does it carry something that says who sends it?",
        "User identified for this one request",
    )


def _heading(shown: Event, before: str) -> str:
    """Return the heading of a page that the person sees, nothing where it is not shown."""
    heading = shown.facts.get("heading")
    return "" if heading == HIDDEN else f"{before}“{heading}”"


def _session_protected(scene: _Scene) -> Row:
    before, after = as_mapping(scene.request.get("session")), as_mapping(scene.facts.get("session"))
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
        # Whoever wrote this session did not log anybody in, so there is nothing to compare (B47).
        result = f"nobody has logged in with it; {result}"
    return Row(
        scene.action if scene.is_first_in_request else "Flask-Login compares the client",
        scene.session_input,
        "Was this session made by a client that looks like this one?",
        f"No: {result}",
    )


def _fresh_login_required(scene: _Scene) -> Row:
    return Row(
        f"The guard of {scene.page} asks for a fresh login",
        _who(as_mapping(scene.facts.get("current_user"))),
        "Was the password typed in this session?",
        "No: the user must confirm who they are",
    )


def _login_confirmed(scene: _Scene) -> Row:
    return Row(
        scene.action if scene.is_first_in_request else "App calls confirm_login()",
        _who(as_mapping(scene.facts.get("current_user"))),
        "Mark the session as fresh",
        "Session is fresh again",
    )


_ROWS: Mapping[str, Callable[[_Scene], Row]] = {
    "session_checked": _session_checked,
    "redirected": _redirected,
    "refused": _refused,
    "credentials_checked": _credentials_checked,
    "logged_in": _logged_in,
    "login_refused": _login_refused,
    "access_granted": _access_granted,
    "logged_out": _logged_out,
    "remembered": _remembered,
    "identified_by_request": _identified_by_request,
    "session_protected": _session_protected,
    "fresh_login_required": _fresh_login_required,
    "login_confirmed": _login_confirmed,
}
