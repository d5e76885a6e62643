"""Events in words, within a sentence of evidence: how often something happens and where, and what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracer.claims.evidence_in_words import (
    Shown,
    code,
    cookies_in_words,
    path_in_words,
    text_in_words,
    value_in_words,
)
from tracer.claims.selectors import EventSelector, StepSelector
from tracer.stages import BY_NAME
from tracer.trace.events import Event
from tracer.trace.plain_values import Plain, as_expected
from tracer.trace.scenario import Value


@dataclass(frozen=True)
class _Happening:
    """What happens, in words.

    Attributes:
        subject: What it is about; with "a" or "an" where it is one of many.
        verb: What it does.
        denied: The same denied; used where the subject cannot be.
    """

    subject: str
    verb: str
    denied: str = ""

    def clause(self, number: int, where: str, when: str = "") -> str:
        """Return how often it happens, as a clause."""
        if number:
            return f"{self.subject}{when} {self.verb} {times_in_words(number)} {where}"
        kind = self._without_article
        if kind is not None:
            return f"no {kind}{when} {self.verb} {where}"
        return f"{self.subject}{when} {self.denied or self.verb.replace('is ', 'is not ', 1)} {where}"

    @property
    def the_one(self) -> str:
        """The subject as something that is known."""
        kind = self._without_article
        return f"the {kind}" if kind is not None else self.subject

    @property
    def _without_article(self) -> str | None:
        article, _, kind = self.subject.partition(" ")
        return kind if article in {"a", "an"} else None


_OBSERVED: Mapping[str, _Happening] = {
    "user_loader": _Happening("the `user_loader`", "is called"),
    "request_loader": _Happening("the `request_loader`", "is called"),
    "login_user": _Happening("`login_user`", "is called"),
    "password_check": _Happening("a password", "is checked"),
    "current_user": _Happening("`current_user`", "is asked for"),
    "load_failed": _Happening("a try to load the user", "fails"),
    "cookie_rejected": _Happening("a cookie", "is rejected"),
    "guard_skipped": _Happening("a guard", "is skipped"),
    "hook_answered": _Happening("a hook of the app", "answers"),
    "sent_where_asked": _Happening("the browser", "is sent where the request asked for"),
    "form": _Happening("a form", "is shown"),
    "app": _Happening("the app", "is looked at"),
}
"""What the observer saw, by the name of the event."""


def _happening(kind: str, name: str | None) -> _Happening:  # noqa: C901, PLR0911 # one line for each kind of event
    match kind:
        case "signal":
            return _Happening(f"the signal {code(name)}" if name else "a signal of Flask-Login", "is sent")
        case "stage" if name in BY_NAME:
            return _Happening(f"the stage “{BY_NAME[name].title}”", "happens", "does not happen")
        case "observed" if name is not None and name in _OBSERVED:
            return _OBSERVED[name]
        case "flash":
            return _Happening(f"a message of the category {code(name)}" if name else "a message", "is flashed")
        case "exception":
            return _Happening(f"the exception {code(name)}" if name else "an exception", "is raised")
        case "response":
            return _Happening(f"a response with the status {code(name)}" if name else "a response", "leaves")
        case "request":
            return _Happening(f"a {name} request" if name else "a request", "is sent")
        case "action":
            return _Happening(f"the action {code(name)}" if name else "an action", "is done")
        case "page":
            return _Happening(f"the page {text_in_words(name)}" if name else "a page", "is shown")
        case "cookies":
            return _Happening("a change to the cookies", "is made")
        case _:
            return _Happening(f"the event {code(name or kind)}", "happens", "does not happen")


def event_clause(selector: EventSelector, number: int, where: str) -> str:
    """Return how often an event happens, as a clause.

    Args:
        selector: The event.
        number: How often it happens.
        where: ``in step 4``, ``in the whole run``.
    """
    happening = _happening(selector.kind, selector.name)
    return happening.clause(number, _in_browser(where, selector.browser), _conditions(selector.when))


def step_clause(selector: StepSelector, number: int, where: str) -> str:
    """Return how often a stage happens, as a clause; the arguments are those of ``event_clause``."""
    happening = _happening("stage", selector.stage)
    return happening.clause(number, _in_browser(where, selector.browser), _conditions(selector.when))


def event_name_in_words(selector: EventSelector) -> str:
    """Return how one event is called in a sentence: ``the response that sets the cookie `session` ``."""
    return f"{_happening(selector.kind, selector.name).the_one}{_conditions(selector.when)}"


def times_in_words(number: int) -> str:
    """Return how often something happens: ``once``, ``twice``, ``7 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _in_browser(where: str, browser: str | None) -> str:
    return where if browser is None else f"{where}, in browser {browser}"


def _conditions(when: Mapping[str, Value]) -> str:
    """Return which facts an event must carry, as words behind it."""
    return "".join(f" {words}" for path, value in when.items() if (words := _condition(path, value)))


def _condition(path: str, value: Value) -> str:  # noqa: PLR0911 # one phrase for each fact
    shown = code(as_expected(value))
    match path.split("."):
        case ["set_cookie", name, "deleted"] if isinstance(value, bool):
            return f"that {'deletes' if value else 'sets'} the cookie {code(name)}"
        case ["path"]:
            return f"for {shown}"
        case ["status"]:
            return f"with the status {shown}"
        case ["result"]:
            return f"with the result {shown}"
        case ["left_for"]:
            return f"at {shown}, on another site,"
        case ["from_memory"] if value is True:
            return "from the memory of the browser"
        case ["authenticated" | "valid" as word] if isinstance(value, bool):
            return f"with the outcome “{'' if value else 'not '}{word}”"
        case _:
            return f"with {path_in_words(path)} as {shown}"


def event_fact_shown(event: Event, path: str, value: Plain, where: str) -> Shown:  # noqa: PLR0911 # one sentence for each fact
    """Return what a fact of an event says.

    Args:
        event: The event.
        path: The path to the fact.
        value: What it says.
        where: ``in step 4``, ``in the whole run``.
    """
    happening = _happening(event.kind, event.name)
    match (event.kind, path.split(".")):
        case ("page", ["heading"]):
            return Shown(f"{where} the person sees a page with the heading {text_in_words(value)}", "text")
        case ("exception", ["message"]):
            return Shown(f"{where} the exception {code(event.name)} says {text_in_words(value)}", "text")
        case ("flash", ["message"]):
            return Shown(f"{where} the flashed message says {text_in_words(value)}", "text")
        case ("signal", ["user"]) if value is not None:
            return Shown(f"{where} the signal {code(event.name)} brings a user of the class {value_in_words(value)}")
        case ("cookies", ["held"]) if isinstance(value, list):
            return Shown(
                f"{where} browser {event.browser} is left with {cookies_in_words(value)}",
                "value" if value else "nothing",
            )
        case ("cookies", ["changed", name]):
            return _cookie_taken(name, value, where)
        case ("action", ["password"]) if value is not None:
            return Shown(f"{where} the person types the {value} password", "whole")
        case ("action", ["remember"]):
            return Shown(f"{where} the person {'ticks' if value else 'does not tick'} “remember me”", "whole")
        case ("observed", [fact]):
            return _observed(event, fact, value, where)
        case _:
            return _any_fact(happening.the_one, path, value, where)


def _any_fact(what: str, path: str, value: Plain, where: str) -> Shown:
    return Shown(f"{where} {what} has {value_in_words(value)} as {path_in_words(path)}")


def _cookie_taken(name: str, value: Plain, where: str) -> Shown:
    """Return what the browser made of a cookie: it stored, deleted or refused it."""
    deed, _, why = str(value).partition(": ")
    verb = {"stored": "stores", "deleted": "deletes", "refused": "refuses"}.get(deed)
    if verb is None:
        return Shown(f"{where} the browser does nothing with the cookie {code(name)}", "nothing")
    reason = f", for the reason {text_in_words(why)}" if why else ""
    return Shown(f"{where} the browser {verb} the cookie {code(name)}{reason}")


def _observed(event: Event, fact: str, value: Plain, where: str) -> Shown:  # noqa: PLR0911 # as above
    password = event.name == "password_check"
    subject = "the check of the password" if password else _happening("observed", event.name).the_one
    match (event.name, fact):
        case ("user_loader" | "request_loader", "result"):
            if value is None:
                return Shown(f"{where} {subject} finds nobody", "nothing")
            return Shown(f"{where} {subject} finds a user of the class {value_in_words(value)}")
        case ("user_loader", "id"):
            return Shown(f"{where} {subject} is asked for the id {value_in_words(value)}")
        case ("user_loader", "id_says_none") if isinstance(value, bool):
            return Shown(
                f"{where} the id for which {subject} is asked is {'' if value else 'not '}the text `None`",
                "whole",
            )
        case ("login_user" | "password_check", "result"):
            return Shown(f"{where} {subject} returns {value_in_words(value)}")
        case (_, "raised"):
            if value is None:
                return Shown(f"{where} {subject} raises nothing", "nothing")
            return Shown(f"{where} {subject} raises {value_in_words(value)}")
        case ("login_user", "missing"):
            if value is None:
                return Shown(f"{where} {subject} finds all that it needs in the user object", "nothing")
            return Shown(f"{where} {subject} finds no {value_in_words(value)} in the user object")
        case _:
            return _any_fact(subject, fact, value, where)
