#!/usr/bin/env python3
"""Draws the cycles of several results of closo over one another: curves, capacity, efficiency, resistances.

    python3 scripts/overlay_cycles.py RESULT.h5 RESULT.h5... -o PICTURE.png [--labels LABEL,LABEL,...] [--cycle N]

The curves are those of cycle N, the first that a run kept unless said otherwise (record.cycles).
"""
import argparse
import contextlib
import pathlib
import sys

from plotting import np, plt, save
from curves import open_result, run_script
from cycle_table import Cycles

MARKERS = {"markersize": 3, "linewidth": 1}


def draw_curves(axes, runs, number):
    for cycles, label, colour in runs:
        cycle = cycles.kept[0] if number is None else number
        if cycle not in cycles.kept:
            sys.exit(f"{label}: cycle {cycle} has no curves; the run kept {', '.join(str(k) for k in cycles.kept)}")
        axes.plot(*cycles.branch(cycle, 1), color=colour, label=f"{label}, cycle {cycle}")
        axes.plot(*cycles.branch(cycle, -1), color=colour, lw=0.8, ls="--")
    axes.set(xlabel="specific capacity / mAh g$^{-1}$", ylabel="voltage / V", title="Discharge (lines), charge (dashes)")


def draw_column(axes, runs, column, factor, title, ylabel):
    for cycles, label, colour in runs:
        axes.plot(cycles.table["number"], cycles.table[column] * factor, ".-", color=colour, label=label, **MARKERS)
    axes.set(xlabel="cycle", ylabel=ylabel, title=title)


def draw_resistances(axes, runs):
    for cycles, label, colour in runs:
        axes.plot(cycles.table["number"], cycles.table["film_resistance"], color=colour, label=f"{label}: film")
        axes.plot(cycles.table["number"], cycles.table["metal_interface_growth"], color=colour, ls=":",
                  label=f"{label}: metal, gained")
    axes.set(xlabel="cycle", ylabel="resistance / ohm cm$^2$", title="Resistances", yscale="log")


def draw(runs, number, picture):
    figure, axes = plt.subplots(2, 2, figsize=(11, 8), constrained_layout=True)
    draw_curves(axes[0, 0], runs, number)
    draw_column(axes[0, 1], runs, "discharge_specific_capacity", 1, "Capacity on discharge", "specific capacity / mAh g$^{-1}$")
    draw_column(axes[1, 0], runs, "coulombic_efficiency", 100, "Coulombic efficiency", "efficiency / %")
    draw_resistances(axes[1, 1], runs)
    axes[0, 1].set_ylim(0, 1.1 * max(np.nanmax(cycles.table["discharge_specific_capacity"]) for cycles, _, _ in runs))
    axes[1, 0].set_ylim(top=100.5)
    for panel in axes.flat:
        panel.legend(fontsize=8)
    save(figure, picture, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="+")
    parser.add_argument("-o", "--output", required=True, help="picture")
    parser.add_argument("--labels", help="labels of the results, separated by commas; default: their names")
    parser.add_argument("--cycle", type=int, help="cycle whose curves are drawn")
    arguments = parser.parse_args()
    labels = arguments.labels.split(",") if arguments.labels else [pathlib.Path(path).stem for path in arguments.results]
    if len(labels) != len(arguments.results):
        sys.exit(f"--labels: {len(labels)} labels for {len(arguments.results)} results")
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.8, len(labels)))
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open_result(path)) for path in arguments.results]
        runs = [(Cycles(file), label.strip(), colour) for file, label, colour in zip(files, labels, colours)]
        draw(runs, arguments.cycle, arguments.output)
    print(arguments.output)


if __name__ == "__main__":
    run_script(main)
