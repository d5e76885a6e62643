"""The vocabulary: which words in a cell of a static table state what.

A table speaks in sentences, a run in facts. Each phrase below says which words it takes for which statement, and how
the statement is checked against a run. The first phrase of a column that fits is taken, so the narrower ones come
first. What fits no phrase is not guessed: the cell is reported as not understood, and its author can write a claim
instead.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from tracer.table_check import evidence
from tracer.table_check.evidence import Evidence, Here

Test: TypeAlias = Callable[[Here], Evidence]
"""Checks a statement against a step of a run."""

Find: TypeAlias = Callable[[re.Match[str]], Test]
"""Makes a test of the words that were found."""


@dataclass(frozen=True)
class Statement:
    """What a cell states.

    Attributes:
        meaning: The statement in our own words.
        test: Checks it against a step.
        stage: The stage that the words tell of; None where they fit several.
    """

    meaning: str
    test: Test
    stage: str | None = None


@dataclass(frozen=True)
class Phrase:
    """Words that state something.

    Attributes:
        pattern: The words, as a regular expression on small letters.
        meaning: What they state. ``{page}`` stands for the page that they name.
        example: A cell that is written with them.
        find: Makes the test of what was found.
        stage: The stage that they tell of; None where they fit several.
    """

    pattern: str
    meaning: str
    example: str
    find: Find
    stage: str | None = None

    def statement(self, text: str) -> Statement | None:
        """Return what a text states by these words, None where they are not in it."""
        found = re.search(self.pattern, text)
        if found is None:
            return None
        page = page_in(found)
        meaning = self.meaning.format(page=f"the {page} page", status=found.groupdict().get("status", ""))
        return Statement(meaning, self.find(found), self.stage)


def page_in(found: re.Match[str]) -> str:
    """Return the page that words name; the protected one where they name none."""
    page = (found.groupdict().get("page") or "protected").removeprefix("the ").strip()
    return {"log in": "login", "sign in": "login"}.get(page, page)


def _always(test: Callable[..., Evidence], **facts: object) -> Find:
    bound = partial(test, **facts)
    return lambda _: bound


def _stage(stage: str) -> Find:
    return _always(evidence.stage_is, stage=stage)


def _of_page(test: Callable[..., Evidence]) -> Find:
    return lambda found: partial(test, page=page_in(found))


_PAGE = r"(?:the |a |an )?(?P<page>[a-z]+(?: in)?)(?: page| form)"
_TO_LOGIN = r"(?:to )?(?:the )?(?P<page>log ?in|sign ?in)"
_LOGOUT = r"log(?:s|ged)? ?out|sign(?:s|ed)? ?out"

_ACTION = (
    Phrase(
        r"login_user",
        "the app calls `login_user`, and that succeeds",
        "Call `login_user(user)`",
        _stage("logged_in"),
        "logged_in",
    ),
    Phrase(
        rf"logout_user|{_LOGOUT}", "the user is logged out", "User clicks logout", _stage("logged_out"), "logged_out"
    ),
    Phrase(
        r"(?:submit|fill|send|post|type|enter)s?\b.*(?:log ?in|sign ?in|form|credential|password)"
        r"|(?:form|credential|password)s?\b.*(?:submitted|filled|sent|posted|typed|entered)",
        "the login form is sent",
        "User submits the login form",
        _always(evidence.sends_form, page="login"),
        "credentials_checked",
    ),
    Phrase(
        rf"redirect(?:s|ed)?\b.*?\bto {_PAGE}",
        "the browser is sent to {page}",
        "Redirect to the login page",
        _of_page(evidence.leads_to),
        "redirected",
    ),
    Phrase(
        r"redirect", "the browser is sent to another page", "Redirect", _always(evidence.answers_redirect), "redirected"
    ),
    Phrase(r"refus|den(?:y|ies)|reject", "the request is refused", "Refuse the request", _stage("refused"), "refused"),
    Phrase(
        r"allow|grant|let .*\b(?:in|pass)\b",
        "the guard lets the request pass",
        "Allow access to the protected page",
        _stage("access_granted"),
        "access_granted",
    ),
    Phrase(
        r"not active|inactive|switched off",
        "`login_user` refuses a user who is not active",
        "Account is not active",
        _stage("login_refused"),
        "login_refused",
    ),
    Phrase(
        r"remember",
        "a remember cookie brings the user back",
        "Remember cookie brings the user back",
        _stage("remembered"),
        "remembered",
    ),
    Phrase(
        rf"(?:request|ask|visit|open|go|goes|navigat|access|call)[a-z]*\b.*?\b{_PAGE}",
        "a request asks for {page}",
        "User asks for the protected page",
        _of_page(evidence.asks_for),
        "session_checked",
    ),
    Phrase(
        r"check.*(?:session|logged in|authenticated)|session.*check",
        "a guard asks whether somebody is logged in",
        "The guard checks the session",
        _stage("session_checked"),
        "session_checked",
    ),
)

_INPUT = (
    Phrase(
        r"remember",
        "the request carries a remember cookie",
        "Remember cookie",
        _always(evidence.carries_remember_cookie),
    ),
    Phrase(
        r"\b(?:no|without)(?: an?| any)?(?: session)? cookie|\bwithout(?: an?| any)? session\b(?! user)",
        "the request carries no session cookie",
        "Request without a session cookie",
        _always(evidence.carries_session_cookie, carries=False),
    ),
    Phrase(
        r"session cookie|with(?: an?| the)? cookie",
        "the request carries a session cookie",
        "Request with a session cookie",
        _always(evidence.carries_session_cookie, carries=True),
    ),
    Phrase(
        r"\b(?:no|without)(?: an?| any)? user|nobody|\bno session\b|empty session",
        "the session that the request brings names nobody",
        "Session without a user",
        _always(evidence.session_names_user, names=False),
    ),
    Phrase(
        r"name and .*password|credential|password|form",
        "the person has typed a name and a password",
        "Name and password",
        _always(evidence.person_types),
        "credentials_checked",
    ),
    Phrase(
        rf"{_LOGOUT}",
        "the request asks for the logout",
        "Logout request",
        _always(evidence.asks_for, page="logout"),
        "logged_out",
    ),
    Phrase(
        r"session (?:of|with) (?:an?|the)? ?user|user in the session",
        "the session that the request brings names a user",
        "Session with a user",
        _always(evidence.session_names_user, names=True),
    ),
    Phrase(
        r"user object|authenticated user|logged in user|^(?:the |a )?user$",
        "`current_user` is somebody",
        "User object",
        _always(evidence.user_is_known, known=True),
    ),
)

_CHECK = (
    Phrase(r"login_user", "the app calls `login_user`", "Call `login_user(user)`", _stage("logged_in"), "logged_in"),
    Phrase(
        rf"logout_user|{_LOGOUT}",
        "the app calls `logout_user`",
        "Call `logout_user()`",
        _stage("logged_out"),
        "logged_out",
    ),
    Phrase(
        r"redirect", "the answer is a redirect", "Send a redirect", _always(evidence.answers_redirect), "redirected"
    ),
    Phrase(
        r"(?:verif|check|compar|valid|belong|match).*(?:credential|password|name|\bhash)"
        r"|(?:credential|password|name|\bhash).*(?:verif|check|compar|valid|belong|match)",
        "the app compares name and password with what it knows",
        "Verify the credentials",
        _stage("credentials_checked"),
        "credentials_checked",
    ),
    Phrase(
        r"(?:creat|begin|start|writ|stor|sav|put)[a-z]*\b.*(?:session|id)"
        r"|session\b.*(?:creat|begun|start|writ|stor|saved)",
        "the session holds the id of a user from now on",
        "Create the user's session",
        _always(evidence.session_gets_user),
        "logged_in",
    ),
    Phrase(
        r"(?:clear|empt|delet|remov|destroy)[a-z]*\b.*session|session\b.*(?:clear|empt|delet|remov|destroy)",
        "nothing is left in the session",
        "Clear the session",
        _always(evidence.leaves_session_empty),
        "logged_out",
    ),
    Phrase(
        r"grant|allow|let .*\b(?:in|pass)\b",
        "the guard lets the request pass",
        "Grant access",
        _stage("access_granted"),
        "access_granted",
    ),
    Phrase(
        r"check.*session|session.*check|authenticated|logged in|log ?in status",
        "a guard asks whether somebody is logged in",
        "Is the user in the session logged in?",
        _stage("session_checked"),
        "session_checked",
    ),
    Phrase(
        r"\b(?P<status>[1-5][0-9]{2})\b",
        "the answer has the status {status}",
        "302",
        lambda found: partial(evidence.answers_status, status=found["status"]),
    ),
)

_RESULT = (
    Phrase(
        r"not authenticated|unauthenticated|anonymous|not logged in|nobody",
        "the user is not authenticated",
        "User not authenticated",
        _always(evidence.is_authenticated, authenticated=False),
    ),
    Phrase(
        r"authenticated|is logged in",
        "the user is authenticated",
        "User authenticated",
        _always(evidence.is_authenticated, authenticated=True),
    ),
    Phrase(
        rf"{_TO_LOGIN} ?(?:form|page)",
        "the person sees the login form",
        "User sees the login form",
        _always(evidence.shows_login_form),
    ),
    Phrase(
        r"(?:credential|password|name)[a-z]*\b.*(?:not |in)(?:valid|correct|accepted)"
        r"|(?:in|not )valid (?:credential|password|name)|^(?:in|not )valid\W*$"
        r"|wrong|rejected|do(?:es)? not (?:belong|match)",
        "the credentials are not valid",
        "Credentials not valid",
        _always(evidence.credentials_are, valid=False),
        "credentials_checked",
    ),
    Phrase(
        r"(?:credential|password|name)[a-z]*\b.*(?:valid|correct|accepted|belong|match|ok\b)|^valid\W*$",
        "the credentials are valid",
        "Credentials valid",
        _always(evidence.credentials_are, valid=True),
        "credentials_checked",
    ),
    Phrase(
        r"cookie\b.*(?:delet|remov|clear|expire|gone)|(?:delet|remov|clear|expire)[a-z]*\b.*cookie",
        "the session cookie is deleted",
        "Session cookie deleted",
        _always(evidence.deletes_session_cookie),
        "logged_out",
    ),
    Phrase(
        r"session\b.*(?:clear|empt|delet|remov|destroy|end|gone)|(?:clear|empt|delet|destroy)[a-z]*\b.*session",
        "nothing is left in the session",
        "Session cleared",
        _always(evidence.leaves_session_empty),
        "logged_out",
    ),
    Phrase(
        r"cookie\b.*(?:set|sent|creat|writ)|(?:set|send|creat|writ)[a-z]*\b.*cookie",
        "the session cookie is set",
        "Session cookie set",
        _always(evidence.sets_session_cookie),
        "logged_in",
    ),
    Phrase(
        r"session\b.*(?:set|creat|start|begin|writ|exist)",
        "the session holds the id of a user",
        "Session created",
        _always(evidence.session_gets_user),
        "logged_in",
    ),
    Phrase(
        r"\b(?P<status>[1-5][0-9]{2})\b",
        "the answer has the status {status}",
        "Error 401",
        lambda found: partial(evidence.answers_status, status=found["status"]),
    ),
    Phrase(
        r"(?:content|page)\b.*(?:shown|displayed|visible|seen|loads?\b|render)"
        r"|(?:sees?|shows?|displays?)\b.*(?:content|page)|access (?:is )?granted",
        "the page that was asked for is shown",
        "Page content shown",
        _always(evidence.shows_page),
        "access_granted",
    ),
)

VOCABULARY: Mapping[str, tuple[Phrase, ...]] = {
    "action": _ACTION,
    "input": _INPUT,
    "check": _CHECK,
    "result": _RESULT,
}
"""The phrases of each column."""


def statement_of(column: str, text: str) -> Statement | None:
    """Return what a cell states, None where its words are not understood."""
    words = _plain_words(text)
    for phrase in VOCABULARY[column]:
        statement = phrase.statement(words)
        if statement is not None:
            return statement
    return None


_YES_OR_NO: Mapping[str, bool] = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_TURNED_ROUND = re.compile(
    r"\b(?:not|no|nobody|without|anonymous|wrong|missing|un\w+|in(?:valid|correct|active)\w*|\w+n't)\b"
)
"""Words by which a question may ask for the contrary, so that nobody can be sure what its "no" means."""


def answer_to(question: str, text: str) -> Statement | None:
    """Return what a cell states that only says yes or no to the question before it.

    Args:
        question: What stands in the column Check/Process of the row.
        text: What stands in the column Result/Output.

    Returns:
        The statement; None where the cell says something else, or where nobody can be sure what is asked.
    """
    yes = _YES_OR_NO.get(_plain_words(text))
    asked = statement_of("check", question)
    if yes is None or asked is None or _TURNED_ROUND.search(question.lower()):
        return None
    answer = "yes" if yes else "no"
    if asked.stage == "session_checked":
        meaning = f"the guard finds that somebody is logged in: {answer}"
        return Statement(meaning, partial(evidence.check_finds, authenticated=yes), asked.stage)
    if asked.stage == "credentials_checked":
        meaning = f"name and password belong together: {answer}"
        return Statement(meaning, partial(evidence.credentials_are, valid=yes), asked.stage)
    return None


def _plain_words(text: str) -> str:
    """Return a text in small letters, without marks of Markdown and without brackets."""
    return " ".join(re.sub(r"[`*“”\"()\[\].,;:!?]", " ", text.lower().replace("-", " ")).split())
