"""Coverage: which behaviours the lessons prove, and that nobody can claim to prove what is not so."""

import json
import re
from dataclasses import replace

import pytest

from tests.course import lessons, scenario
from tests.views.shown import shown
from tracer.authoring.coverage import as_plain, coverage, known_behaviours
from tracer.claims.claim import Claim
from tracer.claims.evaluate import Traces
from tracer.claims.selectors import StepSelector
from tracer.errors import NotInstalledError
from tracer.lessons.schema import Lesson, Proof
from tracer.trace.events import Trace
from tracer.views.coverage import CoverageReport

AT_LEAST = 110

LESSONS = [*lessons().values()]

TRUE = Claim(step=StepSelector(stage="logged_in"), fact="stage", equals="logged_in")
FALSE = replace(TRUE, equals="logged_out")
NOWHERE = Claim(step=StepSelector(stage="remembered"), fact="stage", equals="remembered")


def lesson(*proofs: Proof) -> Lesson:
    flow = scenario("login-flow")
    return Lesson(
        name="mine",
        format_version=1,
        title="Mine",
        summary="",
        minutes=1,
        scenarios={"login-flow": flow},
        behaviours=proofs,
    )


def test_every_behaviour_has_its_number_and_says_what_it_is() -> None:
    known = known_behaviours()
    assert [behaviour.number for behaviour in known] == [f"B{number}" for number in range(1, 159)]
    for behaviour in known:
        assert behaviour.group
        assert behaviour.title.endswith("."), behaviour.number
    assert len({behaviour.title for behaviour in known}) == len(known)


def test_the_lessons_prove_most_behaviours_and_each_other_one_has_its_reason() -> None:
    """That the claims are true is proven by the check of the lessons, which checks the same claims against the runs."""
    found = coverage(LESSONS)
    assert found.good, [covered.behaviour.number for covered in found.unexplained]
    assert len(found.proven) >= AT_LEAST
    for covered in found.behaviours:
        assert bool(covered.behaviour.reason) is not covered.proven, covered.behaviour.number


def test_every_proof_makes_a_claim() -> None:
    for taken in LESSONS:
        for proof in taken.behaviours:
            assert proof.claims, f"{taken.name}, {proof.number}"


def test_a_proof_whose_claim_is_false_proves_nothing(login_flow: Trace) -> None:
    mine = lesson(Proof(number="B60", claims=(TRUE, FALSE)), Proof(number="B66", claims=(TRUE,)))
    found = coverage([mine], lambda _: lambda _name: login_flow)
    assert [covered.behaviour.number for covered in found.proven] == ["B66"]
    assert not found.good
    said = shown(CoverageReport(found), plain=True)
    assert re.search(
        r"^B60 .* Not proven by mine\. In mine: in login-flow, .*“logged_in”; the claim expects", said, re.MULTILINE
    )
    assert "1 of 158 behaviours proven, by 3 claims checked against the runs." in said


def test_a_claim_that_points_at_nothing_proves_nothing(login_flow: Trace) -> None:
    found = coverage([lesson(Proof(number="B31", claims=(NOWHERE,)))], lambda _: lambda _name: login_flow)
    assert not found.proven
    assert 'In mine: this run has no step of the stage "remembered".' in shown(CoverageReport(found), plain=True)


def test_a_proof_without_a_claim_proves_nothing(login_flow: Trace) -> None:
    found = coverage([lesson(Proof(number="B31", claims=()))], lambda _: lambda _name: login_flow)
    assert not found.proven


def test_a_number_that_nobody_knows_is_said() -> None:
    found = coverage([lesson(Proof(number="B999", claims=(TRUE,)))])
    assert found.unknown == (("mine", "B999"),)
    assert "The lesson mine claims to prove B999, which is not the number of a behaviour." in shown(
        CoverageReport(found), plain=True
    )


def test_a_behaviour_without_proof_and_without_reason_is_not_good() -> None:
    found = coverage([])
    assert not found.good
    assert (
        "B1 LoginManager(app) puts itself into the app; a second one takes the place of the first. Not proven, and"
        in (shown(CoverageReport(found), plain=True))
    )


def test_what_was_found_can_be_written_as_json() -> None:
    plain = json.loads(json.dumps(as_plain(coverage(LESSONS))))
    assert (plain["format"], plain["format_version"], plain["known"]) == ("login-flow-coverage", 1, 158)
    first = plain["behaviours"][0]
    assert (first["number"], first["proven"]) == ("B1", True)
    assert first["proofs"][0]["problems"] == []


@pytest.mark.parametrize("width", [45, 100])
def test_the_report_fits_the_terminal(width: int) -> None:
    text = shown(CoverageReport(coverage(LESSONS)), width=width)
    assert all(len(line) <= width for line in text.splitlines())
    assert "Session protection" in text
    assert "B158" in text


def test_only_what_is_open_is_shown_when_asked() -> None:
    text = shown(CoverageReport(coverage(LESSONS), only_open=True), plain=True)
    assert "B157" in text
    assert "B158" not in text


def test_a_lesson_that_cannot_be_judged_here_proves_nothing_and_spoils_nothing() -> None:
    def traces(lesson: Lesson) -> Traces:
        raise NotInstalledError(f'The lesson "{lesson.name}" needs more.')

    mine = lesson(Proof(number="B1", claims=(TRUE,)))
    found = coverage([mine], traces)
    (covered,) = (each for each in found.behaviours if each.proofs)

    assert (covered.proven, covered.left_out) == (False, True)
    assert covered not in found.unexplained
    assert "B1 " in (text := shown(CoverageReport(found)))
    assert "Not judged here." in text
    assert 'The lesson "mine" needs more.' in text
    assert ", by 0 claims checked against the runs." in text
