"""Curves of a test, from a result file of closo or a table in the Battery Data Format: steps with time, voltage, current."""
import csv
import dataclasses

import h5py
import numpy as np

from closo.data.errors import DataError

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


def read_result(path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The series of a result: columns by name [s, V, A], and the number of the step of each row; all of shape (rows).

    Raises DataError if the run recorded none.
    """
    with h5py.File(path, "r") as result:
        if "series/time" not in result or result["series/time"].shape[0] == 0:
            raise DataError(f"{path}: no series; the run must record the series of its cycles (record.cycles)")
        columns = {key: result[f"series/{key}"][:] for key in ("time", "voltage", "current")}
        return columns, result["series/step"][:]


def read_table(path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """As read_result, from a table in the Battery Data Format; without step numbers a step ends where the sign of the current
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


def read_steps(path) -> list[Step]:
    """The steps of a result or a table, in order, as a list of Step. Raises DataError for what cannot be read."""
    try:
        result = h5py.is_hdf5(path)
        columns, number = read_result(path) if result else read_table(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    steps, unknown = [], (np.nan, np.nan)
    before = unknown
    for rows in np.split(np.arange(len(number)), np.flatnonzero(np.diff(number)) + 1):
        if result and rows[0] > 0 and number[rows[0]] > number[rows[0] - 1] + 1:
            before = unknown
        step = Step(int(number[rows[0]]), *(columns[key][rows] for key in ("time", "voltage", "current")), *before)
        steps.append(step)
        before = (step.voltage[-1], step.current[-1])
    return steps
