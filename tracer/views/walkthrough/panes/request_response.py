"""The request and the response of a step with the session cookie decoded, and every event recorded in the step."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import ClassVar

from textual.content import Content

from tracer.trace.events import Event
from tracer.trace.facts import (
    ExceptionFacts,
    FlashFacts,
    PageFacts,
    RequestFacts,
    ResponseFacts,
    SetCookieFacts,
    StageFacts,
)
from tracer.trace.plain_values import Plain, as_shown, as_text
from tracer.trace.table import Step, Table
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.events import event_words
from tracer.views.walkthrough.drawing.lines import DIM, GOOD, LIT, NOW, STRONG, Drawing, styled, wrapped
from tracer.views.walkthrough.drawing.markdown import quiet
from tracer.views.walkthrough.panes.base import Pane
from tracer.views.walkthrough.slide import Slide

_KINDS = 11


class RequestResponsePane(Pane[Slide]):
    """What went over the wire."""

    TITLE: ClassVar[str] = "Request and response"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw what browser and app said to one another in this step."""
        lines: list[Content] = []
        for words in slide.told_before:
            lines += wrapped(Content.styled(words, "italic"), width, first="· ")
        if slide.show is None or slide.step is None:
            words = "Nothing has been sent yet." if not slide.position.is_end else "The run is over."
            lines += wrapped(Content.styled(words, DIM), width)
        else:
            lines += draw_exchange(slide.show.table, slide.step, width, hidden=slide.hidden)
        return Drawing(tuple(lines))


class DetailPane(Pane[Slide]):
    """The events of the step."""

    TITLE: ClassVar[str] = "Recorded in this step"

    def draw(self, slide: Slide, width: int, height: int) -> Drawing:  # noqa: ARG002 # Pane's signature
        """Draw one event below the other."""
        if slide.step is None:
            return Drawing(tuple(quiet("Go to a step to see what was recorded in it.", width)))
        if slide.hidden:
            return Drawing(tuple(quiet("What was recorded is shown with the result.", width)))
        lines = wrapped(Content.styled(f"In {slide.whose}", DIM), width) if slide.whose else []
        for event in slide.step.events:
            words = event_words(event)
            style = NOW if isinstance(event.facts, StageFacts) else LIT
            head = styled((words.kind.ljust(_KINDS), style), (words.text, STRONG))
            lines += wrapped(head, width, rest=" " * _KINDS)
            for name, value in words.details:
                lines += wrapped(styled((f"{name}: ", DIM), value), width, first=" " * _KINDS, rest=" " * (_KINDS + 2))
        return Drawing(tuple(lines))


def draw_exchange(rows: Table, step: Step, width: int, *, hidden: bool = False) -> list[Content]:
    """Return the lines of a step's requests and responses; only what was asked while the result is hidden."""
    lines: list[Content] = []
    answered = True
    if not any(isinstance(event.facts, RequestFacts) and event.request == step.request for event in step.events):
        still = f"Still inside request {step.request}{whose_remark(rows, step.browser)}."
        lines.extend(wrapped(Content.styled(still, DIM), width))
        answered = False
    for event in step.events:
        if isinstance(event.facts, StageFacts) and hidden:
            lines.extend(wrapped(Content.styled("What comes of it is hidden.", DIM), width))
            return lines
        if isinstance(event.facts, RequestFacts):
            answered = False
        elif isinstance(event.facts, ResponseFacts):
            answered = True
        lines.extend(_drawn(event, whose_remark(rows, event.browser), width))
    if not answered:
        lines.extend(wrapped(Content.styled("… the app is still at work; the answer comes later.", DIM), width))
    return lines


def _drawn(event: Event, whose: str, width: int) -> Iterator[Content]:
    """Yield the lines of an event, none for a kind that belongs to the detail."""
    match event.facts:
        case RequestFacts() as facts:
            yield from _request(facts, whose, width)
        case ResponseFacts() as facts:
            yield from _response(facts, width)
        case PageFacts(heading=heading):
            shown = styled(("The browser shows “", DIM), heading or event.name, ("”", DIM))
            yield from wrapped(shown, width, first="  ")
        case FlashFacts(message=message):
            yield from wrapped(styled(("Flashed: ", DIM), message), width, first="    ")
        case ExceptionFacts(message=message):
            yield from wrapped(styled((f"{event.name}: {message}", "bold $bad")), width, first="  ")


def _request(facts: RequestFacts, whose: str, width: int) -> Iterator[Content]:
    query = "&".join(f"{name}={as_text(value)}" for name, value in facts.query.items())
    target = f"{facts.path}?{query}" if query else facts.path
    yield from wrapped(styled((f"{facts.method} {target}", STRONG), (whose, DIM)), width, first="→ ")
    if not facts.cookies:
        yield from wrapped(Content.styled("no cookie", DIM), width, first="    ")
        return
    yield from wrapped(styled(("Cookie: ", DIM), ", ".join(facts.cookies)), width, first="    ")
    yield from _session("session", facts.session or {}, width)


def _session(name: str, content: Mapping[str, Plain], width: int) -> Iterator[Content]:
    """Yield what a session cookie says when it is decoded."""
    if not content:
        yield from wrapped(Content.styled(f"{name} decoded: empty", DIM), width, first="      ")
        return
    keys = max(len(key) for key in content)
    for key, value in content.items():
        yield from wrapped(styled((key.ljust(keys), LIT), " = ", (as_shown(value), STRONG)), width, first="      ")


def _response(facts: ResponseFacts, width: int) -> Iterator[Content]:
    line = styled((f"{facts.status} {_phrase(facts.status)}", STRONG))
    if facts.location:
        line = styled(line, " to ", (facts.location, STRONG))
    yield from wrapped(line, width, first="← ")
    for name, cookie in facts.set_cookie.items():
        yield from _set_cookie(name, cookie, width)


def _set_cookie(name: str, cookie: SetCookieFacts, width: int) -> Iterator[Content]:
    if cookie.deleted:
        yield from wrapped(styled(("Set-Cookie: ", DIM), (f"{name} ✗ deleted", NOW)), width, first="    ")
        return
    yield from wrapped(styled(("Set-Cookie: ", DIM), (f"{name} ✓ set", GOOD)), width, first="    ")
    if isinstance(cookie.value, dict):
        yield from _session(name, cookie.value, width)
    elif cookie.value is not None:
        yield from wrapped(as_shown(cookie.value), width, first="      ")
    attributes = [_attribute(key, as_text(text)) for key, text in cookie.attributes.items()]
    if attributes:
        yield from wrapped(Content.styled("; ".join(attributes), DIM), width, first="      ")


def _attribute(name: str, value: str) -> str:
    shown = {"httponly": "HttpOnly", "samesite": "SameSite", "max-age": "Max-Age"}.get(name, name.capitalize())
    return shown if value == "True" else f"{shown}={value}"


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
