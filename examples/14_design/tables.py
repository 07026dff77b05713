#!/usr/bin/env python3
"""Writes the tables of README.md beside this file from what the three searches found.

    python3 examples/14_design/tables.py front.h5 targets.h5 table_s1.h5 [--check]

With --check nothing is written; the exit status is 1 if a word differs, or a number by more than 5 %.
"""
import argparse
import pathlib
import re
import sys

import h5py
import numpy as np

README = pathlib.Path(__file__).with_name("README.md")
SAME = 0.05  # a search ends where the noise of the runs hides the rest: tolerances 10 % apart move its answer by 3 %
VARIABLES = {  # how they are told
    "positive.active_loading": ("loading", "mg/cm2"), "separator.thickness": ("separator", "um"),
    "negative.thickness": ("sodium", "um"), "positive.composition.nvopf": ("active material", "wt%"),
    "positive.porosity": ("pores", "%"), "positive.particles.0.radius": ("particles", "um"), "pressure": ("pressure", "MPa"),
    "materials.na4_cb11h12_2_b12h12.conductivity": ("electrolyte", "mS/cm"),
}


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def front_table(result):
    """Energy and current of each design, and the values that are not at one bound in all of them."""
    front = result["front"]
    values = {key: data[:] for key, data in front["values"].items() if not key.startswith("protocol")}
    moves = [key for key, v in values.items() if v.max() > 1.02 * v.min()]
    header = ["current, mA/cm2", "energy, Wh/kg", *(", ".join(VARIABLES[key]) for key in moves)]
    columns = [front["design/current_density"][:], front["design/specific_energy_cell"][:], *(values[key] for key in moves)]
    return table(header, [[f"{v:.3g}" for v in row] for row in zip(*columns)])


def changes_table(result):
    """The changes of each way to meet all targets."""
    changes = result["changes"]
    ways = [[f"{name} {changes['values'][key][design]:.3g} {unit}" for key, (name, unit) in VARIABLES.items()
             if changes["changed"][key][design]] for design in range(1, len(changes["distance"]))]
    assert changes.attrs["met"], "the targets are met by no design"
    return table(["way", "changes"], [[str(k + 1), ", ".join(way)] for k, way in enumerate(ways)])


def targets_table(result):
    """What the nearest design has of each target, and what could be had of it alone."""
    changes = result["changes"]
    assert not changes.attrs["met"], "the targets are met"
    rows = []
    for name, data in changes["targets"].items():
        least = "at_least" in data.attrs
        unit = text(changes["design"][name].attrs["units"])
        unit = "" if unit == "1" else " " + unit
        missed = data[1]
        wanted = f"at least {data.attrs['at_least']:g}{unit}" if least else f"at most {data.attrs['at_most']:g}{unit}"
        rows.append([name.replace("_", " "), wanted, f"{changes['design'][name][1]:.3g}",
                     "met" if missed <= 0 else f"{100 * missed:.0f} %", f"{changes['alone'][name][()]:.3g}"])
    return table(["quantity", "target", "nearest design", "missed by", "alone"], rows)


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def with_tables(readme, tables):
    for name, lines in tables.items():
        pattern = rf"(<!-- {name}, by tables.py -->\n).*?(<!-- end -->)"
        assert re.search(pattern, readme, re.S), f"{README}: no place for the table {name}"
        readme = re.sub(pattern, lambda m, lines=lines: m[1] + lines + m[2], readme, flags=re.S)
    return readme


def is_same(stated, found):
    """Whether two lines have the same words, and numbers that differ by no more than SAME or the last digit of what is stated."""
    number = re.compile(r"\d+(?:\.(\d+))?")
    digits = [10.0 ** -len(match[1] or "") for match in number.finditer(stated)]
    a, b = (np.array([float(match[0]) for match in number.finditer(line)]) for line in (stated, found))
    if number.sub("", stated) != number.sub("", found):
        return False
    return bool((np.abs(a - b) <= np.maximum(SAME * b, 1.01 * np.array(digits))).all())


def differences(stated, found):
    """What is to be told of lines that do not say the same."""
    if len(stated.splitlines()) != len(found.splitlines()):
        return [f"{README} has tables of another length than the searches give"]
    return [f"README.md says\n  {a}\nand the searches give\n  {b}"
            for a, b in zip(stated.splitlines(), found.splitlines()) if not is_same(a, b)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("front", "targets", "table_s1"):
        parser.add_argument(name)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with h5py.File(arguments.front) as front, h5py.File(arguments.targets) as targets, h5py.File(arguments.table_s1) as table_s1:
        tables = {"front": front_table(front), "changes": changes_table(targets), "targets": targets_table(table_s1)}
    stated = README.read_text(encoding="utf-8")
    found = with_tables(stated, tables)
    if not arguments.check:
        README.write_text(found, encoding="utf-8")
        return
    if different := differences(stated, found):
        sys.exit("\n".join(different))


if __name__ == "__main__":
    main()
