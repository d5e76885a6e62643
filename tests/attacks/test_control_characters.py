"""No text, wherever it comes from, steers a terminal: each field of each input is hostile once, and all at once."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.hostile import STEERS, everywhere, in_all, steering, toml_file
from tests.attacks.test_fuzz import SHORT, TABLE
from tests.cli.in_process import tracer
from tests.course import scenario
from tests.views.walkthrough.show import played
from tracer.errors import json_escaped, printable
from tracer.recording.demo.run import run
from tracer.trace.json_format import json_lines
from tracer.views.walkthrough.speaker_notes.app import NotesApp
from tracer.views.walkthrough.speaker_notes.channel import Sender, SpeakerSheet

PACKAGE = Path(__file__).resolve().parents[2] / "tracer"


def hostile(text: str) -> str:
    return f"{text}{STEERS}"


def shown(*arguments: str) -> str:
    done = tracer(*arguments)
    assert done.returncode in {0, 1, 2, 3}, done.stderr
    said = done.stdout + done.stderr
    assert steering(said) == [], f"{arguments}: {said!r}"
    return said


@pytest.fixture(scope="module")
def trace() -> Any:
    return json.loads("\n".join(json_lines(run(scenario("login-flow")))))


@pytest.mark.long
def test_every_field_of_a_trace(tmp_path: Path, trace: Any) -> None:
    file = tmp_path / "trace.json"
    few = {**trace, "events": trace["events"][:14], "steps": [], "start": {}}
    for content in everywhere(few, hostile, keys=True):
        file.write_text(json.dumps(content))
        shown("show", str(file), "--detail")


def test_all_texts_of_a_trace_at_once(tmp_path: Path, trace: Any) -> None:
    file = tmp_path / "trace.json"
    kept = {"format": trace["format"], "witness": trace["witness"]}
    events = [
        {**event, "name": event["name"], "facts": in_all(event["facts"], hostile), "browser": hostile("A")}
        for event in trace["events"]
    ]
    file.write_text(
        json.dumps({**in_all({**trace, "scenario": None, "events": []}, hostile), **kept, "events": events})
    )
    for options in ([], ["--plain"], ["--detail"], ["--detail", "--plain"], ["--json"]):
        assert "OWNED" in shown("show", str(file), *options)
    shown("compare", str(file), "login-flow")
    shown("walkthrough", "--replay", str(file), "--plain")


@pytest.mark.long
def test_every_field_of_a_lesson(tmp_path: Path) -> None:
    file = tmp_path / "90_strange.toml"
    for content in everywhere(SHORT, hostile, keys=True):
        file.write_text(toml_file(content), "utf-8")
        shown("lesson", "strange", "--lessons", str(tmp_path))
    file.write_text(toml_file(in_all(SHORT, hostile)), "utf-8")
    for words in (("check-lessons", str(file)), ("list", "--all", "--lessons", str(tmp_path))):
        assert "OWNED" in shown(*words)


@pytest.mark.long
def test_every_row_of_a_table(tmp_path: Path) -> None:
    for number, line in enumerate(TABLE.splitlines()):
        table = TABLE.replace(line, line.replace(" |", f"{STEERS} |", 2)) if line.strip(" |-") else TABLE
        file = tmp_path / f"{number}.md"
        file.write_text(table, "utf-8")
        shown("check-table", str(file), "--scenario", "login-flow", *(["--json"] if number % 2 else []))


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "X"),
        ("list", "X"),
        ("X",),
        ("--X",),
        ("lesson", "X"),
        ("lesson", "login-flow", "--from", "X"),
        ("lesson", "login-flow", "--lessons", "X"),
        ("quiz", "X"),
        ("quiz", "login-flow", "--only", "X"),
        ("quiz", "login-flow", "--answers", "X"),
        ("compare", "X", "login-flow@X"),
        ("compare", "login-flow", "login-flow@X"),
        ("run-scenario", "X"),
        ("run-scenario", "--app", "X"),
        ("run-scenario", "--save", "X/y"),
        ("explain", "X"),
        ("glossary", "X"),
        ("watch", "X"),
        ("watch", "demo", "--host", "X"),
        ("watch", "demo", "--port", "X"),
        ("watch", "demo", "--scenario", "X"),
        ("inspect", "X"),
        ("check-lessons", "X.toml"),
        ("check-table", "X.md"),
        ("check-table", "X.md", "--set", "X"),
        ("new-lesson", "X"),
        ("walkthrough", "X", "--plain"),
        ("walkthrough", "--replay", "X", "--plain"),
        ("walkthrough", "--theme", "X"),
        ("progress", "--X"),
        ("coverage", "X"),
    ],
)
def test_every_argument(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(*(word.replace("X", f"x{STEERS.replace('/', '')}") for word in arguments))


def test_names_of_files_and_answers(tmp_path: Path, trace: Any) -> None:
    folder = tmp_path / f"f{STEERS.replace('/', '')}"
    folder.mkdir()
    file = folder / f"t{STEERS.replace('/', '')}.json"
    file.write_text(json.dumps(trace))
    shown("show", str(file))
    shown("compare", str(file), "login-flow")
    (folder / f"90_l{STEERS.replace('/', '')}.toml").write_text(toml_file(SHORT))
    shown("list", "--all", "--lessons", str(folder))
    shown("check-lessons", str(folder))
    shown("check-lessons", str(folder), "--json")
    answers = folder / "answers.txt"
    answers.write_text(f"what{STEERS}: a\n{STEERS}\n", "utf-8")
    shown("quiz", "login-flow", "--answers", str(answers))


def test_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / f"h{STEERS.replace('/', '')}"
    home.mkdir()
    (home / "progress.sqlite3").write_text("damaged")
    monkeypatch.setenv("TRACER_HOME", str(home))
    assert "was damaged" in shown("progress")


def test_a_full_screen_shows_none(tmp_path: Path) -> None:
    app = NotesApp(tmp_path)
    sheet = SpeakerSheet(hostile("title"), hostile("place"), notes=(hostile("note"),), coming=hostile("next"))
    Sender(tmp_path, 1.0).send(sheet, 10**12)

    async def play() -> None:
        async with app.run_test(size=(100, 30)) as pilot:
            app.query("*").first().border_title = hostile("border")
            app.screen.border_title = hostile("border")
            app.screen.styles.border = ("round", "red")
            app.notify(hostile("told"), title=hostile("title"), markup=False)
            await pilot.pause()
            strips = [*app.screen._compositor.render_strips()]
            text = "\n".join(segment.text for strip in strips for segment in strip)
            assert "OWNED" in text
            assert steering(text) == []
            assert not [segment for strip in strips for segment in strip if segment.style and segment.style.link]

    played(play)


def test_json_keeps_its_value() -> None:
    text = json_escaped(json.dumps({"a": STEERS}, ensure_ascii=False))
    assert json.loads(text) == {"a": STEERS}
    assert steering(text) == []
    assert steering(printable(STEERS)) == []


_WAYS_OUT = frozenset(
    {
        "tracer/cli/__init__.py",  # _say, and what is the same for everybody: help and versions
        "tracer/activities/standard_streams.py",
        "tracer/activities/json_output.py",
        "tracer/views/terminal.py",
        "tracer/recording/demo/quart/child.py",  # into a pipe to its parent
    }
)
"""The files that may write to a standard stream; each of them takes control characters out."""


_WRITING = re.compile(r"^\s*(?:print|click\.s?echo|sys\.std(?:out|err)\.write|rich\.print)\(")


def test_nothing_else_writes_to_a_terminal() -> None:
    files = [
        file for file in PACKAGE.rglob("*.py") if f"tracer/{file.relative_to(PACKAGE).as_posix()}" not in _WAYS_OUT
    ]
    assert len(files) > 200
    lines = [(file.name, line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert [(name, line) for name, line in lines if _WRITING.search(line) and 'print("key' not in line] == []
    assert any(map(_WRITING.search, (PACKAGE / "cli" / "__init__.py").read_text("utf-8").splitlines()))
