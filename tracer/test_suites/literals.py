"""How a value is written in a program."""

import json
from typing import Any


def python_literal(value: Any) -> str:
    """Return a value as it is written in a program, texts in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, list):
        return f"[{', '.join(map(python_literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{python_literal(key)}: {python_literal(each)}' for key, each in value.items())}}}"
    return repr(value)
