"""The cookie of one showing: it is real, it says what it says, and nothing of it stays."""

import re

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

from tracer.recording.demo.shown_cookie import ShownCookie, shown_cookie, signature_fits
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


def test_the_changed_cookie_says_what_was_written_and_its_signature_does_not_fit(cookie: ShownCookie) -> None:
    used, changed = cookie.trials
    content, stamp, signature = changed.parts
    assert (content.says, content.changed) == (
        tuple(line.replace('_user_id = "1"', '_user_id = "2"') for line in cookie.parts[0].says),
        ('_user_id = "2"',),
    )
    assert (stamp, signature.text) == (cookie.parts[1], cookie.parts[2].text)
    assert "does not fit this one" in signature.says[0]
    assert changed.tried.endswith('Here _user_id = "1" has become _user_id = "2".')
    assert not used.changed


def test_the_place_that_was_changed_is_the_only_one_that_differs(cookie: ShownCookie) -> None:
    changed = cookie.trials[1]
    begin, end = changed.changed[0], changed.changed[-1] + 1
    assert changed.cookie[:begin] == cookie.value[:begin]
    assert changed.cookie[begin] != cookie.value[begin]
    behind = len(changed.cookie) - end
    assert changed.cookie[-behind:] == cookie.value[-behind:]
    assert changed.cookie[-behind - 1] != cookie.value[-behind - 1]
    assert behind > len(".".join(part.text for part in changed.parts[1:]))


def test_the_signature_of_the_untouched_cookie_fits_with_its_key_and_with_no_other() -> None:
    interface = SecureCookieSessionInterface()
    app = Flask("signing")
    app.secret_key = "key"
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    value = serializer.dumps({"_user_id": "1"})
    assert signature_fits(str(value), "key")
    assert not signature_fits(str(value), "another key")


def test_the_reading_says_whether_the_content_is_compressed(cookie: ShownCookie) -> None:
    assert ("compressed" in cookie.reading) == cookie.value.startswith(".")


def test_each_showing_has_a_cookie_and_a_key_of_its_own(cookie: ShownCookie) -> None:
    assert shown_cookie().parts[2].text != cookie.parts[2].text


def test_nothing_records_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def listening(*_: object) -> None:
        raise AssertionError("somebody listens")

    monkeypatch.setattr(Recording, "listening_to", listening)
    assert shown_cookie().value
