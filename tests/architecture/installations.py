"""The forms in which people have the tracer: a clone, an editable installation, a wheel.

Each has an environment of its own, which takes the libraries from the one in which the tests run: nothing is
downloaded. Of that one's folder only the modules are taken and not the .pth files, so the repository is not found.
"""

import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT
from tests.cli.process import environment


@dataclass(frozen=True)
class Installation:
    """One form.

    Attributes:
        home: The folder of the environment.
        folder: Where commands are run.
    """

    home: Path
    folder: Path

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        return self.home / "bin" / "python"

    @property
    def packages(self) -> Path:
        """The folder of what is installed in the environment."""
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.home)}))

    def run(self, *words: str | Path, folder: Path | None = None, text: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command of the environment, and return what came out.

        Args:
            words: The name of the command in the environment, and what follows it.
            folder: Where it is run, if not in the folder of this form.
            text: What is typed.
        """
        command, *arguments = map(str, words)
        return subprocess.run(
            [str(self.home / "bin" / command), *arguments],
            cwd=folder or self.folder,
            env=environment(COLUMNS="100"),
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    def tracer(self, *arguments: str, folder: Path | None = None, text: str = "") -> str:
        """Run ``python -m tracer``, which must succeed, and return what it prints."""
        done = self.run("python", "-m", "tracer", *arguments, folder=folder, text=text)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout

    def install(self, wheel: Path) -> None:
        """Install a wheel, and nothing that it depends on."""
        pip = (sys.executable, "-m", "pip", "--python", str(self.python))
        _run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, folder=self.home)

    def add_libraries(self) -> None:
        """Let the environment find the libraries of the one in which the tests run."""
        folders = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
        (self.packages / "libraries.pth").write_text("\n".join(folders), encoding="utf-8")


def copy_clone(folder: Path) -> Path:
    """Copy what a wheel is built from, as a clone has it."""
    for name in ("tracer", "demo_app", "lessons"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def build(clone: Path, kind: str, folder: Path) -> Path:
    """Build a wheel: ``wheel``, or the ``wheel:editable`` that pip makes for ``pip install -e``."""
    _run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder, folder=clone)
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed_in(folder: Path, *, where: Path | None = None) -> Installation:
    """Return the form whose environment lies in a folder; commands are run in an empty one unless it says where."""
    return Installation(folder / "environment", where or folder / "empty")


def installation(folder: Path, wheel: Path | None = None, *, where: Path | None = None) -> Installation:
    """Make an environment, and install a wheel in it.

    Args:
        folder: An empty folder.
        wheel: The wheel; nothing is installed when left out.
        where: Where commands are run; in an empty folder when left out.
    """
    made = installed_in(folder, where=where)
    venv.create(made.home, symlinks=True)
    made.folder.mkdir(exist_ok=True)
    if wheel is not None:
        made.install(wheel)
    # Not earlier: pip would take the tracer that is installed beside these libraries for an older one to be removed.
    made.add_libraries()
    return made


def _run(*words: str | Path, folder: Path) -> None:
    done = subprocess.run([*map(str, words)], cwd=folder, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
