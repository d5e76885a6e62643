"""Folded code: the same line again, broken between tokens only, in the listing and in the walkthrough's pane."""

import io
import re
import tokenize
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.views.shown import shown
from tracer.lessons.code_sample import CodeLine, CodePart
from tracer.lessons.shipped_files import SOURCE
from tracer.views.code_folding import folded_code
from tracer.views.code_listing import CodeListing
from tracer.views.walkthrough.panes.code import draw_parts

WIDTHS = range(20, 81)


@cache
def source_lines() -> tuple[tuple[str, frozenset[int]], ...]:
    """Return each line of the demo apps, with the columns that lie inside of a name, a number or an operator."""
    found: dict[str, frozenset[int]] = {}
    for path in sorted((SOURCE / "demo_app").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        inside = [
            {at for word in re.finditer(r"\w+", line) for at in range(word.start() + 1, word.end())} for line in lines
        ]
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in {tokenize.NAME, tokenize.OP, tokenize.NUMBER}:
                inside[token.start[0] - 1].update(range(token.start[1] + 1, token.end[1]))
        found.update(zip(lines, map(frozenset, inside), strict=True))
    return tuple((line, columns) for line, columns in found.items() if line.strip())


@given(st.sampled_from(source_lines()), st.sampled_from(WIDTHS))
def test_the_rows_without_their_indents_are_the_line_again_and_no_token_is_torn(
    line: tuple[str, frozenset[int]], width: int
) -> None:
    text, inside_a_token = line
    rows = folded_code(text, width)
    assert "".join(text[row.begin : row.end] for row in rows) == text
    assert not inside_a_token & {row.begin for row in rows}
    for row in rows:
        shown_row = text[row.begin : row.end].strip()
        single = re.fullmatch(r"\w+|[^\w\s]", shown_row)  # a name or a sign that is moved in as far as there is room
        assert row.indent + cell_len(text[row.begin : row.end].rstrip()) <= width or single, (shown_row, width)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])), st.integers(1, 100))
def test_any_text_is_the_same_again(line: str, room: int) -> None:
    rows = folded_code(line, room)
    assert "".join(line[row.begin : row.end] for row in rows) == line
    assert rows[0].begin == 0
    assert all(row.begin < row.end for row in rows) or not line


@given(st.sampled_from(source_lines()), st.sampled_from(WIDTHS))
def test_the_pane_shows_every_word_of_the_line_whole(line: tuple[str, frozenset[int]], width: int) -> None:
    text = line[0]
    drawn = [row.plain for row in draw_parts([part_of(text)], 0, width, 24).lines]
    assert all(cell_len(row) <= width for row in drawn)
    assert_whole([row[5:] for row in drawn], text)


@given(st.sampled_from(source_lines()), st.sampled_from([*WIDTHS]))
def test_the_listing_shows_every_word_of_the_line_whole(line: tuple[str, frozenset[int]], width: int) -> None:
    text = line[0]
    drawn = shown(CodeListing([part_of(text)]), width=width).splitlines()[2:]
    assert_whole([row[5:] for row in drawn if row.strip()], text)


def part_of(text: str) -> CodePart:
    return CodePart("shop.py", "pay", (CodeLine(77, text),))


def assert_whole(rows: list[str], text: str) -> None:
    """Compare what is shown with the line: only a word that is wider than all room is cut off, and that is seen."""
    there = re.findall(r"\w+", text)
    words: list[str] = []
    for row in rows:
        words += re.findall(r"\w+", row)
        if row.endswith("…") and not text.endswith("…"):
            assert there[len(words) - 1].startswith(words[-1])
            words[-1] = there[len(words) - 1]
    assert words == there
    if not any("…" in row for row in rows):
        assert "".join("".join(rows).split()) == "".join(text.split())


@pytest.mark.parametrize("width", [30, 35, 40, 60])
@pytest.mark.parametrize(
    "text",
    [
        "    app = current_app._get_current_object()",
        '    return render_template("protected.html")',
        '        return render_template("login.html", failure="Wrong"), 422',
    ],
)
def test_what_was_torn_before_is_whole(text: str, width: int) -> None:
    rows = [row.plain[5:] for row in draw_parts([part_of(text)], 0, width, 24).lines]
    assert "".join(row.strip() for row in rows).replace(" ", "") == text.replace(" ", "")
    for name in re.findall(r"\w+", text):
        assert any(name in row for row in rows)


def test_it_is_broken_where_a_reader_expects_it() -> None:
    line = '    user = app.extensions["accounts"].verified(request.form.get("username", ""), password)'
    assert [" " * row.indent + line[row.begin : row.end].rstrip() for row in folded_code(line, 60)] == [
        '    user = app.extensions["accounts"].verified(',
        '        request.form.get("username", ""), password)',
    ]
