"""Names of the columns of a run: closo's own, as its reference of results lists them, and those of others."""

from __future__ import annotations

import difflib
import functools
import re
from typing import Dict, List, Sequence, Tuple, Union

from . import command

__all__ = ["ALIASES", "axes", "outputs", "series_column"]

# Names of the Battery Data Format and of PyBaMM: a column of series and the factor on it. In the former charging is positive.
ALIASES: Dict[str, Tuple[str, float]] = {
    "Test Time / s": ("time", 1.0),
    "Voltage / V": ("voltage", 1.0),
    "Current / A": ("current", -1.0),
    "Step Count / 1": ("step", 1),
    "Charging Capacity / Ah": ("charge_in", 1 / 3600),
    "Discharging Capacity / Ah": ("charge_out", 1 / 3600),
    "Time [s]": ("time", 1.0),
    "Time [h]": ("time", 1 / 3600),
    "Voltage [V]": ("voltage", 1.0),
    "Terminal voltage [V]": ("voltage", 1.0),
    "Current [A]": ("current", 1.0),
    "Discharge capacity [A.h]": ("charge", 1 / 3600),
}


@functools.lru_cache(None)
def _reference() -> Dict[str, Dict[str, Tuple[str, ...]]]:
    """The axes of all columns that a run of any cell has, by table and column."""
    tables: Dict[str, Dict[str, Tuple[str, ...]]] = {}
    for heading, column, shape in re.findall(r"^## /(\S+)|^\| `(\S+)` \| \(?([^|)]*)\)? \|",
                                             command.run(["schema", "--reference", "result"]), re.MULTILINE):
        if heading:
            columns = tables[heading] = {}
        else:
            columns[column] = tuple(axis.strip() for axis in shape.split(",") if axis.strip())
    return tables


def _of_any_spectrum(table: str) -> str:
    """The name of a table in the reference, in which the spectrum of a step stands for all."""
    return re.sub(r"^impedance/\d+$", "impedance/N", table)


def axes(table: str, column: str) -> Tuple[str, ...]:
    """Names of the axes of a column of a run, ("row", "class", "x"); none for a column that the reference does not have."""
    return _reference().get(_of_any_spectrum(table), {}).get(column, ())


def outputs(names: Union[str, Sequence[str]]) -> List[str]:
    """Tables and columns by their paths, "cycles" and "series/voltage".

    Parameters
    ----------
    names : str or list of str
        Paths, or a column of series by its name alone or by one of those of others: "voltage", "Voltage [V]".

    Raises
    ------
    ValueError
        For a name that no cell has, with those that are near.
    TypeError
        For what is no name.
    """
    return [_path(name) for name in ([names] if isinstance(names, str) else names)]


def series_column(name: str) -> Tuple[str, float]:
    """A column of series and the factor on it, by its name, its path or one of the names of others.

    Raises
    ------
    ValueError, TypeError
        As `outputs`, and for another table.
    """
    table, _, column = _path(name).partition("/")
    if table != "series" or not column:
        raise ValueError(f"output: {name!r} is no column of series, as a curve over time is, such as 'voltage'")
    return column, ALIASES[name][1] if name in ALIASES else 1.0


def _path(name: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"outputs: found {name!r}, expected names of columns or tables, such as 'series/voltage'")
    tables = _reference()
    column = ALIASES[name][0] if name in ALIASES else name
    if column in tables["series"]:
        return f"series/{column}"
    if re.fullmatch(r"impedance/\d+|" + "|".join(map(re.escape, tables)), name):
        return name
    for table, columns in tables.items():
        found = re.fullmatch(re.escape(table).replace("N", r"\d+") + "/(.*)", name)
        if found and found[1] in columns:
            return name
    paths = [f"{table}/{column}" for table, columns in tables.items() for column in columns]
    near = ([path for path in paths if path.endswith(f"/{name}")]
            or difflib.get_close_matches(name, [*tables, *tables["series"], *paths], 3))
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise ValueError(f"outputs: no run has {name!r}; {hint}Tables are {', '.join(tables)}, "
                     "whose columns are in docs/reference/result.md")
