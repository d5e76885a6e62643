"""What an event says, in words: one line, and the details below it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlencode

from tracer.stages import BY_NAME
from tracer.trace.events import Event
from tracer.trace.plain_values import HIDDEN, Plain, as_mapping, as_text
from tracer.trace.wording.rows import action_words

_OF_EVERY_STAGE = frozenset({"current_user", "session"})


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


def event_words(event: Event) -> EventWords:
    """Return an event in words."""
    return _WORDS[event.kind](event)


def pairs(value: Plain, nothing: str = "empty") -> str:
    """Return what a session or a cookie holds: ``_user_id = 1, _fresh = True``."""
    content = as_mapping(value)
    return ", ".join(f"{key} = {as_text(item)}" for key, item in content.items()) or nothing


def said(value: Plain) -> str:
    """Return a fact as it is told; nothing in a list is "none"."""
    return "none" if value in ([], {}) else as_text(value)


def _action(event: Event) -> EventWords:
    possible = event.facts.get("possible", True)
    why = () if possible else (("Not possible", as_text(event.facts.get("why"))),)
    return EventWords("Action", action_words(event), why)


def _request(event: Event) -> EventWords:
    facts = event.facts
    query = as_mapping(facts.get("query"))
    address = as_text(facts.get("path")) + (f"?{urlencode({k: as_text(v) for k, v in query.items()})}" if query else "")
    cookies = facts.get("cookies")
    return EventWords(
        "Request",
        f"{facts.get('method', event.name)} {address}",
        (
            ("Cookies", as_text(cookies) if cookies else "none"),
            ("Session before", pairs(facts.get("session"))),
        ),
    )


def _stage(event: Event) -> EventWords:
    facts = event.facts
    user = as_mapping(facts.get("current_user"))
    own = tuple((name, said(value)) for name, value in facts.items() if name not in _OF_EVERY_STAGE)
    details = [*own, ("current_user", _user(user)), ("Session", pairs(facts.get("session")))]
    if event.place is not None:
        details.append(("Announced at", str(event.place)))
    stage = BY_NAME.get(event.name)
    return EventWords("Stage", stage.title if stage else event.name, tuple(details))


def _user(user: Mapping[str, Plain]) -> str:
    if not user:
        return "not loaded"
    return f"{user.get('class')} with id {as_text(user.get('id'))}" if user.get("id") else as_text(user.get("class"))


def _signal(event: Event) -> EventWords:
    user = event.facts.get("user")
    return EventWords("Signal", f"{event.name} (user: {as_text(user)})" if user else event.name)


def _observed(event: Event) -> EventWords:
    details = [(name, said(value)) for name, value in event.facts.items()]
    if event.place is not None:
        details.append(("At", str(event.place)))
    return EventWords("Observed", event.name.replace("_", " "), tuple(details))


def _flash(event: Event) -> EventWords:
    return EventWords("Flash", f"{event.name}: {as_text(event.facts.get('message'))}")


def _exception(event: Event) -> EventWords:
    place = (("Raised at", str(event.place)),) if event.place else ()
    return EventWords("Exception", f"{event.name}: {as_text(event.facts.get('message'))}", place)


def _response(event: Event) -> EventWords:
    facts = event.facts
    location = facts.get("location")
    cookies = as_mapping(facts.get("set_cookie")).items()
    details = [(f"Set-Cookie {name}", _set_cookie(as_mapping(cookie))) for name, cookie in cookies]
    details.append(("Session after", pairs(facts.get("session"))))
    status = as_text(facts.get("status", event.name))
    return EventWords("Response", f"{status}, Location {location}" if location else status, tuple(details))


def _set_cookie(cookie: Mapping[str, Plain]) -> str:
    attributes = "; ".join(
        name if value is True else f"{name}={as_text(value)}"
        for name, value in as_mapping(cookie.get("attributes")).items()
    )
    value = cookie.get("value")
    if cookie.get("deleted"):
        content = "deleted"
    elif isinstance(value, dict):
        content = f"holds {pairs(value, 'nothing')}"
    else:
        content = as_text(value)
    return f"{content}; {attributes}" if attributes else content


def _page(event: Event) -> EventWords:
    heading, path = event.facts.get("heading"), as_text(event.facts.get("path"))
    return EventWords("Page", f"the page at {path}" if heading == HIDDEN else f"“{as_text(heading)}” at {path}")


def _cookies(event: Event) -> EventWords:
    changed = as_mapping(event.facts.get("changed"))
    outcomes = ", ".join(f"cookie {name} {as_text(outcome)}" for name, outcome in changed.items())
    held = event.facts.get("held")
    return EventWords("Browser", f"{outcomes or 'cookies'}; it holds {as_text(held) if held else 'no cookie'}")


def _fault(event: Event) -> EventWords:
    return EventWords("Recorder", f"failed at {event.name} ({as_text(event.facts.get('error'))}); the app went on")


_Words: TypeAlias = Callable[[Event], EventWords]
_WORDS: Mapping[str, _Words] = {
    "action": _action,
    "request": _request,
    "stage": _stage,
    "signal": _signal,
    "observed": _observed,
    "flash": _flash,
    "exception": _exception,
    "response": _response,
    "page": _page,
    "cookies": _cookies,
    "fault": _fault,
}
