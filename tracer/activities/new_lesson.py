"""Beginning a lesson of one's own: a commented file that passes the check."""

from pathlib import Path

from tracer.activities.standard_streams import tell, write
from tracer.authoring.template import starting_file
from tracer.command_line import command_line
from tracer.errors import UsageError
from tracer.lessons.library import BUILT_IN, lesson_name


def begin_lesson(name: str, folders: tuple[Path, ...]) -> None:
    """Write the file, and say how to go on.

    Args:
        name: The name of the lesson.
        folders: The learner's own folders; the file is written into the first one, or into the current folder.

    Raises:
        UsageError: A lesson cannot have this name, or it is taken, or the file cannot be written.
    """
    text = starting_file(name)
    folder = folders[0] if folders else Path()
    path = folder / f"{name}.toml"
    if any(lesson_name(built_in) == name for built_in in BUILT_IN.glob("*.toml")):
        raise UsageError(f'There is a built-in lesson "{name}". Take another name.')
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already. Take another name, or remove it.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Name another folder with --lessons.") from error
    write(f"Written: {path}")
    tell(f"Check it: {command_line('check-lessons', str(path))}")
    tell(f"Take it:  {command_line('lesson', name, '--lessons', str(folder))}")
