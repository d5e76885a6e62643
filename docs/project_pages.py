"""Brings the pages at the top of the repository into the documentation site, and mends their links.

MkDocs calls the functions of this file by their names; ``mkdocs.yml`` lists it under ``hooks``.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent

ON_THE_SITE = {
    "README.md": "readme.md",  # MkDocs would take README.md for the home page
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
}
"""The pages at the top, where people look for them, and their names on the site."""

_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages at the top to those in docs."""
    for name, name_on_the_site in ON_THE_SITE.items():
        content = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name_on_the_site, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 # MkDocs names them
    """Return a page whose links lead to pages of the site, where all pages lie in one folder.

    What a link names and the site does not hold (source code, the licence) is shown by its name alone. A link to
    nothing stays as it is, and MkDocs complains of it.
    """
    folder = "" if page.file.src_uri in ON_THE_SITE.values() else "docs"
    begin = 0
    pieces = []
    for code in _CODE.finditer(markdown):
        pieces += [_mended(markdown[begin : code.start()], folder, files), code[0]]
        begin = code.end()
    return "".join([*pieces, _mended(markdown[begin:], folder, files)])


def _mended(text: str, folder: str, files: Files) -> str:
    def mend(link: re.Match[str]) -> str:
        words, target, anchor = link.groups(default="")
        from_the_top = posixpath.normpath(posixpath.join(folder, target))
        on_the_site = ON_THE_SITE.get(from_the_top, from_the_top.removeprefix("docs/"))
        if files.get_file_from_path(on_the_site) is not None:
            return f"[{words}]({on_the_site}{anchor})"
        return words if (ROOT / from_the_top).exists() else link[0]

    return _LINK.sub(mend, text)
