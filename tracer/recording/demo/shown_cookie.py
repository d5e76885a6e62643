"""A session cookie as a browser holds it, made for one showing: its parts, what they say, who can do what with it.

A trace never holds a whole cookie. This one is made for the showing alone, by a demo app with a secret key that nobody
keeps: it opens no door once it has been shown, and nothing records it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

from tracer.browser.cookies import parse_set_cookie
from tracer.browser.http import WebRequest, WebResponse
from tracer.errors import ScenarioError
from tracer.recording.cookie_facts import session_content
from tracer.recording.demo.flask_run import run_on_flask
from tracer.trace.plain_values import as_shown, plain
from tracer.trace.scenario import Action, Scenario

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
    """

    name: str
    text: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class CookieTrial:
    """A request with a cookie, and what the app made of it.

    Attributes:
        question: What was to be found out.
        cookie: The cookie that was sent.
        tried: What was done, in a sentence.
        answer: What came back, in a sentence.
        let_in: Whether the protected page was shown.
    """

    question: str
    cookie: str
    tried: str
    answer: str
    let_in: bool


@dataclass(frozen=True)
class ShownCookie:
    """A session cookie that was made for one showing.

    Attributes:
        parts: Its content, its time stamp and its signature.
        trials: What came of reading it, changing it and using it.
    """

    parts: tuple[CookiePart, ...]
    trials: tuple[CookieTrial, ...]

    @property
    def reading(self) -> str:
        """Who can read it, in sentences. A content that begins with a dot is compressed (itsdangerous)."""
        written = "compressed and written" if self.parts[0].text.startswith(".") else "written"
        return f"Whoever holds it. The content is {written} in base 64, which hides nothing: no key is needed."

    @property
    def value(self) -> str:
        """The whole cookie, as it stands in the browser."""
        return ".".join(part.text for part in self.parts)


def shown_cookie() -> ShownCookie:
    """Log in to a demo app with a key of its own, and return the cookie that comes back, taken apart.

    Raises:
        ScenarioError: The app has set no session cookie of Flask's signed kind.
    """
    exchanges: list[tuple[WebRequest, WebResponse]] = []

    def watch(request: WebRequest, response: WebResponse) -> None:
        exchanges.append((request, response))

    run_on_flask(_SHOWING, settings={"SECRET_KEY": token_hex()}, recorded=False, watch=watch)
    login = next(response for request, response in exchanges if request.method == "POST")
    cookies = [cookie for header in login.all("Set-Cookie") if (cookie := parse_set_cookie(header)) is not None]
    value = next((cookie.value for cookie in cookies if cookie.name == "session"), "")
    visits = [exchange for exchange in exchanges if exchange[0].url.endswith("/protected")]
    return ShownCookie(_parts(value), (_untouched(value, visits[0][1]), _changed(*visits[-1])))


def _parts(value: str) -> tuple[CookiePart, ...]:
    """Take a signed cookie apart: content, time stamp and signature, with a dot between (itsdangerous)."""
    from flask.sessions import SecureCookieSessionInterface  # noqa: PLC0415 # not before it is shown

    content = session_content(SecureCookieSessionInterface(), value)
    if content is None:
        raise ScenarioError("The demo app has set no session cookie that can be read. Nothing can be shown of it.")
    texts = value.rsplit(".", 2)
    return (
        CookiePart("content", texts[0], tuple(_said(content))),
        CookiePart("time stamp", texts[1], (f"made at {_time_of(texts[1])}, by the clock of the demo app",)),
        CookiePart(
            "signature",
            texts[2],
            ("made of the other two with the app's secret key; whoever lacks the key cannot make another",),
        ),
    )


def _said(content: Mapping[str, object]) -> list[str]:
    return [f"{key} = {_short(as_shown(plain(item)))}" for key, item in content.items()]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _time_of(stamp: str) -> str:
    """Return the time in a time stamp, as itsdangerous writes it: seconds in base 64."""
    from datetime import UTC, datetime  # noqa: PLC0415 # as above

    from itsdangerous.encoding import base64_decode, bytes_to_int  # noqa: PLC0415 # as above

    return datetime.fromtimestamp(bytes_to_int(base64_decode(stamp)), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _untouched(value: str, response: WebResponse) -> CookieTrial:
    return CookieTrial(
        "Who can use it?",
        value,
        "Whoever holds it: it is sent with a request for the protected page, and nobody asks for a password.",
        _answer(response),
        _is_page(response),
    )


def _changed(request: WebRequest, response: WebResponse) -> CookieTrial:
    sent = request.headers.get("Cookie", "").partition("session=")[2].partition(";")[0]
    return CookieTrial(
        "Who can change it?",
        sent,
        'The content now says _user_id = "2". Time stamp and signature are the old ones.',
        _answer(response),
        _is_page(response),
    )


_OK = 200


def _is_page(response: WebResponse) -> bool:
    return response.status == _OK


def _answer(response: WebResponse) -> str:
    location = response.header("Location")
    if location is not None:
        to = f"The app answers {response.status} and sends the browser to {location}"
        return f"{to}: it takes the visitor for a stranger."
    return f"The app answers {response.status} and shows the page."
