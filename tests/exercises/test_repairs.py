"""Each exercise: the broken app is refused, right repairs are accepted, and each wrong one by the scenario against it.

An author tries one by hand: ``python -m pytest -q -n0 tests/exercises/test_repairs.py -k NAME``.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from tracer.exercises.exercise import APP_FILE, TextChange, replaced
from tracer.exercises.judge import Deviation, Judgement, judge
from tracer.exercises.loading import exercise, exercise_names
from tracer.exercises.readme import readme
from tracer.exercises.runs import healthy_traces, order_of, write_files
from tracer.findings import find
from tracer.recording.trials.order import TrialResult
from tracer.recording.trials.trials import Trials
from tracer.trace.events import Trace
from tracer.trace.validation import read

REPAIRS = Path(__file__).resolve().parent / "repairs"
MOST_LINES = 80


@pytest.fixture(scope="module", params=exercise_names())
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of an exercise; its tests follow one another, so that one process runs its apps once for all."""
    return str(request.param)


@dataclass(frozen=True)
class OtherRepair:
    """Another right repair than the reference."""

    why: str
    change: tuple[TextChange, ...]


@dataclass(frozen=True)
class WrongRepair:
    """What only looks like a repair, and the scenario that refuses it."""

    cheat: str
    refused_by: str
    change: tuple[TextChange, ...]


@dataclass(frozen=True)
class Repairs:
    """What tests try on an exercise."""

    other: OtherRepair
    wrong: tuple[WrongRepair, ...]


@cache
def repairs(name: str) -> Repairs:
    return read(Repairs, tomllib.loads((REPAIRS / f"{name}.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with Trials() as ready:
        yield ready


HASH = re.compile(r"generate_password_hash\(([^(),]+)\)")
HEALTHY: dict[str, Mapping[str, Trace]] = {}
BROKEN: dict[str, TrialResult] = {}


def cheap(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of an app with hashes of passwords that cost a millisecond and not a hundred."""
    return {name: HASH.sub(r'generate_password_hash(\1, "pbkdf2:sha256:1000")', text) for name, text in files.items()}


def healthy(name: str, trials: Trials) -> Mapping[str, Trace]:
    if name not in HEALTHY:
        app = replace(exercise(name), files=cheap(exercise(name).healthy_files), repair=())
        HEALTHY[name] = healthy_traces(app, trials)
    return HEALTHY[name]


def tried(name: str, folder: Path, trials: Trials, change: Sequence[TextChange]) -> TrialResult:
    if not change and name in BROKEN:
        return BROKEN[name]
    write_files(cheap(replaced(exercise(name).files, change)), folder)
    result = trials.perform(order_of(exercise(name), folder))
    return result if change else BROKEN.setdefault(name, result)


def judged(name: str, folder: Path, trials: Trials, change: Sequence[TextChange] = ()) -> Judgement:
    runs = tried(name, folder, trials, change).runs
    return judge(exercise(name), healthy(name, trials), runs)


def told(judgement: Judgement) -> str:
    """Return what a judge says, for the message of a test that fails."""
    lines = []
    for name, verdict in judgement.verdicts.items():
        if isinstance(verdict, Deviation):
            lines.append(f"{name}, action {verdict.action}: healthy: {verdict.healthy} | here: {verdict.here}")
        elif verdict is not None:
            lines.append(f"{name}: {verdict.message} ({verdict.file}:{verdict.line}: {verdict.text})")
    return "\n".join(lines)


def test_the_app_is_short_and_knows_nothing_of_the_tracer(name: str) -> None:
    app = exercise(name).files[APP_FILE]
    assert len(app.splitlines()) <= MOST_LINES
    for file, text in exercise(name).files.items():
        nodes = ast.walk(ast.parse(text)) if file.endswith(".py") else ()
        imported = [
            alias.name for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
        ]
        assert not [module for module in imported if module.startswith(("tracer", "demo_app"))]
        assert "tracer" not in text


def test_the_readme_tells_the_complaint_the_pages_and_the_accounts(name: str) -> None:
    text = readme(exercise(name))
    assert exercise(name).complaint.strip() in text
    assert all(path in text for path in exercise(name).pages.values())
    assert all(each.password in text for each in exercise(name).accounts.values())
    assert exercise(name).explanation.strip() not in text


def test_every_scenario_guards_against_something(name: str, tmp_path: Path, trials: Trials) -> None:
    """A scenario that refuses neither the broken app nor a wrong repair proves nothing."""
    broken = judged(name, tmp_path, trials).verdicts
    refusing = {each.refused_by for each in repairs(name).wrong}
    idle = [scenario for scenario, verdict in broken.items() if verdict is None and scenario not in refusing]
    assert idle == []


def test_the_broken_app_is_refused(name: str, tmp_path: Path, trials: Trials) -> None:
    judgement = judged(name, tmp_path, trials)
    assert not judgement.mended
    assert judgement.refused_by in exercise(name).scenarios


def test_the_first_scenario_shows_the_complaint(name: str, tmp_path: Path, trials: Trials) -> None:
    judgement = judged(name, tmp_path, trials)
    assert judgement.refused_by == next(iter(exercise(name).scenarios))


def test_the_finding_is_found_in_the_broken_app_and_not_in_the_healthy_one(
    name: str, tmp_path: Path, trials: Trials
) -> None:
    code = exercise(name).finding
    traces = tried(name, tmp_path, trials, ()).traces
    found = {finding.code for trace in traces.values() for finding in find(trace)}
    right = {finding.code for trace in healthy(name, trials).values() for finding in find(trace)}
    assert not code or (code in found and code not in right), (found, right)


def test_nothing_is_found_in_the_healthy_app(name: str, trials: Trials) -> None:
    """Not even of the attacks that some scenarios perform: the healthy app withstands them."""
    found = {
        (scenario, finding.code, finding.what)
        for scenario, trace in healthy(name, trials).items()
        for finding in find(trace)
    }
    assert found == set()


def test_the_reference_repair_mends_it(name: str, tmp_path: Path, trials: Trials) -> None:
    judgement = judged(name, tmp_path, trials, exercise(name).repair)
    assert judgement.mended, told(judgement)


def test_another_right_repair_mends_it_too(name: str, tmp_path: Path, trials: Trials) -> None:
    judgement = judged(name, tmp_path, trials, repairs(name).other.change)
    assert judgement.mended, told(judgement)


def test_each_wrong_repair_is_refused_by_the_scenario_against_it(name: str, tmp_path: Path, trials: Trials) -> None:
    accepted = []
    for number, wrong in enumerate(repairs(name).wrong, 1):
        judgement = judged(name, tmp_path / str(number), trials, wrong.change)
        if judgement.refused_by != wrong.refused_by:
            accepted.append(f"{wrong.cheat}\nby {judgement.refused_by}, not {wrong.refused_by}:\n{told(judgement)}")
    assert accepted == [], "\n\n".join(accepted)
