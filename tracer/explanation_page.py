"""The page that explains a finding or a mistake: a Markdown file in a fixed form, so that a part can be shown alone."""

from dataclasses import dataclass
from importlib.resources.abc import Traversable

_PARTS = {
    "What you see": "symptom",
    "Why": "why",
    "What to do": "remedy",
    "How to tell the causes apart": "causes",
    "In the trace": "trace",
}
"""The headings of a page, and the attribute of Page that holds what stands below each."""

_REQUIRED = frozenset({"symptom", "why", "remedy", "trace"})
"""What every page says."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the tracer says of a finding, or of a mistake that people make.

    Attributes:
        code: The stable name.
        title: What is wrong, in one line.
        symptom: What a person at the browser sees.
        why: Why it happens.
        remedy: What to do; Markdown, with code.
        trace: Where the trace shows it.
        causes: How to tell several possible causes apart; "" where there is only one.
        markdown: The whole page.
    """

    code: str
    title: str
    symptom: str
    why: str
    remedy: str
    trace: str
    causes: str = ""
    markdown: str = ""


def codes_in(folder: Traversable) -> tuple[str, ...]:
    """Return the codes of the pages in a folder, sorted: the names of its files without ``.md``."""
    return tuple(sorted(path.name.removesuffix(".md") for path in folder.iterdir() if path.name.endswith(".md")))


def read_explanation(folder: Traversable, code: str) -> Page:
    """Return the page of a code that a folder has."""
    return parsed_page(code, (folder / f"{code}.md").read_text(encoding="utf-8"))


def parsed_page(code: str, markdown: str) -> Page:
    """Return a page taken apart.

    Raises:
        ValueError: It lacks its title or a part, or has one that no page has.
    """
    title, *parts = markdown.split("\n## ")
    if not title.startswith("# "):
        raise ValueError(f"{code}: the page must begin with '# ' and a title")
    told: dict[str, str] = {}
    for part in parts:
        heading, _, text = part.partition("\n")
        if heading.strip() not in _PARTS:
            raise ValueError(f"{code}: no page has a part {heading!r}; the parts are {', '.join(_PARTS)}")
        told[_PARTS[heading.strip()]] = text.strip()
    if missing := sorted(_REQUIRED - {name for name, text in told.items() if text}):
        raise ValueError(f"{code}: the page says nothing of: {', '.join(missing)}")
    return Page(code=code, title=title.removeprefix("# ").strip(), markdown=markdown, **told)
