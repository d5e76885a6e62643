"""What an event says, in words: one line, and the details below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tracer.stages import BY_NAME
from tracer.trace.event_facts import facts_to_plain
from tracer.trace.events import Event
from tracer.trace.facts import (
    ActionFacts,
    CookiesFacts,
    ExceptionFacts,
    FaultFacts,
    FlashFacts,
    ObservedFacts,
    PageFacts,
    RequestFacts,
    ResponseFacts,
    SetCookieFacts,
    SignalFacts,
    StageFacts,
    UserFacts,
)
from tracer.trace.plain_form import to_plain
from tracer.trace.plain_values import HIDDEN, Plain, as_shown, as_text
from tracer.trace.wording.actions import action_words


@dataclass(frozen=True)
class EventWords:
    """An event in words.

    Attributes:
        kind: What it is: ``Request``, ``Stage``, ``Browser``.
        text: What it says.
        details: What else was recorded of it, each with its name.
    """

    kind: str
    text: str
    details: tuple[tuple[str, str], ...] = ()


def event_words(event: Event) -> EventWords:  # noqa: C901, PLR0911 # one line for each kind of event
    """Return an event in words."""
    match event.facts:
        case ActionFacts() as facts:
            return _action(event, facts)
        case RequestFacts() as facts:
            return _request(facts)
        case StageFacts() as facts:
            return _stage(event, facts)
        case SignalFacts(user=user):
            return EventWords("Signal", f"{event.name} (user: {user})" if user else event.name)
        case ObservedFacts() as facts:
            return _observed(event, facts)
        case FlashFacts(message=message):
            return EventWords("Flash", f"{event.name}: {message}")
        case ExceptionFacts() as facts:
            return _exception(event, facts)
        case ResponseFacts() as facts:
            return _response(facts)
        case PageFacts() as facts:
            return EventWords("Page", page_words(facts))
        case CookiesFacts() as facts:
            return _cookies(facts)
        case FaultFacts(error=error):
            return EventWords("Recorder", f"failed at {event.name} ({error}); the app went on")


def pairs(content: Mapping[str, Plain] | None, nothing: str = "empty") -> str:
    """Return what a session or a cookie holds: ``_user_id = 1, _fresh = True``."""
    return ", ".join(f"{key} = {as_shown(item)}" for key, item in (content or {}).items()) or nothing


def said(value: Plain) -> str:
    """Return a fact as it is told; nothing in a list is "none"."""
    return "none" if value in ([], {}) else as_shown(value)


def page_words(facts: PageFacts) -> str:
    """Return what page the person sees: its heading, as far as it may be shown, and its path."""
    return f"the page at {facts.path}" if facts.heading == HIDDEN else f"“{facts.heading}” at {facts.path}"


def raised_words(event: Event) -> str:
    """Return that the app raised something, and where; what the exception says, as far as it may be shown."""
    said = event.facts.message if isinstance(event.facts, ExceptionFacts) else ""
    message = f": {said}" if said not in {"", HIDDEN} else ""
    return f"The app raised {event.name}{message}{f', at {event.place}' if event.place else ''}"


def _action(event: Event, facts: ActionFacts) -> EventWords:
    why = () if facts.possible else (("Not possible", as_text(facts.why)),)
    return EventWords("Action", action_words(event.name, facts), why)


def _request(facts: RequestFacts) -> EventWords:
    query = urlencode({name: as_text(value) for name, value in facts.query.items()})
    return EventWords(
        "Request",
        f"{facts.method} {facts.path}{f'?{query}' if facts.query else ''}",
        (
            ("Cookies", ", ".join(facts.cookies) or "none"),
            ("Session before", pairs(facts.session)),
            *([("Answered by", f"worker {facts.worker}")] if facts.worker is not None else []),
            *_unusual(facts),
        ),
    )


def _unusual(facts: RequestFacts) -> Iterator[tuple[str, str]]:
    """Yield what can be said of few requests only."""
    if facts.doubled_cookies:
        yield "Cookies that came twice", ", ".join(facts.doubled_cookies)
    for name, number in facts.older_cookies.items():
        yield "Older cookie", f"{name}, as the answer to request {number} set it"
    if facts.overtaken_by:
        yield "Answered meanwhile", f"{facts.overtaken_by} other request{'s' if facts.overtaken_by > 1 else ''}"
    if facts.kept_user is not None:
        yield "On g before", f"{facts.kept_user.class_name}, from an application context around the request"


def _stage(event: Event, facts: StageFacts) -> EventWords:
    announced = {name: value for name, value in to_plain(facts.announced).items() if value is not None}
    own = [(name, said(value)) for name, value in {**announced, **facts.more}.items()]
    details = [*own, ("current_user", _user(facts.current_user)), ("Session", pairs(facts.session))]
    if event.place is not None:
        details.append(("Announced at", str(event.place)))
    return EventWords("Stage", BY_NAME[event.name].title, tuple(details))


def _user(user: UserFacts | None) -> str:
    if user is None:
        return "not loaded"
    return f"{user.class_name} with id {as_shown(user.id)}" if user.id is not None else user.class_name


def _observed(event: Event, facts: ObservedFacts) -> EventWords:
    details = [(name, said(value)) for name, value in _told_of(facts).items()]
    if event.place is not None:
        details.append(("At", str(event.place)))
    return EventWords("Observed", event.name.replace("_", " "), tuple(details))


def _told_of(facts: ObservedFacts) -> Mapping[str, Plain]:
    """Return what is told of something observed: every fact, except those that could not be known."""
    from tracer.trace.app_facts import AppFacts  # noqa: PLC0415 # a run that was not observed has none of them
    from tracer.trace.observed_facts import PasswordCheckFacts  # noqa: PLC0415 # as above

    told = facts_to_plain(facts)
    match facts:
        case PasswordCheckFacts(observable=False):
            return {"observable": False}
        case AppFacts(login_manager=None):
            # What only a login manager can have says nothing of an app without one.
            return {name: value for name, value in told.items() if name == "login_manager" or value not in (None, {})}
    return told


def _exception(event: Event, facts: ExceptionFacts) -> EventWords:
    place = (("Raised at", str(event.place)),) if event.place else ()
    return EventWords("Exception", f"{event.name}: {facts.message}", place)


def _response(facts: ResponseFacts) -> EventWords:
    details = [(f"Set-Cookie {name}", _set_cookie(cookie)) for name, cookie in facts.set_cookie.items()]
    details.append(("Session after", pairs(facts.session)))
    to = f", Location {facts.location}" if facts.location else ""
    return EventWords("Response", f"{facts.status}{to}", tuple(details))


def _set_cookie(cookie: SetCookieFacts) -> str:
    attributes = "; ".join(
        name if value is True else f"{name}={as_text(value)}" for name, value in cookie.attributes.items()
    )
    if cookie.deleted:
        content = "deleted"
    elif isinstance(cookie.value, dict):
        content = f"holds {pairs(cookie.value, 'nothing')}"
    else:
        content = as_shown(cookie.value)
    return f"{content}; {attributes}" if attributes else content


def _cookies(facts: CookiesFacts) -> EventWords:
    outcomes = ", ".join(f"cookie {name} {outcome}" for name, outcome in facts.changed.items())
    return EventWords("Browser", f"{outcomes or 'cookies'}; it holds {', '.join(facts.held) or 'no cookie'}")
