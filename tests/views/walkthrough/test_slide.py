"""Where a walkthrough stands."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.views.walkthrough.slide import Position

MOVES = st.lists(
    st.sampled_from(["forward", "back", "first", "last", "toggled", "asking_again", 0, 2, 5, 99]), max_size=30
)


def test_the_show_goes_from_the_opening_through_every_step_to_the_end() -> None:
    position = Position(3)
    assert position.is_opening
    seen = []
    while not position.is_end:
        position = position.forward()
        seen.append(position.step)
    assert seen == [1, 2, 3, 4]
    assert position.forward() == position


def test_back_leads_to_the_opening_and_no_further() -> None:
    assert Position(3).at(2).back().back().back() == Position(3, shown_to=2)


def test_predicting_asks_before_it_shows() -> None:
    position = Position(3, predicting=True).forward()
    assert position.hidden
    assert position.visible_to == 0
    position = position.forward()
    assert (position.step, position.hidden, position.visible_to) == (1, False, 1)


def test_what_was_shown_is_not_asked_again() -> None:
    position = Position(3, predicting=True).forward().forward().forward().back()
    assert (position.step, position.hidden) == (1, False)
    assert position.forward().hidden


def test_what_a_jump_passes_counts_as_shown() -> None:
    position = Position(9, predicting=True).at(5)
    assert position.hidden
    assert not position.at(4).hidden


def test_a_step_that_is_seen_stays_seen_when_predicting_begins() -> None:
    assert not Position(9).at(4).toggled().hidden
    assert Position(9).at(4).toggled().forward().hidden


def test_asking_again_hides_the_step_and_all_after_it() -> None:
    position = Position(9).at(6).at(3).asking_again()
    assert position.hidden
    assert position.forward().forward().hidden


def test_a_step_beyond_the_end_is_the_end_once_the_number_of_steps_is_known() -> None:
    assert Position(step=99).with_count(9).is_end
    assert Position(step=4).with_count(9).step == 4


def test_nothing_moves_before_the_run_has_ended() -> None:
    assert Position().forward().step == 0


@given(st.integers(1, 12), MOVES)
def test_no_move_leaves_the_show(count: int, moves: list[str | int]) -> None:
    position = Position(count)
    for move in moves:
        position = position.at(move) if isinstance(move, int) else getattr(position, move)()
        assert 0 <= position.step <= count + 1
        assert 0 <= position.visible_to <= count
        assert position.visible_to in {min(position.step, count), position.step - 1}
        assert position.is_opening + position.is_step + position.is_end == 1
