"""A measured file as a table in the Battery Data Format, current positive on charge: read() does what `closo import` does.

Reads BioLogic .mpt and .mpr, Neware .nda and .ndax, Arbin .res and .xlsx, Gamry .DTA, ZPlot .z, VersaStudio .par, Ivium .idf, and
text with named columns (.csv .txt .tsv .dat). .mpr, .nda, .ndax, .res and .xlsx need packages of others (docs/import.md).
"""
from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
import itertools
import math
import os
import pathlib
import re
from typing import TYPE_CHECKING

from closo.data.whole import whole
from closo.importers import files
from closo.importers.columns import (KINDS, QUANTITIES, BadFile, converted, find_column, fits, name_and_unit, normalised,
                                     unit_of)

if TYPE_CHECKING:
    import numpy

__all__ = ["BadFile", "Imported", "read"]

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
# [days] hours:minutes:seconds, its own unit
CLOCK = re.compile(r"(?:(\d+)\s*(?:-|d|days?,?)\s*)?(\d+):([0-5]?\d):([0-5]?\d(?:[.,]\d+)?)")
RESTING = 1e-4  # of the largest current: below it lies the noise of a cycler's range, not a current someone set
TURN = 0.01     # of the range of the charge: a current that turns for less is noise or a pulse and begins no cycle
FALL = 0.1      # of the range of the voltage: no charge lets it fall so far


def kind_of(table, chosen) -> tuple[str, str]:
    """The first kind whose telling columns the file has, and these; a missing further one is named by columns_of."""
    has = {key for key in QUANTITIES if find_column(table.where, table.headers, key, chosen) is not None}
    for kind, telling in (("impedance", {"frequency", "real"}), ("cycling", {"time", "voltage"}),
                          ("cycling", {"time", "current"}),
                          ("curve", {"capacity", "voltage"})):
        if telling <= has:
            return kind, f"it has {' and '.join(sorted(telling))}"
    raise BadFile(f"{table.where}:{table.header_line}", f"columns {', '.join(table.headers)}",
                  "time, voltage and current, or frequency and impedance, or specific capacity and voltage (--column, --header)")


def columns_of(table, kind, chosen, given, notes) -> dict[str, int]:
    """Positions of the columns that a kind needs or may have, by quantity; raises BadFile for a missing one."""
    needed, optional = KINDS[kind]
    columns = {key: find_column(table.where, table.headers, key, chosen) for key in needed + optional}
    if kind == "cycling" and columns["current"] is None:
        columns["increment"] = find_column(table.where, table.headers, "increment", chosen)
    for key in needed:
        if columns[key] is None and not (key == "current" and columns.get("increment") is not None):
            raise BadFile(f"{table.where}:{table.header_line}", f"no column of {key} in {', '.join(table.headers)}",
                          f"one, or --column {key}=NAME")
    for key in optional:
        unit = None if columns[key] is None else name_and_unit(table.headers[columns[key]])[1]
        if unit is not None and key not in chosen and key not in given and not fits(key, unit):
            notes.append(f"{table.headers[columns[key]]} left out: '{unit}' is none of {', '.join(QUANTITIES[key].units)}")
            columns[key] = None
    return {key: index for key, index in columns.items() if index is not None}


def check_decimals(table, columns) -> None:
    """One decimal separator in all columns taken: 1.234 is another number where the comma parts decimals."""
    seen = {}
    for line, cells in table.rows:
        for index in columns.values():
            for mark in ".,":
                if mark in cells[index]:
                    seen.setdefault(mark, (line, index))
        if len(seen) == 2:
            line, index = max(seen.values(), key=lambda place: place[0])
            raise BadFile(f"{table.where}:{line}: {table.headers[index]}", f"'{cells[index]}'",
                          "one decimal separator in the whole file, point or comma")


def numbers(table, key, index, given) -> list:
    """A column in the format's unit; empty cells are left empty where the quantity may be missing."""
    header = table.headers[index]
    where = f"{table.where}:{table.header_line}"
    clock = key == "time" and all(CLOCK.fullmatch(cells[index]) for _, cells in table.rows)
    unit = "s" if clock else unit_of(where, header, key, given) if QUANTITIES[key].units else None
    if unit is None and QUANTITIES[key].units:
        raise BadFile(f"{where}: {header}", "no unit",
                      f"one of {', '.join(QUANTITIES[key].units)}; give it with --unit {key}=UNIT")
    values = []
    for line, cells in table.rows:
        text = cells[index]
        if key == "temperature" and not text:
            values.append(None)
        elif clock:
            days, hours, minutes, seconds = CLOCK.fullmatch(text).groups()
            values.append(((Decimal(days or 0) * 24 + Decimal(hours)) * 60 + Decimal(minutes)) * 60
                          + Decimal(seconds.replace(",", ".")))
        elif not NUMBER.fullmatch(text) or math.isinf(float(text.replace(",", "."))):
            raise BadFile(f"{table.where}:{line}: {header}", f"'{text}'", "a number")
        else:
            value = Decimal(text.replace(",", "."))
            values.append(value if unit is None else converted(key, unit, value))
    return values


def counts(table, key, index) -> list[int]:
    """A column of whole numbers, from 1; raises BadFile for another number."""
    values = numbers(table, key, index, None)
    for (line, _), value in zip(table.rows, values):
        if value != int(value) or value < 0:
            raise BadFile(f"{table.where}:{line}: {table.headers[index]}", f"'{value}'", "a whole number")
    values = [int(value) for value in values]
    return [value + 1 for value in values] if min(values) == 0 else values  # EC-Lab counts from 0, the format from 1


def directions(currents) -> list[int]:
    """1, 0 or -1 of each current [A]: charge, rest, discharge."""
    least = RESTING * float(max(abs(current) for current in currents))
    return [0 if abs(current) <= least else 1 if current > 0 else -1 for current in currents]


def steps_by(changing) -> Iterator[int]:
    """A number from 1 that grows where anything changes."""
    step = 1
    for before, now in zip(changing[:1] + changing, changing):
        step += now != before
        yield step


def half_cycles(times, currents, signs) -> list[int]:
    """For each row the number of its half cycle, from 0. The first has the direction in which TURN of the whole range of charge
    is first passed. Another begins with the first current of the other sign after the row of the furthest charge, if the
    charge comes back from there by TURN."""
    charge = [0.0]
    for k in range(1, len(times)):
        charge.append(charge[-1] + float(currents[k] + currents[k - 1]) / 2 * float(times[k] - times[k - 1]))
    least = TURN * (max(charge) - min(charge))
    first = next((value for value in charge if abs(value) > least), 0)
    begins, direction, furthest = [0] * len(charge), -1 if first < 0 else 1, 0
    for k, value in enumerate(charge):
        if direction * (value - charge[furthest]) > 0:
            furthest = k
        elif direction * (charge[furthest] - value) > least:
            begins[next((j for j in range(furthest + 1, k) if signs[j] == -direction), k)] = 1
            direction, furthest = -direction, k
    return list(itertools.accumulate(begins))


def cycles_of(half_cycles) -> list[int]:
    """Cycles of two by the numbers of half cycles, which grow: one begins where the current turns to the direction in which
    the test began, as in closo's own runs."""
    return [(number - half_cycles[0]) // 2 + 1 for number in half_cycles]


def steps_of(numbers, signs) -> list[int]:
    """Steps by the file's numbers. One that changes in most rows counts the rows of a step, as the format's Step Index does:
    then a step begins where it is set back or the current turns."""
    changes = sum(before != now for before, now in zip(numbers, numbers[1:]))
    if 2 * changes <= len(numbers):
        return numbers
    step, steps = 0, []
    for k, number in enumerate(numbers):
        step += k == 0 or number < numbers[k - 1] or signs[k] != signs[k - 1]
        steps.append(step)
    return steps


def direction_of(text) -> int:
    """1, -1 or 0 by what a cycler writes of a row: C and D, CC Chg and CC DChg, Charge and Discharge, Rest."""
    word = text.strip().lower()
    if "dchg" in word or "disch" in word or re.match(r"d\b|d_", word):
        return -1
    return 1 if "chg" in word or "charge" in word or re.match(r"c\b|c_", word) else 0


def signed(table, columns, values, discharge_positive, notes) -> list[Decimal]:
    """Currents positive on charge. What the sign is must be in the file, in the options or in a column of directions."""
    currents, header = values["current"], table.headers[columns["current"]]
    where = f"{table.where}:{table.header_line}: {header}"
    if discharge_positive:
        return [-current for current in currents]
    said = [direction_of(cells[columns["direction"]]) for _, cells in table.rows] if "direction" in columns else []
    signs = directions(currents)
    if said and min(said) == -1 and min(signs) >= 0:
        notes.append(f"signs from {table.headers[columns['direction']]}, as {header} has none")
        return [-current if direction < 0 else current for current, direction in zip(currents, said)]
    for (line, cells), sign, direction in zip(table.rows, signs, said):
        if sign * direction < 0:
            raise BadFile(f"{table.where}:{line}: {header}", f"{cells[columns['current']]} in a row of "
                          f"'{cells[columns['direction']]}'", "the same direction; --discharge-positive turns the current")
    if min(signs) >= 0 and max(signs) > 0:
        check_rising(where, values, signs)
    return currents


def flowing(times, increments) -> list:
    """The current of each row by the charge since the row before, as the text that EC-Lab makes of its file has it."""
    currents = [charge / (now - before) if now > before else None
                for before, now, charge in zip(times, times[1:], increments[1:])]
    following = None
    for k in reversed(range(len(currents))):  # no time, no quotient: the current that follows
        following = currents[k] = following if currents[k] is None else currents[k]
    return [currents[0] if currents else None] + currents


def check_rising(where, values, signs) -> None:
    """A test of charges alone lets no voltage fall while current flows: such a column has lost its signs."""
    voltages = values["voltage"]
    least, highest = Decimal(str(FALL)) * (max(voltages) - min(voltages)), None
    for voltage, sign in zip(voltages, signs):
        highest = None if sign == 0 else voltage if highest is None or voltage > highest else highest
        if highest is not None and highest - voltage > least > 0:
            raise BadFile(where, f"no negative current, though the voltage falls from {float(highest):.4g} to "
                          f"{float(voltage):.4g} V while it flows", "currents with signs, a column of directions "
                          "(--column direction=NAME), or --discharge-positive for a discharge")


def check_time(table, header, times, steps) -> None:
    """Time may not go back. Rows of one time are a jump, or quicker than a clock of whole seconds; one row twice is neither."""
    for k in range(1, len(times)):
        same = times[k] == times[k - 1] and steps[k] == steps[k - 1] and table.rows[k][1] == table.rows[k - 1][1]
        if times[k] < times[k - 1] or same:
            raise BadFile(f"{table.where}:{table.rows[k][0]}: {header}", f"{times[k]} s after {times[k - 1]} s",
                          "another row" if same else "a later time")


def cycling(table, columns, values, discharge_positive, notes) -> dict[str, list]:
    """Columns of a test: time [s], voltage [V], current [A, positive on charge], cycle, step. Raises BadFile."""
    if "increment" in columns:
        columns["current"] = columns["increment"]
        values["current"] = flowing(values["time"], values.pop("increment"))
        if None in values["current"]:
            raise BadFile(f"{table.where}: {table.headers[columns['increment']]}", "the same time in all rows",
                          "rows of different times")
        notes.append(f"current: {table.headers[columns['increment']]} over the time since the row before")
    values["current"] = signed(table, columns, values, discharge_positive, notes)
    signs = directions(values["current"])
    found = {key: counts(table, key, columns[key]) for key in ("cycle", "step", "half_cycle") if key in columns}
    if len(set(found.get("cycle", ()))) == len(table.rows) > 2:
        raise BadFile(f"{table.where}:{table.header_line}: {table.headers[columns['cycle']]}", "one row for each cycle",
                      "the rows of a test, not a table of its cycles")
    if "step" in found:
        numbers, found["step"] = found["step"], steps_of(found["step"], signs)
        if found["step"] is not numbers:
            notes.append(f"{table.headers[columns['step']]} counts the rows of a step")
    if "cycle" not in found and "half_cycle" in found:
        columns["cycle"] = columns["half_cycle"]  # which the line names
    cycles = found.get("cycle") or cycles_of(found.get("half_cycle") or half_cycles(values["time"], values["current"], signs))
    steps = list(steps_by(list(zip(found["step"], cycles)) if "step" in found else signs))
    check_time(table, table.headers[columns["time"]], values["time"], steps)
    result = {key: values[key] for key in ("time", "voltage", "current")} | {"cycle": cycles, "step": steps}
    return result | {key: values[key] for key in ("temperature",) if key in values}


def impedance(table, columns, values, held, notes) -> dict[str, list]:
    """Columns of spectra: frequency [Hz], real and imaginary part [ohm], without direct current; held: what the column of the latter
    is, as the user says. Raises BadFile."""
    header = table.headers[columns["imaginary"]]
    for (line, _), frequency in zip(table.rows, values["frequency"]):
        if frequency < 0:
            raise BadFile(f"{table.where}:{line}: {table.headers[columns['frequency']]}", f"'{frequency}'", "a frequency above 0")
    at_rest = values["frequency"].count(0)
    if at_rest == len(table.rows):
        raise BadFile(f"{table.where}: {table.headers[columns['frequency']]}", "0 in every row", "frequencies above 0")
    if at_rest:
        notes.append(f"{at_rest} rows at 0 Hz left out")
    minus = held == "minus_im" if held else normalised(name_and_unit(header)[0]).startswith("-")
    imaginary = [-value if minus else value for value in values["imaginary"]]
    positive = sum(value > 0 for value in imaginary)
    if held is None and 2 * positive > len(imaginary):
        raise BadFile(f"{table.where}:{table.header_line}: {header}", f"Im(Z) > 0 in {positive} of {len(imaginary)} rows",
                      "mostly negative values; state what the column holds with --imaginary im or --imaginary minus_im")
    found = {"cycle": counts(table, "cycle", columns["cycle"])} if "cycle" in columns else {}
    result = {"frequency": values["frequency"], "real": values["real"], "imaginary": imaginary} | found
    return {key: [value for value, frequency in zip(column, values["frequency"]) if frequency > 0]
            for key, column in result.items()}


@dataclass
class Imported(Mapping):
    """A measured table: a mapping from names of the Battery Data Format to numpy arrays of shape (rows), such as "Voltage / V" and
    "Current / A", in which charging is positive.

    A missing temperature is not a number.
    """

    source: str              # the file, and the sheet if it has several
    kind: str                # one of closo.importers.columns.KINDS
    why: str                 # it is taken for that
    taken: dict[str, str]    # headers of the file by the names of the columns that are from them
    notes: list[str]         # what else the user should know
    _columns: dict[str, list] = field(repr=False)

    def __getitem__(self, name: str) -> numpy.ndarray:
        import numpy  # which the command does not need

        if name not in self._columns:
            raise KeyError(f"no column {name!r}; there are: {', '.join(self._columns)}")
        return numpy.array([math.nan if value is None else value for value in self._columns[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def units(self) -> dict[str, str]:
        """Units of the columns by their names; "1" for counts."""
        return {name: name.split(" / ")[1] for name in self}

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(next(iter(self._columns.values())))

    def save(self, path: str | os.PathLike) -> pathlib.Path:
        """Writes the table as CSV, whole or not at all, and returns its path. Raises BadFile for one that cannot be written to."""
        path = pathlib.Path(path)
        try:
            with whole(path) as partial, open(partial, "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(self)
                writer.writerows(zip(*(["" if value is None else value for value in column] for column in self._columns.values())))
        except OSError as failure:
            raise BadFile(path, failure.strerror, "a path that can be written to") from None
        return path

    def __str__(self) -> str:
        sources = "; ".join(f"{name} from {self.taken.get(name, 'the current')}" for name in self)
        return f"{self.source}: {self.kind}, as {self.why}; {self.rows} rows; {'; '.join([sources, *self.notes])}"


def read(path: str | os.PathLike, *, kind: str | None = None, columns: Mapping[str, str] | None = None,
         units: Mapping[str, str] | None = None, header: str | None = None, sheet: str | None = None,
         discharge_positive: bool = False, imaginary: str | None = None) -> Imported:
    """The table of a measured file, with the columns that docs/import.md lists for its kind.

    Parameters
    ----------
    path
        File of a cycler or potentiostat; its ending says which.
    kind : str
        "cycling", "impedance" or "curve"; by default what the columns of the file are of.
    columns, units : dict
        Names and units of columns that the file does not tell, by quantity: {"voltage": "Ewe/V"}, {"current": "mA"}.
    header : str
        Names with units, separated by commas, for a file without a header.
    sheet : str
        Name of one of several sheets.
    discharge_positive : bool
        Whether current in the file is positive on discharge.
    imaginary : str
        What the column of the imaginary part holds: "im" or "minus_im".

    Returns
    -------
    Imported
        numpy arrays by the names of the Battery Data Format, "Current / A", positive on charge.

    Raises
    ------
    BadFile
        For a file that is not what it should be, in one line with its place.
    """
    chosen, given, notes = dict(columns or {}), dict(units or {}), []
    for name, found, expected in (*(("columns", key, QUANTITIES) for key in chosen), *(("units", key, QUANTITIES) for key in given),
                                  ("kind", kind or "cycling", KINDS), ("imaginary", imaginary or "im", ("im", "minus_im"))):
        if found not in expected:
            raise BadFile(name, f"'{found}'", f"one of {', '.join(expected)}")
    table = files.read(pathlib.Path(path), sheet, header, chosen.values())
    kind, why = (kind, "stated") if kind else kind_of(table, chosen)
    places = columns_of(table, kind, chosen, given, notes)
    table.rows = [(line, cells) for line, cells in table.rows if any(cells[index] for index in places.values())]
    check_decimals(table, places)
    values = {key: numbers(table, key, index, given.get(key)) for key, index in places.items() if QUANTITIES[key].units}
    if kind == "cycling":
        values = cycling(table, places, values, discharge_positive, notes)
    elif kind == "impedance":
        values = impedance(table, places, values, imaginary, notes)
    return Imported(table.where, kind, why, {QUANTITIES[key].label: table.headers[index] for key, index in places.items()}, notes,
                    {QUANTITIES[key].label: [float(value) if isinstance(value, Decimal) else value for value in column]
                     for key, column in values.items()})
