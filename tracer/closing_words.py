"""Where a run ended, in words, derived from its trace."""

from collections.abc import Iterator

from tracer.event_wording import event_words
from tracer.plain import as_text
from tracer.pointers import counted
from tracer.steps import Table
from tracer.trace import Trace
from tracer.variables import ANONYMOUS


def closing_words(trace: Trace, rows: Table) -> str:
    """Return one line: what the user sees at the end, who is logged in, and which cookie the browser holds."""
    requests = counted(sum(1 for _ in trace.of_kind("request")), "request")
    if not rows.steps:
        return f"The run ends after {requests} without a single stage."
    browser = rows.steps[-1].browser
    pages = [event for event in trace.of_kind("page") if event.browser == browser]
    final = rows.final
    user = as_text(final["current_user"])
    who = f"{user} is logged in" if final["user_authenticated"] else "nobody is logged in"
    if user.startswith(ANONYMOUS) and final["user_authenticated"]:
        who = "somebody is logged in"
    cookie = "holds a" if final["session_cookie"] == "Set" else "holds no"
    seen = f"The user sees {event_words(pages[-1]).text}, " if pages else ""
    ends = f"The run ends after {counted(len(rows.steps), 'step')} and {requests}. "
    words = f"{seen}{who}, and the browser {cookie} session cookie."
    return ends + words[:1].upper() + words[1:]


def warnings(trace: Trace) -> Iterator[str]:
    """Yield what did not go as the scenario or the recorder wanted it."""
    for event in trace.of_kind("action"):
        if event.facts.get("possible") is False:
            yield f"Not possible: {event_words(event).text}, for {as_text(event.facts.get('why'))}."
    for event in trace.of_kind("fault"):
        yield f"{event_words(event).kind} {event_words(event).text}."
