"""Runs the tests of another project twice, unobserved and with every app of theirs recorded, and compares.

::

    git clone https://github.com/maxcountryman/flask-login
    python -m benchmarks.foreign_suites flask-login
    python -m benchmarks.foreign_suites flask-security --python ENVIRONMENT/bin/python -- tests/test_basic.py

The environment needs the tracer and all that the tests of the other project need. Ends with 1 when a single test ends
differently, and names it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = "benchmarks.recording_every_app"


def outcomes(python: str, folder: Path, arguments: Sequence[str], *, observed: bool) -> tuple[Mapping[str, str], str]:
    """Run the tests in a folder; return how each ended, and the last lines that pytest printed."""
    plugin = ["-p", PLUGIN] if observed else []
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        done = subprocess.run(
            [python, "-m", "pytest", "-q", *plugin, f"--junitxml={report}", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        if not report.exists():
            raise SystemExit("\n".join(["pytest wrote no report:", *lines[-20:]]))
        cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 # pytest has just written it
        ended = {f"{case.get('classname')}::{case.get('name')}": _outcome(case) for case in cases}
    told = [line for line in lines if line.startswith("Recorded") or " passed" in line or " failed" in line]
    return ended, "\n".join(told)


def _outcome(case: ET.Element) -> str:
    for child in case:
        if child.tag in {"failure", "error", "skipped"}:
            return child.tag
    return "passed"


def main() -> int:
    """Compare, and say what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.foreign_suites", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the other project")
    parser.add_argument("--python", default=sys.executable, help="the interpreter of an environment with all it needs")
    parser.epilog = "What stands after -- goes to pytest."
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    asked, arguments = parser.parse_args(sys.argv[1:end]), sys.argv[end + 1 :]
    unobserved, _ = outcomes(asked.python, asked.folder, arguments, observed=False)
    observed, recorded = outcomes(asked.python, asked.folder, arguments, observed=True)
    for name, ended in (("unobserved", unobserved), ("observed", observed)):
        print(f"{name}: {', '.join(f'{number} {kind}' for kind, number in sorted(Counter(ended.values()).items()))}")
    print(recorded)
    different = [test for test in {**unobserved, **observed} if unobserved.get(test) != observed.get(test)]
    for test in different:
        print(f"{test}: {unobserved.get(test)} unobserved, {observed.get(test)} observed")
    print(f"{len(different)} of {len(unobserved)} tests end differently")
    if "passed" not in unobserved.values():
        print("No test passes unobserved: the environment lacks something that they need")
        return 1
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
