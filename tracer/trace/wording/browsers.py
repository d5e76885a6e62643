"""Whose browser something concerns, in words: only told where more than one browser acts."""

from tracer.trace.table import Table


def whose(rows: Table, browser: str | None) -> str:
    """Return ``browser thief``.

    Args:
        rows: The table of the run.
        browser: The browser; None where something happened at no browser.

    Returns:
        The words; nothing where only one browser acts in the run, for then nobody needs to be told.
    """
    return f"browser {browser}" if browser is not None and len(rows.browsers) > 1 else ""


def whose_remark(rows: Table, browser: str | None) -> str:
    """Return the same as a remark behind something else: `` (browser thief)``."""
    words = whose(rows, browser)
    return f" ({words})" if words else ""
