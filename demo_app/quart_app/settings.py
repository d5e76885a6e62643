"""The settings of the demo app, and what each of them is when nobody says otherwise.

What both apps have is called the same in both.
"""

from collections.abc import Mapping
from datetime import timedelta

from .flask_login_on_quart import CURES

DEFAULTS: Mapping[str, object] = {
    # The people who may log in. Made for learning, shown on the login page, and no secret.
    "ACCOUNTS": {"ada": "analytical-engine", "ben": "kite-and-key-1752"},
    # Where the accounts are kept; None means the user data folder.
    "DATABASE": None,
    # How passwords are hashed, in the words of werkzeug.security; None takes what Werkzeug takes: scrypt since 3.0.
    "PASSWORD_HASH_METHOD": None,
    # False leaves out the call of login_user.
    "CALL_LOGIN_USER": True,
    # False forgets to await the form in the login view, which is easily forgotten in an async view.
    "AWAIT_FORM": True,
    # Where people go who log in and had wanted no page before: the protected page, as in the tutorial.
    "AFTER_LOGIN": "pages.protected",
    # Where strangers are sent: "authentication.login_form". None sends them nowhere.
    "LOGIN_VIEW": None,
    # True answers strangers with a page of our own, also where there is a login view. False never does; then,
    # without a login view, Flask-Login answers with 401 by itself. None does where there is no login view.
    "UNAUTHORIZED_HANDLER": None,
    # The status of that page. A handler that returns nothing but a text, as in the tutorial, says 200.
    "UNAUTHORIZED_STATUS": 401,
    # What the login manager flashes when it redirects somebody; None flashes nothing.
    "LOGIN_MESSAGE": None,
    # Where a request may bring name and password along instead of a session: in its "form", in its "query" (the
    # part of the address after the question mark), or nowhere (None). "tutorial" looks up the name in the form and
    # assigns user.is_authenticated, as the tutorial does.
    "REQUEST_LOADER": "form",
    # What is mended, so that a login works as on Flask; flask_login_on_quart.py says what is broken and why.
    "CURES": [*CURES],
    # True makes everybody who is not logged in a guest with a name.
    "GUESTS": False,
    # True puts an id into the session that changes with the password, so that a new password ends old logins.
    "ALTERNATIVE_IDS": False,
    # How many seconds a "remember me" lasts; None leaves that to REMEMBER_COOKIE_DURATION.
    "REMEMBER_FOR": None,
    # True asks browsers not to keep pages, so that the back button shows none of them after a logout.
    "FORBID_CACHING": True,
    # The cookies: no script can read them, and other sites' forms do not send them along.
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    # Flask-Login's own defaults, named here so that scenarios can set them and a typing error is noticed.
    "REMEMBER_COOKIE_NAME": "remember_token",
    "REMEMBER_COOKIE_DURATION": timedelta(days=365),
    "REMEMBER_COOKIE_DOMAIN": None,
    "REMEMBER_COOKIE_PATH": "/",
    "REMEMBER_COOKIE_SECURE": False,
    "REMEMBER_COOKIE_REFRESH_EACH_REQUEST": False,
    "SESSION_PROTECTION": "basic",
    "USE_SESSION_FOR_NEXT": False,
    "FORCE_HOST_FOR_REDIRECTS": None,
    "LOGIN_DISABLED": False,
}
