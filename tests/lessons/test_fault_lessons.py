"""Each fault has its lesson: a symptom, a run beside the healthy one, and causes that are really mended."""

from collections.abc import Mapping

import pytest

from demo_app.faults import FAULTS, HEALTHY
from demo_app.faults.parts import PARTS
from demo_app.faults.remedies import REMEDIES
from tests.course import LIBRARY, course, lesson
from tests.demo_app.test_faults import module_of
from tracer.findings import find
from tracer.lessons.schema import Question
from tracer.trace.compare import compare

CODES: Mapping[str, str] = {
    "public-page": "guard-above-route",
    "back-at-the-form": "login-user-not-called",
    "gone-on-the-next-page": "user-not-found-again",
    "broken-for-one-browser": "loader-raises",
    "known-to-nobody": "user-not-found-again",
    "no-error-no-entry": "inactive-user-ignored",
    "bare-401": "no-login-view",
    "away-to-another-site": "open-redirect",
    "always-the-home-page": "next-lost",
    "crash-after-the-password": "secret-key-missing",
    "still-in-after-logout": "session-cleared-after-logout",
    "works-only-once": "strong-protection-with-remember-me",
    "logged-out-by-a-link": "logout-by-get",
    "crash-at-login": "not-a-user",
    "slow-pages": "user-loaded-for-static-files",
    "page-without-style": "guard-blocks-static-files",
    "every-page-crashes": "no-user-loader",
    "endless-redirects": "loaded-but-not-authenticated",
    "only-on-my-machine": "cookie-secure-over-http",
    "password-never-right": "password-hash-cut-off",
    "crash-for-visitors": "anonymous-user-has-no-such-attribute",
    "never-logged-out": "remember-cookie-unasked",
}
"""The finding that names each fault."""


def question(fault: str, identifier: str) -> Question:
    return next(question for question in lesson(fault).questions if question.id == identifier)


def repairs(asked: Question) -> Mapping[str, bool]:
    """Return what each choice mends or tries, and whether it is marked right."""
    found: dict[str, bool] = {}
    for choice in asked.choices:
        assert choice.claim is not None
        assert choice.claim.scenario is not None
        found[choice.claim.scenario.partition("+")[2]] = choice.right
    return found


def test_every_fault_has_a_lesson_and_a_finding() -> None:
    assert set(CODES) == set(FAULTS)
    faults = [outline.name for outline in LIBRARY.outlines() if outline.part == "faults"]
    assert faults == [*FAULTS], "the lessons stand in the order of the list"


@pytest.mark.parametrize("fault", FAULTS)
def test_the_lesson_shows_the_faulty_app_beside_the_healthy_one(fault: str) -> None:
    shown = lesson(fault)
    assert (shown.app, shown.main_scenario.name) == (f"faults/{fault}", fault)
    assert shown.beside == f"{fault}@faults/{HEALTHY}"
    assert shown.symptom
    assert shown.guess == shown.questions[0].id == "cause", "what is asked first is the guess"
    assert {asked.id for asked in shown.questions} >= {"first-difference", "cause", "remedy"}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_cause_names_the_app_with_that_one_part_mended(fault: str) -> None:
    offered = repairs(question(fault, "cause"))
    assert len(offered) >= 4
    assert set(offered) <= set(PARTS)
    assert [part for part, right in offered.items() if right] == [module_of(fault).PART]
    for choice in question(fault, "cause").choices:
        assert choice.claim is not None
        assert choice.claim.same_as == f"{fault}@faults/{HEALTHY}"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_remedy_is_really_tried(fault: str) -> None:
    offered = repairs(question(fault, "remedy"))
    assert [repair for repair, right in offered.items() if right] == [module_of(fault).PART]
    assert {repair for repair, right in offered.items() if not right} <= set(REMEDIES)


def test_every_remedy_is_tried_somewhere() -> None:
    assert {repair for fault in FAULTS for repair in repairs(question(fault, "remedy"))} >= set(REMEDIES)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_faulty_run_differs_from_the_healthy_one_and_the_mended_one_does_not(fault: str) -> None:
    traces = course().traces(lesson(fault))
    broken, healthy = traces(fault), traces(f"{fault}@faults/{HEALTHY}")
    assert not compare(broken, healthy).same
    assert compare(traces(f"{fault}@faults/{fault}+{module_of(fault).PART}"), healthy).same


@pytest.mark.parametrize("fault", FAULTS)
def test_the_healthy_app_that_is_observed_is_the_demo_app_that_announces(fault: str) -> None:
    traces = course().traces(lesson(fault))
    observed, announced = traces(f"{fault}@faults/{HEALTHY}"), traces(f"{fault}@flask")
    assert (observed.witness, announced.witness) == ("observed", "announced")
    assert compare(observed, announced).same


@pytest.mark.parametrize("fault", FAULTS)
def test_the_findings_name_the_fault_and_nothing_on_the_healthy_app(fault: str) -> None:
    traces = course().traces(lesson(fault))
    assert CODES[fault] in {finding.code for finding in find(traces(fault))}
    assert not find(traces(f"{fault}@faults/{HEALTHY}"))
