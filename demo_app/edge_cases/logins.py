"""Other ways to log in and out, most of them wrong."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, login_user, logout_user

from ..accounts import User
from ..flask_app.authentication import remember_duration, wanted_page

DEFAULTS: Mapping[str, object] = {
    # Whom login_user is given: "user", "nobody", "id", "no mixin", "numbered" (get_id returns an int), or
    # "unsaved" (the database has given it no id yet).
    "LOGS_IN": "user",
    # True passes login_user(force=True), which lets accounts in that are switched off.
    "FORCE": False,
    # False passes login_user(fresh=False).
    "FRESH": True,
    # True passes login_user(duration=60), a number where a timedelta is expected.
    "DURATION_IS_A_NUMBER": False,
    # True goes wherever `next` says.
    "FOLLOW_ANY_NEXT": False,
    # True leaves `next` in the session after it was read.
    "LEAVE_NEXT": False,
    # True makes sessions permanent: their cookies have a date on which they end.
    "PERMANENT": False,
    # True says whether the name or the password was wrong, and compares no password for a name that nobody has.
    "TELL_WHICH": False,
    # True flashes a message at logout and after a wrong password, as many tutorials do.
    "FLASH": False,
    # Where session.clear() is called at logout: "after", "before", "instead", or nowhere.
    "CLEAR_SESSION": None,
}


class Numbered(User):
    """A user whose get_id returns a number instead of a text."""

    def get_id(self) -> int:
        """Return the id as it is."""
        return self.id


class Unsaved(UserMixin):
    """A user whom the database has given no id yet."""

    id = None


class WithoutMixin:
    """A user whose class forgot UserMixin."""

    id = 1


def change(app: Flask) -> None:
    """Put other views in the place of the demo app's login and logout."""
    app.view_functions["authentication.login"] = login
    app.view_functions["authentication.logout"] = logout


def login() -> ResponseReturnValue:
    """Check name and password and log the user in, as the settings of the edge cases say."""
    config, accounts = current_app.config, current_app.extensions["accounts"]
    name = request.form.get("username", "")
    if config["TELL_WHICH"] and name not in config["ACCOUNTS"]:
        return render_template("login.html", heading="Nobody has this name"), 422
    user = accounts.verified(name, request.form.get("password", ""))
    if user is None:
        if config["FLASH"]:
            flash("Wrong name or wrong password.")
            return redirect(url_for("authentication.login_form"))
        heading = "Wrong password" if config["TELL_WHICH"] else "Wrong name or wrong password"
        return render_template("login.html", heading=heading), 422

    if config["PERMANENT"]:
        session.permanent = True
    remember = "remember" in request.form
    duration: Any = 60 if config["DURATION_IS_A_NUMBER"] else remember_duration()
    if not login_user(_whom(user), remember=remember, duration=duration, force=config["FORCE"], fresh=config["FRESH"]):
        return render_template("login.html", failure="This account is switched off."), 403
    return redirect(_where_to() or url_for("pages.home"))


def logout() -> ResponseReturnValue:
    """Log out, and clear the session at the place that the settings name."""
    clear = current_app.config["CLEAR_SESSION"]
    if clear in {"before", "instead"}:
        session.clear()
    if clear != "instead":
        logout_user()
    if clear == "after":
        session.clear()
    if current_app.config["FLASH"]:
        flash("You have been logged out.")
    return redirect(url_for("pages.home"))


def _whom(user: User) -> Any:
    kinds: Mapping[str, Any] = {
        "user": user,
        "nobody": None,
        "id": user.id,
        "no mixin": WithoutMixin(),
        "numbered": Numbered(user.id, user.name, user.active, user.generation),
        "unsaved": Unsaved(),
    }
    return kinds[current_app.config["LOGS_IN"]]


def _where_to() -> str | None:
    if current_app.config["FOLLOW_ANY_NEXT"]:
        return request.args.get("next")
    if current_app.config["LEAVE_NEXT"]:
        return session.get("next")
    return wanted_page()
