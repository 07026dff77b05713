"""Tables of measured values and of targets, as in params/: CSV with comments; numbers, relations, conditions."""
import csv
import dataclasses
import os
import pathlib
import re
import sys

from closo.data.errors import DataError

__all__ = ["Measured", "library", "read_literature", "read_measured", "read_targets"]


@dataclasses.dataclass
class Measured:
    """A measured value: 'resistance R2', '<', 80.0, 'ohm cm2', at a cycle or a cut-off [V] or, with neither, at all; its rate and
    temperature as the table has them, "C/5" and "25 degC", or ""."""

    quantity: str
    relation: str
    value: float
    unit: str
    cycle: int | None
    cut_off: float | None
    cell: str = ""
    rate: str = ""
    temperature: str = ""


def library(name: str) -> pathlib.Path:
    """Path of a file of closo's library of parameters, such as targets/asakura2020.csv: in the folder that CLOSO_PARAMS names,
    in or beside this package, or in share/closo of this Python. Raises DataError if it is nowhere."""
    package = pathlib.Path(__file__).resolve().parents[1]
    roots = [os.environ.get("CLOSO_PARAMS"), package / "prefix/share/closo/params", package / "params", package.parents[1] / "params",
             pathlib.Path(sys.prefix) / "share/closo/params",
             "/usr/share/closo/params"]
    for root in filter(None, roots):
        if (path := pathlib.Path(root) / name).exists():
            return path
    raise DataError(f"{name}: not found in closo's library of parameters (CLOSO_PARAMS says where that is)")


def read_rows(path, columns) -> list[dict[str, str]]:
    """Rows of a CSV table as dicts of texts; lines that begin with # are comments.

    Raises DataError unless there are rows, and all these columns.
    """
    try:
        lines = [line for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    rows = list(csv.DictReader(lines))
    missing = [name for name in columns if not rows or name not in rows[0]]
    if missing:
        raise DataError(f"{path}: expected rows with the columns {', '.join(columns)}")
    return rows


def numbers(path, row, *names) -> list[float]:
    """Numbers of a row by the names of their columns; raises DataError for a text that is none."""
    try:
        return [float(row[name]) for name in names]
    except (TypeError, ValueError) as error:
        raise DataError(f"{path}: expected numbers in {', '.join(names)} ({error})") from None


def read_measured(path: str | os.PathLike) -> list[Measured]:
    """Values of a table such as params/measured/asakura2020_resistances.csv, as a list of Measured. Raises DataError."""
    found = []
    for row in read_rows(path, ("quantity", "relation", "value", "unit", "cycle", "upper_cut_off")):
        value, = numbers(path, row, "value")
        cut_off = re.match(r"[\d.]+", row["upper_cut_off"] or "")
        found.append(Measured(row["quantity"], row["relation"], value, row["unit"], int(row["cycle"]) if row["cycle"] else None,
                              float(cut_off[0]) if cut_off else None,
                              *(row.get(name) or "" for name in ("cell", "rate", "temperature"))))
    return found


def read_targets(path: str | os.PathLike) -> list[dict]:
    """Rows of a table of targets as dicts: design, label, unit, wanted ("more" or "less"), and as numbers factor, achieved and
    target. Raises DataError."""
    rows = read_rows(path, ("design", "label", "unit", "wanted", "factor", "achieved", "target"))
    for row in rows:
        row["factor"], row["achieved"], row["target"] = numbers(path, row, "factor", "achieved", "target")
        if row["wanted"] not in ("more", "less"):
            raise DataError(f"{path}: wanted: found '{row['wanted']}', expected more or less")
    return rows


def read_literature(path: str | os.PathLike) -> list[tuple[str, float, float]]:
    """(label, specific capacity [mAh/g], mean voltage [V]) of each cell of a table of the literature. Raises DataError."""
    columns = ("label", "specific_capacity [mAh/g]", "mean_voltage [V]", "source")
    return [(row["label"], *numbers(path, row, *columns[1:3])) for row in read_rows(path, columns)]
