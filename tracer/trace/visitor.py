"""Who tries an app out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """Who tries an app out: an account that exists there.

    Attributes:
        name: What is typed as the name.
        password: The account's password. It is typed, and appears nowhere else.
    """

    name: str
    password: str
