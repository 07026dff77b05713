#!/usr/bin/env python3
"""Compares closo with the measured numbers of params/measured and writes a page and a picture about it.

    python3 tests/validation/validation_page.py [--closo build/release/app/closo] [-o docs/validation.md]

Each number that the model has a counterpart for is simulated under its condition; the others are listed as what they are.
"""
import csv
import pathlib
import tempfile
import textwrap

import numpy as np

from pages import ROOT, arguments, measured_value
from validation_picture import WEIGHING, draw
from validation_runs import RUNS, counterpart, place, simulate

LAWS = (  # what a number tells of the model, by words of its quantity and condition
    ("metal interface", ("resistance R1", "resistance of one")),
    ("film", ("coulombic", "charge lost", "resistance R2")),
    ("separator and balance of masses", ("resistance R0", "internal", "specific energy of the cathode", "specific energy of cathode")),
    ("ageing: loss of coverage and contact", ("retention", "800", "400")),
    ("material, contact, diffusion", ("",)),
)
TARGETS = {"mAh/g": "5 mAh/g", "%": "1.5 %", "mV": "30 mV"}
TEXT = ROOT / "tests/validation/validation_text.md"


def measured_rows():
    for path in sorted((ROOT / "params/measured").glob("asakura2020_*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            yield from csv.DictReader(line for line in file if not line.startswith("#"))


def condition(row):
    cut_off = f"to {row['upper_cut_off']}" if row["upper_cut_off"] else ""
    cycle = f"cycle {row['cycle']}" if row["cycle"] else ""
    return ", ".join(part for part in (row["cell"].replace("_", ", "), row["rate"], row["temperature"], cut_off, cycle) if part)


def law_of(row):
    text = f"{row['quantity']} {row['cycle']}"
    return next(law for law, words in LAWS if any(word in text for word in words))


def error_of(row, value):
    """Simulated less measured; 0 where a bound is kept."""
    error = value - float(row["value"])
    kept = {"<": error <= 0, "<=": error <= 0, ">": error >= 0, ">=": error >= 0}
    return 0.0 if kept.get(row["relation"], False) else error


def compared(results):
    """Rows with a counterpart, with value, error and law; and those without."""
    found, missing = [], []
    for row in measured_rows():
        value = counterpart(row, results)
        if value is None or not np.isfinite(value):
            missing.append(f"{row['quantity']} ({condition(row)})" if condition(row) else row["quantity"])
        else:
            found.append({**row, "simulated": value, "error": error_of(row, value), "law": law_of(row),
                          "repeats": row["note"].startswith("repeats")})
    return found, missing


def mean_errors(rows):
    """Mean size of the errors of predictions by unit, each measurement once."""
    sums = {}
    for row in rows:
        if row["used_for"] != "prediction" or row["repeats"]:
            continue
        unit, factor = ("mV", 1000) if row["unit"] == "V" else (row["unit"], 1)
        sums.setdefault(unit, []).append(factor * abs(row["error"]))
    return {unit: (float(np.mean(errors)), len(errors)) for unit, errors in sums.items()}


def table(rows):
    lines = ["| law | quantity | condition | measured | simulated | error | run |", "|---|---|---|---|---|---|---|"]
    order = [law for law, _ in LAWS]
    for row in sorted(rows, key=lambda r: order.index(r["law"])):
        again = " (again)" if row["repeats"] else ""
        lines.append(f"| {row['law']} | {row['quantity']}{again} | {condition(row)} | {stated(row)} | "
                     f"{row['simulated']:.4g} | {row['error']:+.3g} | {place(row)[0]} |")
    return lines


def stated(row):
    """A measured number with the uncertainty of the mass, where it is one per mass of a thin or a thick cell."""
    text, error = measured_value(row), WEIGHING.get(row["cell"], 0) * float(row["value"])
    return text.replace(" mAh/g", f" +- {error:.2g} mAh/g") if error else text


def resistances(rows):
    """The impedance of S7 and S8 in one table: both cells have the same electrolyte and interface of the metal."""
    lines = ["| experiment | resistance | condition | measured | simulated | error | used for |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        if row["quantity"].startswith("resistance"):
            experiment = row["source"].split("SI ")[1]
            lines.append(f"| {experiment} | {row['quantity'].removeprefix('resistance ')} | {condition(row)} | {measured_value(row)} | "
                         f"{row['simulated']:.4g} | {row['error']:+.3g} | {row['used_for']} |")
    return lines


def page(results):
    rows, missing = compared(results)
    parts = TEXT.read_text(encoding="utf-8").split("<!-- tables -->")
    lines = [parts[0].rstrip(), "", "| predictions | mean error | wanted | numbers |", "|---|---|---|---|"]
    for unit, (mean, count) in sorted(mean_errors(rows).items()):
        if unit in TARGETS:
            lines.append(f"| in {unit} | {mean:.2g} {unit} | {TARGETS[unit]} | {count} |")
    lines += ["", "![measured and simulated](validation.png)", ""]
    for kind, heading in (("prediction", "Predictions"), ("calibration", "Calibration"), ("input", "Inputs")):
        lines += [f"## {heading}", *table([row for row in rows if row["used_for"] == kind]), ""]
    lines += ["## Resistances of the stepwise test (S7) and of the symmetric cell (S8)", *resistances(rows), ""]
    lines += ["## Runs", "| run | cell | example |", "|---|---|---|"]
    for name, (cell, overrides, _, example) in RUNS.items():
        text = f"asakura2020_{cell}" + (f", {overrides}" if overrides else "")
        lines.append(f"| {name} | {text} | [{example}](../examples/{example}/README.md) |")
    lines += ["", textwrap.fill("Measured, but without a counterpart: " + "; ".join(missing) + ".", 135), "", parts[1].strip(), ""]
    return "\n".join(lines), rows


def main():
    options = arguments(__doc__, "validation.md")
    with tempfile.TemporaryDirectory() as folder:
        results = {name: simulate(options.closo, pathlib.Path(folder), name) for name in RUNS}
    text, rows = page(results)
    options.output.write_text(text, encoding="utf-8")
    draw(results, rows, options.output.with_suffix(".png"))
    print(options.output)


if __name__ == "__main__":
    main()
