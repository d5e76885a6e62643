"""Which behaviours of Flask-Login the lessons prove, and why the others are not proven.

The behaviours stand in ``behaviours.toml`` beside this file, each with its number and what it is; one that no lesson
proves says why. A lesson lists the numbers that it proves, each with claims, and the recorded runs say whether they
hold.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.claims.evaluate import Traces, evaluate
from tracer.errors import NotInstalledError, TracerError
from tracer.lessons.schema import Lesson, Proof

_FILE = Path(__file__).with_name("behaviours.toml")


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Something that Flask-Login does.

    Attributes:
        number: Its number, such as "B67".
        group: The part of Flask-Login that it belongs to.
        title: What it does, in one sentence.
        reason: Why no lesson proves it; empty for one that a lesson should prove.
        beyond: What of it the claims do not show; empty where they show it all.
    """

    number: str
    group: str
    title: str
    reason: str = ""
    beyond: str = ""


@dataclass(frozen=True)
class ProvenBy:
    """A lesson's proof of a behaviour.

    Attributes:
        lesson: The name of the lesson.
        claims: How many claims the proof consists of.
        problems: What the run says against a claim, or why a claim cannot be judged; nothing when the proof holds.
        left_out: What the lesson needs and what is not here, so that the proof is not judged; None when it is.
    """

    lesson: str
    claims: int
    problems: tuple[str, ...] = ()
    left_out: str | None = None


@dataclass(frozen=True)
class Covered:
    """A behaviour and what proves it."""

    behaviour: Behaviour
    proofs: tuple[ProvenBy, ...]

    @property
    def proven(self) -> bool:
        """Whether at least one proof holds, and none fails."""
        judged = [proof for proof in self.proofs if proof.left_out is None]
        return bool(judged) and not any(proof.problems for proof in judged)

    @property
    def left_out(self) -> bool:
        """Whether the only proofs are of lessons that cannot be judged here."""
        return bool(self.proofs) and all(proof.left_out is not None for proof in self.proofs)


@dataclass(frozen=True)
class Coverage:
    """What the lessons prove.

    Attributes:
        behaviours: Every behaviour, in the order of the numbers.
        unknown: What lessons claim to prove and nobody knows: the lesson and the number.
        judged: Whether the claims were checked against the runs; if not, they are only counted.
    """

    behaviours: tuple[Covered, ...]
    unknown: tuple[tuple[str, str], ...]
    judged: bool

    @property
    def proven(self) -> tuple[Covered, ...]:
        """The behaviours that are proven."""
        return tuple(covered for covered in self.behaviours if covered.proven)

    @property
    def unexplained(self) -> tuple[Covered, ...]:
        """The behaviours that are not proven, without a reason or in spite of a proof."""
        return tuple(
            covered
            for covered in self.behaviours
            if not (covered.proven or covered.left_out) and (covered.proofs or not covered.behaviour.reason)
        )

    @property
    def good(self) -> bool:
        """Whether each proof that can be judged here holds, and each behaviour without one has its reason."""
        return not self.unknown and not self.unexplained


def known_behaviours() -> tuple[Behaviour, ...]:
    """Return every behaviour, in the order of the numbers."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Behaviour(**behaviour) for behaviour in content["behaviours"])


def coverage(lessons: Sequence[Lesson], traces: Callable[[Lesson], Traces] | None = None) -> Coverage:
    """Return which behaviours the lessons prove.

    Args:
        lessons: The lessons, in the order of the course.
        traces: Returns the traces of a lesson's scenarios. With None no claim is judged, and each is believed.
    """
    known = known_behaviours()
    proofs: dict[str, list[ProvenBy]] = {behaviour.number: [] for behaviour in known}
    unknown: list[tuple[str, str]] = []
    for lesson in lessons:
        for proof in lesson.behaviours:
            if proof.number not in proofs:
                unknown.append((lesson.name, proof.number))
                continue
            proofs[proof.number].append(_judged(lesson, proof, traces))
    covered = tuple(Covered(behaviour, tuple(proofs[behaviour.number])) for behaviour in known)
    return Coverage(covered, tuple(unknown), traces is not None)


def _judged(lesson: Lesson, proof: Proof, traces: Callable[[Lesson], Traces] | None) -> ProvenBy:
    claims = len(proof.claims)
    if traces is None:
        return ProvenBy(lesson.name, claims)
    try:
        return ProvenBy(lesson.name, claims, tuple(_problems(proof, traces(lesson))))
    except NotInstalledError as error:
        return ProvenBy(lesson.name, claims, left_out=str(error))


def _problems(proof: Proof, traces: Traces) -> Iterator[str]:
    """Yield each claim of a proof that a run refutes."""
    if not proof.claims:
        yield "the proof makes no claim"
    for claim in proof.claims:
        try:
            evaluation = evaluate(claim, traces)
        except NotInstalledError:
            raise
        except TracerError as error:
            yield str(error).rstrip(".")
        else:
            if not evaluation.holds:
                yield evaluation.against_claim


def as_plain(found: Coverage) -> Mapping[str, object]:
    """Return what was found as JSON can hold it."""
    return {
        "format": "login-flow-coverage",
        "format_version": 1,
        "judged": found.judged,
        "proven": len(found.proven),
        "known": len(found.behaviours),
        "behaviours": [
            {
                "number": covered.behaviour.number,
                "group": covered.behaviour.group,
                "title": covered.behaviour.title,
                "proven": covered.proven,
                "reason": covered.behaviour.reason or None,
                "beyond": covered.behaviour.beyond or None,
                "proofs": [
                    {
                        "lesson": proof.lesson,
                        "claims": proof.claims,
                        "problems": [*proof.problems],
                        "left_out": proof.left_out,
                    }
                    for proof in covered.proofs
                ],
            }
            for covered in found.behaviours
        ],
        "unknown": [{"lesson": lesson, "number": number} for lesson, number in found.unknown],
    }
