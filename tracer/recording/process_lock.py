"""The lock for everything that recordings change in the process while its threads go on.

Recordings begin and end in any thread, and what they change belongs to all of them: the code of a library's function,
attributes of an app, the books of signals. The lock is held for an instant only, never while code of an app runs.
"""

import os
from threading import RLock

PROCESS_LOCK = RLock()

if hasattr(os, "register_at_fork"):
    # A child would find the lock held for ever by a thread that it has not, and changes that are half made.
    os.register_at_fork(
        before=PROCESS_LOCK.acquire, after_in_parent=PROCESS_LOCK.release, after_in_child=PROCESS_LOCK.release
    )
