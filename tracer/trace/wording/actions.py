"""What a person did at a browser, or what happened behind the app's back, in words."""

from collections import defaultdict
from collections.abc import Mapping

from tracer.trace.facts import BY_HAND, LOOKED_FOR, ActionFacts
from tracer.trace.plain_form import to_plain


def action_words(verb: str, facts: ActionFacts) -> str:
    """Return what a person did: the verb, and the facts of the action filled in."""
    wording = _FROM_ANOTHER_SITE if facts.from_site else _ACTIONS.get(verb)
    if verb == "click" and facts.how is not None:
        wording = _WITHOUT_A_BUTTON.get((facts.how, facts.method), wording)
    told = {**to_plain(facts), "span": _span(facts.seconds)}
    return wording.format_map(defaultdict(str, told)) if wording else verb.replace("_", " ")


def _span(seconds: int | None) -> str:
    """Return how long something takes, in the largest unit that gives a whole number."""
    if seconds is None:
        return ""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number, rest = divmod(seconds, length)
        if number and not rest:
            return f"{number:g} {unit}{'' if number == 1 else 's'}"
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


_ACTIONS: Mapping[str, str] = {
    "visit": "User asks for the {page} page",
    "submit": "User submits the {page} form",
    "click": "User clicks {page}",
    "load": "Browser loads the {page} of the page",
    "close_browser": "User closes the browser",
    "wait": "User waits {span}",
    "back": "User goes back to the page before",
    "send": "A program asks for the {page} page",
    "receive": "An answer arrives that was under way",
    "change_user_agent": "User goes on with another browser program",
    "change_address": "User goes on from another network",
    "copy_cookie": "Somebody copies the cookie {cookie}",
    "paste_cookie": "Somebody pastes the cookie {cookie}",
    "tamper_with_cookie": "Somebody tampers with the cookie {cookie}",
    "delete_cookie": "Somebody throws the cookie {cookie} away",
    "delete_account": "The account of {account} is deleted",
    "deactivate_account": "The account of {account} is switched off",
    "reactivate_account": "The account of {account} is switched on again",
    "change_password": "The password of {account} is changed",
    "restart_app": "The app is started again",
}
"""What a person did, with the facts of the action filled in."""

_WITHOUT_A_BUTTON: Mapping[tuple[str, str | None], str] = {
    (LOOKED_FOR, None): "User looks on the home page for {page}",
    (BY_HAND, "POST"): "User sends a POST to the {page} page, for which no page shows a button",
    (BY_HAND, "GET"): "User opens the address of the {page} page, to which no page shows a link",
}
"""What a person did to get to where a button would lead, by how it was done and with which method."""

_FROM_ANOTHER_SITE = "Another site makes the browser ask for the {page} page"
