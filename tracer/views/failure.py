"""What is told of a login when a test of it has failed: the execution table, and what was found."""

from io import StringIO

from tracer.findings import find
from tracer.trace.events import Trace
from tracer.trace.table import table
from tracer.views.execution_table import ExecutionTable
from tracer.views.findings import FindingList
from tracer.views.terminal import open_terminal


def failure_text(trace: Trace, width: int = 100) -> str:
    """Return the execution table and the findings of a trace as text, without colour.

    Args:
        trace: What was recorded.
        width: How many columns a line may have.
    """
    out = StringIO()
    terminal = open_terminal("never", out=out, width=width)
    terminal.show(ExecutionTable(table(trace)), FindingList(find(trace)))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()
