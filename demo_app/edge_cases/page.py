"""A page that has nothing but a heading, which tells what there is to see."""

from markupsafe import escape


def page(heading: str) -> str:
    """Return a page with a heading. It is no template, so nothing is loaded to show it."""
    return f"<!doctype html><title>Edge case</title><h1>{escape(heading)}</h1>"
