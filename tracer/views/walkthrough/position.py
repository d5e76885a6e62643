"""Where a walkthrough stands: at the opening, at a step, or at the end, and what has been shown so far."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Position:
    """A place in the show. Every move returns a new one.

    Attributes:
        count: The number of steps; 0 while the run has not ended.
        step: The step at which the show stands: 0 is the opening, ``count + 1`` the end.
        shown_to: The last step whose result has been shown.
        predicting: Whether a step asks for its result before it shows it.
    """

    count: int = 0
    step: int = 0
    shown_to: int = 0
    predicting: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the result of the step is still to be guessed."""
        return self.predicting and self.is_step and self.step > self.shown_to

    @property
    def is_step(self) -> bool:
        """Whether the show stands at a step, not at the opening or the end."""
        return 1 <= self.step <= self.count

    @property
    def is_opening(self) -> bool:
        """Whether no step has been entered yet."""
        return self.step == 0

    @property
    def is_end(self) -> bool:
        """Whether the last step is over."""
        return self.count > 0 and self.step > self.count

    @property
    def visible_to(self) -> int:
        """The last step whose result may be seen now."""
        return self.step - 1 if self.hidden else min(self.step, self.count)

    def at(self, step: int) -> "Position":
        """Go to a step; beyond the ends, to the end. What lies before it counts as shown."""
        step = max(0, min(step, self.count + 1)) if self.count else 0
        passed = step - 1 if self.predicting else step
        return replace(self, step=step, shown_to=max(self.shown_to, min(passed, self.count)))

    def forward(self) -> "Position":
        """Show what is hidden; where nothing is, go to the next step."""
        return replace(self, shown_to=self.step) if self.hidden else self.at(self.step + 1)

    def back(self) -> "Position":
        """Go to the step before."""
        return self.at(self.step - 1)

    def first(self) -> "Position":
        """Go to the first step."""
        return self.at(1)

    def last(self) -> "Position":
        """Go to the last step."""
        return self.at(self.count)

    def toggled(self) -> "Position":
        """Begin or cease to ask before showing. The step that is seen now stays seen."""
        return replace(self, predicting=not self.predicting, shown_to=max(self.shown_to, self.visible_to))

    def asking_again(self) -> "Position":
        """Hide again what was shown from this step on, and ask."""
        return replace(self, predicting=True, shown_to=max(0, min(self.step, self.count) - 1))

    def with_count(self, count: int) -> "Position":
        """Take the number of steps, once it is known."""
        return replace(self, count=count).at(self.step)
