"""Where in a lesson file something stands of which a rule speaks: the way from its words to a line.

A rule names a place as its author would, ``question "wrong-password", choice 2``. Here each such name has its way into
the file, so that no rule needs to know of lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tracer.authoring.problem import Problem
from tracer.lessons.partial_loading import LessonFile
from tracer.lessons.schema import Flow, FlowEdge, Lesson, Moment, Question
from tracer.trace.wrong_values import KeyPath


def question_place(question: Question) -> str:
    """Return how a question is named in a message."""
    return f'question "{question.id}"'


def moment_place(moment: Moment) -> str:
    """Return how a key moment is named in a message."""
    return f'moment "{moment.question}"'


def note_place(number: int) -> str:
    """Return how a speaker's note is named in a message."""
    return f"note {number}"


def scenario_place(name: str) -> str:
    """Return how a scenario is named in a message."""
    return f'scenario "{name}"'


def behaviour_place(number: str) -> str:
    """Return how a behaviour that is proven is named in a message."""
    return f'behaviour "{number}"'


def node_place(identifier: str) -> str:
    """Return how a box of the flow is named in a message."""
    return f'flow, node "{identifier}"'


def edge_place(edge: FlowEdge) -> str:
    """Return how an arrow of the flow is named in a message."""
    return f"flow, edge {edge.source} → {edge.target}"


def placed(problem: Problem, file: LessonFile) -> Problem | None:
    """Return a problem with its line, None where it follows from another one of the file.

    Args:
        problem: The problem, as a rule tells it.
        file: The lesson that it is a problem of.
    """
    ways = _ways(file.lesson).get(problem.place, ())
    # Of two things with one name the second one is in the wrong.
    way = (ways[-1] if problem.rule == "duplicate" else ways[0]) if ways else _way_of_words(problem.place)
    place = file.in_file((*way, *problem.within))
    if place and problem.rule not in _ANYWAY:
        needs_no_run = problem.rule == "missing" and (place[2:] in _TEXTS or place[4:] == ("why",))
        if not (file.is_there(place) if needs_no_run else file.is_sound(place)):
            return None
    return replace(problem, line=file.line_of(place, problem.quoted))


_ANYWAY = frozenset({"prose"})
"""Rules that look at texts only: what they find is there whatever else is wrong."""

_TEXTS = frozenset({("text",), ("hints",)})
"""What every question has, whatever kind it is of."""


def _way_of_words(place: str) -> KeyPath:
    """Return the way to a place whose name begins with a key of the lesson: ``textbook, step 2, Input``."""
    key = place.partition(",")[0].strip()
    return (key,) if key.isidentifier() else ()


def _ways(lesson: Lesson) -> Mapping[str, tuple[KeyPath, ...]]:
    found: dict[str, tuple[KeyPath, ...]] = {}
    for words, way in _named(lesson):
        found[words] = (*found.get(words, ()), way)
    return found


def _named(lesson: Lesson) -> Iterator[tuple[str, KeyPath]]:
    """Yield each place of a lesson that a rule may name, with its way."""
    for index, question in enumerate(lesson.questions):
        words = question_place(question)
        yield words, ("questions", index)
        for part, items in (("choice", question.choices), ("item", question.items)):
            for number, _ in enumerate(items, start=1):
                yield f"{words}, {part} {number}", ("questions", index, f"{part}s", number - 1)
    for index, moment in enumerate(lesson.moments):
        yield moment_place(moment), ("moments", index)
    for index, _ in enumerate(lesson.notes):
        yield note_place(index + 1), ("notes", index)
    for index, proof in enumerate(lesson.behaviours):
        yield behaviour_place(proof.number), ("behaviours", index)
    for index, _ in enumerate(lesson.snapshot):
        yield f"snapshot, line {index + 1}", ("snapshot", index)
    for name in lesson.scenarios:
        yield scenario_place(name), ("scenarios", name)
    yield "code, caption", ("code", "caption")
    if lesson.flow is not None:
        yield from _in_flow(lesson.flow)


def _in_flow(flow: Flow) -> Iterator[tuple[str, KeyPath]]:
    yield "flow, caption", ("flow", "caption")
    for index, node in enumerate(flow.nodes):
        yield node_place(node.id), ("flow", "nodes", index)
    for index, edge in enumerate(flow.edges):
        yield edge_place(edge), ("flow", "edges", index)
