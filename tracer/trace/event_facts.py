"""What follows from the fields of the facts: their plain form, the way back from it, and the way to a single fact."""

from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any, TypeAlias

from tracer.stages import BY_NAME, Announcement
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
)
from tracer.trace.plain_form import PlainField, plain_fields, plain_value, to_plain
from tracer.trace.plain_values import Plain
from tracer.trace.validation import read
from tracer.trace.wrong_values import WrongValueError, nearest, wrong

Facts: TypeAlias = (
    ActionFacts
    | RequestFacts
    | StageFacts
    | SignalFacts
    | ObservedFacts
    | FlashFacts
    | ExceptionFacts
    | ResponseFacts
    | PageFacts
    | CookiesFacts
    | FaultFacts
)
"""The facts of an event of any kind."""

BY_KIND: Mapping[str, type[Any]] = {
    facts.kind: facts
    for facts in (
        ActionFacts,
        RequestFacts,
        StageFacts,
        SignalFacts,
        ObservedFacts,
        FlashFacts,
        ExceptionFacts,
        ResponseFacts,
        PageFacts,
        CookiesFacts,
        FaultFacts,
    )
}
"""The class of the facts of each kind of event. Those of kind ``observed`` have one for each name besides."""


@cache
def observed_facts() -> Mapping[str, type[ObservedFacts]]:
    """Return the class of the facts of each event of kind ``observed``, by the names of the events."""
    # They are as many as all others together, and a run whose stages are announced has none of them.
    from tracer.trace.app_facts import AppFacts  # noqa: PLC0415 # as just said
    from tracer.trace.observed_facts import OBSERVED  # noqa: PLC0415 # as just said

    return {AppFacts.event_name: AppFacts, **OBSERVED}


def facts_to_plain(facts: Facts) -> dict[str, Plain]:
    """Return facts as a dict that JSON can hold; what was announced with a stage stands beside its other facts."""
    if not isinstance(facts, StageFacts):
        return to_plain(facts)
    plain = to_plain(facts)
    del plain["announced"], plain["more"]
    return {**to_plain(facts.announced), **facts.more, **plain}


def facts_from_plain(kind: str, name: str, value: Plain) -> Facts:
    """Return the facts that ``facts_to_plain`` made this dict of.

    Args:
        kind: The kind of the event.
        name: The name of the event.
        value: The dict.

    Raises:
        WrongValueError: It does not fit, or there is no event of that kind or name.
    """
    if kind == "stage":
        if name not in BY_NAME:
            raise wrong(f'there is no stage "{name}"{_near(name, BY_NAME)}', "name")
        return _stage_from_plain(BY_NAME[name].announcement, value)
    where, told, known = ("name", name, observed_facts()) if kind == "observed" else ("kind", kind, BY_KIND)
    facts: type[Any] | None = known.get(told)
    if facts is None:
        raise wrong(f'there is no such event as "{told}"{_near(told, known)}', where)
    try:
        found: Facts = read(facts, value)
    except WrongValueError as error:
        raise error.inside("facts") from None
    return found


RECORDED = frozenset({"current_user", "session"})
"""What the recorder notes at the moment of each stage."""


def _near(name: str, known: Mapping[str, object]) -> str:
    close = nearest(name, [*known])
    return f'; did you mean "{close}"?' if close else ""


def _stage_from_plain(announcement: type[Announcement], value: Plain) -> StageFacts:
    """Return the facts of a stage; what neither the stage nor the recorder knows, the app has announced besides."""
    if not isinstance(value, dict):
        raise wrong("a table of keys and values is expected here", "facts")
    own = {field.key for field in plain_fields(announcement)}
    told = {key: item for key, item in value.items() if key in own}
    recorded = {key: item for key, item in value.items() if key in RECORDED}
    more = {key: item for key, item in value.items() if key not in own | RECORDED}
    try:
        facts = read(StageFacts, {**recorded, "announced": {}, "more": more})
        return replace(facts, announced=read(announcement, told))
    except WrongValueError as error:
        raise error.inside("facts") from None


def fact_at(facts: Facts | SetCookieFacts, path: str) -> Plain:
    """Return the fact at a path with dots (a number picks from a list); None where nothing is there.

    Args:
        facts: The facts.
        path: The keys of the plain form, the outermost first: ``set_cookie.session.deleted``.
    """
    value: Any = facts
    for key in path.split("."):
        value = _within(value, key)
    return plain_value(value)


def _within(value: Any, key: str) -> Any:
    """Return what stands under a key, or at an index, of a value; None where nothing does."""
    if isinstance(value, StageFacts):
        if key in _fields_of(value.announced):
            return _within(value.announced, key)
        return getattr(value, key) if key in RECORDED else value.more.get(key)
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, (tuple, list)):
        return value[int(key)] if key.isdecimal() and int(key) < len(value) else None
    if is_dataclass(value):
        field = _fields_of(value).get(key)
        found = None if field is None else getattr(value, field.name)
        # What is not written in the plain form is not there.
        return None if field is not None and field.omit_default and found == field.default else found
    return None


def _fields_of(value: object) -> Mapping[str, PlainField]:
    """Return the fields of a dataclass by their keys in the plain form."""
    kind: Any = type(value)
    return _fields_of_class(kind)


@cache
def _fields_of_class(kind: Any) -> Mapping[str, PlainField]:
    return {field.key: field for field in plain_fields(kind)}
