"""One worker: ``python -m tracer.recording.workers.worker``.

It reads an Order from the first line of its standard input, loads the app, and answers each request after that,
until nobody asks any more.
"""

import sys

from tracer.errors import TracerError
from tracer.recording.child_output import take_standard_output
from tracer.recording.flask_adapter import flask_transport
from tracer.recording.load_app import load_app
from tracer.recording.message_lines import from_line, to_line
from tracer.recording.recording import Recording
from tracer.recording.workers.messages import NotReady, Order, Ready, WorkerRequest, WorkerResponse


def main() -> None:
    """Answer what is asked on the standard input."""
    pipe = take_standard_output()

    def write(message: Ready | NotReady | WorkerResponse) -> None:
        pipe.write(to_line(message).decode("ascii") + "\n")

    order = from_line(sys.stdin.buffer.readline(), Order)
    try:
        app = load_app(order.target)
    except TracerError as error:
        write(NotReady(str(error)))
        return
    send = flask_transport(app, foreign=True)
    with Recording.of(app, show_values=order.show_values) as recording:
        write(Ready())
        for line in sys.stdin.buffer:
            asked = from_line(line, WorkerRequest)
            recording.go_on_from(asked.memory)
            try:
                response = send(asked.request)
            except TracerError as error:
                write(NotReady(str(error)))
                return
            events = tuple(recording.drain())
            write(WorkerResponse(response, events, recording.memory))


if __name__ == "__main__":
    main()
