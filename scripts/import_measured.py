#!/usr/bin/env python3
"""Converts a measured file to a table in the Battery Data Format, current positive on charge (docs/import.md).

    python3 scripts/import_measured.py FILE [-o TABLE.bdf.csv] [--kind cycling|impedance|curve] [--column voltage="Ewe/V"]
                                       [--unit current=mA] [--header "capacity (mAh/g),voltage (V)"] [--sheet NAME]
                                       [--discharge-positive] [--imaginary im|minus_im] [-q]

Reads BioLogic .mpt and .mpr, Neware .ndax, Arbin .xlsx, and text with named columns (.csv .txt .tsv .dat). .mpr, .ndax and .xlsx
need scripts/setup_import.sh once. Exit status 2 and one line for a file that is not what it should be.
"""
import argparse
import csv
from decimal import Decimal
import math
import os
import pathlib
import re
import sys

import measured_files
from measured_columns import KINDS, QUANTITIES, BadFile, converted, find_column, name_and_unit, normalised, unit_of

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d([.,]\d+)?)")  # hours:minutes:seconds, its own unit
RESTING = 1e-4  # of the largest current: below it lies the noise of a cycler's range, not a current someone set


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    pair = {"action": "append", "default": [], "type": assignment}
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, help="default: FILE's name with .bdf.csv, in the current folder")
    parser.add_argument("--kind", choices=KINDS, help="default: by the columns of the file")
    parser.add_argument("--column", metavar="QUANTITY=NAME", help=f"column of {', '.join(QUANTITIES)}", **pair)
    parser.add_argument("--unit", metavar="QUANTITY=UNIT", help="unit of a column that has none in the file", **pair)
    parser.add_argument("--header", metavar="NAMES", help="names with units, separated by commas, for a file without a header")
    parser.add_argument("--sheet", help="of a spreadsheet")
    parser.add_argument("--discharge-positive", action="store_true", help="the file has current positive on discharge")
    parser.add_argument("--imaginary", choices=("im", "minus_im"), help="what the column of the imaginary part holds")
    parser.add_argument("-q", "--quiet", action="store_true", help="do not say which columns were taken")
    return parser.parse_args()


def assignment(text):
    key, _, value = text.partition("=")
    if key not in QUANTITIES or not value:
        raise argparse.ArgumentTypeError(f"found '{text}', expected one of {', '.join(QUANTITIES)}, '=' and a value")
    return key, value


def kind_of(table, chosen):
    """The first kind whose telling columns the file has; a missing further one is named by columns_of."""
    has = {key for key in QUANTITIES if find_column(table.where, table.headers, key, chosen) is not None}
    for kind, telling in (("impedance", {"frequency", "real"}), ("cycling", {"time", "voltage"}), ("cycling", {"time", "current"}),
                          ("curve", {"capacity", "voltage"})):
        if telling <= has:
            return kind
    raise BadFile(f"{table.where}:{table.header_line}", f"columns {', '.join(table.headers)}",
                  "time, voltage and current, or frequency and impedance, or specific capacity and voltage (--column, --header)")


def columns_of(table, kind, chosen):
    needed, optional = KINDS[kind]
    columns = {key: find_column(table.where, table.headers, key, chosen) for key in needed + optional}
    for key in needed:
        if columns[key] is None:
            raise BadFile(f"{table.where}:{table.header_line}", f"no column of {key} in {', '.join(table.headers)}",
                          f"one, or --column {key}=NAME")
    return {key: index for key, index in columns.items() if index is not None}


def check_decimals(table, columns):
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


def numbers(table, key, index, given):
    """A column in the format's unit; empty cells are left empty where the quantity may be missing."""
    header = table.headers[index]
    where = f"{table.where}:{table.header_line}"
    clock = key == "time" and all(CLOCK.fullmatch(cells[index]) for _, cells in table.rows)
    unit = "s" if clock else unit_of(where, header, key, given) if QUANTITIES[key].units else None
    if unit is None and QUANTITIES[key].units:
        raise BadFile(f"{where}: {header}", "no unit", f"one of {', '.join(QUANTITIES[key].units)}; say it with --unit {key}=UNIT")
    values = []
    for line, cells in table.rows:
        text = cells[index]
        if key == "temperature" and not text:
            values.append(None)
        elif clock:
            hours, minutes, seconds, _ = CLOCK.fullmatch(text).groups()
            values.append(Decimal(hours) * 3600 + Decimal(minutes) * 60 + Decimal(seconds.replace(",", ".")))
        elif not NUMBER.fullmatch(text) or math.isinf(float(text.replace(",", "."))):
            raise BadFile(f"{table.where}:{line}: {header}", f"'{text}'", "a number")
        else:
            value = Decimal(text.replace(",", "."))
            values.append(value if unit is None else converted(key, unit, value))
    return values


def counts(table, key, index):
    values = numbers(table, key, index, None)
    for (line, _), value in zip(table.rows, values):
        if value != int(value) or value < 0:
            raise BadFile(f"{table.where}:{line}: {table.headers[index]}", f"'{value}'", "a whole number")
    values = [int(value) for value in values]
    return [value + 1 for value in values] if min(values) == 0 else values  # EC-Lab counts from 0, the format from 1


def directions(currents):
    least = RESTING * float(max(abs(current) for current in currents))
    return [0 if abs(current) <= least else 1 if current > 0 else -1 for current in currents]


def steps_by(changing):
    """A number from 1 that grows where anything changes."""
    step = 1
    for before, now in zip(changing[:1] + changing, changing):
        step += now != before
        yield step


def cycles_by(signs):
    """A cycle begins with the charge after a discharge, as cyclers count."""
    cycle, last = 1, 0
    for sign in signs:
        cycle += sign > 0 > last
        last = sign or last
        yield cycle


def check_time(table, header, times, steps):
    """Time grows within a step; the last row of a step and the first of the next may be of one time, as cyclers write them."""
    for k in range(1, len(times)):
        if times[k] < times[k - 1] or (times[k] == times[k - 1] and steps[k] == steps[k - 1]):
            raise BadFile(f"{table.where}:{table.rows[k][0]}: {header}", f"{times[k]} s after {times[k - 1]} s", "a later time")


def cycling(table, columns, values, options):
    if options.discharge_positive:
        values["current"] = [-current for current in values["current"]]
    signs = directions(values["current"])
    found = {key: counts(table, key, columns[key]) for key in ("cycle", "step") if key in columns}
    cycles = found.get("cycle") or list(cycles_by(signs))
    steps = list(steps_by(list(zip(found["step"], cycles)) if "step" in found else signs))
    check_time(table, table.headers[columns["time"]], values["time"], steps)
    result = {key: values[key] for key in ("time", "voltage", "current")} | {"cycle": cycles, "step": steps}
    return result | {key: values[key] for key in ("temperature",) if key in values}


def impedance(table, columns, values, options):
    header = table.headers[columns["imaginary"]]
    for (line, _), frequency in zip(table.rows, values["frequency"]):
        if frequency <= 0:
            raise BadFile(f"{table.where}:{line}: {table.headers[columns['frequency']]}", f"'{frequency}'", "a frequency above 0")
    minus = options.imaginary == "minus_im" if options.imaginary else normalised(name_and_unit(header)[0]).startswith("-")
    imaginary = [-value if minus else value for value in values["imaginary"]]
    positive = sum(value > 0 for value in imaginary)
    if options.imaginary is None and 2 * positive > len(imaginary):
        raise BadFile(f"{table.where}:{table.header_line}: {header}", f"Im(Z) > 0 in {positive} of {len(imaginary)} rows",
                      "a cell's, mostly negative; say what the column holds with --imaginary im or --imaginary minus_im")
    found = {"cycle": counts(table, "cycle", columns["cycle"])} if "cycle" in columns else {}
    return {"frequency": values["frequency"], "real": values["real"], "imaginary": imaginary} | found


def imported(table, options):
    """Columns of the result by quantity, and the headers they are from."""
    chosen, given = dict(options.column), dict(options.unit)
    kind = options.kind or kind_of(table, chosen)
    columns = columns_of(table, kind, chosen)
    check_decimals(table, columns)
    values = {key: numbers(table, key, index, given.get(key)) for key, index in columns.items() if QUANTITIES[key].units}
    if kind == "cycling":
        values = cycling(table, columns, values, options)
    elif kind == "impedance":
        values = impedance(table, columns, values, options)
    return values, {key: table.headers[index] for key, index in columns.items()}


def write(path, result):
    """Whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with open(partial, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(QUANTITIES[key].label for key in result)
            for row in zip(*result.values()):
                writer.writerow("" if value is None else value if isinstance(value, int) else repr(float(value)) for value in row)
        os.replace(partial, path)
    except OSError as failure:
        raise BadFile(path, failure.strerror, "a place to write to") from None
    finally:
        partial.unlink(missing_ok=True)


def main():
    options = arguments()
    output = options.output or pathlib.Path(options.file.stem.removesuffix(".bdf") + ".bdf.csv")
    try:
        if output.resolve() == options.file.resolve():
            raise BadFile(output, "the file to read", "another name: choose it with -o")
        table = measured_files.read(options.file, options.sheet, options.header, dict(options.column).values())
        result, taken = imported(table, options)
        write(output, result)
    except BadFile as failure:
        print(f"import_measured: {failure}", file=sys.stderr)
        sys.exit(2)
    if not options.quiet:
        sources = "; ".join(f"{QUANTITIES[key].label} from {taken[key] if key in taken else 'the current'}" for key in result)
        print(f"{output}: {len(table.rows)} rows; {sources}")


if __name__ == "__main__":
    main()
