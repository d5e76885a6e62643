"""docs/writing-lessons.md is true: its examples make a lesson that passes the check, and it explains everything."""

import dataclasses
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tests import ROOT
from tests.cli.process import environment
from tracer.activities.lesson_runs import run_for_lesson
from tracer.authoring.check import RULE_NAMES, WARNING_NAMES, Report, check
from tracer.claims.claim import EXPECTATIONS, PLACES, SUBJECTS
from tracer.claims.selectors import EventSelector, RequestSelector, StepSelector
from tracer.lessons.library import BUILT_IN, Library, load_lesson
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
    QuestionKind,
    QuestionTarget,
    SpeakerNote,
)
from tracer.stages import BY_NAME
from tracer.trace.scenario import VERBS, Scenario

PAGE = (ROOT / "docs" / "writing-lessons.md").read_text(encoding="utf-8")
TOML = "\n".join(re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))


def examples(name: str) -> list[str]:
    return re.findall(rf"^<!-- example: {re.escape(name)} -->\n```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    folder = tmp_path / "my-lessons"
    folder.mkdir()
    (folder / "cart.toml").write_text(TOML, encoding="utf-8")
    return folder / "cart.toml"


def report_of(lesson: Path) -> Report:
    return check([lesson], run_for_lesson, Library((lesson.parent, BUILT_IN)))


def test_the_examples_together_are_a_lesson_that_passes_the_check(lesson: Path) -> None:
    report = report_of(lesson)
    assert [str(problem) for problem in report.problems] == []
    assert report.questions == 9


def test_every_kind_of_question_and_every_form_of_claim_has_an_example(lesson: Path) -> None:
    taken = load_lesson(lesson)
    assert {question.kind for question in taken.questions} == set(get_args(QuestionKind))
    claims = [claim for proof in taken.behaviours for claim in proof.claims]
    assert {claim.expectation for claim in claims} == set(EXPECTATIONS)
    for name in (*PLACES, *SUBJECTS, "scenario"):
        assert any(getattr(claim, name) is not None for claim in claims), name


def test_each_example_counts(lesson: Path) -> None:
    """Take any one of the claims and turn it round: the check says so."""
    lesson.write_text(TOML.replace("{ steps = 5 }", "{ steps = 6 }"), encoding="utf-8")
    assert [problem.rule for problem in report_of(lesson).problems] == ["claim-is-false"]


SCHEMA = (
    Lesson, Scenario, Flow, FlowNode, FlowEdge, Code, CodeExcerpt, Moment, SpeakerNote, Proof, Question, Choice,
    QuestionTarget, StepSelector, RequestSelector, EventSelector,
)  # fmt: skip


GIVEN = {Lesson: {"name"}, Scenario: {"name"}, Question: {"runs"}}
"""What the loader gives, and no file."""


@pytest.mark.parametrize("part", SCHEMA, ids=lambda part: part.__name__)
def test_every_key_is_explained(part: type) -> None:
    names = {field.name for field in dataclasses.fields(part)} - GIVEN.get(part, set())
    for name in names:
        assert re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`|^{name} = |\b{name} = ", PAGE, re.MULTILINE), name


def test_every_verb_stage_and_rule_is_named() -> None:
    for verb, form in VERBS.items():
        row = next((line for line in PAGE.splitlines() if line.startswith("|") and f"`{verb}`" in line), "")
        assert row, verb
        for field in form.required | form.optional:
            assert f"`{field}`" in row, f"{verb}: {field}"
    for stage in BY_NAME:
        assert f"`{stage}`" in PAGE
    for rule, demand in {**RULE_NAMES, **WARNING_NAMES}.items():
        assert f"| `{rule}` | {demand} |" in PAGE


def test_the_commands_work_as_they_are_written(tmp_path: Path) -> None:
    begin, go_on = examples("commands")
    for line in begin.splitlines():
        assert run(line, tmp_path).returncode == (1 if " quiz " in line else 0), line
    (tmp_path / "my-lessons" / "cart.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "my-lessons" / "answers.txt").write_text(examples("answers.txt")[0], encoding="utf-8")
    for line in go_on.splitlines():
        done = run(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    assert "9 of 9 questions right, 9 at the first try without a hint." in done.stdout


def run(line: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    words = shlex.split(line)
    command = [sys.executable, *words[1:]] if words[0] == "python" else words
    settings = environment(PYTHONPATH=str(ROOT), TRACER_HOME=str(folder / "home"))
    return subprocess.run(
        command, cwd=folder, env=settings, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("http"):
            assert (ROOT / "docs" / target).exists(), target
