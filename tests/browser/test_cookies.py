"""The jar keeps cookies as a browser does."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import dump_cookie, parse_cookie

from tracer.browser.cookies import LARGEST, CookieJar, CookieOutcome, parse_set_cookie, unquoted

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
PAGE = urlsplit("http://demo.example/folder/page")


def take(jar: CookieJar, header: str, url: str = "http://demo.example/folder/page") -> CookieOutcome:
    cookie = parse_set_cookie(header)
    assert cookie is not None
    return jar.take(cookie, urlsplit(url), NOW)


@pytest.mark.parametrize(
    ("header", "url", "goes"),
    [
        ("a=1; Path=/", "http://demo.example/", True),
        ("a=1; Path=/", "http://other.example/", False),
        ("a=1; Path=/", "http://sub.demo.example/", False),
        ("a=1; Path=/; Domain=demo.example", "http://sub.demo.example/", True),
        ("a=1; Path=/; Domain=.demo.example", "http://sub.demo.example/", True),
        ("a=1; Path=/; Domain=demo.example", "http://notdemo.example/", False),
        ("a=1", "http://demo.example/folder/other", True),
        ("a=1", "http://demo.example/", False),
        ("a=1; Path=/fold", "http://demo.example/folder/", False),
        ("a=1; Path=/folder", "http://demo.example/folder", True),
    ],
)
def test_a_cookie_goes_back_where_it_belongs(header: str, url: str, goes: bool) -> None:  # noqa: FBT001 # parametrized
    jar = CookieJar()
    assert take(jar, header) == "stored"
    assert (jar.header_for(urlsplit(url)) == "a=1") is goes


def test_a_secure_cookie_is_not_taken_without_https() -> None:
    jar = CookieJar()
    assert take(jar, "a=1; Secure") == "refused: needs https"
    assert take(jar, "a=1; Secure; Path=/", "https://demo.example/") == "stored"
    assert jar.header_for(urlsplit("https://demo.example/")) == "a=1"
    assert jar.header_for(urlsplit("http://demo.example/")) == ""


def test_a_cookie_for_another_host_is_not_taken() -> None:
    assert take(CookieJar(), "a=1; Domain=evil.example") == "refused: other host"


def test_a_cookie_that_is_too_large_is_not_taken() -> None:
    assert take(CookieJar(), f"a={'x' * LARGEST}") == "refused: too large"


@pytest.mark.parametrize(
    ("attribute", "method", "goes"),
    [
        ("SameSite=Strict", "GET", False),
        ("SameSite=Lax", "GET", True),
        ("SameSite=Lax", "POST", False),
        ("SameSite=None; Secure", "POST", True),
        ("", "POST", False),
    ],
)
def test_same_site_decides_what_another_site_can_cause(attribute: str, method: str, goes: bool) -> None:  # noqa: FBT001 # parametrized
    jar = CookieJar()
    take(jar, f"a=1; Path=/; {attribute}", "https://demo.example/folder/page")
    assert (
        jar.header_for(urlsplit("https://demo.example/folder/page"), cross_site=True, method=method) == "a=1"
    ) is goes


def test_a_cookie_for_other_sites_must_be_secure() -> None:
    assert take(CookieJar(), "a=1; SameSite=None") == "refused: SameSite=None needs Secure"


def test_max_age_wins_over_expires() -> None:
    jar = CookieJar()
    take(jar, "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60")
    assert jar.expire(NOW + timedelta(seconds=59)) == ()
    assert jar.expire(NOW + timedelta(seconds=60)) == ("a",)


@pytest.mark.parametrize(
    "header", ["a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/", "a=; Max-Age=0; Path=/", "a=; Max-Age=-1; Path=/"]
)
def test_a_past_end_deletes_the_cookie(header: str) -> None:
    jar = CookieJar()
    take(jar, "a=1; Path=/")
    assert take(jar, header) == "deleted"
    assert list(jar) == []


def test_closing_the_browser_drops_the_cookies_without_an_end() -> None:
    jar = CookieJar()
    take(jar, "session=1; Path=/")
    take(jar, "remember_token=1; Path=/; Max-Age=60")
    assert jar.close() == ("session",)
    assert [cookie.name for cookie in jar] == ["remember_token"]


def test_deleting_needs_the_same_path() -> None:
    jar = CookieJar()
    take(jar, "a=1; Path=/folder")
    take(jar, "a=; Max-Age=0; Path=/")
    assert jar.values() == {"a": "1"}


def test_a_cookie_may_lack_its_name_but_not_its_value_too() -> None:
    assert parse_set_cookie("=") is None
    assert parse_set_cookie(" ; Path=/") is None
    jar = CookieJar()
    assert take(jar, "no separator; Path=/") == "stored"
    assert jar.header_for(PAGE) == "no separator"


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("a=1; Domain=example", "refused: top-level domain"),
        ("a=1; Domain=..demo.example", "refused: other host"),
        ("a=1; Partitioned", "refused: Partitioned needs Secure"),
        ("__Secure-a=1; Path=/", "refused: __Secure- needs Secure"),
        ("__Host-a=1; Path=/", "refused: __Host- needs Secure, Path=/ and no Domain"),
        ("a=1\x01", "refused: control character"),
        ("a=1; SameSite=odd", "stored"),
    ],
)
def test_what_a_browser_refuses_says_why(header: str, outcome: CookieOutcome) -> None:
    assert take(CookieJar(), header) == outcome


def test_an_odd_samesite_is_lax() -> None:
    jar = CookieJar()
    take(jar, "a=1; SameSite=odd")
    assert jar.header_for(PAGE, cross_site=True, method="POST") == ""
    assert jar.header_for(PAGE, cross_site=True) == "a=1"


def test_an_address_has_no_domain_above_it() -> None:
    assert take(CookieJar(), "a=1; Domain=0.0.1", "http://127.0.0.1/") == "refused: other host"
    assert take(CookieJar(), "a=1; Domain=127.0.0.1", "http://127.0.0.1/") == "stored"
    assert take(CookieJar(), "a=1; Domain=localhost", "http://localhost/") == "stored"


def test_a_value_comes_back_with_its_quotes_and_is_read_without() -> None:
    jar = CookieJar()
    take(jar, r'a="cn=Mira Q\054ou=people|0a1b"')
    assert jar.header_for(PAGE) == r'a="cn=Mira Q\054ou=people|0a1b"'


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_quoted_value_is_read_as_werkzeug_reads_it(value: str) -> None:
    header = dump_cookie("a", value, path=None)
    cookie = parse_set_cookie(header)
    assert cookie is not None
    assert unquoted(cookie.value) == value == parse_cookie(header.partition(";")[0])["a"]
