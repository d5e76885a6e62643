"""The command line: one file per command, loaded when it is called."""

import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from errno import EBADF, ENOSPC
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

import tracer
from tracer.command_line import as_called
from tracer.errors import INTERRUPTED, UNFORESEEN, FormerNameWarning, TracerError, UsageError, printable, unknown
from tracer.input_file import is_there
from tracer.scratch_folder import clear_what_is_left

_OBJECTS_BEFORE_A_COLLECTION = 100_000
"""Imports make tens of thousands of objects that all stay: looking for garbage among them costs a short command a
tenth of its time."""

_RUNS_AN_APP_OF_SOMEBODY = frozenset({"watch", "inspect"})
"""In these, Python collects garbage as it does without the tracer."""

COMMANDS: dict[str, str] = {
    "next": "Go on in the course where you are.",
    "run-scenario": "Run a scenario on a real app and show what happened.",
    "show": "Show a saved trace, without running anything.",
    "list": "Show the map of the course, and the scenarios that can be run.",
    "lesson": "Take a lesson, in nine ways.",
    "walkthrough": "Walk through a lesson on a full screen, alone or with a class.",
    "quiz": "Answer questions whose right answers are read from a run.",
    "mend": "Mend a login that is broken on purpose, in your own editor.",
    "hunt": "Find a fault that was put into an app, from its run.",
    "compare": "Show two runs side by side, and the first step that differs.",
    "cookie": "Show a session cookie as the browser holds it, and who can read it.",
    "progress": "Show what you have answered so far.",
    "watch": "Watch your own app while you click through its login.",
    "inspect": "Say which views of an app are guarded, and how its login is set up.",
    "try-tests": "Say whether your own tests would notice a broken login.",
    "glossary": "Say what a word of the course means.",
    "explain": "Say what a finding means, why it happens, and what to do.",
    "new-lesson": "Begin a lesson of your own.",
    "check-lessons": "Check what the lessons say against recorded runs.",
    "coverage": "Say which behaviours of Flask-Login the lessons prove.",
    "check-table": "Check a static execution table against a real run, cell by cell.",
}
"""Every command with its one line of help, in the order in which a newcomer meets them. The command ``a-b`` is the
object ``command`` of the module ``tracer.cli.a_b``."""

# Since click 8.2 a group that is called without a command raises its help; before, click printed it by itself.
_CALLED_WITH_NOTHING: tuple[type[click.UsageError], ...] = (
    (click.exceptions.NoArgsIsHelpError,) if hasattr(click.exceptions, "NoArgsIsHelpError") else ()
)

_EXAMPLES = """
Examples:

\b
  python -m tracer                         the home screen: where you are, and what comes next
  python -m tracer next                    go on there
  python -m tracer run-scenario            the nine steps of a login
  python -m tracer run-scenario wrong-password
  python -m tracer run-scenario --detail   with everything that was recorded
  python -m tracer lesson                  the same as a lesson, in nine ways
  python -m tracer walkthrough             the same on a full screen, step by step
  python -m tracer quiz                    its questions
  python -m tracer mend                    a login that is broken on purpose, for you to mend
  python -m tracer compare login-flow wrong-password
  python -m tracer watch shop:app          the same of your own app
  python -m tracer list                    what else there is
"""


class _ReaderHasLeftError(Exception):
    """The reader of the pipe (head, less) has seen enough."""


class Commands(click.Group):
    """The commands; a module is imported when its command is called, and not for the list of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # click's signature
        """Return the names of the commands."""
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 # as above
        """Return a command, importing its module."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in _RUNS_AN_APP_OF_SOMEBODY:
            gc.set_threshold(_OBJECTS_BEFORE_A_COLLECTION)
        module = import_module(f"tracer.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; for one that is not known, say which is the nearest."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise UsageError(unknown("command", name, [*COMMANDS]))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command. When the reader of a pipe has left, that is not a failure; click alone would end with 1."""
        try:
            result = super().invoke(ctx)
            with suppress(ValueError, AttributeError):  # an app that is watched has closed it, or put nothing there
                sys.stdout.flush()
        except BrokenPipeError as error:
            raise _ReaderHasLeftError from error
        return result

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, the examples first."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        self.format_commands(ctx, formatter)
        # Those of a group write the commands once more.
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 # as above
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


def _print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 # click's signature
    if not value or ctx.resilient_parsing:
        return
    from tracer import __version__  # noqa: PLC0415 # needed here only
    from tracer.recording.versions import library_versions  # noqa: PLC0415 # needed here only

    click.echo(f"login-flow-tracer {__version__}")
    for name, version in library_versions("quart").items():
        click.echo(f"{name} {version}")
    ctx.exit()


@click.command(
    cls=Commands,
    help=f"See how a login works: run a real app, record every stage, learn from the trace.\n{as_called(_EXAMPLES)}",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the versions."
)
def commands() -> None:
    """Everything that the tracer can do."""
    # The commands of these names have taken the place of list() and next() in this module once they are imported.
    namesakes = [file for file in (Path("tracer", "__init__.py"), Path("tracer.py")) if is_there(file)]
    if namesakes and not namesakes[0].samefile(tracer.__file__):
        namesake = namesakes[0]
        _say(
            f'This folder has a {namesake} of its own, which "python -m tracer" runs here. Write login-tracer '
            "instead, or python -P -m tracer."
        )


def main(arguments: list[str] | None = None, *, name: str = "login-tracer") -> NoReturn:
    """Run the command line and leave with its exit code.

    Args:
        arguments: The words after the name of the command; those of the process when left out.
        name: How the command was called. Completion in a shell works by this name.
    """
    _without_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show an arrow shows a question mark, and nothing crashes.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    _end_in_good_order()
    clear_what_is_left()
    with warnings.catch_warnings():
        warnings.showwarning = _tell_of_former_names(warnings.showwarning)
        code = _exit_code(arguments, name)
    if gc.get_threshold()[0] == _OBJECTS_BEFORE_A_COLLECTION:
        # Python would search all of them once more on leaving, and they go with the process.
        gc.freeze()
    sys.exit(code)


def _without_closed_streams() -> None:
    """Open to nowhere the standard streams that a shell has closed (``>&-``), before another file takes their place."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            with suppress(OSError):
                stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115 # it stays open
                if stream.fileno() != number and _is_closed(number):
                    os.dup2(stream.fileno(), number)
                setattr(sys, name, stream)


def _is_closed(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return True
    return False


def _tell_of_former_names(show: Callable[..., None]) -> Callable[..., None]:
    """Return what shows a warning: that a name is an old one is told in one sentence, all else as Python shows it."""

    def told(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, FormerNameWarning):
            _say(str(message))
        else:
            show(message, category, *where, **more)

    return told


def _end_in_good_order() -> None:
    """Let the order to end, and a terminal that is closed, end a command as Ctrl-C does: nothing is left behind."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _exit_code(arguments: list[str] | None, name: str) -> int:
    code = 0
    try:
        words = _typed(arguments, name)
        if words is None:
            return 0
        result: Any = commands(words, prog_name=name, standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except TracerError as error:
        _say(f"Error: {error}")
        code = error.exit_code
    except _CALLED_WITH_NOTHING as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)  # it quotes what was typed
        _say(shown.getvalue().rstrip("\n"))
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("Stopped.")
        code = INTERRUPTED
    except (_ReaderHasLeftError, BrokenPipeError):
        _turn_output_away()
    except Exception as error:  # noqa: BLE001 # nobody reads a traceback, and 1 is a verdict
        if isinstance(error, OSError) and error.errno in {ENOSPC, EBADF} and error.filename is None:
            _turn_output_away()
            _say(f"Error: the output cannot be written: {error.strerror}. Make room and try again.")
            return TracerError.exit_code
        from tracer.crash_report import told_of_crash  # noqa: PLC0415 # no command needs it as a rule

        _say(f"Error: {told_of_crash(error, sys.argv[1:] if arguments is None else arguments)}")
        code = UNFORESEEN
    return code


def _say(line: str) -> None:
    """Say something on standard error; whatever it quotes, no control character reaches a terminal."""
    with suppress(OSError, ValueError):  # nobody can be told any more
        click.echo(printable(line), err=True)


def _typed(arguments: list[str] | None, name: str) -> list[str] | None:
    """Return the words after the name of the command. Somebody at a terminal who types none chooses some at home.

    Returns:
        The words; None to leave.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if words or f"_{name.replace('-', '_').upper()}_COMPLETE" in os.environ:
        return words
    from tracer.cli.home import command, is_at_home  # noqa: PLC0415 # not needed where a command is given

    if not is_at_home():
        return words
    chosen: tuple[str, ...] | None = command([], prog_name=name, standalone_mode=False)
    return None if chosen is None else [*chosen]


def _turn_output_away() -> None:
    """Send to nowhere what is left of the output; Python would try to write it once more on leaving."""
    with suppress(OSError, ValueError):  # an app has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
