"""A place in a lesson, as ``lesson --from`` takes it."""

import pytest

from tracer.errors import UsageError
from tracer.lessons.bookmark import Bookmark


@pytest.mark.parametrize(
    ("text", "place"),
    [("code", Bookmark("code")), ("moments:3", Bookmark("moments", 3)), ("quiz:1", Bookmark("quiz", 1))],
)
def test_what_is_written_is_read_again(text: str, place: Bookmark) -> None:
    assert Bookmark.parse(text) == place
    assert str(place) == text


@pytest.mark.parametrize("text", ["quiz:", "quiz:x", "quiz:0", "quiz:-1", "quiz:1.5", "quiz:1:2", "quiz:²", "quiz: 1"])
def test_behind_the_colon_stands_a_number(text: str) -> None:
    with pytest.raises(UsageError, match="is no place in a lesson: behind the colon stands a number"):
        Bookmark.parse(text)
