"""Which words of a code sample are keywords, texts and comments. Pygments would take 90 ms to say the same."""

import io
import keyword
import textwrap
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracer.code_sample import CodePart

Kind: TypeAlias = Literal["keyword", "string", "comment"]


@dataclass(frozen=True)
class CodeSpan:
    """A piece of a line.

    Attributes:
        row: The place of the line in the part, from 0.
        begin: Its first column.
        end: The column behind it; None for the end of the line.
        kind: What it is.
    """

    row: int
    begin: int
    end: int | None
    kind: Kind


def code_spans(part: CodePart) -> Iterator[CodeSpan]:
    """Yield the pieces of a part that are worth a colour; none where it is no whole Python."""
    source = textwrap.dedent("\n".join(line.text for line in part.lines))
    indent = len(part.lines[0].text) - len(part.lines[0].text.lstrip())
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    for token in tokens:
        kind = _kind_of(token)
        for row in range(token.start[0], token.end[0] + 1) if kind else ():
            begin = token.start[1] + indent if row == token.start[0] else 0
            end = token.end[1] + indent if row == token.end[0] else None
            if kind:
                yield CodeSpan(row - 1, begin, end, kind)


def _kind_of(token: tokenize.TokenInfo) -> Kind | None:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return "keyword"
    if token.type == tokenize.STRING:
        return "string"
    return "comment" if token.type == tokenize.COMMENT else None
