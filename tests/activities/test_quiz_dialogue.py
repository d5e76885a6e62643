"""A quiz as it is asked in a terminal: goldens of whole sittings, and what each key does."""

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.authoring.true_lesson import course, every_kind
from tests.golden import assert_golden
from tests.quiz.many_answers import with_many_answers
from tests.views.shown import Stream
from tracer.activities.quiz_dialogue import Asker
from tracer.activities.replies import FromFile, Nobody, Replies, Typed
from tracer.errors import UsageError
from tracer.lessons.step_references import with_steps
from tracer.quiz.keys import QUIZ_KEYS, deed_of
from tracer.quiz.prompt import pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.round import Quiz, begin
from tracer.quiz.verdict import Verdict
from tracer.trace.table import Table, table
from tracer.trace.tracker import track
from tracer.views.execution_table import ExecutionTable
from tracer.views.quiz_result import ScoreView
from tracer.views.terminal import View, open_terminal
from tracer.views.variable_tracker import VariableTracker

LESSON = every_kind()
TRACES = course().traces(LESSON)


def tables(scenario: str | None) -> Table:
    return table(TRACES(scenario))


QUESTIONS = {q.id: pose(q, TRACES, lambda text: with_steps(text, tables)) for q in LESSON.questions}


def looked_at(scenario: str | None) -> Sequence[View]:
    rows = tables(scenario)
    return [ExecutionTable(rows), VariableTracker(track(rows))]


class Sitting:
    """One sitting: what was seen, what was told, what was answered, and how it ended."""

    def __init__(
        self,
        names: Sequence[str],
        replies: Replies | str,
        *,
        width: int = 100,
        plain: bool = False,
        seed: int | None = None,
        rounds: int = 2,
        reveals: bool = False,
    ) -> None:
        out, err = Stream("utf-8"), StringIO()
        terminal = open_terminal("never", plain=plain, out=out, err=err, width=width)
        self.answered: list[tuple[str, bool, int]] = []
        typed = Typed(terminal, StringIO(replies)) if isinstance(replies, str) else replies
        asker = Asker(
            begin([QUESTIONS[name] for name in names], seed=seed, rounds=rounds),
            terminal,
            typed,
            tables=tables,
            looked_at=looked_at,
            answered=self._answer,
            reveals=reveals,
        )
        asker.ask()
        self.quiz: Quiz = asker.quiz
        terminal.show(ScoreView(asker.quiz, [("python -m tracer lesson next", "The next lesson")]))
        self.seen, self.told = out.getvalue(), err.getvalue()

    def _answer(self, posed: PosedQuestion, verdict: Verdict, hints: int, _seconds: float) -> None:
        self.answered.append((posed.id, verdict.right, hints))


EVERYTHING = "b\n?\n?\na c\na b\n4\n4\nb\nb c a\na\na\nb\n7\n3\na\n"


@pytest.mark.parametrize("width", [45, 60, 100, 200])
def test_a_whole_sitting(width: int) -> None:
    assert_golden(f"quiz-{width}.txt", Sitting([*QUESTIONS], EVERYTHING, width=width).seen)


def test_a_whole_sitting_in_the_plain_form() -> None:
    seen = Sitting([*QUESTIONS], EVERYTHING, plain=True).seen
    assert_golden("quiz-plain.txt", seen)
    assert not set(seen) & set("│─╭╰┃●✓▸")


def test_each_answer_is_told_with_the_hints_that_were_taken_for_it() -> None:
    sitting = Sitting(["one", "value"], "?\nb\na\na\n")
    assert sitting.answered == [("one", False, 1), ("value", True, 0), ("one", True, 0)]
    assert (sitting.quiz.right, sitting.quiz.right_at_first) == (2, 1)


def test_a_reply_that_is_none_is_asked_for_again_and_does_not_count() -> None:
    sitting = Sitting(["one"], "z\n\na\n")
    for refused in ("“z” is no answer to this.", "That is empty."):
        assert f"{refused} Answer with one letter (A or B)." in sitting.told
    assert sitting.answered == [("one", True, 0)]


def test_the_right_answer_is_told_only_when_it_is_not_asked_again() -> None:
    sitting = Sitting(["one"], "b\nb\n")
    first, second = sitting.seen.split("Once more")
    assert "The right answer" not in first
    assert "The right answer: A." in second


def test_the_table_can_be_looked_at_again() -> None:
    assert Sitting(["one"], "a\n").seen.count("Execution table") == 1
    assert Sitting(["one"], "t\na\n").seen.count("Execution table") == 2


@pytest.mark.parametrize("stop", ["q\n", "QUIT\n", ""])
def test_one_can_stop_at_any_time(stop: str) -> None:
    sitting = Sitting(["one", "value"], f"a\n{stop}")
    assert sitting.quiz.number == 2
    assert sitting.answered == [("one", True, 0)]


def test_every_key_of_the_table_does_in_the_dialogue_what_the_table_says() -> None:
    seen = {
        "hint": "Hint: ",
        "table": "Execution table",
        "words": "Glossary",
        "skip": "Once more, 1 question",
        "reveal": "The right answer: A.",
        "leave": "0 of 1 question right",
    }
    assert {key.does for key in QUIZ_KEYS} == {*seen}
    for key in QUIZ_KEYS:
        for typed in (*key.keys, *key.also, key.keys[0].upper()):
            sitting = Sitting(["one"], f"{typed}\n")
            before = sitting.seen.split(f"Answer: {typed}")[1]
            assert seen[key.does] in before, typed
            assert sitting.answered == []


def test_a_letter_that_is_an_answer_is_nothing_else() -> None:
    few, many = QUESTIONS["one"], with_many_answers(QUESTIONS["one"], 20)
    for key in QUIZ_KEYS:
        for typed in key.keys:
            assert deed_of(typed, few.labels) == key.does
            assert deed_of(typed, many.labels) == (None if typed.upper() in many.labels else key.does)
    assert {typed for typed in "?hitksrq" if deed_of(typed, many.labels)} == {"?"}


@pytest.mark.parametrize("name", ["value", "step", "step-with-choices"])
def test_what_is_asked_again_is_not_given_away_by_the_evidence(name: str) -> None:
    question = QUESTIONS[name]
    wrong = next(label for label in question.labels if label not in question.right)
    first, second = Sitting([name], f"{wrong}\n{wrong}\n", plain=True).seen.split("Once more")
    assert "Not right. It will be asked again." in first
    assert "The run shows" not in first
    assert "The run shows" in second


def test_evidence_is_not_told_twice() -> None:
    seen = Sitting(["one"], "b\nb\n", plain=True).seen.split("Once more")[1]
    readings = [line for line in seen.splitlines() if line.startswith("  The run shows")]
    assert len(readings) == len({*readings}) > 0


def test_after_a_skip_comes_an_empty_line() -> None:
    assert "Answer: s\n\n" in Sitting(["one", "value"], "s\na\na\n").seen


def test_the_answer_can_be_shown_and_is_then_not_asked_again() -> None:
    sitting = Sitting(["one", "value"], "r\na\n")
    assert "The right answer: A." in sitting.seen
    assert "Once more" not in sitting.seen
    assert sitting.answered == [("value", True, 0)]


def test_what_was_wrong_and_is_skipped_then_is_told() -> None:
    assert "The right answer: A." in Sitting(["one"], "b\ns\n").seen
    assert "The right answer" not in Sitting(["one"], "s\ns\n").seen


def test_what_is_skipped_comes_again() -> None:
    sitting = Sitting(["one", "value"], "s\na\na\n")
    assert [name for name, *_ in sitting.answered] == ["value", "one"]


def test_hints_and_time_before_a_skip_belong_to_the_answer() -> None:
    sitting = Sitting(["one", "value"], "?\ns\na\na\n")
    assert sitting.answered == [("value", True, 0), ("one", True, 1)]
    assert sitting.quiz.right_at_first == 1
    seen = Sitting(["one"], "?\na\n", plain=True).seen
    assert "Question 1. What does step 4 do?\n    Right at the first try, with 1 hint." in seen


def test_where_there_is_no_table_that_is_said_and_the_prompt_offers_none() -> None:
    class Teletype(StringIO):
        def isatty(self) -> bool:
            return True

    out, err = Stream("utf-8"), StringIO()
    terminal = open_terminal("never", out=out, err=err, width=100)
    asker = Asker(
        begin([QUESTIONS["one"]]),
        terminal,
        Typed(terminal, Teletype("t\nq\n"), tables=False),
        tables=tables,
        looked_at=lambda _: (),
        answered=lambda *_: None,
    )
    asker.ask()
    assert "There is no table to look at" in err.getvalue()
    assert "Your answer (? hint, k words, s skip, r answer, q stop): " in err.getvalue()


@pytest.mark.parametrize("typed", ["?", "t", "k", "k session"])
@pytest.mark.parametrize("plain", [True, False])
def test_the_question_is_shown_again_below_what_was_looked_at(typed: str, plain: bool) -> None:  # noqa: FBT001 # pytest's parameters
    seen = Sitting(["one"], f"{typed}\na\n", plain=plain).seen.split(f"Answer: {typed}")[1].split("Answer: a")[0]
    assert "Question 1 of 1" in seen
    assert seen.rstrip().splitlines()[-3:] == [
        *Sitting(["one"], "a\n", plain=plain).seen.split("Answer: a")[0].rstrip().splitlines()[-3:]
    ]


def test_the_score_names_each_question_by_its_text_and_says_where_to_look() -> None:
    score = Sitting(["one", "several"], "a\nc\nc\n", plain=True).seen.split("Score.\n")[1]
    assert score.startswith(
        "  Question 1. What does step 4 do?\n    Right at first.\n"
        "  Question 2. Which of these are in the session afterwards?\n    Not right after 2 tries.\n"
        "    Look again: Decode the cookie.\n"
    )


def test_a_word_is_explained_and_the_question_waits() -> None:
    sitting = Sitting(["one"], "k session cookie\nk\nglossary nothing\na\n", plain=True)
    assert "session cookie: A signed note that the app writes" in sitting.seen
    assert "step: One row of the execution table" in sitting.seen
    assert 'There is no word "nothing"' in sitting.told
    assert sitting.answered == [("one", True, 0)]


def test_no_hint_shows_a_backtick() -> None:
    marked = replace(QUESTIONS["one"], hints=("Look at `login_user`.",))
    out = Stream("utf-8")
    for plain in (True, False):
        terminal = open_terminal("never", plain=plain, out=out, err=StringIO(), width=100)
        replies = Typed(terminal, StringIO("?\n"))
        Asker(
            begin([marked]),
            terminal,
            replies,
            tables=tables,
            looked_at=lambda _: (),
            answered=lambda *_: None,
        ).ask()
    assert out.getvalue().count("Hint: Look at login_user.") == 2


def test_after_the_last_hint_there_is_none() -> None:
    assert "There is no further hint." in Sitting(["one"], "?\n?\na\n").seen


def test_with_nobody_to_answer_everything_is_revealed_where_that_is_wanted() -> None:
    revealed = Sitting(["one", "value"], Nobody(), rounds=1, reveals=True)
    assert revealed.seen.count("The right answer: A.") == 2
    assert revealed.answered == []
    assert "The right answer" not in Sitting(["one", "value"], Nobody()).seen


def in_file(tmp_path: Path, text: str) -> FromFile:
    path = tmp_path / "answers.txt"
    path.write_text(text, encoding="utf-8")
    return FromFile(path)


def test_answers_in_a_file_come_in_order(tmp_path: Path) -> None:
    sitting = Sitting(["one", "value"], in_file(tmp_path, "# my answers\n\na\nb\n  a\n"))
    assert sitting.answered == [("one", True, 0), ("value", False, 0), ("value", True, 0)]


def test_answers_in_a_file_may_name_their_questions(tmp_path: Path) -> None:
    text = "value: a\none: b\none: a\norder: b c a\n"
    sitting = Sitting(["one", "value", "order"], in_file(tmp_path, text))
    assert sitting.answered == [("one", False, 0), ("value", True, 0), ("order", True, 0), ("one", True, 0)]


def test_a_question_without_an_answer_in_the_file_is_skipped(tmp_path: Path) -> None:
    sitting = Sitting(["one", "value"], in_file(tmp_path, "value: a\n"))
    assert sitting.answered == [("value", True, 0)]
    assert sitting.quiz.right == 1


def test_a_line_that_is_no_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"answers\.txt, line 3: “.*” is no answer to this. Answer with one letter"):
        Sitting(["one"], in_file(tmp_path, "# hello\n\nq1\n"))


def test_a_question_that_there_is_not_is_refused_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "answers.txt"
    path.write_text("a\nvalu: a\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r'line 2: There is no question "valu"\. Did you mean "value"\?'):
        FromFile(path, [*QUESTIONS])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the answers cannot be read"):
        FromFile(tmp_path / "none.txt")
