"""An observed request against one that nobody records: 2,000 times the protected page, interleaved.

Run it with ``python -m benchmarks.observed_request``. At most 1.25 is allowed for an app that announces nothing.
"""

import sys

from benchmarks.traced_request import measure

ALLOWED = 1.25


if __name__ == "__main__":
    ratio, with_events = measure(announcing=False)
    print(f"observed / unrecorded request: {ratio:.3f} (allowed: {ALLOWED}); with its events made: {with_events:.3f}")
    sys.exit(ratio > ALLOWED)
