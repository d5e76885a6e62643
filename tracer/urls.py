"""Reading an address as browsers do: they find a host in places where Python's urlsplit finds none.

An address may come from anybody: from an app, from a page, from the command line. Python raises ValueError for one such
as "http://[", and neither an app nor a command may end by that.
"""

import re
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_WITH_HOST = frozenset({"http", "https"})
_AS_BROWSERS_READ = str.maketrans({"\\": "/", "\t": None, "\n": None, "\r": None})
_CONTROLS = "".join(map(chr, range(33)))
_IN_NO_HOST = frozenset({*_CONTROLS, *"#/<>?@\\^|%", "\x7f"})
"""What no host holds, quoted or not (WHATWG URL, forbidden domain code points; brackets and colons of IPv6 aside)."""


def host_of(address: str, scheme: str = "http") -> str:
    """Return the host to which a browser goes for an address; "" when it stays where it is, or goes nowhere.

    A backslash is a slash, tabs and line breaks are nothing, and two slashes are as good as any more. What is quoted in
    a host stands for itself: ``https:///%5C%5Cx`` leads nowhere, for no host holds a backslash (WHATWG URL).

    Args:
        address: The address, as it stands in a Location.
        scheme: The scheme of the page that it was found on; ``https:x`` is a path on a page of https.
    """
    text = address.strip(_CONTROLS).translate(_AS_BROWSERS_READ)
    found = _SCHEME.fullmatch(text)
    if found is not None:
        named, text = found[1].lower(), found[2]
        if named not in _WITH_HOST or (named == scheme and not text.startswith("//")):
            return ""
    elif not text.startswith("//"):
        return ""
    host = unquote(re.split(r"[/?#]", text.lstrip("/"), maxsplit=1)[0].rpartition("@")[2]).lower()
    return "" if _IN_NO_HOST.intersection(host) else host


def split_address(address: str) -> SplitResult:
    """Return the parts of an address as ``urlsplit`` does. What is no address is a path, and no page lies there.

    Args:
        address: The address, as somebody typed it, an app sends it, or a page holds it.
    """
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def joined_address(base: str, address: str) -> str:
    """Return where an address leads from a page, as ``urljoin`` does. What is no address stays as it is."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def is_another_site(host: str, own: str) -> bool:
    """Tell whether a host belongs to somebody else than the owner of the app.

    Another port, this machine, and a host beside or below the app's own are not another site: an app may well send its
    users there, when it hands them over to another part of itself.
    """
    name, own_name = _without_port(host), _without_port(own)
    if name in {"", own_name} or name == "localhost" or name.startswith("127.") or name == "[::1]":
        return False
    above = own_name.partition(".")[2]
    family = [own_name, above] if "." in above and not above.replace(".", "").isdigit() else [own_name]
    return not any(name == each or name.endswith("." + each) for each in family)


def lies_below(path: str, folder: str) -> bool:
    """Tell whether a path lies below a cookie's path, or is that path (RFC 6265, 5.1.4)."""
    return path == folder or path.startswith(folder if folder.endswith("/") else folder + "/")


def _without_port(host: str) -> str:
    return host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()
