"""Would somebody notice if the login were broken? Written by: python -m tracer try-tests --write"""

import os
from contextlib import contextmanager

from sqlalchemy.orm import object_session
from tracer.browser.page import read_page

USERNAME = "grace@example.com"
PASSWORD = os.environ["TRACER_PASSWORD"]  # of this account; it stands in no file


def send_form(client, path):
    """Send the form that leads to a path, from the home page or the page itself, with the token that is in it."""
    for page in ("/", path):
        found = read_page("http://localhost" + page, client.get(page, follow_redirects=True).text).form_to(path)
        if found is not None:
            return client.post(path, data=dict(found.fields()))
    return client.post(path)


def log_in(client, page="/accounts/login", name=USERNAME, password=PASSWORD, **more):
    """Send the login form, as a person does who has typed name and password."""
    form = read_page("http://localhost" + page, client.get(page).text).login_form
    return client.post(form.action, data=dict(form.fields({"email": name, "password": password, **more})))


@contextmanager
def switched_off(app, user_id):
    """Switch an account off for the time of a block, behind the back of whoever uses it."""

    def switch(value):
        with app.app_context():
            user = app.login_manager._user_callback(user_id)
            user.active = value
            object_session(user).commit()

    switch(False)
    try:
        yield
    finally:
        switch(True)


def cookie_attributes(response):
    """Return what a response says about each cookie that it sets, but for its value and its date."""
    cookies = {}
    for header in response.headers.getlist("Set-Cookie"):
        cookie, *attributes = header.split("; ")
        cookies[cookie.partition("=")[0]] = sorted(each for each in attributes if not each.startswith("Expires"))
    return cookies


def test_stranger_at_accounts_login(app, login_trace):
    """Somebody who is not logged in opens /accounts/login.

    Without this test nobody would notice:

    * The login view login() is guarded itself. Nobody can log in: whoever wants to is sent to the login
      page, again and again. (login-page-needs-login)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/accounts/login")
    assert response.status_code == 200
    assert trace.stages == []
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_accounts_register(app, login_trace):
    """Somebody who is not logged in opens /accounts/register.

    Without this test nobody would notice:

    * current_user.is_authenticated is called like a function, as it was before Flask-Login 0.3. It is a
      property: True or False. The page answers everybody with an error 500. (login-check-called)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/accounts/register")
    assert response.status_code == 200
    assert trace.stages == []
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_pages_admin_panel(app, login_trace):
    """Somebody who is not logged in opens /admin/.

    Without this test nobody would notice:

    * LOGIN_DISABLED is True, as it is in some tests. Then login_required lets everybody pass. Everybody
      sees every page, without logging in. (guards-switched-off)
    * login_view lacks the name of the blueprint. The endpoint is "accounts.login". Strangers get an
      error 500 instead of the login page. (login-page-misnamed)
    * The login manager is not told where the login page is: login_manager.login_view = "accounts.login"
      is missing. Strangers are refused with 401 instead of being sent to the login. (login-page-not-
      named)
    * Nothing turns strangers away from only_for_users. Everybody sees the page, without logging in.
      (guard-removed)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/admin/")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fadmin%2F"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_pages_profile(app, login_trace):
    """Somebody who is not logged in opens /profile.

    Without this test nobody would notice:

    * The guard of profile() stands above the route, and Flask registers what is below it: the bare
      view. Everybody sees the page, without logging in, although the code looks guarded. (guard-above-
      its-route)
    * Nothing turns strangers away from profile. Everybody sees the page, without logging in. (guard-
      removed)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_login(app, login_trace):
    """Somebody logs in and opens /profile.

    Without this test nobody would notice:

    * The user loader load_user never returns a user. The login works, and the next page has forgotten
      it. (loader-finds-nobody)
    * The route of login() does not name methods=["GET", "POST"], so it answers to GET alone. The form
      is shown, and sending it is refused with 405. (login-takes-no-form)
    * current_user.is_authenticated is called like a function, as it was before Flask-Login 0.3. It is a
      property: True or False. The page answers everybody with an error 500. (login-check-called)
    * login_user is given the id of user, and not user. Every login ends with an error 500. (login-
      given-an-id)
    * login_user(user, remember=form.remember.data) is not called after the password was checked. Nobody
      is ever logged in, however right the password is. (login-left-out)
    * The session is emptied after login_user(user, remember=form.remember.data). The login is gone
      before the page is left: nobody is ever logged in. (session-cleared-after-login)
    * The class User does not inherit from UserMixin. Flask-Login asks a user for is_active and
      get_id(), and finds neither: the login ends with an error 500. (user-without-mixin)
    * The password itself is kept instead of its hash: generate_password_hash(password,
      "pbkdf2:sha256:1000") is gone. Nobody gets in, since the check expects a hash; and whoever sees
      the database knows every password. (password-kept-in-clear)
    * The check check_password_hash(self.password_hash, password) is written so that no password passes:
      its arguments changed places, or a fresh hash, which has a new salt, is compared with the kept
      one. Nobody gets in, however right the password is. (every-password-wrong)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/profile")
    assert response.status_code == 200
    assert trace.stages == [
        "session_protected",
        "credentials_checked",
        "logged_in",
        "session_checked",
        "access_granted",
    ]
    assert trace.variables["user_authenticated"] is True


def test_wrong_password(app, login_trace):
    """Somebody types a wrong password.

    Without this test nobody would notice:

    * The password is not checked any more: user.check_password(form.password.data) is gone. Whoever
      knows a name gets in, with any password. (every-password-right)
    * The check user.check_password(form.password.data) is turned round: a "not" is missing, or one is
      too many. Right passwords are refused, and wrong ones let everybody in. (password-check-turned-
      round)
    * The password is not checked any more: check_password_hash(self.password_hash, password) is gone.
      Whoever knows a name gets in, with any password. (every-password-right)
    * The check check_password_hash(self.password_hash, password) is turned round: a "not" is missing,
      or one is too many. Right passwords are refused, and wrong ones let everybody in. (password-check-
      turned-round)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, password="not the password")
    assert response.status_code == 302
    assert response.location == "/accounts/login"
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    assert trace.stages == [
        "session_protected",
        "credentials_checked",
        "session_protected",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_switched_off_account(app, login_trace):
    """Somebody whose account is switched off wants to log in.

    Without this test nobody would notice:

    * A login does not mind whether the account is switched off: is_active. Whoever was locked out logs
      in all the same. (inactive-user-let-in)
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
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    assert trace.stages == [
        "session_protected",
        "credentials_checked",
        "logged_in",
        "session_protected",
        "credentials_checked",
        "login_refused",
        "session_protected",
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
      remember=form.remember.data). Nobody is remembered, whatever they tick. (remember-left-out)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, remember="y")
    assert response.status_code == 302
    assert response.location == "/"
    with client.session_transaction() as session:
        session.clear()  # the browser is closed: what stays is the remember cookie, if there is one
    response = client.get("/profile")
    assert response.status_code == 200
    response = client.get("/profile")
    assert response.status_code == 200
    assert trace.stages == [
        "session_protected",
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

    * login_user(user, remember=form.remember.data) remembers everybody, asked or not. Closing the
      browser logs nobody out, not even on a shared computer. (everybody-remembered)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    with client.session_transaction() as session:
        session.clear()  # the browser is closed: what stays is the remember cookie, if there is one
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    assert trace.stages == [
        "session_protected",
        "credentials_checked",
        "logged_in",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_back_to_the_page_that_was_wanted(app, login_trace):
    """Somebody wants to see /profile, is asked to log in, and gets there.

    Without this test nobody would notice:

    * login() sends everybody to the same page after the login. Whoever followed a link to a page and
      had to log in first ends somewhere else. (next-forgotten)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    response = log_in(client, page=response.location or "/accounts/login")
    assert response.status_code == 302
    assert response.location == "/profile"
    assert trace.stages == [
        "session_checked",
        "redirected",
        "session_protected",
        "session_protected",
        "credentials_checked",
        "logged_in",
    ]
    assert trace.variables["user_authenticated"] is True


def test_next_is_followed(app, login_trace):
    """Somebody follows a link to the login that leads on to /profile.

    Without this test nobody would notice:

    * login() makes a redirect after the login and does not return it. The login works, and the login
      form is shown again. (destination-not-returned)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/accounts/login?next=%2Fprofile", next="/profile")
    assert response.status_code == 302
    assert response.location == "/profile"
    assert trace.stages == ["session_protected", "credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_next_to_another_site(app, login_trace):
    """Somebody follows a link to the login that would lead on to https://evil.example/

    Without this test nobody would notice:

    * login() does not look any more where next leads to. A link to the login page of this site leads to
      another site after the login: made for stealing passwords. (next-not-checked)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/accounts/login?next=https%3A%2F%2Fevil.example%2F", next="https://evil.example/")
    assert response.status_code == 302
    assert response.location == "/"
    assert trace.stages == ["session_protected", "credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_next_to_another_site_without_scheme(app, login_trace):
    """Somebody follows a link to the login that would lead on to //evil.example/

    Without this test nobody would notice:

    * login() takes every address for one of this site that begins with a slash. //evil.example begins
      with a slash too, and browsers read it as another site. (next-checked-too-little)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/accounts/login?next=%2F%2Fevil.example%2F", next="//evil.example/")
    assert response.status_code == 302
    assert response.location == "/"
    assert trace.stages == ["session_protected", "credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_logout(app, login_trace):
    """Somebody logs in and logs out again.

    Without this test nobody would notice:

    * The id is taken out of the session by hand instead of by logout_user(). The remember cookie stays:
      whoever was remembered is logged in again at once. (logout-by-own-hand)
    * logout_user() is not called. Nobody is ever logged out. Whoever uses the computer next has the
      account. (logout-left-out)
    * The session is emptied after logout_user(). With it goes the note that the remember cookie must be
      deleted. Whoever was remembered is logged in again on the next page. (session-cleared-behind-
      logout)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = send_form(client, "/accounts/logout")
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    assert trace.stages == [
        "session_protected",
        "credentials_checked",
        "logged_in",
        "logged_out",
        "session_protected",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


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
    response = client.get("/profile")
    assert response.status_code == 200
    with client.session_transaction() as session:
        session["_user_id"] += "000"  # an account that does not exist
    response = client.get("/profile")
    assert response.status_code == 302
    assert response.location == "/accounts/login?next=%2Fprofile"
    assert trace.stages == [
        "session_protected",
        "credentials_checked",
        "logged_in",
        "session_checked",
        "access_granted",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_cookies(app, login_trace):
    """Somebody logs in, and the browser is told how to keep the cookies.

    Without this test nobody would notice:

    * SESSION_COOKIE_SAMESITE is "None": the cookie is meant to come along with requests from every
      site. Browsers refuse such a cookie over plain HTTP; over HTTPS a form of another site acts in the
      user's name. (cookie-for-every-site)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert cookie_attributes(response) == {"session": ["HttpOnly", "Path=/", "SameSite=Lax"]}
    assert trace.stages == ["session_protected", "credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_secret_key_stays(app):
    """The app is started again: whoever is logged in stays so, for the secret key stays the same.

    Without this test nobody would notice:

    * The secret key is drawn anew at each start. It was "a key of this app that nobody else knows".
      Every restart logs everybody out, and several processes do not accept one another's sessions.
      (secret-key-new-at-each-start)
    """
    from factory import create_app

    keys = [create_app().secret_key, create_app().secret_key]
    assert len({*keys}) == 1
