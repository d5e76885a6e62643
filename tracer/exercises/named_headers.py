"""The headers that a fault is about, read from the answers to one action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from tracer.browser.site import DOMAIN
from tracer.trace.facts import RequestFacts, ResponseFacts
from tracer.trace.plain_values import Plain, as_text
from tracer.trace.variables import REMEMBER_COOKIE
from tracer.urls import split_address

_REDIRECTED = range(300, 400)
_STORING = "no-store", "public"
"""What of Cache-Control decides whether somebody else may see a page later; the rest is taste."""

Exchange = tuple[RequestFacts, ResponseFacts | None]
"""A request with its answer; None where the app has given none."""


@dataclass(frozen=True)
class HeaderRead:
    """What a header says in the answers to one action.

    Attributes:
        parts: What it says, part by part. Parts are compared that both runs have.
        words: The same in words.
    """

    parts: Mapping[str, Plain]
    words: str

    def agrees_with(self, other: "HeaderRead") -> bool:
        """Tell whether two apps say the same by it."""
        return all(value == other.parts[name] for name, value in self.parts.items() if name in other.parts)


def header_read(named: str, exchanges: Sequence[Exchange], remember_cookie: str = REMEMBER_COOKIE) -> HeaderRead:
    """Return what a header says.

    An app may call its cookies as it likes: ``session`` and ``remember_token`` stand for them in any case.

    Args:
        named: The header, as an exercise names it: ``Location``, ``Set-Cookie: remember_token; Secure``.
        exchanges: The requests of one action, in order.
        remember_cookie: What the remember cookie of the app is called.
    """
    header, _, rest = named.partition(":")
    if header == "Location":
        return _location(exchanges)
    if header == "Set-Cookie":
        cookie, _, attribute = rest.partition(";")
        return _cookies(cookie.strip(), attribute.strip().lower(), exchanges, remember_cookie)
    answers = [answer for _, answer in exchanges if answer is not None]
    said = str(answers[-1].headers.get(header, "")) if answers else ""
    if header == "Cache-Control":
        directives = {each.strip().lower() for each in said.split(",")}
        return HeaderRead({each: each in directives for each in _STORING}, f"{header}: {said or 'none'}")
    words = said.partition(" ")[0] if header == "WWW-Authenticate" else said
    return HeaderRead({header: words}, f"{header}: {said or 'none'}")


def _location(exchanges: Sequence[Exchange]) -> HeaderRead:
    """Return where the person was sent in the end; an answer that sends nobody anywhere leaves her where she asked."""
    sent = [answer.location for _, answer in exchanges if answer is not None and answer.location]
    if not sent or not exchanges:
        path = exchanges[-1][0].path if exchanges else ""
        return HeaderRead({"path": path} if path else {}, "no Location")
    parts = split_address(sent[-1])
    host = parts.hostname or ""
    ours = not host or host == DOMAIN or host.endswith(f".{DOMAIN}")
    arguments = " ".join(sorted(_within(value) for _, value in parse_qsl(parts.query)))
    read: dict[str, Plain] = {"host": "" if ours else host, "path": parts.path or "/", "query": arguments}
    return HeaderRead(read, f"Location: {sent[-1]}")


def _within(address: str) -> str:
    """Return an address of this site as its path and query, in one form of the several that mean the same."""
    parts = split_address(address)
    if parts.hostname and parts.hostname != DOMAIN and not parts.hostname.endswith(f".{DOMAIN}"):
        return address
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _cookies(cookie: str, attribute: str, exchanges: Sequence[Exchange], remember_cookie: str) -> HeaderRead:
    read: dict[str, Plain] = {}
    for asked, answer in exchanges:
        common = {asked.session_cookie_name: "session", remember_cookie: REMEMBER_COOKIE}
        for called, facts in (answer.set_cookie if answer is not None else {}).items():
            name = common.get(called, called)
            if cookie not in {"", name, called} or facts.deleted:
                continue
            shown = {key: value for key, value in facts.attributes.items() if key != "expires"}
            if attribute:
                read[name] = facts.attributes.get(attribute, False)
            else:
                read[name] = ", ".join(f"{key}={as_text(value)}" for key, value in sorted(shown.items()))
    told = "; ".join(f"{name} ({attribute + '=' if attribute else ''}{as_text(value)})" for name, value in read.items())
    return HeaderRead(read, f"Set-Cookie: {told}" if told else "no Set-Cookie")
