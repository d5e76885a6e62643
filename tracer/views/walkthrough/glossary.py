"""The glossary over the walkthrough: the words of what is seen first, then all others, and a line to search in them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tracer.lessons.glossary import GlossaryEntry, glossary, matching, words_in, words_of_lesson
from tracer.views.glossary import remarks
from tracer.views.walkthrough.dialogs import Dialog
from tracer.views.walkthrough.drawing.lines import DIM, NOW, wrapped
from tracer.views.walkthrough.drawing.markdown import prose_lines
from tracer.views.walkthrough.slide import QuestionState, Slide
from tracer.views.walkthrough.what_if import WhatIf

WordGroup: TypeAlias = tuple[str, Sequence[GlossaryEntry]]
"""Where words are met, and the words."""


def words_here(slide: Slide, asked: QuestionState | None = None, beside: WhatIf | None = None) -> list[WordGroup]:
    """Return the words of what is seen, and those of the lesson. What is still to be guessed is not read.

    Args:
        slide: Where the lesson stands.
        asked: The question of the quiz, while that is seen.
        beside: Both runs, while they are seen.
    """
    lesson = slide.show.lesson if slide.show else None
    if asked is not None:
        here = (
            "In this question",
            words_in("\n".join([asked.question.text, *(a.text for a in asked.question.answers)])),
        )
    elif beside is not None:
        here = ("At these steps", words_in("\n".join(_of_pair(beside))))
    else:
        here = ("At this step", words_in("\n".join(_of_step(slide))))
    return [here, *([("In this lesson", words_of_lesson(lesson))] if lesson else [])]


def _of_step(slide: Slide) -> Iterator[str]:
    if slide.step is not None:
        row = slide.step.row
        yield from (row.action, row.input)
        if not slide.hidden:
            yield from (slide.step.title, row.check, row.result, *slide.step.changed)


def _of_pair(beside: WhatIf) -> Iterator[str]:
    for step in (beside.pair.left, beside.pair.right) if beside.pair else ():
        if step is not None:
            yield from (step.title, step.row.action, step.row.input, step.row.check, step.row.result)


class GlossaryDialog(Dialog[None]):
    """The glossary in a box: what is typed is searched for, the arrows and page keys scroll.

    Args:
        first: The words to be shown first, group by group.
    """

    DEFAULT_CSS: ClassVar[str] = """
    GlossaryDialog > Vertical {
        width: 76;
        height: 96%;
    }
    GlossaryDialog VerticalScroll {
        height: 1fr;
        margin-top: 1;
        scrollbar-size-vertical: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "down", show=False),
        Binding("up", "scroll(-1)", "up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
    ]

    def __init__(self, first: Iterable[WordGroup] = ()) -> None:
        super().__init__()
        self._first = tuple(first)
        self._words = _Words()

    def compose(self) -> ComposeResult:
        """Make the box."""
        box = Vertical(Input(placeholder="type a word to search for it"), VerticalScroll(self._words, can_focus=False))
        box.border_title = "Glossary"
        box.border_subtitle = "↑ ↓ scroll, Esc closes"
        yield box

    def on_mount(self) -> None:
        """Show every word."""
        self._show("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Show the words that fit what is typed."""
        self._show(event.value)

    def _show(self, typed: str) -> None:
        if typed.strip():
            found = tuple(matching(typed))
            self._words.show([(f"With “{typed.strip()}”" if found else "No word has this in it", found)])
        else:
            self._words.show(without_repetitions([*self._first, ("All other words", glossary())]))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by pages."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=by * max(box.size.height - 1, 1), animate=False)


def without_repetitions(groups: Iterable[WordGroup]) -> list[WordGroup]:
    """Return the groups with each word in the first one only, and without those that are empty then."""
    seen: set[str] = set()
    kept: list[WordGroup] = []
    for name, entries in groups:
        new = [entry for entry in entries if entry.word not in seen]
        seen.update(entry.word for entry in new)
        if new:
            kept.append((name, new))
    return kept


class _Words(Static):
    """The words of some groups, drawn anew for each width."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[WordGroup] = ()

    def show(self, groups: Sequence[WordGroup]) -> None:
        """Show other words."""
        self._groups = groups
        self._draw(self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the words for the new width."""
        self._draw(event.size.width)

    def _draw(self, width: int) -> None:
        self.update(Content("\n").join(draw_words(self._groups, width)) if width else "")


def draw_words(groups: Sequence[WordGroup], width: int) -> list[Content]:
    """Return the words as lines: each with its meaning, and with what to look at next."""
    lines: list[Content] = []
    for name, entries in groups:
        lines += [*([Content("")] if lines else []), *wrapped(Content.styled(name, "bold $lit"), width)]
        for entry in entries:
            lines += wrapped(Content.styled(entry.word, NOW), width)
            lines += prose_lines(entry.meaning, width, first="  ")
            if told := " ".join(remarks(entry)):
                lines += wrapped(Content.styled(told, DIM), width, first="  ", rest="  ")
    return lines
