"""Static tables from files: Markdown, TOML, lessons; and what is said of files that hold none."""

import re
from pathlib import Path

import pytest

from tests.table_check.runs import perform
from tracer.errors import LessonError, TableError, TracerError
from tracer.table_check.check import check_table
from tracer.table_check.table_file import load_table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "checking-tables.md"
EXAMPLES = dict(
    re.findall(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
)

TABLE = """
| Step | Action | Result |
|---|---|---|
| 1 | User asks for the **protected** page | `User` not authenticated |
| 2. | Redirect to the login page | |
"""


def written(folder: Path, text: str, name: str = "table.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_markdown_table_is_read_as_a_person_reads_it(tmp_path: Path) -> None:
    table = load_table(written(tmp_path, f"# Chapter\n\nSome words.\n{TABLE}\nMore words.\n"))
    assert [(row.step, row.action, row.result, row.line) for row in table.rows] == [
        (1, "User asks for the protected page", "User not authenticated", 7),
        (2, "Redirect to the login page", "", 8),
    ]


def test_rows_without_numbers_are_counted(tmp_path: Path) -> None:
    table = load_table(
        written(tmp_path, "| Action | Check |\n|---|---|\n| Call login_user | |\n| User clicks logout | |\n")
    )
    assert [row.step for row in table.rows] == [1, 2]


def test_the_tracker_is_found_by_its_headings(tmp_path: Path) -> None:
    tracker = "| Variable | Start | After Step 2 | Final |\n|---|---|---|---|\n| `session_cookie` | None | | Set |\n"
    (variable,) = load_table(written(tmp_path, f"{TABLE}\n{tracker}")).variables
    assert (variable.name, variable.start, dict(variable.after), variable.final) == (
        "session_cookie",
        "None",
        {},
        "Set",
    )
    assert variable.line == 9


@pytest.mark.parametrize("name", ["table.md", "table.toml"])
def test_the_examples_of_the_document_are_true(name: str, tmp_path: Path) -> None:
    verdicts = list(check_table(load_table(written(tmp_path, EXAMPLES[name], name)), perform))
    assert not any(verdict.of("not understood") for verdict in verdicts)
    contradicted = {cell.key for cell in verdicts[0].of("contradicted")}
    # The one of the examples that is wrong on purpose.
    assert contradicted == (
        {("step 3", "Result/Output"), ("session_cookie", "final")} if name.endswith("md") else set()
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("table.md", "No table at all.", "table.md: there is no execution table in it"),
        ("table.md", "| Variable | Start |\n|---|---|\n| a | b |\n", "there is no execution table in it"),
        ("table.md", f"{TABLE}\n{TABLE}", "more than one execution table, in lines 2 and 8"),
        ("table.md", TABLE.replace("| 1 |", "| one |"), "line 4: “one” is not the number of a step"),
        ("table.md", TABLE.replace("| 2. |", "| 1 |"), "line 2: 2 rows have the number 1"),
        ("table.toml", "rows = [", "this is no TOML"),
        ("table.toml", 'title = "a"', "format_version is None"),
        ("table.toml", "format_version = 9", "format_version is 9"),
        ("table.toml", "format_version = 1\nrow = 3", "row: there is no such key"),
        (
            "table.toml",
            'format_version = 1\n[[rows]]\nstep = 1\n[[variables]]\nname = "a"\nafter = { one = 1 }',
            '"one" is not the number of a step',
        ),
        ("table.toml", 'format_version = 1\n[[rows]]\nstep = 1\nstage = "loged_in"', 'Did you mean "logged_in"'),
        ("table.toml", "format_version = 1\n[[rows]]\nstep = 1\nclaims = { chek = { steps = 9 } }", "no column"),
        ("table.toml", "[scenarios.a]\ntitle = 'a'", "format_version"),
        ("table.pdf", "", "a table is a Markdown file"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_with_the_reason(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises((TableError, LessonError)) as caught:
        load_table(written(tmp_path, text, name))
    assert message in str(caught.value)
    assert isinstance(caught.value, TracerError)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="there is no such file"):
        load_table(tmp_path / "nothing.md")
    (tmp_path / "image.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TableError, match="cannot be read"):
        load_table(tmp_path / "image.md")


def test_a_lesson_without_a_table_is_refused(tmp_path: Path) -> None:
    lesson = """
format_version = 1
title = "A"
summary = "B"
minutes = 1
[scenarios.mine]
title = "C"
actions = []
"""
    with pytest.raises(TableError, match=r"Add one under \[textbook\]"):
        load_table(written(tmp_path, lesson, "lesson.toml"))
