"""The README.md that a learner gets beside a broken app: the complaint, the pages, the accounts, how to run it."""

from tracer.command_line import command_line
from tracer.exercises.exercise import Exercise
from tracer.libraries import remedy

README_FILE = "README.md"
"""How it is called."""


def readme(exercise: Exercise) -> str:
    """Return the text of the README of an exercise. It holds nothing that tells the fault."""
    pages = "\n".join(f"| {name} | `{path}` |" for name, path in exercise.pages.items())
    accounts = "\n".join(f"| `{each.name}` | `{each.password}` |" for each in exercise.accounts.values())
    needed = ""
    if exercise.requires:
        needed = f"It needs {' and '.join(exercise.requires)}. {remedy('mend')}\n\n"
    return f"""\
# {exercise.title}

{exercise.complaint.strip()}

The app is in this folder, and something is wrong with its login. Find it and mend it in your editor. Nothing here is
graded by how it is written: what counts is how the app behaves.

| page | address |
|---|---|
{pages}

| name | password |
|---|---|
{accounts}

## Run it

In this folder:

    flask --app app run

{needed}Then open http://127.0.0.1:5000{exercise.pages.get("home", exercise.pages.get("login", "/"))} in a browser.

## See whether it is mended

In the folder from which you began:

    {command_line("mend", exercise.name)}

It runs the app each time you save, and shows the first step that differs from a healthy app.
"""
