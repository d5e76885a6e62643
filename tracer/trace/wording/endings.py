"""Where a run ended, in words, derived from its trace."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tracer.trace.events import Trace
from tracer.trace.facts import ActionFacts, PageFacts, RequestFacts
from tracer.trace.plain_values import Plain, as_text
from tracer.trace.table import Table
from tracer.trace.variables import ANONYMOUS, SET
from tracer.trace.wording.browsers import whose
from tracer.trace.wording.events import event_words, page_words, raised_words
from tracer.trace.wording.phrases import counted, listed


def closing_words(trace: Trace, rows: Table) -> str:
    """Return one line: what the user sees at the end, who is logged in, and which cookie the browser holds."""
    requests = counted(sum(1 for _ in trace.of_kind("request")), "request")
    if not rows.steps:
        return f"The run ends after {requests} without a single stage.{_answers(trace)}"
    ends = f"The run ends after {counted(len(rows.steps), 'step')} and {requests}."
    several = len(rows.browsers) > 1
    last = {step.browser: step.variables for step in rows.steps}
    # What is told last is how it went in the browser that acted last.
    order = dict.fromkeys([*last, rows.steps[-1].browser])
    told = (_of_browser(trace, browser, last[browser], whose(rows, browser) if several else "") for browser in order)
    return " ".join([ends, *told, *_workers(trace)])


def _workers(trace: Trace) -> Iterator[str]:
    """Yield a sentence on which processes answered, where several did."""
    numbers: dict[str, set[int]] = {}
    for event in trace.of_kind("request"):
        if isinstance(event.facts, RequestFacts) and event.facts.worker is not None:
            numbers.setdefault(event.browser, set()).add(event.facts.worker)
    if numbers:
        told = [f"{browser} by {_named_workers(sorted(workers))}" for browser, workers in numbers.items()]
        yield f"Several processes answered: browser {listed(told)}."


def _named_workers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"worker {numbers[0]} alone"
    return f"workers {listed([str(number) for number in numbers])} in turns"


def _of_browser(trace: Trace, browser: str, final: Mapping[str, Plain], named: str) -> str:
    """Return how it ends in one browser, in a sentence that names it where there are others."""
    pages = [event.facts for event in trace.events if isinstance(event.facts, PageFacts) and event.browser == browser]
    user = final["current_user"]
    who = f"{user} is logged in" if final["user_authenticated"] else "nobody is logged in"
    if final["user_authenticated"] and (user is None or str(user).startswith(ANONYMOUS)):
        who = "somebody is logged in"
    cookie = "holds a" if final["session_cookie"] == SET else "holds no"
    seen = f"{_seen(pages[-1])}, " if pages else ""
    words = f"{seen}{who}, and the browser {cookie} session cookie."
    if not named:
        return words[:1].upper() + words[1:]
    return f"In {named}: {words.replace('The ', 'the ', 1) if words.startswith('The ') else words}"


def _answers(trace: Trace) -> str:
    """Return how the requests were answered, for a run in which nothing else happened."""
    statuses = Counter(event.name for event in trace.of_kind("response"))
    told = ", ".join(f"{status} ({number} times)" if number > 1 else status for status, number in statuses.items())
    return f" The app answered {told}." if told else ""


def _seen(page: PageFacts) -> str:
    if page.redirect_loop:
        return f"The browser gives up: it is sent on and on, the last time by {page.path}"
    return f"The user sees {page_words(page)}"


def warnings(trace: Trace) -> Iterator[str]:
    """Yield what did not go as the scenario or the recorder wanted it."""
    for event in trace.events:
        if isinstance(event.facts, ActionFacts) and not event.facts.possible:
            yield f"Not possible: {event_words(event).text}, for {as_text(event.facts.why)}."
    for event in trace.of_kind("exception"):
        yield f"{raised_words(event)}."
    for event in trace.of_kind("fault"):
        yield f"{event_words(event).kind} {event_words(event).text}."
