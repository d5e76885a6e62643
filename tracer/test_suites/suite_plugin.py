"""The plugin of pytest that is in a run of somebody's tests: it chooses, orders, and tells what each test reaches.

Their options, their ``conftest.py`` and their plugins work as always, but for what would start other processes
(pytest-xdist), measure (pytest-cov), or keep something for the next run.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from tracer.test_suites.suite_order import CollectionFailed, FinishedTest, RunningTest, SuiteMessage, SuiteOrder

if TYPE_CHECKING:
    import pluggy

    from tracer.recording.requested_views import ViewPlace


class Reach:
    """What was reached, as the path of the file and the qualified name.

    Attributes:
        called: The marked functions that were called.
        requested: The places of the views that were requested.
        requests: Whether there was any request.
    """

    def __init__(self) -> None:
        self.called: set[tuple[str, str]] = set()
        self.requested: set[tuple[str, str]] = set()
        self.requests = False

    def add(self, other: "Reach") -> None:
        """Add what was reached elsewhere."""
        self.called |= other.called
        self.requested |= other.requested
        self.requests |= other.requests


class SuitePlugin:
    """Chooses and orders the tests, and tells what becomes of each.

    Args:
        order: What is to be done.
        tell: Tells something to who waits for it.
    """

    def __init__(self, order: SuiteOrder, tell: Callable[[SuiteMessage], None]) -> None:
        self._order = order
        self._tell = tell
        self.by_collection = Reach()
        self._filled = [self.by_collection]
        self._of_fixtures: dict[object, Reach] = {}
        self._used: set[object] = set()
        self._failed = self._out_of_memory = False
        self._seconds = 0.0

    def note_call(self, file: str, name: str, *, in_request: bool) -> None:
        """Note that a marked function is called.

        What it does outside of a request, such as making the app, may last: then it counts for every test.
        """
        for reach in self._filled if in_request else (*self._filled, self.by_collection):
            reach.called.add((file, name))

    def note_request(self, places: "frozenset[ViewPlace]") -> None:
        """Note that a view is requested."""
        for reach in self._filled:
            reach.requests = True
            reach.requested |= {(place.file, place.name) for place in places if place.file in self._order.marked}

    @contextmanager
    def _filling(self, reach: Reach) -> Iterator[None]:
        before = self._filled
        self._filled = [each for each in before if each is not self.by_collection] + [reach]
        try:
            yield
        finally:
            self._filled = before

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> None:
        """Let pytest-cov measure nothing: it begins here, later on, where it was asked for."""
        options = early_config.known_args_namespace
        if hasattr(options, "cov_source"):
            options.cov_source = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let tests that are being written have the fixture ``login_trace``, however the tracer was found."""
        if self._order.plugin is None:
            return
        plugin = import_module(self._order.plugin)
        if not config.pluginmanager.is_registered(plugin):
            config.pluginmanager.register(plugin)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> Generator[None, None, None]:
        """Let the tests run in this process alone, and end as it was ordered, before any plugin reads its options."""
        option = config.option
        for name, value in (("numprocesses", 0), ("dist", "no"), ("tx", []), ("distload", False), ("looponfail", False),
                            ("no_cov", True), ("usepdb", False)):  # fmt: skip
            if hasattr(option, name):
                setattr(option, name, value)
        option.maxfail = 1 if self._order.first_failure else 0
        if self._order.only is not None:
            option.keyword = option.markexpr = ""
        yield

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave the chosen tests, in the order in which they were chosen."""
        chosen = [*items]
        if self._order.only is not None:
            chosen = [item for item in items if str(item.path) == self._order.only]
        if self._order.selected is not None:
            places = {test: place for place, test in enumerate(self._order.selected)}
            chosen = sorted((item for item in chosen if item.nodeid in places), key=lambda item: places[item.nodeid])
        kept = {*chosen}
        others = [item for item in items if item not in kept]
        items[:] = chosen
        if others:
            config.hook.pytest_deselected(items=others)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell of files that cannot be collected."""
        if report.failed:
            self._tell(CollectionFailed(report.nodeid))

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, None, None]:
        """Tell that a test begins, and how it went."""
        self._failed, self._out_of_memory, self._seconds, self._used = False, False, 0.0, set()
        self._tell(RunningTest(item.nodeid))
        reach = Reach()
        with self._filling(reach):
            yield
        for definition in self._used:
            reach.add(self._of_fixtures[definition])
        self._tell(
            FinishedTest(
                item.nodeid, self._failed, self._seconds, self._out_of_memory,
                tuple(sorted(reach.called)), tuple(sorted(reach.requested)), reach.requests,
            )
        )  # fmt: skip

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Note which fixtures of a wider scope a test has used, as long as that is known."""
        self._used |= {definition for definition in _fixtures_of(item) if definition in self._of_fixtures}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> Generator[None, None, None]:
        """Keep what a fixture of a wider scope reaches, and what it uses has reached, for every test that uses it."""
        if fixturedef.scope == "function":
            yield
            return
        reach = self._of_fixtures.setdefault(fixturedef, Reach())
        with self._filling(reach):
            yield
        for definition in _active_fixtures(request):
            if (used := self._of_fixtures.get(definition)) is not None:
                reach.add(used)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add a part of a test to the whole."""
        self._failed |= report.failed
        self._seconds += report.duration

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> "Generator[None, pluggy.Result[pytest.TestReport], None]":
        """Note that there was no more memory."""
        yield
        if call.excinfo is not None and call.excinfo.errisinstance(MemoryError):
            self._out_of_memory = True


def _fixtures_of(item: pytest.Item) -> Iterator[object]:
    """Yield the definitions of the fixtures that a test uses, those that it has asked for by their names included.

    pytest has no public way to ask for them; in a version that keeps them elsewhere fewer tests would be run.
    """
    found: dict[str, Sequence[object]] = {}
    with suppress(AttributeError):
        found |= item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined] # noqa: SLF001 # see above
    for definitions in found.values():
        yield from definitions
    yield from _active_fixtures(getattr(item, "_request", None))


def _active_fixtures(request: object) -> list[object]:
    """Return the definitions of the fixtures that are known in a test so far; see ``_fixtures_of``."""
    return [*getattr(request, "_fixture_defs", {}).values()]
