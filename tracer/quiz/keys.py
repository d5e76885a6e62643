"""What a learner can do with a question besides answering it: one table, which ``quiz`` and the walkthrough both read.

A key means the same in both. The walkthrough has more keys, for what only a full screen can do. Where the label of an
answer is such a key, too, it is the answer: a question with eight answers has no hint on h, but still one on ?.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

Deed: TypeAlias = Literal["hint", "table", "words", "skip", "reveal", "leave"]
"""What a key does with the question that is open."""


@dataclass(frozen=True)
class QuizKey:
    """A key of the quiz.

    Attributes:
        does: What it does.
        keys: The keys, as they are typed.
        also: Words that do the same where lines are typed.
        short: What it does in one word, for a prompt; empty for what stands in the help only.
        words: What it does, for a help.
    """

    does: Deed
    keys: tuple[str, ...]
    also: tuple[str, ...]
    short: str
    words: str


QUIZ_KEYS: tuple[QuizKey, ...] = (
    QuizKey("hint", ("?", "h", "i"), ("hint",), "hint", "a hint"),
    QuizKey("table", ("t",), ("table",), "table", "the table of the run"),
    QuizKey("words", ("k",), ("glossary",), "words", "key words: what the words of the question mean, and all others"),
    QuizKey("skip", ("s",), ("skip",), "skip", "leave the question for the second try"),
    QuizKey("reveal", ("r",), ("reveal", "show"), "answer", "show the right answer, and ask no more"),
    QuizKey("leave", ("q",), ("quit",), "stop", "leave; what was answered is kept"),
)
"""The keys, in the order in which a prompt names them. An answer is chosen by its label, or by its place from 1."""


def names_an_answer(typed: str, labels: Collection[str]) -> bool:
    """Tell whether a key or a typed line is the label of an answer. Then it is that and nothing else."""
    return typed.upper() in labels


def deed_of(typed: str, labels: Collection[str]) -> Deed | None:
    """Return what a typed line does; None where it is no key, but perhaps an answer.

    Args:
        typed: The line.
        labels: The labels of the answers that are offered.
    """
    if names_an_answer(typed, labels):
        return None
    word = typed.lower()
    return next((key.does for key in QUIZ_KEYS if word in (*key.keys, *key.also)), None)
