"""What a restart of the app shows: a secret key that is made at the start, and no other reason for a lost login."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.recording.trials.apps import HOME, LOG_IN, NOTES, STAY, TEXT, order, scenario
from tracer.findings import find
from tracer.recording.trials.trials import Trials
from tracer.trace.scenario import Action

RESTART = Action(do="restart_app")
NEW_KEY = Action(do="restart_app", secret_key="new")
CLOSE = Action(do="close_browser")
KEPT = TEXT
MADE = TEXT.replace('"change-me-before-you-go-live"', "__import__('secrets').token_hex()")

LOST_BY_KEY: Mapping[str, Sequence[Action]] = {
    "the session": (LOG_IN, RESTART, NOTES),
    "the remember cookie": (STAY, RESTART, CLOSE, NOTES),
    "after two starts": (LOG_IN, RESTART, HOME, RESTART, NOTES),
}
SAYS_NOTHING: Mapping[str, tuple[str, Sequence[Action]]] = {
    "the key is kept": (KEPT, (STAY, RESTART, NOTES, CLOSE, NOTES)),
    "nobody came before the start": (MADE, (RESTART, LOG_IN, NOTES)),
    "nobody comes afterwards": (MADE, (LOG_IN, NOTES, RESTART)),
    "the operator wants another key": (KEPT, (LOG_IN, NEW_KEY, NOTES)),
    "the operator wanted another key some starts ago": (KEPT, (STAY, NEW_KEY, RESTART, CLOSE, NOTES)),
}


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with Trials() as ready:
        yield ready


def codes(folder: Path, trials: Trials, text: str, actions: Sequence[Action]) -> list[str]:
    given = {"restarted": scenario("restarted", *actions)}
    (trace,) = trials.perform(order(folder, given, text)).traces.values()
    return [finding.code for finding in find(trace)]


@pytest.mark.parametrize("what", LOST_BY_KEY)
def test_a_key_that_is_made_at_the_start_is_found_by_a_restart(what: str, tmp_path: Path, trials: Trials) -> None:
    assert codes(tmp_path, trials, MADE, LOST_BY_KEY[what]) == ["secret-key-made-at-start"]
    assert codes(tmp_path, trials, KEPT, LOST_BY_KEY[what]) == []


@pytest.mark.parametrize("what", SAYS_NOTHING)
def test_a_restart_that_does_not_show_such_a_key_says_nothing(what: str, tmp_path: Path, trials: Trials) -> None:
    text, actions = SAYS_NOTHING[what]
    assert codes(tmp_path, trials, text, actions) == []
