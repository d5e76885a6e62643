"""A hunt offers one right answer and no second one to each question, and the same seed is the same hunt."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from subprocess import run

import pytest

from tracer.errors import UsageError
from tracer.exercises.changed_app import ChangedApp
from tracer.exercises.hunt import Hunt
from tracer.exercises.hunt_lesson import hunt_lesson, step_question_of, traces_of
from tracer.exercises.hunted_apps import demo_ground
from tracer.exercises.hunting_ground import HuntingGround
from tracer.exercises.tried_remedies import TriedRemedy
from tracer.lessons.schema import Lesson
from tracer.mutants.catalogue import BY_NAME, KINDS
from tracer.mutants.mutant import Mutant, MutantKind
from tracer.mutants.source_file import Edit
from tracer.quiz.answer_key import ProvenAnswer
from tracer.quiz.prompt import pose, prove_question
from tracer.recording.trials.order import TrialOrder, TrialResult
from tracer.recording.trials.trials import Trials
from tracer.trace.compare import compare

SEEDS = range(200)
HALVES = (KINDS[::2], KINDS[1::2])


@pytest.fixture(scope="module")
def ground() -> Iterator[HuntingGround]:
    """Return the demo app; a run that one seed has needed is there for the others."""
    with demo_ground() as opened:
        yield opened


def proven(hunt: Hunt, lesson: Lesson) -> Iterator[tuple[str, Sequence[ProvenAnswer]]]:
    for question in lesson.questions:
        yield question.id, prove_question(question, traces_of(hunt))


def seeds_of(ground: HuntingGround, kinds: Sequence[MutantKind]) -> list[int]:
    """Return the seeds that try one of some kinds of mistakes first."""
    names = {kind.name for kind in kinds}
    return [seed for seed in SEEDS if next(iter(ground._in_order(seed, 3))).kind in names]


@pytest.mark.exhaustive
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("half", HALVES, ids=["one half of the kinds", "the other half"])
def test_200_seeds_never_offer_two_right_answers_or_none(ground: HuntingGround, half: Sequence[MutantKind]) -> None:
    """Seeds of the same kinds are together: they have runs in common, and each half may have a process of its own."""
    kinds: set[str] = set()
    for seed in seeds_of(ground, half):
        hunt = Hunt.begin(ground, seed)
        lesson = hunt_lesson(hunt)
        kinds.add(hunt.kind.name)
        assert {"line", "step", "remedy"} == {question.id for question in lesson.questions}, seed
        for question, answers in proven(hunt, lesson):
            where = f"{question} of seed {seed}: {hunt.mutant.name}"
            assert all(answer.evaluation is not None for answer in answers), where
            assert [answer.text for answer in answers if answer.right] == [
                answer.text for answer in answers if answer.marked
            ], where
            assert sum(answer.right for answer in answers) == 1 < len(answers), where
            assert len({answer.text for answer in answers}) == len(answers), where
            assert all(answer.why for answer in answers), where
    assert len(kinds & {kind.name for kind in half}) > 12, "the seeds reach many kinds of mistakes"


def test_each_seed_is_in_one_half(ground: HuntingGround) -> None:
    assert sorted(seed for half in HALVES for seed in seeds_of(ground, half)) == [*SEEDS]


def test_what_is_asked_first_is_proven_first(ground: HuntingGround, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines are asked for before the remedies, and each remedy takes many runs."""
    hunt = Hunt.begin(ground, 7)
    lines = [line.app.name for line in hunt.lines]
    begun: list[str] = []
    begin = ground.runs.begin

    def noted(app: ChangedApp, names: Iterable[str]) -> None:
        begun.append(app.name)
        begin(app, names)

    monkeypatch.setattr(ground.runs, "begin", noted)
    hunt.begin_proofs()
    assert begun[: len(lines)] == lines
    assert len(begun) > len(lines)


def test_a_wrong_remedy_was_applied_and_leaves_a_run_that_differs(ground: HuntingGround) -> None:
    for seed in range(6):
        hunt = Hunt.begin(ground, seed)
        wrong = [remedy for remedy in hunt.remedies if not remedy.right]
        assert len(wrong) == 3
        for remedy in wrong:
            broken = hunt.fault.broken
            assert (remedy.app.texts, remedy.app.settings) != (broken.texts, broken.settings), "something was changed"
            (name,) = remedy.runs
            assert not compare(ground.runs.trace(remedy.app, name), ground.healthy(name)).same
        (right,) = (remedy for remedy in hunt.remedies if remedy.right)
        assert set(right.runs) == set(ground.scenarios), "it is judged by every scenario"
        assert all(compare(ground.runs.trace(right.app, name), ground.healthy(name)).same for name in right.runs)


def test_of_both_runs_one_step_alone_is_the_first_that_differs(ground: HuntingGround) -> None:
    """Where the broken run has too few steps to ask for one, the question is asked of the healthy run instead."""
    asked = 0
    for seed in range(8):
        hunt = Hunt.begin(ground, seed)
        for of_healthy in (False, True):
            question = step_question_of(hunt, of_healthy=of_healthy)
            if question is not None:
                answers = prove_question(question, traces_of(hunt))
                assert sum(answer.right for answer in answers) == 1 < len(answers), (seed, of_healthy)
                assert [answer.right for answer in answers] == [answer.marked for answer in answers], (seed, of_healthy)
                asked += 1
    assert asked > 8, "some runs can be asked of both"


def test_no_known_mistake_at_a_wrong_line_gives_the_run_that_is_shown(ground: HuntingGround) -> None:
    for seed in range(6):
        hunt = Hunt.begin(ground, seed)
        shown = ground.runs.trace(hunt.fault.broken, hunt.fault.shown)
        for line in hunt.lines:
            there = [
                mutant
                for mutant in ground.mutants
                if (ground.named(mutant.file), ground.line_of(mutant)) == (line.file, line.number) and not line.right
            ]
            assert line.right or there
            for mutant in there:
                traces = ground.runs.traces(ground.broken(mutant), [hunt.fault.shown])
                assert traces is None or not compare(traces[hunt.fault.shown], shown).same


def test_a_line_is_shown_as_the_healthy_app_has_it(ground: HuntingGround) -> None:
    for seed in range(20):
        hunt = Hunt.begin(ground, seed)
        healthy = {ground.named(path): source.text.splitlines() for path, source in ground.sources.items()}
        assert all(healthy[line.file][line.number - 1].strip() == line.text for line in hunt.lines)
        assert hunt.line_before != hunt.line_now


def told(hunt: Hunt) -> tuple[object, ...]:
    lesson = hunt_lesson(hunt)
    questions = [
        (question.id, question.text, [(choice.text, choice.right, choice.why) for choice in question.choices])
        for question in lesson.questions
    ]
    return hunt.mutant.name, lesson.symptom, hunt.fault.shown, questions


SAME = """
import json
from tests.exercises.test_hunt import told
from tracer.exercises.hunt import Hunt
from tracer.exercises.hunted_apps import demo_ground
with demo_ground() as ground:
    print(json.dumps([told(Hunt.begin(ground, seed)) for seed in (3, 5)]))
"""


@pytest.mark.long
def test_the_same_seed_is_the_same_hunt_in_another_process(ground: HuntingGround) -> None:
    here = [told(Hunt.begin(ground, seed)) for seed in (3, 5)]
    other = {**os.environ, "PYTHONHASHSEED": "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"}
    done = run([sys.executable, "-c", SAME], env=other, capture_output=True, check=True, timeout=200)
    assert json.loads(done.stdout) == json.loads(json.dumps(here))


def test_other_seeds_are_other_hunts(ground: HuntingGround) -> None:
    assert len({Hunt.begin(ground, seed).mutant.name for seed in range(12)}) > 6


def test_a_level_chooses_among_its_kinds_alone(ground: HuntingGround) -> None:
    for seed in range(12):
        assert Hunt.begin(ground, seed, 1).kind.level == 1
        assert Hunt.begin(ground, seed, 2).kind.level <= 2


def at(ground: HuntingGround, ending: str, before: str, after: str) -> Mutant:
    """Return a mutant of the demo app that puts one text in the place of another one."""
    source = next(source for path, source in ground.sources.items() if PurePath(path).match(ending))
    start = source.text.index(before)
    line = source.text.count("\n", 0, start) + 1
    return Mutant("login-left-out", source.path, line, "login", before, (Edit(start, start + len(before), after),))


def hunting(ground: HuntingGround, *mutants: Mutant) -> HuntingGround:
    return HuntingGround([*ground.sources.values()], ground.runs, PurePath(), is_steady=True, mutants=mutants)


def test_a_mutant_that_shows_in_no_run_is_never_offered(ground: HuntingGround) -> None:
    equivalent = at(ground, "authentication.py", "Wrong name or wrong password.", "Nobody has such a password.")
    fault = at(ground, "authentication.py", "if user is None:", "if user is not None:")
    assert ground.found(equivalent) is None
    assert ground.found(fault) is not None
    for seed in range(10):
        assert [found.mutant for found in hunting(ground, equivalent, fault).faults(seed, 3)] == [fault]
    with pytest.raises(UsageError, match="No fault can be put into this app"):
        Hunt.begin(hunting(ground, equivalent), 1)


def test_a_fault_that_could_stand_on_one_line_alone_is_never_offered(ground: HuntingGround) -> None:
    fault = at(ground, "authentication.py", "if user is None:", "if user is not None:")
    with pytest.raises(UsageError, match="more than one line"):
        Hunt.begin(hunting(ground, fault), 1)


@pytest.mark.parametrize(
    ("what", "after"),
    [
        ("crashes while it is loaded", "1 / 0"),
        ("ends its process", '__import__("os")._exit(0)'),
        pytest.param(
            *("takes all memory", "[bytearray(10**8) for _ in range(10**6)]"),
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory"),
        ),
    ],
)
def test_a_mutant_that_cannot_be_run_is_never_offered(ground: HuntingGround, what: str, after: str) -> None:
    broken = at(ground, "authentication.py", 'Blueprint("authentication", __name__)', f"{after}  # {what}")
    assert ground.found(broken) is None


def test_a_mutant_that_loops_for_ever_is_ended_and_never_offered(
    ground: HuntingGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform = Trials.perform
    ended: list[str] = []

    def perform_in_less_time(trials: Trials, order: TrialOrder) -> TrialResult:
        result = perform(trials, replace(order, time_limit=4.0) if order.sources else order)
        ended.extend(failure.kind for failure in result.failures.values())
        return result

    monkeypatch.setattr(Trials, "perform", perform_in_less_time)
    endless = at(ground, "authentication.py", "logout_user()\n", "exec('while True: pass')\n")
    assert ground.found(endless) is None
    assert "too long" in ended
    assert ground.healthy("login-flow").scenario is not None, "the others go on"


def test_a_remedy_that_mends_is_never_offered_as_a_wrong_one(ground: HuntingGround) -> None:
    mutant = at(ground, "settings.py", '"SESSION_PROTECTION": "basic"', '"SESSION_PROTECTION": "strong"')
    fault = ground.found(mutant)
    assert fault is not None
    mending = ChangedApp("mended by a setting", fault.broken.texts, {"SESSION_PROTECTION": "basic"})
    names = list(ground.scenarios)
    traces = ground.runs.traces(mending, names)
    assert traces is not None
    assert all(compare(traces[name], ground.healthy(name)).same for name in names), "this setting mends it"
    hunt = Hunt(ground, fault, 1, 3)
    assert hunt.refuted(TriedRemedy("basic-protection", "", "", {"SESSION_PROTECTION": "basic"})) is None
    assert hunt.refuted(TriedRemedy("no-protection", "", "", {"SESSION_PROTECTION": None})) is not None


@pytest.mark.parametrize("seed", range(4))
def test_every_wrong_answer_that_is_submitted_is_judged_wrong_with_its_reason(ground: HuntingGround, seed: int) -> None:
    hunt = Hunt.begin(ground, seed)
    for question in hunt_lesson(hunt).questions:
        posed = pose(question, traces_of(hunt))
        for answer in posed.answers:
            verdict = posed.grade(posed.parse(answer.label))
            assert verdict.right == answer.right
            assert verdict.reason


def test_every_kind_that_the_demo_app_knows_has_words_for_the_learner(ground: HuntingGround) -> None:
    for mutant in ground.mutants:
        kind = BY_NAME[mutant.kind]
        assert kind.complaint
        assert kind.remedy_of(mutant)
        assert kind.told_of(mutant)
