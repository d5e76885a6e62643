"""The request and the response of a step, with the session cookie decoded."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import ClassVar

from textual.content import Content

from tracer.trace.events import Event
from tracer.trace.plain_values import Plain, as_mapping, as_text
from tracer.trace.table import Step
from tracer.trace.wording.events import event_words
from tracer.views.walkthrough.drawing.lines import DIM, GOOD, LIT, NOW, STRONG, Drawing, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import quiet
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Slide


class RequestResponsePane(Pane[Slide]):
    """What went over the wire."""

    TITLE: ClassVar[str] = "Request and response"

    def draw(self, view: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw what browser and app said to one another in this step."""
        if view.step is None:
            words = "Nothing has been sent yet." if not view.position.is_end else "The run is over."
            return Drawing(tuple(wrapped(Content.styled(words, DIM), width)))
        return Drawing(tuple(draw_exchange(view.step, width, hidden=view.hidden)))


def draw_exchange(step: Step, width: int, *, hidden: bool = False) -> list[Content]:
    """Return the lines of a step's requests and responses; only what was asked while the result is hidden."""
    lines: list[Content] = []
    answered = True
    if not any(event.kind == "request" and event.request == step.request for event in step.events):
        lines.extend(wrapped(Content.styled(f"Still inside request {step.request}.", DIM), width))
        answered = False
    for event in step.events:
        if event.kind == "stage" and hidden:
            lines.extend(wrapped(Content.styled("What comes of it is hidden.", DIM), width))
            return lines
        if event.kind == "request":
            answered = False
        elif event.kind == "response":
            answered = True
        drawn = _DRAWN.get(event.kind)
        if drawn:
            lines.extend(drawn(event, width))
    if not answered:
        lines.extend(wrapped(Content.styled("… the app is still at work; the answer comes later.", DIM), width))
    return lines


def _request(event: Event, width: int) -> Iterator[Content]:
    facts = event.facts
    query = "&".join(f"{name}={as_text(value)}" for name, value in as_mapping(facts.get("query")).items())
    target = f"{facts.get('path')}?{query}" if query else str(facts.get("path"))
    yield from wrapped(styled((f"{facts.get('method')} {target}", STRONG)), width, first="→ ")
    cookies = facts.get("cookies")
    if not cookies:
        yield from wrapped(Content.styled("no cookie", DIM), width, first="    ")
        return
    yield from wrapped(styled(("Cookie: ", DIM), as_text(cookies)), width, first="    ")
    yield from _session("session", as_mapping(facts.get("session")), width)


def _session(name: str, content: Mapping[str, Plain], width: int) -> Iterator[Content]:
    """Yield what a session cookie says when it is decoded."""
    if not content:
        yield from wrapped(Content.styled(f"{name} decoded: empty", DIM), width, first="      ")
        return
    keys = max(len(key) for key in content)
    for key, value in content.items():
        yield from wrapped(styled((key.ljust(keys), LIT), " = ", (as_text(value), STRONG)), width, first="      ")


def _response(event: Event, width: int) -> Iterator[Content]:
    facts = event.facts
    status = facts.get("status")
    line = styled((f"{status} {_phrase(status)}", STRONG))
    if facts.get("location"):
        line = styled(line, " to ", (str(facts["location"]), STRONG))
    yield from wrapped(line, width, first="← ")
    for name, cookie in as_mapping(facts.get("set_cookie")).items():
        yield from _set_cookie(name, as_mapping(cookie), width)


def _set_cookie(name: str, cookie: Mapping[str, Plain], width: int) -> Iterator[Content]:
    if cookie.get("deleted"):
        yield from wrapped(styled(("Set-Cookie: ", DIM), (f"{name} ✗ deleted", NOW)), width, first="    ")
        return
    yield from wrapped(styled(("Set-Cookie: ", DIM), (f"{name} ✓ set", GOOD)), width, first="    ")
    value = cookie.get("value")
    if isinstance(value, dict):
        yield from _session(name, value, width)
    elif value is not None:
        yield from wrapped(as_text(value), width, first="      ")
    attributes = [_attribute(key, as_text(text)) for key, text in as_mapping(cookie.get("attributes")).items()]
    if attributes:
        yield from wrapped(Content.styled("; ".join(attributes), DIM), width, first="      ")


def _attribute(name: str, value: str) -> str:
    shown = {"httponly": "HttpOnly", "samesite": "SameSite", "max-age": "Max-Age"}.get(name, name.capitalize())
    return shown if value == "True" else f"{shown}={value}"


def _phrase(status: Plain) -> str:
    return HTTPStatus(status).phrase if isinstance(status, int) and status in set(HTTPStatus) else ""


def _page(event: Event, width: int) -> Iterator[Content]:
    heading = event.facts.get("heading") or event.name
    yield from wrapped(styled(("The browser shows “", DIM), str(heading), ("”", DIM)), width, first="  ")


def _flash(event: Event, width: int) -> Iterator[Content]:
    message = as_text(event.facts.get("message"))
    yield from wrapped(styled(("Flashed: ", DIM), message), width, first="    ")


def _exception(event: Event, width: int) -> Iterator[Content]:
    message = as_text(event.facts.get("message"))
    yield from wrapped(styled((f"{event.name}: {message}", "bold $bad")), width, first="  ")


_DRAWN = {
    "request": _request,
    "response": _response,
    "page": _page,
    "flash": _flash,
    "exception": _exception,
}
"""How each kind of event is drawn; the others belong to the detail."""


_KINDS = 11


class DetailPane(Pane[Slide]):
    """The events of the step."""

    TITLE: ClassVar[str] = "Recorded in this step"

    def draw(self, view: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw one event below the other."""
        if view.step is None:
            return Drawing(tuple(quiet("Go to a step to see what was recorded in it.", width)))
        if view.hidden:
            return Drawing(tuple(quiet("What was recorded is shown with the result.", width)))
        lines: list[Content] = []
        for event in view.step.events:
            words = event_words(event)
            style = NOW if event.kind == "stage" else LIT
            head = styled((words.kind.ljust(_KINDS), style), (words.text, STRONG))
            lines += wrapped(head, width, rest=" " * _KINDS)
            for name, value in words.details:
                lines += wrapped(styled((f"{name}: ", DIM), value), width, first=" " * _KINDS, rest=" " * (_KINDS + 2))
        return Drawing(tuple(lines))
