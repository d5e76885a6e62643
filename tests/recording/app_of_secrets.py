"""An app that puts a secret wherever there is a place for one. Processes that watch it import nothing of the tests."""

from typing import Any

from flask import Flask, Response, abort, flash, redirect, render_template_string, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

PREFIX = "s3cr3t-"


def secret(of: str) -> str:
    return f"{PREFIX}{of}"


class User(UserMixin):  # type: ignore[misc] # Flask-Login ships no types
    """A user whose id, name and everything else is nobody's business."""

    def __init__(self) -> None:
        self.id = secret("user-id")
        self.password_hash = generate_password_hash(secret("password"), "pbkdf2:sha256:1000")

    def __repr__(self) -> str:
        return secret("repr")

    __str__ = __repr__


def make_app() -> Flask:
    app = Flask("shop")
    app.config.update(
        SECRET_KEY=secret("key-of-the-app"),
        SQLALCHEMY_DATABASE_URI=f"postgresql://shop:{secret('database')}@db.example/shop",
        MAIL_PASSWORD=secret("mail"),
    )
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.login_message = secret("login-message")
    user = User()
    manager.user_loader(lambda user_id: user if user_id == user.id else None)

    @app.before_request
    def remember_much() -> None:
        session[f"cart of {len(session) and 'x'}"] = [secret("in-a-list"), {"deep": secret("in-a-dict")}]
        session["token"] = secret("in-the-session")

    @app.route("/login", methods=["GET", "POST"])
    def login() -> Any:
        if request.method == "POST":
            flash(secret("flash"))
            if not check_password_hash(user.password_hash, request.form.get("password", "")):
                return render_template_string("<h1>{{ words }}</h1>", words=secret("failure")), 401
            login_user(user, remember="remember" in request.form)
            return redirect(request.args.get("next") or url_for("account", name=secret("in-the-path")))
        return render_template_string(
            '<h1>{{ words }}</h1><form method="post"><input name="user"><input name="password" type="password">'
            '<input name="csrf" type="hidden" value="{{ words }}"><input name="remember" type="checkbox"></form>',
            words=secret("heading"),
        )

    @app.route("/account/<name>")
    @login_required  # type: ignore[untyped-decorator] # as above
    def account(name: str) -> Response:
        answer = Response(
            f"<h1>{name} {current_user.id}</h1><form method=post action=/logout><button>out</button></form>",
            mimetype="text/html",
        )
        answer.headers["X-Api-Key"] = secret("in-a-header")
        answer.headers["Link"] = f"</{secret('in-a-link')}>"
        answer.set_cookie("tracking", secret("in-a-cookie"), path=f"/{secret('path-of-a-cookie')}")
        answer.headers.add("Set-Cookie", f"a:{secret('name-of-a-cookie')}=1; Domain={secret('domain')}.example")
        answer.headers.add(
            "Set-Cookie", f"theme=1; SameSite={secret('samesite')}; Expires={secret('expires')}; Secure=x"
        )
        answer.headers["WWW-Authenticate"] = f'Bearer realm="{secret("realm")}"'
        answer.headers["Cache-Control"] = f'private="{secret("cache")}", max-age=60'
        answer.headers["Content-Type"] = f"text/html; charset=utf-8; name={secret('parameter')}"
        answer.headers["Vary"] = f"Cookie, a:{secret('vary')}"
        return answer

    @app.route("/away")
    def away() -> Any:
        return redirect(f"https://user:{secret('userinfo')}@pay.example/{secret('foreign-path')}?k={secret('query')}#f")

    @app.route("/broken")
    def broken() -> str:
        raise ValueError(secret("exception"))

    @app.route("/forbidden")
    def forbidden() -> str:
        abort(403, secret("description"))

    @app.post("/logout")
    def logout() -> Any:
        logout_user()
        return redirect(url_for("login", reason=secret("reason")))

    add_odd_pages(app)
    return app


def add_odd_pages(app: Flask) -> None:
    """Add pages that answer with a secret where a word of a standard belongs."""

    @app.post("/api")
    def api() -> Any:
        answer = Response(request.form.get("username", "no such field"), status=401)
        answer.headers["WWW-Authenticate"] = secret("challenge")
        answer.headers["Allow"] = secret("allow")
        return answer

    @app.route("/strange")
    def strange() -> Any:
        flash("error", secret("flash-as-category:"))
        return redirect(f"{secret('scheme')}:{secret('behind-the-scheme')}")

    @app.route("/bare")
    def bare() -> Any:
        return redirect(f"/account/{secret('path')}?{secret('bare-location')}")
