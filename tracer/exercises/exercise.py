"""An exercise: a broken app, and what is known of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracer.errors import ExerciseError
from tracer.trace.scenario import Scenario
from tracer.trace.visitor import Visitor

APP_FILE = "app.py"
"""The file in which the app of every exercise lies."""


@dataclass(frozen=True)
class TextChange:
    """A text in a file, and what stands in its place afterwards.

    Attributes:
        before: The text. It stands exactly once in the file.
        after: What stands there then.
        file: The file.
    """

    before: str
    after: str
    file: str = APP_FILE


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A broken app that a learner mends.

    Attributes:
        name: Its name; in a file it is that of the folder.
        title: What it is about, in a few words.
        complaint: What a user of the app tells.
        fault: The fault of the course that it has: the name of a lesson; empty where it is none of these.
        finding: The code of the finding that a run of the broken app gives; empty where the findings say nothing.
        requires: The libraries that the app needs besides Flask-Login.
        headers: The headers that are compared besides: ``Location``, or an attribute of a cookie as
            ``Set-Cookie: remember_token; Secure``, whatever the app calls that cookie.
        signals: The signals of Flask-Login that are compared in requests without a stage.
        hints: Where to look, what differs, what it means; in this order.
        explanation: What was wrong, for somebody who has never seen a session cookie.
        pages: The paths of the app's pages by what they are.
        accounts: Who can log in, by the names that the scenarios use.
        repair: The reference repair, to be made in this order.
        scenarios: By what it is judged.
        files: The broken app as the learner gets it: texts by the paths of the files.
    """

    name: str = ""
    title: str
    complaint: str
    fault: str = ""
    finding: str = ""
    requires: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    hints: tuple[str, ...]
    explanation: str
    pages: Mapping[str, str]
    accounts: Mapping[str, Visitor]
    repair: tuple[TextChange, ...]
    scenarios: Mapping[str, Scenario]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def healthy_files(self) -> dict[str, str]:
        """The app with the reference repair made."""
        return replaced(self.files, self.repair)


def replaced(files: Mapping[str, str], replacements: Sequence[TextChange]) -> dict[str, str]:
    """Return files with texts in them replaced, one after the other.

    Raises:
        ExerciseError: A text does not stand there exactly once.
    """
    changed = dict(files)
    for each in replacements:
        found = changed.get(each.file, "").count(each.before)
        if found != 1:
            shown = re.sub(r"\s+", " ", each.before).strip()
            raise ExerciseError(
                f"{each.file}: the text that is to be replaced stands there {found} times instead of once: {shown}"
            )
        changed[each.file] = changed[each.file].replace(each.before, each.after)
    return changed
