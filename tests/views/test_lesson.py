"""What else a lesson shows: comparisons, moments, snapshot, notes, transcript, reports, progress."""

from functools import partial

import pytest

from tests.authoring.true_lesson import EVERY_KIND as FILE
from tests.authoring.true_lesson import checked, course, every_kind
from tests.course import app_of, performed, scenario
from tests.golden import assert_golden
from tests.views.shown import lesson, run_of, shown
from tracer.authoring.check import Problem, Report
from tracer.lessons.code_sample import code_parts
from tracer.lessons.step_references import with_steps
from tracer.lessons.transcript import narrate, narrated_steps
from tracer.quiz.progress_store import LessonProgress
from tracer.quiz.prompt import pose
from tracer.quiz.transcript import question_sections
from tracer.trace.compare import compare
from tracer.trace.events import Trace
from tracer.trace.table import table
from tracer.views.check_lessons import CheckReport
from tracer.views.compare import ComparisonView
from tracer.views.lesson import Beginning, KeyMoments, ShownMoment, Snapshot, SpeakerNotes, Transcript
from tracer.views.progress import ProgressTable


@pytest.fixture(scope="module")
def comparison() -> ComparisonView:
    return ComparisonView(compare(run_of("login-flow"), run_of("wrong-password")), "login-flow", "wrong-password")


@pytest.mark.parametrize("width", [45, 60, 100, 200])
def test_two_runs_side_by_side(comparison: ComparisonView, width: int) -> None:
    assert_golden(f"compare-{width}.txt", shown(comparison, width=width))


def test_two_runs_in_the_plain_form(comparison: ComparisonView) -> None:
    assert_golden("compare-plain.txt", shown(comparison, plain=True))


def test_the_plain_form_says_a_value_as_it_is_read_aloud_and_quotes_words_only() -> None:
    odd = compare(performed(scenario("unsaved-user"), app_of("unsaved-user")), run_of("login-flow"))
    text = shown(ComparisonView(odd, "odd", "even"), plain=True)
    assert '  session._user_id: the text "None" in odd, the text "1" in even.\n' in text
    assert '  Input: “Unsaved object with id "None"” in odd, “User object with id 1” in even.\n' in text
    assert "signals: “user_accessed” in odd, none in even." in text
    assert "“True”" not in text
    assert "“None”" not in text


def test_two_runs_that_are_the_same_say_so() -> None:
    view = ComparisonView(compare(run_of("login-flow"), run_of("login-flow")), "one", "other")
    assert shown(view).rstrip().endswith("Nothing differs.")
    assert "different" not in shown(view, plain=True)


def test_only_what_says_something_is_shown_of_two_different_stages() -> None:
    """Where one run redirects and the other one lets pass, status and signals differ anyway."""
    view = ComparisonView(compare(run_of("login-flow"), run_of("wrong-password")), "a", "b")
    text = shown(view, plain=True)
    assert "Result/Output: “Credentials valid” in a, “Credentials not valid” in b." in text


def transcript() -> Transcript:
    taken = every_kind()
    traces = course().traces(taken)
    trace = traces(None)
    rows = table(trace)

    def fill(text: str, scenario: str | None) -> str:
        return with_steps(text, lambda name: table(traces(name or scenario)))

    questions = [pose(q, traces, partial(fill, scenario=q.scenario)) for q in taken.questions]
    code = code_parts(taken.code, rows, trace) if taken.code else ()
    sections = [*narrate(taken, trace, rows, code=code, fill=fill, questions=question_sections(questions, trace.name))]
    return Transcript([s for s in sections if s.heading != "The code"])


def without_versions(text: str) -> str:
    return "\n".join(
        line for line in text.splitlines() if not line.startswith(("It was recorded on", "blinker", "1.9"))
    )


def test_the_transcript_is_the_whole_lesson_in_linear_text() -> None:
    text = shown(transcript(), plain=True)
    assert_golden("transcript-plain.txt", without_versions(text))
    for part in (
        "Step 7. User clicks logout.",
        "The answer is “Credentials valid”.",
        "session_cookie from None to Set",
        "Question 7.",
        "Answers.",
    ):
        assert part in text
    assert "{step" not in text
    assert "`" not in text


def test_the_transcript_is_no_wider_than_one_reads() -> None:
    lines = shown(transcript(), width=200).splitlines()
    assert max(len(line.rstrip()) for line in lines if "───" not in line) <= 80


def test_a_run_of_two_people_says_whose_step_it_is(login_flow: Trace) -> None:
    assert all("in browser" not in line for line in narrated_steps(table(login_flow)))
    two = run_of("two-people")
    assert any("in browser B" in line for line in narrated_steps(table(two)))


def parts() -> list[object]:
    rows = table(run_of("login-flow"))
    moment = ShownMoment("Why?", "Because of `login_user`.\n\nAnd **so** on.", rows, [rows.steps[3]], "")
    elsewhere = ShownMoment("What if?", "- one\n- two", rows, [rows.steps[0]], "wrong-password")
    return [
        Beginning(lesson()),
        KeyMoments([moment, elsewhere]),
        Snapshot(["`login_required` asks."]),
        SpeakerNotes([(None, "Take your time."), (4, "Ask the class.")]),
    ]


def test_the_parts_of_a_lesson() -> None:
    views: list[object] = parts()
    assert_golden("lesson-parts.txt", shown(*views, width=80))  # type: ignore[arg-type] # each is a view
    assert_golden("lesson-parts-plain.txt", shown(*views, plain=True))  # type: ignore[arg-type] # as above


@pytest.mark.parametrize(
    ("to_be_found", "words"),
    [(False, "Click it yourself"), (True, "Click it yourself; what is wrong is said only if you ask")],
)
def test_the_beginning_of_a_lesson_says_how_its_app_is_clicked(words: str, *, to_be_found: bool) -> None:
    beginning = Beginning(lesson(), "python -m tracer watch faults/bare-401", to_be_found=to_be_found)
    assert [*beginning.lines()][-1] == f"{words}: python -m tracer watch faults/bare-401"
    drawn = shown(beginning, width=60)
    assert "python -m tracer watch faults/bare-401" in drawn.splitlines()[-2]
    assert f"{words}:" in " ".join(drawn.split())


def test_a_report_with_problems(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = FILE.read_text(encoding="utf-8").replace('hints = ["Decode the cookie."]', "hints = []")
    text = text.replace('cookie = "session", absent = false', 'cookie = "session", absent = true')
    report = checked(text, tmp_path_factory.mktemp("broken"))
    assert_golden("check-report.txt", shown(CheckReport(report), width=80))
    assert_golden("check-report-plain.txt", shown(CheckReport(report), plain=True))


def test_a_report_without_problems() -> None:
    report = Report(lessons=1, questions=8, answers=30, scenarios=2)
    said = "1 lesson, 8 questions, 30 answers checked against 2 recorded runs: everything is true."
    assert shown(CheckReport(report), plain=True).strip() == said
    assert shown(CheckReport(report)).strip() == f"✓ {said}"


def test_a_problem_of_the_whole_file_has_no_place() -> None:
    report = Report((Problem("file", "", "this is no TOML", "Mend the file.", "a.toml", "a"),), lessons=1)
    assert "a.toml: this is no TOML. Mend the file." in shown(CheckReport(report), plain=True)


STANDINGS = {
    "login-flow": LessonProgress(12, 12, 10, 15, 2, 3725.0, "2026-01-05 09:00:00"),
    "remember-me": LessonProgress(6, 2, 1, 3, 1, 65.0, "2026-01-06 10:00:00"),
}
TITLES = {"login-flow": "How a login works", "remember-me": "Remember me"}


@pytest.mark.parametrize("width", [45, 60, 70, 80])
def test_progress(width: int) -> None:
    text = shown(ProgressTable(STANDINGS, TITLES, 2), width=width)
    assert_golden(f"progress-{width}.txt", text)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert "…" not in text


def test_progress_in_the_plain_form() -> None:
    assert_golden("progress-plain.txt", shown(ProgressTable(STANDINGS, TITLES, 1), plain=True))
    assert "Begin with: python -m tracer next" in shown(ProgressTable({}, {}, 0), plain=True)
