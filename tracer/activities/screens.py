"""The screens of one sitting: each begins with its heading, and a person is asked before the next one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tracer.activities.terminal_input import typed_line
from tracer.lessons.bookmark import Bookmark
from tracer.views.lesson_frame import LessonNumber, Remarks, WayHeading
from tracer.views.screens import Screen, height_of, in_screens, rows_of_text
from tracer.views.terminal import Terminal, View

ScreenHeading: TypeAlias = LessonNumber | WayHeading

_MANY = 99
"""A heading is measured with this many parts."""


class StoppedError(Exception):
    """The learner does not want to go on."""


class Screens:
    """Shows what a person looks at one screen after the other.

    Args:
        terminal: Where.
    """

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._remarks: list[str] = []

    def begin(self, heading: ScreenHeading) -> None:
        """Let what follows begin at the top of the screen, below a heading."""
        self._terminal.begin_screen()
        self._terminal.show(heading, apart=False)

    def remark(self, line: str) -> None:
        """Say something on the next screen, above what it shows."""
        self._remarks.append(line)

    def show_from(
        self,
        place: Bookmark,
        sections: Sequence[Sequence[View]],
        heading: ScreenHeading,
        following: str,
        reached: Callable[[Bookmark], None],
    ) -> bool:
        """Show sections from a place on, and return whether all of them were wanted.

        Args:
            place: Where to begin: with a section, or where there is only one of them with a part of it.
            sections: What is shown, each on screens of its own.
            heading: What stands above each screen.
            following: What comes after the last section; empty where nothing does.
            reached: Is told the place of each screen before it is shown.

        Raises:
            StoppedError: The person does not want to go on.
        """
        several = len(sections) > 1
        first, part = (place.number or 1, 1) if several else (1, place.number or 1)
        for number, views in enumerate(sections[first - 1 :], start=first):

            def here(part: int, section: int = number) -> None:
                at = section if several else part
                reached(Bookmark(place.way, at if at > 1 else None))

            more = number < len(sections)
            words = f"moment {number + 1} of {len(sections)}" if more else following
            if not self.show(views, heading, words, _beyond(following), first=part, reached=here, skips=more):
                return False
        return True

    def show(
        self,
        views: Sequence[View],
        heading: ScreenHeading,
        following: str,
        beyond: str,
        *,
        first: int = 1,
        reached: Callable[[int], None],
        skips: bool = False,
    ) -> bool:
        """Show views in as many parts as it takes, and return whether all of them were wanted.

        Args:
            views: The views.
            heading: What stands above each part.
            following: What comes after the last part; empty where nothing does, so that nobody is asked.
            beyond: What comes where the person skips the rest.
            first: The part to begin with; the last one where there are fewer.
            reached: Is told the number of each part before it is shown.
            skips: Whether the person may skip what follows the last part, too.

        Raises:
            StoppedError: The person does not want to go on.
        """
        remarks, self._remarks = self._remarks, []
        parts = self.parts([*([Remarks(remarks)] if remarks else []), *views], heading)
        begin = min(first, len(parts))
        for number, part in enumerate(parts[begin - 1 :], start=begin):
            reached(number)
            self.begin(replace(heading, part=number, parts=len(parts)))
            self._terminal.show(part)
            if number < len(parts):
                if not self.go_on(f"part {number + 1} of {len(parts)}", beyond):
                    return False
            elif following:
                return self.go_on(following, beyond if skips else "")
        return True

    def parts(self, views: Sequence[View], heading: ScreenHeading) -> tuple[Screen, ...]:
        """Return views in parts that fit on the screen, each with its heading, an empty line, and the prompt."""
        height = self._terminal.out.height - 1 - rows_of_text(_LONGEST_PROMPT, self._terminal)
        whole = in_screens(views, self._terminal, height - height_of(heading, self._terminal))
        if len(whole) == 1:
            return whole
        in_parts = replace(heading, parts=_MANY)
        return in_screens(views, self._terminal, height - height_of(in_parts, self._terminal))

    def turn(self, heading: ScreenHeading, following: str, *, asks: bool) -> bool:
        """Begin a new screen below the same heading, and return whether the person wants to go on.

        Args:
            heading: What stands above both screens.
            following: What comes next.
            asks: Whether there is something to read before, so that the person is asked.
        """
        try:
            if asks:
                self.go_on(following)
        except StoppedError:
            return False
        self.begin(heading)
        return True

    def go_on(self, following: str, beyond: str = "") -> bool:
        """Ask a person whether to go on, and return False to skip what follows.

        Args:
            following: What comes next.
            beyond: What comes where the person skips that; empty where nobody may.

        Raises:
            StoppedError: The answer is no.
        """
        self._terminal.ask(_prompt(following, beyond))
        line = typed_line()
        self._terminal.tell("")
        reply = line.strip().lower()
        if not line or reply in {"q", "quit"}:
            raise StoppedError
        return not (beyond and reply in {"n", "next"})


def _prompt(following: str, beyond: str) -> str:
    return f"Enter for {following}{f', n for {beyond}' if beyond else ''}, q to stop: "


_LONGEST_PROMPT = _prompt(f"moment {_MANY} of {_MANY}", "the next way") + "q"
"""The longest prompt, with a reply behind it."""


def _beyond(following: str) -> str:
    """Return what comes next in few words: a prompt has one line. After the last way that is the end."""
    return following.partition(" (")[0] or "the end"
