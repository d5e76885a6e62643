"""A lesson with many mistakes: each is told, once, with its line, whatever else is wrong and wherever it stands.

Mistakes of different kinds are put on different lines of the built-in lessons and of the one with every kind of
question. What is said then is compared with what was put in.
"""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.authoring.true_lesson import EVERY_KIND, checked
from tracer.authoring.problem import Problem
from tracer.lessons.library import BUILT_IN


class Slip(NamedTuple):
    """A mistake that can be made on any line that matches a pattern.

    Attributes:
        pattern: What stands in the line.
        wrong: What is written instead.
        rule: Which rule it breaks.
        said: Words of what is said of it.
        under: The tables in which it can be made, by their headers; all when left out.
    """

    pattern: str
    wrong: str
    rule: str
    said: str
    under: tuple[str, ...] = ()


SLIPS = {
    "a number as a text": Slip(r"^minutes = (\d+)$", r'minutes = "\1"', "schema", "without quotation marks"),
    "an open backtick": Slip(
        r'^(why|text|question) = "([^`"]+)"$', r'\1 = "`qqq \2"', "prose", "backtick before “qqq"
    ),
    "an open backtick in a list": Slip(r'^  "([^`":]+)",$', r'  "`qqq \1",', "prose", "backtick before “qqq"),
    "a misspelt reason": Slip("^why = ", "whyy = ", "schema", 'did you mean "why"?'),
    "a misspelt hint": Slip("^hints = ", "hnts = ", "schema", 'did you mean "hints"?'),
    "a misspelt key of a moment": Slip("^answer = ", "anser = ", "schema", 'did you mean "answer"?'),
    "a misspelt key of a scenario": Slip("^actions = ", "acions = ", "schema", 'did you mean "actions"?'),
    "a text that is none": Slip('^text = "[^"]+"$', "text = 777", "schema", "a text is expected here, not 777"),
    "a reason that is none": Slip('^why = "[^"]+"$', "why = [777]", "schema", "a text is expected here"),
    "a strange key of an action": Slip(r"\{ do = ", "{ qqqqqqq = 1, do = ", "schema", "there is no such key"),
    "a strange key of a selector": Slip(r"\{ stage = ", "{ qqqqqqq = 1, stage = ", "schema", "there is no such key"),
    "a misspelt key of a selector": Slip(r"\{ stage = ", "{ stge = ", "schema", 'did you mean "stage"?'),
    "an unknown stage": Slip(r'\{ stage = "\w+"', '{ stage = "qqqqqqq"', "schema", 'no stage "qqqqqqq"'),
    "an unknown page": Slip(r'(\{ do = .*)\bpage = "\w+"', r'\1page = "qqqqqqq"', "unknown-name", 'no page "qqqqqqq"'),
    "an unknown account": Slip(
        r'(\{ do = .*)\baccount = "\w+"', r'\1account = "qqqqqqq"', "unknown-name", 'no account "qqqqqqq"'
    ),
    "an unknown setting": Slip(
        r"^settings = \{ \w+ =", "settings = { QQQQQQQ =", "unknown-name", 'no setting "QQQQQQQ"'
    ),
    "a setting that names a file": Slip(
        r"^settings = \{ \w+ =", "settings = { DATABASE =", "schema", "never holds the setting DATABASE"
    ),
    "an unknown verb": Slip(r'\{ do = "\w+"', '{ do = "qqqqqqq"', "schema", "one of visit, submit"),
    "a password": Slip(r'password = "\w+"', 'password = "qqqqqqq"', "schema", "one of right, wrong"),
    "a browser that is none": Slip(r"\{ do = ", "{ browser = 7, do = ", "schema", "a text is expected here, not 7"),
    "a key that the verb does not take": Slip(
        r'\{ do = "(visit|click|submit)"', r'{ seconds = 7, do = "\1"', "schema", "takes no seconds"
    ),
    "a key that the verb needs": Slip(r'\{ do = "click", page = "\w+"', '{ do = "click"', "schema", "needs page"),
    "an unknown function": Slip(r'(demo_app[\w.]+:)\w+"', r'\1qqqqqqq"', "code", '"qqqqqqq"'),
    "an unknown box": Slip(r'\btarget = "[\w-]+"', 'target = "qqqqqqq"', "unknown-name", 'no node "qqqqqqq"'),
    "an unknown stage of a box": Slip(
        r'(\{ id = "[\w-]+".*)stages = \["\w+"\]', r'\1stages = ["qqqqqqq"]', "unknown-name", 'no stage "qqqqqqq"'
    ),
    "a box without its text": Slip(r'(\{ id = "[\w-]+", )text = "[^"]+"', r"\1text = 777", "schema", "a text is exp"),
    "an arrow with a strange key": Slip(r"\{ source = ", "{ qqqqqqq = 1, source = ", "schema", "no such key"),
    "a number of no behaviour": Slip('^number = "B', 'number = "X', "unknown-name", "not the number of a behaviour"),
    "an unknown kind": Slip(r'^kind = "\w+"$', 'kind = "qqqqqqq"', "schema", "one of one, several"),
    "a step that there is not": Slip(r"\{step:\w+", "{step:qqqqqqq", "prose", "{step:qqqqqqq"),
    "a mark that is none": Slip("^right = true$", "right = 777", "schema", "true or false is expected here"),
    "a strange claim": Slip(r"^claim = \{ ", "claim = { qqqqqqq = 1, ", "schema", "there is no such key"),
    "an unknown scenario": Slip(
        r'^(claim = .*|  \{ )scenario = "[\w-]+"', r'\1scenario = "qqqqqqq"', "unknown-name", 'no scenario "qqqqqqq"'
    ),
    "an unknown column": Slip(r'\bcolumn = "\w+"', 'column = "qqqqqqq"', "schema", "qqqqqqq"),
    "an unknown app": Slip(r'^app = "\w+"$', 'app = "qqqqqqq"', "unknown-name", 'no app "qqqqqqq"'),
    "a claim without a value": Slip(r"^claim = .*$", "claim = 777", "schema", "a table of keys and values"),
    "a step that did not happen": Slip(
        r'^(  \{ step = \{ stage = "\w+")(?:, occurrence = -?\d+)? \}',
        r"\1, occurrence = 77 }",
        "points-at-nothing",
        "no",
        ("[[moments]]", "[[behaviours]]"),
    ),
    "no hint": Slip(r'^hints = \[".*"\]$', 'hints = [" "]', "missing", "there is no hint"),
    "no reason": Slip('^why = "[^"]*"$', 'why = " "', "missing", "does not say why"),
}  # fmt: skip


UNSEEN_BESIDE = {
    "no reason": {"an unknown kind"},
    "a step that did not happen": {
        "an unknown kind", "a mark that is none", "a misspelt key of a scenario", "a strange key of an action",
        "an unknown page", "an unknown account", "an unknown setting", "a setting that names a file",
        "an unknown verb", "a password", "a browser that is none", "a key that the verb does not take",
        "a key that the verb needs", "an unknown app",
    },
}  # fmt: skip
"""What nobody can see beside other slips: of a question of no known kind whether it needs a reason; without a run,
what happens in it."""


def where_possible(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each slip that can be made, with the line on which it can be."""
    header = ""
    for number, line in enumerate(lines, start=1):
        header = line if line.startswith("[") else header
        for name, slip in SLIPS.items():
            if re.search(slip.pattern, line) and header in (slip.under or {header}):
                yield name, number


def spoiled(lines: Sequence[str], slips: Sequence[tuple[str, int]]) -> str:
    changed = [*lines]
    for name, number in slips:
        slip = SLIPS[name]
        changed[number - 1] = re.sub(slip.pattern, slip.wrong, changed[number - 1], count=1)
    return "\n".join(changed)


def some_of(possible: Sequence[tuple[str, int]], chance: random.Random, number: int) -> list[tuple[str, int]]:
    """Return some slips of different kinds on different lines."""
    shuffled = [*possible]
    chance.shuffle(shuffled)
    chosen: dict[str, int] = {}
    for name, line in shuffled:
        if any(hidden in {name, *chosen} and hiding & {name, *chosen} for hidden, hiding in UNSEEN_BESIDE.items()):
            continue
        if name not in chosen and line not in chosen.values() and len(chosen) < number:
            chosen[name] = line
    return [*chosen.items()]


def not_as_put_in(slips: Sequence[tuple[str, int]], problems: Sequence[Problem]) -> list[str]:
    """Return what is hidden, told twice, told on another line, or told although nobody put it in."""
    left = [*problems]
    wrong: list[str] = []
    for name, line in slips:
        slip = SLIPS[name]
        found = [one for one in left if one.line == line and one.rule == slip.rule and slip.said in one.message]
        if len(found) != 1:
            wrong.append(f"{name} on line {line} is told {len(found)} times")
        left = [one for one in left if one not in found]
    return wrong + [f"nobody put in: {problem}" for problem in left]


LESSONS = [EVERY_KIND, *sorted(BUILT_IN.glob("*.toml"))[::8]]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_of_many_mistakes_is_told_once_with_its_line(path: Path, tmp_path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    chance = random.Random(path.stem)  # noqa: S311 # the same choice in every run of the tests
    possible = [*where_possible(lines)]
    for number in (4, 12):
        slips = some_of(possible, chance, number)
        problems = checked(spoiled(lines, slips), tmp_path, f"{path.stem}-spoiled.toml").problems
        ours = [one for one in problems if one.rule != "duplicate"]
        assert not_as_put_in(slips, ours) == []


def test_many_mistakes_in_one_scenario_and_even_in_one_action_are_each_told(tmp_path: Path) -> None:
    """What an action names is looked up although it does not fit, and so is what a whole scenario names."""
    text = (
        EVERY_KIND.read_text(encoding="utf-8")
        + """
[scenarios.all-wrong]
title = "Nothing fits"
settings = { DATABASE = "/tmp/x", LOGIN_VEW = "none" }
observed = "perhaps"
actions = [
  { do = "viist", page = "protectd" },
  { do = "submit", page = "lgin", account = "adah", password = "hunter2", seconds = 7, qqqqqqq = 1 },
  { do = "tamper_with_cookie", cookie = "session", how = "content", page = "hom" },
  { do = "delete_account", account = 7 },
  { do = "send", page = "ap", account = "bne", headers = { Cookie = "x" }, method = "PATCH" },
  { do = "click" },
  "visit",
]
"""
    )
    first = text.splitlines().index("[scenarios.all-wrong]") + 1
    told = [(problem.line - first, problem.message.partition(". ")[0]) for problem in checked(text, tmp_path).problems]
    assert sorted(line for line, _ in told) == [line for line, _ in TOLD_OF_ALL_WRONG]
    for line, words in TOLD_OF_ALL_WRONG:
        assert [message for at, message in told if at == line and words in message]


TOLD_OF_ALL_WRONG = [
    (2, "never holds the setting DATABASE"),
    (2, 'no setting "LOGIN_VEW"'),
    (3, 'true or false is expected here, not "perhaps"'),
    (5, 'not "viist": did you mean "visit"?'),
    (5, 'no page "protectd"'),
    (6, 'not "hunter2"'),
    (6, 'no account "adah"'),
    (6, 'no page "lgin"'),
    (6, "takes no seconds"),
    (6, "no such key"),
    (7, 'not "content"'),
    (7, "takes no page"),
    (8, "a text is expected here, not 7"),
    (9, 'not "PATCH"'),
    (9, "never holds the header Cookie"),
    (9, 'no account "bne"'),
    (9, 'no page "ap"'),
    (10, "needs page"),
    (11, 'not "visit": it has the key do'),
]
"""By the line below the head of the scenario, and there by what is said."""
