"""The dialogs of the walkthrough: boxes that ask for a step, a name, a choice or votes, or hold a text to be read.

All have a title and are left by Escape.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.validation import Integer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tracer.errors import VotesError
from tracer.quiz.question_kinds.posed_question import PosedQuestion
from tracer.quiz.votes import SEPARATORS, VOTE_NAMES, Counts, RaisedHands, parse_counts
from tracer.views.walkthrough.drawing.lines import BAD, NOW, styled
from tracer.views.walkthrough.drawing.markdown import inline_prose, prose_lines

_Result = TypeVar("_Result")

Draw = Callable[[int], Sequence[Content]]
"""Returns the lines for a width."""


class Dialog(ModalScreen[_Result | None], Generic[_Result]):
    """A box above the lesson."""

    DEFAULT_CSS: ClassVar[str] = """
    Dialog {
        align: center middle;
        background: $background 60%;
    }
    Dialog > * {
        width: 76;
        max-width: 96%;
        height: auto;
        max-height: 96%;
        padding: 0 1;
        background: $background;
        color: $foreground;
        border: round $lit;
        border-title-color: $now;
        border-title-style: bold;
        border-subtitle-color: $dim;
        scrollbar-size-vertical: 1;
    }
    Dialog > Vertical, Dialog > VerticalScroll {
        height: auto;
    }
    Dialog > Vertical {
        padding: 1 2;
    }
    Dialog > OptionList:focus {
        border: round $lit;
    }
    Dialog Input {
        background: $panel;
        border: none;
        height: 1;
    }
    Dialog Input:focus {
        border: none;
        background: $now-background;
        background-tint: $now 0%;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", show=False),
        Binding("b,full_stop", "app.blank", "blank", show=False),
    ]

    def action_close(self) -> None:
        """Close it without a result."""
        self.dismiss(None)

    def complain(self, words: str) -> None:
        """Say below what was typed why it cannot be taken; nothing takes the words away."""
        complaint = self.query_one(_Complaint)
        complaint.update(Content.styled(words, BAD))
        complaint.display = bool(words)
        complaint.scroll_visible(animate=False)


class _Complaint(Static):
    """Why what was typed cannot be taken, within the box, so that it covers nothing."""

    def on_mount(self) -> None:
        """Take no room until there is something to say."""
        self.display = False


class JumpDialog(Dialog[int]):
    """Asks for the number of a step, or of something else that is numbered.

    Args:
        count: How many there are.
        typed: What was typed before the box opened.
        what: What is numbered.
    """

    def __init__(self, count: int, typed: str = "", what: str = "step") -> None:
        super().__init__()
        self._count = count
        self._typed = typed
        self._what = what

    def compose(self) -> ComposeResult:
        """Make the box."""
        limits = Integer(1, self._count, failure_description=f"There are {self._what}s 1 to {self._count}.")
        number = Input(
            self._typed,
            placeholder=f"1 to {self._count}",
            restrict=r"\d*",
            validators=[limits],
            valid_empty=True,
            select_on_focus=False,
        )
        box = Vertical(number, _Complaint())
        box.border_title = f"Go to {self._what}"
        box.border_subtitle = "Enter goes, Esc closes"
        yield box

    @on(Input.Submitted)
    def go(self, event: Input.Submitted) -> None:
        """Go there, if there is such a step."""
        if event.validation_result is not None and not event.validation_result.is_valid:
            self.complain(" ".join(event.validation_result.failure_descriptions))
            return
        self.dismiss(int(event.value) if event.value else None)


class SaveDialog(Dialog[str]):
    """Asks under which name the votes are saved."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name_of_file = name

    def compose(self) -> ComposeResult:
        """Make the box."""
        box = Vertical(Input(self._name_of_file, select_on_focus=False))
        box.border_title = "Save the votes as JSON and CSV"
        box.border_subtitle = "Enter saves, Esc closes"
        yield box

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Take the name."""
        self.dismiss(event.value.strip() or None)


class ChoiceDialog(Dialog[str]):
    """A list; the arrows go through it, Enter takes what is marked."""

    def __init__(self, title: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """Make the box."""
        choices = OptionList(
            *(Option(self._marked(name, chosen=False), id=name) for name in self._choices), markup=False
        )
        choices.border_title = self._title
        choices.border_subtitle = "Enter takes it, Esc closes"
        yield choices

    def _marked(self, name: str, *, chosen: bool) -> str:
        """Return a choice with the mark of the one that Enter takes; no colour is needed to see it."""
        return f"{'▸' if chosen else ' '} {self._choices[name]}"

    @on(OptionList.OptionHighlighted)
    def mark(self, event: OptionList.OptionHighlighted) -> None:
        """Move the mark to the choice that Enter would take."""
        for index, name in enumerate(self._choices):
            marked = self._marked(name, chosen=name == event.option_id)
            event.option_list.replace_option_prompt_at_index(index, marked)

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take what was chosen."""
        self.dismiss(event.option_id)


class _Text(Static):
    """Lines that are drawn anew for each width."""

    def __init__(self, draw: Draw) -> None:
        super().__init__()
        self._draw = draw

    def on_resize(self, event: events.Resize) -> None:
        """Draw the lines for the new width."""
        self.update(Content("\n").join(self._draw(max(event.size.width, 1))))


class ReadingDialog(Dialog[None]):
    """Text in a box, a wider one on a wide screen: the arrows and page keys scroll it."""

    DEFAULT_CSS: ClassVar[str] = """
    ReadingDialog.-wide > VerticalScroll {
        width: 100;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,h,f1,m,q,enter,space", "close", show=False)]

    def __init__(self, title: str, draw: Draw) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (160, "-wide")]
        self._title = title
        self._draw = draw

    def compose(self) -> ComposeResult:
        """Make the box."""
        box = VerticalScroll(_Text(self._draw))
        box.border_title = self._title
        yield box

    def on_mount(self) -> None:
        """Name the keys, anew whenever there is more or less to be scrolled to."""
        box = self.query_one(VerticalScroll)
        for what in ("show_vertical_scrollbar", "scroll_y", "virtual_size"):
            self.watch(box, what, self._name_keys)

    def _name_keys(self) -> None:
        box = self.query_one(VerticalScroll)
        if not box.show_vertical_scrollbar:
            box.border_subtitle = "Esc closes"
        else:
            box.border_subtitle = f"{'↓' if box.scroll_y < box.max_scroll_y else '↑'} scrolls, Esc closes"


class _Hands(Input):
    """A number of hands. It can be read while it is typed and not afterwards, so that nobody follows the crowd."""

    def __init__(self, label: str, hands: str) -> None:
        super().__init__(hands, restrict=r"[\d\s,;/]*", max_length=40, password=True, placeholder=f"hands for {label}")

    def on_focus(self) -> None:
        """Show the number while it is typed."""
        self.password = False

    def on_blur(self) -> None:
        """Hide the number."""
        self.password = True


class VotesDialog(Dialog[RaisedHands]):
    """Asks how many hands were raised for each answer: the first vote, then the second, after that to mend them.

    Args:
        question: What the class votes on.
        votes: The votes on it so far.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "other_vote", "the other vote", show=False)]

    DEFAULT_CSS: ClassVar[str] = """
    VotesDialog Input, VotesDialog Input:focus {
        height: 1;
        border: none;
        margin: 0 0 1 4;
        width: 24;
    }
    """

    def __init__(self, question: PosedQuestion, votes: tuple[Counts, ...]) -> None:
        super().__init__()
        self._question = question
        self._votes = votes
        self._place = min(len(votes), len(VOTE_NAMES) - 1)

    def compose(self) -> ComposeResult:
        """Make the box."""
        with VerticalScroll():
            yield Static(Content("\n").join([*prose_lines(self._question.text, 70), Content("")]))
            for answer in self._question.answers:
                yield Static(styled((answer.label, NOW), "  ", inline_prose(answer.text)))
                yield _Hands(answer.label, "")
            yield _Complaint()

    def _fill(self) -> None:
        """Name the vote, and fill in what was counted in it so far."""
        box = self.query_one(VerticalScroll)
        box.border_title = f"Raised hands, {VOTE_NAMES[self._place]}"
        other = f", F2 {VOTE_NAMES[1 - self._place]}" if self._votes else ""
        box.border_subtitle = f"Enter goes on, Esc closes{other}"
        counted = self._votes[self._place] if self._place < len(self._votes) else None
        for index, hands in enumerate(self.query(_Hands)):
            with hands.prevent(Input.Changed):
                hands.value = "" if counted is None else str(counted[index])

    def action_other_vote(self) -> None:
        """Go to the other vote on the question, to mend it or to enter it."""
        if self._votes:
            self._place = 1 - self._place
            self._fill()
            self.query(_Hands).first().focus()

    def on_mount(self) -> None:
        """Begin with the first answer."""
        self._fill()
        self.query(_Hands).first().focus()

    @on(Input.Changed)
    def spread(self, event: Input.Changed) -> None:
        """Put numbers that are typed one after the other into one field each: "12 9 6" fills three."""
        numbers = SEPARATORS.split(event.value)
        if len(numbers) == 1:
            return
        fields = list(self.query(_Hands))
        start = next(index for index, field in enumerate(fields) if field is event.input)
        here = fields[start : start + len(numbers)]
        for field, number in zip(here, numbers, strict=False):
            with field.prevent(Input.Changed):
                field.value = number
        here[-1].focus()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Go to the next answer; after the last one take the votes."""
        hands = list(self.query(_Hands))
        if event.input is not hands[-1]:
            self.focus_next(_Hands)
            return
        try:
            self.dismiss(RaisedHands(parse_counts([field.value for field in hands]), self._place))
        except VotesError as error:
            self.complain(str(error))

    def on_key(self, event: events.Key) -> None:
        """Let the arrows go from answer to answer."""
        if event.key in {"down", "up"}:
            event.stop()
            (self.focus_next if event.key == "down" else self.focus_previous)(_Hands)
