r"""The address in the header Location as it leaves an app on Werkzeug, which is not always as the app wrote it.

Werkzeug quotes the header when it hands the answer to the server, and so after every signal of Flask
(``Response.get_wsgi_headers``). Since Werkzeug 3 a backslash is gone then, which browsers would read as a slash:
``/\elsewhere.example`` stays on this site, as ``/%5Celsewhere.example``. Older ones send it as it is. So the installed
Werkzeug itself is asked.
"""

from werkzeug import Response


def sent_location(location: str) -> str:
    """Return an address as the installed Werkzeug sends it.

    Args:
        location: The header Location, as the app wrote it. What is no address stays as it is: Werkzeug cannot send it.
    """
    answer = Response()
    answer.autocorrect_location_header = False
    try:
        answer.headers["Location"] = location
        return answer.get_wsgi_headers({})["Location"]
    except ValueError:
        return location


def sent_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer as Werkzeug sends them, as far as the Location is concerned."""
    return tuple((name, sent_location(value) if name.lower() == "location" else value) for name, value in headers)
