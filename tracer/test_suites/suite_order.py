"""What a process shall do with somebody's tests, and what it tells on the way: the lines between the two processes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self, TypeAlias


@dataclass(frozen=True)
class SuiteOrder:
    """One run of somebody's tests.

    Attributes:
        arguments: The arguments of pytest, as they were typed.
        scratch: A folder for what the run writes.
        bytecode: A folder in which all runs keep what they compile; the developer's own folders get nothing.
        on_path: Folders that come first on the path of Python, as with ``python -m pytest``.
        variables: Variables of the environment, put back to what they were before this process was begun; None takes
            one away.
        changed: The texts that stand in the place of files, by their paths.
        observes: Whether it is learned, in a run without a mutant, what each test reaches.
        marked: The qualified names of the functions that tell when they are called, by the paths of their files.
        selected: Which tests run, in this order; None for all in their own order.
        only: The only file whose tests run, whatever else the arguments choose; None for no such file.
        plugin: The module of a plugin of pytest that the tests need, be it installed or not; None for no such.
        first_failure: Whether the first test that fails ends the run.
        memory: How many bytes of addresses the process may take besides those that it has; None for no limit.
    """

    arguments: tuple[str, ...]
    scratch: str
    bytecode: str = ""
    on_path: tuple[str, ...] = ()
    variables: Mapping[str, str | None] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    observes: bool = False
    marked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    selected: tuple[str, ...] | None = None
    only: str | None = None
    plugin: str | None = None
    first_failure: bool = False
    memory: int | None = None

    def to_line(self) -> bytes:
        """Return the order as a line of JSON."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Return the order that stands in a line."""
        plain: dict[str, Any] = json.loads(line)
        selected = plain["selected"]
        plain["marked"] = {file: tuple(names) for file, names in plain["marked"].items()}
        plain["selected"] = None if selected is None else tuple(selected)
        return cls(**{**plain, "arguments": tuple(plain["arguments"]), "on_path": tuple(plain["on_path"])})


@dataclass(frozen=True)
class WaitingForOrders:
    """What is imported ahead is imported."""


@dataclass(frozen=True)
class RunBegan:
    """A run has begun, in a process that was forked for it.

    Attributes:
        process: The number of the process, and of its group.
    """

    process: int


@dataclass(frozen=True)
class RunEnded:
    """The process of a run has ended, and all that it started and that has not left its group.

    Attributes:
        exit_code: Its exit code; below zero the number of the signal that ended it.
    """

    exit_code: int


@dataclass(frozen=True)
class RunningTest:
    """A test begins.

    Attributes:
        test: Its name, as pytest writes it.
    """

    test: str


@dataclass(frozen=True)
class FinishedTest:
    """A test has ended, in one way or another.

    Attributes:
        test: Its name, as pytest writes it.
        failed: Whether it, or what it needs, failed.
        seconds: How long it took.
        out_of_memory: Whether it failed because there was no more memory.
        called: The marked functions that were called for it, as the path of the file and the qualified name.
        requested: The places of the views that were requested for it, in the same form.
        requests: Whether any request was made for it.
    """

    test: str
    failed: bool
    seconds: float
    out_of_memory: bool = False
    called: tuple[tuple[str, str], ...] = ()
    requested: tuple[tuple[str, str], ...] = ()
    requests: bool = False


@dataclass(frozen=True)
class CollectionFailed:
    """Tests cannot be collected.

    Attributes:
        where: The file or folder, as pytest names it.
    """

    where: str


@dataclass(frozen=True)
class SuiteEnded:
    """The run has ended by itself.

    Attributes:
        exit_code: That of pytest.
        called: The marked functions that were called while tests were imported or collected, or outside of a request.
        views: Every view of the apps that were asked for something.
        loaded: Which of the marked or changed files were imported.
        peak: The most bytes of addresses that the process used; 0 where the system does not tell.
        libraries: The modules of well-known libraries that were imported.
    """

    exit_code: int
    called: tuple[tuple[str, str], ...] = ()
    views: tuple[tuple[str, str], ...] = ()
    loaded: tuple[str, ...] = ()
    peak: int = 0
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Learned:
    """What a test that is being written has learned of the app.

    Attributes:
        topic: What it is about.
        told: What was learned, as JSON can hold it.
    """

    topic: str
    told: Any


SuiteMessage: TypeAlias = (
    WaitingForOrders | RunBegan | RunEnded | RunningTest | FinishedTest | CollectionFailed | SuiteEnded | Learned
)

_KINDS: Mapping[str, type[SuiteMessage]] = {
    kind.__name__: kind
    for kind in (WaitingForOrders, RunBegan, RunEnded, RunningTest, FinishedTest, CollectionFailed, SuiteEnded, Learned)
}


def message_line(message: SuiteMessage) -> str:
    """Return a message as a line of JSON."""
    return json.dumps({"kind": type(message).__name__, **asdict(message)}) + "\n"


def read_message(line: bytes) -> SuiteMessage | None:
    """Return the message that stands in a line; None where a process was ended in the middle of it."""
    try:
        plain = json.loads(line)
    except ValueError:
        return None
    kind = _KINDS[plain.pop("kind")]
    pairs = {name: tuple(map(_frozen, value)) for name, value in plain.items() if isinstance(value, list)}
    return kind(**plain) if kind is Learned else kind(**{**plain, **pairs})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
