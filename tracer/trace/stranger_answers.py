"""What an app answered a stranger who asked for its pages, held against what its code says of them."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracer.trace.app_facts import AppFacts, AppView

Reception: TypeAlias = Literal["let in", "turned away", "sent elsewhere", "not told"]
"""How a stranger was received; an error and an answer that did not come tell nothing."""

_LOGIN_NAME = re.compile(r"(log|sign)[-_]?in|\bauth", re.IGNORECASE)
_LOGOUT_NAME = re.compile(r"(log|sign)[-_]?(out|off)", re.IGNORECASE)
_CHANGING_NAME = re.compile(
    r"(delete|remove|destroy|drop|purge|wipe|erase|shutdown|kill|reset|unsubscribe|clear|flush)", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"<(?:[a-zA-Z_]\w*(?:\([^>]*\))?:)?(?P<name>[a-zA-Z_]\w*)>")
_REFUSALS = frozenset({401, 403})
_SUCCESSES = range(200, 300)
_REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class StrangerAnswer:
    """What a stranger was answered at one rule.

    Attributes:
        rule: The URL rule that was asked for.
        endpoint: Its endpoint.
        status: The status of the answer; None where there was none.
        location: The rule to which the answer sends the browser, or "(another host)" or "(no rule)"; None where it
            sends it nowhere.
        raised: The class of what was raised in the app; None where nothing was.
        in_time: Whether the answer came in time.
    """

    rule: str
    endpoint: str
    status: int | None = None
    location: str | None = None
    raised: str | None = None
    in_time: bool = True

    def reception(self, app: AppFacts) -> Reception:
        """Return how the stranger was received."""
        if self.raised is not None or self.status is None:
            return "not told"
        if self.status in _REFUSALS:
            return "turned away"
        if self.status in _SUCCESSES:
            return "let in"
        if self.status in _REDIRECTS and self.location is not None:
            is_login = self.location in _login_rules(app) or _LOGIN_NAME.search(self.location) is not None
            return "turned away" if is_login and not self._is_login_itself(app) else "sent elsewhere"
        return "not told"

    def _is_login_itself(self, app: AppFacts) -> bool:
        return self.rule in _login_rules(app)


@dataclass(frozen=True)
class PassedOver:
    """A rule that is not asked for.

    Attributes:
        rule: The URL rule.
        endpoint: Its endpoint.
        why: The reason, in words.
    """

    rule: str
    endpoint: str
    why: str


@dataclass(frozen=True)
class AskedApp:
    """What a stranger was answered, and what was not asked.

    Attributes:
        answers: The answers.
        left_out: What was left out.
    """

    answers: tuple[StrangerAnswer, ...]
    left_out: tuple[PassedOver, ...]

    def answer_at(self, view: AppView) -> StrangerAnswer | None:
        """Return what was answered at a view."""
        return next((each for each in self.answers if (each.rule, each.endpoint) == (view.rule, view.endpoint)), None)

    def why_left_out(self, view: AppView) -> str | None:
        """Return why a view was not asked for."""
        return next(
            (each.why for each in self.left_out if (each.rule, each.endpoint) == (view.rule, view.endpoint)), None
        )


@dataclass(frozen=True)
class PlannedRequest:
    """A request that a stranger is going to make: the rule, its endpoint, and the path that is asked for."""

    rule: str
    endpoint: str
    path: str


def differs(view: AppView, answer: StrangerAnswer, app: AppFacts) -> bool:
    """Tell whether a stranger was received in another way than the code of the app says.

    A logout sends everybody to the login page, so it tells nothing.
    """
    if view.logs_out:
        return False
    reception, said = answer.reception(app), view.strangers_turned_away
    return (said is True and reception == "let in") or (said is False and reception == "turned away")


def reason_to_leave_out(view: AppView, given: frozenset[str]) -> str | None:
    """Return why a stranger must not ask for a view, or cannot; None where nothing speaks against it.

    Args:
        view: The view.
        given: The names of the arguments for which a value is given.
    """
    name = view.endpoint.rpartition(".")[2]
    last = view.rule.rstrip("/").rpartition("/")[2]
    if view.static:
        return "a static file"
    if "GET" not in view.methods:
        return "it does not answer to GET"
    if view.logs_out or any(_LOGOUT_NAME.search(text) for text in (view.rule, name)):
        return "it logs out"
    if any(_CHANGING_NAME.match(text) for text in (last, name)):
        return "by its name it may change something"
    if missing := [each for each in rule_arguments(view.rule) if each not in given]:
        return f"it needs {', '.join(f'--value {each}=...' for each in missing)}"
    return None


def rule_arguments(rule: str) -> tuple[str, ...]:
    """Return the names of the arguments of a URL rule."""
    return tuple(match["name"] for match in _PLACEHOLDER.finditer(rule))


def filled_in(rule: str, values: dict[str, str]) -> str:
    """Return the path of a rule with values for its arguments."""
    return _PLACEHOLDER.sub(lambda match: values[match["name"]], rule)


def _login_rules(app: AppFacts) -> set[str]:
    named = [app.login_view, *app.blueprint_login_views.values()]
    return {view.rule for view in named if view is not None and view.rule} | {
        view.rule for view in app.views if view.logs_in
    }
