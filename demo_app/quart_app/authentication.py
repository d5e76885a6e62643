"""Logging in and out."""

import asyncio
from datetime import timedelta
from typing import Any

from flask_login import login_user, logout_user
from quart import Blueprint, ResponseReturnValue, current_app, redirect, render_template, request, session, url_for

from tracer import stages
from ..next_page import page_on_this_site

authentication = Blueprint("authentication", __name__)


@authentication.get("/")
async def login_form() -> ResponseReturnValue:
    """Show the login form."""
    return await render_template("login.html", failure=None)


@authentication.post("/")
async def login() -> ResponseReturnValue:
    """Check name and password; if they belong together, log the user in and go where the visitor wanted to go."""
    app = current_app._get_current_object()
    # The form comes over the network, so it has to be awaited. Whoever forgets that holds a promise.
    form: Any = await request.form if app.config["AWAIT_FORM"] else request.form
    # Hashing takes a while, on purpose. In a thread it does not keep the other visitors waiting.
    user = await asyncio.to_thread(
        app.extensions["accounts"].verified, form.get("username", ""), form.get("password", "")
    )
    stages.credentials_checked.send(app, valid=user is not None)
    if user is None:
        # One message for both, so that nobody can find out which names exist.
        return await render_template("login.html", failure="Wrong name or wrong password."), 422

    if app.config["CALL_LOGIN_USER"]:
        if not login_user(user, remember="remember" in form, duration=remember_duration()):
            stages.login_refused.send(app)
            return await render_template("login.html", failure="This account is switched off."), 403
        stages.logged_in.send(app)
    return redirect(wanted_page() or url_for(app.config["AFTER_LOGIN"]))


@authentication.post("/logout")
async def logout() -> ResponseReturnValue:
    """Log out. By POST, so that no link, image or prefetching browser can do it by accident."""
    logout_user()
    stages.logged_out.send(current_app._get_current_object())
    return redirect(url_for("authentication.login_form"))


def remember_duration() -> timedelta | None:
    """Return how long a "remember me" lasts, or None where the settings leave that to Flask-Login."""
    seconds = current_app.config["REMEMBER_FOR"]
    return None if seconds is None else timedelta(seconds=seconds)


def wanted_page() -> str | None:
    """Return the page that the visitor wanted before the login form came in between, if it is one of this site."""
    if current_app.config["USE_SESSION_FOR_NEXT"]:
        return page_on_this_site(session.pop("next", None))
    return page_on_this_site(request.args.get("next"))
