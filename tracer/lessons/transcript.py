"""The transcript: a whole lesson as linear text, narrated from the trace, fit to be read aloud.

Every sentence about what happened is put together from recorded facts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tracer.lessons.code_sample import CodePart
from tracer.lessons.flow import flow_path
from tracer.lessons.schema import Flow, Lesson
from tracer.trace.compare import Comparison
from tracer.trace.events import Trace
from tracer.trace.plain_values import as_text
from tracer.trace.table import Step, Table, variables_before
from tracer.trace.variables import BASIC
from tracer.trace.wording.between_requests import sentences_before
from tracer.trace.wording.browsers import whose
from tracer.trace.wording.phrases import counted, listed, sentence, steps_in_words

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
    beside: Comparison | None = None,
) -> Iterator[Section]:
    """Yield a lesson section by section.

    Args:
        lesson: The lesson.
        trace: The run of its scenario.
        rows: The table of that run.
        code: The code sample.
        fill: Fills the names of steps in prose.
        questions: What is asked and answered, made into sections where questions are known.
        beside: The lesson's run and the one that is shown beside it, where there is one.
    """
    yield Section(fill(lesson.title, None), (fill(lesson.summary, None), _length(lesson, rows)))
    if lesson.symptom:
        yield Section("What somebody tells", (lesson.symptom,))
    if lesson.flow is not None:
        yield Section("The idea", tuple(_flow(lesson.flow, rows)))
    if code:
        caption = fill(lesson.code.caption, None) if lesson.code else ""
        yield Section("The code", tuple(text for text in (caption, *map(_code, code)) if text))
    yield Section("What happened, step by step", (*_versions(trace), *narrated_steps(rows, lesson.variables)))
    if beside is not None:
        yield Section(f"Beside it: {lesson.beside}", tuple(_beside(beside)))
    for moment in lesson.moments:
        about = (about_run(moment.scenario),) if moment.scenario else ()
        yield Section(fill(moment.question, moment.scenario), (*about, fill(moment.answer, moment.scenario)))
    yield from questions
    if lesson.snapshot:
        yield Section("To keep in mind", tuple(fill(line, None) for line in lesson.snapshot))


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
            named = f"**step {pair.right.number}**{browser}"
            yield f"Only there, as {named}: {sentence(row.action)} {sentence(row.result)}"
        elif pair.right is None and pair.left is not None:
            yield f"**Step {pair.left.number}** has no counterpart there."
        elif pair.left is not None and pair.right is not None and pair.differences:
            # What is seen says most; what went over the wire is told where nothing else differs.
            seen = [each for each in pair.differences if each.aspect in {"column", "variable"}] or pair.differences[:1]
            told = "; ".join(f"{each.name}: {each.right} instead of {each.left}" for each in seen)
            yield f"**Step {pair.left.number}** differs there. {sentence(told)}"


def _what(step: Step) -> Iterator[str]:
    """Yield what came in, what was asked or done, and what came out."""
    row = step.row
    yield f"What comes in: {sentence(row.input, capital=False)}"
    if row.check.endswith("?"):
        yield f"The question is: {row.check} The answer: {sentence(row.result, capital=False)}"
    else:
        yield f"What is done: {sentence(row.check, capital=False)} The result: {sentence(row.result, capital=False)}"


def _changes(step: Step, rows: Table, names: Sequence[str]) -> Iterator[str]:
    before = variables_before(rows, step)
    for name in dict.fromkeys(names):
        if name in step.changed:
            yield f"`{name}` from {as_text(before.get(name))} to {as_text(step.variables[name])}"


def _length(lesson: Lesson, rows: Table) -> str:
    scenario = lesson.main_scenario
    steps = counted(len(rows.steps), "step")
    minutes = counted(lesson.minutes, "minute")
    return f"It takes about {minutes}. The run “{scenario.title}” has {steps}."


def _versions(trace: Trace) -> Iterator[str]:
    if trace.versions:
        yield f"Recorded on {listed([f'{name} {version}' for name, version in trace.versions.items()])}."


def _flow(flow: Flow, rows: Table) -> Iterator[str]:
    """Yield each box with the steps that stand in it and where one can go from there."""
    visits = flow_path(flow, rows.steps).visits
    texts = {node.id: node.text for node in flow.nodes}
    for node in flow.nodes:
        ways = [edge for edge in flow.edges if edge.source == node.id and edge.target in texts]
        here = steps_in_words(visits[node.id]) if visits.get(node.id) else "no step"
        verb = "are" if len(visits.get(node.id, ())) > 1 else "is"
        onward = "; ".join(f"{_if(edge.label)}on to “{texts[edge.target]}”" for edge in ways)
        told = f" From here: {onward}." if onward else ""
        stands = f" In this run {here} {verb} here." if node.stages else ""
        yield f"**{sentence(node.text)}**{stands}{told}"
    if flow.caption:
        yield flow.caption


def _if(label: str) -> str:
    return f"if {label}, " if label else ""


def _code(part: CodePart) -> str:
    announced = [f"line {line.number} announces {steps_in_words(line.steps)}" for line in part.lines if line.steps]
    told = f"; {listed(announced)}" if announced else ""
    first, last = part.lines[0].number, part.lines[-1].number
    return f"`{part.name}` in {part.file}, lines {first} to {last}{told}."


def about_run(scenario: str) -> str:
    """Return the sentence that says whose run something is about."""
    return f"This is about the run {scenario}."
