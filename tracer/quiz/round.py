"""The rounds of a quiz: asking in turn, offering hints, asking again what was wrong, keeping score.

Nothing in here reads a key or writes a line: the terminal and the walkthrough do that, with the same rounds. Each
state is a value; answering gives the next state and a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracer.quiz.question_kinds.posed_question import PosedQuestion, ReplyError
from tracer.quiz.verdict import Verdict
from tracer.trace.wording.phrases import counted

ROUNDS = 2
"""How often a question is asked at most: once, and once more when it was answered wrong."""


@dataclass(frozen=True)
class QuestionScore:
    """How a learner stands with one question.

    Attributes:
        attempts: How often it was answered.
        hints: How many hints were taken.
        right: Whether it was answered right in the end.
        right_at_first: Whether the first reply was right, and without a hint.
    """

    attempts: int = 0
    hints: int = 0
    right: bool = False
    right_at_first: bool = False

    @property
    def in_words(self) -> str:
        """How it went, in words: ``right at the second try, with 1 hint``."""
        hints = f", with {counted(self.hints, 'hint')}" if self.hints else ""
        if self.right_at_first:
            return "right at first"
        if self.right:
            return f"right at the {_ordinal(self.attempts)} try{hints}"
        return f"not right after {counted(self.attempts, 'try', 'tries')}{hints}" if self.attempts else "not answered"


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


@dataclass(frozen=True)
class Quiz:
    """A quiz in progress. Every method returns the next state; this one stays as it is.

    Attributes:
        questions: The questions, their answers in the order of the lesson.
        scores: How the learner stands with each of them.
        waiting: The places of the questions that this round still asks.
        missed: The places of those that were not answered right in this round.
        later: The places of those that are asked when all others are settled: they would tell the answers of these.
        round: Which round it is, from 1.
        rounds: How many rounds there are at most.
        seed: Shuffles the answers; None leaves them in the order of the lesson.
        hints_shown: How many hints of the current question were shown since it was put.
    """

    questions: tuple[PosedQuestion, ...]
    scores: tuple[QuestionScore, ...]
    waiting: tuple[int, ...]
    missed: tuple[int, ...] = ()
    later: tuple[int, ...] = ()
    round: int = 1
    rounds: int = ROUNDS
    seed: int | None = None
    hints_shown: int = 0

    @property
    def current(self) -> PosedQuestion | None:
        """The question that is being asked, its answers shuffled; None at the end."""
        if not self.waiting:
            return None
        posed = self.questions[self.waiting[0]]
        return posed if self.seed is None else posed.shuffled(f"{self.seed} {self.round} {posed.id}")

    @property
    def number(self) -> int:
        """The place of the current question among all of them, from 1; 0 at the end."""
        return self.waiting[0] + 1 if self.waiting else 0

    @property
    def is_last_round(self) -> bool:
        """Whether a wrong reply now is not asked again."""
        return self.round >= self.rounds

    @property
    def right(self) -> int:
        """How many questions were answered right in the end."""
        return sum(score.right for score in self.scores)

    @property
    def right_at_first(self) -> int:
        """How many questions were answered right at the first try, without a hint."""
        return sum(score.right_at_first for score in self.scores)

    @property
    def score_in_words(self) -> str:
        """How many questions were answered right, in a sentence."""
        right = f"{self.right} of {counted(len(self.questions), 'question')} right"
        return f"{right}, {self.right_at_first} at the first try without a hint."

    def settles(self, verdict: Verdict) -> bool:
        """Tell whether a reply to the current question settles it: a right one does, and the last try."""
        return verdict.right or self.is_last_round

    @property
    def skip_reveals(self) -> bool:
        """Whether skipping the current question settles it: it is not asked again, and was tried, or others wait."""
        return self.is_last_round and bool(self.waiting and (self.scores[self.waiting[0]].attempts or self.later))

    def hint(self) -> tuple["Quiz", str | None]:
        """Take the next hint to the current question; None when there is no further one."""
        posed = self.current
        if posed is None or self.hints_shown >= len(posed.hints):
            return self, None
        place = self.waiting[0]
        score = replace(self.scores[place], hints=self.scores[place].hints + 1)
        taken = replace(self, hints_shown=self.hints_shown + 1, scores=self._scores(place, score))
        return taken, posed.hints[self.hints_shown]

    def answer(self, chosen: Sequence[str]) -> tuple["Quiz", Verdict]:
        """Answer the current question, and go on to the next.

        Raises:
            ReplyError: The quiz is at its end.
        """
        posed = self.current
        if posed is None:
            raise ReplyError("The quiz is at its end.")
        verdict = posed.judge(chosen, asked_again=not self.is_last_round)
        place = self.waiting[0]
        before = self.scores[place]
        score = replace(
            before,
            attempts=before.attempts + 1,
            right=before.right or verdict.right,
            right_at_first=before.right_at_first or (verdict.right and before.attempts == 0 and before.hints == 0),
        )
        answered = replace(self, scores=self._scores(place, score))
        return _after(answered, missed=not verdict.right), verdict

    def at(self, place: int) -> "Quiz":
        """Go to another question of this round, by its place among all of them.

        That is one that is still asked, or one that was left and never answered; to any other no way leads. From there
        it goes on to those behind it, and then to those before it.
        """
        left = place in self.missed and not self.scores[place].attempts
        if place not in self.waiting and not left:
            return self
        missed = tuple(other for other in self.missed if other != place)
        return replace(self, waiting=_from(place, self.waiting), missed=missed, hints_shown=0)

    def skip(self) -> "Quiz":
        """Leave the current question for the next round."""
        return _after(self, missed=True) if self.waiting else self

    def pass_over(self) -> "Quiz":
        """Leave the current question for good: its answer has been shown, so it is not asked again."""
        return _after(self, missed=False) if self.waiting else self

    def resumed(self, scores: Sequence[QuestionScore], first: int | None = None) -> "Quiz":
        """Go on with a quiz that was left: what is not answered right so far is asked.

        Args:
            scores: How the learner stands with each of the questions.
            first: The number of the question that was open, from 1. It is asked now in any case; then come those behind
                it, and then those before it.
        """
        places = tuple(place for place, score in enumerate(scores) if not score.right)
        if first is not None and scores:
            places = _from(min(first, len(scores)) - 1, places)
        return replace(self, waiting=places, scores=tuple(scores), later=(), hints_shown=0)

    def _scores(self, place: int, score: QuestionScore) -> tuple[QuestionScore, ...]:
        return (*self.scores[:place], score, *self.scores[place + 1 :])


def _from(place: int, places: Sequence[int]) -> tuple[int, ...]:
    """Return a place, then those of some places that stand behind it, and then those before it."""
    return (place, *(one for one in places if one > place), *(one for one in places if one < place))


def _after(quiz: Quiz, *, missed: bool) -> Quiz:
    """Return the state after the current question: the next one, the next round, those that wait, or the end."""
    place, *waiting = quiz.waiting
    again = (*quiz.missed, place) if missed else quiz.missed
    if waiting:
        return replace(quiz, waiting=tuple(waiting), missed=again, hints_shown=0)
    if again and not quiz.is_last_round:
        return replace(quiz, waiting=again, missed=(), round=quiz.round + 1, hints_shown=0)
    if quiz.later:
        return replace(quiz, waiting=quiz.later, missed=(), later=(), round=1, hints_shown=0)
    return replace(quiz, waiting=(), missed=again, hints_shown=0)


def begin(
    questions: Sequence[PosedQuestion],
    *,
    later: Sequence[PosedQuestion] = (),
    seed: int | None = None,
    rounds: int = ROUNDS,
) -> Quiz:
    """Begin a quiz.

    Args:
        questions: The questions, in the order in which they are asked.
        later: More questions, asked when these are settled, the second tries included.
        seed: Shuffles the answers, the same way for the same number; None leaves them as they are.
        rounds: How often what was answered wrong is asked at most.
    """
    first, both = tuple(range(len(questions))), (*questions, *later)
    rest = tuple(range(len(first), len(both)))
    return Quiz(
        both,
        tuple(QuestionScore() for _ in both),
        first or rest,
        later=rest if first else (),
        rounds=rounds,
        seed=seed,
    )
