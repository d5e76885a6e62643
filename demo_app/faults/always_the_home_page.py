"""Symptom: "I open a link to a page, have to log in first, and then I am at the home page. Every time."""

from flask import Flask, render_template

PART = "login-page"


def login_form() -> str:
    """Show the login form."""
    return render_template("faults/login_of_always_the_home_page.html", failure=None)


def spoil(app: Flask) -> None:
    """Let the view of this module show the login form."""
    app.view_functions["authentication.login_form"] = login_form
