"""The check of a password raised, or could not be right whatever was typed."""

from collections.abc import Iterator, Mapping

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedEvent, LoggedRequest
from tracer.findings.request_log import RequestLog
from tracer.findings.rule import each_request
from tracer.trace.observed_facts import PasswordCheckFacts

_CODES: Mapping[str, str] = {
    "another method": "password-hash-of-another-library",
    "bytes as text": "password-hash-bytes-as-text",
    "cut off": "password-hash-cut-off",
    "malformed": "password-hash-unreadable",
    "method gone": "password-hash-method-gone",
    "no hash": "password-hash-unreadable",
    "nothing": "password-hash-missing",
    "too long": "password-hash-unreadable",
    "wrong type": "password-hash-wrong-type",
}
"""The code for each state of a stored hash with which no password can be right."""

_TYPED: Mapping[str, tuple[str, str]] = {
    "nothing": ("password-of-wrong-type", "and was given no password at all (None)"),
    "text": ("password-of-wrong-type", "and the password was text (str) where the library wants bytes"),
    "bytes": ("password-of-wrong-type", "and the password was bytes where the library wants text (str)"),
    "over 72 bytes": ("password-too-long", "and the password has more than the 72 bytes that bcrypt takes"),
    "not over 72 bytes": (
        "passlib-too-old-for-bcrypt",
        "and bcrypt complained of more than 72 bytes, which the password does not have",
    ),
}
"""The code and the words for what of the typed password made a check raise."""


def has_broken_hash(request: LoggedRequest) -> bool:
    """Whether a password was compared with a stored hash with which none can be right."""
    return any(facts.stored_hash in _CODES for facts in request.facts_of(PasswordCheckFacts))


@each_request
def password_checks_failed(log: RequestLog) -> Iterator[Finding]:
    """A check raised, or what it was compared with is no hash that its library can read.

    Nothing is said where another check of the same request gave an answer: an app may try one library after the
    other. Nor is anything said where the login succeeded all the same.
    """
    for request in log.requests:
        checks = [*request.entries(PasswordCheckFacts)]
        if request.stage("logged_in") or any(map(_gave_an_answer, checks)):
            continue
        found: dict[str, Finding] = {}
        for checked in checks:
            told = _what_failed(checked.facts)
            if told is not None:
                found.setdefault(told[0], _finding(request, checked, *told))
        yield from found.values()


def _gave_an_answer(checked: LoggedEvent[PasswordCheckFacts]) -> bool:
    return bool(checked.facts.result) or (checked.facts.stored_hash == "whole" and checked.facts.raised is None)


def _finding(request: LoggedRequest, checked: LoggedEvent[PasswordCheckFacts], code: str, what: str) -> Finding:
    return Finding(
        code=code,
        what=f"{request.name} compared the password with {what}",
        request=request.number,
        browser=request.browser,
        place=checked.where,
    )


def _what_failed(facts: PasswordCheckFacts) -> tuple[str, str] | None:
    """Return the code and the end of the sentence; None for a check that was as it should be."""
    raised = "" if facts.raised is None else f" {_function(facts)} raised {facts.raised}."
    code = _CODES.get(facts.stored_hash or "")
    if code is not None:
        swapped = " The other argument is one, so the two are in the wrong order." if facts.typed == "a hash" else ""
        return code, f"{_stored(facts)}.{swapped}{raised}"
    if facts.raised is None:
        return None
    typed_code, why = _TYPED.get(facts.typed or "", ("password-check-raised", "and the check gave no answer"))
    return typed_code, f"a stored hash, {why}.{raised}"


def _function(facts: PasswordCheckFacts) -> str:
    return f"{(facts.function or 'The check').rpartition('.')[2]}()"


def _stored(facts: PasswordCheckFacts) -> str:
    method = facts.stored_method
    return {
        "another method": f"a hash that {_library(facts)} cannot read: it is of another kind ({method})",
        "bytes as text": "bytes that were written into a text column, which is no hash any more"
        + (f" ({method} stands in them)" if method else ""),
        "cut off": "a stored hash that is cut off",
        "malformed": f"a stored text that begins like a hash ({method}) and that {_library(facts)} cannot read",
        "method gone": f"a stored hash of a method ({method}) that this Werkzeug no longer knows",
        "no hash": f"a stored text that is not a hash of {_library(facts)}'s at all",
        "nothing": "nothing: no hash is stored for this user",
        "too long": "a stored hash that has more characters than a hash has",
        "wrong type": f"an object of the class {method}, which {_library(facts)} does not take for a stored hash",
    }[facts.stored_hash or ""]


def _library(facts: PasswordCheckFacts) -> str:
    package = (facts.function or "").partition(".")[0]
    return {"flask_bcrypt": "bcrypt"}.get(package, package) or "the library"


RULES = (password_checks_failed,)
