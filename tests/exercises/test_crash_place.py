"""A crash is told at the learner's own line, also where a library has raised, or a template given as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.views.shown import shown
from tracer.activities.exercise_report import ReportedExercise, verdict_on
from tracer.activities.exercise_trials import ExerciseTrials
from tracer.exercises.crash_place import crash_place
from tracer.exercises.exercise import Exercise
from tracer.exercises.learner_folder import LearnerFolder
from tracer.exercises.loading import exercise
from tracer.exercises.shown_run import Crash
from tracer.trace.events import Place, Trace

TEXTS, FILES = exercise("back-at-the-form"), exercise("crash-for-visitors")


@pytest.fixture(scope="module")
def trials() -> Iterator[ExerciseTrials]:
    with ExerciseTrials() as found:
        yield found


def line_of(text: str, found: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if found in line)


class Break(NamedTuple):
    """How an app is broken, and what is told of the crash below what was raised."""

    model: Exercise
    file: str
    before: str
    after: str
    at: str
    behind: str = ""


@pytest.mark.parametrize(
    "case",
    [
        Break(TEXTS, "app.py", "login_user(reader)", "login_user(reader.id)", "at app.py:{} in login()"),
        Break(TEXTS, "app.py", "login_user(reader)", "login_user(reader, rember=1)", "at app.py:{} in login()"),
        Break(TEXTS, "app.py", "{{ text }}", "{{ text.no.such }}", "at app.py:{}, in a template"),
        Break(
            TEXTS,
            "app.py",
            "    return READERS.get(reader_id)",
            "    return str(reader_id)",
            "the last of your code before it: app.py:{} in load_reader()",
            "raised by a library, at flask_login/",
        ),
        Break(FILES, "templates/home.html", "<h1>", "<h1>{{ nobody.name }}", "at templates/home.html:{} in block"),
    ],
)
def test_the_line_of_the_learner_stands_first(case: Break, tmp_path: Path, trials: ExerciseTrials) -> None:
    model, file, before, after, at, behind = case
    broken = model.healthy_files[file].replace(before, after)
    folder = LearnerFolder(tmp_path, {**model.healthy_files, file: broken})
    folder.make()
    told = [*verdict_on(ReportedExercise(model, folder, trials.healthy_traces(model), 0), trials.judged(model, folder))]
    lines = shown(told[-1], width=200).splitlines()
    assert lines[0].startswith("✗ Your app crashes: ")
    number = line_of(broken, "def load_reader" if behind else after) - bool(behind)
    assert lines[1].strip().startswith(at.format(number))
    assert lines[2].strip().startswith(behind) if behind else not lines[2].startswith("  ")


def place_in(text: str, line: int) -> str:
    crash = Crash("UndefinedError", "", Place("<template>", line, "top-level template code"), 1)
    return crash_place(Trace(None, "app", ()), crash, {"app.py": text}).own


ONE = 'PAGE = """\n<p>{{ name }}</p>\n"""\n\ndef home():\n    return render_template_string(PAGE)\n'


def test_a_line_of_a_template_in_the_code_is_named_only_where_no_other_text_could_be_it() -> None:
    assert place_in(ONE, 2) == "app.py:2, in a template"
    unknown = "line 2 of a template that is given as text"
    assert place_in(ONE + "\ndef other():\n    return render_template_string(text_of())\n", 2) == unknown
    two = ONE + '\nOTHER = """\n{{ other }}"""\n\ndef other():\n    return flask.render_template_string(OTHER)\n'
    assert place_in(two, 2) == unknown
    assert place_in(ONE.replace("<p>", "<p>\\n"), 2) == unknown, "a line that is written in another way"
    assert place_in("def broken(:", 2) == unknown
