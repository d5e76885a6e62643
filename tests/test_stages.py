"""The vocabulary: one documented signal a stage, and the demo apps keep to it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import get_args

import pytest
from blinker import NamedSignal

from tests.client_cookies import delete_cookie
from tests.conftest import PASSWORD, MakeApp
from tracer import stages
from tracer.trace.facts import LOGIN_SIGNALS
from tracer.trace.plain_form import to_plain
from tracer.trace.validation import read
from tracer.trace.wording.rows import ROWS


@contextmanager
def listening() -> Iterator[list[tuple[str, dict[str, object]]]]:
    """Take every announcement: the name of the stage and the facts that it carried."""
    heard: list[tuple[str, dict[str, object]]] = []
    with ExitStack() as connections:
        for stage in stages.STAGES:

            def receiver(_sender: object, *, _name: str = stage.name, **facts: object) -> None:
                heard.append((_name, facts))

            connections.enter_context(stage.connected_to(receiver))
        yield heard


@pytest.mark.parametrize("stage", stages.STAGES, ids=lambda stage: stage.name)
def test_each_stage_is_a_documented_signal(stage: stages.Stage) -> None:
    assert isinstance(stage, NamedSignal)
    assert getattr(stages, stage.name) is stage
    assert stages.BY_NAME[stage.name] is stage
    assert stage.__doc__
    assert stage.__doc__.endswith(".")
    for fact in stage.facts:
        assert f"{fact}: " in (stage.announcement.__doc__ or ""), f"{stage.name} does not say what {fact} is"


@pytest.mark.parametrize("stage", stages.STAGES, ids=lambda stage: stage.name)
def test_each_stage_knows_itself(stage: stages.Stage) -> None:
    assert stage.name in ROWS, f"tracer/trace/wording/rows.py has no words for the row of {stage.name}"
    assert stage.tone in get_args(stages.Tone)
    assert stage.tone_of(stage.announcement()) in get_args(stages.Tone)
    assert stage.login_signal is None or stage.login_signal in LOGIN_SIGNALS


def test_no_stage_is_forgotten_in_the_list() -> None:
    assert [value for value in vars(stages).values() if isinstance(value, stages.Stage)] == [*stages.STAGES]


def test_nothing_is_known_of_what_is_no_stage() -> None:
    assert set(ROWS) == set(stages.BY_NAME)


def test_the_demo_app_announces_exactly_the_facts_that_the_vocabulary_names(make_app: MakeApp) -> None:
    client = make_app().test_client()
    with listening() as heard:
        client.get("/protected")
        client.post("/login", data={"username": "ada", "password": "wrong"})
        client.post("/login", data={"username": "ada", "password": PASSWORD, "remember": "on"})
        client.get("/protected")
        delete_cookie(client, "session")
        client.get("/protected")
        client.post("/logout")
    assert {name for name, _ in heard} >= {
        "session_checked",
        "redirected",
        "credentials_checked",
        "logged_in",
        "access_granted",
        "remembered",
        "logged_out",
    }
    for name, facts in heard:
        declared = stages.BY_NAME[name].facts
        assert set(facts) == set(declared), name
        assert facts == to_plain(read(stages.BY_NAME[name].announcement, facts)), name


def test_an_announcement_that_nobody_hears_does_nothing() -> None:
    assert stages.logged_in.send(object()) == []
