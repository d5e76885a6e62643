"""Why a step came out as it did, and why not otherwise: sentences put together from recorded facts."""

from collections.abc import Callable, Iterator, Mapping

from tracer import stages
from tracer.stages import CredentialsChecked, Redirected, Refused, SessionChecked
from tracer.trace.circumstances import Circumstances
from tracer.trace.plain_values import HIDDEN, Plain, as_text
from tracer.trace.table import Step, Table
from tracer.trace.wording.phrases import sentence


def why_it_came_out(here: Circumstances, rows: Table) -> str:
    """Return why a step has the result that it has: the moment, the check, what was found, the result.

    Args:
        here: What surrounds the step.
        rows: The table to which it belongs.
    """
    step = here.step
    moment = f"Step {step.number}" + (f", request {step.request}" if step.request is not None else "")
    asked = "The check" if step.row.check.endswith("?") else "What is done"
    found = _FOUND[step.stage](here, rows)
    return f"{moment}. {asked}: {sentence(step.row.check)} {found}, so: **{step.row.result}**."


def why_it_did_not(offered: Circumstances, here: Circumstances, rows: Table) -> str:
    """Return why another result is not the one of this step: what it needs, and where it came out.

    Nothing is said of later steps, not even that it comes out there: somebody may still be asked about them.

    Args:
        offered: What surrounds the step that has the other result, or could have had it.
        here: What surrounds the step that is asked about.
        rows: The table to which both belong.
    """
    before = [rows.steps[number - 1] for number in here.companions if number < here.step.number]
    earlier = [one for one in before if (one.stage, one.request) == (offered.step.stage, here.step.request)]
    if offered.step.stage == here.step.stage:
        recorded = "This step decides that, and it came out the other way."
    elif earlier:
        recorded = f"This request came to that in step {earlier[-1].number}, with another result."
    else:
        recorded = "Nothing of the kind was recorded in this step."
    said = [f"That needs {_NEEDED[offered.step.stage](offered)}.", recorded, *_elsewhere(offered.step, here.step, rows)]
    return " ".join(said)


def _elsewhere(offered: Step, step: Step, rows: Table) -> Iterator[str]:
    """Yield where a result came out before a step, if it did."""
    earlier = [other for other in rows.steps[: step.number - 1] if other.row.result == offered.row.result]
    if earlier:
        last = earlier[-1]
        request = f", in request {last.request}" if last.request is not None else ""
        browser = f" of browser {last.browser}" if last.browser != step.browser else ""
        yield f"It came out in step {last.number}{request}{browser}: **{last.row.action}**."


_BRINGING: Mapping[str, str] = {
    stages.identified_by_request.name: "The request itself had said who sends it",
    stages.remembered.name: "The remember cookie had brought a user back",
}
"""How a user came into a request whose session named nobody."""


def _session_checked(here: Circumstances, rows: Table) -> str:
    user = here.session_then.get("_user_id")
    current = here.step.facts.current_user
    if here.kept_user is not None:
        return (
            "An application context was open around this request, and its `g` held a "
            f"{here.kept_user.class_name} already. Nobody was loaded, and the session was not asked"
        )
    if here.step.facts.told(SessionChecked).authenticated:
        for number in here.companions:
            other = rows.steps[number - 1]
            if number < here.step.number and other.request == here.step.request and other.stage in _BRINGING:
                return f"{_BRINGING[other.stage]} (step {number}), and the guard found that user"
        if user is not None:
            return f"The guard looked into the session of this request and found user {as_text(user)} there"
        known = f" (`current_user` is {current.class_name})" if current else ""
        return f"The session of this request names no user, and yet `current_user` says that it is logged in{known}"
    if user is not None:
        return (
            f"The session of this request names user {as_text(user)}, and yet the guard found nobody who is logged in"
        )
    return "The guard looked into the session of this request and found no user there"


def _redirected(here: Circumstances, _rows: Table) -> str:
    told = here.step.facts.told(Redirected)
    sent = f"The guard turned the visitor away with status {told.status} and the address {told.location}"
    page = here.page
    if page is None:
        return sent
    if page.redirect_loop is not None:
        return f"{sent}. From there the browser was sent on and on, until it gave up"
    if page.left_for is not None:
        return f"{sent}, which lies on another site"
    asks = "asks for a password" if page.asks_password else "asks for no password"
    return f"{sent}. The browser went there, and the page that came in the end{_heading(here)} {asks}"


def _refused(here: Circumstances, _rows: Table) -> str:
    status = here.step.facts.told(Refused).status
    return f"The guard turned the visitor away and sent the browser nowhere; the status is {status}"


def _credentials_checked(here: Circumstances, _rows: Table) -> str:
    fits = "and they belong together" if here.step.facts.told(CredentialsChecked).valid else "and they do not fit"
    return f"The app compared the name and the password that were sent with what it has stored, {fits}"


def _logged_in(here: Circumstances, _rows: Table) -> str:
    user = here.session_then.get("_user_id")
    written = (
        f"`login_user()` wrote user {as_text(user)} into the session"
        if user is not None
        else "`login_user()` returned True"
    )
    return f"{written}, and {_what_the_answer_did(here)}"


def _login_refused(here: Circumstances, _rows: Table) -> str:
    user = here.session_then.get("_user_id")
    session = "the session names nobody" if user is None else f"the session still names user {as_text(user)}"
    return f"`login_user()` was given a user who is not active, and {session}"


def _access_granted(here: Circumstances, _rows: Table) -> str:
    user = here.step.facts.current_user
    whom = "although nobody is logged in" if user is None or user.anonymous else f"for {_user_words(here)}"
    page = here.page
    if page is None:
        return f"It did so {whom}, and what the person sees in the end was not recorded"
    return f"It did so {whom}, and the page that came in the end{_heading(here)} has status {page.status}"


def _logged_out(here: Circumstances, _rows: Table) -> str:
    before, after = here.session_before.get("_user_id"), here.session_then.get("_user_id")
    was = "named nobody" if before is None else f"named user {as_text(before)}"
    now = "it names nobody" if after is None else f"it names user {as_text(after)}"
    session = f"The session of this request {was} when it began; after `logout_user()` {now}"
    return f"{session}, and {_what_the_answer_did(here)}"


def _remembered(here: Circumstances, _rows: Table) -> str:
    return (
        "The session of this request named nobody. The browser sent a remember cookie with a good signature, "
        f"and the user_loader knew {_user_words(here)}"
    )


def _identified_by_request(here: Circumstances, _rows: Table) -> str:
    return f"The request carries something by which the request_loader knew {_user_words(here)}"


def _session_protected(here: Circumstances, _rows: Table) -> str:
    if here.session_before.get("_user_id") is None and here.session_before.get("_id") is None:
        return "The session of this request bears no mark of a client, for no login ever wrote one into it"
    return "The mark of the client in the session is not that of the client that sends this request"


def _fresh_login_required(here: Circumstances, _rows: Table) -> str:
    session = here.session_then
    says = f"says `_fresh`: {as_text(session['_fresh'])}" if "_fresh" in session else "does not say `_fresh`"
    return f"Somebody is logged in, but the session {says}, and the guard of this page demands True"


def _login_confirmed(here: Circumstances, _rows: Table) -> str:
    return (
        f"`confirm_login()` was called, and the session now says `_fresh`: {as_text(here.session_then.get('_fresh'))}"
    )


def _what_the_answer_did(here: Circumstances) -> str:
    """Return what the answer to the request did to the session cookie, and what the browser made of it."""
    if here.response is None:
        return "no answer was recorded"
    refused = here.refused_cookies.get(here.request.session_cookie_name) if here.request else None
    outcome = f", which the browser {refused}" if refused else ""
    return f"the answer {_said_of_cookie(here)}{outcome}"


def _said_of_cookie(here: Circumstances) -> str:
    """Return what the answer to the request says of the session cookie, as the end of a sentence."""
    cookie = here.session_cookie
    if cookie is None:
        return "says nothing about the session cookie"
    return "deletes the session cookie" if cookie.deleted else "sets the session cookie"


def _user_words(here: Circumstances) -> str:
    user = here.step.facts.current_user
    if here.kept_user is not None and (user is None or user.id is None):
        return "the user whom `g` held before the request"
    user_id: Plain = user.id if user is not None and user.id is not None else here.session_then.get("_user_id")
    return f"user {as_text(user_id)}" if user_id is not None else "a user"


def _heading(here: Circumstances) -> str:
    page = here.page
    return f" (“{page.heading}”)" if page is not None and page.heading and page.heading != HIDDEN else ""


_FOUND: Mapping[str, Callable[[Circumstances, Table], str]] = {
    stages.session_checked.name: _session_checked,
    stages.redirected.name: _redirected,
    stages.refused.name: _refused,
    stages.credentials_checked.name: _credentials_checked,
    stages.logged_in.name: _logged_in,
    stages.login_refused.name: _login_refused,
    stages.access_granted.name: _access_granted,
    stages.logged_out.name: _logged_out,
    stages.remembered.name: _remembered,
    stages.identified_by_request.name: _identified_by_request,
    stages.session_protected.name: _session_protected,
    stages.fresh_login_required.name: _fresh_login_required,
    stages.login_confirmed.name: _login_confirmed,
}
"""What was found at each stage, by its name: a sentence without its end."""


def _needed_for_a_check(offered: Circumstances) -> str:
    found = offered.step.facts.told(SessionChecked).authenticated
    return f"a guard that looks who is there, and {'finds a user' if found else 'finds nobody'}"


def _needed_for_credentials(offered: Circumstances) -> str:
    valid = offered.step.facts.told(CredentialsChecked).valid
    return f"a name and a password that are compared, and that {'belong' if valid else 'do not belong'} together"


def _needed_for_a_redirect(offered: Circumstances) -> str:
    asks = offered.page_in_row is not None and offered.page_in_row.asks_password
    to = "a page that asks for a password" if asks else "another page"
    return f"a guard that turns the visitor away and sends the browser to {to}"


def _needed_to_be_refused(offered: Circumstances) -> str:
    status = offered.step.facts.told(Refused).status
    return f"a guard that turns the visitor away with an answer of its own, with the status {status}"


def _needed_for_a_login(offered: Circumstances) -> str:
    written = "a call of `login_user()` that writes a user into the session"
    return written if offered.response is None else f"{written}, and an answer that {_said_of_cookie(offered)}"


def _needed_for_a_logout(offered: Circumstances) -> str:
    called = "a call of `logout_user()`"
    return called if offered.response is None else f"{called}, and an answer that {_said_of_cookie(offered)}"


def _needed_to_be_shown(offered: Circumstances) -> str:
    return f"a guard that lets the request pass to the view of {offered.request.path if offered.request else 'a page'}"


_NEEDED: Mapping[str, Callable[[Circumstances], str]] = {
    stages.session_checked.name: _needed_for_a_check,
    stages.redirected.name: _needed_for_a_redirect,
    stages.refused.name: _needed_to_be_refused,
    stages.credentials_checked.name: _needed_for_credentials,
    stages.logged_in.name: _needed_for_a_login,
    stages.login_refused.name: lambda _: "a call of `login_user()` with a user who is not active",
    stages.access_granted.name: _needed_to_be_shown,
    stages.logged_out.name: _needed_for_a_logout,
    stages.remembered.name: lambda _: "a session that names nobody, and a remember cookie that is believed",
    stages.identified_by_request.name: lambda _: "a request that says itself who sends it",
    stages.session_protected.name: lambda _: "a session that was made by a client that looks different",
    stages.fresh_login_required.name: lambda _: "a guard that demands a fresh login, and a login that is not fresh",
    stages.login_confirmed.name: lambda _: "a call of `confirm_login()`",
}
"""What each stage needs to happen, by its name."""
