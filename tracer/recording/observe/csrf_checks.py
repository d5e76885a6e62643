"""Seeing that Flask-WTF compared the token of a form with the one in the session, and what came of it.

A form whose token does not fit is shown again without a word, or refused with an error 400. The token itself is never
looked at: only how the comparison ended.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from tracer.recording import request_record
from tracer.recording.observe import library_calls
from tracer.recording.observe.library_calls import Call
from tracer.recording.observe.open_requests import OpenRequests, harmless
from tracer.trace.observed_facts import CsrfCheckFacts

_MODULE, _FUNCTION = "flask_wtf.csrf", "validate_csrf"

_REASONS: Mapping[str, str] = {
    "The CSRF token is missing.": "missing",
    "The CSRF session token is missing.": "not in the session",
    "The CSRF token has expired.": "expired",
    "The CSRF token is invalid.": "not readable",
    "The CSRF tokens do not match.": "another session's",
}
"""What ``validate_csrf`` says, and what it means."""


class CsrfChecks:
    """Watches Flask-WTF's comparison of tokens once it is loaded.

    Args:
        open_requests: The requests in progress, and the way to tell of them.
    """

    def __init__(self, open_requests: OpenRequests) -> None:
        self.open_requests = open_requests
        self._watched: Callable[..., Any] | None = None

    def watch(self) -> None:
        """Watch the comparison as soon as the library is loaded."""
        if self._watched is not None or _MODULE not in sys.modules:
            return
        function = vars(sys.modules[_MODULE]).get(_FUNCTION)
        if function is not None and library_calls.can_be_observed(function):
            self._watched = function
            library_calls.listen(function, self.ended)

    def leave(self) -> None:
        """Stop watching and leave nothing behind."""
        if self._watched is not None:
            library_calls.forget(self._watched, self.ended)
            self._watched = None

    @harmless
    def ended(self, call: Call) -> None:
        """Two tokens were compared."""
        state = self.open_requests.state()
        if state is None:
            return
        said = call.error.args[0] if call.error is not None and call.error.args else None
        why = _REASONS.get(said) if type(said) is str else None
        state.entries.append(request_record.Observed(CsrfCheckFacts(call.error is None, why)))
