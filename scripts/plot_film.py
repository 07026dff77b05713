#!/usr/bin/env python3
"""Draws the film of a result file of closo: efficiency, charge and resistance by cycle, thickness across the composite.

    python3 scripts/plot_film.py RESULT.h5 [-o PICTURE.png]
"""
import sys

from plotting import np, plt, save
from curves import open_result, picture_of, picture_parser, places, run_script


def draw_cycles(axes, cycles):
    number = cycles["number"][:]
    axes[0].plot(number, cycles["coulombic_efficiency"][:] * 100, "o-", ms=4, label="charge")
    axes[0].plot(number, cycles["energy_efficiency"][:] * 100, "s-", ms=4, label="energy")
    axes[0].set(xlabel="cycle", ylabel="efficiency / %", title="Efficiency")
    axes[0].legend(fontsize=8)
    axes[1].plot(number, cycles["film_charge"][:], "o-", ms=4, color="tab:blue")
    axes[1].set(xlabel="cycle", title="Charge consumed by the film, and its resistance")
    axes[1].set_ylabel("film charge / mAh g$^{-1}$", color="tab:blue")
    right = axes[1].twinx()
    right.plot(number, cycles["film_resistance"][:], "s-", ms=4, color="tab:red")
    right.set_ylabel("film resistance / $\\Omega$ cm$^2$", color="tab:red")


def draw_growth(axes, result):
    """Film charge against the voltage, of the recorded cycles."""
    step, voltage = result["series/step"][:], result["series/voltage"][:]
    charge = result["series/film_charge"][:]
    cycle_of_step = dict(zip(result["steps/number"][:], result["steps/cycle"][:]))
    for number in sorted({int(cycle_of_step[n]) for n in step}):
        rows = np.array([cycle_of_step[n] == number for n in step])
        axes.plot(voltage[rows], charge[rows] - charge[rows][0], label=f"cycle {number}")
    axes.set(xlabel="voltage / V", ylabel="film charge in the cycle / mAh g$^{-1}$", title="When it grows")
    axes.legend(fontsize=8)


def draw_thickness(axes, result):
    x = places(result)
    thickness, hours = result["profiles/film_thickness"][:] * 1e9, result["profiles/time"][:] / 3600
    rows = np.unique(np.linspace(0, len(hours) - 1, 8).astype(int))
    for row, colour in zip(rows, plt.cm.viridis(np.linspace(0, 0.9, len(rows)))):
        axes.plot(x, thickness[row], color=colour, label=f"{hours[row]:.3g} h")
    axes.set(xlabel="distance from the separator / um", ylabel="thickness / nm", title="Across the composite")
    axes.legend(fontsize=8)


def draw(path, picture):
    with open_result(path) as result:
        if "series/film_charge" not in result or result["series/time"].shape[0] == 0:
            sys.exit(f"{path}: no film in it; the cell needs positive.film, and the run a recorded cycle")
        figure, axes = plt.subplots(2, 2, figsize=(12, 8), constrained_layout=True)
        draw_cycles(axes[0], result["cycles"])
        draw_growth(axes[1, 0], result)
        draw_thickness(axes[1, 1], result)
        save(figure, picture, dpi=110)


def main():
    arguments = picture_parser(__doc__).parse_args()
    picture = picture_of(arguments)
    draw(arguments.result, picture)
    print(picture)


if __name__ == "__main__":
    run_script(main)
