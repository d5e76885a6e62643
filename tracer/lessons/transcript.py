"""The transcript: a whole lesson as linear text, narrated from the trace, fit to be read aloud.

Every sentence about what happened is put together from recorded facts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tracer.lessons.code_sample import CodePart
from tracer.lessons.flow_in_words import flow_in_words
from tracer.lessons.hunt import SOLUTION
from tracer.lessons.schema import Lesson
from tracer.trace.compare import Comparison, Difference
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_spoken
from tracer.trace.table import Step, Table, variables_before
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import sentences_before
from tracer.trace.wording.browsers import whose
from tracer.trace.wording.phrases import counted, ended, in_sentence, listed, quoted, sentence, steps_in_words

FillOf = Callable[[str, str | None], str]
"""Fills the names of steps in a text with their numbers; a scenario says whose run the text is about."""


@dataclass(frozen=True)
class Section:
    """A part of a transcript: its heading, and paragraphs in Markdown."""

    heading: str
    paragraphs: tuple[str, ...] = field(default=())


def narrate(
    lesson: Lesson,
    trace: Trace,
    rows: Table,
    *,
    code: Sequence[CodePart],
    fill: FillOf,
    questions: Iterable[Section] = (),
    after_guess: Iterable[Section] = (),
    beside: Comparison | None = None,
    watched: str | None = None,
) -> Iterator[Section]:
    """Yield a lesson section by section. One that keeps a secret tells it last, below a heading of its own.

    Args:
        lesson: The lesson.
        trace: The run of its scenario.
        rows: The table of that run.
        code: The code sample.
        fill: Fills the names of steps in prose.
        questions: What is asked and answered, made into sections where questions are known. Of a lesson that keeps a
            secret only the guess; its first section asks, and what follows answers.
        after_guess: The same of the questions that wait for the guess.
        beside: The lesson's run and the one that is shown beside it, where there is one.
        watched: The command that serves the app of the run and watches it; None where it cannot be served.
    """
    click = (_click_yourself(watched, lesson),) if watched is not None else ()
    summary, happened = fill(lesson.summary, None), [*_versions(trace), *narrated_steps(rows, lesson.variables)]
    steps = Section("What happened, step by step", tuple(happened))
    if lesson.guess:
        yield Section(fill(lesson.title, None), (_length(lesson, rows),))
        yield Section("What somebody tells", (fill(lesson.symptom, None), *click))
        yield steps
        asked, *answered = [*questions] or [Section("Questions")]
        yield from [asked] if asked.paragraphs else []
        yield Section(SOLUTION, (summary,))
        yield from answered
        yield from _idea_and_code(lesson, rows, code, fill)
    else:
        yield Section(fill(lesson.title, None), (summary, _length(lesson, rows), *click))
        if lesson.symptom:
            yield Section("What somebody tells", (fill(lesson.symptom, None),))
        yield from _idea_and_code(lesson, rows, code, fill)
        yield steps
    compared = [Section(f"Beside it: the run {lesson.beside}", tuple(_beside(beside)))] if beside is not None else []
    yield from [] if lesson.guess else compared
    for moment in lesson.moments:
        about = (about_run(moment.scenario),) if moment.scenario else ()
        yield Section(fill(moment.question, moment.scenario), (*about, fill(moment.answer, moment.scenario)))
    yield from compared if lesson.guess else []
    yield from after_guess if lesson.guess else questions
    if lesson.snapshot:
        yield Section("To keep in mind", tuple(fill(line, None) for line in lesson.snapshot))


def _click_yourself(command: str, lesson: Lesson) -> str:
    """Return what tells that the app can be clicked through, and what of a hunt is kept back meanwhile."""
    kept_back = " Until you have guessed, what is wrong is said only if you ask." if lesson.guess else ""
    return f"You can click through this app yourself while the tracer watches: `{command}`.{kept_back}"


def _idea_and_code(lesson: Lesson, rows: Table, code: Sequence[CodePart], fill: FillOf) -> Iterator[Section]:
    if lesson.flow is not None:
        told = (*flow_in_words(lesson.flow, rows.steps), lesson.flow.caption)
        yield Section("The idea", tuple(text for text in told if text))
    if code:
        caption = fill(lesson.code.caption, None) if lesson.code else ""
        yield Section("The code", tuple(text for text in (caption, *map(_code, code)) if text))


def narrated_steps(rows: Table, variables: Sequence[str] = ()) -> Iterator[str]:
    """Yield one paragraph for each step: who did what, what was asked, what came out, what changed.

    A paragraph begins with what happened just before its step; what came last of all has a paragraph of its own.

    Args:
        rows: The table.
        variables: Variables to follow besides the basic ones.
    """
    for step in rows.steps:
        browser = whose(rows, step.browser)
        named = f"**Step {step.number}{browser and f', in {browser}'}.**"
        said = [*sentences_before(rows, step.number), f"{named} {sentence(step.row.action)}", *_what(step)]
        if changes := [*_changes(step, rows, (*BASIC, *variables))]:
            said.append(f"This changes {listed(changes)}.")
        yield " ".join(said)
    if last := sentences_before(rows, len(rows.steps) + 1):
        yield " ".join(last)


def _beside(comparison: Comparison) -> Iterator[str]:
    """Yield what the other run does differently, step by step."""
    if comparison.same:
        yield "Nothing differs."
    if comparison.before:
        yield "They differ before the first step already."
    for pair in comparison.pairs:
        here, there = comparison.told_before(pair)
        yield from (f"Only there: {sentence(words)}" for words in there if words not in here)
        if pair.left is None and pair.right is not None:
            row, browser = pair.right.row, comparison.whose(pair.right)
            action = ended(f"Only there is a **step {pair.right.number}**{browser}: {quoted(row.action)}")
            yield f"{action} {ended(f'Its result is {quoted(row.result)}')}"
        elif pair.right is None and pair.left is not None:
            yield f"**Step {pair.left.number}** has no counterpart there."
        elif pair.left is not None and pair.right is not None and pair.differences:
            # What is seen says most; what went over the wire is told where nothing else differs.
            seen = [each for each in pair.differences if each.aspect in {"column", "variable"}] or pair.differences[:1]
            told = " ".join(ended(_difference(each, pair.left, pair.right)) for each in seen)
            yield f"**Step {pair.left.number}** differs there. {told}"


def _difference(difference: Difference, left: Step, right: Step) -> str:
    """Return what differs in a step, as a sentence without its end; a variable is spoken as in the steps."""
    if difference.aspect == "variable":
        now, instead = (in_sentence(as_spoken(step.variables.get(difference.name))) for step in (right, left))
        return f"`{difference.name}` is {now} instead of {instead}"
    there, here = quoted(difference.right), quoted(difference.left)
    if difference.aspect == "column":
        return f"The column {difference.name} says {there} instead of {here}"
    if difference.aspect == "fact":
        return f"`{difference.name}` is {in_sentence(difference.right)} instead of {in_sentence(difference.left)}"
    return f"What is recorded under “{difference.name}” is {there} instead of {here}"


def _what(step: Step) -> Iterator[str]:
    """Yield what came in, what was asked or done, and what came out."""
    row = step.row
    yield ended(f"What comes in is {quoted(row.input)}")
    if row.check.endswith("?"):
        yield ended(f"The question is {quoted(row.check)}")
        yield ended(f"The answer is {quoted(row.result)}")
    else:
        yield ended(f"What is done is {quoted(row.check)}")
        yield ended(f"The result is {quoted(row.result)}")


def _changes(step: Step, rows: Table, names: Sequence[str]) -> Iterator[str]:
    before = variables_before(rows, step)
    for name in dict.fromkeys(names):
        if name in step.changed:
            was, now = (in_sentence(as_spoken(value)) for value in (before.get(name), step.variables[name]))
            yield f"`{name}` from {was} to {now}"


def _length(lesson: Lesson, rows: Table) -> str:
    scenario = lesson.main_scenario
    steps = counted(len(rows.steps), "step")
    minutes = counted(lesson.minutes, "minute")
    return f"It takes about {minutes}. The run {quoted(scenario.title)} has {steps}."


def _versions(trace: Trace) -> Iterator[str]:
    if trace.versions:
        yield f"It was recorded on {listed([f'{name} {version}' for name, version in trace.versions.items()])}."


def _code(part: CodePart) -> str:
    acting = [f"line {line} acts in {steps_in_words(steps)}" for line, steps in part.acting.items()]
    first, last = part.lines[0].number, part.lines[-1].number
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    told = f" {sentence(listed(acting))}" if acting else ""
    if part.left_out:
        numbers = listed([str(line.number) for line in part.lines])
        counts = f"Line {numbers}" if first == last else f"Lines {numbers}"
        return f"{counts} of `{part.name}` in `{part.file}` {'counts' if first == last else 'count'} here.{told}"
    return f"`{part.name}` stands in `{part.file}`, {lines}.{told}"


def about_run(scenario: str) -> str:
    """Return the sentence that says whose run something is about."""
    return f"This is about the run {scenario}."
