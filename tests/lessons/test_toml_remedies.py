"""What is said of a file that is no TOML: where, what, and what to do."""

from pathlib import Path

import pytest

from tracer.errors import LessonError, UsageError
from tracer.lessons.library import Library
from tracer.lessons.loading import parsed


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("minutes = five", 1, "a number as key = 5"),
        ("right = True", 1, "true and false in small letters"),
        ("\ntitle = “Mine”", 2, 'Write straight quotation marks: "text".'),
        ("a = 1\na = 2", 2, "The key stands there twice"),
        ("[code]\n[code]\n", 2, "write [[name]] for one more of a list"),
        ('track = [ "x" "y" ]', 1, "a comma between two items"),
        ("a = { b = 1 c = 2 }", 1, "a comma between two keys"),
        ("a = {\n b = 1 }", 1, "What stands between { and } stands in one line."),
        ('why = "one\ntwo"', 1, 'stands between """.'),
        ('why = """one', 1, "lacks its quotation marks"),
        ('why = "say "no""', 1, "a text stands between quotation marks"),
        ('why = "C:\\dir"', 1, "Write a backslash twice."),
        ("the title", 1, 'Write key = "value".'),
    ],
)  # fmt: skip
def test_a_file_that_is_no_toml_is_told_with_what_to_do(text: str, line: int, remedy: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        parsed(path)
    assert caught.value.line == line
    assert remedy in str(caught.value)
    assert str(caught.value).startswith("broken.toml: this is no TOML: ")


def test_a_lesson_that_is_called_by_its_file_is_told_how_it_is_called() -> None:
    with pytest.raises(UsageError, match=r"by its name.* tracer lesson mine --lessons there$"):
        Library().lesson("there/01_mine.toml")
