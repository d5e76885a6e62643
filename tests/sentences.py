"""Whether a text consists of sentences: for what is read aloud, where nobody sees a layout that would explain it.

It cannot know English. It knows what goes wrong when sentences are put together from parts: a beginning without a
capital, no end, two ends, an open quotation, marks of Markdown, a half sentence after a label.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

_CODE = "\ufffc"
"""Stands for a piece of code: whatever is in it is right."""
_QUOTES, _CLOSING = '“‘"', "”’)]"  # noqa: RUF001 # these are the quotation marks that are checked
_PAIRS = (("“", "”"), ("(", ")"), ("[", "]"))

_FENCED = re.compile(r"^ *```.*?^ *```[^\n]*$", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"`[^`\n]+`")
_STRONG = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")
_ITEM = re.compile(r"^ *(?:[-*+]|\d+\.) +", re.MULTILINE)
_LABEL = re.compile(r"^(?:[A-Z]|Hint(?: \d+)?): ")
_PROGRAM_NAME = re.compile(r"\S*[A-Za-z0-9][_./=@#]\S|\S*\d|\S+\(")
_END = re.compile(rf"[.?!]+[{re.escape(_CLOSING)}\"]*(?=\s|$)")

_NEVER = (
    (re.compile(r"`"), "a raw backtick"),
    (re.compile(r"\*\*|(?<![\w*])\*\w|^ *#+ |^ *> |\]\("), "a mark of Markdown"),
    (re.compile(r"\{(?:step|request)\b"), "a name of a step that was not filled in"),
    (re.compile(r"(?:^|[;:.,] )on to\b"), "a half sentence"),
    (re.compile(r"(?<![\w/.])[A-Z][a-z]+_\w"), "a name from a program with a capital"),
    (re.compile(r"\.\.|,,|;;|::|\?\?|!!|\.[?!]"), "two ends"),
    (re.compile(r"[,;:] ?[.,;:?!](?=\s|$)|[.?!][”\"]?[,;:.](?=\s|$)"), "two ends"),
    (re.compile(r"\s[.,;:?!](?=\s|$)"), "a blank before an end"),
    (re.compile(r"“”|\(\)(?<![\w" + _CODE + r"]\(\))|\[\]"), "nothing between two marks"),
)  # fmt: skip


def faults(text: str) -> Iterator[str]:
    """Yield what is wrong with a paragraph of Markdown; nothing where it consists of sentences."""
    shown = _STRONG.sub(r"\1", _CODE_SPAN.sub(_CODE, _FENCED.sub(_CODE, text.strip())))
    if not shown:
        yield "nothing is said"
    paragraphs = re.split(r"\n\s*\n", shown)
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:], fillvalue=""):
        yield from _balance(paragraph)
        items = _ITEM.split(paragraph)
        for place, item in enumerate(items):
            if line := " ".join(item.split()):
                # A colon may stand before a list, and before a block of code.
                before_list = place == 0 and (len(items) > 1 or _ITEM.match(following) is not None)
                yield from _faults(line, colon=before_list or following == _CODE)


def _faults(line: str, *, colon: bool) -> Iterator[str]:
    if line == _CODE:
        return
    for pattern, name in _NEVER:
        if found := pattern.search(line):
            yield f"{name}: {line[max(found.start() - 20, 0) : found.end() + 20]!r}"
    for sentence in sentences(_LABEL.sub("", line)):
        if not _begins_well(sentence):
            yield f"it begins in the middle: {sentence!r}"
        if not (_END.search(sentence[-4:]) or (colon and sentence.endswith(":"))):
            yield f"it has no end: {sentence!r}"


def sentences(line: str) -> list[str]:
    """Return the sentences of a line. A quoted question in the middle of one ends nothing."""
    found, begin = [], 0
    for end in _END.finditer(line):
        rest = line[end.end() :].lstrip()
        if rest and end[0][-1] not in ".?!" and rest[0].islower():
            continue
        found.append(line[begin : end.end()].strip())
        begin = end.end()
    return [sentence for sentence in [*found, line[begin:].strip()] if sentence]


def _begins_well(sentence: str) -> bool:
    if sentence[0] in _QUOTES:
        return True
    bare = sentence.lstrip("([")
    return not bare[:1].islower() or bool(_PROGRAM_NAME.match(bare))


def _balance(paragraph: str) -> Iterator[str]:
    for opening, closing in _PAIRS:
        depth = 0
        for sign in paragraph:
            depth += (sign == opening) - (sign == closing)
            if depth < 0 or (depth > 1 and opening == "“"):
                break
        if depth:
            yield f"{opening} and {closing} do not belong together: {paragraph!r}"
    if paragraph.count('"') % 2:
        yield f"an open quotation: {paragraph!r}"
