"""Values of parameters as closo reads them: texts with their unit."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Mapping, Union

__all__ = ["Value", "Values"]

Value = Union[str, float, int, tuple, Any]
"""A value: "8 mg/cm2"; a number, in the unit in which docs/reference/cell.md states its key; (8, "mg/cm2"); or a quantity with
`.to(unit)` and `.magnitude`, such as those of pint."""

Values = Mapping[str, Value]
"""Values by their keys: {"positive.active_loading": "8 mg/cm2"}."""


def power_form(unit: str) -> str:
    """A unit as libraries of Python read it: "A/m2" is "A/m**2"."""
    return re.sub(r"(?<=[A-Za-z])(-?\d)", r"**\1", unit) if unit != "1" else "dimensionless"


def yaml_of(value: Any) -> str:
    """A dict or list as a text that is YAML, too; numbers may be those of numpy."""
    return json.dumps(value, default=lambda number: number.item())


def text_of(key: str, value: Value, unit_of: Callable[[str], str]) -> str:
    """The text of a value.

    Parameters
    ----------
    unit_of : callable
        From a key to the unit of its numbers: "1" for none, "" if it is no quantity of the cell.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and len(value) == 2:
        return f"{float(value[0])!r} {value[1]}"
    if hasattr(value, "to") and hasattr(value, "magnitude"):
        unit = unit_of(key)
        return _with_unit(float(value.to(power_form(unit or "1")).magnitude), unit)
    if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
        return yaml_of(value)
    unit = unit_of(key)
    return _with_unit(float(value), unit) if unit else f"{value}"


def _with_unit(number: float, unit: str) -> str:
    return repr(number) if unit in ("", "1") else f"{number!r} {unit}"
