"""Makes the four files with exact versions that lie beside this one: ``python constraints/make.py``.

``pinned.txt``
    The newest version of everything. The commands of the README install it.
``lowest.txt``
    The lowest versions that pyproject.toml allows, with every extra.
``lowest-core.txt``
    The lowest versions that it allows, with no extra.
``libraries.txt``
    The newest versions of the core beside the login libraries that have an environment of their own.

The lowest versions are those of our own requirements. What nobody here names has its newest version, and so has what
only the tests and checks need. Run it with the lowest Python that pyproject.toml supports and pip 22.2 or later: a
version that is newest for a later Python could not be installed on an earlier one.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = Path(__file__).resolve().parent

Versions: TypeAlias = Mapping[str, Version]
"""Versions by the names of their libraries."""

TESTED: Mapping[str, str] = {
    # The last of 2.2, which gets what is mended in it.
    "flask": "2.2.5",
    # Flask 2.2 allows later ones too, and does not work with them: 3.0 took url_quote away.
    "werkzeug": "2.2.3",
}
"""The lowest versions for the core, where they are others than those that requirements name."""

TESTED_WITH_EXTRAS: Mapping[str, str] = {
    # 0.6.2 takes url_decode from Werkzeug, which 3.0 took away, and Quart needs 3.1.
    "flask-login": "0.6.3",
}
"""The lowest versions with every extra, where they are others than those that requirements name."""

HEADS: Mapping[str, str] = {
    "pinned": "The newest versions, with which the commands of the README are tested.",
    "lowest": "The lowest versions that pyproject.toml allows, with every extra; .ci/run tests with them too.",
    "lowest-core": "The lowest versions that pyproject.toml allows, without extras; .ci/run tests with them too.",
    "libraries": "The newest versions beside login libraries that do not go with the others; .ci/run tests with them.",
}
"""What stands at the top of each file."""


class Project:
    """What pyproject.toml says.

    Args:
        content: The file as it was parsed.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.name: str = content["project"]["name"]
        self.python = SpecifierSet(content["project"]["requires-python"])
        self.core = [Requirement(text) for text in content["project"]["dependencies"]]
        self._extras: Mapping[str, list[str]] = content["project"]["optional-dependencies"]
        self._groups: Mapping[str, list[str | dict[str, str]]] = content["dependency-groups"]

    def of_extra(self, name: str) -> list[Requirement]:
        """Return the requirements of an extra, those of extras that it names included."""
        found: list[Requirement] = []
        for requirement in map(Requirement, self._extras[name]):
            if canonicalize_name(requirement.name) == self.name:
                found += [inner for extra in sorted(requirement.extras) for inner in self.of_extra(extra)]
            else:
                found.append(requirement)
        return found

    def of_group(self, name: str) -> list[Requirement]:
        """Return the requirements of a dependency group, those of groups that it includes too."""
        found: list[Requirement] = []
        for item in self._groups[name]:
            found += [Requirement(item)] if isinstance(item, str) else self.of_group(item["include-group"])
        return found


def resolved(
    requirements: Iterable[Requirement], constraints: Versions, *, alone: bool = False
) -> list[dict[str, Any]]:
    """Return the metadata of everything that pip would install for some requirements.

    Args:
        requirements: What is asked for.
        constraints: The versions that are settled.
        alone: Whether what they need themselves is left out.

    Raises:
        SystemExit: pip finds no versions that fit together; it has said why.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "constraints.txt"
        file.write_text("".join(f"{name}=={version}\n" for name, version in constraints.items()), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--no-deps"] if alone else []
        done = subprocess.run(
            [*command, "--report", "-", "-c", str(file), *map(str, requirements)],
            stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.returncode)
    return [item["metadata"] for item in json.loads(done.stdout)["install"]]


def lowest(requirements: Iterable[Requirement], tested: Mapping[str, str]) -> Versions:
    """Return the lowest versions of our own requirements that go together.

    Each one begins at the bound that we give it, and is raised to what the others ask for at theirs.

    Args:
        requirements: Our own requirements.
        tested: Versions that are decided otherwise.
    """
    found = {name: Version(version) for name, version in tested.items()}
    for requirement in requirements:
        _raise_to(found, requirement)
    settled: Versions = {}
    while settled != found:
        settled = dict(found)
        for requirement in _asked_by(settled):
            if canonicalize_name(requirement.name) in found:
                _raise_to(found, requirement)
    return found


def _asked_by(versions: Versions) -> Iterator[Requirement]:
    """Yield what libraries of these versions ask for, extras aside."""
    for name, version in versions.items():
        for requirement in map(Requirement, _needs(f"{name}=={version}")):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                yield requirement


@cache
def _needs(library: str) -> list[str]:
    (metadata,) = resolved([Requirement(library)], {}, alone=True)
    needs: list[str] = metadata.get("requires_dist", [])
    return needs


def _raise_to(versions: dict[str, Version], requirement: Requirement) -> None:
    """Raise the version of a library to the lowest that a requirement allows."""
    name = canonicalize_name(requirement.name)
    bounds = [Version(each.version) for each in requirement.specifier if each.operator in {">=", "~=", "=="}]
    versions[name] = max([*bounds, versions.get(name, Version("0"))])


def write(name: str, found: Iterable[Mapping[str, Any]]) -> None:
    """Write one of the files."""
    versions = sorted((f"{item['name']}=={item['version']}" for item in found), key=str.lower)
    lines = [f"# {HEADS[name]}", "# Made by: python constraints/make.py", *versions]
    (HERE / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{name}.txt: {len(versions)} versions")


def main() -> None:
    """Make the files."""
    project = Project(tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8")))
    ours = Version(".".join(map(str, sys.version_info[:2])))
    earlier = Version(f"{ours.major}.{ours.minor - 1}")
    if ours not in project.python or earlier in project.python:
        raise SystemExit(f"Run this with the lowest Python that the project supports ({project.python}), not {ours}.")
    everything = [*project.core, *project.of_extra("all")]
    # pip too: the README brings it up to date, because dependency groups need pip 25.1.
    tools = [*project.of_group("tools"), Requirement("pip")]
    write("pinned", resolved([*everything, *tools, *project.of_group("libraries")], {}))
    write("lowest", resolved([*everything, *tools], lowest(everything, TESTED_WITH_EXTRAS)))
    # The tools would bring libraries of the extras.
    tested = [*project.core, *project.of_group("test"), Requirement("pip")]
    write("lowest-core", resolved(tested, lowest(project.core, TESTED)))
    write("libraries", resolved([*project.core, *project.of_group("libraries-apart"), Requirement("pip")], {}))


if __name__ == "__main__":
    main()
