"""The verdict on a reply, in words: what the terminal, the walkthrough and every other view say of it."""

from dataclasses import dataclass, replace

from tracer.claims.evidence_in_words import EvidenceWords, run_in_words


@dataclass(frozen=True)
class Verdict:
    """What the grading of a reply says.

    Attributes:
        right: Whether the reply is right.
        chosen: The labels that were chosen.
        reason: Why, in Markdown; it tells what the learner chose and what is wrong or right about it.
        readings: What the run shows, a sentence for each place.
        steps: The numbers of the steps from which that is read.
        scenario: The scenario in whose run that is; None for the lesson's own.
    """

    right: bool
    chosen: tuple[str, ...]
    reason: str
    readings: tuple[EvidenceWords, ...] = ()
    steps: tuple[int, ...] = ()
    scenario: str | None = None

    @property
    def word(self) -> str:
        """The verdict in short."""
        return "Right" if self.right else "Not right"

    def sentence(self, *, asked_again: bool) -> str:
        """Return the verdict as a sentence, which of a wrong reply says whether the question comes once more."""
        again = " It will be asked again." if asked_again and not self.right else ""
        return f"{self.word}.{again}"

    def without_evidence(self) -> "Verdict":
        """Return the verdict and its reason alone: where the evidence would name the right answer too early."""
        return replace(self, readings=(), steps=())

    def beyond(self, other: "Verdict") -> "Verdict":
        """Return the verdict without what another one has shown already of the same run."""
        if other.scenario != self.scenario:
            return self
        told = {reading.shows for reading in other.readings}
        readings = tuple(reading for reading in self.readings if reading.shows not in told)
        return replace(self, readings=readings, steps=tuple(step for step in self.steps if step not in other.steps))


def evidence_told(evidence: EvidenceWords, scenario: str | None = None) -> str:
    """Return a piece of evidence behind the words that say whose it is, in Markdown.

    Args:
        evidence: What the run shows.
        scenario: Whose run that is, where it is not the one that the question is about.
    """
    which = run_in_words(scenario) if scenario else "the run"
    return evidence.after(f"{which} shows:")


def right_answer(labels: tuple[str, ...]) -> str:
    """Return the sentence that names the right reply by its labels."""
    return f"The right answer: {' '.join(labels)}."
