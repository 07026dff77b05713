"""The cycles of several runs over one another: curves, capacity, efficiency, resistances."""
import numpy as np
from matplotlib.figure import Figure

from closo.data.cycles import Cycles
from closo.data.errors import DataError
from closo.data.results import label
from closo.plot import style
from closo.plot.labels import LABELS, labels_of
from closo.plot.losses import CAPACITY

OPTIONS = {"labels": LABELS,
           "cycle": {"type": int, "metavar": "N", "help": "cycle whose curves are drawn; default: the first that a run kept"}}


def draw_curves(axes, runs, number) -> None:
    """Curves of one cycle of each run."""
    handles = []
    for cycles, name, colour in runs:
        if not len(cycles.kept):
            continue
        cycle = cycles.kept[0] if number is None else number
        if cycle not in cycles.kept:
            raise DataError(f"{name}: cycle {cycle} has no curves; the run kept {', '.join(str(k) for k in cycles.kept)}")
        handles.append(style.curve(axes, *cycles.branch(cycle, 1), color=colour, label=f"{name}, cycle {cycle}"))
        style.curve(axes, *cycles.branch(cycle, -1), color=colour, lw=0.7, ls="--", name=f"{name}, cycle {cycle}, charge")
    style.label(axes, CAPACITY, label("Voltage", "V"))
    style.heading(axes, "Curves", handles, subtitle="discharge: lines, charge: dashes")


def draw_column(axes, runs, column, factor, title, words) -> None:
    """A column of the table of cycles of each run."""
    for cycles, name, colour in runs:
        style.series(axes, cycles.table["number"], cycles.table[column] * factor, color=colour, label=name)
    style.label(axes, "Cycle", words)
    style.heading(axes, title)


RESISTANCES = (("film_resistance", "film", "-"), ("metal_interface_growth", "metal, gained", ":"))  # column, words, line


def have_resistances(runs) -> bool:
    """Whether any of the runs has a resistance that could be drawn."""
    return any(np.any(cycles.table[column] > 0) for cycles, _, _ in runs for column, _, _ in RESISTANCES if column in cycles.table)


def draw_resistances(axes, runs) -> None:
    """Resistances of film and metal interface against cycle."""
    for cycles, name, colour in runs:
        for column, what, dashes in RESISTANCES:
            if column in cycles.table:
                values = np.where(cycles.table[column] > 0, cycles.table[column], np.nan)
                style.curve(axes, cycles.table["number"], values, color=colour, ls=dashes, label=f"{name}: {what}")
    style.label(axes, "Cycle", label("Resistance", "ohm cm2"), yscale="log")
    style.plain_logarithm(axes.yaxis)
    style.heading(axes, "Resistances")


def draw(files, *, labels=None, cycle=None) -> Figure:
    """The figure of open results of closo run with cycles, in a list; labels as for overlay, cycle the number of that whose
    curves are drawn. Raises DataError for a file without cycles, another number of labels, or a cycle without curves."""
    colours = [style.colour(k) for k in range(len(files))] if len(files) < 4 else style.sequence(len(files))
    runs = [(Cycles(file), name, colour) for file, name, colour in zip(files, labels_of(files, labels), colours)]
    figure = style.figure(2, 5.0)
    axes = figure.subplots(2, 2)
    draw_curves(axes[0, 0], runs, cycle)
    draw_column(axes[0, 1], runs, "discharge_specific_capacity", 1, "Capacity on discharge", CAPACITY)
    draw_column(axes[1, 0], runs, "coulombic_efficiency", 100, "Coulombic efficiency", label("Efficiency", "%"))
    if have_resistances(runs):
        draw_resistances(axes[1, 1], runs)
    else:
        draw_column(axes[1, 1], runs, "discharge_mean_voltage", 1, "Mean voltage on discharge", label("Voltage", "V"))
    axes[0, 1].set_ylim(0, style.end(np.concatenate([of.table["discharge_specific_capacity"] for of, _, _ in runs]), 1.1))
    efficiency = np.concatenate([of.table["coulombic_efficiency"] for of, _, _ in runs])
    axes[1, 0].set_ylim(top=max(100.5, style.end(efficiency, 101) or 0))
    return figure
