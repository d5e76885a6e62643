"""How often the table of ``inspect`` is right: each rule is asked as a stranger, by every method that it answers.

Run it with ``python -m benchmarks.guard_table TARGET...``, in the environment of the apps, or without a target for the
apps of the tests. POST and DELETE are sent as well, so never name an app whose data somebody needs. The last line is
the share of wrong rows; none is allowed.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from tracer.recording.load_app import load_app
from tracer.recording.observe import describe
from tracer.recording.url_rules import UrlRules
from tracer.trace.app_facts import AppFacts, AppView
from tracer.trace.stranger_answers import StrangerAnswer, differs

OWN_APPS = tuple(f"tests/foreign_apps/{name}" for name in ("one_file.py", "hooks.py", "classes.py", "factory"))
_FILLINGS = {"int": "1", "float": "1.0", "uuid": "00000000-0000-0000-0000-000000000001"}
_PLACEHOLDER = re.compile(r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\([^>]*\))?:)?[a-zA-Z_]\w*>")


@dataclass(frozen=True)
class CheckedRow:
    """A row of the table, held against what a stranger was answered.

    Attributes:
        view: The row.
        method: The method of the request.
        answer: What was answered.
        told: Whether the answer tells how strangers are received.
        wrong: Whether the row says another thing.
    """

    view: AppView
    method: str
    answer: StrangerAnswer
    told: bool
    wrong: bool


def checked_rows(app: Flask) -> Iterator[CheckedRow]:
    """Ask an app for every rule as a stranger, and yield what its table says beside what it answers."""
    facts, rules = describe(app), UrlRules(app)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for view in facts.views:
        for method in () if view.static else view.methods:
            yield _checked(app, facts, rules, view, method)


def _checked(app: Flask, facts: AppFacts, rules: UrlRules, view: AppView, method: str) -> CheckedRow:
    path = _PLACEHOLDER.sub(lambda match: _FILLINGS.get(match["converter"] or "", "x"), view.rule)
    try:
        response = app.test_client(use_cookies=False).open(path, method=method, headers={"Accept": "text/html"})
    except Exception as error:  # noqa: BLE001 # an app may raise what it likes, which tells nothing of its guards
        answer = StrangerAnswer(view.rule, view.endpoint, raised=type(error).__name__)
    else:
        where = response.headers.get("Location")
        location = None if where is None else rules.rule_of(re.sub(r"^\w+://[^/]*", "", where).partition("?")[0])
        answer = StrangerAnswer(view.rule, view.endpoint, response.status_code, location)
    return CheckedRow(view, method, answer, answer.reception(facts) != "not told", differs(view, answer, facts))


def main(targets: list[str]) -> int:
    """Check the tables of some apps, print the wrong rows, and return the exit code."""
    rows = 0
    wrong: list[str] = []
    for target in targets or OWN_APPS:
        checked = [row for row in checked_rows(load_app(target)) if row.told]
        false = [row for row in checked if row.wrong]
        rows += len(checked)
        wrong += [f"{row.method} {row.view.rule}: {row.answer.status}" for row in false]
        print(f"{target}: {len(checked)} rows, {len(false)} wrong")
    for line in wrong:
        print(f"  {line}")
    print(f"wrong rows / rows: {len(wrong) / rows if rows else 0:.3f} (allowed: 0)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
