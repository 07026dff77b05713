"""The picture of the validation page: measured numbers with their uncertainty beside simulated ones."""
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from closo.plot import style  # noqa: E402

# 0.15 mg of the 2 mg of composite in a thin cell, of the 14 mg in a thick one.
WEIGHING = {"swagelok": 0.15 / 2, "pressure": 0.15 / 2, "thick_pressure": 0.15 / 14, "liquid": 0.15 / 14}
LONG = "long"


def measured(axes, x, rows, width):
    for where, row in zip(x, rows):
        value = float(row["value"])
        axes.errorbar(where, value, yerr=width(row), fmt="s", ms=4, color=style.theme().ink, capsize=2, lw=0.8,
                      mfc=style.theme().ink if row["used_for"] == "calibration" else style.theme().ground, label="_measured")


def bars(axes, rows, width, title, unit):
    """Numbers side by side, measured and simulated."""
    x = np.arange(len(rows))
    measured(axes, x - 0.1, rows, width)
    axes.plot(x + 0.1, [row["simulated"] for row in rows], "o", ms=4, color=style.colour(0), label="simulated")
    axes.set_xticks(x, [label(row) for row in rows], rotation=40, ha="right")
    axes.set_ylabel(unit)
    axes.set_title(title)


def label(row):
    if row["quantity"].startswith("resistance"):
        return f"{row['quantity'].split()[1]}, {row['upper_cut_off']}"
    words = [row["cell"].replace("_pressure", "").replace("swagelok", ""), row["rate"], row["upper_cut_off"].replace("4.15 V", "")]
    return ", ".join(word for word in words + [f"cycle {row['cycle']}" if row["cycle"] else ""] if word)


def against_cycle(axes, results, rows, column, factor, width, unit, title):
    values = factor * results[LONG][column]
    axes.plot(np.arange(1, values.size + 1), values, color=style.colour(0), label="simulated")
    measured(axes, [int(row["cycle"]) + (2 if int(row["cycle"]) > 4 else 0) for row in rows], rows, width)
    axes.set_xlabel("cycle")
    axes.set_ylabel(unit)
    axes.set_title(title)


@style.look()
def draw(results, rows, path):
    figure = style.figure(2, 5.2, "Measured numbers (filled: calibration, open: prediction) and the reference cells")
    panels = figure.subplots(2, 2)

    def of(quantity, **conditions):
        return [row for row in rows if row["quantity"] == quantity and not row["repeats"] and row["used_for"] != "input"
                and all(row[key] == value for key, value in conditions.items())]

    capacities = [row for row in of("discharge capacity") if not row["cycle"] or row["cycle"] == "1"]
    bars(panels[0, 0], capacities, lambda row: WEIGHING.get(row["cell"], 0) * float(row["value"]), "Capacity", "mAh/g")
    long = [row for row in of("discharge capacity", cell="swagelok") if row["cycle"]]
    against_cycle(panels[0, 1], results, long, "discharge_specific_capacity", 1,
                  lambda row: WEIGHING["swagelok"] * float(row["value"]), "mAh/g", "Capacity of the long test")
    energy = [row for row in of("energy efficiency", cell="swagelok") if row["cycle"]]
    against_cycle(panels[1, 0], results, energy, "energy_efficiency", 100, lambda row: 0.1, "%", "Energy efficiency of the long test")
    panels[1, 0].set_ylim(89, 100)
    bars(panels[1, 1], [row for row in rows if row["unit"] == "ohm cm2" and row["quantity"].startswith("resistance R") and row["used_for"] != "input"],
         lambda row: 0.1 * float(row["value"]), "Resistances R1, R2", "ohm cm2")
    panels[1, 1].set_yscale("log")
    figure.savefig(path)
