"""Whether the right choice is given away by its length: whoever picks the longest one must not do better than chance.

How often the right choice would be the longest by chance follows from the numbers of choices. A warning is given where
what is found would come about by chance less often than one time in a hundred (in a lesson by itself: in two hundred,
for there are many lessons).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from tracer.authoring.problem import Problem
from tracer.lessons.schema import Lesson, Question

_RARE_TOGETHER = 0.01
_RARE_IN_A_LESSON = 0.005
_REMEDY = "Say it more shortly, or give a wrong choice as many words: what is true of it, and where it goes wrong."
_KINDS = frozenset({"one", "what_if"})
"""The kinds with one right choice among texts."""


@dataclass(frozen=True)
class LongestChoices:
    """How often the right choice of some questions is the longest one.

    Attributes:
        found: In how many of them it is.
        chances: For each question, how likely that is for somebody who marks a choice right by chance.
    """

    found: int
    chances: tuple[float, ...]

    @property
    def expected(self) -> float:
        """In how many questions the right choice would be the longest by chance."""
        return sum(self.chances)

    @property
    def likelihood(self) -> float:
        """How likely it is by chance that the right choice is the longest as often as this, or more often."""
        # likely[n]: how likely it is that n of the questions looked at so far have it.
        likely = [1.0]
        for chance in self.chances:
            likely = [
                (likely[n] * (1 - chance) if n < len(likely) else 0.0) + (likely[n - 1] * chance if n else 0.0)
                for n in range(len(likely) + 1)
            ]
        return sum(likely[self.found :])

    def __str__(self) -> str:
        number = len(self.chances)
        parts = f"{self.found / number:.0%}", f"{self.expected / number:.0%}"
        return (
            f"the right choice is the longest in {self.found} of {number} questions ({parts[0]}); by chance it would "
            f"be in {self.expected:.0f} of them ({parts[1]})"
        )


def longest_choices(questions: Iterable[Question]) -> LongestChoices:
    """Return how often the right choice is the longest one, among questions with one right choice."""
    found = 0
    chances: list[float] = []
    for question in questions:
        lengths = [len(choice.text.replace("`", "").strip()) for choice in question.choices]
        rights = [length for choice, length in zip(question.choices, lengths, strict=True) if choice.right]
        if question.kind in _KINDS and len(rights) == 1 and len(lengths) > 1:
            # Where several are the longest, one that is right by chance is among them more often.
            chances.append(lengths.count(max(lengths)) / len(lengths))
            found += rights[0] == max(lengths)
    return LongestChoices(found, tuple(chances))


def check_lengths(lesson: Lesson) -> Iterator[Problem]:
    """Yield a warning where the right choice of a lesson is the longest so often that a learner will notice."""
    found = longest_choices(lesson.questions)
    if found.likelihood < _RARE_IN_A_LESSON:
        yield Problem("longest", "questions", str(found), _REMEDY)


def check_lengths_together(lessons: Sequence[Lesson]) -> Iterator[Problem]:
    """Yield a warning where that is so in many lessons together; the worst of them are named."""
    found = longest_choices(question for lesson in lessons for question in lesson.questions)
    if len(lessons) > 1 and found.likelihood < _RARE_TOGETHER:
        worst = sorted(lessons, key=_excess, reverse=True)[:_NAMED]
        names = ", ".join(lesson.name for lesson in worst if _excess(lesson) > 0)
        yield Problem("longest", "", f"in these lessons {found}; most of all in {names}", _REMEDY)


_NAMED = 5


def _excess(lesson: Lesson) -> float:
    """Return how far a lesson is above what chance would give, in standard deviations."""
    found = longest_choices(lesson.questions)
    spread = sqrt(sum(chance * (1 - chance) for chance in found.chances))
    return (found.found - found.expected) / spread if spread else 0.0
