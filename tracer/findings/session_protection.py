"""Session protection that throws out the wrong people."""

from collections.abc import Iterator

from tracer.findings.finding import Finding
from tracer.findings.request_log import Story, Visit
from tracer.trace.plain_values import as_mapping

_PERSONS_DOING = frozenset({"change_user_agent", "change_address", "paste_cookie", "tamper_with_cookie"})


def thrown_out(visit: Visit) -> bool:
    """Tell whether strong protection has taken everything of Flask-Login's out of the session (B51)."""
    protected = visit.stage("session_protected")
    session = as_mapping(protected.facts.get("session")) if protected is not None else {}
    return protected is not None and session.get("_remember") == "clear"


def remembered_then_thrown_out(story: Story) -> Iterator[Finding]:
    """A session made from a remember cookie has no client in it, and strong protection takes that for a theft (B53)."""
    for visit in story.visits:
        if (
            thrown_out(visit)
            and visit.session_before.get("_user_id") is not None
            and not visit.session_before.get("_id")
        ):
            yield Finding(
                code="strong-protection-with-remember-me",
                what=f"{visit.name}: strong session protection threw out a user whom the remember cookie had just "
                "brought back.",
                request=visit.number,
                browser=visit.browser,
            )


def address_changed(story: Story) -> Iterator[Finding]:
    """The same browser comes from another address, and strong protection throws it out."""
    for visit in story.visits:
        identified = visit.session_before.get("_id")
        if not thrown_out(visit) or not identified or visit.session_before.get("_user_id") is None:
            continue
        made = next((other for other in story.earlier(visit) if other.session_after.get("_id") == identified), None)
        made = _where_made(story, visit, identified) or made
        if made is None:
            continue
        then, now = as_mapping(made.request.get("client")), as_mapping(visit.request.get("client"))
        if then.get("user_agent") == now.get("user_agent") and then.get("address") != now.get("address"):
            yield Finding(
                code="address-changed",
                what=f"{visit.name} came from another address than the login, and strong session protection threw "
                "the user out.",
                request=visit.number,
                browser=visit.browser,
            )


def _where_made(story: Story, visit: Visit, identified: object) -> Visit | None:
    """Return the request that put this client into the session."""
    before = [*reversed(story.earlier(visit))]
    return next((other for other in before if other.session_after.get("_id") == identified), None)


def visitors_thrown_out(story: Story) -> Iterator[Finding]:
    """Strong protection takes ``next`` out of the session of somebody who is not logged in (B56)."""
    for visit in story.visits:
        before = visit.session_before
        if thrown_out(visit) and before.get("_user_id") is None and before.get("next") is not None:
            yield Finding(
                code="strong-protection-eats-next",
                what=f"{visit.name}: strong session protection took next out of the session of a visitor who was not "
                "logged in.",
                request=visit.number,
                browser=visit.browser,
            )


RULES = (remembered_then_thrown_out, address_changed, visitors_thrown_out)
