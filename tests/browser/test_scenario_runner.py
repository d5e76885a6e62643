"""The browser performs every action as a real browser, a real person or a real attacker would."""

from collections.abc import Iterator, Mapping

import pytest

from tests.course import CHEAP
from tracer.errors import NotInstalledError, ScenarioError
from tracer.libraries import unmet
from tracer.recording.demo.flask_run import run_on_flask
from tracer.stages import CredentialsChecked
from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts, CookiesFacts, PageFacts, RequestFacts, ResponseFacts, StageFacts, UserFacts
from tracer.trace.scenario import Action, Scenario

VISIT = Action(do="visit", page="protected")
LOG_IN = Action(do="submit", page="login", account="ada", password="right")
REMEMBER = Action(do="submit", page="login", account="ada", password="right", remember=True)
LOG_OUT = Action(do="click", page="logout")


def run(*actions: Action, **settings: object) -> Trace:
    chosen = {"PASSWORD_HASH_METHOD": CHEAP, **settings}
    return run_on_flask(Scenario(name="trial", title="a trial", actions=actions), settings=chosen)


def stages_of(trace: Trace) -> list[str]:
    return [event.name for event in trace.of_kind("stage")]


def responses(trace: Trace) -> list[ResponseFacts]:
    return [*trace.facts_of(ResponseFacts)]


def changes(trace: Trace) -> Iterator[Mapping[str, str]]:
    return (facts.changed for facts in trace.facts_of(CookiesFacts))


def last_action(trace: Trace) -> ActionFacts:
    return [*trace.facts_of(ActionFacts)][-1]


def test_back_asks_again_when_the_page_forbade_keeping_it() -> None:
    trace = run(LOG_IN, VISIT, LOG_OUT, Action(do="back"))
    assert stages_of(trace)[-2:] == ["session_checked", "redirected"]


def test_back_shows_a_kept_page_without_a_request() -> None:
    trace = run(LOG_IN, VISIT, LOG_OUT, Action(do="back"), FORBID_CACHING=False)
    assert stages_of(trace)[-1] == "logged_out"
    page = [*trace.facts_of(PageFacts)][-1]
    assert (page.heading, page.from_memory) == ("Protected page", True)
    assert [*trace.of_kind("page")][-1].request is None


def test_back_is_not_possible_on_the_first_page() -> None:
    assert last_action(run(VISIT, Action(do="back"))).possible is False


def test_a_copied_cookie_works_in_another_browser_after_the_logout() -> None:
    trace = run(
        LOG_IN,
        Action(do="copy_cookie", cookie="session"),
        LOG_OUT,
        Action(do="paste_cookie", cookie="session", copied_from="A", browser="thief"),
        Action(do="visit", page="protected", browser="thief"),
    )
    assert stages_of(trace)[-1] == "access_granted"


@pytest.mark.parametrize("verb", ["copy_cookie", "delete_cookie", "paste_cookie"])
def test_a_cookie_that_is_not_there_is_noted_as_not_possible(verb: str) -> None:
    facts = last_action(run(VISIT, Action(do=verb, cookie="session")))  # type: ignore[arg-type] # one of the verbs
    assert facts.possible is False
    assert "cookie session" in str(facts.why)


@pytest.mark.parametrize("how", ["signature", "payload", "non-ascii", "garbage", "own key"])
def test_a_session_cookie_that_was_tampered_with_says_nothing(how: str) -> None:
    tamper = Action(do="tamper_with_cookie", cookie="session", how=how, fields={"_user_id": "2"})  # type: ignore[arg-type] # one of the ways
    assert stages_of(run(LOG_IN, tamper, VISIT))[-2:] == ["session_checked", "redirected"]


def test_whoever_has_the_key_is_everybody() -> None:
    tamper = Action(do="tamper_with_cookie", cookie="session", how="leaked key", fields={"_user_id": "2"})
    trace = run(LOG_IN, tamper, VISIT)
    granted = [*trace.facts_of(StageFacts)][-1]
    assert granted.current_user == UserFacts("User", anonymous=False, id="2")


@pytest.mark.parametrize(
    ("how", "stage"),
    [
        ("signature", "redirected"),
        ("payload", "redirected"),
        ("own key", "redirected"),
        ("leaked key", "access_granted"),
    ],
)
def test_a_remember_cookie_is_believed_only_with_the_apps_own_signature(how: str, stage: str) -> None:
    tamper = Action(do="tamper_with_cookie", cookie="remember_token", how=how, fields={"user_id": "2"})  # type: ignore[arg-type] # one of the ways
    trace = run(REMEMBER, Action(do="close_browser"), tamper, VISIT)
    assert stages_of(trace)[-1] == stage


def test_a_new_secret_key_ends_sessions_unless_the_old_one_still_counts() -> None:
    restart = Action(do="restart_app", secret_key="new")
    assert stages_of(run(LOG_IN, restart, VISIT))[-1] == "redirected"
    assert stages_of(run(LOG_IN, Action(do="restart_app"), VISIT))[-1] == "access_granted"
    with_fallback = Action(do="restart_app", secret_key="new with fallback")
    if unmet({"flask": "3.1"}):
        with pytest.raises(NotInstalledError, match=r"to let an old key count, Flask 3\.1 or later is needed"):
            run(LOG_IN, with_fallback, VISIT)
    else:
        assert stages_of(run(LOG_IN, with_fallback, VISIT))[-1] == "access_granted"


def test_a_restart_can_change_settings() -> None:
    restart = Action(do="restart_app", settings={"LOGIN_VIEW": "none"})
    assert stages_of(run(VISIT, restart, VISIT)) == ["session_checked", "redirected", "session_checked", "refused"]


def test_another_user_agent_or_address_is_another_client() -> None:
    for move in (
        Action(do="change_user_agent", user_agent="Other/1.0"),
        Action(do="change_address", address="10.0.0.7"),
    ):
        assert "session_protected" in stages_of(run(LOG_IN, move, VISIT))


def test_accounts_change_behind_the_apps_back() -> None:
    gone = run(LOG_IN, Action(do="delete_account", account="ada"), VISIT)
    assert stages_of(gone)[-1] == "redirected"
    off = run(LOG_IN, Action(do="deactivate_account", account="ada"), VISIT)
    assert stages_of(off)[-1] == "redirected"
    on = run(
        LOG_IN, Action(do="deactivate_account", account="ada"), Action(do="reactivate_account", account="ada"), VISIT
    )
    assert stages_of(on)[-1] == "access_granted"


def test_a_password_that_was_changed_is_known_to_its_owner() -> None:
    change = Action(do="change_password", account="ada")
    former = Action(do="submit", page="login", account="ada", password="former")
    trace = run(change, former, LOG_IN)
    announced = [facts.announced for facts in trace.facts_of(StageFacts)]
    checks = [check.valid for check in announced if isinstance(check, CredentialsChecked)]
    assert checks == [False, True]


def test_a_password_is_changed_by_its_owner() -> None:
    visit = Action(do="visit", page="settings")
    change = Action(do="submit", page="password", account="ada", password="new")
    trace = run(LOG_IN, visit, change, LOG_OUT, LOG_IN)
    assert stages_of(trace)[-2:] == ["credentials_checked", "logged_in"]


def test_an_account_that_does_not_exist_is_an_error_of_the_scenario() -> None:
    with pytest.raises(ScenarioError, match='no account "eve"'):
        run(Action(do="delete_account", account="eve"))


def test_a_program_identifies_itself_by_a_token() -> None:
    ask = Action(do="send", page="api", account="ada", token="right", browser="program")
    assert stages_of(run(ask)) == ["identified_by_request", "session_checked", "access_granted"]
    wrong = Action(do="send", page="api", account="ada", token="wrong", browser="program")
    trace = run(wrong)
    assert stages_of(trace) == ["session_checked", "refused"]
    assert responses(trace)[-1].status == 401


def test_a_program_can_ask_with_other_methods() -> None:
    trace = run(
        Action(do="send", page="protected", method="HEAD"), Action(do="send", page="protected", method="OPTIONS")
    )
    assert [event.name for event in trace.of_kind("request")] == ["HEAD", "OPTIONS"]


def test_a_form_on_another_site_is_refused_and_brings_no_cookie_along() -> None:
    trace = run(LOG_IN, Action(do="submit", page="logout", from_site="https://evil.example"))
    request = [*trace.facts_of(RequestFacts)][-1]
    assert request.cookies == ()
    assert responses(trace)[-1].status == 403


def test_a_link_on_another_site_brings_a_lax_cookie_along_and_a_strict_one_not() -> None:
    follow = Action(do="visit", page="protected", from_site="https://other.example")
    assert stages_of(run(LOG_IN, follow))[-1] == "access_granted"
    assert stages_of(run(LOG_IN, follow, SESSION_COOKIE_SAMESITE="Strict"))[-1] == "redirected"


def test_a_secure_cookie_needs_https() -> None:
    over_https = Action(do="submit", page="login", account="ada", password="right", origin="https://demo.example")
    trace = run(LOG_IN, SESSION_COOKIE_SECURE=True)
    assert {"session": "refused: needs https"} in changes(trace)
    assert stages_of(run(over_https, VISIT, SESSION_COOKIE_SECURE=True))[-1] == "access_granted"


def test_an_answer_that_comes_late_brings_its_cookies_late() -> None:
    late = Action(do="visit", page="login", late=True)
    trace = run(late, Action(do="receive"))
    assert [event.name for event in trace.events] == ["visit", "GET", "user_accessed", "200", "receive", "Log in"]
    assert last_action(run(Action(do="receive"))).possible is False


def test_a_remember_cookie_that_was_copied_outlives_its_expiry() -> None:
    """The end of a remember cookie is known to the browser only (B125)."""
    trace = run(
        REMEMBER,
        Action(do="copy_cookie", cookie="remember_token"),
        Action(do="wait", seconds=3 * 365 * 24 * 3600),
        Action(do="paste_cookie", cookie="remember_token"),
        VISIT,
    )
    assert "remembered" in stages_of(trace)


@pytest.mark.parametrize(
    "field",
    [{"headers": {"Authorization": "Bearer x"}}, {"headers": {"cookie": "session=x"}}, {"fields": {"password": "x"}}],
)
def test_a_scenario_cannot_hold_a_secret(field: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ValueError, match="a scenario never holds"):
        Action(do="submit", page="login", **field)  # type: ignore[arg-type] # one of the fields
    with pytest.raises(ValueError, match="SECRET_KEY"):
        Scenario(title="no", actions=(), settings={"SECRET_KEY": "x"})


def test_no_token_and_no_changed_password_appears_in_a_trace() -> None:
    trace = run(
        Action(do="send", page="api", account="ada", token="right"),
        Action(do="change_password", account="ada"),
        LOG_IN,
        API_TOKENS={"ada": "a-token-of-this-test"},
        ACCOUNTS={"ada": "a password of this test"},
    )
    assert "logged_in" in stages_of(trace)
    assert "a-token-of-this-test" not in repr(trace)
    assert "a password of this test" not in repr(trace)


def test_a_cookie_that_ends_later_is_not_taken_for_deleted() -> None:
    """Whether a Set-Cookie deletes is judged when it is sent, not when somebody looks at the trace years later."""
    trace = run(REMEMBER, Action(do="wait", seconds=3 * 365 * 24 * 3600))
    cookies = [facts.set_cookie for facts in responses(trace)]
    assert [c["remember_token"].deleted for c in cookies if "remember_token" in c] == [False]


def test_a_page_loads_its_files_and_stays_on_the_screen() -> None:
    trace = run(VISIT, Action(do="load", page="stylesheet"), LOG_IN)
    paths = [facts.path for facts in trace.facts_of(RequestFacts)]
    # The form that is sent is the one on the page that was shown before.
    assert paths == ["/protected", "/login", "/static/style.css", "/login", "/protected"]
    assert [facts.page for facts in trace.facts_of(PageFacts)] == ["login", "protected"]


def test_what_a_page_loads_may_be_a_redirect() -> None:
    trace = run(LOG_IN, Action(do="load", page="protected"), LOG_OUT, Action(do="load", page="protected"))
    assert [facts.status for facts in responses(trace)][-4:] == [302, 200, 302, 200]
    assert stages_of(trace)[-2:] == ["session_checked", "redirected"]
    assert [facts.page for facts in trace.facts_of(PageFacts)][-1] == "home"
