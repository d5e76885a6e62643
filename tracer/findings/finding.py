"""A finding: what is wrong with a login, the request that shows it, and where its page is."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is wrong, concluded from a trace.

    Why it happens and what to do stands once, on the page of its code: ``tracer.findings.catalogue.page(code)``.

    Attributes:
        code: The stable name of what is wrong; ``explain CODE`` shows its page.
        what: What was seen, in one or two sentences.
        request: The number of the request that shows it; None where no request was needed.
        step: The number of the step that shows it; None where there is none.
        browser: Whose browser it concerns; None where it concerns them all.
        place: Where in the code, as text; None where it cannot be told.
        count: How many requests show it.
        others: The numbers of further requests whose failure it explains.
    """

    code: str
    what: str
    request: int | None = None
    step: int | None = None
    browser: str | None = None
    place: str | None = None
    count: int = 1
    others: tuple[int, ...] = ()
