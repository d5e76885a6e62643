"""A demo app as it runs in this process: it believes a clock, and it can be stopped and started again.

Runs are cheap because all apps of a process share their compiled templates, and because the accounts of a run lie in
a scratch folder in memory where the system has one.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from tracer.browser.clock import Clock
from tracer.browser.http import Transport, WebRequest, WebResponse
from tracer.browser.scenario_runner import refuse
from tracer.errors import NotInstalledError, ScenarioError, TracerError, not_there
from tracer.libraries import installed_version
from tracer.recording.demo.clock import believed
from tracer.trace.scenario import FILE_SETTINGS, SECRET_SETTINGS, Scenario, SecretKey

_STRANGE_SETTING = (AttributeError, LookupError, TypeError, ValueError)
"""What Flask and Werkzeug raise outside of any view when a setting holds a value of another type than they expect."""


class DemoServer:
    """A demo app as it runs: it can be stopped and started again with another secret key.

    Args:
        make_app: Makes the app, of Flask or of Quart, from its settings.
        way_to: Returns the transport that hands requests to an app.
        clock: The time that the app believes in.
        scenario: What is to be performed on it.
        settings: The settings of the first start.
        own_settings: The names of the app's own settings.
        other_settings: Those of its framework.

    Attributes:
        unknown: The settings of the scenario that the app does not have, an error for each. The app starts without
            them, so that its pages and accounts are known; the scenario is refused before the first request.

    Raises:
        ScenarioError: A setting of the scenario has a value with which the app does not start.
    """

    def __init__(
        self,
        make_app: Callable[[Mapping[str, object]], Any],
        way_to: Callable[[Any], Transport],
        clock: Clock,
        scenario: Scenario,
        settings: Mapping[str, object],
        *,
        own_settings: Collection[str],
        other_settings: Collection[str],
    ) -> None:
        self.unknown = tuple(unknown_settings(scenario, own_settings, other_settings))
        self._make_app = make_app
        self._way_to = way_to
        self._clock = clock
        self._scenario = scenario
        strange = {error.place[-1] for error in self.unknown}
        self._settings = {name: value for name, value in settings.items() if name not in strange}
        self._listen: Callable[[Any], AbstractContextManager[None]] = lambda _: nullcontext()
        self._running = ExitStack()
        try:
            self._start()
        except ScenarioError as error:
            refuse([*self.unknown, error])

    def _start(self) -> None:
        try:
            self.app = self._make_app(self._settings)
        except TracerError:
            raise
        except ValueError as error:
            raise self._failed(str(error)) from error
        except Exception as error:
            self._raise_unless_set(error)
            raise self._failed(self._told("the app does not start", error)) from error
        share_templates(self.app)
        self._transport = self._way_to(self.app)

    def run(self, listen: Callable[[Any], AbstractContextManager[None]]) -> None:
        """Let the app believe the clock and somebody listen to it, from now until ``stop``."""
        self._listen = listen
        # What the app logs of an error is recorded as an event; a traceback on the terminal would say it twice.
        self._running.callback(setattr, self.app.logger, "disabled", self.app.logger.disabled)
        self.app.logger.disabled = True
        self._running.enter_context(believed(self.app, self._clock))
        self._running.enter_context(listen(self.app))

    def stop(self) -> None:
        """Stop the app and leave nothing of it behind."""
        self._running.close()

    def restart(self, key: SecretKey, settings: Mapping[str, object]) -> None:
        """Stop the app and start it again, as an operator does after a change of its configuration.

        Raises:
            NotInstalledError: This Flask knows no old keys that still count.
        """
        self.stop()
        old = str(self.app.secret_key)
        # Made of the old key, so that two runs with the same first key are the same to the byte.
        new = sha256(f"after {old}".encode()).hexdigest()
        self._settings.update(settings)
        self._settings["SECRET_KEY"] = old if key == "same" else new
        if key == "new with fallback":
            if "SECRET_KEY_FALLBACKS" not in self.app.config:
                raise NotInstalledError(
                    f'scenario "{self._scenario.name}": to let an old key count, Flask 3.1 or later is needed, and '
                    f"{installed_version('flask')} is installed."
                )
            self._settings["SECRET_KEY_FALLBACKS"] = [old]
        else:
            self._settings.pop("SECRET_KEY_FALLBACKS", None)
        self._start()
        self.run(self._listen)

    def answer(self, request: WebRequest) -> WebResponse:
        """Hand a request to the app and return its answer.

        Raises:
            ScenarioError: A setting has a value with which the app cannot answer anything.
        """
        try:
            return self._transport(request)
        except TracerError:
            raise
        except Exception as error:
            self._raise_unless_set(error)
            raise self._failed(self._told("the app cannot answer", error)) from error

    def _raise_unless_set(self, error: Exception) -> None:
        """Pass on an error that no setting can be the reason of. A stranger's setting can make an app raise any."""
        if not self._set and not isinstance(error, _STRANGE_SETTING):
            raise error

    @property
    def _set(self) -> Mapping[str, object]:
        """What the scenario sets, also where it starts the app again."""
        actions = self._scenario.actions
        later = {name: value for action in actions for name, value in (action.settings or {}).items()}
        return {**self._scenario.settings, **later}

    def _told(self, what: str, error: Exception) -> str:
        """Return what an app cannot do, with the settings that it was given."""
        given = ", ".join(f"{name} = {_shown(value)}" for name, value in self._set.items())
        return f"{what}{f' with {given}' if given else ''} ({type(error).__name__}: {error})"

    def _failed(self, why: str) -> ScenarioError:
        message = f'scenario "{self._scenario.name}": {why}. Correct the settings of the scenario.'
        named = [*self._scenario.settings]
        return ScenarioError(message, ("settings", *named) if len(named) == 1 else ("settings",) if named else ())


_LONGEST_SHOWN = 40
"""In characters. A longer value is shown by its beginning."""


def _shown(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def unknown_settings(scenario: Scenario, own: Collection[str], others: Collection[str]) -> Iterator[ScenarioError]:
    """Yield an error for each setting of a scenario that there is not; what there is, is told.

    Args:
        scenario: What is to be performed.
        own: The names of the app's own settings.
        others: Those of its framework.
    """
    places: list[tuple[str, tuple[str | int, ...]]] = [(name, ("settings", name)) for name in scenario.settings]
    for index, action in enumerate(scenario.actions):
        places += [(name, ("actions", index, "settings", name)) for name in action.settings or {}]
    for name, place in places:
        if name not in own and name not in others:
            known = sorted({*own} - SECRET_SETTINGS - FILE_SETTINGS)
            message = f"{not_there('setting', name, known)} Those of its framework can be set, too."
            yield ScenarioError(f'scenario "{scenario.name}": {message}', place)


def share_templates(app: Any) -> None:
    """Let an app share the compiled templates of this process. To be called before its first template is shown."""
    app.jinja_options = {**app.jinja_options, "bytecode_cache": _of_this_process()}


class CompiledTemplates(BytecodeCache):
    """Keeps what Jinja has compiled in memory, by the content of the template."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket what was compiled for it before, if anything was."""
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@cache
def _of_this_process() -> CompiledTemplates:
    return CompiledTemplates()
