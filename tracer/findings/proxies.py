"""An app behind a proxy that takes no notice of what the proxy says, so that its redirects lead astray."""

from collections.abc import Iterator, Mapping

from tracer.findings.finding import Finding
from tracer.findings.logged_request import LoggedRequest
from tracer.findings.request_log import RequestLog, path_or_rule_of

_WORDS: Mapping[str, str] = {
    "prefix": "X-Forwarded-Prefix says that the app lies below a prefix. The app does not use it: {name} sent the "
    "browser to {location}, outside of that prefix.",
    "proto": "X-Forwarded-Proto says that the browser uses https. The app does not use it: {name} sent the browser to "
    "{location}, which is http.",
    "host": "X-Forwarded-Host says at which host the browser asked. The app does not use it: {name} sent the browser "
    "to {location}, which is another host.",
}
"""What is seen, by the header that shows it."""


_ENOUGH = 50
"""So many redirects are looked at; a proxy that puts redirects right does so with each."""


def headers_unused(log: RequestLog) -> Iterator[Finding]:
    """A redirect leads out of the place where the proxy shows the app."""
    for header, words in _WORDS.items():
        leaving = [request for request in log.all_where(_left_by) if _left_by(request) == header]
        if not leaving or (header != "proto" and any(map(log.followed, leaving[:_ENOUGH]))):
            continue  # The proxy has put the redirect right: the browser found its way back.
        first = leaving[0]
        yield Finding(
            code="proxy-headers-unused",
            what=words.format(name=first.name, location=first.location),
            request=first.number,
            browser=first.browser,
            count=len(leaving),
            others=tuple(request.number for request in leaving[1:]),
        )


def _left_by(request: LoggedRequest) -> str | None:
    """Return the header of the proxy that shows that an answer leads out of the place where the proxy shows the app."""
    return request.response.leaves_proxy if request.response is not None else None


def https_asked_for_again(log: RequestLog) -> Iterator[Finding]:
    """The app sends browsers from http to https, and does not see that they are there: the proxy ends HTTPS."""
    circling = log.all_where(_asks_for_https_again)
    if circling:
        first = circling[0]
        yield Finding(
            code="proxy-headers-unused",
            what=f"X-Forwarded-Proto says that the browser uses https. The app does not use it: {first.name} sent the "
            f"browser to {first.location}, where it is already.",
            request=first.number,
            browser=first.browser,
            count=len(circling),
            others=tuple(request.number for request in circling[1:]),
        )


def _asks_for_https_again(request: LoggedRequest) -> bool:
    """Tell whether an answer leads to the very page that was asked for, by the scheme that the proxy says was used."""
    location = request.location
    if location is None or request.facts.forwarded_scheme != "https" or request.facts.scheme != "http":
        return False
    same_host = location.startswith(f"https://{request.facts.host}/")
    return same_host and path_or_rule_of(location) == request.path


RULES = (headers_unused, https_asked_for_again)
