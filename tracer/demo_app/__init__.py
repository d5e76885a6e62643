"""The demo apps by the name that they have wherever the tracer is installed: ``tracer.demo_app``.

In a clone their modules lie in ``demo_app/`` at the top. A wheel holds them here, and not this file. So no folder
``demo_app`` of anybody's own is ever taken for ours, and ours never for theirs.
"""

from pathlib import Path

__path__ = [str(Path(__file__).resolve().parents[2] / "demo_app")]
