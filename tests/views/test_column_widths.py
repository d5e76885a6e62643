"""The widths of columns: they fill the room, never exceed it, and never break a word."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.views.column_widths import fitted


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), min_size=4, max_size=4),
    st.integers(4, 200),
)
def test_widths_fill_the_room_never_exceed_it_and_never_break_a_word(texts: list[tuple[int, int]], room: int) -> None:
    least = [width for width, _ in texts]
    natural = [width + more for width, more in texts]
    widths = fitted(least, natural, room)
    if sum(natural) <= room:
        assert widths == natural
    elif sum(least) <= room:
        assert widths is not None
        assert sum(widths) == room
        assert all(width >= word for width, word in zip(widths, least, strict=True))
    else:
        assert widths is None
