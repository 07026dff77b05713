#!/usr/bin/env python3
"""Draws the cycles of a result file of closo: discharge and charge curves, capacity and efficiency against cycle.

    python3 scripts/plot_cycles.py RESULT.h5 [-o PICTURE.png]

The curves are those of the cycles whose series the run kept (record.cycles); without any, the tables alone are drawn.
"""
import sys

from plotting import np, plt, save
from curves import open_result, picture_of, picture_parser, run_script, text
from cycle_table import Cycles

MOST_CURVES = 8  # in one panel; more could not be told apart


def draw_curves(axes, cycles, kept, title):
    shown = kept[np.unique(np.linspace(0, len(kept) - 1, MOST_CURVES).round().astype(int))]
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(shown)))
    for cycle, colour in zip(shown, colours):
        axes.plot(*cycles.branch(cycle, 1), color=colour, label=cycles.label(cycle))
        axes.plot(*cycles.branch(cycle, -1), color=colour, lw=0.8, ls="--")
    axes.set(xlabel="specific capacity / mAh g$^{-1}$", ylabel="voltage / V", title=title)
    axes.legend(fontsize=7, title="cycle", title_fontsize=7, loc="lower left")


def draw_capacity(axes, cycles):
    t = cycles.table
    axes.plot(t["number"], t["charge_specific_capacity"], "o", ms=4, mfc="none", color="tab:gray", label="charge")
    axes.plot(t["number"], t["discharge_specific_capacity"], "o", ms=3, color="tab:blue", label="discharge")
    axes.set(xlabel="cycle", ylabel="specific capacity / mAh g$^{-1}$", title="Capacity", ylim=(0, 1.15 * np.nanmax(t["charge_specific_capacity"])))
    axes.legend(fontsize=8)


def draw_efficiency(axes, cycles):
    t = cycles.table
    for key, marker in (("coulombic", "o"), ("voltage", "^"), ("energy", "s")):
        axes.plot(t["number"], t[f"{key}_efficiency"] * 100, marker, ms=3, label=key)
    low = np.nanmin(t["energy_efficiency"]) * 100
    axes.set(xlabel="cycle", ylabel="efficiency / %", title="Efficiency", ylim=(np.floor(low / 5) * 5, 101))
    axes.legend(fontsize=8)


def draw_voltage(axes, cycles):
    t = cycles.table
    axes.plot(t["number"], t["charge_mean_voltage"], "o", ms=3, mfc="none", color="tab:gray", label="charge")
    axes.plot(t["number"], t["discharge_mean_voltage"], "o", ms=3, color="tab:blue", label="discharge")
    axes.set(xlabel="cycle", ylabel="mean voltage / V", title="Mean voltage")
    axes.legend(fontsize=8)


def draw(result, picture):
    cycles = Cycles(result)
    temperatures = np.array([cycles.temperature(c) for c in cycles.kept])
    groups = [(T, cycles.kept[temperatures == T]) for T in np.unique(temperatures)]
    panels = [lambda axis, T=T, kept=kept: draw_curves(axis, cycles, kept, f"Discharge (lines), charge (dashes), {T:.0f} °C")
              for T, kept in groups]
    panels += [lambda axis, panel=panel: panel(axis, cycles) for panel in (draw_capacity, draw_efficiency, draw_voltage)]
    columns = (len(panels) + 1) // 2
    figure, axes = plt.subplots(2, columns, figsize=(5.5 * columns, 8), constrained_layout=True)
    for axis, panel in zip(axes.flat, panels):
        panel(axis)
    for axis in axes.flat[len(panels):]:
        axis.axis("off")
    figure.suptitle(text(result.attrs["title"]))
    save(figure, picture, dpi=110)


def main():
    arguments = picture_parser(__doc__).parse_args()
    picture = picture_of(arguments)
    with open_result(arguments.result) as result:
        if "cycles" not in result or result["cycles/number"].shape[0] == 0:
            sys.exit(f"{arguments.result}: no cycles to draw")
        draw(result, picture)
    print(picture)


if __name__ == "__main__":
    run_script(main)
