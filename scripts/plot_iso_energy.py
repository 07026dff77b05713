#!/usr/bin/env python3
"""Draws capacity of the active material against mean voltage, with lines of equal energy and points of the literature.

    python3 scripts/plot_iso_energy.py RESULT.h5 [SWEEP.h5 ...] [-o PICTURE.png] [--literature TABLE.csv]

A sweep that keeps specific_capacity and mean_voltage gives a point for each case. Rows may be added to the table of the literature.
"""
import argparse
import csv
import pathlib
import sys

from plotting import np, plt, save
from curves import open_result, run_script, text

ROOT = pathlib.Path(__file__).resolve().parent.parent
COLUMNS = ("label", "specific_capacity [mAh/g]", "mean_voltage [V]", "source")


def read_literature(path):
    """Label, capacity and voltage of each row; ends the program with one line if the table is none."""
    try:
        lines = [line for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(lines))
        if not rows or any(name not in rows[0] for name in COLUMNS):
            raise ValueError(f"expected rows with the columns {', '.join(COLUMNS)}")
        return [(row["label"], float(row[COLUMNS[1]]), float(row[COLUMNS[2]])) for row in rows]
    except (OSError, UnicodeDecodeError, ValueError, TypeError) as error:
        sys.exit(f"{path}: no table of cells ({error})")


def read_points(path):
    """Title, capacities and voltages of a result or a sweep."""
    with open_result(path) as file:
        if "design" not in file or any(name not in file["design"] for name in ("specific_capacity", "mean_voltage")):
            sys.exit(f"{path}: no /design/specific_capacity and /design/mean_voltage")
        return text(file.attrs["title"]), *(np.atleast_1d(file["design"][name][()]) for name in ("specific_capacity", "mean_voltage"))


def draw_lines(axis):
    """Equal energies [Wh/kg], in the ranges that the axis has."""
    (left, right), (low, high) = axis.get_xlim(), axis.get_ylim()
    voltage = np.linspace(max(low, 1e-3), high, 200)
    for energy in np.arange(100, right * high, 100):
        axis.plot(energy / voltage, voltage, color="lightgrey", lw=1, zorder=0)
        if left < energy / high < right * 0.97:
            axis.text(energy / high, high, f"{energy:g} Wh/kg", fontsize=7, color="grey", ha="center", va="bottom")
    axis.set(xlim=(left, right), ylim=(low, high))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="+")
    parser.add_argument("-o", "--output", help="picture; by default the name of the first result with .energy.png")
    parser.add_argument("--literature", default=ROOT / "params/literature/solid_state_cells.csv")
    arguments = parser.parse_args()
    figure, axis = plt.subplots(figsize=(7.5, 5.5), layout="constrained")
    for title, capacity, voltage in map(read_points, arguments.results):
        axis.plot(capacity, voltage, "o" if len(capacity) == 1 else ".", ms=7 if len(capacity) == 1 else 3, label=title)
        print(f"{title}: up to {np.nanmax(capacity * voltage):.4g} Wh/kg of active material")
    for label, capacity, voltage in read_literature(arguments.literature):
        axis.plot(capacity, voltage, "k^", ms=6)
        axis.annotate(label, (capacity, voltage), textcoords="offset points", xytext=(0, -12), fontsize=7, ha="center")
    axis.set(xlabel="capacity per mass of active material / mAh g$^{-1}$", ylabel="mean voltage / V", xlim=(0, axis.get_xlim()[1] * 1.3),
             ylim=(axis.get_ylim()[0] - 0.2, axis.get_ylim()[1] + 0.2))
    draw_lines(axis)
    axis.legend(fontsize=8, loc="lower left")
    picture = arguments.output or arguments.results[0].rsplit(".", 1)[0] + ".energy.png"
    save(figure, picture, dpi=120)
    print(picture)


if __name__ == "__main__":
    run_script(main)
