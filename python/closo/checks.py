"""Checks of arguments that several functions take: what is no value of a cell, and needs no cell to be seen as wrong."""

from __future__ import annotations

import operator
from typing import Any, Mapping

__all__ = ["kind_of", "mapping", "thread_count", "whole"]


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


def whole(name: str, value: Any, of_zero: str) -> int:
    """An argument that is a whole number from 0.

    Parameters
    ----------
    of_zero : str
        What 0 stands for.

    Raises
    ------
    TypeError, ValueError
        For anything else.
    """
    expected = f"expected a whole number from 0, which stands for {of_zero}"
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: found {kind_of(value)}, {expected}") from None
    if number < 0:
        raise ValueError(f"{name}: found {number}, {expected}")
    return number


def thread_count(threads: Any) -> int:
    """A number of threads."""
    return whole("threads", threads, "as many as the machine has")
