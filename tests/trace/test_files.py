"""Saved traces: all or nothing is written, and a file that is no trace is refused with what to do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import strategies
from tracer.errors import TraceFileError
from tracer.stages import NOTHING
from tracer.trace.events import Event, Trace
from tracer.trace.facts import StageFacts
from tracer.trace.files import TraceWriter, load_trace, loads, save_trace

TRACE = Trace(None, "flask", (Event(1, "logged_in", StageFacts(NOTHING, more={"user": "Ünal"})),))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(strategies.traces())
def test_a_saved_trace_is_loaded_again_unchanged(tmp_path: Path, trace: Trace) -> None:
    save_trace(trace, tmp_path / "trace.json")
    assert load_trace(tmp_path / "trace.json") == trace


def test_saving_replaces_an_older_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "trace.json"
    target.write_text("older")
    save_trace(TRACE, target)
    assert load_trace(target) == TRACE
    assert [path.name for path in tmp_path.iterdir()] == ["trace.json"]


def test_a_failing_write_keeps_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "trace.json"
    target.write_text("older")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(TraceFileError, match=r"trace\.json: .*No space left on device.*Name another file"):
        save_trace(TRACE, target)
    assert target.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["trace.json"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "trace.json")
    save_trace(TRACE, tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert load_trace(tmp_path / "trace.json") == TRACE


@pytest.mark.parametrize("name", ["no-such-folder/trace.json", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(TraceFileError, match="cannot be written"):
        save_trace(TRACE, tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not even JSON"),
        (b"\x00\xff\xfe", "not even text"),
        (b"hello", "not even JSON"),
        (b"[]", 'lacks "format"'),
        (b'{"title": "a lesson"}', 'lacks "format"'),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"format": "login-flow-trace", "format_version": 1, "app": NaN}', "incomplete or damaged"),
        (b'{"format": "login-flow-trace", "format_version": 1, "app": 1e999}', "too large"),
        (b'{"format": "login-flow-trace", "format_version": ' + b"9" * 5000 + b"}", "too large"),
        (b'{"format": "login-flow-trace", "lines": true, "app": NaN}\n', "NaN is no JSON"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "trace.json"
    path.write_bytes(content)
    with pytest.raises(TraceFileError) as caught:
        load_trace(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[" * 100_000, "at line 3: it is nested too deeply"),
        ('{"number": NaN}', "at line 3: NaN is no JSON"),
        ('{"number": 1e999}', "at line 3: the number 1e999 is too large"),
        (f'{{"number": {"9" * 5000}}}', r"at line 3: the number 99999999999999999999\.\.\. is too large"),
        ("[]", r"at events\[1\]: a table of keys and values is expected here, not a list"),
        ('{"number": 2}', r"at events\[1\]\.kind: the key is missing"),
    ],
)
def test_a_strange_line_of_a_trace_that_was_written_as_it_went_is_refused(
    tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "trace.jsonl"
    with TraceWriter(path) as writer:
        writer.begin(TRACE)
        writer.add(TRACE.events)
    path.write_text(f"{path.read_text()}{line}\n")
    with pytest.raises(TraceFileError, match=message):
        load_trace(path)


def test_every_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    save_trace(TRACE, path)
    whole = path.read_bytes().rstrip()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(TraceFileError, match=r"damaged|not a saved trace"):
            load_trace(path)


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(TraceFileError, match=r"there is no such file.*run-scenario --save"):
        load_trace(tmp_path / "trace.json")


def test_an_editor_may_put_a_byte_order_mark_before_it(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    save_trace(TRACE, path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_trace(path) == TRACE


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(json_values)
def test_any_json_is_a_trace_or_refused(value: object) -> None:
    with pytest.raises(TraceFileError):
        loads(json.dumps(value))


def test_reading_a_trace_imports_no_framework() -> None:
    code = "import sys, tracer.trace.files; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"flask", "werkzeug", "rich", "click"} & set(done.stdout.split())
