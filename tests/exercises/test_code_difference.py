"""Two texts of one file beside one another: only the parts that differ, with their numbers."""

from tests.golden import assert_golden
from tests.views.shown import shown
from tracer.exercises.code_difference import different_parts
from tracer.views.code_difference import CodeDifference

HEAD = [f"line_{number} = {number}" for number in range(1, 21)]
MINE = "\n".join([*HEAD, "def login():", "    user = find(request.form['name'])", "    return redirect('/')", *HEAD])
HEALTHY = "\n".join(
    [*HEAD, "def login():", "    user = find(request.form['name'])", "    login_user(user)",
     "    return redirect(url_for('members'))", *HEAD]
)  # fmt: skip


def test_only_the_lines_around_a_difference_are_there() -> None:
    (part,) = different_parts(MINE, HEALTHY)
    assert [(pair.left and pair.left.number, pair.right and pair.right.number) for pair in part] == [
        (21, 21), (22, 22), (23, 23), (None, 24), (24, 25), (25, 26)
    ]  # fmt: skip
    assert [pair.same for pair in part] == [True, True, False, False, True, True]


def test_empty_lines_and_blanks_at_the_end_make_no_difference() -> None:
    assert different_parts("a = 1\nb = 2\n", "a = 1  \n\n\nb = 2") == ()


def test_beside_one_another_and_below_one_another_and_aloud() -> None:
    view = CodeDifference(different_parts(MINE, HEALTHY), "Your app.py", "The healthy app.py")
    for width in (60, 80, 200):
        text = shown(view, width=width)
        assert_golden(f"code-difference-{width}.txt", text)
        assert max(map(len, text.splitlines())) <= width
    assert_golden("code-difference-plain.txt", shown(view, plain=True))


def test_a_file_that_was_written_anew_is_not_shown_whole() -> None:
    other = "\n".join(f"value_{number} = {number}" for number in range(100))
    view = CodeDifference(different_parts(MINE, other), "Your app.py", "The healthy app.py")
    assert "more differ" in shown(view, width=80)
    assert len(shown(view, width=80).splitlines()) < 90
