"""A text as a cell of a CSV file that no spreadsheet takes for a formula, and back.

A spreadsheet computes a cell that begins with one of a few signs; such a formula can read other cells, ask the network
or start a program. An apostrophe in front says that the cell is a text (OWASP, "CSV Injection").
"""

_BEGINS_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""The signs, the wide ones of Asian keyboards included, and the blanks that a spreadsheet takes off before it looks."""

_TEXT = "'"


def as_cell(text: str) -> str:
    """Return a text as it stands in a cell; ``from_cell`` gives the text back."""
    first = text.lstrip(" ")[:1]
    return f"{_TEXT}{text}" if first in _BEGINS_FORMULA or text.startswith(_TEXT) else text


def from_cell(cell: str) -> str:
    """Return the text that ``as_cell`` made this cell of."""
    return cell.removeprefix(_TEXT)
