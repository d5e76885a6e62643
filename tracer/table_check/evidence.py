"""What a run says to a statement about one of its steps: whether it holds, what is there instead, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tracer.stages import CredentialsChecked, Redirected, SessionChecked
from tracer.trace.events import FIRST_BROWSER, Event, Trace
from tracer.trace.facts import ActionFacts, PageFacts, RequestFacts, ResponseFacts, SetCookieFacts
from tracer.trace.plain_values import Plain, as_mapping, as_named, as_shown, as_text
from tracer.trace.table import Step, Table
from tracer.trace.variables import CLEARED, SET
from tracer.trace.wording.events import pairs

_F = TypeVar("_F")


@dataclass(frozen=True)
class Evidence:
    """What a run says to a statement.

    Attributes:
        holds: Whether it is true; None where it speaks of something that the app of the run has not.
        shown: What the run shows there, in words; or why the run says nothing to it.
        because: Why it is so, in words, told from what was recorded; empty where there is nothing more to say.
    """

    holds: bool | None
    shown: str
    because: str = ""


@dataclass(frozen=True)
class Run:
    """A run that a table is checked against.

    Attributes:
        trace: The run.
        rows: Its execution table.
    """

    trace: Trace
    rows: Table

    def session_cookie_name(self) -> str:
        """Return the name of the session cookie of this app."""
        return next((facts.session_cookie_name for facts in self.trace.facts_of(RequestFacts)), "session")

    def history_of_session_cookie(self, browser: str, until: int) -> str:
        """Tell what the last response said about the session cookie.

        Args:
            browser: Whose cookie.
            until: The number of the event up to which responses count.
        """
        name, told = self.session_cookie_name(), "no response had set one"
        asked: dict[int | None, str] = {}
        for event in self.trace.events:
            if isinstance(event.facts, RequestFacts):
                asked[event.request] = f"{event.name} {event.facts.path}"
            if not isinstance(event.facts, ResponseFacts) or event.number > until or event.browser != browser:
                continue
            cookie = event.facts.set_cookie.get(name)
            if cookie is not None:
                answer = f"the answer to {asked.get(event.request, 'a request')}{self._place_of(event)}"
                told = f"{answer} deleted it" if cookie.deleted else f"{answer} set it, and it holds {_keys(cookie)}"
        return told

    def last_word(self, step: Step, stages: frozenset[str]) -> Step | None:
        """Return the last step up to the given one, of the same browser, in which one of the stages happened."""
        earlier = [
            row for row in self.rows.steps[: step.number] if row.browser == step.browser and any(map(row.is_a, stages))
        ]
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
    def request(self) -> RequestFacts | None:
        """The request in which the step's stage was announced."""
        return self._of_request(RequestFacts)

    @property
    def response(self) -> ResponseFacts | None:
        """The response to that request; it may leave in a later step."""
        return self._of_request(ResponseFacts)

    @property
    def request_began(self) -> int:
        """The number of the event with which that request began; 0 where there is none."""
        return next((e.number for e in self._events if isinstance(e.facts, RequestFacts)), 0)

    @property
    def _events(self) -> Iterator[Event]:
        number = self.step.request
        return (e for e in self.run.trace.events if number is not None and e.request == number)

    def _of_request(self, kind: type[_F]) -> _F | None:
        return next((e.facts for e in self._events if isinstance(e.facts, kind)), None)


def _keys(cookie: SetCookieFacts) -> str:
    return _names(as_mapping(cookie.value))


def _names(content: Mapping[str, Plain]) -> str:
    return ", ".join(f"`{key}`" for key in content) or "nothing that can be read"


def stage_is(here: Here, stage: str) -> Evidence:
    """The step tells of a stage."""
    return Evidence(here.step.is_a(stage), f"step {here.step.number} of the run is “{here.step.title}”")


def _unknown_page(here: Here, page: str) -> Evidence | None:
    """Return that nobody knows which page of the app is meant; None where it is one of them."""
    pages = here.run.trace.pages
    if page in pages:
        return None
    return Evidence(holds=None, shown=f"the app of this run has no {page} page; it has {', '.join(sorted(pages))}")


def asks_for(here: Here, page: str) -> Evidence:
    """The step's request asks for a page."""
    if (unknown := _unknown_page(here, page)) is not None:
        return unknown
    request = here.request
    path = request.path if request else "no page"
    method = request.method if request else "no request"
    return Evidence(path == here.run.trace.pages.get(page), f"the request is {method} {path}")


def sends_form(here: Here, page: str) -> Evidence:
    """The step's request sends the form of a page."""
    request = here.request
    asked = asks_for(here, page)
    return Evidence(bool(asked.holds) and request is not None and request.method == "POST", asked.shown)


def leads_to(here: Here, page: str) -> Evidence:
    """The step sends the browser to a page."""
    if (unknown := _unknown_page(here, page)) is not None:
        return unknown
    location = as_text(here.step.facts.told(Redirected).location)
    path = location.partition("?")[0].partition("#")[0]
    return Evidence(path == here.run.trace.pages.get(page), f"the browser is sent to {location}")


def carries_session_cookie(here: Here, *, carries: bool) -> Evidence:
    """The step's request carries a session cookie, or carries none."""
    request = here.request
    if request is None:
        return Evidence(holds=False, shown="there is no request")
    found = request.session_cookie
    holds = pairs(request.session, "nothing")
    shown = f"the request carries a session cookie that holds {holds}" if found else "the request carries none"
    return Evidence(found == carries, shown, here.run.history_of_session_cookie(here.step.browser, here.request_began))


def carries_remember_cookie(here: Here) -> Evidence:
    """The step's request carries a remember cookie."""
    request = here.request
    found = request is not None and request.remember_cookie
    return Evidence(found, f"the request carries {'a' if found else 'no'} remember cookie")


def session_names_user(here: Here, *, names: bool) -> Evidence:
    """The session that the request brought names a user, or names nobody."""
    request = here.request
    session = (request.session if request else None) or {}
    found = session.get("_user_id") is not None
    shown = f"the session names user {as_named(session['_user_id'])}" if found else "the session names nobody"
    return Evidence(found == names, shown)


def user_is_known(here: Here, *, known: bool) -> Evidence:
    """At this step ``current_user`` is somebody, or nobody."""
    user = here.step.facts.current_user
    found = user is not None and not user.anonymous and not user.is_none
    return Evidence(found == known, f"current_user is {here.step.variables.get('current_user')}")


def person_types(here: Here) -> Evidence:
    """The person has typed a name and a password to cause the step's request."""
    before = [e for e in here.run.trace.events if e.browser == here.step.browser and e.number < here.request_began]
    actions = [event.facts for event in before if isinstance(event.facts, ActionFacts)]
    found = bool(actions) and actions[-1].account is not None and actions[-1].password is not None
    return Evidence(found, "a name and a password were typed" if found else "no name and password were typed")


def answers_redirect(here: Here) -> Evidence:
    """The answer is a redirect."""
    response = here.response
    status = response.status if response else None
    redirected = status is not None and 300 <= status < 400  # noqa: PLR2004 # HTTP's range of redirects
    return Evidence(redirected, f"the answer is {as_text(status)}")


def answers_status(here: Here, status: str) -> Evidence:
    """An answer in the step has a status: that to the request of its stage, or a later one that the row includes."""
    own = [here.response] if here.response else []
    later = [event.facts for event in here.step.events if isinstance(event.facts, ResponseFacts)]
    found = list(dict.fromkeys(str(response.status) for response in (*own, *later)))
    answers = f"the answer is {', then '.join(found)}" if found else "there is no answer"
    return Evidence(status in found, answers)


def check_finds(here: Here, *, authenticated: bool) -> Evidence:
    """The guard finds that the user is logged in, or is not."""
    found = here.step.facts.told(SessionChecked).authenticated is True
    return Evidence(found == authenticated, f"the check says {'yes' if found else 'no'}", why_authenticated(here))


def session_gets_user(here: Here) -> Evidence:
    """At this step the session holds the id of a user."""
    found = (here.step.facts.session or {}).get("_user_id")
    shown = f"the session holds _user_id = {as_shown(found)}" if found is not None else "the session holds no user"
    return Evidence(found is not None, shown)


def is_authenticated(here: Here, *, authenticated: bool) -> Evidence:
    """After the step the user counts as logged in, or not; also where the row goes on and that changes later in it."""
    at_last = here.step.variables.get("user_authenticated") is True
    at_first = here.run.rows.steps[here.step.number - 1].variables.get("user_authenticated") is True
    return Evidence(
        authenticated in {at_first, at_last},
        f"the user is {'' if at_last else 'not '}authenticated",
        why_authenticated(here),
    )


def credentials_are(here: Here, *, valid: bool) -> Evidence:
    """Name and password belong together, or do not."""
    found = here.step.facts.told(CredentialsChecked).valid is True
    return Evidence(found == valid, f"the credentials are {'' if found else 'not '}valid")


def shows_login_form(here: Here) -> Evidence:
    """In the end the person sees the login form."""
    page = _page_shown(here)
    found = page is not None and page.asks_password
    return Evidence(found, _page_words(page))


def shows_page(here: Here) -> Evidence:
    """In the end the person sees the page that was asked for."""
    request = here.request
    page = _page_shown(here)
    asked = request.path if request else None
    found = page is not None and page.status == 200 and page.path == asked  # noqa: PLR2004 # HTTP's OK
    return Evidence(found, _page_words(page))


def sets_session_cookie(here: Here) -> Evidence:
    """In this step a response sets the session cookie."""
    cookie = _session_cookie_in(here)
    if cookie is not None and not cookie.deleted:
        return Evidence(holds=True, shown=f"a response sets it, and it holds {_keys(cookie)}")
    return Evidence(holds=False, shown="a response deletes it" if cookie else "no response sets it")


def deletes_session_cookie(here: Here) -> Evidence:
    """In this step a response deletes the session cookie."""
    cookie = _session_cookie_in(here)
    if cookie is None:
        return Evidence(holds=False, shown="no response deletes it")
    if cookie.deleted:
        return Evidence(holds=True, shown="a response deletes it")
    because = f"{_keys(cookie)} is still in the session"
    return Evidence(holds=False, shown="a response sets it again", because=because)


def leaves_session_empty(here: Here) -> Evidence:
    """When the answer has left, nothing is in the session any more."""
    response = here.response
    left = (response.session if response else None) or {}
    return Evidence(not left, f"{_names(left)} is left in the session" if left else "nothing is left in the session")


def _session_cookie_in(here: Here) -> SetCookieFacts | None:
    """Return the session cookie as the last response of the step sets or deletes it; None where none does."""
    name, found = here.run.session_cookie_name(), None
    for event in here.step.events:
        if isinstance(event.facts, ResponseFacts):
            found = event.facts.set_cookie.get(name) or found
    return found


def _page_shown(here: Here) -> PageFacts | None:
    pages = [event.facts for event in here.step.events if isinstance(event.facts, PageFacts)]
    return pages[-1] if pages else here.step.page_shown


def _page_words(page: PageFacts | None) -> str:
    if page is None:
        return "no page is shown in this step"
    return f"the person sees “{page.heading}” at {page.path}"


_AUTHENTICATING = frozenset({"session_checked", "logged_in", "logged_out"})


def why_authenticated(here: Here) -> str:
    """Tell which step said last whether the user is logged in."""
    last = here.run.last_word(here.step, _AUTHENTICATING)
    if last is None:
        return "nobody has asked yet"
    says = f"what step {last.number} of the run says, “{last.title}”"
    told = last.facts.announced
    authenticated = told.authenticated is True if isinstance(told, SessionChecked) else last.is_a("logged_in")
    if here.step.variables["user_authenticated"] is not authenticated:
        return f"{says}, did not last: the answer did not take it to the browser"
    return f"that is {says}"


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
    return found == expected


COOKIE_STATES = ("None", SET, CLEARED)
"""What a tracker can say of a cookie."""
