"""A session cookie as a browser holds it, made for one showing: its parts, what they say, who can do what with it.

A trace never holds a whole cookie. This one is made for the showing alone, by a demo app with a secret key that nobody
keeps: it opens no door once it has been shown, and nothing records it.
"""

from dataclasses import dataclass
from itertools import takewhile
from secrets import token_hex
from types import SimpleNamespace
from typing import Any, TypeAlias

from tracer.browser.cookies import parse_set_cookie
from tracer.browser.http import WebRequest, WebResponse
from tracer.errors import ScenarioError
from tracer.recording.cookie_facts import session_content
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.plain_values import as_shown, plain
from tracer.trace.scenario import Action, Scenario
from tracer.trace.wording.phrases import listed

_LONGEST = 24
"""The most characters of a value that are shown; the fingerprint of the browser has 128."""

_SHOWING = Scenario(
    name="cookie-for-a-showing",
    title="Log in, ask for the protected page, and ask again with a changed cookie",
    actions=(
        Action(do="submit", page="login", account="ada", password="right"),  # noqa: S106 # which one, not the word
        Action(do="visit", page="protected"),
        Action(do="tamper_with_cookie", cookie="session", how="payload", fields={"_user_id": "2"}),
        Action(do="visit", page="protected"),
    ),
)


@dataclass(frozen=True)
class CookiePart:
    """One of the three parts of a signed cookie.

    Attributes:
        name: What it is.
        text: The part as it stands in the cookie.
        says: What it says, line by line.
        changed: Those of these lines that somebody has changed.
    """

    name: str
    text: str
    says: tuple[str, ...]
    changed: tuple[str, ...] = ()


CookieParts: TypeAlias = tuple[CookiePart, ...]
"""The content, the time stamp and the signature of a cookie."""


@dataclass(frozen=True)
class CookieTrial:
    """A request with a cookie, and what the app made of it.

    Attributes:
        question: What was to be found out.
        tried: What was done, in a sentence.
        parts: The parts of the cookie that was sent.
        changed: The places of the characters of the cookie that somebody has changed, from 0.
        answer: What came back, in a sentence.
        let_in: Whether the protected page was shown.
    """

    question: str
    tried: str
    parts: CookieParts
    changed: range
    answer: str
    let_in: bool

    @property
    def cookie(self) -> str:
        """The whole cookie that was sent."""
        return _whole(self.parts)


@dataclass(frozen=True)
class ShownCookie:
    """A session cookie that was made for one showing.

    Attributes:
        parts: Its content, its time stamp and its signature.
        trials: What came of reading it, changing it and using it.
    """

    parts: CookieParts
    trials: tuple[CookieTrial, ...]

    @property
    def reading(self) -> str:
        """Who can read it, in sentences. A content that begins with a dot is compressed (itsdangerous)."""
        written = "compressed and written" if self.parts[0].text.startswith(".") else "written"
        return f"Whoever holds it. The content is {written} in base 64, which hides nothing: no key is needed."

    @property
    def value(self) -> str:
        """The whole cookie, as it stands in the browser."""
        return _whole(self.parts)


def shown_cookie() -> ShownCookie:
    """Log in to a demo app with a key of its own, and return the cookie that comes back, taken apart.

    Raises:
        ScenarioError: The app has set no session cookie of Flask's signed kind.
    """
    exchanges: list[tuple[WebRequest, WebResponse]] = []

    def watch(request: WebRequest, response: WebResponse) -> None:
        exchanges.append((request, response))

    key = token_hex()
    run_on_flask(_SHOWING, settings={"SECRET_KEY": key}, recorded=False, watch=watch)
    login = next(response for request, response in exchanges if request.method == "POST")
    cookies = [cookie for header in login.all("Set-Cookie") if (cookie := parse_set_cookie(header)) is not None]
    value = next((cookie.value for cookie in cookies if cookie.name == "session"), "")
    visits = [exchange for exchange in exchanges if exchange[0].url.endswith("/protected")]
    parts = _parts(value)
    return ShownCookie(parts, (_untouched(parts, visits[0][1]), _changed(parts, *visits[-1], key)))


def _whole(parts: CookieParts) -> str:
    return ".".join(part.text for part in parts)


def _parts(value: str) -> CookieParts:
    """Take a signed cookie apart: content, time stamp and signature, with a dot between (itsdangerous)."""
    content, stamp, signature = _texts(value)
    return (
        CookiePart("content", content, _said(value)),
        CookiePart("time stamp", stamp, (f"made at {_time_of(stamp)}, by the clock of the demo app",)),
        CookiePart(
            "signature",
            signature,
            ("made of the other two with the app's secret key; whoever lacks the key cannot make another",),
        ),
    )


def _parts_of_changed(value: str, before: CookieParts, *, fits: bool) -> CookieParts:
    """Take a cookie apart whose content somebody has changed.

    Args:
        value: The cookie.
        before: The parts of the cookie as the app made it.
        fits: Whether the signature fits what it says now.
    """
    content, stamp, signature = _texts(value)
    said = _said(value)
    fitting = "it fits this one, too" if fits else "it does not fit this one, so the app reads nothing of this cookie"
    return (
        CookiePart("content", content, said, tuple(line for line in said if line not in before[0].says)),
        CookiePart("time stamp", stamp, before[1].says),
        CookiePart("signature", signature, (f"made of the old content: {fitting}",)),
    )


def _texts(value: str) -> tuple[str, str, str]:
    content, stamp, signature = value.rsplit(".", 2)
    return content, stamp, signature


def signature_fits(value: str, key: str) -> bool:
    """Tell whether the signature of a session cookie is the one that a key makes."""
    from flask.sessions import SecureCookieSessionInterface  # noqa: PLC0415 # not before it is shown
    from itsdangerous import BadSignature  # noqa: PLC0415 # as above

    app: Any = SimpleNamespace(secret_key=key, config={"SECRET_KEY_FALLBACKS": None})
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    try:
        return serializer is not None and serializer.loads(value) is not None
    except BadSignature:
        return False


def _said(value: str) -> tuple[str, ...]:
    """Return what the content of a session cookie says, line by line, whatever its signature. Raises ScenarioError."""
    from flask.sessions import SecureCookieSessionInterface  # noqa: PLC0415 # as above

    content = session_content(SecureCookieSessionInterface(), value)
    if content is None:
        raise ScenarioError("The demo app has set no session cookie that can be read. Nothing can be shown of it.")
    return tuple(f"{key} = {_short(as_shown(plain(item)))}" for key, item in content.items())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _time_of(stamp: str) -> str:
    """Return the time in a time stamp, as itsdangerous writes it: seconds in base 64."""
    from datetime import UTC, datetime  # noqa: PLC0415 # as above

    from itsdangerous.encoding import base64_decode, bytes_to_int  # noqa: PLC0415 # as above

    return datetime.fromtimestamp(bytes_to_int(base64_decode(stamp)), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _untouched(parts: CookieParts, response: WebResponse) -> CookieTrial:
    return CookieTrial(
        "Who can use it?",
        "Whoever holds it: it is sent with a request for the protected page, and nobody asks for a password.",
        parts,
        range(0),
        _answer(response),
        _is_page(response),
    )


def _changed(before: CookieParts, request: WebRequest, response: WebResponse, key: str) -> CookieTrial:
    sent = request.headers.get("Cookie", "").partition("session=")[2].partition(";")[0]
    parts = _parts_of_changed(sent, before, fits=signature_fits(sent, key))
    was = [line for line in before[0].says if line not in parts[0].says]
    return CookieTrial(
        "Who can change it?",
        f"Whoever holds it; but nobody can sign it again without the key. Here {listed(was)} has become "
        f"{listed(parts[0].changed)}.",
        parts,
        _different(before[0].text, parts[0].text),
        _answer(response),
        _is_page(response),
    )


def _different(before: str, after: str) -> range:
    """Return the places of a text from the first to the last that is another one than before."""
    first = _same_at_start(before, after)
    return range(first, len(after) - _same_at_start(before[first:][::-1], after[first:][::-1]))


def _same_at_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


_OK = 200


def _is_page(response: WebResponse) -> bool:
    return response.status == _OK


def _answer(response: WebResponse) -> str:
    location = response.header("Location")
    if location is not None:
        to = f"The app answers {response.status} and sends the browser to {location}"
        return f"{to}: to the app this request comes from nobody."
    return f"The app answers {response.status} and shows the page."
