"""A quiz: posing, understanding replies, judging them, hints, rounds and the score."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.true_lesson import course, every_kind
from tracer.claims.claim import Claim
from tracer.claims.evaluate import Traces
from tracer.claims.selectors import StepSelector
from tracer.errors import ClaimError, LessonError
from tracer.lessons.schema import Choice, Lesson, QuestionTarget
from tracer.quiz.prompt import left_out, pose
from tracer.quiz.question_kinds.posed_question import PosedQuestion, ReplyError
from tracer.quiz.round import QuestionScore, Quiz, begin


def traces_of(lesson: Lesson) -> Traces:
    return course().traces(lesson)


def posed(name: str) -> PosedQuestion:
    lesson = every_kind()
    question = next(question for question in lesson.questions if question.id == name)
    return pose(question, traces_of(lesson))


ALL = [question.id for question in every_kind().questions]


def test_the_right_replies_are_read_from_the_run() -> None:
    assert {name: posed(name).right for name in ALL} == {
        "one": ("A",),
        "several": ("A", "B"),
        "step": ("7",),
        "step-with-choices": ("3",),
        "value": ("A",),
        "order": ("B", "C", "A"),
        "what-if": ("A",),
    }


@pytest.mark.parametrize("name", ALL)
def test_the_right_reply_is_right_and_says_why(name: str) -> None:
    question = posed(name)
    verdict = question.grade(question.right)
    assert verdict.right
    assert verdict.reason
    assert verdict.readings
    assert question.reveal() == verdict


@pytest.mark.parametrize("name", [name for name in ALL if name not in {"order", "several"}])
def test_every_other_reply_is_wrong_and_says_why(name: str) -> None:
    question = posed(name)
    for answer in question.answers:
        if answer.label not in question.right:
            verdict = question.grade([answer.label])
            assert not verdict.right
            assert verdict.reason
            assert verdict.readings == (answer.reading,)


def test_a_step_that_is_wrong_does_not_give_the_right_one_away() -> None:
    verdict = posed("step").grade(["4"])
    assert verdict.reason == "Step 4 is not the one."
    (reading,) = verdict.readings
    assert str(reading) == "In step 4 `session_cookie` changes from `None` to `Set`, not to `Cleared`."


def test_of_several_each_wrong_one_is_named_and_the_missing_ones_are_only_counted() -> None:
    question = posed("several")
    assert question.grade(["A", "C"]).reason == "**C** Nobody needs it there."
    partly = question.grade(["A"])
    assert not partly.right
    assert partly.reason == "**A** It stands under `_user_id`.\n\nBut one more belongs to it."


def test_a_wrong_order_names_two_that_stand_the_wrong_way_round() -> None:
    verdict = posed("order").grade(["B", "A", "C"])
    assert not verdict.right
    assert verdict.reason.startswith("**C** (App calls login_user(user)")
    assert verdict.steps == (4, 7)


@pytest.mark.parametrize(
    ("name", "reply", "labels"),
    [
        ("one", "b", ("B",)),
        ("one", " B. ", ("B",)),
        ("several", "a, c", ("A", "C")),
        ("several", "ac", ("A", "C")),
        ("several", "A and C", ("A", "C")),
        ("step", "7", ("7",)),
        ("step", "step 7", ("7",)),
        ("step-with-choices", "3", ("3",)),
        ("order", "b c a", ("B", "C", "A")),
        ("order", "b > c > a", ("B", "C", "A")),
        ("order", "B then C then A", ("B", "C", "A")),
        ("one", "2", ("B",)),
        ("several", "1 3", ("A", "C")),
        ("order", "2 3 1", ("B", "C", "A")),
    ],
)
def test_a_reply_is_understood_as_people_type_it(name: str, reply: str, labels: tuple[str, ...]) -> None:
    assert posed(name).parse(reply) == labels


@pytest.mark.parametrize(
    ("name", "reply", "said"),
    [
        ("one", "", "one letter (A or B)"),
        ("one", "c", "one letter (A or B)"),
        ("one", "a b", "one letter (A or B)"),
        ("one", "no idea!", "one letter (A or B)"),
        ("one", "4", "one letter (A or B)"),
        ("several", "a a", "one or more letters (A to C)"),
        ("step", "9", "the number of a step (1 to 7)"),
        ("step", "a", "the number of a step (1 to 7)"),
        ("step-with-choices", "1", "the number of a step (3, 4, 5)"),
        ("order", "a b", "all letters in the right order"),
        ("order", "a b b", "all letters in the right order"),
    ],
)
def test_what_is_no_reply_says_what_would_be_one(name: str, reply: str, said: str) -> None:
    with pytest.raises(ReplyError) as raised:
        posed(name).parse(reply)
    assert said.replace("(3, 4, 5)", "(3 to 5)") in str(raised.value)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_reply_breaks_the_quiz(reply: str) -> None:
    for name in ("one", "several", "step", "order"):
        question = ASKED[name]
        try:
            labels = question.parse(reply)
        except ReplyError:
            continue
        question.grade(labels)


ASKED = {name: posed(name) for name in ALL}


@settings(deadline=None)
@given(st.integers(), st.sampled_from(ALL))
def test_shuffling_changes_the_order_and_nothing_else(seed: int, name: str) -> None:
    question = ASKED[name]
    shuffled = question.shuffled(str(seed))
    assert shuffled == question.shuffled(str(seed))
    assert sorted(answer.text for answer in shuffled.answers) == sorted(answer.text for answer in question.answers)
    assert [shuffled.answer(label).text for label in shuffled.right] in (
        [question.answer(label).text for label in question.right],
        [question.answer(label).text for label in reversed(question.right)],
    )
    assert shuffled.grade(shuffled.right).right
    if name == "order":
        assert [answer.position for answer in shuffled.answers] != [1, 2, 3]
    if question.kind == "step":
        assert shuffled == question


def test_an_author_who_is_wrong_is_not_believed() -> None:
    lesson = every_kind()
    question = lesson.questions[0]
    lies = replace(question, choices=tuple(replace(choice, right=not choice.right) for choice in question.choices))
    with pytest.raises(LessonError, match='question "one", choice 1: what the lesson says is not what the run shows'):
        pose(lies, traces_of(lesson))


UNPROVEN = [
    Claim(step=StepSelector(stage="refused"), column="result", equals="x"),
    Claim(step=StepSelector(stage="logged_in"), fact="validd", equals=True),
    Claim(scenario="no-such", steps=7),
]


@pytest.mark.parametrize("claim", UNPROVEN, ids=["no step", "no fact", "no scenario"])
def test_a_wrong_choice_that_cannot_be_proven_is_never_offered(claim: Claim) -> None:
    lesson = every_kind()
    question = lesson.questions[0]
    right, wrong = question.choices
    changed = replace(question, choices=(right, replace(wrong, claim=claim)))
    with pytest.raises(ClaimError, match='question "one", choice 2: ') as raised:
        pose(changed, traces_of(lesson))
    assert str(raised.value).endswith("python -m tracer check-lessons names each such place.")


def test_a_step_without_a_response_is_offered_all_the_same() -> None:
    answers = posed("step").answers
    assert len(answers) == 7
    lesson = every_kind()
    question = next(question for question in lesson.questions if question.id == "step")
    asks = QuestionTarget(cookie="session", fact="deleted", equals=True)
    offered = pose(replace(question, asks=asks), traces_of(lesson))
    assert offered.right == ("7",)
    assert str(offered.answer("3").reading) == (
        "Step 3 says nothing of this: no response leaves in step 3; it leaves in step 4."
    )


SEVEN, EIGHT = Claim(steps=7), Claim(steps=8)


@pytest.mark.parametrize(
    ("claims", "right", "reading"),
    [
        ((SEVEN, Claim(never=StepSelector(stage="refused"))), True, "There are 7 steps in it."),
        ((Claim(never=StepSelector(stage="refused")), EIGHT), False, "There are 7 steps in it, not 8."),
        ((SEVEN, Claim(never=StepSelector(stage="logged_in"))), False, "The stage “Logged in” happens once in step 4."),
    ],
)
def test_of_several_claims_the_first_that_decides_is_told(claims: tuple[Claim, ...], right: bool, reading: str) -> None:  # noqa: FBT001 # pytest's parameters
    lesson = every_kind()
    good, bad = lesson.questions[0].choices
    other = replace(bad if right else good, claim=EIGHT if right else SEVEN)
    choice = replace(good if right else bad, claim=None, claims=claims)
    offered = pose(replace(lesson.questions[0], choices=(choice, other)), traces_of(lesson))
    assert (offered.answers[0].right, str(offered.answers[0].reading)) == (right, reading)


def test_a_choice_has_a_claim_or_claims() -> None:
    with pytest.raises(ValueError, match="not both"):
        Choice(claim=SEVEN, claims=(SEVEN,))


def test_a_question_that_is_left_out_is_named_once() -> None:
    question = every_kind().questions[0]
    named = 'Left out: question "one": no run.'
    assert left_out(question, ClaimError("no run")) == named
    assert left_out(question, ClaimError('question "one": no run.')) == named


def quiz(*names: str, seed: int | None = None) -> Quiz:
    return begin([ASKED[name] for name in names], seed=seed)


def right(state: Quiz) -> Quiz:
    assert state.current is not None
    return state.answer(state.current.right)[0]


def wrong(state: Quiz) -> Quiz:
    assert state.current is not None
    return state.answer([next(a.label for a in state.current.answers if a.label not in state.current.right)])[0]


def test_all_right_at_once() -> None:
    state = quiz("one", "value")
    assert (state.number, state.current) == (1, ASKED["one"])
    state = right(right(state))
    assert (state.current, state.number, state.right, state.right_at_first) == (None, 0, 2, 2)


def test_only_what_was_wrong_is_asked_again_and_only_once() -> None:
    state = wrong(right(wrong(quiz("one", "value", "what-if"))))
    assert (state.round, state.number, state.is_last_round) == (2, 1, True)
    state = right(state)
    assert state.number == 3
    state = wrong(state)
    assert state.current is None
    assert (state.right, state.right_at_first) == (2, 1)
    assert [score.attempts for score in state.scores] == [2, 1, 2]


def later(*names: str) -> Quiz:
    """Return a quiz whose first question is settled before the others are asked."""
    first, *others = [ASKED[name] for name in names]
    return begin([first], later=others)


def test_what_waits_is_asked_after_the_second_try_of_what_comes_first() -> None:
    state = wrong(later("one", "value", "what-if"))
    assert (state.number, state.round, state.later) == (1, 2, (1, 2))
    state = wrong(state)
    assert (state.number, state.round, state.later) == (2, 1, ())
    state = wrong(right(state))
    assert (state.number, state.round) == (3, 2), "what was wrong before does not come a third time"
    assert right(state).current is None


def test_what_waits_is_asked_at_once_after_a_right_answer_and_where_nothing_comes_first() -> None:
    assert right(later("one", "value")).number == 2
    assert later("one", "value").pass_over().number == 2
    assert begin([], later=[ASKED["one"]]).number == 1
    assert begin([], later=[ASKED["one"]]).later == ()


def test_a_skip_settles_what_was_tried_and_what_others_wait_for() -> None:
    assert not quiz("one").skip_reveals
    assert not quiz("one").skip().skip_reveals
    assert wrong(quiz("one")).skip_reveals
    assert later("one", "value").skip().skip_reveals
    assert not later("one", "value").skip_reveals


def test_a_reply_settles_a_question_if_it_is_right_or_the_last_try() -> None:
    state = quiz("one")
    asked = state.current
    assert asked is not None
    good, bad = asked.grade(asked.right), asked.grade(["B"])
    assert (state.settles(good), state.settles(bad), wrong(state).settles(bad)) == (True, False, True)


def test_hints_come_in_order_and_count() -> None:
    question = replace(ASKED["one"], hints=("first", "second"))
    state = begin([question])
    state, first = state.hint()
    state, second = state.hint()
    state, third = state.hint()
    assert (first, second, third) == ("first", "second", None)
    assert state.scores[0].hints == 2
    state = wrong(state)
    assert state.hint()[1] == "first"


def test_what_was_skipped_is_asked_again_without_an_attempt() -> None:
    state = quiz("one", "value").skip()
    assert (state.number, state.scores[0].attempts) == (2, 0)
    state = right(right(state))
    assert state.current is None
    assert state.scores[0].right_at_first


def test_right_at_first_means_without_a_hint_also_after_a_skip() -> None:
    assert not right(quiz("one").hint()[0]).scores[0].right_at_first
    state = right(quiz("one").hint()[0].skip())
    assert (state.scores[0].right, state.scores[0].right_at_first, state.scores[0].hints) == (True, False, 1)


def test_at_the_end_there_is_nothing_to_answer_or_to_hint() -> None:
    state = right(quiz("one"))
    assert state.hint() == (state, None)
    assert state.skip() is state
    with pytest.raises(ReplyError, match="at its end"):
        state.answer(["A"])


def test_a_state_is_a_value() -> None:
    state = quiz("one", "value")
    right(state)
    assert state == quiz("one", "value")


def test_the_second_round_is_shuffled_anew() -> None:
    question = ASKED["several"]
    orders = set()
    for seed in range(20):
        state = begin([question], seed=seed)
        first = state.current
        assert first is not None
        second = state.skip().current
        assert second is not None
        orders.add([a.text for a in first.answers] == [a.text for a in second.answers])
    assert orders == {True, False}


def hinted(state: Quiz) -> Quiz:
    return state.hint()[0]


DEEDS: dict[str, Callable[[Quiz], Quiz]] = {"right": right, "wrong": wrong, "skip": Quiz.skip, "hint": hinted}


@settings(deadline=None)
@given(st.lists(st.sampled_from(["right", "wrong", "skip", "hint"]), max_size=40), st.none() | st.integers())
def test_whatever_is_done_the_score_adds_up(deeds: list[str], seed: int | None) -> None:
    state = quiz("one", "several", "step", "value", seed=seed)
    for deed in deeds:
        if state.current is None:
            break
        state = DEEDS[deed](state)
        assert state.right_at_first <= state.right <= len(state.questions)
        assert all(score.attempts <= state.rounds for score in state.scores)
        assert all(score.right or not score.right_at_first for score in state.scores)


@pytest.mark.parametrize(
    ("right", "first", "asked"),
    [
        ((), None, (0, 1, 2, 3)),
        ((0, 2), None, (1, 3)),
        ((), 3, (2, 3, 0, 1)),
        ((0, 3), 3, (2, 1)),
        ((0, 1, 2, 3), 3, (2,)),
        ((0, 1, 2, 3), None, ()),
        ((), 99, (3, 0, 1, 2)),
    ],
)
def test_a_quiz_that_was_left_goes_on_where_it_was_left(
    right: tuple[int, ...], first: int | None, asked: tuple[int, ...]
) -> None:
    scores = [QuestionScore(1, right=place in right) for place in range(4)]
    quiz = begin([posed(name) for name in ALL[:4]]).resumed(scores, first)
    assert quiz.waiting == asked
    assert quiz.right == len(right)
    assert quiz.number == (asked[0] + 1 if asked else 0)
