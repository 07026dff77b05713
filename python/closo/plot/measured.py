"""Measured values beside the cycles of a run, or the rates of a sweep: which rows of a table belong to which of them.

A row that tells its cycle belongs to that, if the run has it at the rate, temperature and cut-off of the row; another belongs
to the first cycles at its rate, unless rows of the same quantity and rate tell their cycle.
"""
import os
import re

import numpy as np

from closo.data.cycles import Cycles
from closo.data.errors import DataError
from closo.data.tables import Measured, read_measured

OPTIONS = {"measured": {"metavar": "TABLE", "action": "append",
                        "help": "measured values, as in params/measured/; may be given several times"},
           "measured-cell": {"metavar": "NAME,NAME,...", "help": "cells of the tables whose values are drawn; default: all"}}
COLUMNS = {("discharge capacity", "mAh/g"): "discharge_specific_capacity", ("coulombic efficiency", "%"): "coulombic_efficiency",
           ("energy efficiency", "%"): "energy_efficiency", ("mean discharge voltage", "V"): "discharge_mean_voltage"}
ROOM, SAME_TEMPERATURE, SAME_CUT_OFF = 25, 6, 0.02  # degC, degC, V
RATE = re.compile(r"\bC/(?P<below>\d+(\.\d+)?)\b|\b(?P<above>\d+(\.\d+)?) ?C\b")


def rate_of(words) -> float | None:
    """The C-rate in a text, "Discharge at C/5 until 2.5 V" or "1C" [1/h]; None if it has none."""
    found = RATE.search(words)
    return found and (1 / float(found["below"]) if found["below"] else float(found["above"]))


def tables(measured) -> list:
    """The paths of one table, of several, or of none."""
    return [measured] if isinstance(measured, (str, os.PathLike)) else list(measured or ())


def rows_of(measured, cells) -> list[tuple[str, Measured]]:
    """(column of /cycles, row) of one table or several: of these cells, with commas between them, or of all; rows of no recorded
    cell are always among them."""
    names = ["", *cells.split(",")] if cells else None
    rows = [row for path in tables(measured) for row in read_measured(path) if names is None or row.cell in names]
    return [(COLUMNS[row.quantity, row.unit], row) for row in rows if (row.quantity, row.unit) in COLUMNS]


def nothing(measured, cells, of) -> DataError:
    """The error of tables that have no value of a figure."""
    where = ", ".join(map(str, tables(measured)))
    return DataError(f"{where}: no measured value of {of}" + (f" and the cells {cells}" if cells else ""))


def of_cycles(measured, cells, cycles: Cycles) -> dict[str, list[tuple[int, int, Measured]]]:
    """{column: [(first cycle, last cycle, row), ...]} of the rows that belong to cycles of a run. Raises DataError if none does."""
    numbers = [int(number) for number in cycles.table["number"]]
    states = {number: (rate_of(cycles.discharge(number)), cycles.temperature(number), cycles.top(number)) for number in numbers}

    def fits(row, number) -> bool:
        rate, temperature, top = states[number]
        wanted = re.match(r"[-\d.]+(?= degC)", row.temperature)
        return (rate_of(row.rate) in (None, rate) and abs(temperature - float(wanted[0] if wanted else ROOM)) <= SAME_TEMPERATURE
                and (row.cut_off is None or abs(top - row.cut_off) <= SAME_CUT_OFF))

    found = {}
    rows = rows_of(measured, cells)
    told = [(column, row) for column, row in rows if row.cycle in states and fits(row, row.cycle)]
    for column, row in told:
        found.setdefault(column, []).append((row.cycle, row.cycle, row))
    known = {(column, rate_of(row.rate)) for column, row in told}
    for column, row in rows:
        mine = np.array([number for number in numbers if fits(row, number)])
        if row.cycle is None and rate_of(row.rate) and mine.size and (column, rate_of(row.rate)) not in known:
            last = mine[np.append(np.diff(mine) > 1, True).argmax()]
            found.setdefault(column, []).append((int(mine[0]), int(last), row))
    if measured and not found:
        raise nothing(measured, cells, "a cycle of this run")
    return found


def of_rates(measured, cells, rates) -> list[tuple[int, Measured]]:
    """(place among the rates, row) of discharge capacities: those of no cycle, or else of the first.

    Raises DataError if there is none.
    """
    rows = [row for column, row in rows_of(measured, cells) if column == "discharge_specific_capacity"]
    found = []
    for place, rate in enumerate(map(rate_of, rates)):
        mine = [row for row in rows if rate is not None and rate_of(row.rate) == rate]
        first = min((row.cycle or 0 for row in mine), default=0)
        found += [(place, row) for row in mine if (row.cycle or 0) == first]
    if measured and not found:
        raise nothing(measured, cells, "a rate of this sweep")
    return found
