"""A file of an exercise is read strictly, and every place that does not fit is named."""

from pathlib import Path

import pytest

from tracer.errors import ExerciseError, NotInstalledError, UsageError
from tracer.exercises.exercise import APP_FILE, TextChange, replaced
from tracer.exercises.loading import DESCRIPTION, FOLDER, exercise, exercise_names, load_exercise
from tracer.exercises.runs import order_of, write_files

NAME = "back-at-the-form"
TEXT = (FOLDER / NAME / DESCRIPTION).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / NAME
    write_files(exercise(NAME).files, place)
    (place / DESCRIPTION).write_text(TEXT, encoding="utf-8")
    return place


def changed(folder: Path, before: str, after: str) -> Path:
    assert TEXT.count(before) >= 1
    (folder / DESCRIPTION).write_text(TEXT.replace(before, after, 1), encoding="utf-8")
    return folder


def test_an_exercise_is_read_from_its_folder(folder: Path) -> None:
    found = load_exercise(folder)
    assert found == exercise(NAME)
    assert found.name == NAME
    assert [*found.files] == [APP_FILE]
    assert [scenario.name for scenario in found.scenarios.values()] == [*found.scenarios]
    assert "login_user(reader)" in found.healthy_files[APP_FILE]
    assert "login_user" not in found.files[APP_FILE]


def test_all_that_lies_beside_the_app_is_handed_out_but_for_the_description(folder: Path) -> None:
    write_files({"templates/login.html": "<h1>In</h1>", "static/style.css": "h1 {}", "__pycache__/x.pyc": "x"}, folder)
    assert [*load_exercise(folder).files] == [APP_FILE, "static/style.css", "templates/login.html"]


def test_every_folder_is_an_exercise_with_a_place_in_the_order() -> None:
    folders = {path.name for path in FOLDER.iterdir() if (path / DESCRIPTION).is_file()}
    assert folders == set(exercise_names())
    assert len(exercise_names()) == len(set(exercise_names()))


def test_a_name_that_there_is_not_is_told_with_the_nearest_one() -> None:
    with pytest.raises(
        UsageError, match=r'There is no exercise "back-at-the-from"\. Did you mean "back-at-the-form"\?'
    ):
        exercise("back-at-the-from")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("format_version = 1", "format_version = 2", "format_version: write format_version = 1 into the first line"),
        ("title =", 'name = "x"\ntitle =', "name: there is no such key: it is given by the folder"),
        ("title =", "titel =", 'titel: there is no such key; did you mean "title"?'),
        ("title =", "title = 5 #", "title: a text is expected here"),
        ('fault = "back-at-the-form"', 'fault = "no-such-fault"', 'fault: the course has no fault "no-such-fault"'),
        ("login-user-not-called", "login-user-not-cold", "finding: There is no finding"),
        ("hints = [", 'headers = ["X-Mine"]\nhints = [', 'headers: "X-Mine" is not recorded'),
        ("hints = [", 'signals = ["user_acessed"]\nhints = [', "signals: There is no signal of Flask-Login"),
        ("hints = [", 'requires = ["flask-sqalchemy"]\nhints = [', 'Did you mean "flask-sqlalchemy"?'),
        ("login_required, logout_user", "login_required, log_user", "repair: app.py: the text that is to be replaced"),
        ('page = "protected"', 'page = "protectet"', 'scenarios, log-in, action 1: There is no page "protectet"'),
        ('account = "ada"', 'account = "adda"', 'scenarios, log-in, action 2: There is no account "adda"'),
        (
            '{ do = "close_browser" }',
            '{ do = "delete_account", account = "ada" }',
            "scenarios, come-back, action 2: delete_account cannot be done to this app",
        ),
        ("[scenarios.log-in]", "[scenarios.log-in", "this is no file of TOML"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(before: str, after: str, message: str, folder: Path) -> None:
    with pytest.raises(ExerciseError) as error:
        load_exercise(changed(folder, before, after))
    assert str(error.value).startswith(f"{NAME}/{DESCRIPTION}: ")
    assert message in str(error.value)


def test_three_hints_and_a_scenario_are_the_least(folder: Path) -> None:
    start = TEXT.index("hints = [")
    (folder / DESCRIPTION).write_text(
        TEXT[:start]
        + 'hints = ["Look.", "Think."]\nscenarios = {}\n'
        + TEXT[TEXT.index("explanation =") : TEXT.index("[scenarios.log-in]")],
        encoding="utf-8",
    )
    with pytest.raises(ExerciseError) as error:
        load_exercise(folder)
    assert "hints: there are 2" in str(error.value)
    assert "scenarios: there is none" in str(error.value)


def test_a_folder_without_a_description_is_none(tmp_path: Path) -> None:
    with pytest.raises(ExerciseError, match=r"exercise\.toml: this is no file of TOML that can be read"):
        load_exercise(tmp_path)


@pytest.mark.parametrize("text", ["", "one one"])
def test_a_text_is_replaced_only_where_it_stands_once(text: str) -> None:
    with pytest.raises(ExerciseError, match=f"stands there {text.count('one')} times instead of once: one"):
        replaced({APP_FILE: text}, [TextChange("one", "two")])


def test_changes_are_made_one_after_the_other() -> None:
    assert replaced({APP_FILE: "a", "b.html": "x"}, [TextChange("a", "b"), TextChange("b", "c")]) == {
        APP_FILE: "c",
        "b.html": "x",
    }


def test_an_exercise_whose_library_is_missing_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace  # noqa: PLC0415 # this test only

    monkeypatch.setattr("tracer.libraries.installed_version", lambda _: None)
    with pytest.raises(NotInstalledError, match=r"needs flask-wtf, which is not installed\. Install it with: pip "):
        order_of(replace(exercise(NAME), requires=("flask-wtf",)), tmp_path)
