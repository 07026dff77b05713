"""Curves of a test, from a result file of closo or a table in the Battery Data Format: steps with time, voltage, current."""
import csv
import dataclasses
import os

import numpy as np

from closo.data.errors import DataError
from closo.data.results import Source, open_result, opened

__all__ = ["Step", "read_steps"]

SIGNATURE = b"\x89HDF\r\n\x1a\n"  # of a result file
COLUMNS = {"time": "Test Time / s", "voltage": "Voltage / V", "current": "Current / A"}  # of the Battery Data Format


@dataclasses.dataclass
class Step:
    """A stretch under one control: its number in the file, rows since its start, and what was just before it: not a number for
    the first, and for one that follows steps of a result without rows."""

    number: int
    time: np.ndarray  # s, since the start of the test
    voltage: np.ndarray  # V
    current: np.ndarray  # A, discharge positive
    rest_voltage: float  # V, just before the step
    rest_current: float  # A, just before the step

    @property
    def duration(self) -> float:
        """s"""
        return self.time[-1] - self.time[0]

    @property
    def charge(self) -> np.ndarray:
        """Charge since the start of the step, discharge positive [C], shape (rows)."""
        means = (self.current[1:] + self.current[:-1]) / 2
        return np.concatenate(([0.0], np.cumsum(means * np.diff(self.time))))


def read_series(result) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The series of an open result: columns by name [s, V, A], and the number of the step of each row; all of shape (rows).

    Raises DataError if the run recorded none.
    """
    if "series/time" not in result or result["series/time"].shape[0] == 0:
        raise DataError(f"{result.filename}: no series; the run must record the series of its cycles (record.cycles)")
    return {key: result[f"series/{key}"][:] for key in ("time", "voltage", "current")}, result["series/step"][:]


def read_table(path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """As read_series, from a table in the Battery Data Format; without step numbers a step ends where the sign of the current
    changes. Raises DataError for another table."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows or any(name not in rows[0] for name in COLUMNS.values()):
        raise DataError(f"{path}: expected rows with the columns {', '.join(COLUMNS.values())}")
    try:
        columns = {key: np.array([float(row[name]) for row in rows]) for key, name in COLUMNS.items()}
        columns["current"] *= -1  # positive on charge in the Battery Data Format
        if "Step Count / 1" in rows[0]:
            return columns, np.array([int(float(row["Step Count / 1"])) for row in rows])
    except (TypeError, ValueError) as error:
        raise DataError(f"{path}: {error}") from error
    return columns, np.cumsum(np.diff(np.sign(columns["current"]), prepend=0) != 0)


def read_any(source) -> tuple[dict[str, np.ndarray], np.ndarray, bool]:
    """Columns and steps of a Source or a path, as of read_series, and whether they are of a result."""
    if not isinstance(source, (str, os.PathLike)):
        return *read_series(opened(source)), True
    try:
        with open(source, "rb") as file:
            result = file.read(len(SIGNATURE)) == SIGNATURE
        if not result:
            return *read_table(source), False
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{source}: cannot be read: {error}") from error
    with open_result(source) as opened_file:
        return *read_series(opened_file), True


def read_steps(source: Source | str | os.PathLike) -> list[Step]:
    """The steps of a result, of its file or of a table in the Battery Data Format, in order.

    Raises DataError for what cannot be read.
    """
    columns, number, result = read_any(source)
    steps = []
    before = unknown = (np.nan, np.nan)
    for rows in np.split(np.arange(len(number)), np.flatnonzero(np.diff(number)) + 1):
        if result and rows[0] > 0 and number[rows[0]] > number[rows[0] - 1] + 1:
            before = unknown
        time, voltage, current = (columns[key][rows] for key in ("time", "voltage", "current"))
        step = Step(int(number[rows[0]]), time, voltage, current, *before)
        steps.append(step)
        before = (step.voltage[-1], step.current[-1])
    return steps
