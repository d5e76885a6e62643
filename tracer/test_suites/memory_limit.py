"""How much memory a run of tests uses and may take, where the system tells and limits it."""

import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")

_ROOM = 512 * 1024 * 1024
"""In bytes: so much more than what the unmutated tests used a mutant may take."""


def limits_memory() -> bool:
    """Tell whether this system limits the addresses that a process may use; it is known of Linux."""
    return sys.platform == "linux"


def peak_of_addresses() -> int:
    """Return the most bytes of addresses that this process has used; 0 where the system does not tell."""
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    found = next((line.split()[1] for line in lines if line.startswith("VmPeak:")), "0")
    return int(found) * 1024


def limit_for(peak: int) -> int | None:
    """Return how many bytes of addresses a mutant may take, besides those that its process has in the beginning.

    Args:
        peak: The most that the unmutated tests used.

    Returns:
        The number; None where the system sets no such limit.
    """
    return peak + _ROOM if limits_memory() and peak else None
