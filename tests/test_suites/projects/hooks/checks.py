"""Would somebody notice if the login were broken? Written by: python -m tracer try-tests --write"""

import os

from flask_login import current_user

USERNAME = "grace@example.com"
PASSWORD = os.environ["TRACER_PASSWORD"]  # of this account; it stands in no file


def log_in(client, page="/sign-in", name=USERNAME, password=PASSWORD, **more):
    """Send the login form, as a person does who has typed name and password."""
    return client.post(page, data={"email": name, "password": password, **more})


def test_stranger_at_dashboard(app, login_trace):
    """Somebody who is not logged in opens /.

    Without this test nobody would notice:

    * The check in require_login() asks whether there is a current_user, not whether somebody is logged
      in. Everybody is let through: for a stranger current_user is an object too, and an object counts
      as true. (guard-asks-for-a-user)
    * Nothing turns strangers away from require_login. Everybody sees the page, without logging in.
      (guard-removed)
    * The code in require_login() that turns strangers away makes an answer and does not return it.
      Strangers are let through: an answer that is not returned is thrown away. (refusal-not-returned)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_sign_in(app, login_trace):
    """Somebody who is not logged in opens /sign-in.

    Without this test nobody would notice:

    * The login view sign_in() is guarded itself. Nobody can log in: whoever wants to is sent to the
      login page, again and again. (login-page-needs-login)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/sign-in")
    assert response.status_code == 200
    assert trace.stages == []
    assert trace.variables["user_authenticated"] is False


def test_stranger_needs_static_files(app, login_trace):
    """Somebody who is not logged in needs the style of the login page.

    Without this test nobody would notice:

    * require_login() runs before every request and turns strangers away from the static files too. The
      login page has no style and no scripts: the browser is sent to a page instead. (hook-guards-
      static-files)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/static/style.css")
    assert response.status_code == 404
    assert trace.stages == []
    assert trace.variables["user_authenticated"] is False


def test_login(app, login_trace):
    """Somebody logs in and opens /.

    Without this test nobody would notice:

    * The class Member does not inherit from UserMixin. Flask-Login asks a user for is_active and
      get_id(), and finds neither: the login ends with an error 500. (user-without-mixin)
    * The password itself is kept instead of its hash: generate_password_hash(password,
      "pbkdf2:sha256:1000") is gone. Nobody gets in, since the check expects a hash; and whoever sees
      the database knows every password. (password-kept-in-clear)
    * The app has no secret key: app.config["SECRET_KEY"] is not set. Nothing can be kept in a session.
      The login ends with an error 500. (secret-key-not-set)
    * The user loader members.get never returns a user. The login works, and the next page has forgotten
      it. (loader-finds-nobody)
    * The user loader members.get looks for an id of another type. What it is given is a text. It finds
      nobody, for "1" is not 1, or it raises: the login is forgotten on the next page. (loader-takes-id-
      of-another-type)
    * current_user.is_authenticated is called like a function, as it was before Flask-Login 0.3. It is a
      property: True or False. The page answers everybody with an error 500. (login-check-called)
    * The route of sign_in() does not name methods=["GET", "POST"], so it answers to GET alone. The form
      is shown, and sending it is refused with 405. (login-takes-no-form)
    * The check check_password_hash(member.password_hash, request.form.get(… is written so that no
      password passes: its arguments changed places, or a fresh hash, which has a new salt, is compared
      with the kept one. Nobody gets in, however right the password is. (every-password-wrong)
    * login_user is given the id of member, and not member. Every login ends with an error 500. (login-
      given-an-id)
    * login_user(member) is not called after the password was checked. Nobody is ever logged in, however
      right the password is. (login-left-out)
    * The session is emptied after login_user(member). The login is gone before the page is left: nobody
      is ever logged in. (session-cleared-after-login)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/")
    assert response.status_code == 200
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "access_granted"]
    assert trace.variables["user_authenticated"] is True


def test_wrong_password(app, login_trace):
    """Somebody types a wrong password.

    Without this test nobody would notice:

    * The password is not checked any more: check_password_hash(member.password_hash, request.form.get(…
      is gone. Whoever knows a name gets in, with any password. (every-password-right)
    * The check check_password_hash(member.password_hash, request.form.get(… is turned round: a "not" is
      missing, or one is too many. Right passwords are refused, and wrong ones let everybody in.
      (password-check-turned-round)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, password="not the password")
    assert response.status_code == 200
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/"
    assert trace.stages == ["credentials_checked", "session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_not_remembered(app, login_trace):
    """Somebody does not ask to be remembered, and comes back when the browser was closed.

    Without this test nobody would notice:

    * login_user(member) remembers everybody, asked or not. Closing the browser logs nobody out, not
      even on a shared computer. (everybody-remembered)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    with client.session_transaction() as session:
        session.clear()  # the browser is closed: what stays is the remember cookie, if there is one
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/"
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_back_to_the_page_that_was_wanted(app, login_trace):
    """Somebody wants to see /, is asked to log in, and gets there.

    Without this test nobody would notice:

    * require_login() sends strangers to the login page and does not say which page they wanted. After
      the login they are not where they wanted to be. (next-not-passed-on)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/"
    response = log_in(client, page=response.location or "/sign-in")
    assert response.status_code == 302
    assert response.location == "/"
    assert trace.stages == ["session_checked", "redirected", "credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_next_is_followed(app, login_trace):
    """Somebody follows a link to the login that leads on to /.

    Without this test nobody would notice:

    * sign_in() makes a redirect after the login and does not return it. The login works, and the login
      form is shown again. (destination-not-returned)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/sign-in?next=%2F", next="/")
    assert response.status_code == 302
    assert response.location == "/"
    assert trace.stages == ["credentials_checked", "logged_in"]
    assert trace.variables["user_authenticated"] is True


def test_logout(app, login_trace):
    """Somebody logs in and logs out again.

    Without this test nobody would notice:

    * logout_user() is not called. Nobody is ever logged out. Whoever uses the computer next has the
      account. (logout-left-out)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.post("/sign-out")
    assert response.status_code == 302
    assert response.location == "/sign-in"
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/"
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "session_checked",
        "access_granted",
        "logged_out",
        "session_checked",
        "redirected",
    ]
    assert trace.variables["user_authenticated"] is False


def test_logout_by_get(app, login_trace):
    """Somebody who is logged in comes to /sign-out by GET.

    Without this test nobody would notice:

    * sign_out logs out when it is asked for by GET. A link, a picture on another page or a browser that
      fetches pages in advance logs people out. (logout-by-link)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/sign-out")
    assert response.status_code == 405
    response = client.get("/")
    assert response.status_code == 200
    assert trace.stages == [
        "credentials_checked",
        "logged_in",
        "session_checked",
        "session_checked",
        "access_granted",
    ]
    assert trace.variables["user_authenticated"] is True


def test_account_is_gone(app, login_trace):
    """Somebody comes back whose account is gone.

    Without this test nobody would notice:

    * The user loader members.get keeps the first user that it has found, and returns that one for every
      id. Users see and change what belongs to somebody else. (loader-finds-somebody-else)
    * The user loader members.get raises when there is no such user, instead of returning None. Whoever
      has the cookie of a deleted account gets an error on every page, the login page included. (loader-
      raises-for-unknown-id)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/"
    response = client.get("/")
    assert response.status_code == 200
    with client.session_transaction() as session:
        session["_user_id"] += "000"  # an account that does not exist
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/"
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
    from hooks import create_app

    keys = [create_app().secret_key, create_app().secret_key]
    assert len({*keys}) == 1
