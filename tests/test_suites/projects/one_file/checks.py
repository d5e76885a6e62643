"""Would somebody notice if the login were broken? Written by: python -m tracer try-tests --write"""

import os
import runpy
from contextlib import contextmanager

import pytest
from flask.cli import ScriptInfo
from flask_login import current_user

USERNAME = "grace"
PASSWORD = os.environ["TRACER_PASSWORD"]  # of this account; it stands in no file


@pytest.fixture
def app():
    app = ScriptInfo(app_import_path="one_file:app").load_app()
    app.testing = True
    return app


def log_in(client, page="/login", name=USERNAME, password=PASSWORD, **more):
    """Send the login form, as a person does who has typed name and password."""
    return client.post(page, data={"name": name, "secret": password, **more})


@contextmanager
def switched_off(app, user_id):
    """Switch an account off for the time of a block, behind the back of whoever uses it."""

    def switch(value):
        with app.app_context():
            user = app.login_manager._user_callback(user_id)
            user.enabled = value

    switch(False)
    try:
        yield
    finally:
        switch(True)


def test_stranger_at_account(app, login_trace):
    """Somebody who is not logged in opens /account.

    Without this test nobody would notice:

    * LOGIN_DISABLED is True, as it is in some tests. Then login_required lets everybody pass. Everybody
      sees every page, without logging in. (guards-switched-off)
    * The app has no secret key: app.secret_key is not set. Nothing can be kept in a session. The login
      ends with an error 500. (secret-key-not-set)
    * The login manager is not told where the login page is: login_manager.login_view = "login" is
      missing. Strangers are refused with 401 instead of being sent to the login. (login-page-not-named)
    * The guard of account() stands above the route, and Flask registers what is below it: the bare
      view. Everybody sees the page, without logging in, although the code looks guarded. (guard-above-
      its-route)
    * Nothing turns strangers away from account. Everybody sees the page, without logging in. (guard-
      removed)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_hello(app, login_trace):
    """Somebody who is not logged in opens /hello.

    Without this test nobody would notice:

    * current_user.is_authenticated is called like a function, as it was before Flask-Login 0.3. It is a
      property: True or False. The page answers everybody with an error 500. (login-check-called)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/hello")
    assert response.status_code == 200
    assert trace.stages == []
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_login(app, login_trace):
    """Somebody who is not logged in opens /login.

    Without this test nobody would notice:

    * The login view login() is guarded itself. Nobody can log in: whoever wants to is sent to the login
      page, again and again. (login-page-needs-login)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/login")
    assert response.status_code == 200
    assert trace.stages == []
    assert trace.variables["user_authenticated"] is False


def test_login(app, login_trace):
    """Somebody logs in and opens /account.

    Without this test nobody would notice:

    * The class User does not inherit from UserMixin. Flask-Login asks a user for is_active and
      get_id(), and finds neither: the login ends with an error 500. (user-without-mixin)
    * The password itself is kept instead of its hash: generate_password_hash(password,
      "pbkdf2:sha256:1000") is gone. Nobody gets in, since the check expects a hash; and whoever sees
      the database knows every password. (password-kept-in-clear)
    * The user loader load_user never returns a user. The login works, and the next page has forgotten
      it. (loader-finds-nobody)
    * The user loader load_user looks for an id of another type. What it is given is a text. It finds
      nobody, for "1" is not 1, or it raises: the login is forgotten on the next page. (loader-takes-id-
      of-another-type)
    * The route of login() does not name methods=["GET", "POST"], so it answers to GET alone. The form
      is shown, and sending it is refused with 405. (login-takes-no-form)
    * The check check_password_hash(user.password_hash, request.form["secre… is written so that no
      password passes: its arguments changed places, or a fresh hash, which has a new salt, is compared
      with the kept one. Nobody gets in, however right the password is. (every-password-wrong)
    * login_user is given the id of user, and not user. Every login ends with an error 500. (login-
      given-an-id)
    * login_user(user, remember="stay" in request.form) is not called after the password was checked.
      Nobody is ever logged in, however right the password is. (login-left-out)
    * The session is emptied after login_user(user, remember="stay" in request.form). The login is gone
      before the page is left: nobody is ever logged in. (session-cleared-after-login)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/account")
    assert response.status_code == 200
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "access_granted"]
    assert trace.variables["user_authenticated"] is True


def test_wrong_password(app, login_trace):
    """Somebody types a wrong password.

    Without this test nobody would notice:

    * The password is not checked any more: check_password_hash(user.password_hash, request.form["secre…
      is gone. Whoever knows a name gets in, with any password. (every-password-right)
    * The check check_password_hash(user.password_hash, request.form["secre… is turned round: a "not" is
      missing, or one is too many. Right passwords are refused, and wrong ones let everybody in.
      (password-check-turned-round)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, password="not the password")
    assert response.status_code == 302
    assert response.location == "/login"
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == ["credentials_checked", "session_protected", "session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_switched_off_account(app, login_trace):
    """Somebody whose account is switched off wants to log in.

    Without this test nobody would notice:

    * A login does not mind whether the account is switched off: is_active. Whoever was locked out logs
      in all the same. (inactive-user-let-in)
    * A login does not mind whether the account is switched off: login_user(user, remember="stay" in
      request.form). Whoever was locked out logs in all the same. (inactive-user-let-in)
    * What login_user(user, remember="stay" in request.form) returns is not looked at. It is False where
      the account is switched off. Somebody whose account is switched off is told nothing: the login
      looks as if it had worked. (login-result-ignored)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    with client.session_transaction() as session:
        user_id = session["_user_id"]
    client = app.test_client()
    with switched_off(app, user_id):
        response = log_in(client)
    assert response.status_code == 200
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "credentials_checked",
        "login_refused",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_remembered(app, login_trace):
    """Somebody asks to be remembered, and comes back when the browser was closed.

    Without this test nobody would notice:

    * session_protection is "strong", in an app that remembers people. A remembered user is let in once,
      and thrown out on the second page, the remember cookie too. (session-protection-too-strong)
    * The box is asked nothing: remember is missing in the call that was login_user(user,
      remember="stay" in request.form). Nobody is remembered, whatever they tick. (remember-left-out)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, stay="y")
    assert response.status_code == 302
    assert response.location == "/"
    with client.session_transaction() as session:
        session.clear()  # the browser is closed: what stays is the remember cookie, if there is one
    response = client.get("/account")
    assert response.status_code == 200
    response = client.get("/account")
    assert response.status_code == 200
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "remembered",
        "session_checked",
        "access_granted",
        "session_protected",
        "session_checked",
        "access_granted",
    ]
    assert trace.variables["user_authenticated"] is True


def test_not_remembered(app, login_trace):
    """Somebody does not ask to be remembered, and comes back when the browser was closed.

    Without this test nobody would notice:

    * login_user(user, remember="stay" in request.form) remembers everybody, asked or not. Closing the
      browser logs nobody out, not even on a shared computer. (everybody-remembered)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    with client.session_transaction() as session:
        session.clear()  # the browser is closed: what stays is the remember cookie, if there is one
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_back_to_the_page_that_was_wanted(app, login_trace):
    """Somebody wants to see /account, is asked to log in, and gets there.

    Without this test nobody would notice:

    * login() sends everybody to the same page after the login. Whoever followed a link to a page and
      had to log in first ends somewhere else. (next-forgotten)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    response = log_in(client, page=response.location or "/login")
    assert response.status_code == 302
    assert response.location == "/account"
    assert trace.stages == ["session_checked", "redirected", "credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_next_is_followed(app, login_trace):
    """Somebody follows a link to the login that leads on to /account.

    Without this test nobody would notice:

    * login() makes a redirect after the login and does not return it. The login works, and the login
      form is shown again. (destination-not-returned)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/login?next=%2Faccount", next="/account")
    assert response.status_code == 302
    assert response.location == "/account"
    assert trace.stages == ["credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_next_to_another_site(app, login_trace):
    """Somebody follows a link to the login that would lead on to https://evil.example/

    Without this test nobody would notice:

    * login() does not look any more where next leads to. A link to the login page of this site leads to
      another site after the login: made for stealing passwords. (next-not-checked)
    * is_safe() does not look any more where next leads to. A link to the login page of this site leads
      to another site after the login: made for stealing passwords. (next-not-checked)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/login?next=https%3A%2F%2Fevil.example%2F", next="https://evil.example/")
    assert response.status_code == 302
    assert response.location == "/"
    assert trace.stages == ["credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_next_to_another_site_without_scheme(app, login_trace):
    """Somebody follows a link to the login that would lead on to //evil.example/

    Without this test nobody would notice:

    * is_safe() takes every address for one of this site that begins with a slash. //evil.example begins
      with a slash too, and browsers read it as another site. (next-checked-too-little)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/login?next=%2F%2Fevil.example%2F", next="//evil.example/")
    assert response.status_code == 302
    assert response.location == "/"
    assert trace.stages == ["credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_logout(app, login_trace):
    """Somebody logs in and logs out again.

    Without this test nobody would notice:

    * The id is taken out of the session by hand instead of by logout_user(). The remember cookie stays:
      whoever was remembered is logged in again at once. (logout-by-own-hand)
    * logout_user() is not called. Nobody is ever logged out. Whoever uses the computer next has the
      account. (logout-left-out)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.post("/logout")
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "logged_out",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_logout_forgets(app, login_trace):
    """Somebody who was to be remembered logs out, and nobody is remembered.

    Without this test nobody would notice:

    * The session is emptied after logout_user(). With it goes the note that the remember cookie must be
      deleted. Whoever was remembered is logged in again on the next page. (session-cleared-behind-
      logout)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, stay="y")
    assert response.status_code == 302
    assert response.location == "/"
    response = client.post("/logout")
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "logged_out",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_logout_by_get(app, login_trace):
    """Somebody who is logged in comes to /logout by GET.

    Without this test nobody would notice:

    * logout logs out when it is asked for by GET. A link, a picture on another page or a browser that
      fetches pages in advance logs people out. (logout-by-link)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/logout")
    assert response.status_code == 405
    response = client.get("/account")
    assert response.status_code == 200
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "access_granted"]
    assert trace.variables["user_authenticated"] is True


def test_account_is_gone(app, login_trace):
    """Somebody comes back whose account is gone.

    Without this test nobody would notice:

    * The user loader load_user keeps the first user that it has found, and returns that one for every
      id. Users see and change what belongs to somebody else. (loader-finds-somebody-else)
    * The user loader load_user raises when there is no such user, instead of returning None. Whoever
      has the cookie of a deleted account gets an error on every page, the login page included. (loader-
      raises-for-unknown-id)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/account")
    assert response.status_code == 200
    with client.session_transaction() as session:
        session["_user_id"] += "000"  # an account that does not exist
    response = client.get("/account")
    assert response.status_code == 302
    assert response.location == "/login?next=%2Faccount"
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "session_checked",
        "access_granted",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_secret_key_stays(app):
    """The app is started again: whoever is logged in stays so, for the secret key stays the same.

    Without this test nobody would notice:

    * The secret key is drawn anew at each start. It was "a key of this app that nobody else knows".
      Every restart logs everybody out, and several processes do not accept one another's sessions.
      (secret-key-new-at-each-start)
    """
    keys = [runpy.run_module("one_file")["app"].secret_key for _ in range(2)]
    assert len({*keys}) == 1
