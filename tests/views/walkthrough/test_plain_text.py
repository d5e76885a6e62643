"""The plain walkthrough, one step at a time."""

from tests.views.walkthrough.show import show_of
from tracer.views.walkthrough.plain_text import PlainTextWalkthrough
from tracer.views.walkthrough.slide import Position


def read(replies: list[str], *, predict: bool = False, at: int = 0) -> tuple[list[str], Position]:
    """Read a walkthrough with these replies; what was asked and said comes back, and where it was left."""
    said: list[str] = []
    typed = iter(replies)

    def ask(prompt: str) -> str | None:
        said.append(f"? {prompt}")
        return next(typed, None)

    show = show_of()
    reader = PlainTextWalkthrough(show, Position(len(show.table.steps), predicting=predict).at(at), ask, said.append)
    return said, reader.play()


def test_enter_goes_from_the_opening_through_every_step_to_the_end() -> None:
    said, position = read([""] * 8)
    assert position.is_end
    assert said[0] == "A login in class."
    steps = [line for line in said if line.startswith("Step ")]
    assert len(steps) == 7
    assert "`" not in steps[3]
    assert "This changes user_authenticated from False to True, session_cookie from None to Set" in steps[3]
    assert "login_user begins a session at step 4." in said
    assert said[-1] == "The quiz: python -m tracer quiz classroom --plain"


def test_going_back_and_to_a_number() -> None:
    said, position = read(["4", "b", "99", "what", "q"])
    assert position.step == 3
    assert [line[:7] for line in said if line.startswith("Step ")] == ["Step 4.", "Step 3."]
    assert "There are the steps 1 to 7." in said
    assert any(line.startswith("Enter goes on.") for line in said)


def test_words_are_explained_on_the_way() -> None:
    said, position = read(["4", "k", "k guard", "k nothing", "q"])
    assert position.step == 4
    assert any(line.startswith("login_user: The function of Flask-Login") for line in said)
    assert any(line.startswith("guard: The check before a page") for line in said)
    assert any(line.startswith('There is no word "nothing"') for line in said)


def test_the_end_of_the_input_leaves() -> None:
    assert read(["", ""])[1].step == 2


def test_predicting_asks_first_and_says_whether_it_was_right() -> None:
    said, position = read(["3", "", "p", "q"], predict=True)
    assert said.index("What comes out?") < next(i for i, line in enumerate(said) if line.startswith("Step 3."))
    assert position.step == 3
    assert "Predict is off." in said
    question = [line for line in said if line.startswith("  ")]
    right = next(line.strip()[0] for line in question if line.endswith("Credentials valid"))
    wrong = next(line.strip() for line in question if not line.endswith("Credentials valid"))
    assert "That is right." in read(["3", right], predict=True)[0]
    assert f"Not {wrong[3:]}, but Credentials valid." in read(["3", wrong[0]], predict=True)[0]
    assert f"There are the answers 1 to {len(question)}." in read(["3", "9"], predict=True)[0]
    assert "What is checked: Do name and password belong together?" in said
    told = " ".join(read(["3", wrong[0]], predict=True)[0])
    assert "That needs" in told
    assert "The app compared the name and the password that were sent with what it has stored" in told
