"""One fault in an otherwise healthy app: the right finding, and no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.foreign_apps.driver import (
    CLASSES,
    CLOSE,
    FACTORY,
    HOOKS,
    LOGIN,
    LOGOUT,
    ONE_FILE,
    REMEMBER,
    VISIT,
    WRONG,
    ForeignApp,
)
from tracer.findings import find
from tracer.libraries import unmet
from tracer.trace.facts import FaultFacts
from tracer.trace.scenario import Action

CONFIG = 'login_manager.login_view = "login"\n'
HTTPS_SITE = "https://demo.example"


@dataclass(frozen=True)
class Fault:
    """A change that breaks an app, what somebody does then, and what is found.

    Attributes:
        name: What is wrong, in a few words.
        foreign: Which app.
        changes: Texts of its source, each with what stands in its place.
        actions: What somebody does.
        code: What must be found.
    """

    name: str
    foreign: ForeignApp
    changes: Sequence[tuple[str, str]]
    actions: Sequence[Action]
    code: str


def config(line: str) -> list[tuple[str, str]]:
    return [(CONFIG, f"{CONFIG}{line}\n")]


def in_factory(hook: str) -> list[tuple[str, str]]:
    """Put a hook into the app that is made by a factory."""
    here = "    with app.app_context():"
    return [(here, f"    from flask import request, session\n    {hook}\n{here}")]


NEW_TOKEN = "app.before_request(lambda: session.update(csrf_token='new') if request.method == 'POST' else None)"
FORGOTTEN_TOKEN = "app.after_request(lambda answer: (session.pop('csrf_token', None), answer)[1])"
LOAD = "@login_manager.user_loader\ndef load_user(user_id):\n    return USERS.get(int(user_id))\n"
STYLE = Action(do="send", page="style")
EVIL = Action(do="visit", page="login", query={"next": "https://evil.example/"})

ONE_HEADER_OF_EACH_NAME = """
inner = app.wsgi_app

def keep_one(environ, start_response):
    def start(status, headers, *more):
        kept = {name.lower(): (name, value) for name, value in reversed(headers)}
        return start_response(status, list(kept.values()), *more)
    return inner(environ, start)

app.wsgi_app = keep_one

def with_theme(target):
    answer = redirect(target)
    answer.set_cookie("theme", "dark")
    return answer
"""
LEADS_ON = """
    if current_user.is_authenticated:
        return redirect(request.args["next"])
    return page("Log in", form=True)"""

FAULTS = [
    # Setting up.
    Fault(
        "init_app is not called",
        ONE_FILE,
        [("LoginManager(app)", "LoginManager()")],
        [VISIT],
        "no-login-manager",
    ),
    Fault("no user_loader", ONE_FILE, [(LOAD, "")], [VISIT], "no-user-loader"),
    Fault(
        "user_loader on another manager",
        ONE_FILE,
        [("@login_manager.user_loader", "@LoginManager().user_loader")],
        [VISIT, LOGIN],
        "no-user-loader",
    ),
    Fault(
        "guard above the route",
        ONE_FILE,
        [('@app.route("/account")\n@login_required', '@login_required\n@app.route("/account")')],
        [LOGIN, VISIT],
        "guard-above-route",
    ),
    Fault(
        "guard above the route in a blueprint",
        FACTORY,
        [('@pages.route("/profile")\n@login_required', '@login_required\n@pages.route("/profile")')],
        [LOGIN, VISIT],
        "guard-above-route",
    ),
    Fault(
        "login_view misspelt",
        FACTORY,
        [('login_view = "accounts.login"', 'login_view = "account.login"')],
        [VISIT],
        "login-view-not-found",
    ),
    Fault(
        "login page guarded",
        ONE_FILE,
        [('methods=["GET", "POST"])\n', 'methods=["GET", "POST"])\n@login_required\n')],
        [],
        "login-page-guarded",
    ),
    Fault(
        "protection misspelt",
        ONE_FILE,
        config('login_manager.session_protection = "Strong"'),
        [VISIT],
        "session-protection-unknown",
    ),
    Fault(
        "no secret key",
        ONE_FILE,
        [('app.secret_key = "a key of this app that nobody else knows"\n', "")],
        [LOGIN],
        "secret-key-missing",
    ),
    Fault(
        "secret key is a number",
        ONE_FILE,
        [('app.secret_key = "a key of this app that nobody else knows"', "app.secret_key = 1955")],
        [LOGIN],
        "secret-key-wrong-type",
    ),
    Fault(
        "guard thrown away",
        ONE_FILE,
        [
            ("@login_required\ndef account", "def account"),
            ('@app.route("/cart/<item>")', 'login_required(account)\n\n\n@app.route("/cart/<item>")'),
        ],
        [LOGIN, VISIT],
        "guard-thrown-away",
    ),
    Fault(
        "SameSite=None without Secure",
        ONE_FILE,
        config('app.config["SESSION_COOKIE_SAMESITE"] = "None"'),
        [VISIT],
        "cookie-samesite-none",
    ),
    # Logging in.
    Fault("login_user not called", HOOKS, [("login_user(member)", "pass")], [LOGIN, VISIT], "login-user-not-called"),
    Fault(
        "login_user not called, home page first",
        ONE_FILE,
        [('if not login_user(user, remember="stay" in request.form):', "if False:")],
        [LOGIN, VISIT],
        "login-user-not-called",
    ),
    Fault(
        "login_user not called, only the home page",
        ONE_FILE,
        [('if not login_user(user, remember="stay" in request.form):', "if False:")],
        [LOGIN],
        "login-user-not-called",
    ),
    Fault(
        "login_user not called, and the check cannot be seen",
        CLASSES,
        [
            (
                'not bcrypt.checkpw(request.form["password"].encode(), person.password_hash)',
                'request.form["password"] != "flow-matic-1955"',
            ),
            ("login_user(person)", "pass"),
        ],
        [LOGIN],
        "login-form-without-login",
    ),
    Fault(
        "own session key instead of login_user",
        CLASSES,
        [("login_user(person)", "session['user_id'] = person.id"), ("request, url_for", "request, session, url_for")],
        [LOGIN],
        "login-user-not-called",
    ),
    Fault(
        "inactive user, result ignored",
        FACTORY,
        [("default=True)", "default=False)")],
        [LOGIN, VISIT],
        "inactive-user-ignored",
    ),
    Fault("no UserMixin", CLASSES, [("class Person(UserMixin)", "class Person")], [LOGIN], "not-a-user"),
    Fault("login_user(None)", HOOKS, [("login_user(member)", "login_user(None)")], [LOGIN], "no-user-given"),
    Fault("login_user(id)", CLASSES, [("login_user(person)", "login_user(person.id)")], [LOGIN], "not-a-user"),
    Fault(
        "duration is no timedelta",
        HOOKS,
        [("login_user(member)", "login_user(member, remember=True, duration=60)")],
        [LOGIN],
        "login-user-raised",
    ),
    Fault(
        "user not saved yet",
        FACTORY,
        [("login_user(user, remember=form.remember.data)", "login_user(User(email='new', active=True))")],
        [LOGIN, VISIT],
        "unsaved-user",
    ),
    Fault(
        "hash column too short",
        FACTORY,
        [
            (
                'generate_password_hash(password, "pbkdf2:sha256:1000")',
                'generate_password_hash(password, "pbkdf2:sha256:1000")[:64]',
            )
        ],
        [LOGIN],
        "password-hash-cut-off",
    ),
    Fault(
        "arguments of the check swapped",
        FACTORY,
        [("check_password_hash(self.password_hash, password)", "check_password_hash(password, self.password_hash)")],
        [LOGIN],
        "password-hash-unreadable",
    ),
    Fault(
        "hashed twice",
        FACTORY,
        [
            (
                'self.password_hash = generate_password_hash(password, "pbkdf2:sha256:1000")',
                'self.password_hash = generate_password_hash(generate_password_hash(password), "pbkdf2:sha256:1000")',
            )
        ],
        [LOGIN],
        "right-password-rejected",
    ),
    # The login request failed before login_user.
    Fault(
        "the form has another name for a field",
        HOOKS,
        [('request.form.get("email", "")', 'request.form.get("mail", "")')],
        [LOGIN],
        "nobody-logged-in",
    ),
    Fault(
        "a hook that wants a header",
        ONE_FILE,
        config('app.before_request(lambda: ("no", 403) if request.method == "POST" else None)'),
        [LOGIN],
        "login-request-refused",
    ),
    Fault(
        "the view asks for a field that the form has not",
        ONE_FILE,
        [('request.form["name"]', 'request.form["username"]')],
        [LOGIN],
        "login-request-refused",
    ),
    Fault(
        "a token of one's own that the form lacks",
        ONE_FILE,
        [
            (
                "        user = next(",
                '        if request.form.get("token") != session.get("t"): abort(400)\n        user = next(',
            ),
            ('    return page("Log in", form=True)', '    session["t"] = "one"\n    return page("Log in", form=True)'),
            ("from flask import Flask", "from flask import abort, Flask"),
        ],
        [LOGIN],
        "login-request-refused",
    ),
    Fault(
        "a token of one's own, and Secure over HTTP",
        ONE_FILE,
        [
            (CONFIG, f'{CONFIG}app.config["SESSION_COOKIE_SECURE"] = True\n'),
            ("        user = next(", '        if "token" not in session: abort(400)\n        user = next('),
            (
                '    return page("Log in", form=True)',
                '    session["token"] = "one"\n    return page("Log in", form=True)',
            ),
            ("from flask import Flask", "from flask import abort, Flask"),
        ],
        [LOGIN],
        "cookie-secure-over-http",
    ),
    Fault("the form without its token", FACTORY, [("{{ form.hidden_tag() }}", "")], [LOGIN], "csrf-token-missing"),
    Fault(
        "the same, and the whole app is protected",
        ONE_FILE,
        config("import flask_wtf; flask_wtf.CSRFProtect(app)"),
        [LOGIN],
        "csrf-token-missing",
    ),
    Fault(
        "the token has expired",
        FACTORY,
        [('SESSION_COOKIE_SAMESITE="Lax"', "WTF_CSRF_TIME_LIMIT=-1")],
        [LOGIN],
        "csrf-token-expired",
    ),
    Fault("the token of another session", FACTORY, in_factory(NEW_TOKEN), [LOGIN], "csrf-token-refused"),
    Fault("no token in the session", FACTORY, in_factory(FORGOTTEN_TOKEN), [LOGIN], "csrf-session-missing"),
    Fault(
        "the session with the token is Secure over HTTP",
        FACTORY,
        [('SESSION_COOKIE_SAMESITE="Lax"', "SESSION_COOKIE_SECURE=True")],
        [LOGIN],
        "cookie-secure-over-http",
    ),
    Fault(
        "the session with the token is for another domain",
        FACTORY,
        [('SESSION_COOKIE_SAMESITE="Lax"', 'SESSION_COOKIE_DOMAIN="example.org"')],
        [LOGIN],
        "cookie-wrong-domain",
    ),
    Fault(
        "the login takes GET only",
        ONE_FILE,
        [('methods=["GET", "POST"])', 'methods=["GET"])')],
        [LOGIN],
        "login-method-not-allowed",
    ),
    Fault(
        "the login reads JSON",
        ONE_FILE,
        [('request.form["name"]', 'request.json["name"]')],
        [LOGIN],
        # Older ones answer with an error 400 that says nothing.
        "login-request-refused" if unmet({"werkzeug": "2.3"}) else "json-wanted-by-login-view",
    ),
    # Losing a login.
    Fault("id of the wrong type", ONE_FILE, [("int(user_id)", "user_id")], [LOGIN, VISIT], "user-not-found-again"),
    Fault(
        "get_id and the loader disagree",
        HOOKS,
        [("return self.email", 'return self.email.partition("@")[0]')],
        [LOGIN, VISIT],
        "user-not-found-again",
    ),
    Fault("the loader raises", HOOKS, [("members.get)", "{}.__getitem__)")], [LOGIN, VISIT], "loader-raises"),
    Fault(
        "async loader",
        ONE_FILE,
        [("def load_user", "async def load_user")],
        [LOGIN],
        "async-loader",
    ),
    Fault(
        "current_user in its own load",
        ONE_FILE,
        [("    return USERS.get(int(user_id))", "    return USERS.get(int(user_id)) if current_user else None")],
        [LOGIN],
        "current-user-in-its-own-load",
    ),
    Fault(
        "session emptied after login_user",
        CLASSES,
        [
            ("login_user(person)", "login_user(person); session.clear()"),
            ("request, url_for", "request, session, url_for"),
        ],
        [LOGIN],
        "session-emptied-after-login",
    ),
    Fault(
        "session emptied by another page",
        ONE_FILE,
        [('session["cart"] = [*session.get("cart", []), item]', "session.clear()")],
        [LOGIN, Action(do="visit", page="cart"), VISIT],
        "session-emptied",
    ),
    Fault(
        "secret key made anew for every request",
        ONE_FILE,
        [
            (
                "login_manager = LoginManager(app)",
                (
                    "import secrets\n"
                    'app.before_request(lambda: setattr(app, "secret_key", secrets.token_hex()))\n'
                    "login_manager = LoginManager(app)"
                ),
            )
        ],
        [LOGIN, VISIT],
        "secret-key-changed",
    ),
    Fault(
        "Secure over HTTP",
        ONE_FILE,
        config('app.config["SESSION_COOKIE_SECURE"] = True'),
        [LOGIN, VISIT],
        "cookie-secure-over-http",
    ),
    Fault(
        "cookie for another path",
        ONE_FILE,
        config('app.config["SESSION_COOKIE_PATH"] = "/app"'),
        [LOGIN, VISIT],
        "cookie-wrong-path",
    ),
    Fault(
        "cookie for another domain",
        ONE_FILE,
        config('app.config["SESSION_COOKIE_DOMAIN"] = "example.org"'),
        [LOGIN, VISIT],
        "cookie-wrong-domain",
    ),
    Fault(
        "another host",
        ONE_FILE,
        [],
        [LOGIN, Action(do="visit", page="protected", origin="http://www.demo.example")],
        "host-changed",
    ),
    Fault(
        "SameSite=Strict and a link from elsewhere",
        ONE_FILE,
        config('app.config["SESSION_COOKIE_SAMESITE"] = "Strict"'),
        [LOGIN, Action(do="visit", page="protected", from_site="https://mail.example")],
        "cookie-samesite-strict",
    ),
    Fault(
        "cookie too large",
        ONE_FILE,
        [
            (
                'return page("Your account is switched off")',
                'pass\n        import secrets; session["much"] = secrets.token_hex(4000)',
            )
        ],
        [LOGIN, VISIT],
        "cookie-too-large",
    ),
    # Guards.
    Fault(
        "the anonymous user says it is authenticated",
        ONE_FILE,
        config('login_manager.anonymous_user = type("Developer", (UserMixin,), {"name": "dev", "is_anonymous": True})'),
        [VISIT],
        "anonymous-passes-guard",
    ),
    Fault(
        "LOGIN_DISABLED left on",
        CLASSES,
        [("GREETING=greeting", "GREETING=greeting, LOGIN_DISABLED=True")],
        [VISIT],
        "login-disabled",
    ),
    Fault("static files blocked", HOOKS, [('"static", ', "")], [VISIT, STYLE], "guard-blocks-static-files"),
    Fault(
        "preflight blocked",
        HOOKS,
        [(' or request.method == "OPTIONS"', "")],
        [Action(do="send", page="protected", method="OPTIONS")],
        "guard-blocks-preflight",
    ),
    Fault("login page blocked", HOOKS, [('"sign_in", ', "")], [VISIT], "guard-blocks-login-page"),
    Fault("no login_view", ONE_FILE, [(CONFIG, "")], [VISIT], "no-login-view"),
    Fault(
        "no refresh_view",
        ONE_FILE,
        [("@login_required\ndef account", "@fresh_login_required\ndef account")],
        [REMEMBER, CLOSE, VISIT],
        "no-refresh-view",
    ),
    Fault(
        "unauthorized() not returned",
        ONE_FILE,
        [
            (
                '@login_required\ndef account():\n    return page(f"Account of {current_user.name}")',
                (
                    "def account():\n"
                    "    if not current_user.is_authenticated:\n"
                    "        login_manager.unauthorized()\n"
                    '    return page("Account")'
                ),
            )
        ],
        [VISIT],
        "unauthorized-not-returned",
    ),
    Fault(
        "an answer 403 after the login",
        ONE_FILE,
        [
            ("from flask import Flask", "from flask import Flask, abort"),
            (
                "        return redirect(target if is_safe",
                (
                    "        if not current_user.is_anonymous:\n"
                    "            abort(403)\n"
                    "        return redirect(target if is_safe"
                ),
            ),
        ],
        [LOGIN],
        "login-answered-with-error",
    ),
    Fault(
        "redirect() after the login not returned",
        ONE_FILE,
        [("        return redirect(target if is_safe", "        redirect(target if is_safe")],
        [LOGIN],
        "redirect-not-returned",
    ),
    Fault(
        "redirect() after a wrong password not returned",
        ONE_FILE,
        [('            return redirect(url_for("login"))', '            redirect(url_for("login"))')],
        [WRONG],
        "redirect-not-returned",
    ),
    Fault(
        "redirect() for strangers not returned",
        ONE_FILE,
        [
            (
                '@login_required\ndef account():\n    return page(f"Account of {current_user.name}")',
                (
                    "def account():\n"
                    "    if not current_user.is_authenticated:\n"
                    '        redirect(url_for("login"))\n'
                    '    return page("Account")'
                ),
            )
        ],
        [VISIT],
        "redirect-not-returned",
    ),
    Fault(
        "is_authenticated is False",
        HOOKS,
        [("    def get_id(self)", "    is_authenticated = False\n\n    def get_id(self)")],
        [LOGIN],
        "loaded-but-not-authenticated",
    ),
    # Redirects.
    Fault(
        "open redirect",
        ONE_FILE,
        [("target if is_safe(target) else url_for", "target or url_for")],
        [EVIL, LOGIN],
        "open-redirect",
    ),
    Fault(
        "open redirect from a hidden field",
        CLASSES,
        [('wanted if wanted in {"/office", "/notes"} else url_for("office")', 'wanted or url_for("office")')],
        [EVIL, LOGIN],
        "open-redirect",
    ),
    Fault(
        "open redirect, four slashes",
        ONE_FILE,
        [("and not target.startswith", "or not target.startswith")],
        [Action(do="visit", page="login", query={"next": "////evil.example"}), LOGIN],
        "open-redirect",
    ),
    Fault(
        "open redirect by another name",
        CLASSES,
        [
            ('wanted = request.form.get("next", "")', 'wanted = request.args.get("return_to", "")'),
            ('wanted if wanted in {"/office", "/notes"} else url_for("office")', 'wanted or url_for("office")'),
        ],
        [Action(do="visit", page="login", query={"return_to": "https://evil.example/"}), LOGIN],
        "open-redirect",
    ),
    Fault(
        "next lost",
        ONE_FILE,
        [("url_for('login', next=request.args.get('next'))", "url_for('login')")],
        [VISIT, LOGIN],
        "next-lost",
    ),
    Fault(
        "sent in a circle",
        ONE_FILE,
        [
            ('    return page("Log in", form=True)', '    return redirect("/account")'),
        ],
        [VISIT],
        "redirect-loop",
    ),
    # Session protection.
    Fault(
        "strong protection and remember me",
        ONE_FILE,
        config('login_manager.session_protection = "strong"'),
        [REMEMBER, CLOSE, VISIT, VISIT],
        "strong-protection-with-remember-me",
    ),
    Fault(
        "strong protection and a changing address",
        ONE_FILE,
        config('login_manager.session_protection = "strong"'),
        [LOGIN, Action(do="change_address", address="192.0.2.7"), VISIT],
        "address-changed",
    ),
    Fault(
        "strong protection eats next",
        ONE_FILE,
        config('login_manager.session_protection = "strong"; app.config["USE_SESSION_FOR_NEXT"] = True'),
        [VISIT, Action(do="change_user_agent", user_agent="another"), Action(do="visit", page="home")],
        "strong-protection-eats-next",
    ),
    # The remember cookie, and logging out.
    Fault(
        "remember cookie for everybody",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_REFRESH_EACH_REQUEST"] = True'),
        [LOGIN],
        "remember-cookie-unasked",
    ),
    Fault(
        "logout by GET, from another site",
        ONE_FILE,
        [('@app.route("/logout", methods=["POST"])', '@app.route("/logout")')],
        [LOGIN, Action(do="visit", page="logout", from_site="https://forum.example")],
        "logout-by-get",
    ),
    Fault(
        "session.clear() after logout_user()",
        ONE_FILE,
        [("    logout_user()\n", "    logout_user()\n    session.clear()\n")],
        [REMEMBER, LOGOUT, VISIT],
        "session-cleared-after-logout",
    ),
    Fault(
        "the remember cookie is deleted at another path",
        ONE_FILE,
        [("    logout_user()\n", '    logout_user()\n    app.config["REMEMBER_COOKIE_PATH"] = "/app"\n')],
        [REMEMBER, LOGOUT, VISIT],
        "remember-cookie-not-deleted",
    ),
    # Cookies, and who asks.
    Fault(
        "the remember cookie is Secure, and the app is served over HTTP",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_SECURE"] = True'),
        [REMEMBER, VISIT, CLOSE, VISIT],
        "remember-cookie-not-returned",
    ),
    Fault(
        "the remember cookie lasts no second",
        ONE_FILE,
        config('app.config["REMEMBER_COOKIE_DURATION"] = 0'),
        [REMEMBER, VISIT, CLOSE, VISIT],
        "remember-cookie-not-returned",
    ),
    *(
        Fault(
            f"a cookie that begins with {name}",
            ONE_FILE,
            config(f'app.config["SESSION_COOKIE_NAME"] = "{name}session"'),
            [LOGIN, VISIT],
            "cookie-prefix-not-met",
        )
        for name in ("__Host-", "__Secure-")
    ),
    Fault(
        "a middleware that keeps one header of each name",
        ONE_FILE,
        [(CONFIG, f"{CONFIG}{ONE_HEADER_OF_EACH_NAME}"), ("return redirect(target", "return with_theme(target")],
        [VISIT, LOGIN, VISIT],
        "set-cookie-dropped",
    ),
    Fault(
        "a user without a role is sent to the login page, which sends back",
        ONE_FILE,
        [
            (
                '    return page(f"Account of {current_user.name}")',
                '    return redirect(url_for("login", next="/account"))',
            ),
            ('    return page("Log in", form=True)', LEADS_ON),
        ],
        [LOGIN, VISIT],
        "signed-in-user-sent-to-login",
    ),
    Fault(
        "a script is led to the login page",
        ONE_FILE,
        [],  # What is wrong is that nothing was changed: a script asks.
        [Action(do="send", page="protected", headers={"Accept": "application/json"})],
        "script-gets-login-page",
    ),
    Fault(
        "logout without logout_user",
        ONE_FILE,
        [("    logout_user()\n", "    pass\n")],
        [LOGIN, LOGOUT, VISIT],
        "logout-without-logout-user",
    ),
    Fault(
        "logout without logout_user, and a page that says good-bye",
        ONE_FILE,
        [('    logout_user()\n    return redirect(url_for("index"))', '    return "Good-bye"')],
        [LOGIN, LOGOUT],
        "logout-without-logout-user",
    ),
    Fault(
        "logout without logout_user, and nothing to be seen",
        ONE_FILE,
        [('    logout_user()\n    return redirect(url_for("index"))', '    return "", 204')],
        [LOGIN, LOGOUT],
        "logout-without-logout-user",
    ),
    Fault(
        "logout by session.clear() alone",
        ONE_FILE,
        [("    logout_user()\n", "    session.clear()\n")],
        [REMEMBER, LOGOUT, VISIT],
        "logout-without-logout-user",
    ),
    Fault(
        "a logout by GET that does nothing",
        ONE_FILE,
        [
            (
                'methods=["POST"])\ndef logout():\n    logout_user()\n    return redirect(url_for("index"))',
                'methods=["GET"])\ndef logout():\n    return "Good-bye"',
            )
        ],
        [LOGIN, Action(do="visit", page="logout")],
        "logout-without-logout-user",
    ),
    # Forms that go astray.
    Fault(
        "a form without a method",
        ONE_FILE,
        [('<form method="post" action="{{ url_for(\'login\'', "<form action=\"{{ url_for('login'")],
        [VISIT, LOGIN, VISIT],
        "login-form-sent-by-get",
    ),
    Fault(
        "a form whose action leads nowhere",
        ONE_FILE,
        [("{{ url_for('login', next=request.args.get('next')) }}", "/log-in")],
        [VISIT, LOGIN, VISIT],
        "login-request-refused",
    ),
    Fault(
        "a hook that swallows every form",
        ONE_FILE,
        [
            (
                '@app.route("/login"',
                (
                    "@app.before_request\ndef again():\n"
                    '    return redirect(request.url) if request.method == "POST" else None\n\n\n@app.route("/login"'
                ),
            )
        ],
        [VISIT, LOGIN, VISIT],
        "nobody-logged-in",
    ),
    Fault(
        "a login that is undone at once",
        ONE_FILE,
        [
            (
                '        target = request.args.get("next", "")',
                '        logout_user()\n        target = request.args.get("next", "")',
            )
        ],
        [VISIT, LOGIN, VISIT],
        "nobody-logged-in",
    ),
    Fault(
        "a login answered 307",
        ONE_FILE,
        [('else url_for("index"))', 'else url_for("account"), 307)')],
        [LOGIN],
        "method-not-allowed-after-login",
    ),
    Fault(
        "a next that takes no GET",
        ONE_FILE,
        [('@app.route("/cart/<item>")', '@app.route("/cart/<item>", methods=["POST"])')],
        [Action(do="visit", page="login", query={"next": "/cart/tea"}), LOGIN],
        "method-not-allowed-after-login",
    ),
    # Pages.
    Fault(
        "a page that raises",
        ONE_FILE,
        [('return page(f"Account of {current_user.name}")', 'raise ValueError("nothing to sell")')],
        [LOGIN, VISIT],
        "app-raised",
    ),
    Fault(
        "the check of the password is gone",
        ONE_FILE,
        [(' or not check_password_hash(user.password_hash, request.form["secret"])', "")],
        [WRONG],
        "wrong-password-accepted",
    ),
    Fault(
        "the check of the password is turned round",
        HOOKS,
        [("and check_password_hash", "and not check_password_hash")],
        [WRONG],
        "wrong-password-accepted",
    ),
    Fault(
        "the check of the password says yes to everything",
        FACTORY,
        [("return check_password_hash(self.password_hash, password)", "return True")],
        [VISIT, WRONG, VISIT],
        "wrong-password-accepted",
    ),
    Fault(
        "a page without its guard",
        CLASSES,
        [("    decorators = [login_required]\n", "")],
        [VISIT],
        "protected-page-open",
    ),
    Fault(
        "a hook that asks whether there is a user",
        HOOKS,
        [
            (
                "        if not current_user.is_authenticated:\n            return",
                "        if not current_user:\n            return",
            )
        ],
        [VISIT, LOGIN, VISIT],
        "protected-page-open",
    ),
    Fault(
        "remember me is not passed on",
        ONE_FILE,
        [('login_user(user, remember="stay" in request.form)', "login_user(user)")],
        [REMEMBER, VISIT],
        "remember-me-ignored",
    ),
    Fault(
        "everybody is remembered, although there is a box",
        FACTORY,
        [("remember=form.remember.data", "remember=True")],
        [LOGIN, VISIT],
        "remember-cookie-unasked",
    ),
    Fault(
        "next comes, and the login leads home",
        ONE_FILE,
        [('target if is_safe(target) else url_for("index")', 'url_for("index")')],
        [VISIT, LOGIN],
        "next-lost",
    ),
    Fault(
        "the logout page has another name, and does nothing",
        CLASSES,
        [("        logout_user()\n", "")],
        [LOGIN, LOGOUT],
        "logout-without-logout-user",
    ),
    Fault(
        "a guard above the route of a page that asks the user",
        ONE_FILE,
        [('@app.route("/account")\n@login_required', '@login_required\n@app.route("/account")')],
        [VISIT],
        "guard-above-route",
    ),
    Fault(
        "a login that raises",
        ONE_FILE,
        [('        target = request.args.get("next", "")', '        target = {}["next"]')],
        [LOGIN],
        "app-raised",
    ),
    Fault(
        "a page that answers 500 by itself",
        ONE_FILE,
        [('return page(f"Account of {current_user.name}")', 'return page("Broken"), 500')],
        [LOGIN, VISIT],
        "app-raised",
    ),
    Fault(
        "the user is loaded for static files",
        HOOKS,
        [('request.endpoint != "static" and ', "")],
        [LOGIN, STYLE],
        "user-loaded-for-static-files",
    ),
    Fault(
        "an attribute that the anonymous user lacks",
        ONE_FILE,
        [('current_user.name if current_user.is_authenticated else "stranger"', "current_user.name")],
        [Action(do="visit", page="hello")],
        "anonymous-user-has-no-such-attribute",
    ),
    Fault(
        "the same in a template",
        ONE_FILE,
        [
            ('page(f"Hello {name}")', 'render_template_string("{{ current_user.name.title() }}")'),
            ('current_user.name if current_user.is_authenticated else "stranger"', '"nobody"'),
        ],
        [Action(do="visit", page="hello")],
        "anonymous-user-has-no-such-attribute",
    ),
]

MORE_PAGES = {"cart": "/cart/tea", "hello": "/hello", "style": "/static/style.css"}


@pytest.mark.filterwarnings("ignore:coroutine", "ignore:The 'session' cookie is too large")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_right_finding_and_no_other(fault: Fault, tmp_path: Path) -> None:
    app = fault.foreign.load(tmp_path, *fault.changes)
    trace = fault.foreign.use(app, *(fault.actions or [VISIT]), **MORE_PAGES)

    assert {finding.code for finding in find(trace)} == {fault.code}
    # Where the app has used up the stack, the observer has none left either.
    assert {event.facts for event in trace.of_kind("fault")} <= {FaultFacts("RecursionError")}


# Where nothing is changed, the fault is in what the person does.
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.changes], ids=lambda fault: fault.name)
def test_without_the_fault_nothing_is_found(fault: Fault, tmp_path: Path) -> None:
    trace = fault.foreign.use(fault.foreign.load(tmp_path), *(fault.actions or [VISIT]), **MORE_PAGES)

    assert find(trace) == ()
