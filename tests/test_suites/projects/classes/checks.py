"""Would somebody notice if the login were broken? Written by: python -m tracer try-tests --write"""

import os


USERNAME = "grace"
PASSWORD = os.environ["TRACER_PASSWORD"]  # of this account; it stands in no file


def log_in(client, page="/entrance", name=USERNAME, password=PASSWORD, **more):
    """Send the login form, as a person does who has typed name and password."""
    return client.post(page, data={"username": name, "password": password, **more})


def test_stranger_posts_to_leave(app, login_trace):
    """Somebody who is not logged in sends something to /leave.

    Without this test nobody would notice:

    * LOGIN_DISABLED is True, as it is in some tests. Then login_required lets everybody pass. Everybody
      sees every page, without logging in. (guards-switched-off)
    * The login manager is not told where the login page is: manager.login_view = "entrance" is missing.
      Strangers are refused with 401 instead of being sent to the login. (login-page-not-named)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.post("/leave")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Fleave"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_stranger_posts_to_notes(app, login_trace):
    """Somebody who is not logged in sends something to /notes.

    Without this test nobody would notice:

    * Nothing turns strangers away from post. Everybody sees the page, without logging in. (guard-
      removed)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.post("/notes")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Fnotes"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_stranger_at_office(app, login_trace):
    """Somebody who is not logged in opens /office.

    Without this test nobody would notice:

    * Nothing turns strangers away from Office. Everybody sees the page, without logging in. (guard-
      removed)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = client.get("/office")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Foffice"
    assert trace.stages == ["session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_login(app, login_trace):
    """Somebody logs in and opens /office.

    Without this test nobody would notice:

    * The class Person does not inherit from UserMixin. Flask-Login asks a user for is_active and
      get_id(), and finds neither: the login ends with an error 500. (user-without-mixin)
    * login_user is given the id of person, and not person. Every login ends with an error 500. (login-
      given-an-id)
    * login_user(person) is not called after the password was checked. Nobody is ever logged in, however
      right the password is. (login-left-out)
    * The session is emptied after login_user(person). The login is gone before the page is left: nobody
      is ever logged in. (session-cleared-after-login)
    * The app is not given to the login manager: manager.init_app(app) is missing. Every page that asks
      who is logged in ends with an error 500. (login-manager-not-started)
    * The user loader load never returns a user. The login works, and the next page has forgotten it.
      (loader-finds-nobody)
    * The user loader load looks for an id of another type. What it is given is a text. It finds nobody,
      for "1" is not 1, or it raises: the login is forgotten on the next page. (loader-takes-id-of-
      another-type)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/office"
    response = client.get("/office")
    assert response.status_code == 200
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "access_granted"]
    assert trace.variables["user_authenticated"] is True


def test_wrong_password(app, login_trace):
    """Somebody types a wrong password.

    Without this test nobody would notice:

    * The password itself is kept instead of its hash: bcrypt.hashpw(password.encode(),
      bcrypt.gensalt(4)) is gone. Nobody gets in, since the check expects a hash; and whoever sees the
      database knows every password. (password-kept-in-clear)
    * The password is not checked any more: bcrypt.checkpw(request.form["password"].encode(), person.pa…
      is gone. Whoever knows a name gets in, with any password. (every-password-right)
    * The check bcrypt.checkpw(request.form["password"].encode(), person.pa… is written so that no
      password passes: its arguments changed places, or a fresh hash, which has a new salt, is compared
      with the kept one. Nobody gets in, however right the password is. (every-password-wrong)
    * The check bcrypt.checkpw(request.form["password"].encode(), person.pa… is turned round: a "not" is
      missing, or one is too many. Right passwords are refused, and wrong ones let everybody in.
      (password-check-turned-round)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, password="not the password")
    assert response.status_code == 401
    response = client.get("/office")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Foffice"
    assert trace.stages == ["credentials_checked", "session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_not_remembered(app, login_trace):
    """Somebody does not ask to be remembered, and comes back when the browser was closed.

    Without this test nobody would notice:

    * login_user(person) remembers everybody, asked or not. Closing the browser logs nobody out, not
      even on a shared computer. (everybody-remembered)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/office"
    with client.session_transaction() as session:
        session.clear()  # the browser is closed: what stays is the remember cookie, if there is one
    response = client.get("/office")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Foffice"
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "redirected"]
    assert trace.variables["user_authenticated"] is False


def test_next_to_another_site(app, login_trace):
    """Somebody follows a link to the login that would lead on to https://evil.example/

    Without this test nobody would notice:

    * post() does not look any more where next leads to. A link to the login page of this site leads to
      another site after the login: made for stealing passwords. (next-not-checked)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client, page="/entrance?next=https%3A%2F%2Fevil.example%2F", next="https://evil.example/")
    assert response.status_code == 302
    assert response.location == "/office"
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
    assert response.location == "/office"
    response = client.post("/leave")
    assert response.status_code == 302
    assert response.location == "/entrance"
    response = client.get("/office")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Foffice"
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
    """Somebody who is logged in comes to /leave by GET.

    Without this test nobody would notice:

    * Leave logs out when it is asked for by GET. A link, a picture on another page or a browser that
      fetches pages in advance logs people out. (logout-by-link)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/office"
    response = client.get("/leave")
    assert response.status_code == 405
    response = client.get("/office")
    assert response.status_code == 200
    assert trace.stages == ["credentials_checked", "logged_in", "session_checked", "access_granted"]
    assert trace.variables["user_authenticated"] is True


def test_account_is_gone(app, login_trace):
    """Somebody comes back whose account is gone.

    Without this test nobody would notice:

    * The user loader load keeps the first user that it has found, and returns that one for every id.
      Users see and change what belongs to somebody else. (loader-finds-somebody-else)
    * The user loader load raises when there is no such user, instead of returning None. Whoever has the
      cookie of a deleted account gets an error on every page, the login page included. (loader-raises-
      for-unknown-id)
    """
    trace = login_trace(app)
    client = app.test_client()
    response = log_in(client)
    assert response.status_code == 302
    assert response.location == "/office"
    response = client.get("/office")
    assert response.status_code == 200
    with client.session_transaction() as session:
        session["_user_id"] += "000"  # an account that does not exist
    response = client.get("/office")
    assert response.status_code == 302
    assert response.location == "/entrance?next=%2Foffice"
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
    from classes import create_app

    keys = [create_app().secret_key, create_app().secret_key]
    assert len({*keys}) == 1


def test_next_is_followed_to_another_page(app):
    client = app.test_client()
    assert log_in(client, next="/notes").location == "/notes"
