"""The kind ``what_if``: as ``one``, and at least one choice looks at the run of another scenario."""

from typing import ClassVar

from tracer.quiz.question_kinds.one import OneQuestion


class WhatIfQuestion(OneQuestion):
    """A question what would be different under other circumstances, with one right choice."""

    asks_of_another_run: ClassVar[bool] = True
