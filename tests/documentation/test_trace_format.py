"""docs/trace-format.md: its tables of facts are made from the classes of the facts, and so are never out of date."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from tests import ROOT
from tests.golden import assert_golden
from tracer.stages import STAGES
from tracer.trace.app_facts import AppHook, AppView, NamedView, RememberSettings, SessionSettings
from tracer.trace.event_facts import BY_KIND, observed_facts
from tracer.trace.facts import ClientFacts, SetCookieFacts, UserFacts
from tracer.trace.observed_facts import FoundUserFacts
from tracer.trace.plain_form import PlainField, plain_fields
from tracer.trace.plain_values import Plain

BEGINNING = "<!-- facts: made from tracer/trace/facts.py, observed_facts.py and app_facts.py -->\n"
END = "<!-- end of facts -->\n"
DOCUMENT = ROOT / "docs" / "trace-format.md"
INNER: Mapping[Any, str] = {
    ClientFacts: "a client",
    SetCookieFacts: "a set cookie",
    UserFacts: "a user",
    FoundUserFacts: "a found user",
    NamedView: "a named view",
    SessionSettings: "session settings",
    RememberSettings: "remember settings",
    AppView: "a view",
    AppHook: "a hook",
}
"""What the classes inside of facts are called in the tables."""

_SCALARS: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    NoneType: "null",
}


def summary(kind: type) -> str:
    """Return the first paragraph of a class's docstring in one line."""
    return in_markdown(" ".join(inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].split()))


def meanings(kind: type) -> dict[str, str]:
    """Return what a class's docstring says of each attribute."""
    attributes = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    found = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", attributes, re.MULTILINE)
    return {name: in_markdown(" ".join(text.split())) for name, text in found}


def in_markdown(text: str) -> str:
    """Return a sentence of a docstring as readers of Markdown and of JSON know it."""
    return text.replace("``", "`").replace("; None ", "; null ")


def type_words(hint: Any) -> str:
    """Return a type as a reader of JSON knows it."""
    if hint == Plain:
        return "any value"
    if is_dataclass(hint):
        return INNER[hint]
    if get_origin(hint) is tuple:
        return f"list of {type_words(get_args(hint)[0])}"
    if get_origin(hint) is Mapping:
        return f"object of {type_words(get_args(hint)[1])}"
    if get_origin(hint) in {Union, UnionType}:
        return " or ".join(map(type_words, get_args(hint)))
    return _SCALARS[hint]


def rows(kind: Any) -> Iterator[str]:
    """Yield the table of a class of facts."""
    fields: tuple[PlainField, ...] = plain_fields(kind)
    if not fields:
        return
    told = meanings(kind)
    yield from ("| fact | type | is |", "|---|---|---|")
    for field in fields:
        if field.name in {"announced", "more"}:
            continue  # in JSON their facts stand beside the others
        rarely = " Left out where it says nothing." if field.omit_default else ""
        yield f"| `{field.key}` | {type_words(field.hint)} | {told[field.name]}{rarely} |"
    yield ""


def made() -> str:
    """Return the section of the document that is made from the classes."""
    lines: list[str] = []
    for kind, facts in BY_KIND.items():
        if kind == "observed":
            continue
        lines += [f"### `{kind}`", "", summary(facts), "", *rows(facts)]
        if kind == "stage":
            lines += ["A stage carries these facts besides, if it is one of the following:", ""]
            lines += [
                line for stage in STAGES if stage.facts for line in (f"`{stage.name}`:", "", *rows(stage.announcement))
            ]
            lines += ["What else an app announces with a stage stands beside them.", ""]
    for name, facts in observed_facts().items():
        lines += [f"### `observed`, `{name}`", "", summary(facts), "", *rows(facts)]
    for inner, words in INNER.items():
        lines += [f"### Inside: {words}", "", summary(inner), "", *rows(inner)]
    return "\n".join(lines)


def test_the_tables_of_facts_are_those_of_the_classes() -> None:
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(BEGINNING)
    after = rest.partition(END)[2]
    assert before, "docs/trace-format.md has no section of facts"
    assert after, "docs/trace-format.md does not say where the section of facts ends"
    assert_golden("trace-format.md", f"{before}{BEGINNING}\n{made()}\n{END}{after}", DOCUMENT.parent)
