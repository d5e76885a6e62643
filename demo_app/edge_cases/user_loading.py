"""Pages that look at current_user, or do not."""

from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, current_app, render_template
from flask_login import current_user

from .page import page

user_loading = Blueprint("user_loading", __name__, template_folder="templates")


@user_loading.get("/bare")
def bare() -> str:
    """Show a page that is the same for everybody."""
    return page("Bare page")


@user_loading.get("/template")
def template() -> str:
    """Show a template that never mentions current_user."""
    return render_template("edge_cases/plain.html")


@user_loading.get("/three-looks")
def three_looks() -> str:
    """Look at current_user three times."""
    looks = [type(current_user._get_current_object()).__name__ for _ in range(3)]
    return page(", ".join(looks))


@user_loading.get("/thread")
def thread() -> str:
    """Look at current_user in a thread, where no request is in progress."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        found = threads.submit(current_user._get_current_object).result()
    return page(f"In the thread current_user is {found}")


@user_loading.get("/test-request")
def test_request() -> str:
    """Look at current_user in a request that a program makes up."""
    with current_app.test_request_context("/"):
        name = type(current_user._get_current_object()).__name__
    return page(f"In the made-up request current_user is {name}")


@user_loading.get("/given")
def given() -> str:
    """Tell what kind of object the curious request_loader was given last."""
    return page(f"The request_loader was given a {current_app.extensions.get('given')}")
