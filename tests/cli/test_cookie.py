"""``cookie``: who can read it, use it and change it."""

import re

import pytest

from tests.cli.in_process import tracer


def test_the_cookie_is_shown_with_its_parts_and_with_what_comes_of_it() -> None:
    done = tracer("cookie", "--plain")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    whole = lines[2]
    parts = [line.partition(": ")[2] for line in lines if line.startswith("Part ") and ": " in line]
    assert parts == whole.rsplit(".", 2)
    assert '  It says: _user_id = "1".' in lines
    assert "Who can read it? Whoever holds it." in done.stdout
    assert "The app answers 200 and shows the page." in done.stdout
    assert "The app answers 302 and sends the browser to /login" in done.stdout


def test_the_changed_cookie_is_read_aloud_with_the_place_and_what_it_claims() -> None:
    lines = tracer("cookie", "--plain").stdout.splitlines()
    asked = next(index for index, line in enumerate(lines) if line.startswith("Who can change it?"))
    whole, changed, told = lines[2], lines[asked + 1], lines[asked + 2]
    found = re.fullmatch(r"Characters (\d+) to (\d+) are changed: (\S+)", told)
    assert found is not None
    begin, end = int(found[1]) - 1, int(found[2])
    assert changed[begin:end] == found[3] != whole[begin:end]
    assert changed[:begin] == whole[:begin]
    assert '  It says: _user_id = "2" (changed).' in lines
    assert lines[-2].endswith("to the app this request comes from nobody.")


@pytest.mark.parametrize("width", [45, 60, 200])
def test_signs_stand_below_the_characters_that_were_changed(width: int) -> None:
    lines = tracer("cookie", "--color", "never", settings={"COLUMNS": str(width)}).stdout.splitlines()
    signs = [index for index, line in enumerate(lines) if line.strip() and set(line.strip()) == {"^"}]
    marked = "".join(lines[index - 1][at] for index in signs for at, sign in enumerate(lines[index]) if sign == "^")
    plain = tracer("cookie", "--plain").stdout
    assert plain.partition("are changed: ")[2].splitlines()[0] == marked
    assert any(line.startswith('   ▸ _user_id = "2"') for line in lines)


def test_without_colour_each_part_is_named() -> None:
    done = tracer("cookie", "--color", "never", settings={"COLUMNS": "60"})
    for name in ("1  content", "2  time stamp", "3  signature"):
        assert name in done.stdout
    assert "✓ The app answers 200" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60
