"""Cookies that are set when they should not be."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.story import Story
from tracer.plain import as_mapping


def remember_cookie_unasked(story: Story) -> Iterator[Finding]:
    """A remember cookie is set for somebody who did not ask to be remembered (P34)."""
    name = as_mapping(story.app.get("remembering")).get("cookie") or "remember_token"
    for visit in story.visits:
        cookie = visit.cookie_set(name)
        if not cookie or cookie.get("deleted") or visit.request.get("remember_cookie"):
            continue
        stages = [event for event in visit.events if event.kind == "stage"]
        asked = any(as_mapping(event.facts.get("session")).get("_remember") == "set" for event in stages)
        if stages and not asked and visit.stage("logged_in"):
            yield Finding(
                code="remember-cookie-unasked",
                what=f"{visit.name} set the remember cookie for a user who did not ask to be remembered.",
                request=visit.number,
                browser=visit.browser,
            )


RULES = (remember_cookie_unasked,)
