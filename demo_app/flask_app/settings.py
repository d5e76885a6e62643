"""The settings of the demo app, and what each of them is when nobody says otherwise."""

from collections.abc import Mapping
from datetime import timedelta

DEFAULTS: Mapping[str, object] = {
    # The people who may log in. Made for learning, shown on the login page, and no secret.
    "ACCOUNTS": {"ada": "analytical-engine", "ben": "kite-and-key-1752"},
    # With these their programs identify themselves. Made for learning like the passwords.
    "API_TOKENS": {"ada": "ada-token-2f9c41d07be8", "ben": "ben-token-83b5e6a01c7d"},
    # Where the accounts are kept; None means the user data folder.
    "DATABASE": None,
    # How passwords are hashed, in the words of werkzeug.security; None takes what Werkzeug takes: scrypt since 3.0.
    "PASSWORD_HASH_METHOD": None,
    # False leaves out the call of login_user.
    "CALL_LOGIN_USER": True,
    # Where strangers are sent; None answers them with 401.
    "LOGIN_VIEW": "authentication.login_form",
    # What the login manager flashes when it turns somebody away; None flashes nothing.
    "LOGIN_MESSAGE": None,
    # True answers strangers with a page of our own instead of sending them away.
    "UNAUTHORIZED_HANDLER": False,
    # Where people are sent who must type their password again, and what is flashed then.
    "REFRESH_VIEW": "authentication.confirm_form",
    "NEEDS_REFRESH_MESSAGE": None,
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
