"""``check-table`` as a person calls it."""

import json
from pathlib import Path

import pytest

from tests.cli.in_process import Done, tracer

TABLE = """
| Step | Action | Input | Result |
|---|---|---|---|
| 1 | User asks for the protected page | Request with a session cookie | User not authenticated |
| 2 | Redirect to the login page | Abracadabra | User sees the login form |
"""


def check_table(*arguments: str, columns: int = 100) -> Done:
    return tracer("check-table", *arguments, settings={"COLUMNS": str(columns)})


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "table.md"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_each_cell_is_marked_and_the_reasons_stand_below(table: str) -> None:
    done = check_table(table, columns=200)
    assert done.returncode == 1
    assert "✗ Request with a session cookie" in done.stdout
    assert "? Abracadabra" in done.stdout
    assert "The run: the request carries none; no response had set one." in done.stdout
    assert done.stderr == ""


def test_the_plain_form_has_one_line_a_cell(table: str) -> None:
    lines = check_table(table, "--plain").stdout.splitlines()
    assert "Step 1, Input (line 4): contradicted. It says “Request with a session cookie”." in lines
    assert "Step 2, Input (line 5): not understood. It says “Abracadabra”." in lines
    assert "Step 1, Action (line 4): agrees. It says “User asks for the protected page”." in lines


def test_json_carries_every_verdict_and_its_version(table: str) -> None:
    told = json.loads(check_table(table, "--json", "--set", "LOGIN_MESSAGE=Please log in").stdout)
    assert (told["format"], told["format_version"]) == ("login-flow-table-check", 1)
    (run,) = told["runs"]
    assert run["settings"] == {"LOGIN_MESSAGE": "Please log in"}
    outcomes = {(cell["row"], cell["column"]): cell["outcome"] for cell in run["cells"]}
    assert outcomes["step 1", "Input"] == "contradicted"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("SECRET_KEY=x", "a scenario never holds the setting SECRET_KEY"),
        ("LOGIN_VIEW=2026-01-05", "at settings.LOGIN_VIEW: a text, a number, true or false"),
        ("LOGIN_VIEW=[[1]]", "at settings.LOGIN_VIEW[0]: a text is expected here"),
        ("LOGIN_VIEW=nan", "a number that is finite"),
    ],
)
def test_a_setting_that_no_run_can_have_is_refused(table: str, setting: str, message: str) -> None:
    done = check_table(table, "--set", setting)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_every_wrong_place_of_a_table_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_text(
        'format_version = 1\nagainst = [{ settings = { SECRET_KEY = "x" } }]\n'
        'rows = [{ step = "one", claims = { action = { steps = 7, never = 1 } } }]',
        encoding="utf-8",
    )
    done = check_table(str(path))
    assert done.returncode == 3
    for line in (
        "  against 1, settings, SECRET_KEY: a scenario never holds the setting SECRET_KEY",
        '  row 1, step: a whole number is expected here, not "one"',
        "  row 1, claims, action, never: a step or an event is expected here, not 1: ",
    ):
        assert line in done.stderr


def test_a_table_that_agrees_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    rows = "".join(
        f'[[rows]]\nstep = {n}\nstage = "{stage}"\n' for n, stage in enumerate(["session_checked", "redirected"], 1)
    )
    path.write_text(f"format_version = 1\n{rows}", encoding="utf-8")
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "mine.toml").write_text(
        'format_version = 1\ntitle = "A"\nsummary = "B"\nminutes = 1\n[scenarios.mine]\ntitle = "C"\n'
        'actions = [{ do = "visit", page = "protected" }]\n',
        encoding="utf-8",
    )
    done = check_table(str(path), "--scenario", "mine", "--lessons", str(lessons))
    assert (done.returncode, done.stderr) == (0, "")


def test_narrow_terminals_get_the_reasons_without_the_table(table: str) -> None:
    done = check_table(table, columns=50)
    assert "╭" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 50


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--scenario", "login-flo"], 2, 'Did you mean "login-flow"'),
        (["--set", "LOGIN_MESSAGE"], 2, "Write it as NAME=VALUE"),
        (["--set", "NO_SUCH_SETTING=1"], 3, 'no setting "NO_SUCH_SETTING"'),
    ],
)
def test_wrong_words_are_explained(table: str, arguments: list[str], code: int, message: str) -> None:
    done = check_table(table, *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_explained() -> None:
    done = check_table("nothing.md")
    assert done.returncode == 3
    assert "nothing.md: there is no such file" in done.stderr


NINE_STEPS = """
| Step | Action | Input | Check/Process | Result/Output |
|---|---|---|---|---|
| 1 | User sends request to protected page | Request without cookie | Check if session has authenticated user | No |
| 2 | Redirect to login page | No user session | 302 | User sees login form |
| 3 | User submits login form | Username and password | Compare hash | Credentials valid |
| 4 | Call login_user(user) | User object | Create user session | Session cookie set |

| Variable | Start | After Step 1 | After Step 3 | After Step 4 | Final |
|---|---|---|---|---|---|
| user_authenticated | False | False | False | True | True |
| current_user | Anonymous | Anonymous | Anonymous | User object | User object |
"""


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_heading_is_cut_at_any_width(columns: int, tmp_path: Path) -> None:
    path = tmp_path / "table.md"
    path.write_text(NINE_STEPS, encoding="utf-8")
    out = check_table(str(path), columns=columns).stdout
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= columns
    title = "Against “Visit a protected page, log in, log out, and visit it again” (login-flow)"
    assert title in " ".join(out.split())
    bare = out.replace("\n", "").replace("│", "").replace(" ", "")
    assert all(heading in bare for heading in ("Action", "Input", "Variable", "Start", "Final"))
    if columns >= 80:
        for word in ("Check/Process", "Result/Output", "login_user(user)", "authenticated", "Anonymous"):
            assert word in out
