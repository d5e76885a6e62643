"""The prose of lessons in the terminal: ``code``, **strong** words, paragraphs; whole Markdown is Rich's work."""

import re
from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

_SPANS = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>(?:.|\n(?!\s*\n))+?)(?<!`)(?P=ticks)(?!`)|\*\*(?P<strong>[^*]+)\*\*"
)
"""Code between as many backticks on both sides, in one paragraph; strong words."""
_FENCES = re.compile(r"^ *```", re.MULTILINE)
_BLOCK_MARK = re.compile(r"^ *(?:[-*+]|#+|>) +", re.MULTILINE)
"""What stands before an item of a list, a heading, or a line of a quotation."""
_BLOCKS = re.compile(r"^ *(?:[-*+] |\d+\. |#|>|```|\|)", re.MULTILINE)
"""Where a list, a heading, a quotation, a code block or a table begins."""


def inline(text: str, style: str = "") -> Text:
    """Return a sentence or two with its code and its strong words marked."""
    shown = Text(style=style)
    end = 0
    for span in _SPANS.finditer(text):
        shown.append(text[end : span.start()])
        if span["code"] is not None:
            shown.append(span["code"], "code")
        else:
            shown.append(span["strong"], "bold")
        end = span.end()
    shown.append(text[end:])
    return shown


def paragraphs(text: str) -> Iterator[RenderableType]:
    """Yield a longer text, paragraph by paragraph."""
    if _BLOCKS.search(text):
        from rich.markdown import Markdown  # noqa: PLC0415 # 30 ms, and few texts have lists or code blocks

        yield Markdown(text)
        return
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield inline(one_line(paragraph))


def one_line(text: str) -> str:
    """Return a text as one line; its marks of Markdown stay, for `inline` to draw."""
    return " ".join(text.split())


def spoken(text: str) -> Iterator[str]:
    """Yield a text for the plain form: a line for each paragraph or item, without the marks of Markdown."""
    # Every other part of a text that is split at the fences is code, whose lines are told as they are.
    for number, part in enumerate(_FENCES.split(text)):
        if number % 2:
            yield from (line.rstrip() for line in part.split("\n")[1:] if line.strip())
            continue
        bare = _SPANS.sub(lambda span: span["code"] or span["strong"], part)
        for paragraph in re.split(r"\n\s*\n|\n(?= *(?:[-*+] |\d+\. ))", bare.strip()):
            if line := one_line(_BLOCK_MARK.sub("", paragraph)):
                yield line


def plain_line(text: str) -> str:
    """Return a text as one line without the marks of Markdown, for the plain form."""
    return " ".join(spoken(text))
