"""``inspect`` says what can be said without a request; ``explain`` says what a finding means."""

import json
from pathlib import Path

import pytest

from tests.cli.in_process import tracer
from tests.cli.watched_app import FOREIGN, ONE_FILE
from tracer.findings.catalogue import codes, page
from tracer.trace.plain_values import as_mapping

KEYS = (
    ("'a key of this app that nobody else knows'", None),
    ("__import__('secrets').token_hex()", "It is another one at every start"),
    ("'k3y'", "It is so short that it can be guessed"),
)


def changed(folder: Path, old: str, new: str) -> str:
    source = FOREIGN.joinpath("one_file.py").read_text("utf-8")
    assert old in source
    (folder / "shop.py").write_text(source.replace(old, new), encoding="utf-8")
    return str(folder / "shop.py")


def test_the_views_and_the_login_are_told() -> None:
    done = tracer("inspect", ONE_FILE, settings={"COLUMNS": "100"})
    assert (done.returncode, done.stderr) == (0, "")
    for text in ("✓ users (login_required)", "login at /login", "in a signed cookie, for 31 days", "Nothing wrong"):
        assert text in done.stdout
    assert "production" not in done.stdout


def test_a_guard_above_the_route_is_found_without_a_request(tmp_path: Path) -> None:
    target = changed(tmp_path, '@app.route("/account")\n@login_required', '@login_required\n@app.route("/account")')
    done = tracer("inspect", target, "--plain")
    assert done.returncode == 1
    assert "GET /account (account): open to everybody: @login_required stands above @route" in done.stdout
    assert "guard-above-route" in done.stdout
    assert "shop.py:" in done.stdout


@pytest.mark.parametrize(("key", "advice"), KEYS)
def test_a_secret_key_is_judged_for_production(key: str, advice: str | None, tmp_path: Path) -> None:
    target = changed(tmp_path, '"a key of this app that nobody else knows"', key)
    done = tracer("inspect", target, "--production", "--plain")
    assert done.returncode == 0, done.stderr
    assert "Set SESSION_COOKIE_SECURE = True" in done.stdout
    if advice is None:
        assert "  secret key:" not in done.stdout
    else:
        assert advice in done.stdout
    assert key.strip("'") not in done.stdout


def test_the_description_can_be_had_as_json() -> None:
    told = json.loads(tracer("inspect", ONE_FILE, "--json", "--production").stdout)
    assert told["format_version"] == 1
    views = {as_mapping(view)["rule"]: as_mapping(view) for view in told["app"]["views"]}
    assert views["/account"]["guards"] == ["login_required"]
    assert told["findings"] == []
    assert {note["topic"] for note in told["notes"]} >= {"session cookie", "remember cookie"}


@pytest.mark.parametrize("columns", ["40", "60", "200"])
def test_the_report_fits_its_width(columns: str) -> None:
    done = tracer("inspect", ONE_FILE, settings={"COLUMNS": columns})
    assert max(map(len, done.stdout.splitlines())) <= int(columns)


@pytest.mark.parametrize("home", ["a file", "a folder that cannot be", "damaged"])
def test_a_folder_that_cannot_keep_the_accounts_of_the_demo_app_is_named(home: str, tmp_path: Path) -> None:
    folder = tmp_path / home
    if home == "damaged":
        folder.mkdir()
        (folder / "demo.sqlite3").write_text("no database at all, but long enough to look like one\n" * 100)
    else:
        (tmp_path / "a file").touch()
    if home == "a folder that cannot be":
        folder = tmp_path / "a file" / "below"
    done = tracer("inspect", "demo", settings={"TRACER_HOME": str(folder)})
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Error: The accounts of the demo app cannot be kept (")
    assert "Let TRACER_HOME name a folder that can be written" in done.stderr


def test_a_code_is_explained() -> None:
    done = tracer("explain", "session-cleared-after-logout", settings={"COLUMNS": "80"})
    assert done.returncode == 0
    told = page("session-cleared-after-logout")
    for text in (told.title, "What you see", "Why", "What to do", "session.clear()", "In the trace"):
        assert text in done.stdout


def test_all_codes_are_listed() -> None:
    done = tracer("explain", "--plain")
    assert [line.partition(":")[0] for line in done.stdout.splitlines() if line] == list(codes())


def test_an_unknown_code_is_told_the_nearest() -> None:
    done = tracer("explain", "logout-by-gte")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'Did you mean "logout-by-get"?' in done.stderr


def test_a_code_that_is_like_no_other_is_told_what_lists_them() -> None:
    done = tracer("explain", "xyz")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("See: python -m tracer explain\n")
