"""Templates that are compiled once for many apps. A course makes a fresh demo app for each of its scenarios."""

from functools import cache
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps what Jinja has compiled in memory, by the content of the template."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket what was compiled for it before, if anything was."""
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@cache
def _of_this_process() -> CompiledTemplates:
    return CompiledTemplates()


def share_templates(app: Any) -> None:
    """Let an app share the compiled templates of this process. To be called before its first template is shown."""
    app.jinja_options = {**app.jinja_options, "bytecode_cache": _of_this_process()}
