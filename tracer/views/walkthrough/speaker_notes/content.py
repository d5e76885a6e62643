"""What the speaker should see at each moment, put together for the second terminal."""

from dataclasses import replace

from tracer.quiz.votes import Counts
from tracer.trace.table import Step
from tracer.trace.wording.between_requests import sentences_before
from tracer.trace.wording.browsers import whose_remark
from tracer.trace.wording.phrases import counted
from tracer.trace.wording.rows import HEADINGS
from tracer.views.walkthrough.panes.notes import notes_of
from tracer.views.walkthrough.quiz_state import QuizState
from tracer.views.walkthrough.slide import QuestionState, Slide
from tracer.views.walkthrough.speaker_notes.channel import SpeakerSheet
from tracer.views.walkthrough.title_bar import place_words
from tracer.views.walkthrough.what_if import WhatIf, step_of_row
from tracer.views.walkthrough.what_if_screen import pair_words as what_if_place

NOT_YET_SEEN = "the class does not see it yet"
FOR_YOU_ALONE = "These notes may tell the cause. Keep them until the class has guessed."


def speaking(slide: Slide, title: str, resume: str) -> SpeakerSheet:
    """Return what the speaker should see beside the main screen: the result too, before the class sees it."""
    step = slide.step
    return SpeakerSheet(
        title=title,
        place=place_words(slide).plain,
        rows=_rows(slide, step) if step else (),
        notes=notes_of(slide),
        coming=_coming(slide),
        question=slide.asked.question.text if slide.asked else "",
        answers=answers_of(slide.asked),
        resume=resume,
    )


def with_warning(sheet: SpeakerSheet) -> SpeakerSheet:
    """Return what the speaker should see while the class is still to guess: the notes with a warning before them."""
    return replace(sheet, notes=(FOR_YOU_ALONE, *sheet.notes)) if sheet.notes else sheet


def _rows(slide: Slide, step: Step) -> tuple[tuple[str, str], ...]:
    hidden = f" ({NOT_YET_SEEN})" if slide.hidden else ""
    browser = (("Whose step", slide.whose),) if slide.whose else ()
    return (
        *(("Before", words) for words in slide.told_before),
        *browser,
        *((HEADINGS[name], f"{getattr(step.row, name)}{hidden if name == 'result' else ''}") for name in HEADINGS),
    )


def _coming(slide: Slide) -> str:
    position = slide.position
    if slide.show is None:
        return ""
    if slide.hidden:
        return "The result of this step."
    if position.step < position.count:
        rows = slide.show.table
        step = rows.steps[position.step]
        named = f"Step {step.number} · {step.title}{whose_remark(rows, step.browser)}: {step.row.action}"
        return " ".join([*sentences_before(rows, step.number), named])
    if position.step == position.count:
        last = sentences_before(slide.show.table, position.count + 1)
        return " ".join([*last, "The end, and what to keep in mind."])
    return "The quiz." if slide.show.lesson and slide.show.lesson.questions else ""


def answers_of(asked: QuestionState | None) -> tuple[tuple[str, str, Counts, bool], ...]:
    """Return what hands can be raised for, each with the hands of each vote."""
    if asked is None:
        return ()
    answers = (asked.question.for_hands() if asked.votes else asked.question).answers
    return tuple(
        (answer.label, answer.text, tuple(counts), answer.right)
        for answer, *counts in zip(answers, *asked.votes, strict=True)
    )


def beside_quiz(state: QuizState, asked: QuestionState | None, title: str, resume: str) -> SpeakerSheet:
    """Return what the speaker should see beside the quiz: the right answer and its reason, before the class does."""
    if asked is None:
        return SpeakerSheet(title=title, place="Quiz · the end", resume=resume)
    count = len(state.quiz.questions)
    seen = "" if asked.settled else f" ({NOT_YET_SEEN})"
    reason = asked.question.reveal().reason
    return SpeakerSheet(
        title=title,
        place=f"Quiz · {counted(count, 'question')}",
        rows=(("Right", ", ".join(asked.question.right) + seen),),
        notes=(reason,) if reason else (),
        coming="The next question." if state.seen else "The answer.",
        question=asked.question.text,
        answers=answers_of(asked),
        resume=resume,
    )


def beside_what_if(what_if: WhatIf, slide: Slide, title: str, resume: str) -> SpeakerSheet:
    """Return what the speaker should see beside two runs: the notes to the step of the first one."""
    step = step_of_row(what_if.comparison, what_if.position.step)
    said = speaking(replace(slide, position=slide.position.at(step), asked=None), title, resume)
    place = f"What if · {what_if_place(what_if).plain}"
    differences = tuple(str(difference) for difference in what_if.pair.differences) if what_if.pair else ()
    return replace(said, place=place, rows=tuple(("Differs", words) for words in differences), coming="")
