"""What the bytecode of a function tells, where no source of it can be read: it was made by ``exec``, say.

Bytecode is another one with every version of Python. It is read on the versions with which this was tested, and on any
other the answer is None: not known. Nothing else in this project reads bytecode.
"""

import dis
import sys
from collections.abc import Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

TESTED_VERSIONS = frozenset({(3, 11), (3, 12), (3, 13)})
"""The versions of Python whose bytecode is understood here."""

_LOADS = frozenset({"LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF", "LOAD_CLASSDEREF"})
_ATTRIBUTES = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
_BETWEEN_ATTRIBUTE_AND_CALL = frozenset({"CACHE", "NOP", "PRECALL", "PUSH_NULL"})


def reads_attribute(code: CodeType, name: str) -> bool | None:
    """Tell whether a function, without those inside it, reads an attribute of a name; None when it is not known."""
    instructions = _instructions(code)
    if instructions is None:
        return None
    return any(each.argval == name and each.opname in _ATTRIBUTES for each in instructions)


def attribute_called(code: CodeType, instruction: int) -> str | None:
    """Return the attribute that an instruction calls, without arguments; None when it is not known, or no attribute."""
    instructions = _instructions(code)
    if instructions is None:
        return None
    before: dis.Instruction | None = None
    for each in instructions:
        if each.offset == instruction:
            return str(before.argval) if each.opname == "CALL" and not each.arg and before is not None else None
        if each.opname in _ATTRIBUTES:
            before = each
        elif each.opname not in _BETWEEN_ATTRIBUTE_AND_CALL:
            before = None
    return None


def returns_something(code: CodeType) -> bool | None:
    """Tell whether a function returns anything but None anywhere; None when it is not known."""
    instructions = _instructions(code)
    if instructions is None:
        return None
    before: dis.Instruction | None = None
    for instruction in instructions:
        if instruction.opname == "RETURN_VALUE":
            if before is None or before.opname != "LOAD_CONST" or before.argval is not None:
                return True
        elif instruction.opname == "RETURN_CONST" and instruction.argval is not None:
            return True
        before = instruction
    return False


def refers_to(code: CodeType, target: FunctionType, held: Mapping[str, Any]) -> bool | None:
    """Tell whether a function, without those inside it, refers to a function of a library.

    Args:
        code: The code of the function.
        target: What it may refer to.
        held: What the function finds under each name that it uses.

    Returns:
        None when it is not known.
    """
    instructions = _instructions(code)
    if instructions is None:
        return None
    library = target.__module__.partition(".")[0]
    imports_library = False
    before: dis.Instruction | None = None
    for each in instructions:
        if each.opname in _LOADS and held.get(each.argval) is target:
            return True
        if each.opname == "IMPORT_NAME":
            imports_library = imports_library or str(each.argval).partition(".")[0] == library
        elif each.argval == target.__name__ and (
            (each.opname == "IMPORT_FROM" and imports_library)
            or (each.opname in _ATTRIBUTES and _is_module_of(library, held, before))
        ):
            return True
        before = each
    return False


def _is_module_of(library: str, held: Mapping[str, Any], loaded: dis.Instruction | None) -> bool:
    """Tell whether what was just loaded is a module of a library."""
    owner: Any = held.get(loaded.argval) if loaded is not None and isinstance(loaded.argval, str) else None
    # isinstance would ask a proxy what it stands for, and load the user.
    return issubclass(type(owner), ModuleType) and owner.__name__.partition(".")[0] == library


def _instructions(code: CodeType) -> list[dis.Instruction] | None:
    return [*dis.get_instructions(code)] if sys.version_info[:2] in TESTED_VERSIONS else None
