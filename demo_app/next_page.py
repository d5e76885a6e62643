"""Where to go after logging in: where the visitor wanted to go, if that is a page of this site."""


def page_on_this_site(target: str | None) -> str | None:
    """Return ``target`` if it leads to a page of this site, otherwise None.

    What leads here begins with one slash. Two slashes begin the name of another host, and browsers read a
    backslash as a slash and drop control characters, so addresses with any of these are refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    return target if "\\" not in target and target.isprintable() else None
