"""Every code has a page, every page a code."""

import re
from pathlib import Path

import pytest

import tracer.findings
from tests.foreign_apps.test_faults import FAULTS
from tests.foreign_apps.test_faults_that_raise import CHECK_FAULTS, PAGES
from tracer.errors import UsageError
from tracer.explanation_page import parsed_page
from tracer.findings.catalogue import codes, page

ROOM = Path(tracer.findings.__file__).parent
CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")


def codes_in_the_rules() -> set[str]:
    """Return every code that a rule can yield: the first words of a finding, in the source of the rules."""
    found: set[str] = set()
    for path in ROOM.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for pattern in (
            r'code=\s*"([^"]+)"',
            r'code, what = "([^"]+)"',
            r'code = "([^"]+)"',
            r'_finding\(\s*"([^"]+)"',
        ):
            found.update(re.findall(pattern, text))
        for pattern in (
            r'": "(password-hash-[a-z-]+)"',
            r'return (?:\(\s*)?"([a-z]+-[a-z-]+)"',
            r'\(\s*"((?:loader|passlib|password)-[a-z-]+)"',
        ):
            found.update(re.findall(pattern, text))
    return found


def test_every_code_has_a_page_and_every_page_a_rule() -> None:
    assert set(codes()) == codes_in_the_rules()


@pytest.mark.parametrize("code", codes())
def test_a_page_says_what_one_sees_why_and_what_to_do(code: str) -> None:
    shown = page(code)
    assert CODE.fullmatch(code)
    for text in (shown.title, shown.symptom, shown.why, shown.remedy, shown.trace):
        assert text == text.strip()
        assert len(text.split()) > 2
    assert not shown.title.endswith(".")
    assert shown.markdown.startswith(f"# {shown.title}\n")


def test_an_unknown_code_is_told_the_nearest_one() -> None:
    with pytest.raises(UsageError, match='Did you mean "next-lost"'):
        page("next-los")


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("no title", "must begin with"),
        ("# Title\n\n## Why\n\nbecause", "says nothing of: remedy, symptom, trace"),
        ("# Title\n\n## Wherefore\n\nbecause", "no page has a part 'Wherefore'"),
    ],
)
def test_a_page_in_another_form_is_refused(markdown: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parsed_page("some-code", markdown)


PROVEN_ELSEWHERE = {
    # Their causes are outside of what a browser in this process does: see tests/findings/test_rules.py.
    # That of the first takes two loads: see tests/cli/test_inspect_and_explain.py, tests/findings/test_restarts.py.
    "secret-key-made-at-start",
    "session-lifetime-short",
    "session-store-forgot",
    "session-not-saved",
    "session-overwritten",
    "foreign-session-cookie",
    "cookie-not-returned",
    # Several processes take turns in tests/recording/workers.
    "secret-key-of-one-worker",
    "session-of-one-worker",
    "user-of-one-worker",
    # The same, for what a browser of ours does not send: see tests/findings/test_failed_requests.py.
    "cookie-samesite-lax",
    "csrf-referrer-refused",
    "json-sent-to-form-view",
    "json-wanted-by-login-view",  # not with Werkzeug before 2.3
    "proxy-headers-unused",
    # A library that is not installed, or a store that fails: see tests/foreign_apps/test_faults_that_raise.py.
    "passlib-too-old-for-bcrypt",
    "password-check-raised",
    "session-not-written",
    "id-says-nothing",
    # See tests/findings/test_cookie_rules.py and tests/findings/test_rules_of_askers.py.
    "app-in-foreign-frame",
    "login-by-script-of-other-site",
    "login-in-socket-event",
    "old-session-key",
    "older-session-returned",
    "session-not-from-login",
    "session-without-user",
    "two-session-cookies",
    "user-kept-on-outer-context",
}


def test_every_code_is_found_in_an_app_with_that_fault() -> None:
    assert {fault.code for fault in (*FAULTS, *CHECK_FAULTS, *PAGES)} | PROVEN_ELSEWHERE == set(codes())
