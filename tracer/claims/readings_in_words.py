"""What a claim reads in a run, in words: variables, sessions, facts, headers, cookies, columns."""

from tracer.claims.claim import Change, Claim
from tracer.claims.evidence_in_words import (
    Shown,
    Spot,
    code,
    cookies_in_words,
    path_in_words,
    text_in_words,
    value_in_words,
)
from tracer.stages import BY_NAME
from tracer.trace.facts import SetCookieFacts
from tracer.trace.plain_values import Plain, as_expected, as_mapping, as_shown, same_value
from tracer.trace.scenario import Value


def variable_shown(name: str, value: Plain, when: str) -> Shown:
    """Return what a variable is.

    Args:
        name: The variable, as the tracker calls it.
        value: Its value.
        when: ``after step 3``, ``at the end``.
    """
    if name.startswith("session."):
        return session_shown(name.removeprefix("session."), value, when)
    return Shown(f"{when} {code(name)} is {value_in_words(value)}")


def session_shown(key: str, value: Plain, when: str) -> Shown:
    """Return what a session holds under a key; all that it holds where no key is given."""
    if not key:
        held = ", ".join(f"{code(name)}: {code(as_shown(item))}" for name, item in as_mapping(value).items())
        return Shown(f"{when} the session holds {held}") if held else Shown(f"{when} the session is empty", "nothing")
    if value is None:
        return Shown(f"{when} the session holds no {path_in_words(key)}", "nothing")
    return Shown(f"{when} the {path_in_words(key)} in the session is {value_in_words(value)}")


def change_in_words(name: str, step: int, before: Plain, after: Plain) -> str:
    """Return how a variable changes in a step, or that it does not change, as a clause."""
    what = f"the {code(name.removeprefix('session.'))} in the session" if name.startswith("session.") else code(name)
    if before == after:
        if after is None and name.startswith("session."):
            return f"the session holds no {code(name.removeprefix('session.'))} before step {step} and none after it"
        return f"in step {step} {what} stays {value_in_words(after)}"
    return f"in step {step} {what} changes from {value_in_words(before)} to {value_in_words(after)}"


def change_instead(claim: Claim, before: Plain, after: Plain) -> str:
    """Return what a false claim on a change says instead, as the rest of the sentence."""
    if isinstance(claim.changes, Change):
        return f"; the answer needs a change from {_expected(claim.changes.before)} to {_expected(claim.changes.after)}"
    wanted = _expected(claim.changes_to)
    if before == after:
        return "" if same_value(after, claim.changes_to) else f"; it does not become {wanted}"
    return f", not to {wanted}"


def _expected(value: Value) -> str:
    return code(as_expected(value))


def step_fact_shown(step: int, path: str, value: Plain) -> Shown:  # noqa: C901, PLR0911 # one sentence for each fact
    """Return what a fact of a step's stage is."""
    key, _, deeper = path.partition(".")
    match key:
        case "stage":
            title = BY_NAME[str(value)].title if str(value) in BY_NAME else str(value)
            return Shown(f"step {step} is of the stage “{title}”", "whole")
        case "function" | "file" if value is not None:
            return Shown(f"step {step} happens in the {key} {value_in_words(value)}")
        case "authenticated" if isinstance(value, bool):
            return Shown(f"in step {step} the user is {'' if value else 'not '}authenticated", "whole")
        case "valid" if isinstance(value, bool):
            return Shown(f"in step {step} name and password are {'' if value else 'not '}valid", "whole")
        case "status" if value is not None:
            return Shown(f"the response of step {step} has the status {value_in_words(value)}")
        case "location":
            return _sent_to(f"step {step}", value)
        case "session":
            return session_shown(deeper, value, f"in step {step}")
        case "current_user" if deeper == "anonymous" and isinstance(value, bool):
            word = "an anonymous user" if value else "no anonymous user"
            return Shown(f"in step {step} `current_user` is {word}", "whole")
        case "current_user" if deeper in {"id", "class"}:
            if value is None:
                return Shown(f"in step {step} `current_user` has no {deeper}", "nothing")
            return Shown(f"in step {step} `current_user` has the {deeper} {value_in_words(value)}")
        case _:
            return _fact(path, value, f"in step {step}")


def request_fact_shown(spot: Spot, path: str, value: Plain) -> Shown:  # noqa: PLR0911 # one sentence for each fact
    """Return what a fact of a request, or of its response, is."""
    key, _, deeper = path.partition(".")
    match key:
        case "status" if value is not None:
            return Shown(f"{spot.response} has the status {value_in_words(value)}")
        case "location":
            return _sent_to(spot.response, value)
        case "session_cookie" | "remember_cookie" if isinstance(value, bool):
            words = key.replace("_", " ")
            return Shown(f"{spot.name} comes with{'' if value else 'out'} the {words}", "whole")
        case "session_before":
            return session_shown(deeper, value, f"before {spot.name}")
        case "session":
            return session_shown(deeper, value, f"after {spot.name}")
        case "query" if deeper:
            argument = f"{path_in_words(deeper)} in the address of {spot.name}"
            return (
                Shown(f"the {argument} is {value_in_words(value)}")
                if value is not None
                else Shown(f"there is no {argument}", "nothing")
            )
        case "cookies" if isinstance(value, list):
            return Shown(f"{spot.name} brings {cookies_in_words(value)}", "value" if value else "nothing")
        case "set_cookie" if not deeper:
            names = [*as_mapping(value)]
            return Shown(f"{spot.response} sets or deletes {cookies_in_words(names)}", "value" if names else "nothing")
        case "headers" if deeper:
            return header_shown(spot, deeper, value)
        case _:
            return _fact(path, value, f"for {spot.name}")


def _sent_to(sender: str, value: Plain) -> Shown:
    if value is None:
        return Shown(f"{sender} sends the browser nowhere", "nothing")
    return Shown(f"{sender} sends the browser to {value_in_words(value)}")


def _fact(path: str, value: Plain, where: str) -> Shown:
    return Shown(f"{where} the fact {path_in_words(path)} is {value_in_words(value)}")


def header_shown(spot: Spot, name: str, value: Plain) -> Shown:
    """Return what a header of a response says."""
    if value is None:
        return Shown(f"{spot.response} has no header {code(name)}", "nothing")
    return Shown(f"the header {code(name)} in {spot.response} is {value_in_words(value)}")


def cookie_shown(spot: Spot, name: str, part: str, cookie: SetCookieFacts | None, value: Plain) -> Shown:  # noqa: PLR0911 # as above
    """Return what a response does with a cookie, or what a part of its Set-Cookie says.

    Args:
        spot: Where the response leaves.
        name: The name of the cookie.
        part: The path to the part; empty for the whole.
        cookie: What is set or deleted; None where the response says nothing of that cookie.
        value: What the part holds.
    """
    if cookie is None:
        return Shown(f"{spot.response} neither sets nor deletes the cookie {code(name)}", "whole")
    if cookie.deleted or part in {"", "deleted"}:
        return Shown(f"{spot.response} {'deletes' if cookie.deleted else 'sets'} the cookie {code(name)}", "whole")
    which = f"the cookie {code(name)} that {spot.response} sets"
    key, _, deeper = part.partition(".")
    match key:
        case "value" if deeper and value is None:
            return Shown(f"{which} holds no {path_in_words(deeper)}", "nothing")
        case "value" if deeper:
            return Shown(f"the {path_in_words(deeper)} in {which} is {value_in_words(value)}")
        case "attributes":
            return _attribute(which, deeper, value)
        case "too_large":
            return Shown(f"{which} is {'' if value else 'not '}too large for browsers", "whole")
        case _:
            return Shown(f"{which} holds {value_in_words(value)}")


def _attribute(which: str, name: str, value: Plain) -> Shown:
    """Return what an attribute of a cookie says; all of them where none is named."""
    if not name:
        return Shown(f"{which} has the attributes {value_in_words(value)}")
    if value is None:
        return Shown(f"{which} has no attribute {code(name)}", "nothing")
    if value is True:
        return Shown(f"{which} has the attribute {code(name)}", "whole")
    return Shown(f"the attribute {code(name)} of {which} is {value_in_words(value)}")


def column_shown(step: int, heading: str, text: str) -> Shown:
    """Return what a column of the execution table says of a step."""
    if not text:
        return Shown(f"step {step} has nothing in the column {heading}", "nothing")
    return Shown(f"step {step} has {text_in_words(text)} in the column {heading}", "text")
