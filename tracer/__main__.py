"""``python -m tracer``.

Python puts the current folder on the path before it comes here, and there may lie a ``click.py`` or a ``json.py`` of
somebody's own. So nothing is imported before the folder is off the path but what every Python has loaded by now. An app
that is watched finds its folder there again, see ``tracer.recording.load_app``.
"""

import os
import sys


def _take_current_folder_off_the_path() -> None:
    try:
        here = os.getcwd()  # noqa: PTH109 # pathlib is not loaded
    except FileNotFoundError:  # it was deleted meanwhile
        here = ""
    sys.path[:] = [entry for entry in sys.path if entry not in {"", here}]


if __name__ == "__main__":
    _take_current_folder_off_the_path()
    from tracer.recording.child_environment import path_to_this_tracer

    # A clone that is not installed: the processes that are started from here must find it.
    sys.path[:] = path_to_this_tracer(sys.path)
    try:
        from tracer.cli import main

        main(name="python -m tracer")
    except KeyboardInterrupt:  # while it was imported, or once more while it was leaving
        sys.exit(130)
