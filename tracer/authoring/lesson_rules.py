"""The rules for what stands beside the questions: scenarios, names, flow, moments, notes, proofs, the static table."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tracer.authoring.places import (
    behaviour_place,
    edge_place,
    moment_place,
    node_place,
    note_place,
    scenario_place,
)
from tracer.authoring.problem import Problem, failed
from tracer.claims.claim import Claim
from tracer.claims.evaluate import Traces, evaluate
from tracer.claims.event_schema import facts_of_stage, require_fact
from tracer.claims.selectors import StepName, find_step
from tracer.errors import ClaimError, ScenarioError, TracerError, UsageError, unknown
from tracer.lessons.schema import Flow, FlowNode, Lesson, SpeakerNote
from tracer.stages import BY_NAME
from tracer.table_check.check import judge_table
from tracer.trace.events import Trace
from tracer.trace.scenario import Value
from tracer.trace.table import Table, table
from tracer.trace.wrong_values import KeyPath

_NAME = "Write the name as it is."
_STEP_REMEDY = 'Point at a step that the run has: by its number, or { stage = "…", occurrence = … }.'


def check_scenarios(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each scenario that cannot be performed, with what is wrong in it."""
    told: set[tuple[str, KeyPath]] = set()
    failing: set[str] = set()
    for name in [*lesson.scenarios, *([lesson.beside] if lesson.beside else [])]:
        try:
            traces(name)
        except TracerError as error:
            if isinstance(error, ScenarioError) and name.partition("@")[0] in failing:
                continue  # the same scenario on another app
            failing.add(name)
            others = error.others if isinstance(error, ScenarioError) and name in lesson.scenarios else ()
            for each in (error, *others):
                problem = _of_scenario(lesson, name, each)
                said = (problem.message, problem.within)
                if said not in told:  # an app that nobody knows is the same for all of them
                    yield problem
                told.add(said)


def _of_scenario(lesson: Lesson, name: str, error: TracerError) -> Problem:
    """Return the problem for a scenario that cannot be performed."""
    if name not in lesson.scenarios:
        return failed("beside", error, _NAME)
    within = error.place if isinstance(error, ScenarioError) else ()
    if names_nothing(error):
        return failed(scenario_place(name), error, _NAME, "unknown-name", within)
    if isinstance(error, UsageError):
        of_lesson = lesson.scenarios[name].app is None
        return failed("app" if of_lesson else scenario_place(name), error, _NAME, within=() if of_lesson else ("app",))
    return failed(scenario_place(name), error, "Mend the scenario.", within=within)


def names_nothing(error: TracerError) -> bool:
    """Whether an error is that a page, an account or a setting of a scenario is not there."""
    within = error.place if isinstance(error, ScenarioError) else ()
    return within[-1:] in {("page",), ("account",)} or _HAS_NOT in str(error)


_HAS_NOT = "the app has no setting"
"""What is said of a setting that there is not (``tracer.errors.not_there``); one of a wrong value is there."""


def check_names(lesson: Lesson, lessons: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each name that stands for nothing, or for more than one thing."""
    for identifier, times in Counter(question.id for question in lesson.questions).items():
        if times > 1:
            message = f"{times} questions have this id"
            remedy = "Give each question an id of its own."
            yield Problem("duplicate", f'question "{identifier}"', message, remedy, within=("id",))
    yield from _place_on_the_path(lesson, lessons)
    yield from _head(lesson)
    yield from _empty(lesson)
    for proof in lesson.behaviours:
        if not re.fullmatch(r"B\d+", proof.number):
            message = f'"{proof.number}" is not the number of a behaviour'
            remedy = 'Write it as in "B67".'
            yield Problem("unknown-name", behaviour_place(proof.number), message, remedy, within=("number",))
    if lesson.flow is not None:
        yield from _flow(lesson.flow)


def _place_on_the_path(lesson: Lesson, lessons: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem where what a lesson says of its place in the course cannot be."""
    if lesson.next is not None and lesson.next not in lessons:
        yield _unknown("next", "lesson", lesson.next, lessons)
    if lesson.part == "faults" and not lesson.symptom.strip():
        remedy = 'Write symptom = "…" with what somebody tells, or name another part.'
        yield Problem("missing", "part", "a fault is to be found, and nothing is told of it", remedy)


def _head(lesson: Lesson) -> Iterator[Problem]:
    """Yield a problem for each thing that the head of the file lacks."""
    for name in ("title", "summary"):
        if not getattr(lesson, name).strip():
            yield Problem("missing", name, f"the lesson has no {name}", f'Write {name} = "…".')
    if lesson.minutes < 1:
        yield Problem(
            "schema", "minutes", f"{lesson.minutes} is not a length of time", "Write how many minutes it takes."
        )
    if lesson.guess and not lesson.symptom.strip():
        remedy = 'Write symptom = "…" with what somebody tells, or take guess out.'
        yield Problem("missing", "guess", "there is a guess and no symptom, so nobody knows what to look for", remedy)


def _empty(lesson: Lesson) -> Iterator[Problem]:
    """Yield a problem for each part that says nothing, or that asserts nothing."""
    for index, line in enumerate(lesson.snapshot, start=1):
        if not line.strip():
            yield Problem("missing", f"snapshot, line {index}", "the line is empty", "Write something, or take it out.")
    for index, note in enumerate(lesson.notes, start=1):
        if not note.text.strip():
            yield Problem("missing", note_place(index), "the note is empty", "Write something, or take it out.")
    for moment in lesson.moments:
        if not (moment.question.strip() and moment.answer.strip()):
            remedy = 'Write question = "…" and answer = "…".'
            empty = "answer" if moment.question.strip() else "question"
            said = "the question or the answer is empty"
            yield Problem("missing", moment_place(moment), said, remedy, within=(empty,))
        if not moment.claims:
            remedy = "Write claims = [{ … }] with what the answer asserts."
            said = "the key moment makes no claim"
            yield Problem("missing", moment_place(moment), said, remedy, within=("claims",))
    for proof in lesson.behaviours:
        if not proof.claims:
            remedy = "Write claims = [{ … }] with what proves it."
            yield Problem("missing", behaviour_place(proof.number), "nothing is claimed that would prove it", remedy)


def _flow(flow: Flow) -> Iterator[Problem]:
    identifiers = [node.id for node in flow.nodes]
    for identifier, times in Counter(identifiers).items():
        if times > 1:
            yield Problem("duplicate", node_place(identifier), f"{times} nodes have this id", "Rename one of them.")
    for node in flow.nodes:
        for stage in node.stages:
            if stage not in BY_NAME:
                yield _unknown(node_place(node.id), "stage", stage, list(BY_NAME))
        yield from _when(node_place(node.id), node.when, node)
    nodes = {node.id: node for node in flow.nodes}
    for edge in flow.edges:
        place = edge_place(edge)
        for end in (edge.source, edge.target):
            if end not in nodes:
                known = _unknown(place, "node", end, identifiers)
                yield replace(known, within=("source" if end == edge.source else "target",))
        if edge.source in nodes:
            yield from _when(place, edge.when, nodes[edge.source])


def _when(place: str, when: Mapping[str, Value], node: FlowNode) -> Iterator[Problem]:
    """Yield a problem for facts that the steps of a box never carry, so that they light nothing."""
    if when and not node.stages:
        message = f'the box "{node.id}" has no stage, so no step in it carries {", ".join(when)}'
        yield Problem("unknown-name", place, message, "Take when out, or give the box a stage.")
    for path in when:
        refusals = [*_refusals(path, node.stages)]
        if refusals and len(refusals) == len(node.stages):
            yield Problem("unknown-name", place, refusals[0], "Name a fact that a step in the box can carry.")


def _refusals(path: str, stages: Iterable[str]) -> Iterator[str]:
    """Yield why stages never carry a fact, one message for each stage that does not."""
    for stage in stages:
        if stage in BY_NAME:
            try:
                require_fact(path, facts_of_stage(stage), f"the stage {stage}")
            except ClaimError as error:
                yield str(error)


def _unknown(place: str, what: str, name: str, known: Sequence[str]) -> Problem:
    """Return the problem for a name that stands for nothing."""
    return failed(place, UsageError(unknown(what, name, known)), _NAME, "unknown-name")


def check_selectors(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each step that the tracker, a moment or a note names and that does not exist."""
    places: list[tuple[str, str | None, Mapping[KeyPath, StepName]]] = [("track", None, _numbered((), lesson.track))]
    places += [(moment_place(each), each.scenario, _numbered(("steps",), each.steps)) for each in lesson.moments]
    places += [(note_place(index), None, _step_of(note)) for index, note in enumerate(lesson.notes, start=1)]
    for place, scenario, selectors in places:
        if not selectors:
            continue
        try:
            rows = table(traces(scenario))
        except TracerError as error:
            yield failed(place, error, "Mend the scenario or its name.", within=("scenario",))
            continue
        for within, selector in selectors.items():
            yield from _selector(selector, rows, place, within)
    yield from _variables(lesson, traces)


def _numbered(key: KeyPath, selectors: Sequence[StepName]) -> Mapping[KeyPath, StepName]:
    """Return selectors by the way to each of them."""
    return {(*key, index): selector for index, selector in enumerate(selectors)}


def _step_of(note: SpeakerNote) -> Mapping[KeyPath, StepName]:
    return {} if note.step is None else {("step",): note.step}


def _selector(selector: StepName, rows: Table, place: str, within: KeyPath) -> Iterator[Problem]:
    try:
        find_step(rows, selector)
    except ClaimError as error:
        yield Problem("points-at-nothing", place, str(error), _STEP_REMEDY, within=within)


def _variables(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    if not lesson.variables:
        return
    try:
        known = [*table(traces(None)).start]
    except TracerError:
        return  # said where the scenarios are checked
    for index, name in enumerate(lesson.variables):
        if name not in known and name != "session.*":
            yield replace(_unknown("variables", "variable", name, known), within=(index,))


def check_assertions(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each claim of a moment or a proof that is not true in the run."""
    for place, scenario, claims in assertions(lesson):
        for index, claim in enumerate(claims):
            for problem in _assertion(claim, scenario, traces, place):
                yield replace(problem, within=("claims", index))


def assertions(lesson: Lesson) -> Iterator[tuple[str, str | None, Sequence[Claim]]]:
    """Yield the claims outside of the questions: where they stand, the scenario they are about, and the claims."""
    for moment in lesson.moments:
        yield moment_place(moment), moment.scenario, moment.claims
    for proof in lesson.behaviours:
        yield behaviour_place(proof.number), None, proof.claims


def _assertion(claim: Claim, scenario: str | None, traces: Traces, place: str) -> Iterator[Problem]:
    def of_moment(name: str | None) -> Trace:
        return traces(name or scenario)

    try:
        evaluation = evaluate(claim, of_moment)
    except ClaimError as error:
        yield Problem("points-at-nothing", place, str(error), "Mend the claim so that it points at one place.")
    except TracerError as error:
        yield failed(place, error, "Mend the scenario or its name.")
    else:
        if not evaluation.holds:
            yield Problem("claim-is-false", place, evaluation.against_claim, "Mend the text and its claim.")


def check_textbook(lesson: Lesson, traces: Traces) -> Iterator[Problem]:
    """Yield a problem for each run that cannot be performed, and for each cell that nobody could check.

    Whether the cells agree is not asked here: a lesson shows a table because some of its cells do not.
    """
    static = lesson.textbook
    if static is None:
        return
    strange = {}
    for against in static.against:
        try:
            trace = traces(against.scenario)
        except TracerError as error:
            yield Problem("run", "textbook, against", str(error).rstrip("."), "Name a scenario that exists.")
        else:
            strange.update({cell.key: cell for cell in judge_table(static, trace, against).of("not understood")})
    for cell in strange.values():
        message = f"“{cell.text}” is not understood: {cell.because}"
        remedy = "Write it in other words, or as a claim; docs/checking-tables.md shows both."
        yield Problem("points-at-nothing", f"textbook, {cell.row}, {cell.column}", message, remedy)
