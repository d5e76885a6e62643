"""Seeing where a request begins and ends, without a signal.

Flask sends signals of both, but each receiver costs as much as five calls: blinker looks up the sender, the receivers
of this sender and of all, and whether each is a coroutine. The method that Flask calls between the two signals is
replaced instead. An app that has a ``wsgi_app`` of its own may call something else; there the signals are needed.
"""

from types import MethodType
from typing import Any, Protocol

from flask import Flask

from tracer.recording.observe.attribute_place import AttributePlace
from tracer.recording.observe.attribute_replacement import Replacement
from tracer.recording.observe.stand_in import Passage, looking_like

_ANSWERS = "full_dispatch_request"


class BoundsListener(Protocol):
    """Is told where a request begins and ends. None of its methods raises anything but RecursionError."""

    def request_started(self) -> None:
        """The session of a request is open, and Flask begins to answer it."""

    def request_finished(self, response: Any) -> None:
        """The answer is ready, with its cookies."""

    def request_failed(self) -> None:
        """There is no answer: Flask makes one of the error, or passes the error on to the server."""


def observe_bounds(app: Flask, listener: BoundsListener) -> Replacement | None:
    """Tell a listener where each request of an app begins and ends.

    Returns:
        The replacement to put back in the end; None where only signals can tell.
    """
    answers = AttributePlace(app, _ANSWERS).value()
    if type(app).wsgi_app is not Flask.wsgi_app or not callable(answers):
        return None
    passage = Passage(answers.__func__ if isinstance(answers, MethodType) else answers)

    def observed(*arguments: Any, **named: Any) -> Any:
        try:  # noqa: SIM105 # suppress() takes more of the stack
            listener.request_started()
        except RecursionError:
            pass
        try:
            response = passage.function(*arguments, **named)
        except BaseException as error:
            BaseException.with_traceback(error, error.__traceback__.tb_next)  # type: ignore[union-attr] # our frame is there
            try:  # noqa: SIM105 # as above
                listener.request_failed()
            except RecursionError:
                pass
            raise
        try:  # noqa: SIM105 # as above
            listener.request_finished(response)
        except RecursionError:
            pass
        return response

    return Replacement(app, _ANSWERS, looking_like(answers, observed), passage)
