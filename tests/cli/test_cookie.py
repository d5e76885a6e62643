"""``cookie``: who can read it, use it and change it."""

from tests.cli.in_process import tracer


def test_the_cookie_is_shown_with_its_parts_and_with_what_comes_of_it() -> None:
    done = tracer("cookie", "--plain")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    whole = lines[2]
    assert [line.partition(": ")[2] for line in lines if line.startswith("Part ")] == whole.rsplit(".", 2)
    assert '  It says: _user_id = "1".' in lines
    assert "Who can read it? Whoever holds it." in done.stdout
    assert "The app answers 200 and shows the page." in done.stdout
    assert "The app answers 302 and sends the browser to /login" in done.stdout


def test_without_colour_each_part_is_named() -> None:
    done = tracer("cookie", "--color", "never", settings={"COLUMNS": "60"})
    for name in ("1  content", "2  time stamp", "3  signature"):
        assert name in done.stdout
    assert "✓ The app answers 200" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60
