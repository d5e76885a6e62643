"""What a run says to a statement about one of its steps: whether it holds, what is there instead, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracer.stages import BY_NAME
from tracer.trace.events import FIRST_BROWSER, Event, Trace
from tracer.trace.plain_values import Plain, as_mapping, as_text
from tracer.trace.table import Step, Table
from tracer.trace.variables import CLEARED, SET
from tracer.trace.wording.events import pairs


@dataclass(frozen=True)
class Evidence:
    """What a run says to a statement.

    Attributes:
        holds: Whether it is true.
        shown: What the run shows there, in words.
        because: Why it is so, in words, told from what was recorded; empty where there is nothing more to say.
    """

    holds: bool
    shown: str
    because: str = ""


@dataclass(frozen=True)
class Run:
    """A run against which a table is held.

    Attributes:
        trace: The run.
        rows: Its execution table.
    """

    trace: Trace
    rows: Table

    def session_cookie_name(self) -> str:
        """Return the name of the session cookie of this app."""
        return next((as_text(e.facts.get("session_cookie_name")) for e in self.trace.of_kind("request")), "session")

    def history_of_session_cookie(self, browser: str, until: int) -> str:
        """Tell what the last response said about the session cookie.

        Args:
            browser: Whose cookie.
            until: The number of the event up to which responses count.
        """
        name, told = self.session_cookie_name(), "no response had set one"
        requests = {event.request: event for event in self.trace.of_kind("request")}
        for response in self.trace.of_kind("response"):
            if response.number > until or response.browser != browser:
                continue
            cookie = as_mapping(as_mapping(response.facts.get("set_cookie")).get(name))
            if cookie:
                request = requests.get(response.request)
                asked = f"{request.name} {as_text(request.facts.get('path'))}" if request else "a request"
                place = self._place_of(response)
                if cookie.get("deleted"):
                    told = f"the answer to {asked}{place} deleted it"
                else:
                    told = f"the answer to {asked}{place} set it, and it holds {_keys(cookie.get('value'))}"
        return told

    def last_word(self, step: Step, stages: frozenset[str]) -> Step | None:
        """Return the last step up to the given one, of the same browser, in which one of the stages happened."""
        earlier = [row for row in self.rows.steps[: step.number] if row.browser == step.browser and row.stage in stages]
        return earlier[-1] if earlier else None

    def _place_of(self, event: Event) -> str:
        for step in self.rows.steps:
            if any(event.number == other.number for other in step.events):
                return f" in step {step.number} of the run"
        return " before the first step"


@dataclass(frozen=True)
class Here:
    """A step of a run, to which a row of the table speaks.

    Attributes:
        run: The run.
        step: The step; it goes on until the next row's step.
    """

    run: Run
    step: Step

    @property
    def request(self) -> Event | None:
        """The request in which the step's stage was announced."""
        return self._of_request("request")

    @property
    def response(self) -> Event | None:
        """The response to that request; it may leave in a later step."""
        return self._of_request("response")

    def _of_request(self, kind: str) -> Event | None:
        number = self.step.request
        if number is None:
            return None
        return next((e for e in self.run.trace.events if e.request == number and e.kind == kind), None)


def _keys(value: Plain) -> str:
    content = as_mapping(value)
    return ", ".join(f"`{key}`" for key in content) or "nothing that can be read"


def title_of(stage: str) -> str:
    """Return the title of a stage."""
    return BY_NAME[stage].title


def stage_is(here: Here, stage: str) -> Evidence:
    """The step tells of a stage."""
    return Evidence(here.step.stage == stage, f"step {here.step.number} of the run is “{title_of(here.step.stage)}”")


def asks_for(here: Here, page: str) -> Evidence:
    """The step's request asks for a page."""
    request = here.request
    path = as_text(request.facts.get("path")) if request else "no page"
    method = request.name if request else "no request"
    return Evidence(path == here.run.trace.pages.get(page), f"the request is {method} {path}")


def sends_form(here: Here, page: str) -> Evidence:
    """The step's request sends the form of a page."""
    request = here.request
    asked = asks_for(here, page)
    return Evidence(asked.holds and request is not None and request.name == "POST", asked.shown)


def leads_to(here: Here, page: str) -> Evidence:
    """The step sends the browser to a page."""
    location = as_text(here.step.facts.get("location"))
    path = location.partition("?")[0].partition("#")[0]
    return Evidence(path == here.run.trace.pages.get(page), f"the browser is sent to {location}")


def carries_session_cookie(here: Here, *, carries: bool) -> Evidence:
    """The step's request carries a session cookie, or carries none."""
    request = here.request
    if request is None:
        return Evidence(holds=False, shown="there is no request")
    found = request.facts.get("session_cookie") is True
    holds = pairs(request.facts.get("session"), "nothing")
    shown = f"the request carries a session cookie that holds {holds}" if found else "the request carries none"
    return Evidence(found == carries, shown, here.run.history_of_session_cookie(here.step.browser, request.number))


def carries_remember_cookie(here: Here) -> Evidence:
    """The step's request carries a remember cookie."""
    request = here.request
    found = request is not None and request.facts.get("remember_cookie") is True
    return Evidence(found, f"the request carries {'a' if found else 'no'} remember cookie")


def session_names_user(here: Here, *, names: bool) -> Evidence:
    """The session that the request brought names a user, or names nobody."""
    request = here.request
    session = as_mapping(request.facts.get("session")) if request else {}
    found = session.get("_user_id") is not None
    shown = f"the session names user {as_text(session['_user_id'])}" if found else "the session names nobody"
    return Evidence(found == names, shown)


def user_is_known(here: Here, *, known: bool) -> Evidence:
    """At this step ``current_user`` is somebody, or nobody."""
    user = as_mapping(here.step.facts.get("current_user"))
    found = bool(user) and not user.get("anonymous")
    return Evidence(found == known, f"current_user is {as_text(here.step.variables.get('current_user'))}")


def person_types(here: Here) -> Evidence:
    """The person has typed a name and a password to cause the step's request."""
    request = here.request
    until = request.number if request else 0
    actions = [e for e in here.run.trace.of_kind("action") if e.browser == here.step.browser and e.number < until]
    facts = actions[-1].facts if actions else {}
    found = facts.get("account") is not None and facts.get("password") is not None
    return Evidence(found, "a name and a password were typed" if found else "no name and password were typed")


def answers_redirect(here: Here) -> Evidence:
    """The answer is a redirect."""
    response = here.response
    status = response.facts.get("status") if response else None
    redirected = isinstance(status, int) and 300 <= status < 400  # noqa: PLR2004 # HTTP's range of redirects
    return Evidence(redirected, f"the answer is {as_text(status)}")


def answers_status(here: Here, status: str) -> Evidence:
    """The answer has a status."""
    response = here.response
    found = as_text(response.facts.get("status")) if response else "no answer"
    return Evidence(found == status, f"the answer is {found}")


def session_gets_user(here: Here) -> Evidence:
    """At this step the session holds the id of a user."""
    session = as_mapping(here.step.facts.get("session"))
    found = session.get("_user_id")
    shown = f"the session holds _user_id = {as_text(found)}" if found is not None else "the session holds no user"
    return Evidence(found is not None, shown)


def is_authenticated(here: Here, *, authenticated: bool) -> Evidence:
    """After the step the user counts as logged in, or not."""
    found = here.step.variables.get("user_authenticated") is True
    return Evidence(
        found == authenticated,
        f"the user is {'' if found else 'not '}authenticated",
        why_authenticated(here),
    )


def credentials_are(here: Here, *, valid: bool) -> Evidence:
    """Name and password belong together, or do not."""
    found = here.step.facts.get("valid") is True
    return Evidence(found == valid, f"the credentials are {'' if found else 'not '}valid")


def shows_login_form(here: Here) -> Evidence:
    """In the end the person sees the login form."""
    page = _page_shown(here)
    found = page is not None and page.facts.get("asks_password") is True
    return Evidence(found, _page_words(page))


def shows_page(here: Here) -> Evidence:
    """In the end the person sees the page that was asked for."""
    request = here.request
    page = _page_shown(here)
    asked = request.facts.get("path") if request else None
    found = page is not None and page.facts.get("status") == 200 and page.facts.get("path") == asked  # noqa: PLR2004 # HTTP's OK
    return Evidence(found, _page_words(page))


def sets_session_cookie(here: Here) -> Evidence:
    """In this step a response sets the session cookie."""
    cookie = _session_cookie_in(here)
    found = bool(cookie) and not cookie.get("deleted")
    if found:
        return Evidence(holds=True, shown=f"a response sets it, and it holds {_keys(cookie.get('value'))}")
    return Evidence(holds=False, shown="a response deletes it" if cookie else "no response sets it")


def deletes_session_cookie(here: Here) -> Evidence:
    """In this step a response deletes the session cookie."""
    cookie = _session_cookie_in(here)
    found = cookie.get("deleted") is True
    if found:
        return Evidence(holds=True, shown="a response deletes it")
    because = f"{_keys(cookie.get('value'))} is still in the session" if cookie else ""
    return Evidence(
        holds=False, shown="a response sets it again" if cookie else "no response deletes it", because=because
    )


def leaves_session_empty(here: Here) -> Evidence:
    """When the answer has left, nothing is in the session any more."""
    response = here.response
    session = response.facts.get("session") if response else None
    left = as_mapping(session)
    return Evidence(not left, f"{_keys(session)} is left in the session" if left else "nothing is left in the session")


def _session_cookie_in(here: Here) -> Mapping[str, Plain]:
    found: Mapping[str, Plain] = {}
    for event in here.step.events:
        if event.kind == "response":
            found = as_mapping(as_mapping(event.facts.get("set_cookie")).get(here.run.session_cookie_name())) or found
    return found


def _page_shown(here: Here) -> Event | None:
    pages = [event for event in here.step.events if event.kind == "page"]
    return pages[-1] if pages else None


def _page_words(page: Event | None) -> str:
    if page is None:
        return "no page is shown in this step"
    return f"the person sees “{as_text(page.facts.get('heading'))}” at {as_text(page.facts.get('path'))}"


_AUTHENTICATING = frozenset({"session_checked", "logged_in", "logged_out"})


def why_authenticated(here: Here) -> str:
    """Tell which step said last whether the user is logged in."""
    last = here.run.last_word(here.step, _AUTHENTICATING)
    if last is None:
        return "nobody has asked yet"
    return f"that is what step {last.number} of the run says, “{title_of(last.stage)}”"


def why_session_cookie(run: Run, step: Step | None) -> str:
    """Tell what the last response up to the end of a step said about the session cookie."""
    if step is None:
        events = run.rows.preface
        return run.history_of_session_cookie(_first_browser(run), events[-1].number if events else 0)
    return run.history_of_session_cookie(step.browser, step.events[-1].number)


def _first_browser(run: Run) -> str:
    return run.rows.steps[0].browser if run.rows.steps else FIRST_BROWSER


def same_state_of_cookie(found: Plain, expected: str) -> bool:
    """Whether a cookie is in a state. ``Cleared`` tells of the moment of its deletion; then none is there either."""
    if expected == "None":
        return found in {None, CLEARED}
    return as_text(found) == expected


COOKIE_STATES = ("None", SET, CLEARED)
"""What a tracker can say of a cookie."""
