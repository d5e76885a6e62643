"""The pages of the findings: one Markdown file per code."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from tracer.errors import UsageError, unknown
from tracer.explanation_page import Page, codes_in, read_explanation


def codes() -> tuple[str, ...]:
    """Return every code, sorted."""
    return codes_in(_folder())


def page(code: str) -> Page:
    """Return the page of a code.

    Raises:
        UsageError: There is no such code.
    """
    if code not in codes():
        raise UsageError(unknown("finding", code, list(codes()), listed_by="explain"))
    return read_explanation(_folder(), code)


def _folder() -> Traversable:
    return files("tracer.findings") / "explanations"
