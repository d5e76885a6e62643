"""What hypothesis makes values of: plain values, events and whole traces as the recorder could have made them."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from hypothesis import strategies as st

from tracer.stages import STAGES, Announcement, Stage
from tracer.trace.event_facts import BY_KIND, RECORDED, observed_facts
from tracer.trace.events import Event, Kind, Place, Trace
from tracer.trace.facts import StageFacts, UserFacts
from tracer.trace.plain_form import plain_fields
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import VERBS, Action, Method, Password, Scenario, SecretKey, Tampering, Token

texts = st.text(max_size=20) | st.sampled_from(["http://[", "\x1b[2J", "{page}", "two\nlines", "/login?next=%2F", "A"])
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def facts_of(kind: Any) -> st.SearchStrategy[Any]:
    """The facts of one class: what must be there, and some of what may be, of any value that its type allows."""
    fields = plain_fields(kind)
    values = {field.name: _values_of(field.hint, field.names) for field in fields}
    required = {field.name: values.pop(field.name) for field in fields if field.required}
    few = st.dictionaries(st.sampled_from([*values]), st.none(), max_size=3) if values else st.just({})
    chosen = few.flatmap(lambda names: st.fixed_dictionaries({**required, **{name: values[name] for name in names}}))
    return chosen.map(lambda given: kind(**given))


def _values_of(hint: Any, names: tuple[str, ...] = ()) -> st.SearchStrategy[Any]:
    if hint == Plain:
        return plain_values
    if is_dataclass(hint):
        return (
            st.sampled_from([stage.announcement for stage in STAGES]).flatmap(facts_of)
            if hint is Announcement
            else facts_of(hint)
        )
    if get_origin(hint) is Mapping:
        keys = st.sampled_from(names) if names else texts
        return st.dictionaries(keys, _values_of(get_args(hint)[1]), max_size=2)
    if get_origin(hint) is tuple:
        return st.lists(_values_of(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) in {Union, UnionType}:
        return st.one_of([_values_of(each) for each in get_args(hint)])
    return _SCALARS[hint]


_SCALARS: Mapping[Any, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
}
places = st.builds(Place, texts, st.integers(), texts)
_requests = st.none() | st.integers(min_value=1)


@st.composite
def events(draw: st.DrawFn, number: int = 1) -> Event:
    """One event, of any kind."""
    kind = draw(st.sampled_from(get_args(Kind)))
    name, facts = draw(_named_facts[kind])
    return Event(number, name, facts, draw(_requests), draw(texts), draw(st.none() | places))


def _stage_facts(stage: Stage) -> st.SearchStrategy[tuple[str, StageFacts]]:
    known = {*stage.facts, *RECORDED}
    more = st.dictionaries(texts.filter(lambda name: name not in known), plain_values, max_size=2)
    facts = st.builds(
        StageFacts,
        announced=facts_of(stage.announcement),
        current_user=st.none() | facts_of(UserFacts),
        session=st.none() | st.dictionaries(texts, plain_values, max_size=3),
        more=more,
    )
    return st.tuples(st.just(stage.name), facts)


_named_facts: Mapping[str, st.SearchStrategy[tuple[str, Any]]] = {
    **{kind: st.tuples(texts, facts_of(facts)) for kind, facts in BY_KIND.items() if kind not in {"stage", "observed"}},
    "stage": st.sampled_from(STAGES).flatmap(_stage_facts),
    "observed": st.sampled_from(sorted(observed_facts())).flatmap(
        lambda name: st.tuples(st.just(name), facts_of(observed_facts()[name]))
    ),
}
"""The name of an event with its facts, by the kind of the event."""


@st.composite
def actions(draw: st.DrawFn) -> Action:
    """One action that the model accepts."""
    values: dict[str, st.SearchStrategy[Any]] = {
        "page": texts,
        "account": texts,
        "password": st.sampled_from(get_args(Password)),
        "remember": st.booleans(),
        "fields": st.dictionaries(texts, texts, max_size=2),
        "query": st.dictionaries(texts, texts, max_size=2),
        "headers": st.dictionaries(texts, texts, max_size=2),
        "method": st.sampled_from(get_args(Method)),
        "token": st.sampled_from(get_args(Token)),
        "from_site": texts,
        "origin": texts,
        "late": st.booleans(),
        "seconds": st.integers(-10_000_000, 10_000_000),  # all of them together are no hundred years
        "user_agent": texts,
        "address": texts,
        "cookie": texts,
        "copied_from": texts,
        "how": st.sampled_from(get_args(Tampering)),
        "secret_key": st.sampled_from(get_args(SecretKey)),
        "settings": st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts, max_size=2),
    }
    verb: Any = draw(st.sampled_from(sorted(VERBS)))
    form = VERBS[verb]
    chosen = sorted(form.required) + [name for name in sorted(form.optional) if draw(st.booleans())]
    typed: dict[str, Any] = {name: draw(values[name]) for name in chosen}
    return Action(do=verb, browser=draw(texts), **typed)


scenarios = st.builds(
    Scenario,
    name=texts,
    title=texts,
    actions=st.lists(actions(), max_size=4).map(tuple),
    settings=st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts | st.lists(texts), max_size=3),
    app=st.none() | texts,
    observed=st.booleans(),
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """A trace of anything: the events need not make sense together."""
    count = draw(st.integers(min_value=0, max_value=6))
    return Trace(
        draw(st.none() | scenarios),
        draw(texts),
        tuple(draw(events(number)) for number in range(1, count + 1)),
        draw(st.sampled_from(["announced", "observed"])),
        draw(st.dictionaries(texts, texts, max_size=2)),
        draw(st.dictionaries(texts, texts, max_size=2)),
    )
