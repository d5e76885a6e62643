"""Logins, sessions and logouts: found in views of many styles."""

import pytest

from tests.mutants.case import Case, assert_mutants, case

LOGINS = (
    case(
        "login-left-out",
        """
        def login():
            login_user(user, remember=form.remember.data)
            return redirect("/")
        """,
        "",
    ),
    case(
        "login-left-out",
        "def login(): login_user(user); return redirect('/')",
        "def login(): pass; return redirect('/')",
    ),
    case(
        "login-left-out",
        """
        async def login():
            if not flask_login.login_user(
                user,
                remember=True,
            ):
                return "switched off"
            return redirect("/")
        """,
        "if not user.is_active: /  /  / ",
    ),
    case(
        "login-left-out",
        """
        from flask_login import login_user as sign_in
        def login():
            if (user := find(form.name.data)) and user.check_password(form.password.data) and sign_in(user):
                return redirect("/")
        """,
        "if (user := find(form.name.data)) and user.check_password(form.password.data) and user.is_active:",
    ),
    case(
        "login-left-out",
        "def api(): return {'ok': login_user(find(name))}",
        "def api(): return {'ok': find(name).is_active}",
    ),
    case(
        "login-left-out",
        """
        def callback():
            login_user(find_or_make(profile))
            return redirect("/")
        """,
        "find_or_make(profile)",
    ),
    # Whoever registers could log in afterwards: nobody would say that the login does not work.
    case("login-left-out", "def register(): login_user(user)"),
    case(
        "login-result-ignored",
        """
        def login():
            if not login_user(user, remember=remember):
                flash("Your account is switched off.")
                return redirect("/login")
            return redirect("/")
        """,
        "login_user(user, remember=remember) /  / ",
    ),
    case(
        "login-result-ignored",
        """
        def login():
            if login_user(user, form.remember.data):
                flash("Welcome")
                if wanted:
                    return redirect(wanted)
                return redirect("/")
            else:
                flash("Switched off")
            return redirect("/login")
        """,
        'login_user(user, form.remember.data) / flash("Welcome") / if wanted: / return redirect(wanted)'
        ' / return redirect("/") /  / ',
    ),
    case("login-result-ignored", "def login():\n    login_user(user)\n"),
    case(
        "inactive-user-let-in",
        """
        class User(UserMixin):
            @property
            def is_active(self) -> bool:
                return self.enabled

        def login():
            login_user(user)
        """,
        "login_user(user, force=True)",
        "return True",
    ),
    case(
        "inactive-user-let-in",
        """
        def login():
            user = find(name)
            if not user.is_active:
                return "switched off"
            if user.enabled and user.check_password(password):
                login_user(user, True)
        """,
        "login_user(user, True, force=True)",
        " / ",
        "if user.check_password(password):",
    ),
    # Nothing here can be switched off.
    case("inactive-user-let-in", "def login():\n    login_user(user)\n"),
    case(
        "login-given-an-id",
        "def login():\n    login_user(account, remember=True)\n",
        "login_user(account.id, remember=True)",
    ),
    case("login-given-an-id", "def login():\n    login_user(User.get(name))\n"),
    case(
        "login-given-an-id",
        """
        class Member(UserMixin):
            def get_id(self): return self.email

        def login(): login_user(member)
        """,
        "def login(): login_user(member.get_id())",
    ),
    case("everybody-remembered", "def login():\n    login_user(user)\n", "login_user(user, remember=True)"),
    case(
        "everybody-remembered",
        """
        def login():
            login_user(
                user,
                remember="stay" in request.form,
                duration=WEEK,
            )
        """,
        "remember=True,",
    ),
    case("everybody-remembered", "def login():\n    login_user(user, form.remember.data)\n", "login_user(user, True)"),
    case(
        "everybody-remembered", "def login():\n    login_user(user, remember=True)\n    login_user(user, **options)\n"
    ),
    case(
        "remember-left-out",
        "def login():\n    login_user(user, remember=form.stay.data, force=True)\n",
        "login_user(user, force=True)",
    ),
    case("remember-left-out", "def login():\n    login_user(user, form.stay.data)\n", "login_user(user)"),
    case("remember-left-out", "def login():\n    login_user(user, remember=False)\n    login_user(user, stay, WEEK)\n"),
    case(
        "login-takes-no-form",
        """
        @bp.route("/login", methods=("GET", "POST"), strict_slashes=False)
        def login():
            login_user(user)
        """,
        '@bp.route("/login", strict_slashes=False)',
    ),
    case(
        "login-takes-no-form",
        """
        def login():
            login_user(user)
        app.add_url_rule("/login", view_func=login, methods=["GET", "POST"])
        """,
        'app.add_url_rule("/login", view_func=login)',
    ),
    case("login-takes-no-form", '@bp.post("/login")\ndef login():\n    login_user(user)\n'),
    case("confirmation-left-out", "def confirm():\n    confirm_login()\n    return redirect('/')\n", ""),
    case(
        "session-cleared-after-login",
        """
        from flask import session as kept
        def login():
            login_user(user)
        """,
        "login_user(user); kept.clear()",
    ),
    case(
        "session-cleared-after-login",
        """
        import flask
        def login():
            if not login_user(user):
                return "switched off"
            return flask.redirect("/")
        """,
        'flask.session.clear(); return flask.redirect("/")',
    ),
    case(
        "session-cleared-after-login",
        """
        from flask import (
            redirect,
            request,
        )
        def login():
            if login_user(user):
                return redirect("/")
            return "switched off"
        """,
        'request, session, / session.clear(); return redirect("/")',
    ),
    # A session of SQLAlchemy's has the name already.
    case(
        "session-cleared-after-login",
        """
        from flask import redirect
        from .database import session
        def login():
            login_user(user)
        """,
    ),
    case(
        "session-cleared-behind-logout",
        """
        from flask import redirect, session
        def logout():
            logout_user()
            return redirect("/")
        """,
        "logout_user(); session.clear()",
    ),
    case("logout-left-out", "def logout():\n    logout_user()\n    return redirect('/')\n", ""),
    case(
        "logout-left-out",
        "def logout(): flask_login.logout_user(); return redirect('/')\n",
        "def logout(): pass; return redirect('/')",
    ),
    case(
        "logout-by-own-hand",
        """
        from flask import session
        class Logout(View):
            def dispatch_request(self):
                logout_user()
        """,
        'session.pop("_user_id", None)',
    ),
    case(
        "logout-by-link",
        """
        @app.route("/logout", methods=["POST"])
        def logout():
            logout_user()
        """,
        '@app.route("/logout", methods=["GET", "POST"])',
    ),
    case(
        "logout-by-link",
        """
        @app.post("/logout", endpoint="out")
        def logout():
            logout_user()
        """,
        '@app.route("/logout", endpoint="out", methods=["GET", "POST"])',
    ),
    case(
        "logout-by-link",
        """
        class Logout(MethodView):
            def post(self):
                logout_user()
                return redirect("/")

        app.add_url_rule("/logout", view_func=Logout.as_view("logout"))
        """,
        "get = post",
    ),
    case(
        "logout-by-link",
        """
        def leave():
            logout_user()
        app.add_url_rule("/logout", "leave", leave, methods=["POST"])
        """,
        'app.add_url_rule("/logout", "leave", leave, methods=["GET", "POST"])',
    ),
    # It takes links already, or a form with a token that no link has.
    case(
        "logout-by-link",
        """
        @app.get("/logout")
        def logout():
            logout_user()

        @app.post("/leave")
        def leave():
            if LogoutForm().validate_on_submit():
                logout_user()
        """,
    ),
)


@pytest.mark.parametrize("tried", LOGINS, ids=str)
def test_logins_and_logouts_are_found_in_every_style(tried: Case) -> None:
    assert_mutants(tried)
