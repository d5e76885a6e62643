"""The cookie of one showing: it is real, it says what it says, and nothing of it stays."""

import re

import pytest
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tracer.recording.demo.shown_cookie import ShownCookie, shown_cookie
from tracer.recording.recording import Recording


@pytest.fixture(scope="module")
def cookie() -> ShownCookie:
    return shown_cookie()


def test_its_parts_are_those_of_a_signed_cookie(cookie: ShownCookie) -> None:
    content, stamp, signature = cookie.parts
    assert [part.name for part in cookie.parts] == ["content", "time stamp", "signature"]
    assert '_user_id = "1"' in content.says
    assert any(says.startswith("_id = ") and says.endswith("(128 characters)") for says in content.says)
    assert re.fullmatch(r"made at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, by the clock of the demo app", stamp.says[0])
    assert cookie.value == f"{content.text}.{stamp.text}.{signature.text}"
    with pytest.raises(BadSignature):
        URLSafeTimedSerializer("guessed", salt="cookie-session").loads(cookie.value)


def test_used_it_opens_the_page_and_changed_it_opens_nothing(cookie: ShownCookie) -> None:
    used, changed = cookie.trials
    assert (used.cookie, used.let_in) == (cookie.value, True)
    assert not changed.let_in
    assert changed.answer.startswith("The app answers 302 and sends the browser to /login")
    assert changed.cookie.rsplit(".", 2)[1:] == cookie.value.rsplit(".", 2)[1:]
    assert changed.cookie.rsplit(".", 2)[0] != cookie.parts[0].text


def test_the_reading_says_whether_the_content_is_compressed(cookie: ShownCookie) -> None:
    assert ("compressed" in cookie.reading) == cookie.value.startswith(".")


def test_each_showing_has_a_cookie_and_a_key_of_its_own(cookie: ShownCookie) -> None:
    assert shown_cookie().parts[2].text != cookie.parts[2].text


def test_nothing_records_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def listening(*_: object) -> None:
        raise AssertionError("somebody listens")

    monkeypatch.setattr(Recording, "listening_to", listening)
    assert shown_cookie().value
