"""Evidence in words: what a run shows to a claim, as a sentence that a learner reads or hears.

It names the place (a step, a request), what the run shows there, and, where the claim is false, what it says instead.
Names and values stand in code, in the marks of Markdown; what each view makes of these is its own matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracer.claims.claim import Claim
from tracer.demo_names import BROKEN_APP, HEALTHY_APP
from tracer.trace.facts import RequestFacts
from tracer.trace.plain_values import Plain, as_expected, as_shown
from tracer.trace.wording.phrases import listed, quoted, sentence


@dataclass(frozen=True)
class EvidenceWords:
    """What a run shows to a claim, in words.

    Attributes:
        shows: What it shows and where, as a clause without its end: ``after step 3 `session_cookie` is `None` ``.
        claimed: What a false claim says instead, as the rest of the sentence: ``, not `Set` ``; empty where the clause
            says it already.
    """

    shows: str
    claimed: str = ""

    def __str__(self) -> str:
        return self.after("")

    def after(self, words: str) -> str:
        """Return the sentence that begins with some words: ``The run shows:``."""
        text = f"{words} {self.shows}{self.claimed}".lstrip()
        # A full stop inside of code belongs to the code.
        return sentence(f"{text}." if text.endswith("`") else text)


@dataclass(frozen=True)
class Spot:
    """Where a claim looks, in words.

    Attributes:
        name: The step, or the request; empty for the whole run.
        is_request: Whether it is a request.
    """

    name: str = ""
    is_request: bool = False

    @property
    def within(self) -> str:
        """Where something happens: ``in step 4``."""
        return f"in {self.name or 'the whole run'}"

    @property
    def response(self) -> str:
        """The response that leaves there."""
        return f"the response {'to' if self.is_request else 'of'} {self.name}"


@dataclass(frozen=True)
class Shown:
    """What stands at the place to which a claim points, in words.

    Attributes:
        clause: The clause.
        tells: How it tells what is there: as a value, as a text that people read, as nothing ("holds no"), or as a
            whole that denies a false claim by itself ("comes without the session cookie").
    """

    clause: str
    tells: Literal["value", "text", "nothing", "whole"] = "value"


def request_in_words(number: int, facts: RequestFacts, browser: str = "") -> str:
    """Return how a request is called in a sentence: its number, what was asked, and whose browser where there are more.

    Args:
        number: Its number.
        facts: What was asked.
        browser: ``browser B``; empty where only one browser acts.
    """
    whose = f", {browser}" if browser else ""
    return f"request {number} ({code(f'{facts.method} {facts.path}')}{whose})"


_NAMED = {HEALTHY_APP: " of the healthy app", BROKEN_APP: " of the broken app"}
"""How apps are called of which a learner knows no name."""


def run_in_words(name: str, beside: str = "") -> str:
    """Return how a run is called in a sentence: its scenario, its app, and what was changed in the app.

    Args:
        name: The scenario, with the app if it is not the lesson's: ``login-flow@faults/healthy``.
        beside: The run that was named before in the sentence, so that one of the same scenario needs no name.
    """
    scenario, _, app = name.partition("@")
    app, _, change = app.partition("+")
    of_app = _NAMED.get(app, f" of the app {code(app)}") if app else ""
    run = "that" if of_app and beside.partition("@")[0] == scenario else f"the run {code(scenario)}"
    return f"{run}{of_app}" + (_change_in_words(app, change) if change else "")


def _change_in_words(app: str, change: str) -> str:
    """Return what was changed in an app; the changes of a hunt have names that a learner does not know."""
    if place := _LINE_PUT_RIGHT.fullmatch(change):
        return f" with line {place['line']} of {code(place['file'])} put right"
    return " with this change" if app == BROKEN_APP else f" with the change {code(change)}"


_LINE_PUT_RIGHT = re.compile(r"(?P<file>.+):(?P<line>\d+) put right")
"""The name of a change that makes a line as it is in the healthy app."""


def code(text: str) -> str:
    """Return a name or a value from a program as code, in one line."""
    line = " ".join(text.split())
    return f"`` {line} ``" if "`" in line else f"`{line}`"


def value_in_words(value: Plain) -> str:
    """Return a value within a sentence: the items of a list, each as code; "nothing" for an empty one."""
    if isinstance(value, list):
        return listed([code(as_shown(item)) for item in value]) if value else "nothing"
    return code(as_shown(value)) if value != {} else "nothing"


def text_in_words(text: Plain) -> str:
    """Return a text that people read within a sentence: in quotation marks, or as code where it holds marks."""
    line = " ".join(as_shown(text).split())
    return code(line) if _MARKS.search(line) else quoted(line)


_MARKS = re.compile(r"[`*_<>\[\]\\&]")
"""What Markdown would take for a mark of its own."""


def path_in_words(path: str) -> str:
    """Return the path to a fact: ``a.b`` as ```b` of `a` ``."""
    return " of ".join(code(part) for part in reversed(path.split(".")))


def claimed_instead(claim: Claim, shown: Shown) -> str:
    """Return what a false claim on one value says instead, as the rest of the sentence."""
    if claim.absent is not None or shown.tells == "whole":
        return ""
    expected = claim.equals if claim.contains is None else claim.contains
    words = code(as_expected(expected)) if expected not in ([], {}) else "nothing"
    if shown.tells == "text" and isinstance(expected, str):
        words = text_in_words(expected)
    if claim.contains is not None and shown.tells != "nothing":
        return f"; {words} is not in it"
    if shown.tells == "nothing" or words == "nothing":
        return f"; for that answer it would have to be {words}"
    return f", not {words}"


def cookies_in_words(names: Sequence[Plain]) -> str:
    """Return some cookies by their names: ``no cookie``, ``the cookie `session` ``."""
    if not names:
        return "no cookie"
    return f"the cookie{'s' if len(names) > 1 else ''} {listed([code(str(name)) for name in names])}"
