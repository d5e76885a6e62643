"""Going on where the learner is on the path through the lessons."""

from pathlib import Path
from typing import TYPE_CHECKING

from tracer.activities.library import library_of
from tracer.activities.progress import on_the_path
from tracer.activities.standard_streams import tell
from tracer.command_line import command_line
from tracer.errors import NotInstalledError
from tracer.lessons.syllabus import syllabus_of

if TYPE_CHECKING:
    from tracer.views.terminal import ColorChoice


def take_next(folders: tuple[Path, ...], *, color: "ColorChoice", plain: bool) -> int:
    """Take the lesson at which the learner is, from the place at which it was left.

    A lesson that needs a library which is not here is passed over, and that is said.

    Args:
        folders: The learner's own folders with lessons.
        color: Whether to use colour.
        plain: Whether everything is shown in its plain form.

    Returns:
        The exit code: 0; 130 after Ctrl-C.

    Raises:
        LessonError: The lesson cannot be loaded.
    """
    from tracer.activities.lesson import take_lesson  # noqa: PLC0415 # Rich takes 50 ms, and there may be nothing to take

    library = library_of(folders)
    syllabus = syllabus_of(library)
    with on_the_path(syllabus) as path:
        here = path.whereabouts()
    name, start = here.lesson, here.place or None
    while name is not None:
        try:
            return take_lesson(
                name, folders, mode=None, start=start, kept=True, notes=False, color=color, plain=plain, seed=None
            )
        except NotInstalledError as error:
            tell(f"Passed over: {error}")
            following = syllabus.following(name)
            name, start = following.name if following is not None else None, None
    tell(f"Every lesson is behind you. The whole course: {command_line('list')}")
    return 0
