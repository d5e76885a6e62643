"""What goes wrong when an id is turned back into a user."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story

MOST_LOADS = 20
"""A request needs one load of the user; one that begins so many loads them in a circle."""


def loader_raised(story: Story) -> Iterator[Finding]:
    """A loader raised instead of returning None (B24)."""
    for visit in story.visits:
        for name in ("user_loader", "request_loader"):
            called = next(
                (e for e in visit.events if e.kind == "observed" and e.name == name and e.facts.get("raised")), None
            )
            if called is None or called.facts.get("raised") == "RecursionError":
                continue
            yield Finding(
                code="loader-raises",
                what=f"{visit.name}: {name} raised {called.facts['raised']} instead of returning None.",
                request=visit.number,
                browser=visit.browser,
            )


def load_in_a_circle(story: Story) -> Iterator[Finding]:
    """current_user is asked for while it is being loaded (B16)."""
    for visit in story.visits:
        loads = sum(event.kind == "signal" and event.name == "user_accessed" for event in visit.events)
        if visit.observed("load_failed", raised="RecursionError") or loads > MOST_LOADS:
            yield Finding(
                code="current-user-in-its-own-load",
                what=f"{visit.name}: current_user was asked for while it was being loaded.",
                request=visit.number,
                browser=visit.browser,
            )
            return


def loader_returned_coroutine(story: Story) -> Iterator[Finding]:
    """An async loader: what it returns is no user but a coroutine."""
    for visit in story.visits:
        for name in ("user_loader", "request_loader"):
            if visit.observed(name, result="coroutine"):
                yield Finding(
                    code="async-loader",
                    what=f"{visit.name}: {name} returned a coroutine instead of a user.",
                    request=visit.number,
                    browser=visit.browser,
                )


def user_loaded_for_static_files(story: Story) -> Iterator[Finding]:
    """The user is looked up for every style sheet and every picture."""
    loaded = [visit for visit in story.visits if visit.is_static and visit.observed("user_loader")]
    if loaded:
        yield Finding(
            code="user-loaded-for-static-files",
            what=f"{loaded[0].name}: user_loader was called for a static file.",
            request=loaded[0].number,
            browser=loaded[0].browser,
            count=len(loaded),
        )


def attribute_of_nobody(story: Story) -> Iterator[Finding]:
    """A page asks an anonymous user for what only real users have."""
    for visit in story.visits:
        for raised in visit.exceptions:
            if raised.facts.get("of_anonymous_user"):
                yield Finding(
                    code="anonymous-user-has-no-such-attribute",
                    what=f"{visit.name} asked the anonymous user for something that only users have, and raised "
                    f"{raised.name}.",
                    request=visit.number,
                    browser=visit.browser,
                    place=str(raised.place) if raised.place else None,
                )


RULES = (
    loader_raised,
    load_in_a_circle,
    loader_returned_coroutine,
    user_loaded_for_static_files,
    attribute_of_nobody,
)
