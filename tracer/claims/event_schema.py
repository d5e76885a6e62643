"""What can be recorded at all: the facts of each kind of event, names of events, headers.

A claim that something is absent would be true of every name that is misspelt. So a name that no run could ever hold
is refused, with the nearest one that a run can hold; a name that this run happens not to hold is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias, get_args, get_origin

from tracer.errors import ClaimError
from tracer.stages import BY_NAME
from tracer.trace.event_facts import BY_KIND, RECORDED, Facts, observed_facts
from tracer.trace.events import Kind
from tracer.trace.facts import HEADERS, LOGIN_SIGNALS, RequestFacts, ResponseFacts, SetCookieFacts, StageFacts
from tracer.trace.plain_form import PlainField, plain_fields
from tracer.trace.scenario import VERBS

Shape: TypeAlias = "Mapping[str, Shape]"
"""Which facts there are, and which are in each of them. An empty shape holds anything; "*" stands for any name."""

_ANYTHING: Shape = {}

_NEARLY = 0.7
"""A name that is so like a known one is a typing error, and not another name."""

METHODS: tuple[str, ...] = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""What an event of the kind ``request`` may be called."""


def _shape_of(facts: Any) -> Shape:
    """Return which facts a class of facts has, and which are in each of them."""
    return {field.key: _within(field) for field in plain_fields(facts)}


def _within(field: PlainField) -> Shape:
    """Return what is in one fact: named by its metadata, by its class, or anything."""
    if field.names:
        return dict.fromkeys(field.names, _ANYTHING)
    inside = [kind for kind in (field.hint, *get_args(field.hint)) if is_dataclass(kind)]
    if not inside:
        return _ANYTHING
    return {"*": _shape_of(inside[0])} if get_origin(field.hint) is Mapping else _shape_of(inside[0])


SET_COOKIE: Shape = _shape_of(SetCookieFacts)
"""What is known of a cookie that a response sets or deletes."""

REQUEST: Shape = _shape_of(RequestFacts)
"""The facts of a request."""

RESPONSE: Shape = _shape_of(ResponseFacts)
"""The facts of a response."""

REQUEST_AND_RESPONSE: Shape = {**REQUEST, **RESPONSE, "session_before": _ANYTHING}
"""The facts of a request and its response together."""

_OF_EVERY_STAGE: Shape = {name: shape for name, shape in _shape_of(StageFacts).items() if name in RECORDED}
_OF_A_STEP: Shape = dict.fromkeys(("stage", "function", "file"), _ANYTHING)

_NAMES: Mapping[str, Iterable[str]] = {
    "action": VERBS,
    "request": METHODS,
    "stage": BY_NAME,
    "signal": LOGIN_SIGNALS,
}
"""What events of a kind may be called, for the kinds whose names are known beforehand, but ``observed``."""


def facts_of_stage(stage: str) -> Shape:
    """Return the facts that an announcement of a stage carries."""
    return {**dict.fromkeys(BY_NAME[stage].facts, _ANYTHING), **_OF_EVERY_STAGE}


def facts_of_step(stage: str) -> Shape:
    """Return the facts of a step of that stage: those of the announcement, and where it was announced."""
    return {**facts_of_stage(stage), **_OF_A_STEP}


def facts_of_event(kind: str, name: str | None) -> Shape:
    """Return the facts of an event; those of every event of that kind where it is not named.

    Raises:
        ClaimError: There are no events of that kind or name.
    """
    kinds = get_args(Kind)
    if kind not in kinds:
        raise ClaimError(f'there are no events of the kind "{kind}"; {nearest_or_all(kind, kinds, "the kinds are")}')
    observed = observed_facts() if kind == "observed" else {}
    names = observed or _NAMES.get(kind)
    if name is not None and names is not None and name not in names:
        raise ClaimError(f'no event of the kind {kind} is named "{name}"; {nearest_or_all(name, names, "there are")}')
    if name is not None and kind == "response" and not (name.isdigit() and len(name) == 3):  # noqa: PLR2004 # a status
        raise ClaimError(f'an event of the kind response is named by its status, such as "302", not "{name}"')
    if kind == "stage":
        shapes = [facts_of_stage(stage) for stage in ([name] if name else BY_NAME)]
        return {fact: deeper for shape in shapes for fact, deeper in shape.items()}
    if observed:
        shapes = [_shape_of(observed[one]) for one in ([name] if name else observed)]
        return {fact: deeper for shape in shapes for fact, deeper in shape.items()}
    return _shape_of(BY_KIND[kind])


def require_fact(path: str, shape: Shape, whose: str, recorded: Iterable[Facts] = ()) -> None:
    """Refuse a path to a fact that no run could ever hold.

    Args:
        path: The path, with dots into its depth.
        shape: Which facts there can be.
        whose: What would carry the fact, for the message: ``the stage logged_in``.
        recorded: Facts that were recorded there: an app may announce more with a stage than the stage knows.

    Raises:
        ClaimError: There is no such fact.
    """
    first, *_ = path.split(".")
    if first not in shape and any(isinstance(facts, StageFacts) and first in facts.more for facts in recorded):
        return
    here = shape
    for part in path.split("."):
        if not here:
            return
        if part not in here and "*" not in here:
            raise ClaimError(f'{whose} has no fact "{part}"; {nearest_or_all(part, here, "there are")}')
        here = here.get(part, here.get("*", _ANYTHING))


def require_header(name: str) -> None:
    """Refuse a header that is never recorded. Raises ClaimError."""
    if name.lower() == "set-cookie":
        raise ClaimError('Set-Cookie is taken apart: write cookie = "session" instead of header')
    if name.lower() not in {header.lower() for header in HEADERS}:
        raise ClaimError(f'the header "{name}" is not recorded; {nearest_or_all(name, HEADERS, "these are")}')


def require_cookie(name: str, known: Iterable[str]) -> None:
    """Refuse the name of a cookie that is nearly one that a run knows. Raises ClaimError.

    Any other name may be one that people believe in: "the address is kept in a cookie named next".
    """
    names = [*dict.fromkeys(known)]
    if name not in names and (close := get_close_matches(name, names, n=1, cutoff=_NEARLY)):
        raise ClaimError(f'this run knows no cookie "{name}"; did you mean "{close[0]}"?')


def require_browser(name: str | None, known: Iterable[str]) -> None:
    """Refuse a browser that does nothing in a run. Raises ClaimError."""
    if name is not None and name not in (names := [*known]):
        raise ClaimError(f'there is no browser "{name}" in this run; {nearest_or_all(name, names, "there are")}')


def nearest_or_all(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the end of a message for a name that is not known: the nearest one that is, or all of them."""
    names = [each for each in known if each != "*"]
    if close := get_close_matches(name, names, n=1):
        return f'did you mean "{close[0]}"?'
    return f"{otherwise} {', '.join(names)}"
