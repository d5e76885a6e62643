"""Checking many lessons on several processors."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.authoring.true_lesson import every_kind
from tests.cli.in_process import tracer
from tests.cli.process import tracer_process
from tracer.activities.check_lessons import shares
from tracer.authoring.check import Loaded
from tracer.lessons.partial_loading import LessonFile


def lessons(*apps: str) -> Loaded:
    return [LessonFile(Path(f"{number}.toml"), replace(every_kind(), app=app)) for number, app in enumerate(apps)]


@pytest.mark.parametrize("processors", [1, 2, 3, 8])
def test_each_lesson_is_in_one_share_and_those_on_quart_stay_with_the_parent(processors: int) -> None:
    loaded = lessons(*["flask"] * 9, "quart", "flask", "quart")
    found = shares(loaded, processors)
    assert len(found) == processors
    assert sorted(file.path.name for share in found for file in share) == sorted(file.path.name for file in loaded)
    assert all(file.lesson.app != "quart" for share in found[1:] for file in share)


def test_few_lessons_need_no_second_process() -> None:
    assert len(shares(lessons("flask", "flask"), 2)) == 1


def test_what_another_process_finds_is_reported_in_the_order_of_the_files(tmp_path: Path) -> None:
    for number in range(9):
        tracer("new-lesson", f"lesson-{number}", "--lessons", str(tmp_path))
    broken = sorted(tmp_path.glob("*.toml"))
    assert len(broken) == 9
    for path in broken[3:5]:
        path.write_text(path.read_text("utf-8").replace("right = true", "right = false"), encoding="utf-8")
    done = tracer_process("check-lessons", str(tmp_path), "--plain")
    assert (done.returncode, done.stderr) == (1, "")
    named = [line.partition(":")[0] for line in done.stdout.splitlines() if line.startswith("lesson-")]
    assert set(named) == {"lesson-3.toml", "lesson-4.toml"}
    assert named == sorted(named)
