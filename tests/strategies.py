"""What hypothesis makes values of: plain values, events and whole traces as the recorder could have made them."""

from typing import Any, get_args

from hypothesis import strategies as st

from tracer.stages import BY_NAME
from tracer.trace.events import Event, Kind, Place, Trace
from tracer.trace.scenario import VERBS, Action, Method, Password, Scenario, SecretKey, Tampering, Token

texts = st.text(max_size=20) | st.sampled_from(["http://[", "\x1b[2J", "{page}", "two\nlines", "/login?next=%2F", "A"])
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
_KNOWN = ("authenticated", "cookies", "held", "heading", "location", "path", "session", "session_cookie", "set_cookie")
facts = st.dictionaries(texts, plain_values, max_size=4) | st.fixed_dictionaries(
    {}, optional=dict.fromkeys(_KNOWN, plain_values)
)
places = st.builds(Place, texts, st.integers(), texts)
_requests = st.none() | st.integers(min_value=1)


@st.composite
def events(draw: st.DrawFn, number: int = 1) -> Event:
    """One event, of any kind."""
    kind = draw(st.sampled_from(get_args(Kind)))
    name = draw(st.sampled_from(sorted(BY_NAME)) if kind == "stage" else texts)
    place = draw(st.none() | places)
    return Event(number, kind, name, draw(facts), draw(_requests), draw(texts), place)


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
        "seconds": st.integers(),
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
