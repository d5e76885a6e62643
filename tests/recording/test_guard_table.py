"""The table of guards is held against what a stranger is answered, rule by rule."""

from pathlib import Path

import pytest
from flask import Flask

from benchmarks.guard_table import checked_rows
from tests.foreign_apps.driver import HEALTHY, ForeignApp
from tests.recording.observe import test_admission as views


def wrong_rows(app: Flask) -> list[str]:
    rows = [*checked_rows(app)]
    assert any(row.told for row in rows)
    return [f"{row.method} {row.view.rule} {row.answer.status}" for row in rows if row.wrong]


@pytest.mark.parametrize("foreign", HEALTHY, ids=lambda foreign: foreign.module)
def test_no_row_of_a_healthy_app_is_wrong(foreign: ForeignApp, tmp_path: Path) -> None:
    assert not wrong_rows(foreign.load(tmp_path))


@pytest.mark.parametrize("view", [*views.GUARDED, *views.OPEN], ids=lambda view: view.__name__)
def test_what_is_said_of_a_check_is_what_a_stranger_sees(view: object) -> None:
    assert not wrong_rows(views.app_with(view))


@pytest.mark.parametrize("hook", [views.ask_everywhere, views.ask_by_path, views.ask_by_view])
def test_what_is_said_of_a_hook_is_what_a_stranger_sees(hook: object) -> None:
    app = views.app_with(views.plain)
    app.before_request(hook)  # type: ignore[type-var] # the hooks are cases
    assert not wrong_rows(app)
