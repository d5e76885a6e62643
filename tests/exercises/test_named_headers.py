"""What a header says, in a form in which two right apps say the same."""

import pytest

from tracer.exercises.named_headers import Exchange, HeaderRead, header_read
from tracer.trace.facts import RequestFacts, ResponseFacts, SetCookieFacts
from tracer.trace.plain_values import Plain


def redirect(location: str | None, path: str = "/notes") -> list[Exchange]:
    status = 200 if location is None else 302
    return [(RequestFacts("GET", path), ResponseFacts(status, location=location))]


def with_headers(**headers: str) -> list[Exchange]:
    named: dict[str, Plain] = {name.replace("_", "-"): value for name, value in headers.items()}
    return [(RequestFacts("GET", "/"), ResponseFacts(200, headers=named))]


def with_cookie(**attributes: Plain) -> list[Exchange]:
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    cookies = {"remember_token": SetCookieFacts(deleted=False, attributes=named)}
    return [(RequestFacts("POST", "/login"), ResponseFacts(302, set_cookie=cookies))]


def test_cookies_are_the_same_whatever_an_app_calls_them() -> None:
    def read(named: str, session: str, remember: str, *, secure: bool) -> HeaderRead:
        cookie = SetCookieFacts(deleted=False, attributes={"secure": secure})
        asked = RequestFacts("POST", "/login", session_cookie_name=session)
        answer = ResponseFacts(302, set_cookie={session: cookie, remember: cookie})
        return header_read(named, [(asked, answer)], remember)

    for named in ("Set-Cookie", "Set-Cookie: session; Secure", "Set-Cookie: remember_token; Secure"):
        healthy = read(named, "session", "remember_token", secure=True)
        assert healthy.agrees_with(read(named, "choir", "stay", secure=True))
        assert not healthy.agrees_with(read(named, "choir", "stay", secure=False))
    own = read("Set-Cookie: stay; Secure", "choir", "stay", secure=True)
    assert not own.agrees_with(read("Set-Cookie: stay; Secure", "choir", "stay", secure=False))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("/login?next=%2Fnotes", "/login?next=/notes", True),
        ("/login?next=%2Fnotes", "http://demo.example/login?next=http%3A%2F%2Fdemo.example%2Fnotes", True),
        ("/login?next=%2Fnotes", "/login?next=/notes?", True),
        ("/login?next=%2Fnotes", "/login?back=/notes", True),
        ("/login?next=%2Fnotes", "/login", False),
        ("/login?next=%2Fnotes", "/login?next=/fees", False),
        ("/notes", "/", False),
        ("/notes", "https://evil.example/notes", False),
        ("/notes", "//evil.example/notes", False),
        ("/notes", None, True),
        ("/login", None, False),
    ],
)
def test_a_location_is_where_somebody_is_sent_however_it_is_written(
    left: str, right: str | None, *, same: bool
) -> None:
    assert header_read("Location", redirect(left)).agrees_with(header_read("Location", redirect(right))) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("no-store", "no-cache, no-store, must-revalidate", True),
        ("no-store", "private", False),
        ("no-store", "", False),
        ("private", "", True),
        ("public, max-age=60", "max-age=60", False),
    ],
)
def test_of_cache_control_counts_who_may_see_the_page_later(left: str, right: str, *, same: bool) -> None:
    read = [header_read("Cache-Control", with_headers(Cache_Control=value)) for value in (left, right)]
    assert read[0].agrees_with(read[1]) is same


def test_of_an_invitation_to_authenticate_counts_the_scheme() -> None:
    basic, other, bearer = (
        header_read("WWW-Authenticate", with_headers(WWW_Authenticate=value))
        for value in ('Basic realm="a"', 'Basic realm="b"', "Bearer")
    )
    assert basic.agrees_with(other)
    assert not basic.agrees_with(bearer)
    assert bearer.words == "WWW-Authenticate: Bearer"


def test_an_attribute_of_a_cookie_is_compared_by_itself() -> None:
    plain, secure = with_cookie(path="/", httponly=True), with_cookie(path="/", httponly=True, secure=True)
    for named, same in (("Secure", False), ("HttpOnly", True)):
        header = f"Set-Cookie: remember_token; {named}"
        assert header_read(header, plain).agrees_with(header_read(header, secure)) is same
    assert not header_read("Set-Cookie", plain).agrees_with(header_read("Set-Cookie", secure))
    assert not header_read("Set-Cookie: remember_token", plain).agrees_with(
        header_read("Set-Cookie: remember_token", secure)
    )
    assert header_read("Set-Cookie: session; Secure", plain).agrees_with(
        header_read("Set-Cookie: session; Secure", secure)
    )


def test_when_a_cookie_expires_is_compared_only_by_name() -> None:
    day, year = with_cookie(expires="Tue, 06 Jan 2026"), with_cookie(expires="Tue, 05 Jan 2027")
    assert header_read("Set-Cookie: remember_token", day).agrees_with(header_read("Set-Cookie: remember_token", year))
    named = "Set-Cookie: remember_token; Expires"
    assert not header_read(named, day).agrees_with(header_read(named, year))
