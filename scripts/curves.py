"""Curves of a test, from a result file of closo or a table in the Battery Data Format: steps with time, voltage, current."""
import argparse
import csv
import dataclasses
import pathlib
import sys

import h5py
import numpy as np

COLUMNS = {"time": "Test Time / s", "voltage": "Voltage / V", "current": "Current / A"}  # of the Battery Data Format


class CurveError(Exception):
    """A file that cannot be used, in one sentence for its user."""


def run_script(main):
    """Runs the main function of a script: what cannot be read, drawn or written ends it with one line and exit status 2."""
    try:
        main()
        return
    except KeyError as missing:  # of h5py, which names what a file lacks
        message = f"{' '.join(sys.argv[1:2])}: this kind of result cannot be drawn here ({missing.args[0]})"
    except OSError as failure:
        message = f"{failure.filename}: {failure.strerror}" if failure.filename else str(failure)
    except CurveError as error:
        message = str(error)
    except SystemExit as end:
        if not isinstance(end.code, str):
            raise
        message = end.code
    print(f"{pathlib.Path(sys.argv[0]).stem}: {message}", file=sys.stderr)
    sys.exit(2)


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
    def duration(self):
        """s"""
        return self.time[-1] - self.time[0]

    @property
    def charge(self):
        """Charge since the start of the step, discharge positive [C], shape (rows)."""
        means = (self.current[1:] + self.current[:-1]) / 2
        return np.concatenate(([0.0], np.cumsum(means * np.diff(self.time))))


def text(value):
    """A text of HDF5, which arrives as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


def open_result(path):
    """A result file of closo, open for reading; ends the program with one line if it is none."""
    try:
        return h5py.File(path)
    except OSError:
        sys.exit(f"{path}: not a result file of closo, or it cannot be opened")


def picture_parser(description):
    """Command line of a script that draws a result file: its name, and where the picture goes (see picture_of)."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("result")
    parser.add_argument("-o", "--output", help="picture; by default the name of the result with .png")
    return parser


def picture_of(arguments):
    """Path of the picture that the command line asks for."""
    return arguments.output or arguments.result.rsplit(".", 1)[0] + ".png"


def places(result):
    """Centres of the cells of the composite, from the separator [um], shape (x)."""
    return (result["mesh/x"][:] - result["mesh/x"][0] + result["mesh/cell_width"][()] / 2) * 1e6


def read_result(path):
    with h5py.File(path) as result:
        if "series/time" not in result or result["series/time"].shape[0] == 0:
            raise CurveError(f"{path}: no series; the run must record the series of its cycles (record.cycles)")
        columns = {key: result[f"series/{key}"][:] for key in ("time", "voltage", "current")}
        return columns, result["series/step"][:]


def read_table(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows or any(name not in rows[0] for name in COLUMNS.values()):
        raise CurveError(f"{path}: expected rows with the columns {', '.join(COLUMNS.values())}")
    try:
        columns = {key: np.array([float(row[name]) for row in rows]) for key, name in COLUMNS.items()}
        columns["current"] *= -1  # positive on charge in the Battery Data Format
        if "Step Count / 1" in rows[0]:
            return columns, np.array([int(float(row["Step Count / 1"])) for row in rows])
    except (TypeError, ValueError) as error:
        raise CurveError(f"{path}: {error}") from error
    return columns, np.cumsum(np.diff(np.sign(columns["current"]), prepend=0) != 0)


def read_steps(path):
    """The steps of a file, in order. Without step numbers a step ends where the sign of the current changes."""
    try:
        result = h5py.is_hdf5(path)
        columns, number = read_result(path) if result else read_table(path)
    except (OSError, UnicodeDecodeError) as error:
        raise CurveError(f"{pathlib.Path(path)}: cannot be read: {error}") from error
    steps, unknown = [], (np.nan, np.nan)
    before = unknown
    for rows in np.split(np.arange(len(number)), np.flatnonzero(np.diff(number)) + 1):
        if result and rows[0] > 0 and number[rows[0]] > number[rows[0] - 1] + 1:
            before = unknown
        step = Step(int(number[rows[0]]), *(columns[key][rows] for key in ("time", "voltage", "current")), *before)
        steps.append(step)
        before = (step.voltage[-1], step.current[-1])
    return steps
