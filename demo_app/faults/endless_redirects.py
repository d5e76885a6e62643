"""Symptom: "One customer gets: this page is not redirecting properly. His account was switched off this morning."""

from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

PART = "login-page"


def login_form() -> ResponseReturnValue:
    """Show the login form, unless somebody is there already."""
    if not current_user.is_anonymous:
        return redirect(url_for("pages.protected"))
    return render_template("login.html", failure=None)


def spoil(app: Flask) -> None:
    """Let the view of this module show the login form."""
    app.view_functions["authentication.login_form"] = login_form
