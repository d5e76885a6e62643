"""Taking source code apart, in any thread."""

import ast
import threading

_ONE_AT_A_TIME = threading.RLock()
"""Python 3.11 counts for all threads together how deep the trees are that it makes, and where two threads take turns
it ends with SystemError: AST constructor recursion depth mismatch."""

_TRIES = 5
"""How often code is taken apart while code that is not ours does the same in another thread, and disturbs it."""


def syntax_tree(source: str) -> ast.Module | None:
    """Return source code, taken apart; None where it is no Python."""
    for _ in range(_TRIES):
        try:
            with _ONE_AT_A_TIME:
                return ast.parse(source)  # noqa: TID251 # this is the place
        except SystemError:
            continue
        except (SyntaxError, ValueError):
            return None
    return None
