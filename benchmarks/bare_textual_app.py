"""What the walkthrough is compared with: a Textual app with the same imports and the same requests, and no tracer.

It is run as a process of its own by ``benchmarks.walkthrough``. Its screen is drawn first and the requests are
performed in a thread, as in the walkthrough; when they have ended, it shows one line.
"""

from typing import ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

SHOWN = "Session checked"
"""What is waited for; the walkthrough shows the same words."""


class BareApp(App[None]):
    """Shows a line when the login flow has been performed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", show=False)]

    def compose(self) -> ComposeResult:
        """Yield the one line."""
        yield Static("Running the login flow")

    def on_mount(self) -> None:
        """Draw the screen first, then perform the requests."""
        self.call_after_refresh(self.perform)

    @work(thread=True)
    def perform(self) -> None:
        """Import what the walkthrough needs too, perform the requests, and say so."""
        from benchmarks.bare_process import perform_login_flow  # noqa: PLC0415 # Flask, Flask-Login, Rich and click

        perform_login_flow()
        self.call_from_thread(self.query_one(Static).update, SHOWN)


if __name__ == "__main__":
    BareApp().run()
