"""The Markdown of lessons as lines: paragraphs, lists, strong and emphasised words, code."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from textual.content import Content

from tracer.views.walkthrough.drawing.lines import DIM, wrapped

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_INLINE_STYLES = {"strong": "bold", "em": "italic", "code_inline": "$code-name"}


def prose_lines(markdown: str, width: int, *, first: str = "", rest: str | None = None) -> list[Content]:
    """Return Markdown as lines of at most ``width`` cells.

    Args:
        markdown: The text.
        width: The columns that there are.
        first: What stands before the first line.
        rest: What stands before the others; as many blanks as ``first`` has if not given.
    """
    rest = " " * len(first) if rest is None else rest
    lines: list[Content] = []
    for block in _blocks(_parser().parse(markdown)):
        if lines and not block.bullet:
            lines.append(Content(rest))
        start = first if not lines else rest
        indent = " " * len(block.bullet)
        if block.code:
            lines.extend(
                Content(start if index == 0 else rest) + Content.styled(f"  {line}", "$code-name")
                for index, line in enumerate(block.text.plain.rstrip().splitlines())
            )
        else:
            lines.extend(wrapped(block.text, width, first=start + block.bullet, rest=rest + indent))
    return lines or [Content(first)]


@lru_cache(maxsize=1000)
def inline_prose(markdown: str) -> Content:
    """Return a short piece of Markdown as one text; paragraphs become sentences after one another.

    A text is read once, and not each time that it is drawn, with each try to fit it into a pane.
    """
    return Content(" ").join(block.text for block in _blocks(_parser().parse(markdown)))


@cache
def _parser() -> "MarkdownIt":
    """Return what reads Markdown: to make it takes ten times as long as to read a sentence."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 # Textual brings it; not needed until prose is shown

    return MarkdownIt("commonmark")


class _Block:
    """A paragraph, a list item or a block of code."""

    def __init__(self, text: Content, bullet: str = "", *, code: bool = False) -> None:
        self.text = text
        self.bullet = bullet
        self.code = code


def _blocks(tokens: "list[Token]") -> Iterator[_Block]:
    bullets: list[str] = []
    counters: list[int] = []
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            counters.append(0 if token.type == "ordered_list_open" else -1)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            counters.pop()
        elif token.type == "list_item_open":
            if counters[-1] >= 0:
                counters[-1] += 1
            mark = f"{counters[-1]}. " if counters[-1] >= 0 else "• "
            bullets.append("  " * (len(counters) - 1) + mark)
        elif token.type == "inline":
            yield _Block(_inline(token.children or []), bullets.pop() if bullets else "  " * len(counters))
        elif token.type in {"fence", "code_block"}:
            yield _Block(Content(token.content), code=True)


def _inline(tokens: "list[Token]") -> Content:
    text = Content("")
    styles: list[str] = []
    for token in tokens:
        if token.type.endswith("_open"):
            styles.append(_INLINE_STYLES.get(token.type.removesuffix("_open"), ""))
        elif token.type.endswith("_close"):
            styles.pop()
        elif token.type in {"softbreak", "hardbreak"}:
            text += Content(" ")
        else:
            style = " ".join(filter(None, [*styles, _INLINE_STYLES.get(token.type, "")]))
            text += Content.styled(token.content, style) if style else Content(token.content)
    return text


def quiet(text: str, width: int) -> list[Content]:
    """Return a remark, in the colour of remarks."""
    return wrapped(Content.styled(text, DIM), width)


def quiet_prose(markdown: str, width: int) -> list[Content]:
    """Return a caption that an author wrote, in the colour of remarks."""
    return wrapped(inline_prose(markdown).stylize_before(DIM), width)
