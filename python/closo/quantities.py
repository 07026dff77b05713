"""Values of parameters as closo reads them: texts with their unit."""

from __future__ import annotations

import json
import numbers
import os
import re
from typing import Any, Callable, Mapping, Union

import numpy as np

from .checks import kind_of
from .errors import input_error

__all__ = ["Value", "Values"]

Value = Union[str, float, int, tuple, Any]
"""A value: "8 mg/cm2"; a number, in the unit in which docs/reference/cell.md states its key; (8, "mg/cm2"); or a quantity with
`.to(unit)` and `.magnitude`, such as those of pint."""

Values = Mapping[str, Value]
"""Values by their keys: {"positive.active_loading": "8 mg/cm2"}."""

_ORIGIN = "the case"  # as the values of a run are called in errors


def power_form(unit: str) -> str:
    """A unit as libraries of Python read it: "A/m2" is "A/m**2"."""
    return re.sub(r"(?<=[A-Za-z])(-?\d)", r"**\1", unit) if unit != "1" else "dimensionless"


def yaml_of(value: Any) -> str:
    """A dict or list as a text that is YAML, too; numbers and arrays may be those of numpy, and files may be paths.

    Raises
    ------
    TypeError
        For what YAML has no form of.
    """
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(f"found {kind_of(value)}, expected texts, numbers, paths, and lists and dicts of them")


def text_of(key: str, value: Value, unit_of: Callable[[str], str]) -> str:
    """The text of a value.

    Parameters
    ----------
    unit_of : callable
        From a key to the unit of its numbers: "1" for none, "" if it is no quantity of the cell.

    Raises
    ------
    InputError
        For what is no value, and for a quantity of another kind of unit.
    """
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, (bool, list, dict)):
        return yaml_of(value)
    if isinstance(value, numbers.Real):
        unit = unit_of(key)
        return _with_unit(float(value), unit) if unit else f"{value}"
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], numbers.Real) and isinstance(value[1], str):
        return f"{float(value[0])!r} {value[1]}"
    if hasattr(value, "to") and hasattr(value, "magnitude"):
        unit = unit_of(key)
        try:
            return _with_unit(float(value.to(power_form(unit or "1")).magnitude), unit)
        except (TypeError, ValueError, AttributeError) as error:  # of the library of the quantity, which has its own kinds
            raise input_error(_ORIGIN, key, str(value), f"a quantity in {unit or '1'} ({error})") from None
    found = "" if value is None or isinstance(value, str) else kind_of(value)
    raise input_error(_ORIGIN, key, found, "a text with its unit, such as '8 mg/cm2', a number, or (8, 'mg/cm2')")


def _with_unit(number: float, unit: str) -> str:
    return repr(number) if unit in ("", "1") else f"{number!r} {unit}"
