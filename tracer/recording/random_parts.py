"""Telling what chance has made from what a programmer has chosen, in the place of a name.

A library may put a token into a name: Authlib keeps the state of an OAuth login under a session key that ends in it.
Such a part is long, mixes letters and digits, or puts letters beside each other that words do not.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_RUN = re.compile(r"[A-Za-z0-9]+")
_LETTERS = re.compile(r"[A-Za-z]+")
_CHANGE = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_MANY_DIGITS = re.compile(r"[0-9]{5}")

_SHORT = 9
"""A run of letters and digits that is no longer may change between them twice: i18n, x509cert, base64url."""

_ENOUGH_LETTERS = 12
"""Fewer letters in one run are not judged by which of them stand beside each other."""

_ENOUGH_PAIRS = 8
"""Nor are fewer pairs in a whole name in which no run was found random."""

_COMMON_IN_RUN, _COMMON_IN_NAME = 0.72, 0.6
"""At least this part of the pairs of letters is common in what a programmer has chosen; by chance it is 0.39."""

_PAIRS = (
    "abacadagaiakalamanaparasatauavaxaybabebiblbobrbsbubycacccdcechcickclcocpcrcsctcudadddedfdidldodrdsdtdueaebeced"
    "eeefegeielemeneoepeqeresetevewexeyfafefffiflfofrftfugageghgiglgmgngrgsguhahehihohtiaibicidieifigiliminioipiris"
    "itiuivixizkekilalcldlelilllolplsltlulymambmemimlmmmompmsmunancndnenfngninknlnnnonpnsntnunvoaobocodofogoiokolom"
    "onoooporosotouovowpapdpephpiplpoppprpsptpupyqlqurarcrdrergrirkrlrmrnrorprrrsrtrurvrysascsesfshsiskslsospsqssst"
    "susytatctdtetfthtitltmtotptrtstttutyuaubucueuiulumunupurusutvaveviwawewiwowrxcxexpxtylypysytze"
)
_COMMON_PAIRS = frozenset(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2))
"""The pairs that make up 93 % of those in the names that the code of Python libraries puts between quotation marks."""


class NamePiece(NamedTuple):
    """A piece of a name.

    Attributes:
        text: The piece; the pieces together are the name.
        random: Whether chance has made it.
    """

    text: str
    random: bool


@lru_cache(maxsize=1024)
def pieces_of_name(name: str) -> tuple[NamePiece, ...]:
    """Return a name in pieces: what chance has made, and what lies between."""
    pieces: list[NamePiece] = []
    chosen = 0
    for run in _RUN.finditer(name):
        if _is_random_run(run[0]):
            pieces += [NamePiece(name[chosen : run.start()], random=False), NamePiece(run[0], random=True)]
            chosen = run.end()
    pieces.append(NamePiece(name[chosen:], random=False))
    if _is_random_between(pieces):
        return (NamePiece(name, random=True),)
    return tuple(piece for piece in pieces if piece.text)


def _is_random_run(run: str) -> bool:
    changes = len(_CHANGE.findall(run))
    if changes > 2 or (changes == 2 and len(run) > _SHORT) or _MANY_DIGITS.search(run):  # noqa: PLR2004 # see _SHORT
        return True
    letters = "".join(_LETTERS.findall(run))
    return len(letters) >= _ENOUGH_LETTERS and _common_pairs([letters]) < _COMMON_IN_RUN


def _is_random_between(pieces: list[NamePiece]) -> bool:
    """Tell whether chance has made the rest as well: a token may hold the characters that separate words."""
    between = " ".join(piece.text for piece in pieces if not piece.random)
    runs = _LETTERS.findall(between)
    pairs = sum(len(run) - 1 for run in runs)
    enough = 1 if len(pieces) > 1 else _ENOUGH_PAIRS
    return pairs >= enough and _common_pairs(runs) < _COMMON_IN_NAME


def _common_pairs(runs: list[str]) -> float:
    """Return which part of the pairs of letters is common."""
    pairs = [run[at : at + 2].lower() for run in runs for at in range(len(run) - 1)]
    return sum(pair in _COMMON_PAIRS for pair in pairs) / len(pairs)
