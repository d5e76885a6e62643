"""What may stand in a lesson file, in Markdown: every key with its values, the pages, the accounts, the settings.

It is made of the classes that read the file and of the source of the demo apps, so docs/writing-lessons.md cannot
grow old. Quart's app is read and not imported: importing it would put Quart in the place of Flask.
"""

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from tests import ROOT
from tracer.claims.claim import Change, Claim, EventSelector, RequestSelector, StepSelector
from tracer.claims.event_schema import facts_of_event, facts_of_stage
from tracer.demo_names import APPS
from tracer.lessons.schema import (
    Choice,
    Code,
    CodeExcerpt,
    Flow,
    FlowEdge,
    FlowNode,
    Lesson,
    Moment,
    Proof,
    Question,
    QuestionTarget,
    SpeakerNote,
)
from tracer.lessons.static_table import Against, StaticRow, StaticTable, StaticVariable
from tracer.libraries import LIBRARIES
from tracer.stages import BY_NAME
from tracer.trace.events import Kind
from tracer.trace.facts import HEADERS
from tracer.trace.plain_form import PlainField, plain_fields
from tracer.trace.scenario import FILE_SETTINGS, NO_ACCOUNT, SECRET_SETTINGS, Action, Scenario
from tracer.trace.variables import BASIC
from tracer.trace.wording.rows import COLUMNS
from tracer.trace.wrong_values import Expected

PARTS: Mapping[type, str] = {
    Lesson: "the file itself",
    Scenario: "a scenario, `[scenarios.NAME]`",
    Action: "an action of a scenario",
    Flow: "the concept flow, `[flow]`",
    FlowNode: "a box of the flow",
    FlowEdge: "an arrow of the flow",
    Code: "the code, `[code]`",
    CodeExcerpt: "some lines of a function, in `show`",
    Moment: "a key moment, `[[moments]]`",
    Question: "a question, `[[questions]]`",
    Choice: "a choice, `[[questions.choices]]`",
    QuestionTarget: "what a question asks for, `asks`",
    SpeakerNote: "a note, `[[notes]]`",
    Proof: "a behaviour, `[[behaviours]]`",
    Claim: "a claim",
    Change: "a change",
    StepSelector: "a step",
    RequestSelector: "a request",
    EventSelector: "an event",
    StaticTable: "a table from a book, `[textbook]`",
    Against: "a run that such a table is held against, `[[textbook.against]]`",
    StaticRow: "a row of such a table, `[[textbook.rows]]`",
    StaticVariable: "a variable of such a table, `[[textbook.variables]]`",
}
"""The parts of a lesson file, and how a table of keys names each."""

GIVEN_BY_THE_TRACER: Mapping[type, set[str]] = {
    Lesson: {"name"},
    Scenario: {"name"},
    Question: {"runs"},
    StaticRow: {"line"},
    StaticVariable: {"line"},
}
"""Fields that no file holds."""

_FAULTS = "`faults/NAME`"
_STAGE = "the name of a [stage](#stages-and-their-facts)"
_FACTS = "a table of facts and their values"
KNOWN: Mapping[str, str] = {
    "Lesson.format_version": "1",
    "Lesson.app": f"{', '.join(f'`{app}`' for app in APPS)}, {_FAULTS} (see [the apps](#the-apps)), `given`",
    "Scenario.app": f"{', '.join(f'`{app}`' for app in APPS)}, {_FAULTS}, `given`",
    "Lesson.requires": "a table of versions, by " + ", ".join(f"`{name}`" for name in LIBRARIES),
    "Lesson.next": "the name of a lesson",
    "Lesson.flow_of": "the name of a lesson",
    "Lesson.scenario": "the name of a scenario of this file",
    "Lesson.beside": "`SCENARIO` or `SCENARIO@APP`",
    "Lesson.variables": "a list of `session.KEY`, `session.*` and names of cookies",
    "Scenario.settings": "a table of [settings](#the-settings)",
    "Action.page": "the name of a [page](#the-pages)",
    "Action.account": "the name of an [account](#the-accounts)",
    "Action.settings": "a table of [settings](#the-settings)",
    "Action.cookie": "`session`, `remember_token`, or the name of another cookie",
    "Action.browser": "a text, `A` when left out",
    "Action.copied_from": "the name of a browser",
    "RequestSelector.page": "the name of a [page](#the-pages), or a path that begins with a slash",
    "RequestSelector.method": "`GET`, `HEAD`, `OPTIONS`, `POST`",
    "StepSelector.stage": _STAGE,
    "QuestionTarget.stage": _STAGE,
    "StaticRow.stage": _STAGE,
    "FlowNode.stages": "a list of names of [stages](#stages-and-their-facts)",
    "EventSelector.kind": "a [kind of events](#events-and-their-facts)",
    "Claim.column": ", ".join(f"`{column}`" for column in COLUMNS),
    "QuestionTarget.column": ", ".join(f"`{column}`" for column in COLUMNS),
    "Claim.header": ", ".join(f"`{header}`" for header in HEADERS),
    "QuestionTarget.header": ", ".join(f"`{header}`" for header in HEADERS),
    "Claim.variable": f"{', '.join(f'`{name}`' for name in BASIC)}, `session.KEY`, or the name of a cookie",
    "QuestionTarget.variable": f"{', '.join(f'`{name}`' for name in BASIC)}, `session.KEY`, or the name of a cookie",
    "Code.show": "a list of functions and classes, such as `demo_app.flask_app.authentication:login`, or of some lines",
    "CodeExcerpt.source": "a function or class",
    "CodeExcerpt.only": "a list of texts: a part of each line that is shown",
    "Proof.number": "the number of a behaviour, such as `B67`",
    "StaticRow.claims": "a table of claims, by the columns",
}
"""What a type does not say: which texts a key takes. Keys of the same class and name as in the schema."""


def all_lists() -> str:
    """Return the whole of it."""
    parts = [
        _keys(),
        ["### The apps", "", *_apps()],
        ["### The pages", "", *_pages()],
        ["### The accounts", "", *_accounts()],
        ["### The settings", "", *_settings()],
        ["### Stages and their facts", "", *_stages()],
        ["### Events and their facts", "", *_events()],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def fields_of(part: type) -> list[PlainField]:
    """Return the keys of a part that stand in a file."""
    kind: Any = part
    return [field for field in plain_fields(kind) if field.name not in GIVEN_BY_THE_TRACER.get(part, set())]


def _keys() -> list[str]:
    lines = []
    for part, title in PARTS.items():
        lines += [f"### Keys of {title}", "", "| key | value |", "|---|---|"]
        for field in fields_of(part):
            needed = ", needed" if field.required else ""
            lines.append(f"| `{field.key}` | {value_of(part, field)}{needed} |")
        lines.append("")
    return lines[:-1]


def value_of(part: type, field: PlainField) -> str:
    """Return which values a key takes, in words."""
    return KNOWN.get(f"{part.__name__}.{field.name}") or _words(field.hint)


def _words(hint: Any) -> str:
    expected = [note.words for note in getattr(hint, "__metadata__", ()) if isinstance(note, Expected)]
    if expected:
        return expected[0]
    if dataclasses.is_dataclass(hint):
        return PARTS[hint].partition(",")[0]  # type: ignore[index] # a class, and one of them
    inside = [one for one in get_args(hint) if one not in {NoneType, Ellipsis}]
    if inside:
        return _of_several(get_origin(hint), inside)
    return {bool: "`true`, `false`", int: "a whole number", str: "a text"}[hint]


def _of_several(origin: Any, inside: list[Any]) -> str:
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inside)
    if origin is tuple:
        return f"a list: {_words(inside[0])}"
    if origin is Mapping:
        return f"a table: {_words(inside[1])}" if dataclasses.is_dataclass(inside[1]) else "a table of values"
    return " or ".join(dict.fromkeys(map(_words, inside)))


def _apps() -> Iterator[str]:
    yield "| app | is |"
    yield "|---|---|"
    yield "| `flask` | the demo app; when `app` is left out |"
    yield "| `quart` | the same on Quart |"
    yield "| `edge-cases` | the demo app with more pages and settings |"
    yield "| `faults/healthy` | the demo app, announcing nothing |"
    faults = ", ".join(f"`{name}`" for name in _value("demo_app/faults/__init__.py", "FAULTS"))
    yield f"| `faults/NAME` | the demo app with one fault: {faults} |"
    parts = ", ".join(f"`{name}`" for name in _value("demo_app/faults/parts.py", "PARTS"))
    yield f"| `faults/NAME+PART` | the same with a part mended: {parts} |"
    yield '| `given` | an app of one\'s own: [`app = "given"`](#a-lesson-on-an-app-of-your-own-or-on-a-saved-trace) |'


def _pages() -> Iterator[str]:
    flask = _value("demo_app/flask_app/__init__.py", "PAGES")
    more = _value("demo_app/edge_cases/__init__.py", "PAGES")
    quart = _value("demo_app/quart_app/__init__.py", "PAGES")
    yield "| page | path | app |"
    yield "|---|---|---|"
    for name, path in flask.items():
        on_quart = f", `quart` (at `{quart[name]}`)" if name in quart else ""
        yield f"| `{name}` | `{path}` | `flask`, `edge-cases`, `faults/…`{on_quart} |"
    for name, path in more.items():
        yield f"| `{name}` | `{path}` | `edge-cases` |"


def _accounts() -> Iterator[str]:
    yield "| account | is |"
    yield "|---|---|"
    for number, name in enumerate(_value("demo_app/flask_app/settings.py", "DEFAULTS")["ACCOUNTS"], start=1):
        yield f"| `{name}` | user {number} |"
    yield f"| `{NO_ACCOUNT}` | somebody who has no account |"


def _settings() -> Iterator[str]:
    yield "A setting is written as in the app's configuration; \"none\" means Python's None. Flask's own can be set."
    yield ""
    yield "| setting | app | when left out | is |"
    yield "|---|---|---|---|"
    flask = _commented("demo_app/flask_app/settings.py")
    for name, (default, words) in flask.items():
        yield f"| `{name}` | all but `quart` | `{default}` | {words} |"
    for file in ("manager", "logins"):
        for name, (default, words) in _commented(f"demo_app/edge_cases/{file}.py").items():
            yield f"| `{name}` | `edge-cases` | `{default}` | {words} |"
    for name, (default, words) in _commented("demo_app/quart_app/settings.py").items():
        yield f"| `{name}` | `quart` | `{default}` | {words} |"


def _stages() -> Iterator[str]:
    common = facts_of_stage("access_granted")
    own = {name: [fact for fact in facts_of_stage(name) if fact not in common] for name in BY_NAME}
    yield f"Facts of every step: `stage`, `function`, `file`, {', '.join(f'`{fact}`' for fact in common)}."
    yield ""
    yield "| stage | is | facts of its own |"
    yield "|---|---|---|"
    for name, stage in BY_NAME.items():
        yield f"| `{name}` | {stage.title} | {', '.join(f'`{fact}`' for fact in own[name])} |"


def _events() -> Iterator[str]:
    yield "| kind | facts |"
    yield "|---|---|"
    for kind in get_args(Kind):
        facts = ", ".join(f"`{fact}`" for fact in facts_of_event(kind, None))
        yield f"| `{kind}` | {facts} |"


def _assigned(path: str, name: str) -> ast.Dict | ast.expr:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in tree.body:
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id == name and isinstance(node, ast.AnnAssign) and node.value:
            return node.value
    raise AssertionError(f"{path} has no {name}")


def _value(path: str, name: str) -> Any:
    """Return a tuple or a dict that is written out in a file; of a dict only what is a plain value."""
    node = _assigned(path, name)
    if not isinstance(node, ast.Dict):
        return ast.literal_eval(node)
    found = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, (ast.Constant, ast.Dict)):
            found[key.value] = ast.literal_eval(value)
    return found


def _commented(path: str) -> dict[str, tuple[str, str]]:
    """Return the settings of a file with their defaults and with the comment that stands above each."""
    source = (ROOT / path).read_text(encoding="utf-8")
    lines = source.split("\n")
    node = _assigned(path, "DEFAULTS")
    assert isinstance(node, ast.Dict)
    found: dict[str, tuple[str, str]] = {}
    words = ""
    for key, value in zip(node.keys, node.values, strict=True):
        assert isinstance(key, ast.Constant)
        above = key.lineno - 2
        comment: list[str] = []
        while lines[above].strip().startswith("#"):
            comment.insert(0, lines[above].strip().lstrip("# "))
            above -= 1
        words = " ".join(comment) or words
        if key.value not in SECRET_SETTINGS | FILE_SETTINGS:
            default = re.sub(r"\s+", " ", ast.get_source_segment(source, value) or "")
            found[str(key.value)] = (default, words.replace("|", "\\|"))
    return found
