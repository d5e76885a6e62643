"""What surrounds a step: its request, the answer, the page in the end, and what else the same action led to."""

from dataclasses import replace

from tests.course import app_of, performed, scenario
from tracer.trace.circumstances import Circumstances, circumstances
from tracer.trace.events import Trace
from tracer.trace.facts import PageFacts
from tracer.trace.table import table


def around(name: str) -> dict[int, Circumstances]:
    return dict(circumstances(table(performed(scenario(name), app_of(name)))))


def test_a_login_leads_by_its_redirect_to_the_page_behind_the_guard(login_flow: Trace) -> None:
    found = circumstances(table(login_flow))
    assert [found[number].companions for number in range(1, 10)] == [
        (1, 2),
        (1, 2),
        *[(3, 4, 5, 6)] * 4,
        (7,),
        (8, 9),
        (8, 9),
    ]
    assert [found[number].chain for number in (1, 3, 5, 7, 8)] == [1, 3, 3, 5, 7]


def test_the_page_is_the_one_that_came_when_the_redirects_ended(login_flow: Trace) -> None:
    found = circumstances(table(login_flow))
    pages = {number: one.page.heading for number, one in found.items() if one.page is not None}
    assert pages[1] == pages[2] == "Log in"
    assert {pages[number] for number in (3, 4, 5, 6)} == {"Protected page"}
    assert pages[7] == "Welcome"


def test_the_session_before_then_and_after(login_flow: Trace) -> None:
    logout = circumstances(table(login_flow))[7]
    assert (logout.session_before["_user_id"], "_user_id" in logout.session_then) == ("1", False)
    assert dict(logout.session_after) == {}
    assert logout.session_cookie is not None
    assert logout.session_cookie.deleted


def test_a_cookie_that_the_browser_refused_is_named_with_the_reason() -> None:
    login = next(one for one in around("cookie-attributes").values() if one.step.stage == "logged_in")
    assert login.refused_cookies == {"session": "refused: needs https"}


def test_two_browsers_are_kept_apart() -> None:
    found = around("remember-cookie-copied")
    assert len({one.step.browser for one in found.values()}) > 1
    for one in found.values():
        assert {found[number].step.browser for number in one.companions} == {one.step.browser}


def test_what_was_not_recorded_is_none(login_flow: Trace) -> None:
    without_pages = replace(
        login_flow, events=tuple(e for e in login_flow.events if not isinstance(e.facts, PageFacts))
    )
    assert all(one.page is None for one in circumstances(table(without_pages)).values())
    only_stages = replace(login_flow, events=tuple(event for event in login_flow.events if event.kind == "stage"))
    for one in circumstances(table(only_stages)).values():
        assert (one.request, one.response, one.chain, one.session_cookie) == (None, None, None, None)
        assert one.companions == (one.step.number,)
