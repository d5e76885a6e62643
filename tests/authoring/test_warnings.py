"""What could be better in a lesson that is true: it is shown and counted, and the lesson passes all the same."""

import json
from pathlib import Path

import pytest

from tests.authoring.true_lesson import EVERY_KIND, checked
from tests.cli.in_process import tracer
from tests.course import performed
from tests.views.shown import shown
from tracer.authoring.check import RULE_NAMES, WARNING_NAMES, Problem, Report, check
from tracer.authoring.choice_lengths import LongestChoices, longest_choices
from tracer.authoring.template import starting_file
from tracer.lessons.library import BUILT_IN, Library
from tracer.lessons.schema import Choice, Question
from tracer.views.check_lessons import CheckReport
from tracer.views.markdown import inline, spoken

TEXT = EVERY_KIND.read_text(encoding="utf-8")
HINT = '"Decode the cookie."'


def warnings_of(hints: str, folder: Path) -> list[Problem]:
    assert f"hints = [{HINT}]" in TEXT
    report = checked(TEXT.replace(f"hints = [{HINT}]", f"hints = {hints}"), folder)
    assert report.problems == ()
    assert report.passed
    return [*report.warnings]


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        ("Look at it with `--detail`.", "“--detail” cannot be typed in the quiz"),
        ("Look with --all-requests.", "“--all-requests” cannot be typed"),
        ("`run-scenario right-at-once --detail` shows it.", "“run-scenario” cannot be typed as it stands"),
        ("Look at the green row.", ""),
        ("The row in green shows it.", "“in green” speaks of a look"),
        ("Look at the coloured cells.", "“coloured” speaks of a look"),
        ("Rows between two rules belong together.", "“between two rules” speaks of a look"),
        ("See python -m tracer run-scenario right-at-once --detail", ""),
        ("See the run: `python -m tracer run-scenario right-at-once --variable 'session.*'`", ""),
        ("Does Flask-Login write down the blue hat, or does it keep the red one?", ""),
        ("The rules of cookies say it -- twice.", ""),
    ],
)
def test_a_hint_can_be_followed_where_it_is_given(hint: str, message: str, tmp_path: Path) -> None:
    found = warnings_of(f"[{json.dumps(hint)}]", tmp_path)
    assert len(found) == (1 if message else 0)
    for warning in found:
        assert (warning.rule, warning.place) == ("hint", 'question "several", hint 1')
        assert message in warning.message
        assert warning.is_warning


def test_a_hint_that_is_given_twice_is_named(tmp_path: Path) -> None:
    (warning,) = warnings_of('["Decode the cookie.", "Look at `session`.", "decode  the cookie."]', tmp_path)
    assert warning.place == 'question "several", hint 3'
    assert warning.message == "it says the same as hint 1"


def question(*lengths: int, right: int = 0, kind: str = "one") -> Question:
    choices = tuple(Choice(text="x" * length, right=index == right) for index, length in enumerate(lengths))
    return Question(id="q", kind=kind, text="?", choices=choices)  # type: ignore[arg-type] # a kind, given as text


def test_how_often_the_right_choice_is_the_longest_is_counted_with_its_chances() -> None:
    found = longest_choices(
        [
            question(9, 5, 5),
            question(5, 9, 5),
            question(9, 9, 5, 5),
            question(9, 5, kind="what_if"),
            question(9, 5, kind="several"),
            question(9),
        ]
    )
    assert found == LongestChoices(3, (1 / 3, 1 / 3, 1 / 2, 1 / 2))
    assert found.expected == pytest.approx(5 / 3)


def test_marks_of_markdown_do_not_count_as_length() -> None:
    choices = (Choice(text="`abc`", right=True), Choice(text="abcd"))
    assert longest_choices([Question(id="q", text="?", choices=choices)]).found == 0


@pytest.mark.parametrize(
    ("found", "chances", "likelihood"),
    [
        (0, (), 1.0),
        (0, (0.5, 0.5), 1.0),
        (1, (0.5, 0.5), 0.75),
        (2, (0.5, 0.25), 0.125),
        (5, (1 / 3,) * 5, 1 / 243),
        (1, (1 / 3, 1 / 4), 1 - 2 / 3 * 3 / 4),
        (100, (0.5,) * 100, 0.5**100),
    ],
)
def test_the_likelihood_is_exact(found: int, chances: tuple[float, ...], likelihood: float) -> None:
    assert LongestChoices(found, chances).likelihood == pytest.approx(likelihood)


def lesson_with(lengths: list[tuple[int, int, int]], name: str) -> str:
    """Return a lesson in which each question has a right choice of the first length and wrong ones of the others."""
    beginning, scenarios = TEXT.partition("[[questions]]")[0], "[scenarios" + TEXT.partition("[scenarios")[2]
    parts = []
    for number, (right, *wrong) in enumerate(lengths):
        parts.append(f'[[questions]]\nid = "q{number}"\ntext = "Q?"\nhints = ["Look."]\n')
        for index, length in enumerate([right, *wrong]):
            text = f"{number}{index}".ljust(length, "x")
            says = f"right = {str(not index).lower()}\nclaim = {{ steps = {7 if not index else 70 + index} }}"
            parts.append(f'[[questions.choices]]\ntext = "{text}"\nwhy = "So it is."\n{says}\n')
    renamed = scenarios.replace("right-at-once", f"{name}-right").replace("wrong-at-once", f"{name}-wrong")
    moments = beginning.replace("right-at-once", f"{name}-right").replace("wrong-at-once", f"{name}-wrong")
    return moments + "\n".join(parts) + renamed


def report_of(folder: Path, **lessons: list[tuple[int, int, int]]) -> Report:
    paths = []
    for name, lengths in lessons.items():
        paths.append(folder / f"{name}.toml")
        paths[-1].write_text(lesson_with(lengths, name), encoding="utf-8")
    report = check(paths, performed, Library((folder, BUILT_IN)))
    assert [str(problem) for problem in report.problems] == []
    return report


LONGEST, NOT_LONGEST = (30, 10, 12), (12, 30, 10)


def test_a_lesson_whose_right_choices_are_all_the_longest_is_warned_of(tmp_path: Path) -> None:
    report = report_of(tmp_path, alone=[LONGEST] * 5)
    (warning,) = report.warnings
    assert (warning.rule, warning.file, warning.place) == ("longest", "alone.toml", "questions")
    assert "longest in 5 of 5 questions (100%); by chance it would be in 2 of them (33%)" in warning.message
    assert report.passed


@pytest.mark.parametrize("lengths", [[LONGEST] * 4, [LONGEST] * 3 + [NOT_LONGEST] * 2, [NOT_LONGEST] * 6])
def test_what_chance_explains_is_no_warning(lengths: list[tuple[int, int, int]], tmp_path: Path) -> None:
    assert report_of(tmp_path, alone=lengths).warnings == ()


def test_many_lessons_that_are_a_little_too_long_each_are_warned_of_together(tmp_path: Path) -> None:
    mixed = [LONGEST] * 3 + [NOT_LONGEST]
    report = report_of(tmp_path, a=mixed, b=mixed, c=mixed, d=[NOT_LONGEST])
    (warning,) = report.warnings
    assert (warning.rule, warning.file, warning.lesson) == ("longest", "", "")
    assert "in these lessons the right choice is the longest in 9 of 13 questions" in warning.message
    assert warning.message.endswith("most of all in a, b, c")


WARNED = Report(
    warnings=(Problem("hint", "question 1", "it says it twice", "Say it once.", "a.toml", "a"),), lessons=1, questions=2
)


def test_warnings_are_shown_and_counted_and_everything_is_true_all_the_same() -> None:
    together = Problem("longest", "", "they are long", "Be short.")
    report = Report(warnings=(*WARNED.warnings, together), lessons=1)
    plain = shown(CheckReport(report), plain=True).splitlines()
    assert plain[0] == "Warning: a.toml: question 1: it says it twice. Say it once."
    assert plain[1] == "Warning: they are long. Be short."
    assert plain[2].endswith(", 2 warnings: everything is true.")
    drawn = shown(CheckReport(report), width=80)
    assert "Warning: question 1: it says it twice." in drawn
    assert drawn.index("a.toml ──") < drawn.index("All lessons together ──")
    assert "✗" not in drawn
    assert "✓ 1 lesson" in drawn


def test_a_lesson_with_problems_and_warnings_shows_both_below_its_name() -> None:
    problem = Problem("prose", "title", "it is wrong", "Mend it.", "a.toml", "a")
    report = Report((problem,), warnings=WARNED.warnings, lessons=1)
    drawn = shown(CheckReport(report), width=80)
    assert drawn.count("a.toml ──") == 1
    assert "1 warning: 1 problem in 1 file." in " ".join(drawn.split())
    assert not report.passed


def test_on_the_command_line_warnings_leave_the_exit_code_alone(tmp_path: Path) -> None:
    text = TEXT.replace(f"hints = [{HINT}]", 'hints = ["Look with --detail."]')
    (tmp_path / "every-kind.toml").write_text(text, encoding="utf-8")
    done = tracer("check-lessons", str(tmp_path), "--plain")
    assert done.returncode == 0
    assert "Warning: every-kind.toml: question" in done.stdout
    found = json.loads(tracer("check-lessons", str(tmp_path), "--json").stdout)
    assert found["passed"]
    assert [warning["rule"] for warning in found["warnings"]] == ["hint"]


def test_no_rule_is_both_a_warning_and_a_problem() -> None:
    assert not set(RULE_NAMES) & set(WARNING_NAMES)
    assert {"longest", "hint"} == set(WARNING_NAMES)
    assert not Problem("prose", "", "x", "y").is_warning


def test_the_lesson_that_new_lesson_writes_has_no_warning(tmp_path: Path) -> None:
    assert checked(starting_file("mine"), tmp_path, "mine.toml").warnings == ()


def test_code_between_two_backticks_is_code_too() -> None:
    assert inline("See ``a`b`` and `c`.").plain == "See a`b and c."
    assert [*spoken("See ``code`` and\n`more`.")] == ["See code and more."]
