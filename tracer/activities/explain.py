"""Explaining a finding: what it means, why it happens, and what to do."""

from tracer.findings.catalogue import codes, page
from tracer.views.findings import CodeList, FindingPage
from tracer.views.terminal import ColorChoice, open_terminal


def explain(code: str | None, *, color: ColorChoice, plain: bool) -> None:
    """Show the page of a finding, or the list of all of them.

    Args:
        code: The name of the finding; None lists all of them.
        color: Whether to use colour.
        plain: Whether it is shown in its plain form.

    Raises:
        UsageError: There is no such finding.
    """
    view = CodeList(tuple(map(page, codes()))) if code is None else FindingPage(page(code))
    open_terminal(color, plain=plain).show(view)
