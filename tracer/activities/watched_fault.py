"""Whether the fault of an app that is watched is still to be found by the learner."""

from contextlib import suppress

from tracer.activities.library import library_of
from tracer.activities.progress import has_guessed
from tracer.demo_names import FAULTS_FOLDER
from tracer.errors import LessonError


def is_to_be_found(app: str) -> bool:
    """Tell whether a demo app has a fault that the learner has still to find: a lesson on it waits for the guess.

    Args:
        app: Its name. One in which a part is mended, ``faults/NAME+PART``, is judged as the one with the fault.
    """
    if not app.startswith(FAULTS_FOLDER):
        return False
    library, fault = library_of(()), app.partition("+")[0]
    for outline in library.outlines():
        if outline.app == fault:
            with suppress(LessonError):  # check-lessons says what is wrong with it
                lesson = library.lesson(outline.name)
                if lesson.guess and not has_guessed(lesson):
                    return True
    return False
