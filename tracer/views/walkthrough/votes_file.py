"""Where the votes of a class are kept: in the file that was named, or in one of the tracer's own."""

from pathlib import Path

from tracer.views.walkthrough.view import Show
from tracer.votes import Votes, files_of, load, save


class VotesFile:
    """The files of the votes.

    Args:
        named: The file that was named when the walkthrough was opened.
        own: The file in which they are kept otherwise.

    Attributes:
        written: The JSON file that holds votes; None where there is none yet.
    """

    def __init__(self, named: Path | None, own: Path) -> None:
        self._named = named
        self._path = named or own
        self.written: Path | None = None

    def earlier(self, show: Show) -> Votes | None:
        """Return the votes on a run that are in the named file already; None where there are none.

        Raises:
            VotesError: There is something else in the file.
        """
        if self._named is None:
            return None
        votes = load(self._named, show.lesson.name if show.lesson else "", show.trace.name)
        if votes is not None:
            self.written, _ = files_of(self._named)
        return votes

    def keep(self, votes: Votes, path: Path | None = None) -> tuple[Path, Path]:
        """Write the votes, from now on into another file if one is given; return the JSON and the CSV file.

        Raises:
            VotesError: They cannot be written there, or there is something else in the file.
        """
        files = save(votes, path or self._path)
        self._path = path or self._path
        self.written = files[0]
        return files
