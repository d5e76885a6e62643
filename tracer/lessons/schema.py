"""The lesson: prose, scenarios, a concept flow and questions, as they stand in one TOML file.

These classes are the schema of the file: an unknown key is refused, and docs/writing-lessons.md explains each one.
No answer is written in a lesson: each choice carries a claim, and the recorded run says whether it is true.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from tracer.claims.claim import Claim
from tracer.claims.selectors import EventSelector, StepName
from tracer.errors import unknown
from tracer.lessons.static_table import StaticTable
from tracer.libraries import LIBRARIES, is_version
from tracer.stages import BY_NAME
from tracer.trace.scenario import Scenario, Value
from tracer.trace.wrong_values import Expected, wrong

FORMAT_VERSION = 1
"""The version of the format of lesson files. A file says which one it is written in."""

GIVEN = "given"
"""What a lesson says in the place of an app or a trace: whoever runs it gives it. A file names no module and no path.
The run of a trace that is given goes by this name, too."""

GIVEN_TRACE = "given trace"
"""The app on which the loader lets the scenario be that stands for a trace that is given."""

MOST_NODES = 100
"""More boxes are nothing that anybody can look at."""

MOST_EDGES = 300
"""The same of the arrows between them."""

MOST_RUNS = 1000
"""A lesson with more actions in all its scenarios could hold its check for minutes."""


@dataclass(frozen=True, kw_only=True)
class FlowNode:
    """A box of the concept flow.

    Attributes:
        id: Its name, by which edges refer to it.
        text: What stands in the box.
        stages: The stages that light it. A box without stages only leads to others.
        when: Facts that the stage must carry to light it, as for a selector: ``{authenticated = false}``.
    """

    id: str
    text: str
    stages: tuple[str, ...] = ()
    when: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FlowEdge:
    """An arrow of the concept flow, from one box to another.

    Attributes:
        source: The box from which it leads.
        target: The box to which it leads.
        label: What stands at it.
        when: Facts that the step in the first box must carry for a run to have gone this way, as for a selector:
            ``{valid = false}``.
    """

    source: str
    target: str
    label: str = ""
    when: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The concept flow: boxes and arrows. The path that a run took through it is lit by the run's stages."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        for name, most in (("nodes", MOST_NODES), ("edges", MOST_EDGES)):
            if (number := len(getattr(self, name))) > most:
                raise wrong(f"a flow has at most {most} {name}, and this one {number}", name)


@dataclass(frozen=True, kw_only=True)
class CodeExcerpt:
    """Some lines of a function or class, where the others would only be in the way.

    Attributes:
        source: The pointer to the function or class.
        only: A part of each line that is shown, as it stands in the file: ``login_manager.login_view =``. A statement
            that is written in several lines is shown whole.

    Raises:
        ValueError: It names no line.
    """

    source: str
    only: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.only or not all(text.strip() for text in self.only):
            raise ValueError("only names a part of each line that is shown; to show all lines, write the source alone")


ShownCode: TypeAlias = Annotated[
    str | CodeExcerpt,
    Expected(
        "a function or class",
        'write "demo_app.flask_app.authentication:login", or { source = "...", only = ["login_user("] }',
    ),
]
"""A pointer such as ``demo_app.flask_app.authentication:login``, or some lines of what it points at."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """The code sample: functions and classes whose source is shown, read from the files themselves.

    Attributes:
        show: The functions and classes, whole or in part.
        caption: What to see in it.
    """

    show: tuple[ShownCode, ...]
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A key moment: a question that learners ask, answered by pointing at steps.

    Attributes:
        question: What a learner wonders.
        answer: The answer, in Markdown. ``{step:logged_in}`` becomes "step 4".
        steps: The steps that show it.
        claims: What the answer asserts, proven by the run.
        scenario: The scenario whose steps these are, when it is not the lesson's own.
    """

    question: str
    answer: str
    steps: tuple[StepName, ...] = ()
    claims: tuple[Claim, ...] = ()
    scenario: str | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the answers that a question offers.

    Attributes:
        text: What it says. May be left out for a choice with a ``value`` or a ``step``, which says enough.
        why: Why it is right or wrong, said after it was chosen.
        right: Whether the author holds it to be right. The check of the lessons proves or refutes that.
        claim: For the kinds "one", "several" and "what_if": what the choice asserts.
        claims: The same for a choice that asserts several things: it is true when all of them are.
        value: For the kind "value": the value; the claim follows from it.
        step: For the kind "step": the step; the claim follows from it.

    Raises:
        ValueError: It has both a claim and claims.
    """

    text: str = ""
    why: str = ""
    right: bool = False
    claim: Claim | None = None
    claims: tuple[Claim, ...] = ()
    value: Value = None
    step: StepName | None = None

    def __post_init__(self) -> None:
        if self.claim is not None and self.claims:
            raise ValueError("a choice has a claim or claims, not both")

    @property
    def asserted(self) -> tuple[Claim, ...]:
        """What the choice asserts; all of it must hold for the choice to be true."""
        return self.claims if self.claim is None else (self.claim,)


@dataclass(frozen=True, kw_only=True)
class QuestionTarget:
    """What a question of the kind "value" or "step" asks for.

    For "value" it is the place: a step (the end when left out) and a variable, column, fact, header or cookie there.
    For "step" it is what must be true of exactly one step, so it names no step.

    Attributes:
        step: For "value": after which step.
        variable: Which variable.
        column: Which column.
        fact: Which fact of the announcement; with ``cookie``, which part of it.
        header: Which header of the response.
        cookie: Which Set-Cookie of the response.
        event: For "step": which event happens in the step.
        stage: For "step": which stage begins there.
        equals: For "step": the value that is found there.
        contains: For "step": a part of the text that is found there.
        absent: For "step": whether nothing (true) or something (false) is found there.
        changes_to: For "step": the value to which the variable changes there.
        first_difference_from: For "step": the scenario from which it is the first step to differ.
        browser: For "step": whose step it is, where a scenario has several browsers.
        occurrence: For "step": which of the steps of which it is true, counted from 1 in that browser; -1 is the last.

    Raises:
        WrongValueError: What it asks for cannot be asked.
    """

    step: StepName | None = None
    variable: str | None = None
    column: str | None = None
    fact: str | None = None
    header: str | None = None
    cookie: str | None = None
    event: EventSelector | None = None
    stage: str | None = None
    equals: Value = None
    contains: str | None = None
    absent: bool | None = None
    changes_to: Value = None
    first_difference_from: str | None = None
    browser: str | None = None
    occurrence: int | None = None

    def __post_init__(self) -> None:
        if self.occurrence == 0:
            raise wrong("occurrence counts from 1; -1 is the last", "occurrence")
        if self.stage is not None and self.stage not in BY_NAME:
            raise wrong(unknown("stage", self.stage, list(BY_NAME)), "stage")

    def value_claim(self, value: Value, scenario: str | None) -> Claim:
        """Return the claim that this value is found at the place that is asked for. Raises ValueError."""
        if self.event is not None or self.stage is not None:
            raise ValueError("a question of the kind value asks for a variable, column, fact, header or cookie")
        if self.browser is not None or self.occurrence is not None:
            raise ValueError("a question of the kind value says which step it means in asks.step")
        return Claim(
            scenario=scenario,
            step=self.step,
            variable=self.variable,
            column=self.column,
            fact=self.fact,
            header=self.header,
            cookie=self.cookie,
            equals=value,
        )

    def step_claim(self, number: int, scenario: str | None) -> Claim:
        """Return the claim that a step is the one that is asked for. Raises ValueError."""
        if self.step is not None:
            raise ValueError("a question of the kind step names no step in asks: the step is what it asks for")
        if self.stage is not None:
            return Claim(scenario=scenario, step=number, fact="stage", equals=self.stage)
        return Claim(
            scenario=scenario,
            step=number,
            variable=self.variable,
            column=self.column,
            fact=self.fact,
            header=self.header,
            cookie=self.cookie,
            event=self.event,
            equals=self.equals,
            contains=self.contains,
            absent=self.absent,
            changes_to=self.changes_to,
            first_difference_from=self.first_difference_from,
        )


QuestionKind: TypeAlias = Literal["one", "several", "step", "value", "order", "what_if"]
"""One right choice; several; which step; the value of a variable after a step; put in order; what would change if."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question whose right answer is read from a run.

    Attributes:
        id: Its name, unique in the lesson; progress is kept under it.
        kind: How it is answered.
        text: The question, in Markdown.
        hints: Where to look, in the order in which they are offered. At least one.
        choices: The answers to choose from. For "step" they may be left out: then every step may be named.
        asks: For "value" and "step": what is asked for.
        items: For "order": the steps to put in order, in any order.
        why: For "order", and for "step" without choices: why the answer is what it is.
        scenario: The scenario that the question is about, when it is not the lesson's own.
        runs: What stands for the scenarios that the answer is read from; the loader gives it. When they change, the
            right answer may be another one.
    """

    id: str
    kind: QuestionKind = "one"
    text: str
    hints: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    asks: QuestionTarget | None = None
    items: tuple[StepName, ...] = ()
    why: str = ""
    scenario: str | None = None
    runs: str = ""

    @property
    def named_scenarios(self) -> tuple[str | None, ...]:
        """The scenarios from whose runs the answer is read; None is the lesson's own."""
        claims = [claim for choice in self.choices for claim in choice.asserted]
        names = [name for claim in claims for name in claim.named_scenarios]
        asked = self.asks.first_difference_from if self.asks is not None else None
        return tuple(dict.fromkeys([self.scenario, *names, *([asked] if asked else [])]))


Part: TypeAlias = Literal["basics", "faults", "corners"]
"""The parts of the course: what everybody needs; a fault to find; what only some apps need."""


@dataclass(frozen=True, kw_only=True)
class SpeakerNote:
    """A speaker's note to a step, or to the lesson as a whole when it names no step."""

    text: str
    step: StepName | None = None


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A behaviour of Flask-Login that the lesson proves.

    Attributes:
        number: Its number, such as "B67".
        claims: What the run must show; all of them.
    """

    number: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One lesson.

    Attributes:
        name: The name, as the command line takes it: the file's name without number and ending.
        format_version: The version of the format that the file is written in.
        title: The title.
        summary: What the learner can do afterwards, in two sentences.
        minutes: How long it takes.
        part: To which part of the course it belongs. None for a lesson outside of the built-in course.
        symptom: What somebody tells whose app behaves like this, in their words. For a lesson on a fault.
        guess: The id of the question by which the learner guesses what is behind the symptom. Until it is settled,
            nothing is shown that tells the cause (``tracer.lessons.hunt``). Empty in a lesson that keeps no secret.
        scenario: The scenario that the lesson shows. The first one in the file when left out.
        beside: A run that is shown beside it: another scenario, or the same one on another app, ``name@app``.
        app: The app on which it runs; "given" for one that whoever runs the lesson names.
        trace: "given" for a lesson on a saved trace that whoever runs it names; it is shown, and is called "given".
        requires: The lowest versions of libraries of which the lesson is true, by their names, where the lowest that
            the tracer works with are too old: ``{flask = "3.1.3"}``.
        scenarios: The scenarios, by their names. One at least, unless a trace is given.
        flow: The concept flow.
        flow_of: The name of the lesson whose concept flow this one has.
        code: The code sample.
        track: The steps that the variable tracker names; each step that changes something when left out.
        variables: Variables that the tracker shows besides the basic ones.
        moments: The key moments.
        questions: The questions.
        snapshot: What to keep in mind, a few short lines.
        notes: The speaker's notes.
        behaviours: What the lesson proves.
        textbook: A static table from a book, to be checked against the runs that it names.
        next: The name of the lesson that comes next, where that is not the one whose file comes next.
    """

    name: str = ""
    format_version: int
    title: str
    summary: str
    minutes: int
    part: Part | None = None
    symptom: str = ""
    guess: str = ""
    scenario: str = ""
    beside: str | None = None
    app: str = "flask"
    trace: Literal["given"] | None = None
    requires: Mapping[str, str] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    flow: Flow | None = None
    flow_of: str | None = None
    code: Code | None = None
    track: tuple[StepName, ...] = ()
    variables: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    questions: tuple[Question, ...] = ()
    snapshot: tuple[str, ...] = ()
    notes: tuple[SpeakerNote, ...] = ()
    behaviours: tuple[Proof, ...] = ()
    textbook: StaticTable | None = None
    next: str | None = None

    def __post_init__(self) -> None:
        if (number := sum(1 + len(scenario.actions) for scenario in self.scenarios.values())) > MOST_RUNS:
            message = f"all scenarios of a lesson have at most {MOST_RUNS} actions together, and these have {number}"
            raise wrong(message, "scenarios")
        for library, lowest in self.requires.items():
            if library not in LIBRARIES:
                raise ValueError(f"requires: {unknown('library', library, LIBRARIES)}")
            if not is_version(lowest):
                raise ValueError(f'requires: {library} = "{lowest}" is no version; write numbers with dots: "3.1.3"')

    @property
    def main_scenario(self) -> Scenario:
        """The scenario that the lesson shows."""
        return self.scenarios[self.scenario or next(iter(self.scenarios))]

    def app_of(self, scenario: Scenario) -> str:
        """Return the name of the app on which a scenario of this lesson is run."""
        return scenario.app or self.app
