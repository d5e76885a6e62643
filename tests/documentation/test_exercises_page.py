"""docs/writing-exercises.md is true: its keys are those that are read, its limits those that hold."""

import re
from dataclasses import fields

from tests import ROOT
from tracer.exercises.exercise import Exercise
from tracer.exercises.loading import DESCRIPTION, FOLDER
from tracer.libraries import EXERCISE_SIDE
from tracer.recording.trials.order import MEMORY_LIMIT, TIME_LIMIT_OF_TRIAL

PAGE = (ROOT / "docs" / "writing-exercises.md").read_text(encoding="utf-8")


def test_the_table_has_every_key_and_no_other() -> None:
    part = PAGE[PAGE.index("## exercise.toml") : PAGE.index("## What is compared")]
    keys = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
    assert keys == [
        "format_version",
        *(field.name for field in fields(Exercise) if field.name not in {"name", "files"}),
    ]
    assert all(f"`{library}`" in part for library in EXERCISE_SIDE)


def test_the_limits_are_those_that_hold() -> None:
    assert f"longer than {TIME_LIMIT_OF_TRIAL:g} seconds" in " ".join(PAGE.split())
    assert f"{MEMORY_LIMIT >> 20} MB more" in " ".join(PAGE.split())


def test_the_files_lie_where_it_says() -> None:
    assert FOLDER == ROOT / "demo_app" / "exercises"
    paths = [ROOT / path for path in re.findall(r"^(demo_app/\S+|tests/\S+)", PAGE, re.MULTILINE)]
    assert [path for path in paths if not path.is_file()] == []
    assert DESCRIPTION in {path.name for path in paths}
