"""Explaining a finding, or a mistake that a hunt hides: what it means, why it happens, and what to do."""

from tracer.errors import UsageError, unknown
from tracer.explanation_page import Page
from tracer.findings.catalogue import codes, page
from tracer.mutants.catalogue import BY_NAME, KINDS, kind_page
from tracer.views.findings import CodeList, ExplanationPage
from tracer.views.terminal import ColorChoice, open_terminal


def explain(code: str | None, *, color: ColorChoice, plain: bool) -> None:
    """Show the page of a finding or of a mistake, or the list of all of them.

    Args:
        code: The name; None lists all of them.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Raises:
        UsageError: There is no such finding, and no such mistake.
    """
    everything = CodeList(tuple(map(page, codes())), tuple(map(kind_page, KINDS)))
    view = everything if code is None else ExplanationPage(_page_of(code))
    open_terminal(color, plain=plain).show(view)


def explained_names() -> tuple[str, ...]:
    """Return every name that can be explained: those of the findings, then those of the mistakes."""
    return (*codes(), *BY_NAME)


def _page_of(name: str) -> Page:
    if name not in explained_names():
        raise UsageError(unknown("finding or mistake", name, list(explained_names()), listed_by="explain"))
    return kind_page(BY_NAME[name]) if name in BY_NAME else page(name)
