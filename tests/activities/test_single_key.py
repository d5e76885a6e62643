"""Waiting for a key that means something."""

from tracer.activities.single_key import ENTER, LEAVE, meant_by_key

MEANINGS = {"s": "see", "q": "question"}


def pressed(keys: str, leave: frozenset[str] = LEAVE) -> tuple[str | None, str]:
    """Return what a row of keys means, and the keys that nobody has read."""
    waiting = iter(keys)
    meant = meant_by_key(lambda: next(waiting), leave, MEANINGS.get)
    return meant, "".join(waiting)


def test_a_key_that_means_nothing_is_passed_over() -> None:
    assert pressed("xysq") == ("see", "q")


def test_a_key_that_leaves_leaves_also_where_it_would_mean_something() -> None:
    assert pressed("q", LEAVE | {"q"}) == (None, "")
    assert pressed("\x1bs") == (None, "s")
    assert pressed("\r", LEAVE | ENTER) == (None, "")
