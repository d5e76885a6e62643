"""What can be recorded at all: the facts of each kind of event, names of events, headers.

A claim that something is absent would be true of every name that is misspelt. So a name that no run could ever hold
is refused, with the nearest one that a run can hold; a name that this run happens not to hold is not.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeAlias, get_args

from tracer.errors import ClaimError
from tracer.stages import BY_NAME
from tracer.trace.events import OBSERVED, Kind
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import ACTION_FIELDS, VERBS

Shape: TypeAlias = "Mapping[str, Shape]"
"""Which facts there are, and which are in each of them. An empty shape holds anything; "*" stands for any name."""

_ANYTHING: Shape = {}


def _facts(*names: str, **deeper: Shape) -> Shape:
    return {**dict.fromkeys(names, _ANYTHING), **deeper}


HEADERS: tuple[str, ...] = ("Allow", "Cache-Control", "Content-Type", "Location", "Vary", "WWW-Authenticate")
"""The response headers that are recorded; Set-Cookie is taken apart instead."""

SIGNALS: tuple[str, ...] = (
    "user_accessed",
    "session_protected",
    "user_loaded_from_cookie",
    "user_loaded_from_request",
    "user_logged_in",
    "user_logged_out",
    "user_login_confirmed",
    "user_unauthorized",
    "user_needs_refresh",
)
"""The signals of Flask-Login that are recorded."""

_NEARLY = 0.7
"""A name that is so like a known one is a typing error, and not another name."""

METHODS: tuple[str, ...] = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""What an event of the kind ``request`` may be called."""

SET_COOKIE: Shape = _facts(
    "deleted",
    "value",
    "too_large",
    attributes=_facts("domain", "expires", "httponly", "max-age", "partitioned", "path", "samesite", "secure"),
)
"""What is known of a cookie that a response sets or deletes."""

REQUEST: Shape = _facts(
    "method",
    "path",
    "query",
    "endpoint",
    "scheme",
    "host",
    "cookies",
    "session_cookie",
    "session_cookie_name",
    "remember_cookie",
    "session",
    "ambiguous",
    client=_facts("address", "user_agent", "wants_page", "site"),
)
"""The facts of a request."""

RESPONSE: Shape = _facts("status", "location", "session", headers=_facts(*HEADERS), set_cookie={"*": SET_COOKIE})
"""The facts of a response."""

EXCHANGE: Shape = {**REQUEST, **RESPONSE, "session_before": _ANYTHING}
"""The facts of a request and its response together."""

_OF_EVERY_STAGE: Shape = _facts("session", current_user=_facts("class", "anonymous", "id"))
_OF_A_STEP: Shape = _facts("stage", "function", "file")
_ID = ("id", "id_type", "id_is_number", "id_says_none")

_OBSERVED: Mapping[str, Shape] = {
    "user_loader": _facts(*_ID, "result", "raised"),
    "request_loader": _facts("result", "raised"),
    "load_failed": _facts("raised"),
    "current_user": _facts("class", "anonymous"),
    "login_user": _facts(*_ID, "user", "result", "raised", "missing"),
    "password_check": _facts("observable", "function", "result", "raised", "stored_hash", "inside_load"),
    "cookie_rejected": _facts("cookie", "role", "why", "claims_user", "origin"),
    "guard_skipped": _facts("why"),
    "hook_answered": _facts("hook", "status"),
    "form": _facts("fields", "next"),
    "sent_where_asked": _facts("parameter", "host"),
}

_KINDS: Mapping[str, Shape] = {
    "action": _facts(*ACTION_FIELDS, "possible", "why"),
    "request": REQUEST,
    "signal": _facts("user"),
    "flash": _facts("message"),
    "exception": _facts("message", "of_anonymous_user"),
    "response": RESPONSE,
    "page": _facts("page", "path", "status", "heading", "asks_password", "from_memory", "left_for", "redirect_loop"),
    "cookies": _facts("held", "changed"),
    "fault": _facts("error"),
}

_NAMES: Mapping[str, Iterable[str]] = {
    "action": VERBS,
    "request": METHODS,
    "stage": BY_NAME,
    "signal": SIGNALS,
    "observed": OBSERVED,
}
"""What events of a kind may be called, for the kinds whose names are known beforehand."""


def facts_of_stage(stage: str) -> Shape:
    """Return the facts that an announcement of a stage carries."""
    return {**_facts(*BY_NAME[stage].facts), **_OF_EVERY_STAGE}


def facts_of_step(stage: str) -> Shape:
    """Return the facts of a step of that stage: those of the announcement, and where it was announced."""
    return {**facts_of_stage(stage), **_OF_A_STEP}


def facts_of_event(kind: str, name: str | None) -> Shape:
    """Return the facts of an event; those of every event of that kind where it is not named.

    Raises:
        ClaimError: There are no events of that kind or name.
    """
    kinds = get_args(Kind)
    if kind not in kinds:
        raise ClaimError(f'there are no events of the kind "{kind}"; {nearest(kind, kinds, "the kinds are")}')
    names = _NAMES.get(kind)
    if name is not None and names is not None and name not in names:
        raise ClaimError(f'no event of the kind {kind} is named "{name}"; {nearest(name, names, "there are")}')
    if name is not None and kind == "response" and not (name.isdigit() and len(name) == 3):  # noqa: PLR2004 # a status
        raise ClaimError(f'an event of the kind response is named by its status, such as "302", not "{name}"')
    if kind == "stage":
        shapes = [facts_of_stage(stage) for stage in ([name] if name else BY_NAME)]
        return {fact: deeper for shape in shapes for fact, deeper in shape.items()}
    if kind == "observed":
        known = [_OBSERVED.get(one, _ANYTHING) for one in ([name] if name else OBSERVED)]
        return _ANYTHING if _ANYTHING in known else {fact: _ANYTHING for shape in known for fact in shape}
    return _KINDS[kind]


def require_fact(path: str, shape: Shape, whose: str, recorded: Iterable[Mapping[str, Plain]] = ()) -> None:
    """Refuse a path to a fact that no run could ever hold.

    Args:
        path: The path, with dots into its depth.
        shape: Which facts there can be.
        whose: What would carry the fact, for the message: ``the stage logged_in``.
        recorded: Facts that were recorded there. What is recorded is known, even if nobody has thought of it.

    Raises:
        ClaimError: There is no such fact.
    """
    first, *_ = path.split(".")
    if first not in shape and any(first in facts for facts in recorded):
        return
    here = shape
    for part in path.split("."):
        if not here:
            return
        if part not in here and "*" not in here:
            raise ClaimError(f'{whose} has no fact "{part}"; {nearest(part, here, "there are")}')
        here = here.get(part, here.get("*", _ANYTHING))


def require_header(name: str) -> None:
    """Refuse a header that is never recorded. Raises ClaimError."""
    if name.lower() == "set-cookie":
        raise ClaimError('Set-Cookie is taken apart: write cookie = "session" instead of header')
    if name.lower() not in {header.lower() for header in HEADERS}:
        raise ClaimError(f'the header "{name}" is not recorded; {nearest(name, HEADERS, "these are")}')


def require_cookie(name: str, known: Iterable[str]) -> None:
    """Refuse the name of a cookie that is nearly one that a run knows. Raises ClaimError.

    Any other name may be one that people believe in: "the address is kept in a cookie named next".
    """
    names = [*dict.fromkeys(known)]
    if name not in names and (close := get_close_matches(name, names, n=1, cutoff=_NEARLY)):
        raise ClaimError(f'this run knows no cookie "{name}"; did you mean "{close[0]}"?')


def require_browser(name: str | None, known: Iterable[str]) -> None:
    """Refuse a browser that does nothing in a run. Raises ClaimError."""
    if name is not None and name not in (names := [*known]):
        raise ClaimError(f'there is no browser "{name}" in this run; {nearest(name, names, "there are")}')


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the end of a message for a name that is not known: the nearest one that is, or all of them."""
    names = [each for each in known if each != "*"]
    if close := get_close_matches(name, names, n=1):
        return f'did you mean "{close[0]}"?'
    return f"{otherwise} {', '.join(names)}"
