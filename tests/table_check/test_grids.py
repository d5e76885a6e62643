"""Tables as people have them: in Markdown, pasted from a web page, with a separator row that is none."""

import html
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.table_check.runs import perform
from tracer.errors import TableError
from tracer.table_check.check import check_table
from tracer.table_check.grids import bad_separators, grids, html_grids, tab_grids
from tracer.table_check.table_file import load_table

ROWS = [
    ["Step", "Action", "Input", "Check/Process", "Result/Output"],
    ["1", "User asks for the protected page", "Without a cookie", "Is she logged in?", "No"],
    ["2", "Redirect to the login page", "", "302", "User sees the login form"],
    ["3", "User submits the login form", "Name and password", "Compare hash", "Credentials valid"],
]
TRACKER = [["Variable", "Start", "After step 3", "Final"], ["session_cookie", "None", "None", "None"]]


def markdown(rows: list[list[str]]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def page(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in cells) + "\n</table>"


FORMS = {
    "table.md": f"# A chapter\n\n{markdown(ROWS)}\n\nWords.\n\n{markdown(TRACKER)}\n",
    "pasted.txt": f"A chapter\n\n{tabs(ROWS)}\n\nWords.\n\n{tabs(TRACKER)}\n",
    "pasted.md": f"# A chapter\n\n{tabs(ROWS)}\n{tabs(TRACKER)}\n",
    "table.tsv": tabs(ROWS) + "\n\n" + tabs(TRACKER),
    "page.html": f"<!doctype html><style>td {{ color: red }}</style><h1>A</h1>{page(ROWS)}<p>Words.{page(TRACKER)}",
    "mixed.md": f"# A chapter\n\n{page(ROWS)}\n\n{markdown(TRACKER)}\n",
    "windows.txt": f"{tabs(ROWS)}\n\n{tabs(TRACKER)}\n".replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_table_is_the_same_in_whatever_form_it_comes(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FORMS[name].encode())
    static = load_table(path)
    assert [[str(row.step), row.action, row.input, row.check, row.result] for row in static.rows] == ROWS[1:]
    assert [(each.name, each.start, dict(each.after), each.final) for each in static.variables] == [
        ("session_cookie", "None", {"3": "None"}, "None")
    ]
    (verdict,) = check_table(static, perform)
    assert not verdict.of("contradicted")
    assert not verdict.of("not understood")


def test_the_rows_of_a_page_have_their_lines() -> None:
    (grid,) = html_grids("<p>x\n\n" + page(ROWS))
    assert (grid.line, [line for line, _ in grid.rows]) == (4, [5, 6, 7])


def test_a_page_is_read_as_a_browser_shows_it() -> None:
    text = """
    <table><thead><tr><th colspan=2>Step<th>Action <script>alert("no")</script></thead>
    <tbody><tr><td>1<td><td>User&nbsp;clicks <b>log</b>out<br>at &lt;/logout&gt;
    <tr><td>2</table>
    """
    (grid,) = html_grids(text)
    assert grid.headings == ("Step", "", "Action")
    assert [cells for _, cells in grid.rows] == [
        ("1", "", "User clicks logout at </logout>"),
        ("2", "", ""),
    ]


def test_headings_in_two_rows_are_read_as_one() -> None:
    text = """
    <table><thead><tr><th colspan=2>What happens</th><th rowspan=2>Result</th></tr><tr><th>Step</th><th>Action</th></tr>
    <tbody><tr><td>1<td rowspan=2>User visits<td>No<tr><td>2<td>302<tr><th>3<td>User submits<td>Valid</table>
    """
    (grid,) = html_grids(text)
    assert grid.headings == ("Step", "Action", "Result")
    assert [cells for _, cells in grid.rows] == [
        ("1", "User visits", "No"),
        ("2", "", "302"),
        ("3", "User submits", "Valid"),
    ]


def test_a_table_inside_of_another_one_is_one_of_its_own() -> None:
    inner = page(ROWS)
    found = [grid.headings for grid in html_grids(f"<table><tr><td>menu<td>{inner}</table>")]
    assert tuple(ROWS[0]) in found


@given(st.text(alphabet="<>/tablerdh =0123456789\"'\n&;!-", max_size=200))
def test_no_page_whatsoever_is_an_error(text: str) -> None:
    for grid in html_grids(text):
        assert all(len(cells) >= len(grid.headings) for _, cells in grid.rows)


@given(st.text(alphabet="a\t\n\r|-", max_size=100))
def test_no_text_whatsoever_is_an_error(text: str) -> None:
    for grid in tab_grids(text):
        assert all(len(cells) >= len(grid.headings) for _, cells in grid.rows)
    assert all(bad.line > 1 for bad in bad_separators(text))


def test_code_is_no_table() -> None:
    assert [*grids(f"```html\n{page(ROWS)}\n```\n\n~~~\n{tabs(ROWS)}\n~~~\n")] == []


SEPARATORS = {
    "too short": ("|---|---|---|", "the separator row has 3 columns, and the headings above it 5"),
    "too long": ("|---|---|---|---|---|---|", "the separator row has 6 columns, and the headings above it 5"),
    "of dashes": ("|—|—|—|—|—|", "the separator row is written with other characters than hyphens"),
    "of equals signs": ("|===|===|===|===|===|", "the separator row is written with other characters than hyphens"),
    "with a letter": ("|---|--x|---|---|---|", "the separator row holds “--x”"),
    "not there": ("", "there is no separator row here"),
}


@pytest.mark.parametrize(("row", "problem"), SEPARATORS.values(), ids=SEPARATORS)
@pytest.mark.parametrize("rows", [ROWS, [["Variable", "Start", "After step 1", "After step 2", "Final"], ["a"] * 5]])
def test_a_bad_separator_row_is_named_as_such(row: str, problem: str, rows: list[list[str]], tmp_path: Path) -> None:
    head, _, *body = markdown(rows).split("\n")
    path = tmp_path / "table.md"
    path.write_text("\n".join(["", head, *([row] if row else []), *body]), encoding="utf-8")
    with pytest.raises(TableError) as caught:
        load_table(path)
    assert str(caught.value).startswith(f"table.md, line 3: {problem}")
    assert str(caught.value).endswith("|---|---|---|---|---|")


@pytest.mark.parametrize(
    "text",
    [
        markdown(ROWS),
        markdown(ROWS).replace("|---|", "| :--- |", 1),
        "Step | Action | Check\n---|---|---\n1 | a | b",
        "a | b in a sentence\nand so on",
        "| a \\| b | c |\n|---|---|\n| 1 | 2 |",
        "```\n| Action | Check |\n| no | code |\n```",
        "",
    ],
)
def test_a_good_separator_row_is_not_complained_of(text: str) -> None:
    assert [bad for bad in bad_separators(text) if "Action" in bad.headings or "c" in bad.headings] == []
