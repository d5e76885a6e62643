"""The findings of a trace that grows are those of the whole trace, however it comes in pieces."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foreign_apps.driver import VISIT
from tests.foreign_apps.test_faults import FAULTS, MORE_PAGES
from tracer.findings import GENERAL_CODES, RULES, causes, find, live_findings
from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog, request_log_of
from tracer.findings.rule import RuleOfEachRequest
from tracer.trace.app_facts import AppFacts
from tracer.trace.events import Event, Trace
from tracer.trace.facts import RequestFacts
from tracer.trace.observed_facts import LoginUserFacts

pytestmark = pytest.mark.filterwarnings("ignore:coroutine", "ignore:The 'session' cookie is too large")


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> list[Trace]:
    """Return the runs of the apps that have a fault each."""

    def run(folder: Path, place: int) -> Trace:
        fault = FAULTS[place]
        app = fault.foreign.load(folder, *fault.changes)
        return fault.foreign.use(app, *(fault.actions or [VISIT]), **MORE_PAGES)

    return [run(tmp_path_factory.mktemp("app"), place) for place in range(0, len(FAULTS), 2)]


def in_pieces(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Yield the events up to each request, and those from one request to the next."""
    piece: list[Event] = []
    for event in events:
        if isinstance(event.facts, RequestFacts) and piece:
            yield piece
            piece = []
        piece.append(event)
    yield piece


def without_steps(findings: Sequence[Finding]) -> list[Finding]:
    return [replace(finding, step=None) for finding in findings]


def test_a_run_that_comes_request_by_request_gives_what_the_whole_gives(traces: list[Trace]) -> None:
    for trace in traces:
        live = live_findings(trace)
        for piece in in_pieces(trace.events):
            live.add(piece)
            told = causes(live.found())
        assert without_steps(told) == without_steps(find(trace))


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 # a seed makes it repeatable; nothing is secret


def mixed(traces: Sequence[Trace], chance: random.Random) -> Trace:
    """Return a trace of requests out of several runs, by several browsers, in any order."""
    described = [event for trace in traces for event in trace.events if isinstance(event.facts, AppFacts)]
    kinds = [
        [*group]
        for trace in traces
        for number, group in groupby(trace.events, key=lambda event: event.request)
        if number is not None
    ]
    between = [[event] for trace in traces for event in trace.of_kind("action")]
    events = [chance.choice(described)]
    for request in range(1, chance.randint(2, 60)):
        browser = chance.choice("AABC")
        if chance.random() < 0.1:
            events += [replace(event, browser=browser) for event in chance.choice(between)]
        events += [replace(event, request=request, browser=browser) for event in chance.choice(kinds)]
    numbered = tuple(replace(event, number=number) for number, event in enumerate(events, 1))
    return replace(chance.choice(traces), events=numbered)


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), pieces=st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_any_requests_in_any_pieces_give_what_the_whole_gives(
    traces: list[Trace], seed: int, pieces: list[int]
) -> None:
    trace = mixed(traces, chance(seed))
    live = live_findings(trace)
    waiting = [*in_pieces(trace.events)]
    at = 0
    while waiting:
        some, waiting = waiting[: pieces[at % len(pieces)]], waiting[pieces[at % len(pieces)] :]
        at += 1
        live.add([event for piece in some for event in piece])
        so_far = [event for event in trace.events if waiting == [] or event.number < waiting[0][0].number]
        assert without_steps(causes(live.found())) == without_steps(find(replace(trace, events=tuple(so_far))))


def test_a_login_seen_later_takes_back_what_was_said_of_the_form(tmp_path: Path) -> None:
    fault = next(fault for fault in FAULTS if fault.code == "login-form-without-login")
    trace = fault.foreign.use(fault.foreign.load(tmp_path, *fault.changes), *fault.actions, **MORE_PAGES)
    # Nobody knows what was typed.
    trace = replace(trace, events=tuple(event for event in trace.events if event.kind != "action"))
    live = live_findings(trace)
    live.add(trace.events)
    assert [finding.code for finding in causes(live.found())] == [fault.code]

    form = next(event for event in trace.events if event.name == "POST" and isinstance(event.facts, RequestFacts))
    last = trace.events[-1].number
    called = LoginUserFacts("User", result=True, raised=None)
    login = [
        replace(form, number=last + 1, request=1_000, browser="Z"),
        replace(form, number=last + 2, request=1_000, browser="Z", name=called.event_name, facts=called),
    ]
    live.add(login)
    assert causes(live.found()) == find(replace(trace, events=(*trace.events, *login))) == ()


def test_the_app_may_be_described_after_its_first_requests(traces: list[Trace]) -> None:
    trace = mixed(traces, chance(1))
    late = [*trace.events[1:], trace.events[0]]
    trace = replace(trace, events=tuple(replace(event, number=number) for number, event in enumerate(late, 1)))
    live = live_findings(trace)
    for piece in in_pieces(trace.events):
        live.add(piece)
        told = causes(live.found())
    assert without_steps(told) == without_steps(find(trace))


def test_of_a_copied_library_the_same_is_told_live(traces: list[Trace]) -> None:
    copied = [of_a_copy(trace) for trace in traces]
    for whole in copied:
        live = live_findings(whole)
        for piece in in_pieces(whole.events):
            live.add(piece)
        assert without_steps(causes(live.found())) == without_steps(find(whole))
    assert any(find(whole) != find(trace) for whole, trace in zip(copied, traces, strict=True))


def of_a_copy(trace: Trace) -> Trace:
    return replace(
        trace,
        events=tuple(
            replace(event, facts=replace(event.facts, login_library_copy="shop.vendor.flask_login"))
            if isinstance(event.facts, AppFacts)
            else event
            for event in trace.events
        ),
    )


def test_a_failure_without_a_cause_gives_way_when_the_cause_is_seen(traces: list[Trace]) -> None:
    told = {code for seed in range(20) for code in general_codes(mixed(traces, chance(seed)))}
    assert "app-raised" in told
    failure = Finding(code="app-raised", what="GET / raised ValueError.", request=2)
    assert causes([failure]) == (failure,)
    for cause in (
        Finding(code="loader-raises", what="GET /: user_loader raised ValueError.", request=2),
        Finding(code="loader-raises", what="GET /: user_loader raised ValueError.", request=1, others=(2,)),
    ):
        assert causes([cause, failure]) == causes([failure, cause]) == (cause,)


def general_codes(trace: Trace) -> set[str]:
    live = live_findings(trace)
    live.add(trace.events)
    return {finding.code for finding in causes(live.found())} & GENERAL_CODES


def test_what_is_known_is_not_judged_again(traces: list[Trace]) -> None:
    """Of a hundred requests that nobody waits for, each is judged once by each rule of a request."""
    judged: list[int] = []

    def counting(log: RequestLog) -> Iterator[Finding]:
        for request in log.requests:
            judged.append(request.number)
            yield from nothing(request)

    trace = mixed(traces, chance(3))
    live = type(live_findings(trace))(trace, [RuleOfEachRequest(counting)])
    for piece in in_pieces(trace.events):
        live.add(piece)
        assert [*live.found()] == []
    assert judged == [request.number for request in request_log_of(trace).requests]


def nothing(_request: LoggedRequest) -> Iterator[Finding]:
    yield from ()


def test_most_rules_judge_a_request_once() -> None:
    others = [rule for rule in RULES if not isinstance(rule, RuleOfEachRequest)]
    assert len(others) < len(RULES) / 2
