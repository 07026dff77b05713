"""Checks of arguments that several functions take: what is no value of a cell, and needs no cell to be seen as wrong."""

from __future__ import annotations

import operator
from typing import Any, Mapping

__all__ = ["kind_of", "mapping", "thread_count"]


def kind_of(value: Any) -> str:
    """What a message calls an argument: its text, if it is short, and its type."""
    text = repr(value)
    name = type(value).__name__
    return f"{text} ({name})" if len(text) <= 40 else f"a value of type {name}"


def mapping(name: str, value: Any, expected: str) -> Mapping[str, Any]:
    """An argument that is a dict with keys of text; an empty one in the place of None.

    Raises
    ------
    TypeError
        For anything else.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{name}: found {kind_of(value)}, expected {expected}")
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"{name}: found the key {kind_of(key)}, expected {expected}")
    return value


def thread_count(threads: Any) -> int:
    """A number of threads; 0 stands for as many as the machine has.

    Raises
    ------
    TypeError, ValueError
        For what is no whole number from 0.
    """
    try:
        count = operator.index(threads)
    except TypeError:
        raise TypeError(f"threads: found {kind_of(threads)}, expected a whole number, 0 for as many as the machine has") from None
    if count < 0:
        raise ValueError(f"threads: found {count}, expected 0, for as many as the machine has, or more")
    return count
