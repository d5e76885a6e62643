"""Our jar against a real Chromium, curl and ``http.cookiejar`` on 200 Set-Cookie lines.

``python -m benchmarks.cookie_jars`` has asked them and kept what they send back. With Chromium there is no difference;
every difference from the other two stands below, with the rule that ours follows.
"""

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from benchmarks.cookie_jars import PLACES, RECORD, Line, generated_lines
from tracer.browser.cookies import CookieJar, parse_set_cookie

NOW = datetime(2026, 11, 30, tzinfo=UTC)
"""The day on which they were asked."""

LINES = [Line(**line) for line in json.loads(RECORD.read_text(encoding="utf-8"))]

RULES = {
    "curl": {
        "RFC 6265bis, 5.6: a line without a name is a cookie without a name": r"\w+$|=",
        "RFC 6265bis, 5.6: name and value together may take 4,096 bytes": r"a=\{x4095\}",
        "RFC 6265, 5.2.4: a Path that does not begin with a slash counts as none": r".*; Path=folder",
        "RFC 6265, 5.2.4: the last Path counts, an empty one too": r".*Path(=|$)",
        "RFC 6265, 5.3: only the last Domain counts": r".*Domain=.*; Domain=",
        "RFC 6265, 5.2.2: a Max-Age that is no number is passed over": r".*Max-Age=(;|$|0\.5|60x)",
        "RFC 6265, 5.1.1: how an Expires is read": r".*Expires=(Thu, 01-Jan-70|Thu, 01 Jan 1970$|Mon, 01 Jan 1590|"
        r"Thu, 01 January|Thu, 01 Jan 98)",
        "RFC 6265bis, 5.7: SameSite=None and Partitioned need Secure": r".*(SameSite=None|Partitioned)",
    },
    "http.cookiejar": {
        "RFC 6265bis, 5.6: a line without a name is a cookie without a name": r"=",
        "RFC 6265bis, 5.6: no control characters": r".*[\t\x01]",
        "RFC 6265bis, 5.6: name and value together may take 4,096 bytes": r"a=\{x4096\}",
        "RFC 6265bis, 5.7: what the prefixes promise must be so": r"__",
        "RFC 6265bis, 5.7: SameSite=None and Partitioned need Secure": r".*(SameSite=None|Partitioned)",
        "RFC 6265, 5.2.4: a Path that does not begin with a slash counts as none": r".*; Path(=folder|=\"|;|$)",
        "RFC 6265, 5.3: the last Path counts": r".*Path=.*; Path(=|$)",
        "RFC 6265, 5.3: the last Domain counts": r".*Domain=.*; Domain=",
        "RFC 6265, 5.2.3: an empty Domain counts as none": r".*; Domain=?(;|$)",
        "RFC 6265, 5.2.2: a Max-Age that is no number is passed over": r'.*Max-Age=(;|$|0\.5|1e3|60x|"60")',
        "RFC 6265, 5.1.1: how an Expires is read": r".*Expires=(Thu, 01-Jan-70|Thu Jan  1|Thu, 01 Jan 1970$|"
        r"Mon, 01 Jan 1590|Thu, 01 January|Thu, 01 Jan 1998 0:0:0)",
    },
}
"""Of each program: the rule that our jar follows and it does not, and the lines that the rule is about."""


def sent_by_ours(number: int, line: Line) -> list[str]:
    host = f"n{number}.example"
    jar = CookieJar()
    cookie = parse_set_cookie(line.with_host(host))
    if cookie is not None:
        jar.take(cookie, urlsplit(f"{line.scheme}://{host}/folder/page"), NOW)
    addresses = [urlsplit(f"{line.scheme}://{place.format(host=host)}") for place in PLACES]
    return [re.sub("x{1000,}", lambda many: f"{{x{len(many[0])}}}", jar.header_for(address)) for address in addresses]


def test_the_lines_are_those_that_are_generated() -> None:
    assert len(LINES) == 200
    assert [(line.header, line.scheme) for line in LINES] == [(line.header, line.scheme) for line in generated_lines()]


def test_our_jar_does_what_chromium_does() -> None:
    assert [sent_by_ours(*line) for line in enumerate(LINES)] == [line.sent["chromium"] for line in LINES]


@pytest.mark.parametrize("program", RULES)
def test_each_difference_from_another_program_follows_a_rule(program: str) -> None:
    differing = [line.header for number, line in enumerate(LINES) if sent_by_ours(number, line) != line.sent[program]]
    rules = {rule: re.compile(pattern) for rule, pattern in RULES[program].items()}
    assert [header for header in differing if not any(rule.match(header) for rule in rules.values())] == []
    assert [rule for rule, pattern in rules.items() if not any(map(pattern.match, differing))] == []
